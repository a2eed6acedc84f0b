// Passkeys: asks the house what to ask, hands the answer back in the form it stands in. Hidden where it cannot work.
import { say, sentence } from "./say.js";

const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (one) => one.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

const named = /^(\d+\.){3}\d+$|^\[/.test(location.hostname) === false; // a passkey belongs to a name, not to a number
const can = named && isSecureContext && "PublicKeyCredential" in window;

// What newer browsers do by themselves (WebAuthn Level 3, 5.1.8 to 5.1.10).
const listed = (all) => all?.map((one) => ({ ...one, id: bytes(one.id) }));
function making(o) {
  return PublicKeyCredential.parseCreationOptionsFromJSON?.(o)
    ?? { ...o, challenge: bytes(o.challenge), user: { ...o.user, id: bytes(o.user.id) }, excludeCredentials: listed(o.excludeCredentials) };
}
function showing(o) {
  return PublicKeyCredential.parseRequestOptionsFromJSON?.(o)
    ?? { ...o, challenge: bytes(o.challenge), allowCredentials: listed(o.allowCredentials) };
}
function plain(one) {
  if (one.toJSON) return one.toJSON();
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"])
    if (one.response[name]) response[name] = text(one.response[name]);
  return { id: one.id, rawId: text(one.rawId), type: one.type, response, clientExtensionResults: one.getClientExtensionResults() };
}

const WORDS = {
  NotAllowedError: say("Nothing was shown, or it took too long. Try again, or take another way."),
  InvalidStateError: say("This device has a passkey for you already."),
  SecurityError: say("A passkey belongs to the house’s own name. Open Cabochon by its name, not by a number."),
};

for (const form of document.querySelectorAll("[data-passkey]")) {
  const button = form.querySelector("[data-ask]"), said = form.querySelector("[data-said]"), what = form.dataset.passkey;
  form.hidden = !can;
  for (const one of document.querySelectorAll("[data-no-passkey]")) one.hidden = can;
  form.addEventListener("submit", (e) => e.preventDefault()); // Enter in the name's field asks as the button does
  const ask = async () => {
    button.disabled = true;
    said.textContent = "";
    try {
      const answer = await fetch("/signin/passkey", {
        method: "POST", body: JSON.stringify({ for: what }),
        headers: { "content-type": "application/json", accept: "application/json", "x-csrf": form.elements.csrf.value },
      });
      const told = await answer.json();
      if (told.prove) return location.assign(`${told.prove}?next=${encodeURIComponent(location.pathname)}`);
      if (!answer.ok) { said.textContent = sentence(told.error); return; }
      const key = what === "make"
        ? await navigator.credentials.create({ publicKey: making(told.publicKey) })
        : await navigator.credentials.get({ publicKey: showing(told.publicKey) });
      form.elements.passkey.value = JSON.stringify(plain(key));
      form.submit();
    } catch (fault) {
      said.textContent = WORDS[fault.name] ?? say("It did not work just now. Try again, or take another way.");
    } finally { button.disabled = false; }
  };
  button.addEventListener("click", ask);
  form.addEventListener("submit", ask);
}
