// Choosing a place on a map. What draws it (place-map-drawn.js and a megabyte of MapLibre) comes when
// somebody asks for it. The server says what lies at a point; this page lets one choose among that.
(() => {
  const root = document.querySelector("[data-place-map]");
  const spot = document.getElementById("spot");
  if (!root || !spot) return;
  const form = root.closest("form");
  const $ = (selector) => root.querySelector(selector);
  const [opener, box, status] = ["opener", "box", "status"].map((name) => $(`[data-map-${name}]`));
  root.hidden = false;
  const row = form.querySelector("[data-map-row]");
  if (row) { const old = opener.parentElement; row.append(opener); old.remove(); }
  const keep = ({ lon, lat }) => { form.elements.lon.value = lon; form.elements.lat.value = lat; };
  form.addEventListener("change", (event) => { if (event.target.name === "place" && event.target.dataset.lon) keep(event.target.dataset); });
  const look = async (query, wanted) => {
    const answer = await fetch(`${root.dataset.spotUrl}?${new URLSearchParams(query)}`);
    if (!answer.ok) throw new Error("no answer");
    spot.innerHTML = await answer.text();
    const radio = spot.querySelector(`[value="${CSS.escape(wanted || "")}"]`) || spot.querySelector("input");
    if (!radio) return;
    radio.checked = true;
    keep(spot.querySelector("[data-lon]").dataset);
    form.dispatchEvent(new Event("input"));
  };
  document.addEventListener("outbox:restored", () => {
    const query = { lon: form.elements.lon.value, lat: form.elements.lat.value };
    if (query.lon && !form.querySelector("[name=place]:checked")?.value) look(query).catch(() => {});
  });
  const take = async (at, wanted) => {
    status.textContent = root.dataset.asking;
    try {
      await look({ lon: at.lng.toFixed(6), lat: at.lat.toFixed(6), srs: root.dataset.srs }, wanted);
      status.textContent = spot.innerText.trim().split("\n")[0];
    } catch { status.textContent = root.dataset.failed; }
  };
  let drawn;
  opener.addEventListener("click", () => {
    box.hidden = !box.hidden;
    opener.setAttribute("aria-expanded", String(!box.hidden));
    if (box.hidden) return;
    status.textContent = drawn ? "" : root.dataset.asking;
    drawn ||= import("./place-map-drawn.js").then(({ draw }) => draw(root, take))
      .then(() => { status.textContent = ""; })
      .catch(() => { drawn = undefined; status.textContent = root.dataset.failed; });
  });
})();
