// A talk's page: remarks save themselves, items move by drag and by keys. Without this file
// the page's own buttons do the same.
"use strict";

(function () {
  const page = document.querySelector("[data-talk]"), form = page && page.querySelector("[data-work]");
  if (!form) return;
  const address = page.dataset.talk, token = form.querySelector("[name=csrf_token]").value;
  const told = form.querySelector(".saved");
  const WAIT = 700, AGAIN = 5000;
  const unsaved = new Map();
  let leaving = false;

  async function send(item, fields, options) {
    const body = new URLSearchParams({ csrf_token: token, ...fields });
    const answer = await fetch(`${address}/${item}`, {
      method: "POST", body, headers: { Accept: "application/json" }, ...options });
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.json();
  }

  // Remarks: kept a moment after the last key; what could not be kept stays and is tried again.
  function keep(field, options) {
    clearTimeout(unsaved.get(field));
    const item = field.name.slice(4), mark = form.elements["da-" + item], typed = field.value;
    if (field.saving) { unsaved.set(field, setTimeout(() => keep(field), WAIT)); return; }
    field.saving = true;
    told.textContent = "Đang lưu…";
    send(item, { viec: "ghi", ghi_chu: typed, da: mark.value }, options).then((kept) => {
      field.saving = false;
      mark.value = kept.mark;
      if (field.value !== typed) { unsaved.set(field, setTimeout(() => keep(field), WAIT)); return; }
      // Another window wrote into the same remark: both texts are kept, and shown.
      if (kept.text !== typed.trim()) field.value = kept.text;
      unsaved.delete(field);
      const now = new Date().toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit" });
      told.textContent = unsaved.size ? "Đang lưu…" : `Đã lưu lúc ${now}.`;
    }, () => {
      field.saving = false;
      unsaved.set(field, setTimeout(() => keep(field), AGAIN));
      told.textContent = "Chưa lưu được: máy chủ không trả lời. Chữ bạn gõ vẫn ở đây; máy sẽ tự lưu lại.";
    });
  }
  for (const field of form.querySelectorAll("[data-keep]")) {
    field.addEventListener("input", () => {
      clearTimeout(unsaved.get(field));
      unsaved.set(field, setTimeout(() => keep(field), WAIT));
      told.textContent = "Chưa lưu.";
    });
    field.addEventListener("change", () => { if (unsaved.has(field)) keep(field); });
  }
  // The form sends every remark with whatever button is pressed.
  form.addEventListener("submit", () => { leaving = true; for (const timer of unsaved.values()) clearTimeout(timer); });
  window.addEventListener("pageshow", () => { leaving = false; });
  document.addEventListener("visibilitychange", () => {
    if (document.hidden && !leaving) for (const field of [...unsaved.keys()]) keep(field, { keepalive: field.value.length < 9000 });
  });
  window.addEventListener("beforeunload", (event) => {
    if (unsaved.size && !leaving) event.preventDefault();
  });

  // Order: the grip is dragged, or moved with the arrow keys.
  const list = form.querySelector("ol.ordered");
  if (!list) return;
  const items = () => [...list.querySelectorAll(":scope > [data-item]")];
  function number() {
    const all = items();
    all.forEach((item, place) => {
      item.querySelector("[value^='len:']").disabled = place === 0;
      item.querySelector("[value^='xuong:']").disabled = place === all.length - 1;
    });
  }
  function placed(item, before) {
    number();
    const place = items().indexOf(item);
    told.textContent = "Đang lưu thứ tự…";
    send(item.dataset.item, { viec: "den", vi_tri: place }).then(
      () => { told.textContent = `Đã đổi chỗ: nay ở vị trí ${place + 1} trong ${items().length}.`; },
      () => {
        list.insertBefore(item, before);
        number();
        told.textContent = "Chưa đổi được chỗ: máy chủ không trả lời.";
      });
  }
  for (const grip of list.querySelectorAll("[data-grip]")) {
    const item = grip.closest("[data-item]");
    grip.hidden = false;
    grip.addEventListener("keydown", (event) => {
      const up = event.key === "ArrowUp", other = up ? item.previousElementSibling : item.nextElementSibling;
      if (!up && event.key !== "ArrowDown") return;
      event.preventDefault();
      if (!other) return;
      const before = item.nextElementSibling;
      list.insertBefore(item, up ? other : other.nextElementSibling);
      grip.focus();
      item.scrollIntoView({ block: "nearest" });
      placed(item, before);
    });
    grip.addEventListener("pointerdown", (event) => {
      if (event.button) return;
      event.preventDefault();
      grip.setPointerCapture(event.pointerId);
      const before = item.nextElementSibling, edge = 60;
      let target = before;
      const mark = (place) => {
        for (const marked of list.querySelectorAll(".drop, .drop-last")) marked.classList.remove("drop", "drop-last");
        if (place) place.classList.add("drop"); else list.lastElementChild.classList.add("drop-last");
      };
      item.classList.add("moving");
      // The item itself moves at the end: a grip that left the page would lose the finger.
      const move = (moved) => {
        const other = items().find((one) => {
          const box = one.getBoundingClientRect();
          return moved.clientY >= box.top && moved.clientY <= box.bottom;
        });
        if (other) {
          const box = other.getBoundingClientRect();
          target = moved.clientY < box.top + box.height / 2 ? other : other.nextElementSibling;
          mark(target);
        }
        if (moved.clientY < edge) window.scrollBy(0, -edge / 4);
        if (moved.clientY > window.innerHeight - edge) window.scrollBy(0, edge / 4);
      };
      const end = () => {
        grip.removeEventListener("pointermove", move);
        item.classList.remove("moving");
        for (const marked of list.querySelectorAll(".drop, .drop-last")) marked.classList.remove("drop", "drop-last");
        if (target === item || target === before) return;
        list.insertBefore(item, target);
        placed(item, before);
      };
      grip.addEventListener("pointermove", move);
      grip.addEventListener("lostpointercapture", end, { once: true });
    });
  }
})();
