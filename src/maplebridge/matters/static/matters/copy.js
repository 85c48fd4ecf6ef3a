// Copy buttons beside texts that can be marked by hand as well; hidden where a page may not copy.
(() => {
  if (!navigator.clipboard) return;
  for (const button of document.querySelectorAll("[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      const text = document.getElementById(button.dataset.copy);
      const label = button.querySelector("span");
      try {
        await navigator.clipboard.writeText(text.value);
        label.textContent = button.dataset.copied;
      } catch {
        text.focus();
        text.select();
      }
    });
  }
})();
