// The text page: walking from sentence to sentence, choosing a part of one by mouse or keyboard, the form in its place.
// The page works without this; offsets count characters as the server does, not the browser's UTF-16 units.
"use strict";

(() => {
  const sheet = document.getElementById("sheet");
  if (!sheet) return;
  const ON = { afterSettle: "htmx:afterSettle" };
  const { url, sayDone, sayUnsaved } = sheet.dataset;
  const may = sheet.dataset.may === "yes";
  const narrow = window.matchMedia("(width <= 75rem)");
  const coarse = window.matchMedia("(pointer: coarse)");
  const room = document.querySelector(".reading");
  const byId = (id) => document.getElementById(id);
  const work = () => byId("work");
  const all = () => [...sheet.querySelectorAll("p .s")];

  let here = null; // the id of the sentence where the reader is
  let part = null; // [from, to] of the part chosen in it; null: the whole sentence
  let begun = false; // the first step leads to where the reader is, not past it
  let resume = null; // where the part ended that was dealt with last: the next one is looked for behind it
  let then = ""; // where the keyboard goes once the form has come

  // Where characters are

  const length = (text) => [...text].length;
  const pieces = (sentence) => [...sentence.querySelectorAll(".p")];
  const at = (piece) => Number(piece.dataset.at);

  /** The characters of a sentence with their places in the text; line breaks belong to no piece. */
  function characters(sentence) {
    return pieces(sentence).flatMap((piece) => [...piece.textContent].map((mark, n) => ({ mark, place: at(piece) + n })));
  }

  const wordsAt = (sentence, from, to) =>
    characters(sentence).filter((it) => from <= it.place && it.place < to).map((it) => it.mark).join("");

  /** [from, to] in the text of what the mouse has selected, or null. */
  function selected() {
    const chosen = window.getSelection();
    if (!chosen.rangeCount || chosen.isCollapsed) return null;
    const range = chosen.getRangeAt(0);
    const inside = [...sheet.querySelectorAll("p .p")].filter((piece) => range.intersectsNode(piece));
    let from = null, to = null;
    for (const piece of inside) {
      const text = piece.firstChild;
      if (!text) continue;
      const first = range.startContainer === text ? range.startOffset : 0;
      const last = range.endContainer === text ? range.endOffset : text.data.length;
      if (first >= last) continue;
      from ??= at(piece) + length(text.data.slice(0, first));
      to = at(piece) + length(text.data.slice(0, last));
    }
    return from === null ? null : [from, to];
  }

  /** A Range over a stretch of the text inside one sentence. */
  function rangeOf(sentence, from, to) {
    const range = document.createRange();
    let begun = false;
    for (const piece of pieces(sentence)) {
      const text = piece.firstChild, marks = text ? [...text.data] : [];
      const units = (n) => marks.slice(0, n).join("").length;
      const end = at(piece) + marks.length;
      if (!begun && from < end) { range.setStart(text, units(Math.max(from - at(piece), 0))); begun = true; }
      if (begun && at(piece) < to) range.setEnd(text, units(Math.min(to - at(piece), marks.length)));
    }
    return begun ? range : null;
  }

  // Parts of a sentence: between commas, and by words

  const STOP = /[，,；;：:。！!？?\n]/;
  const JOIN = /^\s*(?:并且|同时|以及|还|并|且|and\s|also\s)?\s*/i;

  function parts(sentence) {
    const found = [];
    let run = [];
    const close = () => {
      const skip = length(JOIN.exec(run.map((it) => it.mark).join(""))[0]);
      const kept = run.length > skip + 1 ? run.slice(skip) : run;
      if (kept.length) found.push([kept[0].place, kept.at(-1).place + 1]);
      run = [];
    };
    for (const it of characters(sentence)) STOP.test(it.mark) ? close() : run.push(it);
    close();
    return found;
  }

  /** Places where a word begins or ends. */
  function edges(sentence) {
    const marks = characters(sentence), text = marks.map((it) => it.mark).join("");
    const last = marks.length ? marks.at(-1).place + 1 : 0;
    if (!Intl.Segmenter) return [...marks.map((it) => it.place), last];
    const words = [...new Intl.Segmenter("zh", { granularity: "word" }).segment(text)];
    return [...words.map((it) => marks[length(text.slice(0, it.index))].place), last];
  }

  const whole = (sentence) => [Number(sentence.dataset.from), Number(sentence.dataset.to)];

  function move(sentence, step, longer) {
    const found = parts(sentence);
    if (!found.length) return;
    if (!part) {
      const next = (resume !== null && found.find((it) => it[0] >= resume)) || found[0];
      const [from, to] = step > 0 ? next : longer ? [found[0][0], (found.at(-2) || found[0])[1]] : found.at(-1);
      part = [from, to];
    } else if (longer) {
      const ends = found.map((it) => it[1]).filter((end) => end > part[0]);
      const to = step > 0 ? ends.find((end) => end > part[1]) : ends.filter((end) => end < part[1]).at(-1);
      if (to) part = [part[0], to];
    } else {
      part = (step > 0 ? found.find((it) => it[0] >= part[1]) : found.filter((it) => it[1] <= part[0]).at(-1)) || part;
    }
    show();
  }

  function nudge(sentence, edge, step) {
    const [from, to] = part || whole(sentence);
    const places = edges(sentence), now = edge ? to : from;
    const next = step > 0 ? places.find((it) => it > now) : places.filter((it) => it < now).at(-1);
    if (next === undefined || (edge ? next <= from : next >= to)) return;
    part = edge ? [from, next] : [next, to];
    show();
  }

  function show() {
    const sentence = byId(here), range = sentence && part && rangeOf(sentence, ...part);
    if (window.CSS?.highlights && window.Highlight) {
      if (range) CSS.highlights.set("passage", new Highlight(range));
      else CSS.highlights.delete("passage");
    } else if (range) {
      window.getSelection().removeAllRanges();
      window.getSelection().addRange(range);
    }
    sheet.dataset.part = part ? part.join(" ") : "";
    sheet.dispatchEvent(new CustomEvent("passage", { detail: { range: form() && range } }));
    if (range) tell(wordsAt(sentence, ...part));
    keepPlace();
  }

  const tell = (words) => { byId("text-said").textContent = words; };

  // Where the reader is

  function go(sentence, { focus = true } = {}) {
    if (!sentence) return;
    if (sentence.id !== here) part = resume = null;
    here = sentence.id;
    begun = true;
    refresh();
    show();
    if (focus) sentence.focus({ preventScroll: true });
    sentence.scrollIntoView({ block: "nearest" });
    const near = document.querySelector("#marks .near");
    if (near && !narrow.matches) near.scrollIntoView({ block: "nearest" });
  }

  /** What follows from where the reader is: after every move and every answer. */
  function refresh() {
    const sentences = all();
    if (!sentences.some((it) => it.id === here)) here = sentences[0]?.id || null;
    for (const it of sentences) {
      const current = it.id === here;
      it.removeAttribute("href"); // inside a link the mouse selects no words
      it.setAttribute("role", "button");
      it.tabIndex = current ? 0 : -1;
      it.classList.toggle("here", current);
      if (current) it.setAttribute("aria-current", "true");
      else it.removeAttribute("aria-current");
    }
    ring();
    const held = new Set(here ? pieces(byId(here)).flatMap((piece) => (piece.dataset.c || "").split(" ")) : []);
    document.querySelectorAll("#marks .mark").forEach((it) => it.classList.toggle("near", held.has(it.dataset.c)));
  }

  function ring() {
    const bar = document.querySelector("#coverage svg");
    if (!bar) return;
    bar.querySelectorAll(".here").forEach((it) => it.remove());
    const tick = here && bar.querySelector(`a[href="#${here}"] rect`);
    if (!tick) return;
    const around = document.createElementNS("http://www.w3.org/2000/svg", "rect");
    const set = { class: "here", x: tick.getAttribute("x") - 2.5, y: 3, width: 21, height: 18, rx: 4 };
    Object.entries(set).forEach(([name, value]) => around.setAttribute(name, value));
    bar.append(around);
  }

  function step(by) {
    const sentences = all(), place = sentences.findIndex((it) => it.id === here);
    go(sentences[Math.min(Math.max(place + by, 0), sentences.length - 1)]);
  }

  function nextOpen() {
    const sentences = all(), place = sentences.findIndex((it) => it.id === here) - (begun ? 0 : 1);
    const waiting = [...sentences.slice(place + 1), ...sentences.slice(0, place + 1)].find((it) => it.matches(".open"));
    if (waiting) go(waiting);
    else tell(sayDone);
  }

  // The form

  const form = () => byId("mark-form");
  const isDirty = () => work()?.dataset.typed === "yes";

  /** True while something typed is not saved: then the form says so, and nothing may take its place. */
  function unsaved() {
    if (!isDirty()) return false;
    tell(sayUnsaved);
    const shown = work();
    if (!shown.querySelector(".unsaved")) {
      const line = document.createElement("p");
      line.className = "message is-yellow unsaved";
      line.textContent = sayUnsaved;
      shown.querySelector(".top").after(line);
    }
    shown.querySelector(".unsaved").scrollIntoView({ block: "nearest" });
    return true;
  }

  function ask(sentence, { same = false, focus = "title" } = {}) {
    const shown = work();
    if (form() && shown.dataset.offer && shown.dataset.line === sentence.id.slice(2)) {
      byId("mark-title")?.focus(); // what was chosen is the passage of the proposal that is being corrected
      keepPlace();
      return;
    }
    if (isDirty()) {
      const other = shown.dataset.line !== sentence.id.slice(2) && unsaved();
      byId("mark-title")?.focus();
      if (!other) keepPlace();
      return;
    }
    const asked = new URLSearchParams({ sentence: sentence.id.slice(2) });
    if (part) { asked.set("start", part[0]); asked.set("end", part[1]); }
    if (same) asked.set("same", "1");
    then = focus;
    htmx.ajax("GET", `${url}?${asked}`, { target: "#work", swap: "outerHTML" });
  }

  /** The part chosen while a form is open is what the form is about. */
  function keepPlace() {
    const shown = work(), sentence = here && byId(here);
    if (!form() || !sentence || shown.dataset.line !== here.slice(2) || !part) return;
    const [from, to] = part;
    const words = wordsAt(sentence, from, to);
    for (const [name, value] of [["start", from], ["end", to]]) {
      shown.querySelectorAll(`[name="${name}"]`).forEach((field) => { field.value = value; });
    }
    byId("mark-passage").value = words;
    shown.querySelector(".src").textContent = words;
  }

  /** Under the sentence on a narrow page, beside the text on a wide one; a proposal is corrected in its place. */
  function settle() {
    const shown = work(), sentence = here && byId(here), home = byId("work-home");
    if (!shown || !home) return;
    const inText = narrow.matches && shown.matches(".editing") && sentence;
    const offer = !inText && shown.dataset.offer && form() && byId(`offer-${shown.dataset.offer}`);
    if (inText && sentence.nextElementSibling !== shown) sentence.after(shown);
    else if (offer && shown.parentElement.previousElementSibling !== offer) {
      const room = document.createElement("li");
      room.className = "here-work";
      room.append(shown);
      offer.after(room);
    } else if (!inText && !offer && shown.parentElement !== home) home.append(shown);
    document.querySelectorAll(".here-work:empty").forEach((it) => it.remove());
  }

  function close() {
    const shown = work();
    if (!shown) return;
    const line = shown.dataset.line;
    shown.className = "work";
    shown.hidden = true;
    shown.replaceChildren();
    delete shown.dataset.typed;
    delete shown.dataset.line;
    settle();
    part = null;
    go(byId(line ? `s-${line}` : here));
  }

  function sameAsBefore(link) {
    const given = (name) => link.getAttribute(`data-same-${name}`);
    const target = form();
    for (const name of ["strength", "category", "cadence", "due_text"]) target.elements[name].value = given(name);
    for (const radio of target.querySelectorAll("[name='who']")) radio.checked = radio.value === given("who");
    target.elements.no_yardstick_yet.checked = given("no_yardstick_yet") === "True";
    work().dataset.typed = "yes";
    byId("mark-title").focus();
  }

  document.body.addEventListener(ON.afterSettle, (event) => {
    const shown = work();
    if (!shown || event.detail.target?.id !== "work") return;
    const wanted = then;
    then = "";
    if (shown.dataset.line) here = `s-${shown.dataset.line}`;
    if (shown.dataset.offer && form()) part = [Number(shown.dataset.from), Number(shown.dataset.to)];
    if (shown.hasAttribute("data-done")) {
      resume = part?.[1] ?? null;
      part = null;
    }
    refresh();
    settle();
    show();
    const sentence = here && byId(here);
    if (shown.dataset.decided) sheet.dispatchEvent(new CustomEvent("decided", { detail: shown.dataset.decided }));
    else if (shown.hasAttribute("data-done")) sentence?.focus({ preventScroll: true });
    else if (shown.querySelector("[aria-invalid='true']")) shown.querySelector("[aria-invalid='true']").focus();
    else if (wanted === "none") (shown.querySelector(".reasons button") || shown.querySelector("[data-undo]"))?.focus();
    else if (wanted === "undo") shown.querySelector("[data-undo]")?.click();
    else if (wanted === "title") {
      byId("mark-title")?.focus({ preventScroll: !narrow.matches });
      if (!coarse.matches) byId("mark-title")?.select();
    }
    if (!narrow.matches && !shown.dataset.decided) (form() ? shown : byId("work-home")).scrollIntoView({ block: "nearest" });
  });

  // The mouse

  sheet.addEventListener("click", (event) => {
    const sentence = event.target.closest("p .s");
    if (!sentence || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (selected()) return;
    go(sentence);
    if (may || work()) ask(sentence, { focus: coarse.matches ? "" : "title" });
  });

  function takeSelection() {
    const chosen = selected();
    if (!chosen) return;
    const sentence = all().find((it) => whole(it)[0] < chosen[1] && chosen[0] < whole(it)[1]);
    if (!sentence) return;
    go(sentence, { focus: false });
    part = chosen;
    show();
    if (may) ask(sentence);
  }
  sheet.addEventListener("mouseup", () => setTimeout(() => selected() && !coarse.matches && takeSelection()));
  document.addEventListener("selectionchange", () => {
    if (coarse.matches && may) byId("take-selection").hidden = !selected();
  });
  byId("take-selection").addEventListener("click", () => {
    takeSelection();
    window.getSelection().removeAllRanges();
  });

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const tick = link.closest("#coverage svg") && link.getAttribute("href").slice(1);
    const sentence = tick ? byId(tick) : link.dataset.open && byId(`s-${link.dataset.open}`);
    if (tick) go(sentence);
    else if (sentence) { go(sentence); ask(sentence); }
    else if (link.id === "next-open" || link.matches("[data-next]")) nextOpen();
    else if (link.matches("[data-close]")) close();
    else if (link.dataset.same) sameAsBefore(link);
    else return;
    event.preventDefault();
  });
  document.addEventListener("input", (event) => {
    const shown = event.target.closest?.("#work");
    if (shown && event.target.closest("#mark-form")) shown.dataset.typed = "yes";
    if (event.target.id === "mark-passage") {  // typed by hand: the server looks where it stands
      event.target.form.elements.start.value = event.target.form.elements.end.value = "";
    }
  });

  // A card and its passages

  function light(event) {
    if (!event.target.closest?.("#marks .mark")) return;
    const shown = [...document.querySelectorAll("#marks .mark:is(:hover, :focus-within)")].map((it) => it.dataset.c);
    sheet.querySelectorAll(".p[data-c]").forEach((piece) => {
      piece.classList.toggle("lit", piece.dataset.c.split(" ").some((it) => shown.includes(it)));
    });
  }
  for (const name of ["mouseover", "mouseout", "focusin", "focusout"]) {
    document.addEventListener(name, (event) => setTimeout(light, 0, event));
  }

  // The keyboard: single keys count only where nothing is being typed, and only in this page's own room

  const KEYS = {
    j: () => step(1),
    k: () => step(-1),
    n: nextOpen,
    s: () => may && ask(byId(here), { same: true }),
    x: () => may && ask(byId(here), { focus: "none" }),
    u: () => may && byId(here).matches(".none") && ask(byId(here), { focus: "undo" }),
    "?": () => { byId("keys").open = !byId("keys").open; },
    "[": () => nudge(byId(here), 0, -1),
    "]": () => nudge(byId(here), 0, 1),
    "{": () => nudge(byId(here), 1, -1),
    "}": () => nudge(byId(here), 1, 1),
  };
  const ON_SENTENCE = {
    ArrowDown: () => step(1),
    ArrowUp: () => step(-1),
    ArrowRight: (event) => move(byId(here), 1, event.shiftKey),
    ArrowLeft: (event) => move(byId(here), -1, event.shiftKey),
    Enter: () => ask(byId(here)),
    " ": () => ask(byId(here)),
  };

  document.addEventListener("keydown", (event) => {
    const target = event.target, typing = target.closest("input, textarea, select, [contenteditable]");
    const inWork = target.closest("#work");
    if (event.isComposing || event.altKey) return;
    if (event.key === "Escape" && (inWork || target.matches(".s"))) {
      event.preventDefault();
      if (work()?.dataset.line) close();
      else { part = null; show(); }
      return;
    }
    if ((event.ctrlKey || event.metaKey) && event.key === "Enter" && inWork) {
      event.preventDefault();
      target.closest("form")?.requestSubmit();
      return;
    }
    if (typing || event.ctrlKey || event.metaKey || !here) return;
    if (target !== document.body && !room.contains(target) && !target.closest("#coverage")) return;
    const does = KEYS[event.key] || (target.matches("p .s") && ON_SENTENCE[event.key]);
    if (!does) return;
    event.preventDefault();
    does(event);
  });

  /** What the reading desk uses of this page. */
  window.textPage = {
    length, at, whole, unsaved, tell,
    sentence: () => here && byId(here),
    part: () => part,
    choose(from, to) { part = [from, to]; show(); },
    look(sentence, from, to) {
      if (form()) return; // the passage of an open form stays
      go(sentence, { focus: false });
      part = [from, to];
      show();
    },
    open(address) {
      then = "title";
      htmx.ajax("GET", address, { target: "#work", swap: "outerHTML" });
    },
  };

  const asked = document.querySelector(".sheet p .s:target") || byId(`s-${sheet.dataset.here}`) || all()[0];
  here = asked?.id || null;
  refresh();
  settle();
  narrow.addEventListener("change", settle);
  if (location.hash.startsWith("#s-")) go(byId(here));
})();
