// Taking text: copying with its source, selecting words, gathering them into a talk.
"use strict";

(function () {
  const toast = document.querySelector(".toast");
  let toastTimer;
  function say(message) {
    toast.textContent = message;
    clearTimeout(toastTimer);
    toastTimer = setTimeout(() => { toast.textContent = ""; }, 2500);
  }

  // Copying: plain text, and the same as paragraphs for Word, an address as a link.
  function paragraphs(text) {
    return text.split("\n").map((line) => {
      const holder = document.createElement("p");
      const link = /^https?:\/\/\S+$/.test(line) ? document.createElement("a") : null;
      if (link) { link.href = line; holder.append(link); }
      (link || holder).textContent = line;
      return holder.outerHTML;
    }).join("");
  }
  // Over plain http browsers have no navigator.clipboard; the copy event they have everywhere.
  function copyByEvent(text) {
    let done = false;
    const put = (event) => {
      event.preventDefault();
      event.stopImmediatePropagation();
      event.clipboardData.setData("text/plain", text);
      event.clipboardData.setData("text/html", paragraphs(text));
      done = true;
    };
    document.addEventListener("copy", put, { capture: true });
    try { document.execCommand("copy"); } finally { document.removeEventListener("copy", put, { capture: true }); }
    return done;
  }
  async function copy(text) {
    if (copyByEvent(text)) return;
    const kinds = { "text/plain": text, "text/html": paragraphs(text) }, blobs = {};
    for (const kind in kinds) blobs[kind] = new Blob([kinds[kind]], { type: kind });
    await navigator.clipboard.write([new ClipboardItem(blobs)]);
  }
  function offer(root) {
    for (const button of root.querySelectorAll("[data-copy]")) button.hidden = false;
  }
  offer(document);
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-copy]");
    if (button) copy(button.dataset.copy).then(
      () => say("Đã sao chép."),
      () => say("Trình duyệt không cho sao chép; hãy bôi đen và chép tay."));
  });
  window.vankien = { say, copy, offer };

  // Gathering: what a form would send is sent, and the page stays.
  function link(url, words) {
    const made = document.createElement("a");
    made.href = url;
    made.textContent = words;
    return made;
  }
  function button(words, does) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "link";
    made.textContent = words;
    made.addEventListener("click", does);
    return made;
  }
  let token = "";
  async function post(url, body) {
    // Reading sets no cookie; the first thing that is kept does.
    if (!token) token = (await (await fetch("/bai-noi/gom", { headers: { Accept: "application/json" } })).json()).token;
    body.set("csrf_token", token);
    const answer = await fetch(url, { method: "POST", body, headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.json();
  }
  function remember(talk, name) {
    for (const choice of document.querySelectorAll("select[name=bai]")) {
      if (![...choice.options].some((option) => option.value === String(talk))) choice.prepend(new Option(name, talk));
      choice.value = String(talk);
    }
  }
  function places(passages) {
    return passages.map((passage) => document.querySelector(`[data-kept="${CSS.escape(passage)}"]`)).filter(Boolean);
  }
  function added(place, done, item) {
    const undo = button("hoàn lại", () => {
      const body = new URLSearchParams({ viec: "bo" });
      post(`${done.url}/${item}`, body).then(
        () => { place.replaceChildren(`Đã bỏ khỏi ${done.name}.`); },
        () => say("Chưa hoàn lại được; hãy mở bài nói và bấm Bỏ."));
    });
    const there = link(`${done.url}#muc-${item}`, done.name), open = link(done.url, "mở");
    if (done.new.includes(item)) place.replaceChildren("Đã thêm · ", there, " · ", open, " · ", undo);
    else place.replaceChildren("Đã có sẵn trong ", there, " · ", open);
  }
  document.addEventListener("submit", (event) => {
    const form = event.target.closest("form[data-gather]"), pressed = event.submitter;
    if (!form || !pressed) return;
    event.preventDefault();
    const body = new URLSearchParams(new FormData(form, pressed));
    const one = body.get("them"), chosen = one ? [one] : body.getAll("doan");
    if (!chosen.length) { say("Chưa chọn đoạn nào."); return; }
    pressed.disabled = true;
    post("/bai-noi/gom", body).then((done) => {
      remember(done.talk, done.name);
      const passages = one ? [pressed.dataset.add || one] : chosen;
      const told = places(passages);
      told.forEach((place, n) => added(place, done, done.items[n]));
      if (!told.length || !one) say(`Đã thêm ${done.new.length} đoạn · ${done.name}`);
      if (!one) for (const box of document.querySelectorAll("input[name=doan]:checked")) box.checked = false;
      count();
    }, () => say("Chưa thêm được: máy chủ không trả lời. Hãy thử lại."))
      .finally(() => { pressed.disabled = false; });
  });
  // Several at once: the bar comes up when something is ticked.
  const bar = document.querySelector("form.gather.many");
  function count() {
    if (!bar) return;
    const ticked = document.querySelectorAll("input[name=doan]:checked").length;
    bar.classList.toggle("up", ticked > 0);
    bar.querySelector(".chosen-count").textContent = ticked ? `Đã chọn ${ticked} đoạn.` : "";
  }
  if (bar) { bar.classList.add("live"); count(); }
  document.addEventListener("change", (event) => { if (event.target.name === "doan") count(); });

  // Selected words: offered with the provision and the page they stand in.
  const WAIT = 250, SHORTEST = 2;
  const holder = document.createElement("div");
  holder.className = "cutting-holder";
  holder.hidden = true;
  document.body.append(holder);
  const units = (root) => [...root.querySelectorAll("[data-from], [id^='vt-']")];
  const from = (unit) => Number(unit.dataset.from ?? unit.id.slice(3));
  function points(unit, node, offset) {
    const range = document.createRange();
    range.setStart(unit, 0);
    range.setEnd(node, offset);
    return length(range.cloneContents());
  }
  // Offsets count code points; what is there for the ear alone, or leads to an address, is no word
  // of the document.
  function length(content) {
    const copyOf = content.cloneNode(true);
    for (const extra of copyOf.querySelectorAll(".hidden, .lasting")) extra.remove();
    return [...copyOf.textContent].length;
  }
  function stretch() {
    const selection = window.getSelection();
    if (!selection.rangeCount || selection.isCollapsed || selection.toString().trim().length < SHORTEST) return null;
    const range = selection.getRangeAt(0), around = range.commonAncestorContainer;
    const near = around.nodeType === Node.ELEMENT_NODE ? around : around.parentElement;
    const root = near.closest("[data-doc]");
    if (!root) return null;
    const inside = (root.matches("[data-from]") ? [root] : units(root)).filter((unit) => range.intersectsNode(unit));
    if (!inside.length) return null;
    const first = inside[0], last = inside[inside.length - 1];
    const start = first.contains(range.startContainer) ? points(first, range.startContainer, range.startOffset) : 0;
    const end = last.contains(range.endContainer) ? points(last, range.endContainer, range.endOffset) : length(last);
    return { doc: root.dataset.doc, start: from(first) + start, end: from(last) + end, range };
  }
  let timer, shown = "";
  async function offerSelected() {
    const words = stretch();
    if (!words || words.end <= words.start) { hide(); return; }
    const url = `/van-ban/${words.doc}/trich?tu=${words.start}&den=${words.end}&gon=1`;
    if (url === shown) return;
    shown = url;
    try {
      const answer = await fetch(url);
      if (!answer.ok || shown !== url) { if (shown === url) hide(); return; }
      const found = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (shown !== url) return;
      holder.replaceChildren(...found.body.children);
      for (const field of holder.querySelectorAll("[name=ve]")) field.value = location.pathname + location.search;
      offer(holder);
      holder.hidden = false;
      put(words.range);
    } catch { hide(); }
  }
  function put(range) {
    const box = range.getBoundingClientRect(), size = holder.getBoundingClientRect(), gap = 8;
    const below = box.bottom + gap + size.height < window.innerHeight;
    const top = below ? box.bottom + gap : Math.max(gap, box.top - size.height - gap);
    holder.style.top = `${top + window.scrollY}px`;
    holder.style.left = `${Math.max(gap, Math.min(box.left, document.documentElement.clientWidth - size.width - gap))}px`;
  }
  function hide() { shown = ""; holder.hidden = true; holder.replaceChildren(); }
  document.addEventListener("selectionchange", () => {
    clearTimeout(timer);
    if (holder.contains(document.activeElement)) return;
    timer = setTimeout(offerSelected, WAIT);
  });
  // Pressing a button of the bar leaves the words selected.
  holder.addEventListener("mousedown", (event) => { if (!event.target.closest("select")) event.preventDefault(); });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape" && !holder.hidden) hide(); });

  // What stands between a document's words for the ear, or is said of them, is none of them.
  function selectedWords() {
    const root = document.documentElement;
    root.classList.add("copying");
    try { return window.getSelection().toString(); } finally { root.classList.remove("copying"); }
  }

  // What is copied by hand keeps its lines apart in Word too.
  document.addEventListener("copy", (event) => {
    const selection = window.getSelection();
    const near = selection.rangeCount ? selection.getRangeAt(0).commonAncestorContainer : null;
    const element = near && (near.nodeType === Node.ELEMENT_NODE ? near : near.parentElement);
    if (!element || !element.closest("[data-doc], blockquote.passage") || !event.clipboardData) return;
    const text = selectedWords();
    event.clipboardData.setData("text/plain", text);
    event.clipboardData.setData("text/html", paragraphs(text));
    event.preventDefault();
  });
})();
