// A kiosk that nobody touches for a minute goes back to its start, which forgets who was here. On the
// start itself there is nothing to forget before the first touch.
(() => {
  const bar = document.querySelector("[data-kiosk]");
  if (!bar) return;
  const PATIENCE = 60;
  const WARNING = 15;
  const done = bar.dataset.kiosk;
  const starts = new URL(done, location.href).pathname === location.pathname;
  const soon = document.querySelector("[data-kiosk-soon]");
  let touched = starts ? undefined : Date.now();
  for (const form of document.forms) { // no list of what others typed here
    for (const field of form.elements) field.autocomplete = "off";
  }
  const again = () => { touched = Date.now(); soon.hidden = true; };
  for (const sign of ["pointerdown", "pointermove", "touchmove", "wheel", "keydown", "input"]) {
    window.addEventListener(sign, again, { passive: true, capture: true });
  }
  window.addEventListener("pageshow", (event) => { if (event.persisted) location.replace(done); });
  const watch = setInterval(() => {
    if (touched === undefined) return;
    const left = PATIENCE - Math.floor((Date.now() - touched) / 1000);
    if (left <= 0) { clearInterval(watch); location.replace(done); return; }
    soon.hidden = left > WARNING;
    soon.querySelector("[data-kiosk-left]").textContent = left;
  }, 1000);
})();
