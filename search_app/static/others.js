// The other passages of a document, folded under it, are fetched when the fold is opened.
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
    let asked = false;

    async function fetched() {
      const answer = await fetch(`${link.href}&gon=1`);
      if (answer.status === 404) return [];
      const found = new DOMParser().parseFromString(await answer.text(), "text/html");
      const others = [...found.querySelectorAll(".other")];
      // An error, or the page to sign in, has none.
      if (!others.length) throw new Error(String(answer.status));
      return others;
    }
    async function load() {
      if (asked) return;
      asked = true;
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
        asked = false;
        const again = made("button", "Thử lại", "link");
        again.type = "button";
        // The button goes when it is pressed; who pressed it stays at the fold.
        again.addEventListener("click", () => { summary.focus(); load(); });
        told.replaceChildren("Chưa mở được: máy chủ không trả lời. ", again);
      }
    }
    fold.addEventListener("toggle", () => { if (fold.open) load(); });
    link.closest(".more").replaceWith(fold);
  }
  for (const link of document.querySelectorAll("a[data-others]")) folded(link);
})();
