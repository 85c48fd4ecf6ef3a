// Sends what waits: photos in pieces that go on where they stopped, then the report itself.
// Used by pages and by sw.js; a lock lets one of them send at a time, the server takes each once.
self.outboxSend = (() => {
  const HOUSE = "/matters/report/outbox/";
  const PATIENCE = 30000;
  class NoNetwork extends Error {}
  class Refused extends Error {
    constructor(status, said) { super(said.message || ""); this.status = status; this.code = said.code || ""; }
  }
  const ask = async (address, options = {}) => {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), PATIENCE);
    try {
      const answer = await fetch(address, { cache: "no-store", credentials: "same-origin", signal: stop.signal, ...options });
      const said = await answer.json().catch(() => ({}));
      if (answer.ok) return said;
      if (answer.status >= 500 || answer.status === 429 || answer.status === 403) throw new NoNetwork();
      throw new Refused(answer.status, said);
    } catch (problem) {
      throw problem instanceof Refused ? problem : new NoNetwork(String(problem));
    } finally {
      clearTimeout(timer);
    }
  };
  const hash = async (bytes) => {
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
    return [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  };
  const sendPhoto = async (report, photo, session) => {
    const address = `${HOUSE}${photo.id}/`;
    const headers = { "X-CSRFToken": session.token };
    const size = photo.bytes.byteLength;
    const begin = new URLSearchParams({ size, sha256: await hash(photo.bytes) });
    let here = await ask(address, { method: "POST", headers, body: begin });
    while (!here.whole) {
      const body = photo.bytes.slice(here.received, here.received + session.piece);
      here = await ask(address, { method: "PATCH", headers: { ...headers, "Upload-Offset": here.received, "Content-Type": "application/octet-stream" }, body });
      photo.sent = here.received;
      await outboxStore.put(report);
    }
    photo.whole = true;
    await outboxStore.put(report);
  };
  const sendReport = async (report, session) => {
    for (const photo of report.photos) if (!photo.whole) await sendPhoto(report, photo, session);
    const body = new URLSearchParams([...report.fields, ["id", report.id], ["whose", session.whose]]);
    for (const photo of report.photos) body.append("upload", photo.id);
    return ask(HOUSE, { method: "POST", headers: { "X-CSRFToken": session.token }, body });
  };
  // A photo that the server does not have any more is sent once more from the start.
  const deliver = async (report, session, again = true) => {
    try {
      const said = await sendReport(report, session);
      const { id, whose } = report;
      await outboxStore.put({ id, whose, state: "sent", at: Date.now(), fields: [], photos: [], ...said });
    } catch (problem) {
      if (problem instanceof NoNetwork) throw problem;
      if (again && ["matter_upload_missing", "matter_upload_torn"].includes(problem.code)) {
        for (const photo of report.photos) Object.assign(photo, { sent: 0, whole: false });
        return deliver(report, session, false);
      }
      if (problem.code === "matter_upload_somebody_else") return undefined;
      await outboxStore.put({ ...report, state: "refused", why: problem.message });
    }
    return undefined;
  };
  const waiting = async () => (await outboxStore.all()).filter((report) => report.state === "waiting");
  // True when nothing waits any more that this session may send.
  const all = () => navigator.locks.request("maplebridge-outbox", async () => {
    if (!(await waiting()).length) return true;
    try {
      const session = await ask(HOUSE);
      for (const report of await waiting()) if (report.whose === session.whose) await deliver(report, session);
      return true;
    } catch (problem) {
      if (!(problem instanceof NoNetwork)) throw problem;
      return false;
    }
  });
  const later = async () => {
    const registration = await navigator.serviceWorker?.ready;
    await registration?.sync?.register("maplebridge-outbox").catch(() => {});
  };
  return { all, later };
})();
