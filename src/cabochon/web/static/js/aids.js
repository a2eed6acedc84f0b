// Looking up: the list narrows while one types, and a document opens in the page. The words of all of them come from what
// the worker keeps (sw.js), else from the house; so both work without a network. That one was opened goes to the outbox.
import * as outbox from "./outbox.js";
import { $ } from "./form.js";
import { count, say } from "./say.js";

const ROOT = "/floor/aids", WORDS = "/floor/shell/aids", NAME = document.title;
const place = $("#aids"), alone = $("#aid"), usable = "indexedDB" in window;
const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").replaceAll("’", "'").toLowerCase();
const first = new Promise((known) => document.addEventListener("known", ({ detail }) => known(detail), { once: true }));
const keyOf = (path) => path.startsWith(ROOT + "/") ? decodeURIComponent(path.slice(ROOT.length + 1)) : "";

// Once a day for each document: that it was opened, by whom who is signed in.
async function told(key, language) {
  const me = usable && await Promise.race([first, new Promise((late) => setTimeout(late, 8000))]), boutique = me?.boutiques?.[0]?.code;
  if (!me?.person || !boutique) return;
  const day = new Date().toDateString(), opened = await outbox.recall("aids"), today = opened?.day === day ? opened.keys : [];
  if (today.includes(key)) return;
  const entry = { kind: "aid", id: crypto.randomUUID(), opened_at: new Date().toISOString(), boutique, aid: key, language };
  const token = (await outbox.recall("token"))?.token;
  await outbox.put({ id: entry.id, writer: me.writer, token, hold: 0, page: `${ROOT}/${key}`, entry });
  await outbox.remember("aids", { day, keys: [...today, key] });
  dispatchEvent(new Event("outbox"));
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}

if (alone) told(alone.dataset.aid, alone.dataset.language).catch(() => {});

if (place) {
  const list = $("[data-list]", place), open = $("[data-open]", place), typed = $("input[type=search]", place);
  const said = $("[data-said]", place), none = $("[data-none]", place);
  const rows = [...list.querySelectorAll("[data-row]")].map((row) => ({ row, key: $("a", row).dataset.key, words: row.dataset.words }));
  let whole, back = 0;

  const parsed = async (answer) => new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("#aids");

  // All documents' words: those kept on this device if they are today's, else from the house, else those kept.
  async function fetched() {
    const kept = "caches" in window && await caches.match(WORDS), known = kept && await parsed(kept);
    if (known?.dataset.version === place.dataset.version) return known;
    const fresh = await fetch(WORDS, { credentials: "same-origin" }).catch(() => null);
    return fresh?.ok && !fresh.redirected ? parsed(fresh) : known || null;
  }

  async function words() {
    const at = $("[data-articles]", place) ? place : await (whole ??= fetched());
    if (!at) { whole = undefined; return new Map(); }
    return new Map([...at.querySelectorAll("article[data-aid]")].map((one) => [one.dataset.aid, one]));
  }

  async function narrow() {
    const asked = fold(typed.value).split(/\s+/).filter(Boolean), all = asked.length ? await words() : new Map();
    let shown = 0;
    for (const one of rows) {
      one.text ??= all.has(one.key) ? fold(all.get(one.key).textContent) : undefined;
      shown += !(one.row.hidden = !asked.every((word) => one.words.includes(word) || one.text?.includes(word)));
    }
    for (const part of list.querySelectorAll("[data-group], .aids-shelf")) part.hidden = !part.querySelector("[data-row]:not([hidden])");
    said.textContent = asked.length ? count(shown, "{n} document", "{n} documents") : "";
    none.hidden = shown > 0;
  }

  // Into the page; where its words are not at hand the house shows it.
  async function show(key) {
    const one = (await words()).get(key);
    if (!one) return false;
    open.querySelector("article")?.remove();
    open.append(document.importNode(one, true));
    back = list.hidden ? back : scrollY;
    list.hidden = true;
    open.hidden = false;
    document.title = $("h2", open).textContent;
    scrollTo(0, 0);
    $("h2", open).focus({ preventScroll: true });
    told(key, one.dataset.language).catch(() => {});
    return true;
  }

  function close(key) {
    open.hidden = true;
    list.hidden = false;
    document.title = NAME;
    scrollTo(0, back);
    if (key) rows.find((one) => one.key === key)?.row.querySelector("a").focus({ preventScroll: true });
  }

  list.addEventListener("click", async (e) => {
    const link = e.target.closest("a[data-key]");
    if (!link || e.ctrlKey || e.metaKey || e.shiftKey) return;
    e.preventDefault();
    if (await show(link.dataset.key)) history.pushState({ aid: link.dataset.key }, "", link.href);
    else location.assign(link.href);
  });
  $("[data-back]", open).addEventListener("click", (e) => {
    e.preventDefault();
    if (history.state?.aid) history.back();
    else { history.replaceState(null, "", ROOT); close(); }
  });
  addEventListener("popstate", () => {
    const key = keyOf(location.pathname);
    if (key) show(key); else close($("article", open)?.dataset.aid);
  });
  typed.addEventListener("input", narrow);
  typed.form.addEventListener("submit", (e) => { e.preventDefault(); typed.blur(); narrow(); });
  if (typed.value) narrow();
  const asked = keyOf(location.pathname); // the kept page stands in for each document's own
  if (asked && !await show(asked)) {
    history.replaceState(null, "", ROOT);
    said.textContent = say("This one is not kept on this device. It opens with a network.");
  }
}
