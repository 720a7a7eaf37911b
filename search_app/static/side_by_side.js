// Two documents side by side: scrolling one brings the other to the part that answers.
"use strict";
(() => {
  const reading = document.querySelector("[data-reading]");
  if (!reading) return;
  const panes = [...reading.querySelectorAll("[data-pane]")];
  const box = document.querySelector("[data-together]");
  box.closest("label").hidden = false;
  let driven = null;

  // A pane is the offset parent of its parts.
  const top = (pane, part) => part.offsetTop;

  // The last part with an answer that begins above the line, and how far the line is into it.
  const position = (pane) => {
    const line = pane.scrollTop + 2;
    let found = null;
    for (const part of pane.querySelectorAll(".part")) {
      if (top(pane, part) > line) break;
      if (part.dataset.answer) found = part;
    }
    if (!found) return null;
    const share = (line - top(pane, found)) / Math.max(1, found.offsetHeight);
    return { part: found, share: Math.min(1, Math.max(0, share)) };
  };

  const follow = (pane) => {
    const other = panes.find((one) => one !== pane);
    const at = position(pane);
    let wanted = 0;
    if (at) {
      const answer = document.getElementById(at.part.dataset.answer);
      wanted = top(other, answer) + at.share * answer.offsetHeight;
    }
    if (pane.scrollTop + pane.clientHeight >= pane.scrollHeight - 2) wanted = other.scrollHeight;
    wanted = Math.min(Math.max(0, Math.round(wanted)), other.scrollHeight - other.clientHeight);
    if (Math.abs(other.scrollTop - wanted) > 1) {
      driven = other;
      other.scrollTop = wanted;
    }
  };

  for (const pane of panes) {
    pane.addEventListener("scroll", () => {
      // What this page scrolled itself leads nobody.
      if (driven === pane) {
        driven = null;
        return;
      }
      if (box.checked) follow(pane);
    }, { passive: true });
  }
  box.addEventListener("change", () => { if (box.checked) follow(panes[0]); });
  reading.addEventListener("click", (event) => {
    const link = event.target.closest("a.across");
    if (!link) return;
    event.preventDefault();
    const part = document.getElementById(link.hash.slice(1));
    const pane = part.closest("[data-pane]");
    const own = link.closest("[data-pane]");
    const mine = link.closest(".part");
    // Both parts at the top of their panes: the reader sees them side by side.
    driven = pane;
    pane.scrollTop = top(pane, part);
    if (top(own, mine) !== own.scrollTop) own.scrollTop = top(own, mine);
    pane.focus({ preventScroll: true });
  });
})();
