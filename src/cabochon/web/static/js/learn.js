// Learning on a phone: where the learner is stays on the device and goes to the house when there is a network; each step
// is an entry of the outbox. A module can be kept with its pictures and films, to be opened without a network.
import * as outbox from "./outbox.js";
import { $, make } from "./form.js";
import { lesson } from "./lesson.js";
import { count, decimal, say } from "./say.js";

const KEPT = "kept-modules", SOON = 800, PATIENCE = 3000; // the cache sw.js reads; ms before a state is sent, and waited for
const place = $("#learn"), { module, version, language } = place?.dataset ?? {};
const at = (key) => `/floor/learn/${key}`, shell = (key, tongue) => `/floor/shell/learn.${key}` + (tongue ? `?language=${tongue}` : "");
const kB = (bytes) => bytes < 1e6 ? say("{n} kB", { n: Math.max(1, Math.round(bytes / 1000)) }) : say("{n} MB", { n: decimal(bytes / 1e6, 1) });
const first = new Promise((known) => document.addEventListener("known", ({ detail }) => known(detail), { once: true }));
let me, lessons = {}, due;

// One person's attempts: key -> {attempt, state, dirty}; cleared with all that is theirs (js/outbox.js, store `own`).
const remember = () => outbox.remember("lessons", lessons);

// What one is told while there is no network; entries and state wait meanwhile.
function away(gone) {
  const bar = place && $("[data-away]", place);
  if (bar && bar.hidden === gone) bar.hidden = !gone;
}

async function exchange(key) {
  const mine = lessons[key], sent = mine?.state?.at;
  const asked = mine?.dirty
    ? { method: "POST", body: JSON.stringify({ attempt: mine.attempt, state: mine.state }), headers: { "content-type": "application/json", accept: "application/json", "x-csrf": me.csrf } }
    : { headers: { accept: "application/json" } };
  const answer = await fetch(at(key) + "/state", { ...asked, signal: AbortSignal.timeout(10000) }).catch((lost) => { away(true); throw lost; });
  away(false);
  if (!answer.ok) throw new Error("refused " + answer.status);
  const heard = await answer.json();
  if (lessons[key]?.state?.at !== sent) return; // went on meanwhile: that is sent next
  if (heard.attempt) lessons[key] = { ...heard, dirty: false };
  await remember();
}

// All that the house does not know yet, of every module.
async function catchUp() {
  for (const [key, one] of Object.entries(lessons)) if (one.dirty) await exchange(key).catch(() => {});
}

function step(what, more = {}) {
  const entry = {
    kind: "learning", id: crypto.randomUUID(), opened_at: new Date().toISOString(), boutique: me.boutiques[0]?.code,
    what, module, version, language, attempt: lessons[module].attempt,
    ...Object.fromEntries(Object.entries(more).filter(([, value]) => value !== null && value !== "")),
  };
  return outbox.recall("token").then((token) => outbox.put({ id: entry.id, writer: me.writer, token: token?.token, hold: 0, page: at(module), entry }))
    .then(() => dispatchEvent(new Event("outbox")))
    .catch(() => unkept(say("This device has no room to keep what you answer. It is not saved.")));
}

function moved(state) {
  Object.assign(lessons[module], { state, dirty: true });
  remember().catch(() => unkept(say("This device has no room to keep where you are. Stay on this page until you are done.")));
  clearTimeout(due);
  due = setTimeout(() => exchange(module).catch(() => {}), SOON);
}

function unkept(text) {
  const bar = $("[data-unkept]", place);
  bar.textContent = text;
  bar.hidden = false;
}

async function play(anew = false) {
  if (!anew && me) await Promise.race([exchange(module).catch(() => {}), new Promise((late) => setTimeout(late, PATIENCE))]);
  const known = lessons[module];
  const begins = anew || !known?.attempt;
  if (begins) lessons[module] = { attempt: crypto.randomUUID(), state: null, dirty: false };
  if (begins) await step("launched");
  lesson($("[data-lesson]", place), {
    state: lessons[module].state ?? undefined, moved,
    answered: ({ item, response, seconds }) => step("practised", { item, response, seconds }),
    took: ({ item, when }) => step("took_on", { item, response: when }),
    finished: async ({ scaled, passed, seconds }) => {
      await step("completed", { scaled, seconds });
      if (passed !== null) await step(passed ? "passed" : "failed", { scaled, seconds });
    },
    again: () => { outbox.remember("again", module).then(() => location.reload()); },
  });
  if (begins) moved({ part: "see", answers: {}, done: false, took: "", seconds: 0, at: new Date().toISOString() });
}

