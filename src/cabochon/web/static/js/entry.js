// Forms of the floor into the outbox, with or without a network; see partials/floor.html for what a form may say.
// A page's own module may listen on a form: "entry" before saving (detail: {entry, fault, field}, to complete or stop
// it), "filling" and "filled" around putting back a draft or a refused entry, "kept" after saving, "undone"; on the document
// "known", when it is clear who is writing (detail: /floor/data).
import * as outbox from "./outbox.js";
import { $, fill, formOf, keyOf, make, offer, oneTap, read } from "./form.js";
import { called, list } from "./mend.js";
import { doubt, judged } from "./noting.js";
import { count, say } from "./say.js";

const UNDO = 5000, TWICE = 700; // ms an entry is held back; ms in which a second tap is the same one
const STALE = 5 * 60 * 1000, FRESH = 10 * 60 * 1000, DRAFT = 3 * 24 * 3600 * 1000; // ms
const FREE = ["note", "text", "tip", "phrase", "reason", "positives[]", "improvement", "next_time", "bright_spot"];
const here = location.pathname + location.search, signed = $("main").dataset.writer, key = signed && $("input[name=csrf]")?.value;
let me, go, gone, undoing, shown = 0, since = document.hidden ? null : Date.now();

const people = () => me?.boutiques.flatMap((door) => door.team) ?? [];
const tell = (form, name, detail) => form.dispatchEvent(new CustomEvent(name, { detail, bubbles: true }));
const looked = () => shown + (since ? Date.now() - since : 0); // ms this page was looked at

// One form's time: when it was opened, and for how long it was looked at.
const states = new WeakMap();
const of = (form) => states.get(form) ?? begin(form);
function begin(form, { opened = Date.now(), spent = 0, mending = "" } = {}) {
  const state = { opened, spent, mending, from: looked(), touched: false, warned: "", saved: 0 };
  states.set(form, state);
  return state;
}
const worked = (state) => state.spent + looked() - state.from;

// One person's names and rules, from the house; what the device knew of somebody else goes.
async function know() {
  if (signed && me?.writer === signed && Date.now() - me.at < FRESH) {
    return renew();
  }
  let fresh;
  try {
    const answer = await fetch("/floor/data", { headers: { accept: "application/json" }, signal: AbortSignal.timeout(10000) });
    gone = false;
    if (!answer.ok) return;
    fresh = await answer.json();
  } catch { gone = true; return; }
  const other = me && me.writer !== fresh.writer, first = !me || other;
  if (other) await outbox.forgetAll();
  await outbox.remember("me", me = { ...fresh, at: Date.now() });
  if (first) await welcome(); else { offer(me); tokens(); }
  await renew();
}

const tokens = () => { for (const one of document.querySelectorAll("input[name=csrf]")) one.value = me.csrf; };
async function welcome() {
  if (key && signed === me.writer) await outbox.remember("me", me = { ...me, csrf: key }); // of this session, not of one that ended
  offer(me);
  tokens();
  if (!$(".tabs") && me.tabs?.length) $("main").after(make("nav", { className: "tabs", ariaLabel: say("Floor") }, me.tabs.map(([href, textContent]) =>
    make("a", { href, textContent, ariaCurrent: href === location.pathname ? "page" : null }))));
  tell(document.body, "known", me);
  const mend = await outbox.recall("mend"), form = mend && mend.page === here && formOf(mend.entry);
  if (mend) await outbox.forget("mend");
  if (form) return again(form, mend);
  for (const one of document.querySelectorAll("form[data-entry]")) {
    const draft = !of(one).touched && await outbox.recall("draft " + keyOf(one));
    if (draft && Date.now() - draft.at < DRAFT) put(one, draft.entry, draft);
  }
}

// A write-only token for this writer's entries, good for days: it sends them after the session has ended.
async function renew() {
  const token = await outbox.recall("token");
  if (token && Date.now() - token.made < 24 * 3600 * 1000) return;
  const answer = await fetch("/floor/token", { method: "POST", headers: { accept: "application/json", "x-csrf": me.csrf } }).catch(() => null);
  if (answer?.ok) await outbox.remember("token", { token: (await answer.json()).token, made: Date.now() });
}

function put(form, entry, { opened, spent, mending } = {}) {
  tell(form, "filling", entry);
  fill(form, entry);
  begin(form, { opened: opened ?? Date.parse(entry.opened_at), spent: spent ?? (entry.seconds ?? 0) * 1000, mending }).touched = true;
  tell(form, "filled", entry);
  check(form);
}

