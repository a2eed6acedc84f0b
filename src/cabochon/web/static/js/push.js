// Notifications on this device: asked for by a tap, never by itself; given back by another tap. The worker shows them.
import { say } from "./say.js";

const button = document.getElementById("push"), says = document.getElementById("push-says");
const able = "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;

if (!able) says.textContent = say("This browser cannot be notified.");
else if (Notification.permission === "denied") says.textContent = say("This browser has notifications from here switched off.");
else start();

async function start() {
  const worker = await navigator.serviceWorker.register("/floor/sw.js", { scope: "/floor/" });
  const had = await worker.pushManager.getSubscription();
  label(had);
  button.hidden = false;
  button.addEventListener("click", () => turn(worker).catch(() => { says.textContent = say("That did not work. Try again when you are online."); }));
}

async function turn(worker) {
  const had = await worker.pushManager.getSubscription();
  if (had) {
    await tell(had.endpoint, false);
    await had.unsubscribe();
    return label(null);
  }
  if (await Notification.requestPermission() !== "granted") return void (says.textContent = say("Not allowed. Nothing changes."));
  await navigator.serviceWorker.ready;
  const made = await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: button.dataset.key });
  try { await tell(made.endpoint, true); } catch (fault) { await made.unsubscribe(); throw fault; }
  label(made);
}

async function tell(endpoint, on) {
  const heard = await fetch("/floor/push", { method: "POST", headers: { "content-type": "application/json", accept: "application/json", "x-csrf": button.dataset.csrf }, body: JSON.stringify({ endpoint, on }) });
  if (!heard.ok) throw new Error(heard.status);
}

function label(subscription) {
  button.textContent = subscription ? say("No more on this device") : say("Allow it on this device");
  says.textContent = subscription ? say("This device may be notified. Tick the box above and save, too.") : say("This device is not notified.");
}
