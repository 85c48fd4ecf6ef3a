// What waits on this device, on the home page and the report page: seen, sent, changed, deleted.
(async () => {
  const box = document.querySelector("[data-outbox]");
  if (!box || !window.isSecureContext || !window.indexedDB || !navigator.locks) return;
  const { whose } = box.dataset;
  const list = box.querySelector("[data-outbox-list]");
  const row = box.querySelector("[data-outbox-row]");
  const words = (report) => (report.fields.find(([name]) => name === "words")?.[1] || "").split("\n")[0].slice(0, 60);
  const say = (name, ...parts) => parts.reduce((text, part, at) => text.replace(`{${at}}`, part), box.dataset[name]);
  const photoLine = (photo, at) => {
    const share = Math.floor((photo.sent / photo.bytes.byteLength) * 100);
    return photo.whole ? say("photoWhole", at + 1) : say("photoPart", at + 1, share);
  };
  const draw = (report) => {
    const item = row.content.cloneNode(true);
    const $ = (name) => item.querySelector(`[data-${name}]`);
    item.querySelector("li").dataset.report = report.id;
    $("title").textContent = report.state === "sent" ? say("sent", report.reference) : words(report) || say("noWords");
    $("state").textContent = report.state === "sent" ? "" : say(report.state);
    $("why").textContent = report.state === "sent" && report.receipt ? say("receipt", report.receipt) : report.why || "";
    $("photos").textContent = report.photos.map(photoLine).join(" · ");
    $("edit").hidden = report.state === "sent";
    $("edit").href = `${box.dataset.reportUrl}#${report.id}`;
    $("edit").addEventListener("click", () => { if (location.pathname === box.dataset.reportUrl) setTimeout(() => location.reload(), 0); });
    $("see").hidden = report.state !== "sent";
    if (report.address) $("see").href = report.address;
    $("delete").addEventListener("click", async () => {
      if (report.state !== "sent" && !window.confirm(say("sure"))) return;
      await outboxStore.remove(report.id);
    });
    return item;
  };
  const show = async () => {
    const known = await outboxStore.all();
    const sends = document.querySelector("[data-outbox-form]")?.dataset.sends;
    const mine = known.filter((report) => report.whose === whose && report.state !== "writing" && report.id !== sends);
    const others = known.filter((report) => report.whose !== whose && report.state !== "sent");
    list.replaceChildren(...mine.map(draw));
    box.querySelector("[data-outbox-others]").hidden = !others.length;
    box.querySelector("[data-outbox-now]").hidden = !mine.some((report) => report.state === "waiting");
    box.hidden = !mine.length && !others.length;
  };
  let pause = 5000;
  const send = async () => {
    const done = await outboxSend.all().catch(() => false);
    if (!done) {
      await outboxSend.later().catch(() => {});
      setTimeout(send, pause);
      pause = Math.min(pause * 2, 300000);
    }
  };
  new BroadcastChannel("maplebridge-outbox").addEventListener("message", show);
  box.querySelector("[data-outbox-now]").addEventListener("click", send);
  box.querySelector("[data-outbox-clear]").addEventListener("click", async () => {
    if (!window.confirm(say("sure"))) return;
    for (const report of await outboxStore.all()) if (report.whose !== whose) await outboxStore.remove(report.id);
  });
  window.addEventListener("online", send);
  await show();
  if (navigator.serviceWorker) {
    await navigator.serviceWorker.register("/sw.js");
    await navigator.serviceWorker.ready;
    // The kept report page is of whoever was here last: get one's own, also when it was never opened.
    const pages = await caches.open("maplebridge-pages");
    if (localStorage.getItem("outbox-page") !== whose + document.documentElement.lang) {
      const answer = await fetch(box.dataset.reportUrl).catch(() => undefined);
      if (answer?.ok) {
        await pages.put(box.dataset.reportUrl, answer);
        localStorage.setItem("outbox-page", whose + document.documentElement.lang);
      }
    }
    box.dataset.ready = "";
  }
  await send();
})();
