// Sign in with, add or confirm by a passkey. Without JavaScript the buttons stay disabled and the
// page says that the code by SMS always works; with it that is said only when the passkey fails.
(() => {
  "use strict";
  const keys = window.webauthnJSON;
  if (!keys || !window.PublicKeyCredential) return;

  const fail = (form) => {
    const hint = form.querySelector("[data-passkey-hint]");
    if (hint) {
      hint.textContent = hint.dataset.failed;
      hint.setAttribute("role", "alert");
      hint.hidden = false;
    }
    form.querySelector("button").disabled = false;
  };

  const options = async (form) => {
    if (form.dataset.options) {
      return JSON.parse(document.getElementById(form.dataset.options).textContent);
    }
    const answer = await fetch(form.dataset.optionsUrl, { headers: { Accept: "application/json", "X-Requested-With": "XMLHttpRequest" } });
    if (!answer.ok) throw new Error("no options");
    return answer.json();
  };

  const create = (asked) => {
    const wanted = structuredClone(asked.creation_options);
    Object.assign(wanted.publicKey.authenticatorSelection, {
      residentKey: "required", requireResidentKey: true, userVerification: "required",
    });
    return keys.create(wanted);
  };

  for (const form of document.querySelectorAll("form[data-passkey]")) {
    const button = form.querySelector("button");
    const hint = form.querySelector("[data-passkey-hint]");
    if (hint) hint.hidden = true;
    button.disabled = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      button.disabled = true;
      try {
        const asked = await options(form);
        const made = form.dataset.passkey === "add" ? await create(asked) : await keys.get(asked.request_options);
        form.elements.credential.value = JSON.stringify(made);
        form.submit();
      } catch {
        fail(form);
      }
    });
  }
})();
