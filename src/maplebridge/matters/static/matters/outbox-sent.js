// The confirmation is on the screen: the report need not wait on this device any more.
(async () => {
  if (!window.isSecureContext || !window.indexedDB) return;
  for (const report of await outboxStore.all()) {
    if (location.pathname.includes(report.id)) await outboxStore.remove(report.id);
  }
})();
