// Signing out on a shared phone: what waits is named first, and nothing of it stays behind.
(async () => {
  const form = document.querySelector("[data-outbox-leave]");
  if (!form || !window.isSecureContext || !window.indexedDB) return;
  const known = (await outboxStore.all()).filter((report) => report.state !== "sent");
  const notice = document.querySelector("[data-outbox-waiting]");
  notice.hidden = !known.length;
  notice.querySelector("[data-outbox-number]").textContent = known.length;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    await outboxStore.clear().catch(() => {});
    localStorage.removeItem("outbox-page");
    await (await caches.open("maplebridge-pages")).delete("/matters/report/").catch(() => {});
    form.submit();
  });
})();
