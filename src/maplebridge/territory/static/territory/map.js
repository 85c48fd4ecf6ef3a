// Draws the outlines of grids. Where the map cannot run, the list below it says the same.
// The program is a megabyte, so only a page that has something to draw asks for it.
const parts = new URL("../portal/vendor/maplibre-gl/", import.meta.url).href;
const box = document.querySelector("[data-map]");
const ink = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

function boundsOf(features, LngLatBounds) {
  const bounds = new LngLatBounds();
  const walk = (part) => (typeof part[0] === "number" ? bounds.extend(part) : part.forEach(walk));
  features.forEach((feature) => walk(feature.geometry.coordinates));
  return bounds;
}

async function draw(data) {
  const { Map: Chart, LngLatBounds, setWorkerUrl } = await import(`${parts}maplibre-gl.mjs`);
  setWorkerUrl(`${parts}maplibre-gl-worker.mjs`);
  box.hidden = false;
  const style = {
    version: 8,
    sources: { grids: { type: "geojson", data } },
    layers: [
      { id: "fill", type: "fill", source: "grids", paint: { "fill-color": ink("--lake") || "#2f6f73", "fill-opacity": 0.12 } },
      { id: "line", type: "line", source: "grids", paint: { "line-color": ink("--lake") || "#2f6f73", "line-width": 1.5 } },
    ],
  };
  new Chart({ container: box, style, bounds: boundsOf(data.features, LngLatBounds), fitBoundsOptions: { padding: 24 }, attributionControl: false });
}

if (box) {
  const answer = await fetch(box.dataset.map);
  const data = answer.ok ? await answer.json() : { features: [] };
  data.features = data.features.filter((feature) => feature.geometry);
  if (data.features.length) await draw(data);
}
