// The cycle sheet: "no change" sets the text aside, the last text is copied in a click, a row that could not be saved
// says so and is tried again. Everything is heard on the document, so that it outlives a swap of the sheet.
"use strict";

(() => {
  const rowOf = (element) => element.closest?.(".cycle-row");
  const pending = new Set(); // ids of rows with something typed that the server does not have yet
  const failed = new Set(); // and of those it was not able to take

  function forgetRow(row) {
    pending.delete(row.id);
    failed.delete(row.id);
  }

  // What is ticked as "no change" is not typed into

  function setAside(row) {
    const ticked = row.querySelector(".no-change input").checked;
    row.querySelectorAll("textarea, input[type='number']").forEach((field) => (field.readOnly = ticked));
  }

  const isFilled = (row) => row.querySelector(".no-change input").checked || row.querySelector(".say textarea").value.trim() !== "";

  function count() {
    const room = document.querySelector("[data-filled]");
    if (room) room.textContent = [...document.querySelectorAll(".cycle-row")].filter(isFilled).length;
  }

  function look() {
    document.querySelectorAll(".cycle-row").forEach(setAside);
    count();
  }

  document.addEventListener("input", (event) => {
    const row = rowOf(event.target);
    if (!row) return;
    pending.add(row.id);
    setAside(row);
    count();
  });

  // One click for what was said last

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    const text = document.getElementById(button.dataset.copy);
    const tick = rowOf(text).querySelector(".no-change input");
    tick.checked = false;
    text.value = button.dataset.words;
    text.readOnly = false;
    text.focus();
    text.dispatchEvent(new Event("input", { bubbles: true }));
    text.dispatchEvent(new Event("change", { bubbles: true }));
  });

  // Enter goes on to the next field, as Tab does: it must not send all rows at once

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || !rowOf(event.target) || !event.target.matches("input")) return;
    event.preventDefault();
    const fields = [...document.querySelectorAll(".cycle-row :is(textarea, input:not([type='hidden']), summary)")];
    const seen = fields.filter((field) => field.offsetParent && !(field.type === "radio" && !field.checked));
    seen[seen.indexOf(event.target) + 1]?.focus();
  });

  // Saved, or not: a row that could not be saved is tried again with the next change, or once there is a network

  document.addEventListener("pactkeeper:saved", (event) => forgetRow(event.target));
  document.addEventListener("pactkeeper:failed", (event) => {
    const words = document.createElement("span");
    words.className = "is-bad";
    words.textContent = event.detail;
    document.getElementById(`${event.target.id}-state`).replaceChildren(words);
    failed.add(event.target.id);
  });
  document.addEventListener("pactkeeper:swapped", () => {
    pending.clear();
    failed.clear();
    look();
  });
  window.addEventListener("online", () => {
    failed.forEach((id) => document.getElementById(id)?.dispatchEvent(new Event("change")));
  });

  // What came back into the form, after a sign-in or from the browser's own memory, is saved like what is typed

  const differs = (field) =>
    ["checkbox", "radio"].includes(field.type) ? field.checked !== field.defaultChecked : field.value !== field.defaultValue;
  window.addEventListener("load", () => {
    look();
    for (const row of document.querySelectorAll(".cycle-row")) {
      if (![...row.querySelectorAll("textarea, input")].some(differs)) continue;
      pending.add(row.id);
      row.dispatchEvent(new Event("change"));
    }
  });

  // Leaving: what was typed in the last second is sent along; what could not be saved is not left without a question

  const isLeft = () => document.getElementById("cycle-form")?.getAttribute("aria-busy") !== "true";
  window.addEventListener("beforeunload", (event) => {
    if (failed.size && isLeft()) event.preventDefault();
  });
  window.addEventListener("pagehide", () => {
    if (!isLeft()) return;
    for (const id of pending) {
      const row = document.getElementById(id);
      if (row) navigator.sendBeacon(row.getAttribute("hx-post"), new FormData(row.closest("form")));
    }
    pending.clear();
  });

  look();
  document.documentElement.classList.add("served");
})();
