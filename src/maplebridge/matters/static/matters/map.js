// Grids and open matters on MapLibre. No outside tiles: the ground is drawn from our own outlines.
// The program is a megabyte: it comes while the outlines are asked for, and after the list is drawn.
(async () => {
  const box = document.getElementById("map");
  const parts = new URL("../portal/vendor/maplibre-gl/", import.meta.url).href;
  const looks = document.createElement("link");
  looks.rel = "stylesheet";
  looks.href = `${parts}maplibre-gl.css`;
  document.head.append(looks);
  box.parentElement.hidden = false;
  const [maplibregl, points, grids] = await Promise.all([
    import(`${parts}maplibre-gl.mjs`),
    ...[box.dataset.points, box.dataset.grids].map((url) => fetch(url).then((answer) => answer.json())),
  ]);
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue(name).trim();
  const bounds = new maplibregl.LngLatBounds();
  const reach = (c) => (typeof c[0] === "number" ? bounds.extend(c) : c.forEach(reach));
  [...points.features, ...grids.features].forEach((f) => f.geometry && reach(f.geometry.coordinates));
  if (bounds.isEmpty()) { box.parentElement.hidden = true; return; }
  const map = new maplibregl.Map({
    container: box,
    bounds,
    fitBoundsOptions: { padding: 40, maxZoom: 17 },
    attributionControl: false,
    style: {
      version: 8,
      sources: { grids: { type: "geojson", data: grids }, points: { type: "geojson", data: points } },
      layers: [
        { id: "ground", type: "background", paint: { "background-color": colour("--paper") } },
        { id: "grids", type: "fill", source: "grids", paint: { "fill-color": colour("--lake-wash"), "fill-opacity": 0.6 } },
        { id: "lines", type: "line", source: "grids", paint: { "line-color": colour("--line-strong"), "line-width": 1 } },
        { id: "points", type: "circle", source: "points", paint: {
          "circle-radius": 9, "circle-stroke-width": 2, "circle-stroke-color": colour("--surface"),
          "circle-color": ["match", ["get", "tone"], "late", colour("--alarm"), "waiting", colour("--ginkgo"), "plain", colour("--ink-soft"), colour("--lake")] } },
      ],
    },
  });
  map.addControl(new maplibregl.NavigationControl({ showCompass: false }));
  map.on("load", () => { box.dataset.ready = "yes"; });
  map.on("click", "points", (event) => { location.href = event.features[0].properties.url; });
})();
