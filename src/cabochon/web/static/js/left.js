// After signing out: nothing of the person stays on this device but entries still waiting.
import { attention, forgetAll, send, waiting } from "./outbox.js";
import { count, say } from "./say.js";

const tell = (text) => { document.querySelector("#left").textContent = text; };
const button = document.querySelector("#send");

async function show() {
  const left = (await waiting()).length, refused = (await attention()).length;
  button.hidden = !left;
  const waits = count(left, "{n} entry waits to be sent", "{n} entries wait to be sent");
  const needs = count(refused, "{n} needs attention after you sign in", "{n} need attention after you sign in");
  if (left && refused) tell(say("On this device {waits}; {needs}.", { waits, needs }));
  else if (left || refused) tell(say("On this device {what}.", { what: left ? waits : needs }));
  else tell(say("Nothing of yours is left on this device."));
}

button.addEventListener("click", async () => {
  button.disabled = true;
  try { await send(); await show(); } catch { tell(say("They could not be sent now. They wait here and are sent after the next sign-in.")); }
  button.disabled = false;
});

await forgetAll();
for (const key of await caches.keys()) if (key.startsWith("cabochon-") || key === "kept-modules") await caches.delete(key);
for (const worker of (await navigator.serviceWorker?.getRegistrations()) ?? []) await worker.unregister();
await show();
