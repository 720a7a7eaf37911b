// The other passages of a document, folded under it, are fetched when the fold is opened, and when
// the browser is about to look for words on the page. Folds are open again when one comes back.
// Without this file each fold is a link to a page that shows them.
"use strict";

(function () {
  const { offer } = window.vankien;

  function made(name, words, className) {
    const element = document.createElement(name);
    element.textContent = words;
    if (className) element.className = className;
    return element;
  }

  function folded(link) {
    const fold = made("details", "", "more"), summary = made("summary", link.textContent);
    const told = made("p", "", "small");
    told.setAttribute("role", "status");
    fold.append(summary, told);
    let asked = null;

    async function fetched() {
      const answer = await fetch(`${link.href}&gon=1`);
      if (answer.status === 404) return [];
      const found = new DOMParser().parseFromString(await answer.text(), "text/html");
      const others = [...found.querySelectorAll(".other")];
      // An error, or the page to sign in, has none.
      if (!others.length) throw new Error(String(answer.status));
      return others;
    }
    function load() {
      if (!asked) asked = fill();
      return asked;
    }
    async function fill() {
      told.classList.remove("hidden");
      told.textContent = "Đang mở các đoạn khác…";
      try {
        const others = await fetched();
        fold.append(...others);
        offer(fold);
        told.classList.toggle("hidden", others.length > 0);
        told.textContent = others.length ? `Đã mở ${others.length} đoạn khác.`
          : "Kho đã đổi từ lúc tìm, văn bản này không còn trong kết quả. Hãy tìm lại.";
      } catch {
        asked = null;
        const again = made("button", "Thử lại", "link");
        again.type = "button";
        // The button goes when it is pressed; who pressed it stays at the fold.
        again.addEventListener("click", () => { summary.focus(); load(); });
        told.replaceChildren("Chưa mở được: máy chủ không trả lời. ", again);
      }
    }
    fold.addEventListener("toggle", () => { if (fold.open) load(); note(); });
    link.closest(".more").replaceWith(fold);
    return { name: fold.closest("article").id, fold, load };
  }

  // Where one was: which folds were open, and how far down. Kept with this entry of the history.
  function note() {
    const open = folds.filter((one) => one.fold.open).map((one) => one.name);
    history.replaceState({ ...history.state, folds: open, down: window.scrollY }, "");
  }
  const before = history.state || {};
  const folds = [...document.querySelectorAll("a[data-others]")].map(folded);
  const again = folds.filter((one) => (before.folds || []).includes(one.name));
  if (again.length) {
    let moved = false;
    for (const sign of ["wheel", "touchmove", "keydown", "mousedown"]) window.addEventListener(sign, () => { moved = true; }, { once: true, passive: true });
    for (const one of again) one.fold.open = true;
    // A reader who goes on before all is there is left where he is.
    Promise.all(again.map((one) => one.load())).then(() => {
      if (!moved) window.scrollTo({ top: before.down, behavior: "instant" });
    });
  }
  let resting;
  window.addEventListener("scroll", () => { clearTimeout(resting); resting = setTimeout(note, 250); }, { passive: true });
  document.addEventListener("click", note, { capture: true });

  // Ctrl+F: what lies in closed folds is fetched too; the browser opens the fold where it finds words.
  document.addEventListener("keydown", (event) => {
    const find = event.key === "F3" || ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "f");
    if (find) for (const one of folds) one.load();
  });
})();
