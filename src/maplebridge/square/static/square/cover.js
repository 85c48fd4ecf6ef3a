// Drawing what is covered in a photo: by pointer, by finger, by keyboard. Without this, squares are ticked.
(() => {
  const form = document.querySelector("[data-cover]").closest("form");
  const layer = form.querySelector("[data-layer]");
  const kept = form.querySelector("[name=areas]");
  const count = form.querySelector("[data-count]");
  if (form.querySelector("[name=square]:checked")) return; // ticked before: go on with squares
  form.querySelectorAll("[data-without-script]").forEach((e) => { e.hidden = true; e.disabled = true; e.style.display = "none"; });
  form.querySelectorAll("[data-with-script]").forEach((e) => { e.hidden = false; });
  const areas = kept.value.split(";").filter(Boolean).map((one) => one.split(",").map(Number));
  let frame = null;
  const box = (name, [left, top, width, height]) => {
    const made = document.createElement("div");
    made.className = name;
    Object.assign(made.style, { left: `${left / 10}%`, top: `${top / 10}%`, width: `${width / 10}%`, height: `${height / 10}%` });
    layer.append(made);
  };
  const draw = () => {
    layer.replaceChildren();
    areas.forEach((one) => box("cover-area", one));
    if (frame) box("cover-frame", frame);
    kept.value = areas.map((one) => one.join(",")).join(";");
    count.textContent = areas.length ? count.dataset.words.replace("{n}", areas.length) : "";
  };
  const within = (n, most) => Math.max(0, Math.min(most, Math.round(n)));
  const at = (event) => {
    const edge = layer.getBoundingClientRect();
    return [within((1000 * (event.clientX - edge.left)) / edge.width, 1000), within((1000 * (event.clientY - edge.top)) / edge.height, 1000)];
  };
  let from = null;
  layer.addEventListener("pointerdown", (event) => { event.preventDefault(); layer.focus(); from = at(event); layer.setPointerCapture(event.pointerId); });
  layer.addEventListener("pointermove", (event) => {
    if (!from) return;
    const to = at(event);
    frame = [Math.min(from[0], to[0]), Math.min(from[1], to[1]), Math.abs(to[0] - from[0]), Math.abs(to[1] - from[1])];
    draw();
  });
  layer.addEventListener("pointercancel", () => { from = frame = null; draw(); });
  layer.addEventListener("pointerup", () => {
    if (frame && frame[2] >= 8 && frame[3] >= 8 && areas.length < 40) areas.push(frame);
    from = frame = null;
    draw();
  });
  const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  layer.addEventListener("keydown", (event) => {
    frame = frame || [400, 400, 200, 200];
    let [left, top, width, height] = frame;
    const step = steps[event.key];
    if (step && event.shiftKey) [width, height] = [Math.max(8, within(width + 20 * step[0], 1000 - left)), Math.max(8, within(height + 20 * step[1], 1000 - top))];
    else if (step) [left, top] = [within(left + 20 * step[0], 1000 - width), within(top + 20 * step[1], 1000 - height)];
    else if ((event.key === "Enter" || event.key === " ") && areas.length < 40) areas.push([left, top, width, height]);
    else if (event.key === "Delete" || event.key === "Backspace") areas.pop();
    else { if (event.key === "Escape") frame = null; draw(); return; }
    event.preventDefault();
    frame = [left, top, width, height];
    draw();
  });
  layer.addEventListener("blur", () => { frame = null; draw(); });
  form.querySelector("[data-undo]").addEventListener("click", () => { areas.pop(); draw(); });
  draw();
})();
