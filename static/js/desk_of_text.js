// The reading desk: one key each to accept, correct, discard and go on; the ends of a passage dragged by the mouse.
// The page works without this file.
"use strict";

(() => {
  const sheet = document.getElementById("sheet"), desk = document.getElementById("desk"), text = window.textPage;
  if (!desk || !text) return;
  const narrow = window.matchMedia("(width <= 48rem)"); // there proposals are only read
  const byId = (id) => document.getElementById(id);
  const offers = () => [...desk.querySelectorAll(".offer")];
  const waiting = (it) => !it.matches(".done");

  // Which proposal one is at

  const current = () => document.activeElement?.closest?.(".offer") || desk.querySelector(".offer.near");

  function go(offer) {
    if (!offer) {
      text.tell(desk.dataset.sayDone);
      return;
    }
    offer.focus({ preventScroll: true });
    offer.scrollIntoView({ block: "nearest" });
  }

  /** The next that waits, behind this one or from the top. */
  function next(after) {
    const rows = offers(), place = rows.indexOf(after);
    go([...rows.slice(place + 1), ...rows.slice(0, place + 1)].find((it) => waiting(it) && it !== after));
  }

  desk.addEventListener("focusin", (event) => {
    const offer = event.target.closest(".offer");
    if (!offer) return;
    offers().forEach((it) => it.classList.toggle("near", it === offer));
    const sentence = byId(`s-${offer.dataset.lines.split(" ")[0]}`);
    if (sentence && waiting(offer)) text.look(sentence, Number(offer.dataset.from), Number(offer.dataset.to));
  });

  function edit(link) {
    if (!text.unsaved()) text.open(link.getAttribute("href").split("#")[0]);
  }

  // Every decision swaps the form away, or leaves the page; what is typed there is saved or let go first
  desk.addEventListener("click", (event) => {
    if (!event.target.closest("[data-do], .desk-do button") || !text.unsaved()) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }, true);

  desk.addEventListener("click", (event) => {
    const link = event.target.closest("[data-edit]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    edit(link);
  });

  const press = (offer, what) => offer.querySelector(`[data-do="${what}"]`)?.click();
  const KEYS = {
    a: (offer) => press(offer, "accept"),
    d: (offer) => press(offer, "discard"),
    e: (offer) => { const link = offer.querySelector("[data-edit]"); if (link) edit(link); },
    u: (offer) => press(offer, "undo"),
  };

  document.addEventListener("keydown", (event) => {
    const target = event.target;
    if (target.closest("#work")) return; // in a form a letter decides nothing, whatever has the focus there
    if (event.isComposing || event.altKey || event.ctrlKey || event.metaKey || narrow.matches) return;
    if (target.closest("input, textarea, select, [contenteditable]")) return;
    if (target !== document.body && !target.closest(".reading")) return;
    const offer = current();
    if (event.key === "p") next(offer);
    else if (!KEYS[event.key] || !offer || (event.key === "u" && !target.closest(".offer"))) return;
    else if (!event.repeat) KEYS[event.key](offer); // a key held down decides on one
    event.preventDefault();
    event.stopImmediatePropagation();
  }, true);

  sheet.addEventListener("decided", (event) => {
    const offer = byId(`offer-${event.detail}`);
    if (offer && !waiting(offer)) next(offer);
    else go(offer);
  });

  // The ends of the passage of an open form

  const handles = [0, 1].map((edge) => {
    const handle = document.createElement("span");
    handle.className = "handle";
    handle.setAttribute("aria-hidden", "true"); // the keyboard moves the ends with [ ] { }
    handle.dataset.edge = edge;
    handle.hidden = true;
    handle.addEventListener("pointerdown", (down) => drag(down, handle, edge));
    sheet.append(handle);
    return handle;
  });

  sheet.addEventListener("passage", (event) => {
    const { range } = event.detail;
    const boxes = range ? [...range.getClientRects()].filter((box) => box.width) : [];
    const home = sheet.getBoundingClientRect();
    handles.forEach((handle, edge) => {
      handle.hidden = !boxes.length;
      if (!boxes.length) return;
      const box = edge ? boxes.at(-1) : boxes[0];
      handle.style.left = `${(edge ? box.right : box.left) - home.left - 12}px`;
      handle.style.top = `${box.top - home.top}px`;
    });
  });

  /** The place in the text under the pointer, or null. */
  function placeAt(x, y) {
    const caret = document.caretPositionFromPoint?.(x, y) || document.caretRangeFromPoint?.(x, y);
    const node = caret?.offsetNode || caret?.startContainer, offset = caret?.offset ?? caret?.startOffset;
    const piece = node?.nodeType === Node.TEXT_NODE && node.parentElement.closest("#sheet p .p");
    return piece ? text.at(piece) + text.length(node.data.slice(0, offset)) : null;
  }

  function drag(down, handle, edge) {
    down.preventDefault();
    handles.forEach((it) => { it.style.pointerEvents = "none"; });
    const move = (event) => {
      const [first, last] = text.whole(text.sentence()), place = placeAt(event.clientX, event.clientY);
      const [from, to] = text.part() || [first, last];
      if (place === null || place < first || place > last || (edge ? place <= from : place >= to)) return;
      if (place !== (edge ? to : from)) text.choose(edge ? from : place, edge ? place : to);
    };
    const end = () => {
      document.removeEventListener("pointermove", move);
      handles.forEach((it) => { it.style.pointerEvents = ""; });
    };
    document.addEventListener("pointermove", move);
    document.addEventListener("pointerup", end, { once: true });
    document.addEventListener("pointercancel", end, { once: true });
  }

  // What others decide meanwhile

  const state = () => byId("desk-head").dataset.state; // what one does oneself brings a new one
  const busy = () => document.querySelector(".htmx-request");
  setInterval(async () => {
    const news = byId("desk-news"), asked = state();
    if (document.hidden || !news.hidden || byId("mark-form") || busy()) return;
    const answer = await fetch(`${sheet.dataset.url}?state=${encodeURIComponent(asked)}`).catch(() => null);
    if (answer?.status === 200 && asked === state() && !busy() && !answer.redirected) news.hidden = false;
  }, 20_000);
})();
