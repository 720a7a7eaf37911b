// Files and folders dropped or chosen: sent some at a time, so that any number may come.
"use strict";

(function () {
  const form = document.querySelector("form[data-drop]");
  if (!form) return;
  const MOST_FILES = 40, MOST_BYTES = 100 * 1024 * 1024;
  const LEAVINGS = /^(\.|~\$|Thumbs\.db$|desktop\.ini$)/;
  const files = form.querySelector("#tep"), folder = form.querySelector("#thu-muc");
  const told = form.querySelector(".chosen-files"), bar = form.querySelector("progress.sending");
  const list = form.querySelector(".turned-away"), button = form.querySelector("button[type=submit]");
  let chosen = [], sending = false;
  for (const hidden of form.querySelectorAll(".drop-here, .folder")) hidden.hidden = false;
  form.querySelector(".plain-limits").hidden = true;
  files.required = false;

  const MIB = 1024 * 1024;
  const amount = (bytes) => bytes < MIB / 10 ? Math.max(1, Math.round(bytes / 1024)) + " KB" : (bytes / MIB).toFixed(1).replace(".", ",") + " MB";
  function choose(more) {
    chosen = more.filter((file) => !LEAVINGS.test(file.name));
    const bytes = chosen.reduce((sum, file) => sum + file.size, 0);
    told.textContent = chosen.length ? `Đã chọn ${chosen.length} tệp, ${amount(bytes)}. Bấm “Nạp vào kho” để gửi.` : "";
    if (chosen.length) button.focus();
  }
  files.addEventListener("change", () => choose([...files.files]));
  folder.addEventListener("change", () => choose([...folder.files]));

  // A folder that is dropped is gone through, whatever lies in it.
  async function filesOf(entry) {
    if (entry.isFile) return [await new Promise((found, failed) => entry.file(found, failed))];
    const reader = entry.createReader(), inside = [];
    for (;;) {
      const some = await new Promise((found, failed) => reader.readEntries(found, failed));
      if (!some.length) break;
      for (const one of some) inside.push(...await filesOf(one));
    }
    return inside;
  }
  document.addEventListener("dragover", (event) => { event.preventDefault(); form.classList.add("over"); });
  document.addEventListener("dragleave", (event) => { if (!event.relatedTarget) form.classList.remove("over"); });
  document.addEventListener("drop", async (event) => {
    event.preventDefault();
    form.classList.remove("over");
    if (sending) return;
    const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry && item.webkitGetAsEntry());
    const plain = [...event.dataTransfer.files];
    try {
      const found = [];
      for (const entry of entries) if (entry) found.push(...await filesOf(entry));
      choose(found.length ? found : plain);
    } catch { choose(plain); }
  });

  function* batches() {
    let some = [], bytes = 0;
    for (const file of chosen) {
      if (some.length && (some.length === MOST_FILES || bytes + file.size > MOST_BYTES)) { yield some; some = []; bytes = 0; }
      some.push(file);
      bytes += file.size;
    }
    yield some;
  }
  function refuse(name, message) {
    const item = document.createElement("li"), strong = document.createElement("strong");
    strong.textContent = name;
    item.append(strong, `: ${message}`);
    list.append(item);
    list.hidden = false;
  }
  // What was sent up is listed below: as it stands now, not as it stood.
  async function listed() {
    try {
      const answer = await fetch(window.location.pathname);
      const found = new DOMParser().parseFromString(await answer.text(), "text/html");
      const now = found.querySelector("[aria-labelledby=da-gui]"), then = document.querySelector("[aria-labelledby=da-gui]");
      if (now && then) then.replaceWith(now);
    } catch { /* the page that follows the build has it */ }
  }
  window.addEventListener("beforeunload", (event) => { if (sending) event.preventDefault(); });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (!chosen.length) { told.textContent = "Chưa chọn tệp nào."; return; }
    sending = true;
    bar.hidden = false;
    button.disabled = true;
    list.replaceChildren();
    list.hidden = true;
    for (const before of form.querySelectorAll(".go-on")) before.remove();
    const all = [...batches()];
    let done = 0, taken = 0, failed = false;
    for (const [place, some] of all.entries()) {
      const body = new FormData();
      body.append("csrf_token", form.querySelector("[name=csrf_token]").value);
      if (place === all.length - 1) body.append("het", "1");
      for (const file of some) body.append("tep", file, file.name);
      try {
        const answer = await fetch(form.dataset.drop, { method: "POST", body });
        if (!answer.ok) throw new Error(String(answer.status));
        const said = await answer.json();
        taken += said.taken;
        for (const one of said.refused) refuse(one.name, one.message);
      } catch { for (const file of some) refuse(file.name, "gửi chưa được; thử gửi lại."); failed = true; }
      done += some.length;
      bar.max = chosen.length; bar.value = done;
      told.textContent = `Đã gửi ${done}/${chosen.length} tệp.`;
    }
    sending = false;
    button.disabled = false;
    bar.hidden = true;
    chosen = [];
    files.value = folder.value = "";
    told.textContent = `Đã nhận ${taken} tệp` + (list.hidden ? "." : `; không nhận được ${list.children.length} tệp dưới đây:`);
    // Where nothing was turned away the page goes on to the build by itself.
    if (taken && list.hidden && !failed) window.location.reload();
    else if (taken) {
      const on = document.createElement("a");
      on.href = window.location.pathname;
      on.className = "button";
      on.textContent = "Xem kho đang dựng";
      const below = document.createElement("p");
      below.className = "go-on";
      below.append(on);
      list.after(below);
      await listed();
    }
  });
})();
