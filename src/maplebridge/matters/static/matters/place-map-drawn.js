// The map on which a place is chosen: our own lines and buildings, and tiles only where a setting names
// their source. Tap, or move it under the cross with the arrow keys and press Enter.
const parts = new URL("../portal/vendor/maplibre-gl/", import.meta.url).href;
const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const ink = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const house = ["==", ["get", "level"], "building"];

function sheet(href) {
  document.head.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href }));
}

function styled(ground, { tiles, credit }) {
  return {
    version: 8,
    sources: {
      ground: { type: "geojson", data: ground },
      ...(tiles && { tiles: { type: "raster", tiles: [tiles], tileSize: 256, attribution: credit } }),
    },
    layers: [
      { id: "paper", type: "background", paint: { "background-color": ink("--paper") } },
      ...(tiles ? [{ id: "tiles", type: "raster", source: "tiles" }] : []),
      { id: "areas", type: "fill", source: "ground", filter: ["!", house], paint: { "fill-color": ink("--lake-wash"), "fill-opacity": tiles ? 0.15 : 0.6 } },
      { id: "lines", type: "line", source: "ground", filter: ["!", house], paint: { "line-color": ink("--line-strong"), "line-width": 1 } },
      { id: "buildings", type: "circle", source: "ground", filter: house, paint: { "circle-radius": 6, "circle-color": ink("--ink-soft"), "circle-stroke-width": 2, "circle-stroke-color": ink("--surface") } },
    ],
  };
}

// As many names as fit beside each other; those of areas first, as they are fewer.
function names(gl, map, features, before) {
  before.forEach((one) => one.remove());
  const taken = [];
  return features.filter(({ properties: { at } }) => at).flatMap(({ properties: { at, name, level } }) => {
    const { x, y } = map.project(at);
    const half = name.length * 7 + 6;
    if (taken.some((other) => Math.abs(other.x - x) < other.half + half && Math.abs(other.y - y) < 24)) return [];
    taken.push({ x, y, half });
    const element = Object.assign(document.createElement("span"), { className: `map-name map-name-${level}`, textContent: name, translate: false });
    element.setAttribute("aria-hidden", "true");
    return [new gl.Marker({ element, offset: level === "building" ? [0, 18] : [0, 0] }).setLngLat(at).addTo(map)];
  });
}

export async function draw(root, choose) {
  const { ground, near, srs, tiles } = root.dataset;
  const frame = root.querySelector("[data-map-frame]");
  sheet(`${parts}maplibre-gl.css`);
  sheet(new URL("map.css", import.meta.url).href);
  const asked = async (query) => (await fetch(`${ground}?${new URLSearchParams({ srs, ...query })}`)).json();
  const [gl, first] = await Promise.all([import(`${parts}maplibre-gl.mjs`), asked(near ? { near } : {})]);
  const map = new gl.Map({
    container: frame, bounds: first.bbox, fitBoundsOptions: { padding: 16 }, maxZoom: 20, keyboard: false,
    attributionControl: tiles ? { compact: true } : false, style: styled(first, root.dataset),
  });
  map.addControl(new gl.NavigationControl({ showCompass: false }));
  map.getCanvas().setAttribute("aria-label", frame.dataset.label);
  map.getCanvas().setAttribute("aria-describedby", "place-map-how");
  const take = (at, wanted) => { map.jumpTo({ center: at }); return choose(at, wanted); };
  map.on("click", ({ point: { x, y }, lngLat }) => {
    const hit = map.queryRenderedFeatures([[x - 14, y - 14], [x + 14, y + 14]], { layers: ["buildings"] })[0];
    take(hit ? new gl.LngLat(...hit.geometry.coordinates) : lngLat, hit?.properties.id);
  });
  root.querySelector("[data-map-take]").addEventListener("click", () => take(map.getCenter()));
  frame.addEventListener("keydown", (event) => {
    if (event.target.closest("button")) return;
    const step = steps[event.key];
    if (step) map.panBy(step.map((one) => one * (event.shiftKey ? 8 : 40)), { duration: 0 });
    else if (event.key === "+" || event.key === "=") map.zoomIn({ duration: 0 });
    else if (event.key === "-") map.zoomOut({ duration: 0 });
    else if (event.key === "Enter") take(map.getCenter());
    else return;
    event.preventDefault();
  });
  let shown = [];
  let timer;
  const again = async () => {
    const seen = await asked({ bbox: map.getBounds().toArray().flat().join(",") }).catch(() => undefined);
    if (!seen) return;
    map.getSource("ground").setData(seen);
    shown = names(gl, map, seen.features, shown);
  };
  map.on("moveend", () => { clearTimeout(timer); timer = setTimeout(again, 250); });
  await new Promise((done) => { map.once("load", done); });
  shown = names(gl, map, first.features, shown);
  frame.dataset.ready = "yes";
}
