// Everything works without this file; it adds suggestions, copying, the "/" key and printing.
"use strict";

(function () {
  const toast = document.querySelector(".toast");
  let toastTimer;
  function say(message) {
    toast.textContent = message;
    clearTimeout(toastTimer);
    toastTimer = setTimeout(() => { toast.textContent = ""; }, 2500);
  }

  // Copying: plain text, and the same as a paragraph for Word.
  function escaped(text) {
    const holder = document.createElement("p");
    holder.textContent = text;
    return holder.outerHTML;
  }
  async function copy(text) {
    if (window.ClipboardItem && navigator.clipboard && navigator.clipboard.write) {
      const kinds = { "text/plain": text, "text/html": escaped(text) };
      const blobs = {};
      for (const kind in kinds) blobs[kind] = new Blob([kinds[kind]], { type: kind });
      await navigator.clipboard.write([new ClipboardItem(blobs)]);
    } else {
      await navigator.clipboard.writeText(text);
    }
  }
  for (const button of document.querySelectorAll("[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      copy(button.dataset.copy).then(
        () => say("Đã sao chép."),
        () => say("Trình duyệt không cho sao chép; hãy bôi đen và chép tay."));
    });
  }
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
    for (const details of document.querySelectorAll("details.cited, details.more")) details.open = true;
  });

  // "/" goes to the search box.
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, select, [contenteditable]");
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      const box = document.querySelector("input[type=search]");
      if (box) { event.preventDefault(); box.focus(); box.select(); }
    }
  });

  // Suggestions: the ARIA combobox with a listbox.
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
      if (option.dataset.url) { window.location.assign(option.dataset.url); return; }
      input.value = option.dataset.text;
      show(false);
      input.form.requestSubmit();
    }
    async function ask() {
      const typed = input.value.trim(), mine = ++asked;
      if (typed.length < 2) { show(false); return; }
      try {
        const answer = await fetch(input.dataset.suggest + "?q=" + encodeURIComponent(typed));
        if (!answer.ok || mine !== asked) return;
        const found = new DOMParser().parseFromString(await answer.text(), "text/html");
        if (mine !== asked || document.activeElement !== input) return;
        list.replaceChildren(...found.querySelectorAll("[role=option]"));
        show(options().length > 0);
      } catch { show(false); }
    }
    input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, 150); });
    input.addEventListener("keydown", (event) => {
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
