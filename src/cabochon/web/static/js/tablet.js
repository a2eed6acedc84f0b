// A boutique's tablet. Locked: nothing of the last person stays but entries waiting to be sent, by whoever comes next.
// Open: the screen locks after five idle minutes, with a warning 30 seconds before; the house ends the session anyway.
import { forgetAll, send, waiting } from "./outbox.js";
import { count, say } from "./say.js";

const IDLE = 5 * 60 * 1000, WARNING = 30 * 1000, AWAKE = 60 * 1000; // ms
const $ = (what) => document.querySelector(what);
const reached = () => fetch("/tablet", { headers: { accept: "application/json" }, signal: AbortSignal.timeout(5000) });

if ($("[data-locked]")) locked();
else if ($("[data-lock]")) open($("[data-lock]"));

async function locked() {
  pad();
  try {
    await forgetAll();
    await send().catch(() => {});
    const left = (await waiting()).length;
    if (left && $("#left")) $("#left").textContent = count(left, "{n} entry waits on this tablet to be sent.", "{n} entries wait on this tablet to be sent.");
  } catch { /* no storage: nothing was kept */ }
  const look = async () => { const there = await reached().then(() => true, () => false); if ($("#offline")) $("#offline").hidden = there; return there; };
  for (const link of document.querySelectorAll(".faces a")) link.addEventListener("click", async (e) => {
    if (navigator.onLine || e.ctrlKey) return; // the flag may lie when it says yes, not when it says no
    e.preventDefault();
    if (await look()) location.assign(link.href);
  });
  $("[data-pad]")?.addEventListener("submit", async (e) => { if (!navigator.onLine) { e.preventDefault(); if (await look()) e.target.submit(); } });
  addEventListener("offline", look); addEventListener("online", look);
  if (!navigator.onLine) look();
}

// Digits to tap; the sixth sends. Without this the field takes a keyboard.
function pad() {
  const form = $("[data-pad]"), field = form?.elements.pin, keys = $(".keys-of");
  if (!form) return;
  keys.hidden = false;
  if (matchMedia("(pointer: coarse)").matches) field.inputMode = "none";
  const changed = () => { if (field.value.length === 6) form.requestSubmit(); };
  field.addEventListener("input", changed);
  keys.addEventListener("click", (e) => {
    const { digit, back, clear } = e.target.dataset;
    if (digit && field.value.length < 6) field.value += digit;
    else if (back !== undefined) field.value = field.value.slice(0, -1);
    else if (clear !== undefined) field.value = "";
    if (digit) changed();
  });
}

function open(form) {
  const warning = $(".locking"), place = warning.querySelector("span");
  let last = Date.now(), told = Date.now(), over = false;
  const stir = () => { last = Date.now(); warning.hidden = true; };
  for (const what of ["click", "keydown", "input", "scroll"]) addEventListener(what, stir, { passive: true, capture: true });
  warning.querySelector("button").addEventListener("click", stir);
  form.addEventListener("submit", (e) => { e.preventDefault(); lock(); });
  document.addEventListener("visibilitychange", tick);
  setInterval(tick, 1000);

  async function tick() {
    if (over) return;
    const left = last + IDLE - Date.now();
    if (left <= 0) return lock();
    warning.hidden = left > WARNING;
    if (!warning.hidden) place.textContent = say("Locks in {n} seconds.", { n: Math.ceil(left / 1000 / 5) * 5 });
    if (last > told && Date.now() - told > AWAKE) { // typing for minutes sends nothing by itself
      told = Date.now();
      const answer = await reached().catch(() => null);
      if (answer?.ok && !(await answer.json()).signed) lock();
    }
  }

  // The screen is covered first. Without a network nobody else can open it: the house is asked again until it answers.
  async function lock() {
    if (over) return;
    over = true;
    const veil = document.createElement("div"), words = document.createElement("p");
    veil.className = "veil";
    veil.setAttribute("role", "status");
    words.textContent = say("Locked");
    veil.append(words);
    for (const one of document.body.children) one.hidden = true;
    document.body.append(veil);
    await forgetAll().catch(() => {});
    const body = new URLSearchParams(new FormData(form));
    for (;;) {
      try { await fetch("/tablet/lock", { method: "POST", body, redirect: "manual", signal: AbortSignal.timeout(10000) }); break; } catch {
        words.textContent = say("Locked. No network: this tablet cannot change people until it is back. What was saved waits here and is sent then.");
        await new Promise((done) => setTimeout(done, 5000));
      }
    }
    location.replace("/tablet");
  }
}
