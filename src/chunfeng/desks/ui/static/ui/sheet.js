// A sheet filled in where there is no network: the phone keeps the page and what was written on it until the server has said
// that it has it. Without this script it is an ordinary form.
"use strict";
(() => {
  const said = document.getElementById("sheet-said");
  const form = document.querySelector("main form[enctype]");
  if (!said || !form) return;
  const words = said.dataset, page = location.pathname, WEEK = 7 * 864e5;

  function say(text, tone) {
    said.firstElementChild.textContent = text;
    said.dataset.tone = tone || "info";
    said.hidden = false;
  }

  // ---- what the phone keeps: one sheet a page, with its photos

  const base = new Promise((done, failed) => {
    const asked = indexedDB.open("sheets", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("sheets");
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error);
  });
  const act = async (mode, work) => {
    const deal = (await base).transaction("sheets", mode), asked = work(deal.objectStore("sheets"));
    return new Promise((done, failed) => {
      deal.oncomplete = () => done(asked.result);
      deal.onabort = deal.onerror = () => failed(deal.error);
    });
  };
  const kept = () => act("readonly", (sheets) => sheets.get(page));
  const forget = async (which) => {
    await act("readwrite", (sheets) => sheets.delete(which));
    await (await caches.open("sheets")).delete(which);
  };

  // What is older than a week the server would not take either.
  async function forgetOld() {
    for (const which of await act("readonly", (sheets) => sheets.getAllKeys())) {
      const sheet = await act("readonly", (sheets) => sheets.get(which));
      if (Date.now() - sheet.at > WEEK) await forget(which);
    }
  }

  const SENT_ANEW = new Set(["csrfmiddlewaretoken"]);
  let waiting = false, sending = false, touched = false, saving = Promise.resolve();

  function save() {
    const fields = [], files = [];
    for (const [name, value] of new FormData(form)) {
      if (value instanceof File) { if (value.size) files.push([name, value]); }
      else if (!SENT_ANEW.has(name)) fields.push([name, value]);
    }
    const sheet = { fields, files, waiting, touched, at: Date.now() };
    saving = saving.then(() => act("readwrite", (sheets) => sheets.put(sheet, page)));
    return saving;
  }

  function fill(sheet) {
    for (const box of form.elements) {
      if (!box.name || SENT_ANEW.has(box.name)) continue;
      const values = sheet.fields.filter(([name]) => name === box.name).map(([, value]) => value);
      if (box.type === "checkbox" || box.type === "radio") box.checked = values.includes(box.value);
      else if (box.type === "file") {
        const held = new DataTransfer();
        sheet.files.filter(([name]) => name === box.name).forEach(([, file]) => held.items.add(file));
        box.files = held.files;
      } else if (box.type !== "submit" && values.length) box.value = values[0];
    }
  }

  // ---- sending: asked again with a fresh token, answered once for one uid

  function again() {
    if (waiting && !sending && document.visibilityState === "visible") send();
  }

  async function send() {
    if (sending) return;
    sending = true;
    try { await trySend(); } finally { sending = false; }
  }

  async function trySend() {
    waiting = true;
    await save();
    clear();
    say(words.sending);
    let answer;
    try {
      const fresh = await fetch(page, { redirect: "manual", cache: "no-store", headers: { "X-Requested-With": "sheet-token" } });
      if (fresh.type === "opaqueredirect" || fresh.status === 403) return signIn();
      const token = new DOMParser().parseFromString(await fresh.text(), "text/html").querySelector("main form[enctype] [name=csrfmiddlewaretoken]");
      if (!fresh.ok || !token) return say(words.gone, "bad");
      form.elements.csrfmiddlewaretoken.value = token.value;
      answer = await fetch(page, { method: "POST", body: new FormData(form), redirect: "manual", headers: { "X-Requested-With": "sheet" } });
    } catch (failed) {
      return say(words.waiting, "due");
    }
    if (answer.type === "opaqueredirect" || answer.status === 403) return signIn();
    if (answer.status === 422) return wrong((await answer.json()).wrong);
    if (!answer.ok) return say(words.waiting, "due");
    const { to } = await answer.json();
    await forget(page);
    location.assign(to);
  }

  function signIn() {
    say(words.signIn + " ", "due");
    const link = document.createElement("a");
    link.href = `${words.login}?next=${encodeURIComponent(page)}`;
    link.textContent = document.querySelector("title").textContent.split(" · ")[0];
    said.firstElementChild.append(link);
  }

  function clear() {
    form.querySelectorAll(".err").forEach((line) => line.remove());
    form.querySelectorAll(".bad").forEach((box) => box.classList.remove("bad"));
  }

  function wrong(reasons) {
    waiting = false;
    save();
    clear();
    say(words.wrong, "bad");
    const list = document.createElement("ul");
    for (const [name, text] of reasons) {
      const box = name && document.getElementById(`id_${name}`), line = document.createElement("li");
      if (box) {
        const link = document.createElement("a"), told = document.createElement("p"), field = box.closest(".field");
        link.href = `#id_${name}`;
        link.textContent = text;
        line.append(link);
        told.className = "err";
        told.textContent = text;
        field.classList.add("bad");
        (field.querySelector("legend, label:not(.pick)") || field).after(told);
      } else line.textContent = text;
      list.append(line);
    }
    said.firstElementChild.after(list);
    said.querySelectorAll("ul").forEach((old) => { if (old !== list) old.remove(); });
    said.tabIndex = -1;
    said.focus();
  }

  // ---- the position, where the phone tells it

  function locate() {
    const box = form.elements.position;
    if (!box || !navigator.geolocation) return;
    const ask = document.createElement("button");
    ask.type = "button";
    ask.className = "btn plain";
    ask.textContent = words.here;
    ask.addEventListener("click", () => navigator.geolocation.getCurrentPosition(
      ({ coords }) => { box.value = `${coords.latitude.toFixed(6)},${coords.longitude.toFixed(6)} WGS84`; touched = true; save(); },
      () => { say(words.noPosition, "due"); form.elements.no_position_because?.focus(); },
      { enableHighAccuracy: true, timeout: 20000, maximumAge: 60000 },
    ));
    box.closest(".field").append(ask);
  }

  // ---- beginning

  // A phone with a network that carries nothing believes to be online; and the page itself may come from the phone.
  const reached = () => fetch(words.worker, { method: "HEAD", cache: "no-store" }).then(() => true, () => false);

  async function keepPage() {
    if (!("serviceWorker" in navigator)) return;
    await navigator.serviceWorker.register(words.worker);
    const held = await caches.open("sheets");
    const parts = [...document.querySelectorAll("link[rel=stylesheet], link[rel=icon], script[src]")].map((part) => part.href || part.src);
    await held.addAll([page, ...parts]);
  }

  async function begin() {
    await forgetOld();
    const sheet = await kept();
    // Errors that came with the page are of what was just sent: newer than what the phone has.
    const fresh = !sheet?.touched || form.querySelector(".err");
    if (!fresh) { fill(sheet); waiting = sheet.waiting; touched = true; }
    const change = () => { touched = true; save(); };
    form.addEventListener("input", change);
    form.addEventListener("change", change);
    form.addEventListener("submit", (event) => { event.preventDefault(); send(); });
    // Browsers tell late, or never, that the network is back.
    addEventListener("online", again);
    document.addEventListener("visibilitychange", again);
    setInterval(again, 30000);
    addEventListener("offline", () => say(words.offline, "due"));
    locate();
    if (waiting) return send();
    if (!await reached()) return say(words.offline, "due");
    await keepPage();
    await save();
    say(fresh ? words.kept : `${words.restored}${words.kept}`);
  }

  // A browser that keeps nothing (a private window) still has the form.
  begin().catch(() => {});
})();
