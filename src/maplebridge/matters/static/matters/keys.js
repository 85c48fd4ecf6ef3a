// Keys for lists of matters: j k o a x / ?. They press what is on the page and nothing else, they
// are quiet while somebody types, and can be switched off, because a screen reader has keys too.
(() => {
  const help = document.querySelector("[data-keys]");
  if (!help) return;
  const off = help.querySelector("[data-keys-off]");
  const remembered = () => { try { return localStorage.getItem("mb_keys") === "off"; } catch { return false; } };
  off.closest("label").hidden = false;
  off.checked = remembered();
  off.addEventListener("change", () => {
    try { localStorage.setItem("mb_keys", off.checked ? "off" : "on"); } catch { /* a private window */ }
  });
  const rows = () => [...document.querySelectorAll("a.list-row")];
  const here = () => document.activeElement.closest("li")?.querySelector("a.list-row");
  const go = (step) => {
    const all = rows();
    const at = all.indexOf(here());
    const next = all[at < 0 ? 0 : Math.min(Math.max(at + step, 0), all.length - 1)];
    if (next) next.focus();
  };
  const id = (row) => (row.pathname.match(/[0-9a-f-]{36}/) || [""])[0];
  const keys = {
    j: () => go(1),
    k: () => go(-1),
    o: () => here()?.click(),
    a: () => { const row = here(); if (row) location.href = `${help.dataset.bulkUrl}?do=accept&m=${id(row)}`; },
    x: () => here()?.closest("li").querySelector("input[type=checkbox]")?.click(),
    "/": () => document.querySelector("main input[type=search]")?.focus(),
    "?": () => { help.open = true; help.querySelector("summary").focus(); },
  };
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input:not([type=checkbox]):not([type=radio]), textarea, select");
    if (off.checked || typing || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const act = keys[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
})();
