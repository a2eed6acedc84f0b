// The observation page: about a minute for one visit, with or without a network. What is saved waits in the outbox.
import * as outbox from "./outbox.js";
import { $, fill, firstUnmarked, form, marked, offer, read, steps, times } from "./form.js";
import "./leave.js";
import { list } from "./mend.js";
import { looksLikeAClient } from "./notes.js";

const UNDO = 5000; // ms an entry is held back
const STALE = 5 * 60 * 1000; // ms: an untouched form that old was not opened for this visit
let me, go, opened, spent, seen, touched, last, undoing, warned, gone;
const people = () => me?.boutiques.flatMap((door) => door.team) ?? [];

// One person's names and rules, from the house; what the device knew of somebody else goes.
async function know() {
  let fresh;
  try {
    const answer = await fetch("/floor/data", { headers: { accept: "application/json" }, signal: AbortSignal.timeout(10000) });
    gone = false;
    if (!answer.ok) return;
    fresh = await answer.json();
  } catch { gone = true; go(); return; }
  const other = me && me.writer !== fresh.writer;
  if (other) await outbox.forgetAll();
  const first = !me || other;
  await outbox.remember("me", me = fresh);
  if (other) { form.reset(); begin(); }
  if (first) await welcome(); else { offer(me.boutiques); place(); tokens(); }
  await renew();
  go();
}

const tokens = () => { form.csrf.value = $("#signout").csrf.value = me.csrf; };
async function welcome() {
  offer(me.boutiques);
  tokens();
  last = await outbox.recall("last") ?? {};
  const draft = await outbox.recall("draft");
  if (draft && !touched) { fill(draft.entry); opened = draft.opened; spent = draft.spent; touched = true; }
  else if (!touched) usual();
  changed();
}

// A write-only token for this writer's entries, good for days: it sends them after the session has ended.
async function renew() {
  const token = await outbox.recall("token");
  if (token && Date.now() - token.made < 24 * 3600 * 1000) return;
  const answer = await fetch("/floor/token", { method: "POST", headers: { accept: "application/json", "x-csrf": me.csrf } }).catch(() => null);
  if (answer?.ok) await outbox.remember("token", { token: (await answer.json()).token, made: Date.now() });
}

function begin() {
  opened = Date.now(); spent = 0; seen = document.hidden ? null : Date.now(); touched = false;
}

// The associate and product line of the visit before, unless there is a better reason.
function usual() {
  if (!form.associate.value && last.associate) form.associate.value = last.associate;
  if (form.associate.selectedIndex < 0) form.associate.value = "";
  for (const input of form.querySelectorAll("[name=product_line]")) if (input.value === last.product_line) input.checked = true;
}

function place() {
  const code = form.associate.selectedOptions[0]?.dataset.boutique, only = me?.boutiques.length === 1 && me.boutiques[0];
  const door = me?.boutiques.find((one) => one.code === code) ?? only;
  if (door) $("#boutique").textContent = door.name;
}

function changed() {
  $("#progress").value = marked();
  if (touched || !$("#save").dataset.saved) $("#save").textContent = marked() ? `Save observation, ${marked()} of ${steps}` : "Save observation";
  $("#due-field").hidden = !read().action;
  const left = form.note.maxLength - form.note.value.length;
  $("#note-left").textContent = form.note.value ? `${left} characters left.` : `At most ${form.note.maxLength} characters.`;
  const warning = me ? looksLikeAClient(form.note.value, me.note_rules, people().map((one) => one.name)) : "";
  if ($("#note-warn").textContent !== warning) $("#note-warn").textContent = warning;
  $("#note-warn").hidden = !warning;
  place();
}

function touch() {
  if (!touched && Date.now() - opened > STALE) begin();
  touched = true;
  delete $("#save").dataset.saved;
  $("#problem").hidden = true;
  changed();
  clearTimeout(touch.due);
  touch.due = setTimeout(keepDraft, 250);
}
const keepDraft = () => touched && me && outbox.remember("draft", { entry: { ...read(), ...times(opened) }, opened, spent: worked() });
const worked = () => spent + (seen ? Date.now() - seen : 0);