// Filled in again, to be mended or because it was taken back; the refused one stays listed until this is saved.
function again(form, { entry, pointer, refused }) {
  put(form, entry, { mending: refused ? entry.id : "" });
  keepDraft(form);
  form.scrollIntoView({ block: "start" });
  const name = (pointer ?? "").split("/")[1];
  [...form.elements].find((one) => name && one.type !== "hidden" && (one.name === name || one.name === name + "[]"))?.focus();
}

function touch(e) {
  const form = e.target.form ?? e.target;
  if (!form?.matches?.("form[data-entry]")) return;
  let state = of(form);
  if (!state.touched && Date.now() - state.opened > STALE) state = begin(form);
  state.touched = true;
  wrong(form, "");
  check(form);
  clearTimeout(state.due);
  state.due = setTimeout(() => keepDraft(form), 250);
}

function keepDraft(form) {
  const state = of(form);
  if (!state.touched || !me) return;
  return outbox.remember("draft " + keyOf(form), { entry: read(form), opened: state.opened, spent: worked(state), mending: state.mending, at: Date.now() });
}

const written = (form) => [...form.elements].filter((one) => FREE.includes(one.name) && one.matches("textarea, input:not([type=hidden], [type=radio], [type=checkbox])"));

// What people write themselves is looked at while they type; and how much room is left.
function check(form) {
  const doubts = [];
  for (const input of written(form)) {
    const [left, warning] = beside(input), most = input.maxLength;
    left.textContent = input.value && most > 0 ? count(most - input.value.length, "{n} character left", "{n} characters left") : "";
    const may = { staff: people().map((one) => one.name), words: me?.note_words };
    if (me && doubt(input, warning, may, () => check(form))) doubts.push(input);
  }
  return doubts;
}

function beside(input) {
  if (!input.dataset.beside) {
    const id = input.dataset.beside = crypto.randomUUID();
    const at = input.closest("label") ?? input;
    at.after(make("span", { className: "fine left", id: "left-" + id }), make("div", { className: "note-bar bad doubts", id: "warn-" + id, hidden: true, dataset: { warning: input.name } }));
    input.setAttribute("aria-describedby", `${input.getAttribute("aria-describedby") ?? ""} left-${id} warn-${id}`.trim());
  }
  return ["left-", "warn-"].map((what) => document.getElementById(what + input.dataset.beside));
}

function wrong(form, text, field) {
  const place = $("[data-fault]", form);
  if (place) { place.textContent = text; place.hidden = !text; } else if (text) bar(text);
  field?.focus();
}

async function save(e) {
  const form = e.target;
  if (!form.matches("form[data-entry]") || !me) return; // no storage or never signed in here: the browser posts the form itself
  e.preventDefault();
  let state = of(form);
  if (Date.now() - state.saved < TWICE && !state.touched || state.busy) return;
  if (!state.touched) state = begin(form);
  const rules = judged(written(form));
  if (rules) { state.busy = true; await rules; state.busy = false; }
  const entry = { ...read(form, e.submitter), id: crypto.randomUUID(), opened_at: new Date(state.opened).toISOString() };
  const follows = !signed && new URLSearchParams(location.search).get("follows"); // a shell is the same for every address
  if (follows && entry.kind === "coaching") entry.follows ??= follows;
  if (form.elements.seconds) entry.seconds = Math.min(86399, Math.round(worked(state) / 1000));
  const said = { entry, fault: "", field: null };
  tell(form, "entry", said);
  if (said.fault) return wrong(form, said.fault, said.field);
  const doubts = check(form), told = doubts.map((one) => one.value).join("\n");
  if (doubts.length && state.warned !== told) { // once: the house decides
    state.warned = told;
    return wrong(form, say("Look at your words again, please. If they tell of no client, save once more; the house has the last word."), doubts[0]);
  }
  state.busy = true;
  const kept = { id: entry.id, writer: me.writer, token: (await outbox.recall("token"))?.token, hold: Date.now() + UNDO, page: here, entry };
  try { await outbox.put(kept); } catch { state.busy = false; return wrong(form, say("This device has no room to keep it. It is not saved.")); }
  clearTimeout(state.due);
  await outbox.forget("draft " + keyOf(form));
  if (state.mending) await outbox.discard(state.mending);
  if (!oneTap(form)) form.reset();
  wrong(form, "");
  begin(form).saved = Date.now();
  if (!form.dataset.then) check(form);
  if (me.csrf) tokens();
  tell(form, "kept", entry);
  if (form.dataset.then) return location.assign(form.dataset.then.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(entry[name] ?? "")));
  offerUndo(kept, form);
  go();
}

