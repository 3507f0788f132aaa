// Keys for those who work in lists all day. Silent while somebody types or composes characters with an input method.
"use strict";
(() => {
  const typing = (node) => node.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(node.tagName) && !/^(checkbox|radio|button|submit)$/.test(node.type);
  const rows = () => [...document.querySelectorAll(".list tbody tr")].filter((row) => row.querySelector("th[scope=row] a"));
  const linked = (rel) => document.querySelector(`link[rel=${rel}]`)?.href;
  let pending = false;

  function move(step) {
    const all = rows();
    if (!all.length) return;
    const at = all.findIndex((row) => row.classList.contains("here"));
    const next = all[Math.min(Math.max(at + step, 0), all.length - 1)];
    all.forEach((row) => { row.classList.toggle("here", row === next); row.removeAttribute("aria-current"); });
    next.setAttribute("aria-current", "true");
    next.querySelector("th[scope=row] a").focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
  }

  const acts = {
    "/": () => document.getElementById("q")?.focus(),
    "j": () => move(1),
    "k": () => move(-1),
    "o": () => document.querySelector("tr.here th[scope=row] a")?.click(),
    "x": () => document.querySelector("tr.here .sel input")?.click(),
    "[": () => linked("prev") && location.assign(linked("prev")),
    "]": () => linked("next") && location.assign(linked("next")),
    ".": () => document.querySelector("#next summary, #next a, #next .btn:not([hidden])")?.focus(),
    "?": () => document.getElementById("keycard")?.showModal?.(),
  };

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229 || event.defaultPrevented) return;
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (document.querySelector("dialog[open]")) return;
    if (pending) {
      pending = false;
      const target = [...document.querySelectorAll("[data-key]")].find((item) => item.dataset.key === event.key);
      if (target) { event.preventDefault(); target.click(); }
      return;
    }
    if (event.key === "g") { pending = true; setTimeout(() => { pending = false; }, 1500); return; }
    const act = acts[event.key];
    if (act) { event.preventDefault(); act(); }
  });
})();
