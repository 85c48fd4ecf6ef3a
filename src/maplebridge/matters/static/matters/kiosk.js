// A kiosk that nobody touches for a minute goes back to its start, which forgets who was here.
(() => {
  const bar = document.querySelector("[data-kiosk]");
  if (!bar || location.pathname === bar.dataset.kiosk) return;
  const PATIENCE = 60;
  const WARNING = 15;
  const soon = document.querySelector("[data-kiosk-soon]");
  let touched = Date.now();
  const again = () => { touched = Date.now(); soon.hidden = true; };
  for (const sign of ["pointerdown", "pointermove", "touchmove", "wheel", "keydown", "input"]) {
    window.addEventListener(sign, again, { passive: true, capture: true });
  }
  window.addEventListener("pageshow", (event) => { if (event.persisted) location.replace(bar.dataset.kiosk); });
  const watch = setInterval(() => {
    const left = PATIENCE - Math.floor((Date.now() - touched) / 1000);
    if (left <= 0) { clearInterval(watch); location.replace(bar.dataset.kiosk); return; }
    if (soon.hidden && left <= WARNING) { soon.hidden = false; soon.scrollIntoView({ block: "center" }); }
    soon.querySelector("[data-kiosk-left]").textContent = left;
  }, 1000);
})();
