// The outbox: keeps filled-in forms on the phone until the house has them. Sending twice is harmless: ids are made here.
// Stores: outbox (waiting), attention (refused, with the reason), own (one person's names, draft and token; cleared on sign-out).
// What outlives the sign-out, outbox and attention, is sealed to the house's key, its writer's write-only token inside.
import { seal } from "./seal.js";

const BATCH = 25, FIRST_WAIT = 2000, LONGEST_WAIT = 60000;

const open = () => new Promise((done, fail) => {
  const asked = indexedDB.open("cabochon", 1);
  asked.onupgradeneeded = () => {
    for (const name of ["outbox", "attention"]) asked.result.createObjectStore(name, { keyPath: "id" });
    asked.result.createObjectStore("own");
  };
  asked.onsuccess = () => done(asked.result);
  asked.onerror = () => fail(asked.error);
});

async function within(names, mode, work) {
  const db = await open();
  return new Promise((done, fail) => {
    const t = db.transaction(names, mode);
    const asked = work(...[names].flat().map((name) => t.objectStore(name)));
    t.oncomplete = () => { db.close(); done(asked?.result); };
    t.onerror = t.onabort = () => { db.close(); fail(t.error); };
  });
}

export const remember = (name, value) => within("own", "readwrite", (own) => own.put(value, name));
export const recall = (name) => within("own", "readonly", (own) => own.get(name));
export const forget = (name) => within("own", "readwrite", (own) => own.delete(name));
export const forgetAll = () => within("own", "readwrite", (own) => own.clear());

export const waiting = () => within("outbox", "readonly", (box) => box.getAll());
export const attention = () => within("attention", "readonly", (box) => box.getAll());
// kept: {id, writer, token, hold, page, entry}. hold: not to be sent before this time (ms), while it can be undone.
export async function put(kept) {
  const { entry, token, ...bare } = kept, house = (await recall("me"))?.seal;
  const sealed = await seal(house, { entry, writer: kept.writer, token: token ?? "" }).catch(() => null);
  if (kept.hold) await remember("just", kept);
  return within("outbox", "readwrite", (box) => box.put(sealed ? { ...bare, seal: sealed } : kept));
}

// The one saved last, in the clear, while it waits; it can be undone or coached on. Gone with its writer, or when it is sent.
export async function just() {
  const kept = await recall("just");
  if (!kept || (await waiting()).some((one) => one.id === kept.id)) return kept;
  await forget("just");
}

// Refused entries as their writer wrote them: the house opens them for that session alone. Offline they have no entry.
const read = new Map();
export async function readable(refused, csrf) {
  const shut = refused.filter((one) => one.seal && !read.has(one.id));
  for (let i = 0; csrf && i < shut.length; i += BATCH) {
    const answer = await fetch("/floor/opened", {
      method: "POST", headers: { "content-type": "application/json", accept: "application/json", "x-csrf": csrf },
      body: JSON.stringify({ sent_at: new Date().toISOString(), entries: shut.slice(i, i + BATCH).map(({ id, seal }) => ({ id, seal })) }),
    }).catch(() => null);
    if (answer?.ok) for (const { id, entry } of (await answer.json()).entries) read.set(id, entry);
  }
  return refused.map((one) => one.seal ? { ...one, entry: read.get(one.id) } : one);
}
export const discard = (id) => within("attention", "readwrite", (box) => box.delete(id));

// Take an entry back while it is still held. False when it is already on its way.
export const takeBack = (id) => navigator.locks.request("outbox", async () => {
  const there = (await waiting()).some((kept) => kept.id === id);
  if (there) await within("outbox", "readwrite", (box) => box.delete(id));
  return there;
});

export class SignIn extends Error {}

