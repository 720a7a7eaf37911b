// The document's page: where one is, finding words in it, addresses of provisions, the mark on a picture.
// Everything can be read without this file.
"use strict";

(function () {
  const bar = document.querySelector(".docbar");
  const narrow = window.matchMedia("(max-width: 60rem)");
  const last = (count, holds) => { // the last of 0..count-1 for which it holds, -1 for none
    let low = 0, high = count;
    while (low < high) { const middle = (low + high) >> 1; if (holds(middle)) low = middle + 1; else high = middle; }
    return low - 1;
  };
  function unfold(element) {
    for (let fold = element.closest("details:not([open])"); fold; fold = fold.parentElement.closest("details:not([open])")) fold.open = true;
  }
  function say(message) { window.vankien.say(message); }

  // What an address leads to may lie in something folded.
  function arrive() {
    let name = "";
    try { name = decodeURIComponent(location.hash.slice(1)); } catch { /* no name of ours */ }
    const there = name && document.getElementById(name);
    if (there && there.closest("details:not([open])")) { unfold(there); there.scrollIntoView(); }
    if (there && there.matches("details")) there.open = true;
  }
  window.addEventListener("hashchange", arrive);
  arrive();
  window.addEventListener("beforeprint", () => {
    for (const fold of document.querySelectorAll("details.letterhead, details.before")) fold.open = true;
  });

  // The mark on the picture of a page stands in the middle of what is seen.
  // The address names it too, and a browser that goes there last leaves it under the bar.
  const marked = document.querySelector(".sentence-marks rect") || document.querySelector(".passage-marks rect");
  const centre = () => marked.scrollIntoView({ block: "center", inline: "center", behavior: "instant" });
  if (marked) { centre(); window.addEventListener("load", () => requestAnimationFrame(centre), { once: true }); }

  if (!bar) return;

  // Where one is: the last provision whose beginning is above the upper third of the screen.
  const places = [...document.querySelectorAll(".text [data-place]")];
  const entries = [...document.querySelectorAll(".outline a")];
  const offset = (name) => Number(name.split("vt-")[1]);
  const starts = entries.map((entry) => offset(entry.getAttribute("href")));
  const here = bar.querySelector("[data-here]");
  // In little room the end of the way says most: "mục 4.2.1", "Điều 3 › khoản 2".
  function named(place) {
    if (!narrow.matches) return place;
    const steps = place.split(" › "), least = steps[steps.length - 1];
    return least.startsWith("mục ") ? least : steps.slice(-2).join(" › ");
  }
  let current = null;
  function follow() {
    const line = bar.getBoundingClientRect().bottom + window.innerHeight / 6;
    const at = last(places.length, (n) => places[n].getBoundingClientRect().top <= line);
    here.textContent = at < 0 ? "" : named(places[at].dataset.place);
    const entry = at < 0 ? null : entries[last(starts.length, (n) => starts[n] <= offset(places[at].id))] || null;
    if (entry === current) return;
    if (current) current.removeAttribute("aria-current");
    current = entry;
    if (!entry) return;
    entry.setAttribute("aria-current", "true");
    const panel = entry.closest(".side"), box = entry.getBoundingClientRect(), around = panel.getBoundingClientRect();
    // The panel alone is moved, and only where it can be.
    if (box.top < around.top || box.bottom > around.bottom) panel.scrollTop += box.top - around.top - around.height / 3;
  }
  let waiting = false;
  function soon() {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => { waiting = false; follow(); });
  }
  window.addEventListener("scroll", soon, { passive: true });
  window.addEventListener("resize", soon);
  follow();

  // On a narrow screen the contents open at their place and fold again behind what was chosen.
  const contents = document.getElementById("muc-luc");
  bar.querySelector(".contents").addEventListener("click", () => { contents.open = true; });
  for (const entry of entries) entry.addEventListener("click", (event) => {
    if (!narrow.matches) return;
    event.preventDefault();
    contents.open = false;
    history.pushState(null, "", entry.getAttribute("href"));
    document.getElementById(entry.getAttribute("href").slice(1)).scrollIntoView({ behavior: "instant" });
  });

  // A provision's sign copies its lasting address.
  document.addEventListener("click", (event) => {
    const sign = event.target.closest("a.lasting");
    if (!sign || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    window.vankien.copy(sign.href).then(
      () => say("Đã sao chép địa chỉ."),
      () => { window.location.assign(sign.href); });
  });

  // Finding words: those typed without diacritics are found with any.
  const form = bar.querySelector(".find"), box = form.querySelector("input"), told = form.querySelector(".count");
  const steps = [...form.querySelectorAll("[data-step]")], opener = bar.querySelector(".find-open");
  const MOST = 2000, NEXT_BLOCK = "\u0001";
  const folds = new Map();
  function foldLetter(letter) {
    if (!folds.has(letter)) folds.set(letter, letter.replace(/đ/, "d").normalize("NFD")[0]);
    return folds.get(letter);
  }
  // Both keep the length: places in them are places in the text.
  const lower = (text) => { const made = text.toLowerCase(); return made.length === text.length ? made : text; };
  const folded = (text) => lower(text).replace(/[^\x00-\x7f]/g, foldLetter);
  let nodes = null, begins = [], plain = "", bare = "";
  function read() {
    if (nodes) return;
    nodes = [];
    const pieces = [];
    let length = 0;
    for (const block of document.querySelectorAll(".text [id^='vt-']")) {
      const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT, (node) =>
        node.parentElement.closest(".hidden, .note-mark") ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT);
      while (walker.nextNode()) {
        nodes.push(walker.currentNode);
        begins.push(length);
        pieces.push(walker.currentNode.data);
        length += walker.currentNode.data.length;
      }
      pieces.push(NEXT_BLOCK);
      length += 1;
    }
    plain = lower(pieces.join(""));
    bare = folded(plain);
  }
  function range(start, end) {
    const made = document.createRange(), first = last(begins.length, (n) => begins[n] <= start);
    const final = last(begins.length, (n) => begins[n] < end);
    made.setStart(nodes[first], start - begins[first]);
    made.setEnd(nodes[final], end - begins[final]);
    return made;
  }
  function matches(typed, text) {
    const pattern = new RegExp(typed.split(/\s+/).map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("\\s+"), "g");
    const found = [];
    for (let one = pattern.exec(text); one && found.length < MOST; one = pattern.exec(text)) found.push(range(one.index, pattern.lastIndex));
    return found;
  }
  let found = [], at = -1, remark = "";
  const paints = Boolean(window.CSS && CSS.highlights && window.Highlight);
  function paint() {
    if (!paints) return;
    CSS.highlights.set("found", new Highlight(...found));
    CSS.highlights.set("found-now", new Highlight(...(found[at] ? [found[at]] : [])));
  }
  function tell() {
    const all = found.length === MOST ? `${MOST}+` : String(found.length);
    told.textContent = box.value.trim().length < 2 ? "" : found.length ? `${at + 1}/${all}${remark}` : "không thấy";
    for (const step of steps) step.disabled = !found.length;
  }
  function go(to) {
    if (!found.length) return;
    at = (to + found.length) % found.length;
    unfold(found[at].startContainer.parentElement);
    paint();
    tell();
    const place = found[at].getBoundingClientRect(), top = bar.getBoundingClientRect().bottom;
    if (place.top < top + 8 || place.bottom > window.innerHeight - 40) {
      window.scrollBy({ top: place.top - window.innerHeight / 3, behavior: "instant" });
    }
  }
  function find() {
    const typed = lower(box.value.normalize("NFC").trim());
    found = [];
    at = -1;
    remark = "";
    if (typed.length > 1) {
      read();
      const accented = folded(typed) !== typed;
      found = matches(typed, accented ? plain : bare);
      if (!found.length && accented) {
        found = matches(folded(typed), bare);
        remark = found.length ? " (khác dấu)" : "";
      }
    }
    paint();
    tell();
    if (!found.length) return;
    // From where one reads on, not from the top.
    const next = last(found.length, (n) => found[n].getBoundingClientRect().bottom < bar.getBoundingClientRect().bottom) + 1;
    go(next % found.length);
  }
  let timer;
  box.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(find, 150); });
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.shiftKey) { event.preventDefault(); go(at - 1); }
    if (event.key === "Escape") { box.value = ""; find(); }
  });
  form.addEventListener("submit", (event) => { event.preventDefault(); if (at < 0) find(); else go(at + 1); });
  form.querySelector("[data-step='-1']").addEventListener("click", () => go(at - 1));
  form.hidden = false;
  opener.hidden = false;
  opener.addEventListener("click", () => {
    const open = bar.classList.toggle("finding");
    opener.setAttribute("aria-expanded", String(open));
    if (open) box.focus(); else { box.value = ""; find(); }
  });
})();
