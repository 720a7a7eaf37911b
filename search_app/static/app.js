// Everything works without this file; it adds suggestions, the "/" key and printing (take.js: copying).
"use strict";

(function () {
  const say = window.vankien.say;

  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }

  // Side panels stand open where there is room for them.
  const wide = window.matchMedia("(min-width: 60.01rem)");
  for (const panel of document.querySelectorAll("details[data-open-wide]")) {
    if (wide.matches) panel.open = true;
  }
  window.addEventListener("beforeprint", () => {
    for (const details of document.querySelectorAll("details.cited")) details.open = true;
  });

  // A build that runs is followed; the page is loaded anew when it ends.
  for (const place of document.querySelectorAll("[data-poll]")) {
    const running = () => Boolean(place.querySelector("[data-running='1']"));
    const follow = async () => {
      try {
        const answer = await fetch(place.dataset.poll);
        if (answer.ok) {
          const found = new DOMParser().parseFromString(await answer.text(), "text/html");
          place.replaceChildren(...found.body.children);
        }
      } catch { /* the server may be busy; ask again */ }
      if (running()) setTimeout(follow, 1000); else window.location.replace(window.location.pathname);
    };
    if (running()) setTimeout(follow, 1000);
  }
  for (const form of document.querySelectorAll("form.account")) form.addEventListener("submit", forget);

  // "/" goes to the search box.
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, select, [contenteditable]");
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      const box = document.querySelector("input[type=search]");
      if (box) { event.preventDefault(); box.focus(); box.select(); }
    }
  });

  // Esc leaves the doubt that is shown for later.
  const leave = document.querySelector("[data-leave]");
  if (leave) document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.target.closest("[role=combobox]")) { event.preventDefault(); leave.click(); }
  });

  // Of a number only the figures are missing: they are typed before its symbol.
  const fact = document.querySelector(".settle input[type=text]");
  if (fact && /^[/-]/.test(fact.value)) { fact.focus(); fact.setSelectionRange(0, 0); }

  // Recent searches: kept in this browser only, cleared by the reader.
  const RECENT = "vankien.tim", MOST_RECENT = 12;
  function recent() {
    try {
      const kept = JSON.parse(localStorage.getItem(RECENT) || "[]");
      return Array.isArray(kept) ? kept.filter((text) => typeof text === "string") : [];
    } catch { return []; }
  }
  function remember(text) {
    const others = recent().filter((one) => one.toLowerCase() !== text.toLowerCase());
    try { localStorage.setItem(RECENT, JSON.stringify([text, ...others].slice(0, MOST_RECENT))); }
    catch { /* a browser that keeps nothing */ }
  }
  function forget() {
    try { localStorage.removeItem(RECENT); } catch { /* nothing was kept */ }
  }
  for (const asked of document.querySelectorAll("[data-asked]")) {
    if (asked.dataset.asked) remember(asked.dataset.asked);
  }
  for (const button of document.querySelectorAll("[data-forget]")) {
    button.hidden = false;
    button.addEventListener("click", () => { forget(); say("Đã xóa các lần tìm gần đây."); });
  }
  const folded = (text) => text.toLowerCase().replace(/đ/g, "d").normalize("NFD").replace(/\p{M}/gu, "");
  function recentOptions(typed, most) {
    const found = recent().filter((text) => folded(text).startsWith(folded(typed)) && text !== typed);
    return found.slice(0, most).map((text, place) => option(`gan-day-${place}`, text, "đã tìm trên máy này"));
  }
  function option(id, text, detail) {
    const item = document.createElement("li"), name = document.createElement("span");
    const small = document.createElement("small");
    item.setAttribute("role", "option");
    item.id = id;
    item.dataset.text = name.textContent = text;
    small.textContent = detail;
    item.append(name, small);
    return item;
  }

  // Suggestions: the ARIA combobox with a listbox. A pasted paragraph has none.
  const LONGEST = 200;
  function suggesting(input) {
    const list = document.createElement("ul");
    list.className = "options";
    list.id = "goi-y";
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", "Gợi ý");
    list.hidden = true;
    input.parentElement.append(list);
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-controls", list.id);
    input.setAttribute("aria-expanded", "false");
    let timer, asked = 0, at = -1;

    const options = () => [...list.querySelectorAll("[role=option]")];
    function show(open) {
      list.hidden = !open;
      input.setAttribute("aria-expanded", String(open));
      if (!open) choose(-1);
    }
    function choose(index) {
      at = index;
      options().forEach((option, i) => option.setAttribute("aria-selected", String(i === at)));
      const chosen = options()[at];
      if (chosen) { input.setAttribute("aria-activedescendant", chosen.id); chosen.scrollIntoView({ block: "nearest" }); }
      else input.removeAttribute("aria-activedescendant");
    }
    function take(option) {
      if (option.dataset.forget) { forget(); show(false); say("Đã xóa các lần tìm gần đây."); return; }
      if (option.dataset.url) { window.location.assign(option.dataset.url); return; }
      input.value = option.dataset.text;
      show(false);
      input.form.requestSubmit();
    }
    function offerRecent(typed) {
      const offered = recentOptions(typed, 6);
      if (offered.length) {
        const clear = option("gan-day-xoa", "", "Xóa các lần tìm gần đây");
        clear.dataset.forget = "1";
        offered.push(clear);
      }
      list.replaceChildren(...offered);
      show(offered.length > 0);
    }
    async function ask() {
      const typed = input.value.trim(), mine = ++asked;
      if (typed.length < 2) { offerRecent(typed); return; }
      if (typed.length > LONGEST) { show(false); return; }
      try {
        const answer = await fetch(input.dataset.suggest + "?q=" + encodeURIComponent(typed));
        if (!answer.ok || mine !== asked) return;
        const found = new DOMParser().parseFromString(await answer.text(), "text/html");
        if (mine !== asked || document.activeElement !== input) return;
        list.replaceChildren(...recentOptions(typed, 3), ...found.querySelectorAll("[role=option]"));
        show(options().length > 0);
      } catch { show(false); }
    }
    input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, 150); });
    input.addEventListener("click", () => { if (!input.value.trim()) offerRecent(""); });
    input.addEventListener("keydown", (event) => {
      if (event.key === "ArrowDown" && list.hidden) { event.preventDefault(); ask(); return; }
      if (event.key === "Escape" && !list.hidden) { event.preventDefault(); show(false); return; }
      if (list.hidden) return;
      const count = options().length;
      if (event.key === "ArrowDown") { event.preventDefault(); choose(at + 1 < count ? at + 1 : 0); }
      if (event.key === "ArrowUp") { event.preventDefault(); choose(at > 0 ? at - 1 : count - 1); }
      if (event.key === "Enter" && at >= 0) { event.preventDefault(); take(options()[at]); }
    });
    input.addEventListener("blur", () => { asked++; clearTimeout(timer); show(false); });
    list.addEventListener("mousedown", (event) => {
      event.preventDefault();
      const option = event.target.closest("[role=option]");
      if (option) take(option);
    });
  }
  for (const input of document.querySelectorAll("input[data-suggest]")) suggesting(input);
})();
