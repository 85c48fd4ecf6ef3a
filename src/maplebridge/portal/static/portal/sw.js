// The house on a phone while no page of it is open: says that there is news, and leads to it.

importScripts("/static/matters/outbox-store.js", "/static/matters/outbox-send.js", "/static/matters/outbox-sw.js");

self.addEventListener("push", (event) => {
  let news = {};
  try {
    news = event.data.json();
  } catch {
    // A message that cannot be read still says that there is news: browsers ask for a word each time.
  }
  const words = { body: news.body || "", tag: news.tag || "news", data: { url: news.url || "/" } };
  const icon = "/static/portal/icon-192.png";
  const title = news.title || "楓橋 Maplebridge";
  event.waitUntil(self.registration.showNotification(title, { ...words, icon }));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const wanted = new URL(event.notification.data.url, self.location.origin);
  const url = wanted.origin === self.location.origin ? wanted.href : self.location.origin;
  event.waitUntil(
    self.clients.matchAll({ type: "window", includeUncontrolled: true }).then((pages) => {
      const open = pages.find((page) => page.url === url);
      return open ? open.focus() : self.clients.openWindow(url);
    }),
  );
});