function wrong(text, field) {
  $("#problem").textContent = text;
  $("#problem").hidden = false;
  field?.focus();
}

async function save(e) {
  if (!me) return; // no storage or never signed in here: the browser posts the form itself
  e.preventDefault();
  const entry = read();
  if (!entry.associate) return wrong("Choose the associate you watched.", form.associate);
  if (!marked()) return wrong("Mark at least one behaviour.", firstUnmarked());
  if (!$("#note-warn").hidden && warned !== entry.note) { // once: the house decides
    warned = entry.note;
    return wrong("Look at the note again, please. If it tells of no client, save once more; the house has the last word.", form.note);
  }
  Object.assign(entry, { id: crypto.randomUUID(), ...times(opened), seconds: Math.min(86399, Math.round(worked() / 1000)) });
  const kept = { id: entry.id, writer: me.writer, token: (await outbox.recall("token"))?.token, hold: Date.now() + UNDO, entry };
  try { await outbox.put(kept); } catch { return wrong("This device has no room to keep the observation. It is not saved."); }
  clearTimeout(touch.due);
  await outbox.forget("draft");
  await outbox.remember("last", last = { associate: entry.associate, product_line: entry.product_line });
  clear();
  $("#save").dataset.saved = "yes";
  $("#save").textContent = "Saved. Next observation";
  offerUndo(kept);
  go();
}

function clear() {
  form.reset();
  tokens();
  $("#problem").hidden = true;
  begin();
  if (me) offer(me.boutiques);
  usual();
  changed();
  scrollTo({ top: 0 });
}

function offerUndo(kept) {
  $("#undo").hidden = false;
  clearTimeout(undoing);
  undoing = setTimeout(() => { $("#undo").hidden = true; }, UNDO);
  $("#undo").onclick = async () => {
    $("#undo").hidden = true;
    if (!await outbox.takeBack(kept.id)) return wrong("It is already on its way.");
    again(kept.entry);
  };
}

function again(entry) {
  fill(entry);
  opened = Date.parse(entry.opened_at); spent = (entry.seconds ?? 0) * 1000; seen = Date.now();
  touch();
  go();
}

// What waits, what was refused. Entries of another person on this device are counted, never shown.
function report({ state, sent, left, attention }) {
  const own = left.filter((one) => one.writer === me?.writer), others = left.length - own.length;
  if (sent) gone = false;
  if (state === "sent" && (gone || !navigator.onLine)) state = "offline";
  const held = left.every((one) => one.hold > Date.now());
  const [look, text] = left.length
    ? state === "signin" ? ["wait", `Sign in to send, ${left.length} kept`] : state === "offline" ? ["off", `Offline, ${left.length} kept`]
      : ["wait", held ? `${left.length} kept` : `Sending, ${left.length} kept`]
    : state === "offline" ? ["off", "Offline"] : ["on", sent || $("#sync").textContent === "All sent" ? "All sent" : "Up to date"];
  $("#sync").dataset.state = look;
  if ($("#sync").textContent !== text) $("#sync").textContent = text;
  $("#sign-in").hidden = state !== "signin";
  $("#waiting").hidden = !others;
  $("#waiting").textContent = others === 1 ? "One observation of another person waits on this device." : `${others} observations of others wait on this device.`;
  list(attention.filter((one) => one.writer === me?.writer), people(), {
    again: async (one, field) => { await outbox.discard(one.id); again(one.entry); form.elements[field]?.focus?.(); },
    away: async (one) => { await outbox.discard(one.id); go(); },
  });
}

document.addEventListener("visibilitychange", () => {
  if (document.hidden) { spent = worked(); seen = null; keepDraft(); } else { seen = Date.now(); if (!touched) opened = Date.now(); }
});
form.addEventListener("input", touch);
form.addEventListener("change", touch);
form.addEventListener("submit", save);
begin();
me = await outbox.recall("me");
if (me) await welcome();
go = outbox.keepTrying(report);
await know();
if ("serviceWorker" in navigator) navigator.serviceWorker.register("/floor/sw.js", { scope: "/floor/" });
navigator.storage?.persist?.();
