// After signing out: nothing of the person stays on this device but entries still waiting.
import { attention, forgetAll, send, waiting } from "./outbox.js";

const say = (text) => { document.querySelector("#left").textContent = text; };
const button = document.querySelector("#send");

async function show() {
  const count = (await waiting()).length, refused = (await attention()).length;
  button.hidden = !count;
  if (!count && !refused) return say("Nothing of yours is left on this device.");
  const parts = [count && `${count} ${count === 1 ? "entry waits" : "entries wait"} to be sent`,
    refused && `${refused} ${refused === 1 ? "needs" : "need"} attention after you sign in`].filter(Boolean);
  say(`On this device ${parts.join("; ")}.`);
}

button.addEventListener("click", async () => {
  button.disabled = true;
  try { await send(); await show(); } catch { say("They could not be sent now. They wait here and are sent after the next sign-in."); }
  button.disabled = false;
});

await forgetAll();
for (const key of await caches.keys()) if (key.startsWith("cabochon-") || key === "kept-modules") await caches.delete(key);
for (const worker of (await navigator.serviceWorker?.getRegistrations()) ?? []) await worker.unregister();
await show();