// For five seconds: by the form's own button, else by the bar; also on the page one has gone on to.
function offerUndo(kept, form) {
  const own = form && $("[data-undo]", form), single = form && oneTap(form);
  const button = own ?? bar(say("Saved: {what}.", { what: called(kept.entry, people()) }), true);
  const buttons = single ? [...form.elements].filter((one) => one.type === "submit") : [];
  for (const one of buttons) one.disabled = true;
  if (form) form.dataset.saved = "";
  const over = () => {
    button.hidden = true;
    if (!own) $("#held").hidden = true;
    if (!form) return;
    delete form.dataset.saved;
    if (!("once" in form.dataset)) for (const one of buttons) one.disabled = false;
  };
  button.hidden = false;
  clearTimeout(undoing?.timer);
  undoing?.over();
  undoing = { over, timer: setTimeout(() => { undoing = null; over(); }, kept.hold - Date.now()) };
  button.onclick = async () => {
    clearTimeout(undoing?.timer);
    undoing = null;
    over();
    for (const one of buttons) one.disabled = false;
    if (!await outbox.takeBack(kept.id)) return form ? wrong(form, say("It is already on its way.")) : bar(say("It is already on its way."));
    if (form) tell(form, "undone", kept.entry);
    if (form && !single) again(form, kept);
    else if (form || Object.keys(kept.entry).length < 5 || kept.page === here) bar(say("Taken back."));
    else return reopen(kept);
    go();
  };
}

function bar(text, undo = false) {
  const button = $("#held button");
  $("#held span").textContent = text;
  $("#held").hidden = false;
  button.hidden = !undo;
  if (!undo) setTimeout(() => { if (button.hidden) $("#held").hidden = true; }, UNDO);
  return button;
}

// The page it was filled in on, with the entry filled in again.
async function reopen(kept, refused = false) {
  const mend = { ...kept, refused }, form = kept.page === here && formOf(kept.entry);
  if (form) { again(form, mend); return go(); }
  await outbox.remember("mend", mend);
  location.assign(kept.page ?? "/floor/observe");
}

// What waits, what was refused. Entries of another person on this device are counted, never shown.
function report({ state, sent, left, attention }) {
  const own = left.filter((one) => one.writer === me?.writer), others = left.length - own.length;
  if (sent) gone = false;
  if (state === "sent" && (gone || !navigator.onLine)) state = "offline";
  const held = left.every((one) => one.hold > Date.now()), n = left.length;
  const [look, text] = left.length
    ? state === "signin" ? ["wait", say("Sign in to send, {n} kept", { n })] : state === "offline" ? ["off", say("Offline, {n} kept", { n })]
      : ["wait", held ? say("{n} kept", { n }) : say("Sending, {n} kept", { n })]
    : state === "offline" ? ["off", say("Offline")] : ["on", sent || $("#sync").textContent === say("All sent") ? say("All sent") : say("Up to date")];
  $("#sync").dataset.state = look;
  if ($("#sync").textContent !== text) $("#sync").textContent = text;
  $("#sign-in").hidden = state !== "signin";
  $("#waiting").hidden = !others;
  $("#waiting").textContent = count(others, "One entry of another person waits on this device.", "{n} entries of others wait on this device.");
  const mending = [...document.querySelectorAll("form[data-entry]")].map((form) => of(form).mending);
  const mine = attention.filter((one) => one.writer === me?.writer && !mending.includes(one.id));
  outbox.readable(mine, me?.csrf).then((told) => list(told, people(), {
    again: (one) => reopen(one, true),
    away: async (one) => { await outbox.discard(one.id); go(); },
  }));
  const idle = [...document.querySelectorAll("form[data-entry]")].every((form) => !of(form).touched);
  if (sent && !left.length && idle && $("[data-reload]")) location.reload();
}

document.addEventListener("visibilitychange", () => {
  if (document.hidden) { shown = looked(); since = null; } else since = Date.now();
  for (const form of document.querySelectorAll("form[data-entry]")) document.hidden ? keepDraft(form) : of(form).touched || begin(form);
});
for (const form of document.querySelectorAll("form[data-entry]")) begin(form);
addEventListener("input", touch);
addEventListener("change", touch);
addEventListener("submit", save);
if (document.readyState !== "complete") await new Promise((done) => document.addEventListener("DOMContentLoaded", done)); // every page's own module listens
me = await outbox.recall("me");
if (me && signed && signed !== me.writer) { await outbox.forgetAll(); me = undefined; }
if (me) await welcome();
go = outbox.keepTrying(report);
const just = await outbox.just();
if (just?.writer === me?.writer && just?.hold > Date.now() + 500) offerUndo(just);
await know();
go();
if ("serviceWorker" in navigator) navigator.serviceWorker.register("/floor/sw.js", { scope: "/floor" });
navigator.storage?.persist?.();
