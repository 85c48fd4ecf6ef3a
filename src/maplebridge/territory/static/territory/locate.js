// "Use my position": fills in the form and sends it. Without a script the two fields do.
const form = document.querySelector("[data-locate]");
const button = form?.querySelector("[data-here]");
const failed = form?.querySelector("[data-here-failed]");
if (button && "geolocation" in navigator) {
  button.hidden = false;
  button.addEventListener("click", () => {
    failed.hidden = true;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        form.lon.value = coords.longitude.toFixed(6);
        form.lat.value = coords.latitude.toFixed(6);
        form.submit();
      },
      () => {
        failed.hidden = false;
        form.querySelector("details").open = true;
      },
      { enableHighAccuracy: true, timeout: 15000 },
    );
  });
}
