// The sheet “set dates”: what the buttons do on the server without this script, done at once.
"use strict";
{
  const sheet = document.getElementById("date-sheet");
  const rows = sheet ? [...sheet.querySelectorAll("[data-row]")] : [];
  const day = (row) => row.querySelector("[data-day]");

  function instead(button, what) {
    button?.addEventListener("click", (event) => {
      event.preventDefault();
      what();
    });
  }

  rows.forEach((row, place) => {
    const take = row.querySelector("[data-take]");
    instead(take, () => {
      day(row).value = take.dataset.take;
      day(row).focus();
    });
    instead(row.querySelector("[data-same]"), () => {
      if (place) day(row).value = day(rows[place - 1]).value;
      day(row).focus();
    });
  });

  instead(sheet?.querySelector("[data-fill]"), () => {
    const chosen = sheet.querySelector("#fill-day").value;
    for (const row of rows) day(row).value ||= chosen;
  });

  instead(sheet?.querySelector("[data-take-all]"), () => {
    for (const row of rows) {
      const take = row.querySelector("[data-take]");
      if (take) day(row).value ||= take.dataset.take;
    }
  });
}
