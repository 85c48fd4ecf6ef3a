// For sw.js: the report page and what it needs are kept for days without network, and what waits is
// sent when the network is back, also when no page is open. Nothing else of the house is kept.
(() => {
  const REPORT = "/matters/report/";
  const AWAY = "/offline/";
  const PAGES = "maplebridge-pages";
  const SHELL = "maplebridge-shell";
  const PATIENCE = 6000;
  const KEPT = [
    "portal/css/tokens.css", "portal/css/base.css", "portal/css/layout.css", "portal/css/components.css",
    "portal/css/print.css", "portal/icons.svg", "portal/mark.svg", "matters/report.js", "matters/say.js", "matters/place-map.js",
    "matters/outbox-store.js", "matters/outbox-send.js", "matters/outbox-form.js", "matters/outbox-list.js",
  ].map((name) => `/static/${name}`);
  const keep = async (name, request, answer) => {
    if (answer.ok && !answer.redirected) await (await caches.open(name)).put(request, answer.clone());
    return answer;
  };
  // The network first; what was kept when it does not answer, or not in time.
  const soonest = async (name, key, asked) => {
    const kept = await (await caches.open(name)).match(key);
    const fresh = asked.then((answer) => keep(name, key, answer));
    if (!kept) return fresh;
    const late = new Promise((done) => { setTimeout(() => done(kept), PATIENCE); });
    return Promise.race([fresh.catch(() => kept), late]);
  };
  const page = async (request, url) => {
    try {
      if (url.pathname === REPORT && !url.search) return await soonest(PAGES, REPORT, fetch(request));
      return await fetch(request);
    } catch {
      const pages = await caches.open(PAGES);
      const wanted = url.pathname === REPORT ? await pages.match(REPORT) : undefined;
      return wanted || (await pages.match(AWAY)) || Response.error();
    }
  };
  self.addEventListener("install", (event) => {
    event.waitUntil((async () => {
      await (await caches.open(SHELL)).addAll(KEPT);
      await (await caches.open(PAGES)).add(new Request(AWAY, { credentials: "omit" }));
      await self.skipWaiting();
    })());
  });
  self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
  self.addEventListener("fetch", (event) => {
    const url = new URL(event.request.url);
    if (event.request.method !== "GET" || url.origin !== self.location.origin) return;
    if (event.request.mode === "navigate") event.respondWith(page(event.request, url));
    else if (KEPT.includes(url.pathname)) event.respondWith(soonest(SHELL, url.pathname, fetch(event.request)));
  });
  self.addEventListener("sync", (event) => {
    if (event.tag !== "maplebridge-outbox") return;
    event.waitUntil(outboxSend.all().then((done) => { if (!done) throw new Error("later"); }));
  });
})();
