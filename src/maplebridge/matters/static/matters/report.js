// The report page, made quicker: position, live search and suggestions, a look at the photo.
(() => {
  const form = document.querySelector("[data-report]");
  if (!form) return;
  const $ = (selector) => form.querySelector(selector);
  const locate = $("[data-locate]");
  const find = $("[data-find]");
  find.hidden = true; // places are looked up while one types; it comes back when that fails
  const status = $("[data-point-status]");
  if (navigator.geolocation && window.isSecureContext && !$("[data-stands-here]")) $("[data-locate-row]").hidden = false;
  locate.addEventListener("click", () => {
    status.textContent = locate.dataset.asking;
    $("[data-point]").hidden = false;
    $("[data-point-row]")?.removeAttribute("hidden");
    navigator.geolocation.getCurrentPosition(
      (place) => {
        $("[name=lon]").value = place.coords.longitude.toFixed(6);
        $("[name=lat]").value = place.coords.latitude.toFixed(6);
        $("[data-point-choice]").checked = true;
        Object.assign($("[data-point-choice]").dataset, { lon: $("[name=lon]").value, lat: $("[name=lat]").value });
        status.textContent = locate.dataset.found;
      },
      () => { status.textContent = locate.dataset.refused; },
      { enableHighAccuracy: true, timeout: 10000 },
    );
  });
  const replace = async (id, url) => {
    const answer = await fetch(url, { headers: { "X-Requested-With": "fetch" } });
    if (answer.ok) document.getElementById(id).innerHTML = await answer.text();
    return answer.ok;
  };
  const later = (act) => {
    let timer;
    return () => { clearTimeout(timer); timer = setTimeout(act, 400); };
  };
  const chosen = (name) => ($(`[name=${name}]:checked`) || { value: "" }).value;
  $("[name=words]").addEventListener("input", later(() => {
    const query = new URLSearchParams({ words: $("[name=words]").value.slice(0, 200), category: chosen("category") });
    replace("kinds", `${form.dataset.kindsUrl}?${query}`);
    for (const name of ["place", "lon", "lat"]) query.set(name, name === "place" ? chosen(name) : $(`[name=${name}]`).value);
    replace("twins", `${form.dataset.kindsUrl.replace("kinds", "twins")}?${query}`);
  }));
  $("#kinds").addEventListener("change", () => {
    const query = new URLSearchParams({ category: chosen("category") });
    replace("questions", `${form.dataset.kindsUrl.replace("kinds", "questions")}?${query}`);
  });
  $("[name=place_search]").addEventListener("input", later(() => {
    const query = new URLSearchParams({ place_search: $("[name=place_search]").value, place: chosen("place") });
    const places = replace("places", `${form.dataset.kindsUrl.replace("kinds", "places")}?${query}`);
    places.catch(() => false).then((found) => { find.hidden = found; });
  }));
  const look = (picker) => {
    form.querySelectorAll(".photo-preview").forEach((old) => old.remove());
    for (const file of [...picker.files].slice(0, 4)) {
      const picture = document.createElement("img");
      picture.className = "photo-preview";
      picture.alt = file.name;
      picture.src = URL.createObjectURL(file);
      picker.parentElement.append(picture);
    }
  };
  $("[name=photos]").addEventListener("change", (event) => look(event.target));
  document.addEventListener("outbox:photos", (event) => look(event.detail));
})();
