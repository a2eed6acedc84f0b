// The screen of a back room. The house says "facts changed"; the page asks for itself and swaps what moved. Nobody touches it.
import { tongue } from "./say.js";

const wall = document.querySelector("[data-screen]"), sign = document.querySelector("#sign"), clock = document.querySelector("#clock");
const FIRST = 200, PAUSE = 1500, SLOW = 60_000, NIGHT = 4; // ms; the hour at which the page begins anew
const ahead = Number(wall.dataset.now) * 1000 - Date.now(); // the house's clock, not the device's
const now = () => new Date(Date.now() + ahead);
let due, busy, again, last = 0, shown = Number(wall.dataset.watermark);

function tell(state) {
  if (sign.dataset.state === state) return;
  sign.dataset.state = state;
  for (const one of sign.querySelectorAll(".still, .on, .off")) one.hidden = !one.classList.contains(state);
}

// The first news is followed at once; while more of it keeps coming the page is asked for every second and a half.
function soon() {
  due ??= setTimeout(() => { due = undefined; refresh(); }, Math.max(FIRST, last + PAUSE - Date.now()));
}
async function refresh() {
  if (busy) { again = true; return; }
  busy = true; last = Date.now();
  try {
    const answer = await fetch(location.href, { headers: { accept: "text/html" }, cache: "no-store", signal: AbortSignal.timeout(20_000) });
    if (answer.status === 410 || answer.redirected) return location.reload(); // switched off
    if (answer.ok) take(new DOMParser().parseFromString(await answer.text(), "text/html"));
  } catch { tell("off"); } finally { busy = false; }
  if (again) { again = false; soon(); }
}
function take(fresh) {
  const news = fresh.querySelector("[data-screen]");
  if (!news) return location.reload();
  const names = (root) => [...root.querySelectorAll("[data-live]")].map((box) => box.dataset.live).join();
  if (names(document) !== names(fresh)) return location.reload(); // other parts: pilot mode began or ended
  for (const box of document.querySelectorAll("[data-live]")) {
    const to = fresh.querySelector(`[data-live="${CSS.escape(box.dataset.live)}"]`), was = box.cloneNode(true);
    was.classList.remove("flash");
    if (!was.classList.length) was.removeAttribute("class");
    if (to.isEqualNode(was)) continue;
    box.replaceChildren(...to.childNodes);
    box.classList.add("flash");
    setTimeout(() => box.classList.remove("flash"), 2500);
  }
  shown = Number(news.dataset.watermark);
  fit();
}

// Longer words, another language: the whole gets a little smaller until it fits; nobody scrolls here.
function fit() {
  const root = document.documentElement;
  root.style.fontSize = "";
  for (let i = 0; i < 12 && (wall.scrollHeight > wall.clientHeight || wall.scrollWidth > wall.clientWidth); i++) root.style.fontSize = `${parseFloat(getComputedStyle(root).fontSize) * 0.95}px`;
}

function listen() {
  const source = new EventSource(`/screen/live?from=${shown}`);
  source.addEventListener("facts", (e) => { tell("on"); if (Number(e.data) !== shown) soon(); });
  source.addEventListener("here", (e) => { tell("on"); if (Number(e.data) !== shown) soon(); });
  source.addEventListener("signed-out", () => { source.close(); location.reload(); });
  source.onerror = () => {
    tell("off");
    if (source.readyState === EventSource.CLOSED) setTimeout(() => { refresh(); listen(); }, 5000); // the browser gave up after an error
  };
}

// The clock on the boutique's wall; and at night the page once anew, so that a new version and a new day begin by themselves.
const wallClock = new Intl.DateTimeFormat(tongue, { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: wall.dataset.zone });
const tick = () => { const text = wallClock.format(now()); if (clock.textContent !== text) clock.textContent = text; };
function tonight() {
  const at = new Date();
  at.setHours(NIGHT, Math.floor(Math.random() * 30), 0, 0);
  if (at <= new Date()) at.setDate(at.getDate() + 1);
  setTimeout(async () => {
    const there = await fetch("/health", { cache: "no-store", signal: AbortSignal.timeout(10_000) }).then((a) => a.ok, () => false);
    if (there) location.reload(); else tonight(); // never onto the browser's own page of errors
  }, at - new Date());
}

// Awake where the browser allows it; it lets go whenever the page is hidden.
async function awake() {
  try { if (document.visibilityState === "visible") await navigator.wakeLock?.request("screen"); } catch { /* the device's own setting decides */ }
}
document.addEventListener("visibilitychange", () => { awake(); if (document.visibilityState === "visible") refresh(); });

setInterval(tick, 1000);
setInterval(refresh, SLOW); // days end and periods move without an event
addEventListener("resize", fit); document.fonts?.ready.then(fit);
fit(); awake(); tonight(); listen();
