// "Use my position": fills in the form and sends it. Without a script the two fields do.
const form = document.querySelector("[data-locate]");
const button = form?.querySelector("[data-here]");
if (button && "geolocation" in navigator) {
  button.hidden = false;
  button.addEventListener("click", () => {
    navigator.geolocation.getCurrentPosition(({ coords }) => {
      form.lon.value = coords.longitude.toFixed(6);
      form.lat.value = coords.latitude.toFixed(6);
      form.submit();
    });
  });
}
