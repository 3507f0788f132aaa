// Without a network the sheet comes from what the page itself put aside; with one it always comes from the server.
"use strict";
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  if (event.request.method !== "GET") return;
  event.respondWith(fetch(event.request).catch(async (failed) => {
    const kept = await caches.match(event.request.url.split("#")[0], { cacheName: "sheets" });
    if (kept) return kept;
    throw failed;
  }));
});
