// Microphone buttons where the browser turns speech into words; nothing of it comes to us.
(() => {
  const Listener = window.SpeechRecognition || window.webkitSpeechRecognition;
  if (!Listener) return;
  const TONGUES = { "zh-Hans": "zh-CN", "zh-Hant": "zh-TW", en: "en-US" };
  document.querySelectorAll("[data-say-note]").forEach((note) => { note.hidden = false; });
  for (const button of document.querySelectorAll("[data-say]")) {
    const field = document.getElementById(button.dataset.say);
    const label = button.querySelector("span");
    const idle = label.textContent;
    let listening;
    button.hidden = false;
    button.closest("[data-say-row]")?.removeAttribute("hidden");
    button.addEventListener("click", () => {
      if (listening) { listening.stop(); return; }
      listening = new Listener();
      listening.lang = TONGUES[document.documentElement.lang] || "zh-CN";
      label.textContent = button.dataset.listening;
      listening.onresult = (event) => {
        const heard = [...event.results].map((result) => result[0].transcript).join("").trim();
        field.value = field.tagName === "TEXTAREA" && field.value ? `${field.value}\n${heard}` : heard;
        field.dispatchEvent(new Event("input", { bubbles: true }));
      };
      listening.onerror = () => { button.dataset.failedOnce = ""; };
      listening.onend = () => {
        listening = undefined;
        label.textContent = "failedOnce" in button.dataset ? button.dataset.failed : idle;
        delete button.dataset.failedOnce;
      };
      listening.start();
    });
  }
})();
