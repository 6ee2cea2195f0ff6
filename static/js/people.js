// The slips of invitations: copy a link, print the page. Without this file the links can be selected and printed too.
"use strict";

(() => {
  const said = document.querySelector("[data-copy-said]");

  const labels = new WeakMap();

  function tell(button, hint) {
    const label = button.firstChild;
    if (!labels.has(button)) labels.set(button, label.textContent);
    label.textContent = hint ? labels.get(button) : button.dataset.copied;
    if (said) said.textContent = hint || button.dataset.copied + button.querySelector(".sr").textContent;
    const room = document.getElementById(`${button.dataset.copy}-hint`);
    room.textContent = hint;
    room.hidden = !hint;
  }

  async function copy(button) {
    const field = document.getElementById(button.dataset.copy);
    field.focus();
    field.select();
    try {
      await navigator.clipboard.writeText(field.value); // not there on plain http: then the old way, then by hand
      tell(button, "");
    } catch {
      if (document.execCommand("copy")) tell(button, "");
      else tell(button, button.dataset.refused);
    }
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-copy], [data-print]");
    if (button?.matches("[data-print]")) window.print();
    else if (button) copy(button);
  });
  document.documentElement.classList.add("served");
})();
