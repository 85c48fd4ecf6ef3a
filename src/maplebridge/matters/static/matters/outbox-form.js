// The report page on a poor network: what is typed is kept on this device, and sent when it can be.
(async () => {
  const form = document.querySelector("[data-report][data-outbox-form]");
  if (!form || !window.isSecureContext || !window.indexedDB || !navigator.locks) return;
  const whose = form.dataset.whose;
  const $ = (selector) => form.querySelector(selector);
  const status = document.querySelector("[data-outbox-status]");
  const picker = $("[name=photos]");
  const LEFT_OUT = new Set(["csrfmiddlewaretoken", "id", "photos", "find", "ask"]);
  const LONG_SIDE = 2048;
  let photos = [];
  const fields = () => [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !LEFT_OUT.has(name));
  const value = (name) => fields().find(([known]) => known === name)?.[1] || "";
  const record = (state) => ({ id: $("[name=id]").value, whose, state, at: Date.now(), fields: fields(), photos, placeName: placeName(), why: "" });
  const placeName = () => ($("[name=place]:checked")?.closest("label")?.innerText || "").trim();
  // A place that was found by its name is not on the empty page: it is offered again.
  const offer = (report) => {
    const chosen = report.fields.find(([name]) => name === "place")?.[1];
    if (!chosen || $(`[name=place][value="${CSS.escape(chosen)}"]`)) return;
    const choice = document.createElement("label");
    choice.className = "choice";
    const radio = Object.assign(document.createElement("input"), { type: "radio", name: "place", value: chosen });
    choice.append(radio, Object.assign(document.createElement("span"), { textContent: report.placeName }));
    const places = document.getElementById("places");
    places.replaceChildren(choice);
    places.closest("details")?.setAttribute("open", "");
  };
  // A smaller picture of the same, without what the camera wrote into it; else the file as it is.
  const shrink = async (file) => {
    try {
      const drawn = await createImageBitmap(file, { imageOrientation: "from-image" });
      const scale = Math.min(1, LONG_SIDE / Math.max(drawn.width, drawn.height));
      if (scale === 1 && file.size < 600000) return file;
      const canvas = document.createElement("canvas");
      canvas.width = Math.round(drawn.width * scale);
      canvas.height = Math.round(drawn.height * scale);
      canvas.getContext("2d").drawImage(drawn, 0, 0, canvas.width, canvas.height);
      const made = await new Promise((done) => { canvas.toBlob(done, "image/jpeg", 0.85); });
      return made && made.size < file.size ? made : file;
    } catch {
      return file;
    }
  };
  const take = async (file) => {
    const kept = await shrink(file);
    return { id: outboxStore.newId(), type: kept.type, bytes: await kept.arrayBuffer(), sent: 0, whole: false };
  };
  let saving = Promise.resolve();
  const save = () => {
    saving = saving.then(() => (value("words") || photos.length || value("place_text") ? outboxStore.put(record("writing")) : undefined)).catch(() => {});
    return saving;
  };
  let timer;
  form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(save, 300); });
  let taking = Promise.resolve();
  picker.addEventListener("change", () => {
    const chosen = [...picker.files];
    taking = taking.then(async () => { photos = await Promise.all(chosen.map(take)); await save(); });
  });
  // The questions of the kind that was chosen, with what was answered; hidden while there is no network.
  const ask = async (report) => {
    const questions = document.getElementById("questions");
    const address = `${form.dataset.kindsUrl.replace("kinds", "questions")}?${new URLSearchParams(report.fields)}`;
    const answer = await fetch(address).catch(() => undefined);
    if (answer?.ok) { questions.innerHTML = await answer.text(); return; }
    const known = new Set([...form.elements].map((field) => field.name));
    for (const [name, value] of report.fields) {
      if (known.has(name)) continue;
      questions.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
    }
  };
  const restore = async (report) => {
    $("[name=id]").value = report.id;
    offer(report);
    await ask(report);
    for (const [name, text] of report.fields) {
      for (const field of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
        if (field.type === "radio" || field.type === "checkbox") field.checked = field.checked || field.value === text;
        else if (field.type !== "hidden" || ["lon", "lat", "reporter"].includes(name)) field.value = text;
      }
    }
    if (value("lon")) for (const hidden of form.querySelectorAll("[data-point], [data-point-row]")) hidden.hidden = false;
    for (const field of form.querySelectorAll("details :is([name=place_text], [type=checkbox])")) {
      if (field.checked || (field.type === "text" && field.value)) field.closest("details").open = true;
    }
    document.dispatchEvent(new CustomEvent("outbox:restored"));
    photos = report.photos;
    try {
      const files = new DataTransfer();
      photos.forEach((photo, at) => files.items.add(new File([photo.bytes], `${at + 1}`, { type: photo.type })));
      picker.files = files.files;
      document.dispatchEvent(new CustomEvent("outbox:photos", { detail: picker }));
    } catch { /* an old browser: the photos are kept all the same */ }
    const lost = document.querySelector("[data-outbox-back]");
    lost.hidden = false;
    if (report.why) { lost.querySelector("[data-outbox-why]").textContent = report.why; }
  };
  const say = (text, tone) => {
    status.hidden = false;
    status.className = `notice notice-${tone}`;
    status.querySelector("p").textContent = text;
    status.scrollIntoView({ block: "center" });
  };
  new BroadcastChannel("maplebridge-outbox").addEventListener("message", async () => {
    const waits = (await outboxStore.all()).some((one) => one.whose === whose && one.state === "waiting");
    if (!waits && status.classList.contains("notice-done")) status.hidden = true;
  });
  const fresh = () => { $("[name=id]").value = outboxStore.newId(); };
  const wanted = location.hash.slice(1);
  const empty = !value("words") && !form.querySelector("[name=kept]");
  if (empty) {
    const known = (await outboxStore.all()).filter((one) => one.whose === whose);
    const mine = wanted ? known.find((one) => one.id === wanted && one.state !== "sent")
      : known.find((one) => one.state === "writing" && !one.fields.some(([name, text]) => name === "reporter" && text !== value("reporter")));
    if (mine) {
      await restore(mine);
      if (mine.state !== "writing") await outboxStore.put({ ...mine, state: "writing" });
    } else {
      fresh();
    }
  }
  document.querySelector("[data-outbox-drop]").addEventListener("click", async () => {
    await outboxStore.remove($("[name=id]").value);
    location.hash = "";
    location.reload();
  });
  form.addEventListener("submit", async (event) => {
    if (["find", "ask"].includes(event.submitter?.name)) return;
    event.preventDefault();
    const button = $("[data-outbox-submit]");
    button.disabled = true;
    say(status.dataset.sending, "info");
    clearTimeout(timer);
    let report, after;
    try {
      await taking;
      await saving;
      report = record("waiting");
      form.dataset.sends = report.id; // the list leaves out what this page is sending itself
      await outboxStore.put(report);
      await outboxSend.all();
      after = await outboxStore.get(report.id);
    } catch {
      // This device keeps nothing more: it goes as it does without scripts, under the same number.
      button.disabled = false;
      form.submit();
      return;
    }
    button.disabled = false;
    if (after?.state === "sent") {
      location.assign(after.address);
    } else if (after?.state === "refused") {
      // The house says it beside the field, as it does without scripts; all that was typed stays.
      await outboxStore.put({ ...after, state: "writing" });
      form.submit();
    } else {
      delete form.dataset.sends;
      if (after) await outboxStore.put(after); // and the list shows it again
      await outboxSend.later().catch(() => {});
      form.reset();
      photos = [];
      form.querySelectorAll(".photo-preview").forEach((old) => old.remove());
      fresh();
      say(status.dataset.kept, "done");
    }
  });
  form.dataset.outboxReady = "";
})();
