// Switch news on this device on or off. Without scripts, or where the browser takes no messages,
// the page says so and everything else on it works.
(() => {
  const form = document.querySelector("form[data-push]");
  if (!form || !("serviceWorker" in navigator) || !("PushManager" in window)) return;
  const button = form.querySelector("button");
  const hint = document.querySelector("[data-push-hint]");
  const refused = (code) => {
    hint.textContent = hint.dataset[code];
    hint.setAttribute("role", "alert");
    button.disabled = false;
  };
  const bytes = (text) => {
    const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/").padEnd(Math.ceil(text.length / 4) * 4, "="));
    return Uint8Array.from(plain, (sign) => sign.charCodeAt(0));
  };
  const subscribe = async () => {
    const worker = await navigator.serviceWorker.register("/sw.js");
    await navigator.serviceWorker.ready;
    const known = await worker.pushManager.getSubscription();
    const key = bytes(form.dataset.push);
    const same = known && known.options.applicationServerKey
      && String(new Uint8Array(known.options.applicationServerKey)) === String(key);
    if (known && !same) await known.unsubscribe();
    return same ? known : worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
  };
  form.hidden = false;
  hint.textContent = "";
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    button.disabled = true;
    if (await Notification.requestPermission() !== "granted") return refused("denied");
    try {
      const { endpoint, keys } = (await subscribe()).toJSON();
      Object.assign(form.elements.endpoint, { value: endpoint });
      Object.assign(form.elements.point, { value: keys.p256dh });
      Object.assign(form.elements.auth, { value: keys.auth });
      form.submit();
    } catch {
      refused("failed");
    }
  });
})();
