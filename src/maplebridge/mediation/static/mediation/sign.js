// Draws a signature on a canvas and keeps it as an SVG path in the form. Without it, name and code sign.
(() => {
  const field = document.querySelector("[data-sign]");
  const kept = document.querySelector("input[name=strokes]");
  if (!field || !kept) return;
  const pad = field.querySelector("canvas");
  const pen = pad.getContext("2d");
  const MOST = 1500;
  let path = [];
  let drawing = false;

  const ink = () => {
    pen.lineWidth = 5;
    pen.lineCap = "round";
    pen.lineJoin = "round";
    pen.strokeStyle = getComputedStyle(pad).color;
  };
  const place = (event) => {
    const box = pad.getBoundingClientRect();
    const across = (event.clientX - box.left) * (pad.width / box.width);
    const down = (event.clientY - box.top) * (pad.height / box.height);
    return [Math.round(Math.min(Math.max(across, 0), 600)), Math.round(Math.min(Math.max(down, 0), 200))];
  };
  const keep = () => {
    kept.value = path.map(([move, x, y]) => `${move}${x} ${y}`).join(" ");
  };

  pad.addEventListener("pointerdown", (event) => {
    if (path.length >= MOST) return;
    pad.setPointerCapture(event.pointerId);
    drawing = true;
    const [x, y] = place(event);
    path.push(["M", x, y]);
    ink();
    pen.beginPath();
    pen.moveTo(x, y);
  });
  pad.addEventListener("pointermove", (event) => {
    if (!drawing || path.length >= MOST) return;
    const [x, y] = place(event);
    path.push(["L", x, y]);
    pen.lineTo(x, y);
    pen.stroke();
  });
  for (const over of ["pointerup", "pointercancel"]) {
    pad.addEventListener(over, () => {
      drawing = false;
      keep();
    });
  }
  field.querySelector("[data-sign-clear]").addEventListener("click", () => {
    path = [];
    pen.clearRect(0, 0, pad.width, pad.height);
    keep();
  });
  field.hidden = false;
})();
