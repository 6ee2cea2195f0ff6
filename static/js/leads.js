// The sheet “name the leads”: what the buttons do on the server without this script, done at once.
"use strict";
{
  const sheet = document.getElementById("lead-sheet");
  const rows = sheet ? [...sheet.querySelectorAll("[data-row]")] : [];
  const parts = new Map(rows.map((row) => [row, {
    unit: row.querySelector("[data-unit]"),
    officer: row.querySelector("[data-officer]"),
    support: row.querySelector("select[multiple]"),
    people: [...row.querySelectorAll("[data-officer] optgroup")],
  }]));

  // Only the people of the chosen unit are offered; with no unit chosen, all of them.
  function offer(row) {
    const { unit, officer, people } = parts.get(row);
    const held = officer.value;
    const fit = people.filter((group) => !unit.value || group.dataset.unit === unit.value);
    officer.querySelectorAll("optgroup").forEach((group) => group.remove());
    officer.append(...fit);
    officer.value = fit.some((group) => group.querySelector(`option[value="${CSS.escape(held)}"]`)) ? held : "";
  }

  function copy(from, to) {
    const above = parts.get(from);
    const here = parts.get(to);
    here.unit.value = above.unit.value;
    offer(to);
    here.officer.value = above.officer.value;
    const chosen = new Set([...above.support.selectedOptions].map((option) => option.value));
    for (const option of here.support.options) option.selected = chosen.has(option.value);
    if (chosen.size) here.support.closest("details").open = true;
  }

  rows.forEach((row, place) => {
    parts.get(row).unit.addEventListener("change", () => offer(row));
    if (parts.get(row).unit.value) offer(row);
    row.querySelector("[data-same]")?.addEventListener("click", (event) => {
      event.preventDefault();
      copy(rows[place - 1], row);
      parts.get(row).unit.focus();
    });
  });

  sheet?.querySelector("[data-fill]").addEventListener("click", (event) => {
    event.preventDefault();
    const unit = sheet.querySelector("#fill-unit").value;
    for (const row of unit ? rows : []) {
      if (parts.get(row).unit.value) continue;
      parts.get(row).unit.value = unit;
      offer(row);
    }
  });
}
