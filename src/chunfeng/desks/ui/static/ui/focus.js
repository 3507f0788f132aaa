// A summary of errors that htmx brought has the focus (one that came with the page has it by itself); an opened step gives it
// to its first question; one menu is open at a time.
"use strict";
(() => {
  document.addEventListener("htmx:afterSettle", () => document.getElementById("errors")?.focus());
  document.addEventListener("toggle", (event) => {
    const opened = event.target;
    if (!opened.open || !opened.matches("details.act, details.change")) return;
    document.querySelectorAll("details.act[open], details.change[open]").forEach((other) => { if (other !== opened) other.open = false; });
    if (opened.matches(".act") && !document.getElementById("errors")) opened.querySelector("form :is(input:not([type=hidden]), select, textarea, button:not([disabled]))")?.focus();
  }, true);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const open = document.querySelector("details.change[open]");
    if (open) { open.open = false; open.querySelector("summary").focus(); }
  });
})();
