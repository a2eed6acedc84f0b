// Live figures. The house says "facts changed"; the page asks for itself again and swaps the regions that moved.
import { awake } from "./filters.js";
import { say } from "./say.js";
import { tips } from "./tips.js";

const chip = document.querySelector("#live"), PAUSE = 250, AWAY = 1500; // ms
let due, busy, again, shown = Number(chip.dataset.watermark), told = shown;

const clock = () => chip.dataset.clock; // on the boutique's wall, as the house says it
function tell(state, text) {
  if (chip.dataset.state !== state) document.querySelector("#live-said").textContent = state === "on" ? say("Live again") : text; // the clock is not read out
  chip.dataset.state = state;
  if (chip.textContent !== text) chip.textContent = text;
}

// One request at a time; news while it runs asks for one more. The first news sets the clock: more of it does not put it off.
function soon() {
  due ??= setTimeout(() => { due = undefined; refresh(); }, PAUSE);
}
async function refresh() {
  if (busy) { again = true; return; }
  busy = true;
  try {
    const answer = await fetch(location.href, { headers: { accept: "text/html" }, cache: "no-store" });
    if (answer.redirected && new URL(answer.url).pathname !== location.pathname) return location.reload(); // signed out
    if (answer.ok) take(new DOMParser().parseFromString(await answer.text(), "text/html"));
  } catch { /* the stream says when the house is back; then this is asked again */ } finally { busy = false; }
  if (again) { again = false; soon(); }
}

// Regions of the same name are swapped one by one; where the set of regions itself changed, the whole is.
function take(fresh) {
  const news = fresh.querySelector("#live")?.dataset;
  shown = Number(news?.watermark ?? shown);
  chip.dataset.clock = news?.clock ?? clock();
  const names = (root) => [...root.querySelectorAll("[data-live]")].map((box) => box.dataset.live).join();
  const alike = names(document) === names(fresh);
  let kept = false;
  for (const box of document.querySelectorAll(alike ? "[data-live]:not([data-live=all])" : "[data-live=all]")) {
    const now = fresh.querySelector(`[data-live="${CSS.escape(box.dataset.live)}"]`);
    if (!now || same(now, box)) continue;
    if (box.contains(document.activeElement) || box.contains(getSelection().focusNode) && !getSelection().isCollapsed) { kept = true; continue; }
    swap(box, now);
  }
  waiting = kept;
  tell("on", say("Live {clock}", { clock: clock() }));
}
let waiting = false;

const plain = (box) => { const copy = box.cloneNode(true); for (const one of copy.querySelectorAll("details[open]")) one.removeAttribute("open"); return copy; };
const same = (a, b) => plain(a).isEqualNode(plain(b));
function swap(box, now) {
  const open = [...box.querySelectorAll("details")].map((one) => one.open);
  box.replaceChildren(...now.childNodes);
  [...box.querySelectorAll("details")].forEach((one, i) => { one.open = open[i] ?? false; });
  box.classList.add("flash");
  setTimeout(() => box.classList.remove("flash"), 1700);
  tips(box);
}

function listen() {
  const source = new EventSource(`/live?from=${shown}`);
  source.addEventListener("facts", (e) => { told = Number(e.data); if (told !== shown) soon(); });
  source.addEventListener("here", (e) => { if (Number(e.data) !== shown) soon(); else tell("on", say("Live {clock}", { clock: clock() })); });
  source.addEventListener("signed-out", () => { source.close(); location.reload(); });
  source.onerror = () => {
    tell("off", say("Reconnecting"));
    if (source.readyState === EventSource.CLOSED) setTimeout(listen, 5000); // the browser gave up: it does after an error answer
  };
}

// A region that held the focus is caught up with when the focus has left it, a sleeping page when it wakes.
document.addEventListener("focusout", () => { if (waiting) soon(); });
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") setTimeout(() => { if (told !== shown || chip.dataset.state === "off") refresh(); }, AWAY);
});

addEventListener("pageshow", (e) => { awake(); if (e.persisted) refresh(); });
document.querySelector("[data-print]")?.addEventListener("click", () => print());

tips(document);
if (chip.dataset.state !== "still") listen(); // closed weeks do not move
