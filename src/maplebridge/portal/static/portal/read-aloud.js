// Reads what is marked data-read aloud, where the device has a voice for the page's language.
(() => {
  const button = document.querySelector("[data-read-aloud]");
  const speech = window.speechSynthesis;
  if (!button || !speech) return;
  const page = document.documentElement.lang;
  const tongue = { "zh-Hans": "zh-CN", "zh-Hant": "zh-TW" }[page] || page;
  const speaks = (voice) => voice.lang.toLowerCase().startsWith(tongue.slice(0, 2));
  const offer = () => { button.hidden = !speech.getVoices().some(speaks); };
  const words = button.querySelector("span");
  const start = words.textContent;
  const stop = () => {
    speech.cancel();
    words.textContent = start;
  };
  offer();
  speech.addEventListener?.("voiceschanged", offer);
  window.addEventListener("pagehide", stop);
  button.addEventListener("click", () => {
    if (words.textContent !== start) { stop(); return; }
    words.textContent = button.dataset.stop;
    // A line at a time: some voices fall silent in the middle of a long text.
    const lines = [...document.querySelectorAll("[data-read]")]
      .flatMap((part) => part.innerText.split(/\n+/))
      .filter((line) => line.trim() && line !== button.dataset.stop);
    lines.forEach((line, number) => {
      const saying = new SpeechSynthesisUtterance(line);
      saying.lang = tongue;
      saying.rate = 0.9;
      if (number === lines.length - 1) saying.onend = stop;
      speech.speak(saying);
    });
  });
})();
