// Lets the clock of the quick lane go on by itself, and says once when five minutes are left and when it ends.
(() => {
  const clock = document.querySelector("[data-express-ends]");
  if (!clock) return;
  const figure = clock.querySelector("[data-express-minutes]");
  const said = clock.querySelector("[data-express-said]");
  const most = Number(clock.dataset.expressMost);
  const ends = Date.parse(clock.dataset.expressEnds);
  let before = Number(figure.textContent);

  const tick = () => {
    const passed = Math.max(0, most - Math.ceil((ends - Date.now()) / 60000));
    figure.textContent = String(Math.min(passed, most));
    if (passed >= most && before < most) said.textContent = clock.dataset.expressOver;
    else if (passed >= most - 5 && before < most - 5) said.textContent = clock.dataset.expressSoon;
    before = passed;
  };
  setInterval(tick, 5000);
})();
