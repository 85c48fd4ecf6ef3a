// Reports that wait on this device, in the browser's own database. Used by pages and by sw.js.
// A report: id, whose (a mark), state (writing, waiting, refused, sent), fields as [name, value],
// photos as {id, type, bytes, sent, whole}, why, at; once sent only reference, address, receipt.
self.outboxStore = (() => {
  const KEPT_DAYS = 30;
  let opened;
  const open = () => opened ||= new Promise((done, failed) => {
    const asked = indexedDB.open("maplebridge-outbox", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("reports", { keyPath: "id" });
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => { opened = undefined; failed(asked.error); };
  });
  const ask = async (mode, act) => {
    const database = await open();
    return new Promise((done, failed) => {
      const change = database.transaction("reports", mode);
      const request = act(change.objectStore("reports"));
      change.oncomplete = () => done(request.result);
      change.onabort = change.onerror = () => failed(change.error);
    });
  };
  const told = new BroadcastChannel("maplebridge-outbox");
  const changed = (answer) => { told.postMessage("changed"); return answer; };
  const put = async (report) => changed(await ask("readwrite", (reports) => reports.put(report)));
  const remove = async (id) => changed(await ask("readwrite", (reports) => reports.delete(id)));
  const get = (id) => ask("readonly", (reports) => reports.get(id));
  const all = async () => {
    const found = await ask("readonly", (reports) => reports.getAll());
    const old = Date.now() - KEPT_DAYS * 86400000;
    for (const report of found) if (report.at < old) await remove(report.id);
    return found.filter((report) => report.at >= old).sort((a, b) => a.at - b.at);
  };
  const clear = async () => changed(await ask("readwrite", (reports) => reports.clear()));
  // A time-ordered id (UUID version 7): the server knows a report and a photo again by it.
  const newId = () => {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    let time = Date.now();
    for (let at = 5; at >= 0; at -= 1) { bytes[at] = time % 256; time = Math.floor(time / 256); }
    bytes[6] = (bytes[6] & 15) | 112;
    bytes[8] = (bytes[8] & 63) | 128;
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
  };
  return { all, clear, get, newId, put, remove };
})();