// Kept modules

async function keep(key, { told, tongue } = {}) {
  const cache = await caches.open(KEPT);
  const page = await fetch(shell(key, tongue), { cache: "reload", credentials: "same-origin" });
  if (!page.ok) throw new Error("no such page");
  const text = await page.clone().text(), named = new DOMParser().parseFromString(text, "text/html").querySelector("#learn").dataset;
  const all = named.files.split(" ").filter(Boolean);
  await cache.addAll(all.map((one) => new Request(one, { credentials: "same-origin" })));
  await cache.put(at(key), page);
  const list = { ...(await outbox.recall("kept")), [key]: { title: named.title, told: told ?? count(Number(named.minutes), "{n} minute", "{n} minutes"), size: Number(named.size) + text.length, version: named.version, tongue, files: all } };
  await outbox.remember("kept", list);
  navigator.storage?.persist?.();
  return list[key];
}

async function drop(key) {
  const cache = await caches.open(KEPT), { [key]: gone, ...rest } = (await outbox.recall("kept")) ?? {};
  const needed = new Set(Object.values(rest).flatMap((one) => one.files));
  await cache.delete(at(key));
  for (const file of gone?.files ?? []) if (!needed.has(file)) await cache.delete(file);
  await outbox.remember("kept", rest);
}

async function keeping() {
  const button = $("[data-keep]", place), said = $("[data-keep-said]", place);
  const show = async (fresh = "") => {
    const one = ((await outbox.recall("kept")) ?? {})[module];
    button.textContent = one ? say("Remove from this device") : say("Take offline");
    said.textContent = fresh || (one ? say("Opens without a network, {size}.", { size: kB(one.size) }) : "");
  };
  button.hidden = false;
  button.addEventListener("click", async () => {
    const one = ((await outbox.recall("kept")) ?? {})[module];
    button.disabled = true;
    try {
      if (one) { await drop(module); await show(say("Removed from this device.")); } else {
        said.textContent = say("Fetching {size} …", { size: kB(Number(place.dataset.size) + 20000) });
        const kept = await keep(module, { tongue: language });
        await show(say("Kept on this device, {size}. It opens without a network.", { size: kB(kept.size) }));
      }
    } catch { said.textContent = say("It could not be fetched. Try again where the network is better."); }
    button.disabled = false;
  });
  await show();
}

// The list: what is kept is marked, what is due is kept by itself, what has a new version is fetched again.
async function listing() {
  let kept = (await outbox.recall("kept")) ?? {};
  const list = $("[data-kept-list]");
  if (list) {
    $("[data-none]").hidden = Object.keys(kept).length > 0;
    list.replaceChildren(...Object.entries(kept).map(([key, one]) => make("li", {}, [make("div", {}, [make("a", { href: at(key), textContent: one.title, dir: "auto" }), make("p", { className: "fine", textContent: `${one.told} · ${kB(one.size)}` })])])));
    return;
  }
  const mark = () => { for (const li of document.querySelectorAll("[data-row]")) $("[data-kept]", li).hidden = !kept[li.dataset.row]; };
  mark();
  const rows = [...document.querySelectorAll("[data-row]")];
  const stale = rows.filter((li) => kept[li.dataset.row] ? kept[li.dataset.row].version !== li.dataset.version : "auto" in li.dataset && !navigator.connection?.saveData);
  for (const li of stale) await keep(li.dataset.row, { told: li.dataset.told, tongue: kept[li.dataset.row]?.tongue }).catch(() => {});
  for (const key of Object.keys(kept)) if (!rows.some((li) => li.dataset.row === key)) await drop(key).catch(() => {}); // no longer open to the floor
  kept = (await outbox.recall("kept")) ?? {};
  mark();
}

const usable = "caches" in window && "indexedDB" in window;
me = usable ? await Promise.race([first, new Promise((late) => setTimeout(late, 8000))]) : undefined;
if (me) {
  lessons = (await outbox.recall("lessons").catch(() => null)) ?? {};
  addEventListener("online", catchUp);
  if (place) {
    const again = await outbox.recall("again");
    if (again) await outbox.forget("again");
    await play(again === module);
    await keeping();
  } else await listing();
  catchUp();
} else if (place) {
  unkept(say("What you answer here is not kept: this device does not know you yet. Open this page once with a network."));
  lesson($("[data-lesson]", place), {});
}
