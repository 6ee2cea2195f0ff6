// The slips of invitations: copy a link, print the page. Without this file the links can be selected and printed too.
"use strict";

(() => {
  const said = document.querySelector("[data-copy-said]");

  function copied(button) {
    button.firstChild.textContent = button.dataset.copied;
    if (said) said.textContent = button.dataset.copied + button.querySelector(".sr").textContent;
  }

  async function copy(button) {
    const field = document.getElementById(button.dataset.copy);
    field.focus();
    field.select();
    try {
      await navigator.clipboard.writeText(field.value); // not there on plain http: then the old way, then by hand
      copied(button);
    } catch {
      if (document.execCommand("copy")) copied(button);
    }
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-copy], [data-print]");
    if (button?.matches("[data-print]")) window.print();
    else if (button) copy(button);
  });
})();
