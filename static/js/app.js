// What HTML and htmx leave open: messages for requests that fail, text that outlives a session, menus, the keyboard.
// No build step, no eval; what is said comes from data-say-… on <body>, in the reader's language.
"use strict";

(() => {
  // htmx's names, all in one place: moving to another major version changes this table.
  const ON = {
    beforeSend: "htmx:beforeSend",
    afterRequest: "htmx:afterRequest",
    beforeOnLoad: "htmx:beforeOnLoad",
    responseError: "htmx:responseError",
    sendError: "htmx:sendError",
    timeout: "htmx:timeout",
    afterSwap: "htmx:afterSwap",
    oobAfterSwap: "htmx:oobAfterSwap",
    progress: "htmx:xhr:progress",
  };
  const body = document.body;
  const { user } = body.dataset;
  const MARK = "pactkeeper:";

  // Messages

  function say(sentence, kind) {
    const room = document.getElementById("messages");
    if (!room || !sentence) return;
    const line = document.createElement("p");
    line.className = kind === "error" ? "message is-red" : "message";
    line.dataset.said = kind;
    if (kind === "error") line.setAttribute("role", "alert");
    const text = document.createElement("span");
    text.textContent = sentence;
    line.append(text);
    forget();
    room.append(line);
    line.scrollIntoView({ block: "nearest" });
  }

  function forget() {
    document.querySelectorAll("#messages [data-said='error']").forEach((line) => line.remove());
  }

  function sentenceOf(xhr) {
    if (!(xhr.getResponseHeader("Content-Type") || "").startsWith("text/html")) return "";
    const answer = new DOMParser().parseFromString(xhr.responseText, "text/html");
    return answer.querySelector("[data-message]")?.textContent.trim() || "";
  }

  // What saves itself while somebody types must not move the page: it hears how it went, and says so in its own place
  const quiet = (event) => event.detail.elt.hasAttribute?.("data-quiet");
  const tell = (element, name, detail) => element.dispatchEvent(new CustomEvent(`pactkeeper:${name}`, { bubbles: true, detail }));
  const failed = (event, sentence) => (quiet(event) ? tell(event.detail.elt, "failed", sentence) : say(sentence, "error"));

  body.addEventListener(ON.responseError, (event) => failed(event, sentenceOf(event.detail.xhr) || body.dataset.sayError));
  body.addEventListener(ON.sendError, (event) => failed(event, body.dataset.sayOffline));
  body.addEventListener(ON.timeout, (event) => failed(event, body.dataset.sayTimeout));

  // One click, one request

  const buttonsOf = (form) => [...form.elements].filter((it) => it.matches("button:not([type='button']), [type='submit']"));

  function busy(element, on) {
    const form = element.closest("form");
    const shown = form ? [form, ...buttonsOf(form)] : [element];
    shown.forEach((it) => (on ? it.setAttribute("aria-busy", "true") : it.removeAttribute("aria-busy")));
  }

  function refuseTwice(event) {
    const element = event.type === "submit" ? event.target : event.target.closest("button[hx-post], a[hx-post]");
    if (element?.getAttribute("aria-busy") !== "true") return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }
  document.addEventListener("submit", refuseTwice, true);
  document.addEventListener("click", refuseTwice, true);
  const changes = (event) => event.detail.requestConfig?.verb !== "get";
  body.addEventListener(ON.beforeSend, (event) => {
    if (quiet(event)) return;
    forget();
    if (changes(event)) busy(event.detail.elt, true);
  });
  body.addEventListener(ON.afterRequest, (event) => {
    if (!quiet(event)) busy(event.detail.elt, false);
    else if (event.detail.xhr.status >= 200 && event.detail.xhr.status < 300) tell(event.detail.elt, "saved");
  });
  window.addEventListener("submit", (event) => {
    if (!event.defaultPrevented && event.target.getAttribute("method") === "post") busy(event.target, true);
  });
  window.addEventListener("pageshow", () => {
    document.querySelectorAll("form[aria-busy]").forEach((form) => busy(form, false));
  });

  // What was typed outlives the session: kept for this person, this page, this form, in this tab only

  const addressOf = (form) => new URL(form.getAttribute("action") || "", location.href).pathname;
  const placeOf = (form) => MARK + [user, location.pathname, addressOf(form)].join("|");
  const isTyped = (field) =>
    field.name && field.name !== "csrfmiddlewaretoken" && !["hidden", "password", "file", "submit", "button"].includes(field.type);
  const isTicked = (field) => ["checkbox", "radio"].includes(field.type);

  function keep(form) {
    const typed = [...form.elements]
      .filter(isTyped)
      .map((field) => [field.name, isTicked(field) ? [field.value, field.checked] : field.value]);
    if (typed.length) sessionStorage.setItem(placeOf(form), JSON.stringify(typed));
  }

  function fill(form, typed) {
    const fields = [...form.elements].filter(isTyped);
    for (const [name, value] of typed) {
      const ticked = Array.isArray(value);
      const at = fields.findIndex((it) => it.name === name && (!ticked || it.value === value[0]));
      if (at < 0) continue;
      const [field] = fields.splice(at, 1);
      if (ticked) field.checked = value[1];
      else field.value = value;
      if (ticked ? value[1] : value) {
        for (let it = field.closest("details"); it; it = it.parentElement.closest("details")) it.open = true;
      }
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }

  function bringBack() {
    if (!user) return;
    let found = false;
    for (const form of document.querySelectorAll("form[method='post']")) {
      const place = placeOf(form);
      const typed = sessionStorage.getItem(place);
      if (!typed) continue;
      sessionStorage.removeItem(place);
      fill(form, JSON.parse(typed));
      found = true;
    }
    if (found) say(body.dataset.sayBack, "back");
  }

  const wanderers = () => Object.keys(sessionStorage).filter((key) => key.startsWith(MARK));

  body.addEventListener(ON.beforeOnLoad, (event) => {
    const away = event.detail.xhr.getResponseHeader("HX-Redirect") || "";
    const form = event.detail.elt.closest("form");
    if (form && away.split("?")[0] === body.dataset.login) keep(form);
  });
  document.addEventListener("submit", (event) => {
    if (addressOf(event.target) === body.dataset.logout) wanderers().forEach((key) => sessionStorage.removeItem(key));
  });
  bringBack();

  // A change is seen: the new element takes a tint for a second

  function tint(id) {
    const element = id && document.getElementById(id);
    if (!element) return;
    element.classList.add("changed");
    setTimeout(() => element.classList.remove("changed"), 1000);
  }
  body.addEventListener(ON.afterSwap, (event) => {
    if (quiet(event)) return;
    tell(document, "swapped");
    if (event.detail.successful !== false && event.detail.requestConfig?.verb === "post" && event.detail.xhr.status < 400)
      tint(event.detail.target.id);
  });

  // What was opened in a row of the desk is folded again, and the keyboard stands where it was

  document.addEventListener("click", (event) => {
    const row = event.target.closest("[data-fold]")?.closest(".row");
    if (!row) return;
    row.querySelector(".more-room").replaceChildren();
    row.querySelector(".opener").focus();
  });

  // Menus, numbers that follow each other, uploads, the keyboard

  const openMenus = () => [...document.querySelectorAll("details:is(.drop-menu, .add-condition)[open]")];
  document.addEventListener("click", (event) => {
    openMenus().filter((menu) => !menu.contains(event.target)).forEach((menu) => (menu.open = false));
  });
  document.addEventListener("input", (event) => {
    const other = event.target.dataset?.sync && document.getElementById(event.target.dataset.sync);
    if (other && other.value !== event.target.value) other.value = event.target.value;
  });
  // The preview of an import shows what was applied: what is chosen since then comes first.
  document.getElementById("import-asked")?.addEventListener("change", (event) => {
    const create = document.getElementById("import-create"), hint = document.getElementById("import-hint");
    event.currentTarget.querySelector("footer .btn").classList.add("primary");
    if (create) { create.disabled = true; create.classList.remove("primary"); }
    hint.textContent = hint.dataset.unapplied;
  });
  body.addEventListener(ON.progress, (event) => {
    const bar = event.target.querySelector?.("progress");
    if (bar && event.detail.lengthComputable) bar.value = (100 * event.detail.loaded) / event.detail.total;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      for (const menu of openMenus()) {
        menu.open = false;
        menu.querySelector("summary")?.focus();
      }
    }
    const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      const search = document.getElementById("search");
      if (search?.offsetParent) {
        event.preventDefault();
        search.focus();
        search.select();
      }
    }
  });
})();