// One flush at a time over all tabs. Only what the house has answered for leaves the outbox: kept and repeated are
// deleted, refused move to `attention`, the rest waits. Returns how many the house has kept.
export const send = (fetcher = fetch) => navigator.locks.request("outbox", async () => {
  let kept = 0, later = 0, strange = 0;
  for (const batch of batches((await waiting()).filter((one) => !(one.hold > Date.now())))) {
    const results = await (batch[0].seal ? postSealed : post)(fetcher, batch);
    const by = new Map(results.map((result) => [result.id, result]));
    await within(["outbox", "attention"], "readwrite", (box, refused) => {
      for (const one of batch) {
        const result = by.get(one.id);
        if (result?.status === "signin") { strange++; continue; }
        if (!result || result.status === "later") { later++; continue; }
        if (result.status === "refused") refused.put({ ...one, reason: result.reason, pointer: result.pointer });
        else kept++;
        box.delete(one.id);
      }
    });
  }
  await just(); // nothing stays in the clear of what was sent
  if (later) throw new Error("the house could not keep some of it yet");
  if (strange) throw new SignIn();
  return kept;
});

// At most 25 entries of one writer: each is sent with its own writer's token, whoever is signed in now.
function* batches(all) {
  const groups = {};
  for (const one of all) (groups[`${one.writer} ${Boolean(one.seal)}`] ??= []).push(one);
  for (const own of Object.values(groups)) for (let i = 0; i < own.length; i += BATCH) yield own.slice(i, i + BATCH);
}

// By the tokens inside; where one is too old, revoked or missing, the session of the same person will do.
async function postSealed(fetcher, batch) {
  const ask = (address, some, proof) => said(fetcher, address, some.map(({ id, seal }) => ({ id, seal })), proof);
  const answer = await ask("/floor/sealed", batch, {});
  if (!answer.ok) throw new Error("refused " + answer.status);
  const { results } = await answer.json(), shut = new Set(results.filter((one) => one.status === "signin").map((one) => one.id));
  const me = shut.size && await recall("me");
  if (me?.writer !== batch[0].writer || !me.csrf) return results;
  await forget("token");
  const again = await ask("/floor/entries", batch.filter((one) => shut.has(one.id)), { "x-csrf": me.csrf });
  return again.ok ? [...results.filter((one) => !shut.has(one.id)), ...(await again.json()).results] : results;
}

const said = (fetcher, address, entries, proof) => fetcher(address, {
  method: "POST", body: JSON.stringify({ sent_at: new Date().toISOString(), entries }), signal: AbortSignal.timeout(30000),
  headers: { "content-type": "application/json", accept: "application/json", ...proof },
});

async function post(fetcher, batch) {
  const me = await recall("me"), mine = me?.writer === batch[0].writer;
  const token = (mine && (await recall("token"))?.token) || batch.at(-1).token;
  const ask = (proof) => said(fetcher, "/floor/entries", batch.map((one) => one.entry), proof);
  let answer = await ask(token ? { "x-outbox": token } : mine ? { "x-csrf": me.csrf } : {});
  if (answer.status === 401 && token && mine) { // too old or revoked: the session of the same person will do
    await forget("token");
    answer = await ask({ "x-csrf": me.csrf });
  }
  if (answer.status === 401 || answer.status === 403) throw new SignIn();
  if (!answer.ok) throw new Error("refused " + answer.status);
  return (await answer.json()).results;
}

// Send now and at every occasion: load, online, return to the page, and with growing pauses (2 to 60 s) while it fails.
// `navigator.onLine` may lie, so a failed fetch decides; iOS has no background sync, so every return tries again.
export function keepTrying(report) {
  let wait = FIRST_WAIT, timer, busy = false, again = false;
  const later = (ms) => { clearTimeout(timer); timer = setTimeout(go, ms); };
  async function go() {
    if (busy) { again = true; return; }
    busy = true;
    clearTimeout(timer);
    let state = "sent", sent = 0;
    try {
      if ((await waiting()).length) sent = await send();
      wait = FIRST_WAIT;
    } catch (e) {
      state = e instanceof SignIn ? "signin" : "offline";
      later(wait);
      wait = Math.min(wait * 2, LONGEST_WAIT);
    }
    const left = await waiting(), held = left.filter((one) => one.hold > Date.now());
    if (held.length) later(Math.min(...held.map((one) => one.hold)) - Date.now() + 20);
    try { report({ state, sent, left, attention: await attention() }); } finally { busy = false; }
    if (again) { again = false; go(); }
  }
  addEventListener("online", () => { wait = FIRST_WAIT; go(); });
  addEventListener("offline", go);
  addEventListener("outbox", go); // a page of its own has put something in
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && go());
  go();
  return go;
}
