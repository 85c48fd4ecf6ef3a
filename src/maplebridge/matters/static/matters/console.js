// The console's two keys, as a phone operator's hands never leave the keyboard. The buttons do the same.
(() => {
  const form = document.querySelector("[data-console]");
  if (!form) return;
  const press = { F8: "[data-look-up]", F9: "[data-dispatch]" };
  document.addEventListener("keydown", (event) => {
    if (!press[event.key] || event.repeat) return;
    event.preventDefault();
    form.querySelector(press[event.key]).click();
  });
  form.querySelector("[name=words]").focus();
})();
