// The library's editor and translations: saved by themselves, never over somebody else's; a phone shows what is typed.
import { lesson } from "./lesson.js";
import { clock, say, sentence } from "./say.js";
const $ = (selector, within = document) => within.querySelector(selector);
const PAUSE = 1200, LOOK = 350; // ms after the last key: to save, to look
const part = (tag, words, more = {}) => Object.assign(document.createElement(tag), { textContent: words, ...more });
const state = $("#state"), tell = (words, how) => { state.textContent = words; state.dataset.state = how; };

// Saves `form` by itself: `fields()` are what is sent, `done` hears the answer, `late` that somebody else was faster.
function keeper(form, { fields, done = () => {}, late }) {
  let dirty = false, waiting = 0, sending = null, again = false;
  const touched = () => { dirty = true; tell(say("Unsaved changes"), "unsaved"); clearTimeout(waiting); waiting = setTimeout(save, PAUSE); };
  async function save() {
    clearTimeout(waiting);
    if (sending) { again = true; return sending; }
    if (!dirty) return;
    const [sent, back] = fields();
    for (const name of ["csrf", "turn", "language"]) sent.set(name, form.elements[name].value);
    dirty = false;
    tell(say("Saving"), "saving");
    const failed = (words) => { back(); dirty = true; tell(words, "failed"); };
    sending = fetch(form.action, { method: "POST", body: sent, headers: { accept: "application/json" } })
      .then(async (answer) => {
        const heard = await answer.json().catch(() => ({}));
        if (answer.ok) { turn(heard.turn); done(heard); if (!dirty) tell(say("Saved {clock}", { clock: clock() }), "saved"); return; }
        failed(heard.fault ? say("Not saved. {why}", { why: sentence(heard.fault) }) : say("Not saved. Open the page again."));
        if (answer.status === 409 && heard.turn) late(heard);
      })
      .catch(() => { failed(say("Not saved: no connection. It is tried again")); waiting = setTimeout(save, 8000); })
      .finally(() => { sending = null; if (again) { again = false; save(); } });
    return sending;
  }
  form.addEventListener("submit", (event) => { event.preventDefault(); dirty = true; save(); });
  document.addEventListener("keydown", (event) => { if (event.key === "s" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); save(); } });
  document.addEventListener("click", async (event) => { // a link saves first, so that the next page has every word
    const link = event.target.closest("a[href^='/library/']");
    if (!link || !(dirty || sending) || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    await save();
    if (!dirty) location.href = link.href;
  });
  addEventListener("beforeunload", (event) => { if (dirty || sending) event.preventDefault(); });
  return { touched, save, forget: () => { clearTimeout(waiting); dirty = false; } };
}

function turn(number) { for (const one of document.querySelectorAll("input[name=turn]")) one.value = number; }

function editor(form) {
  const box = $("#text"), numbers = $("#numbers"), phone = $("#phone"), found = $("#found"), minutes = $("#minutes"), play = $("#play"), both = $("#both");
  let looking = 0, asked = 0, faulty = new Map(), at = { part: "see" };
  const kept = keeper(form, {
    fields: () => [new URLSearchParams({ do: "save", text: box.value }), () => {}],
    late: (theirs) => {
      const put = part("button", say("Put mine over theirs"), { type: "button", className: "btn" }), take = part("button", say("Take theirs"), { type: "button", className: "btn" });
      put.onclick = () => { turn(theirs.turn); both.hidden = true; kept.touched(); kept.save(); };
      take.onclick = () => { kept.forget(); turn(theirs.turn); box.value = theirs.theirs; both.hidden = true; tell(say("Theirs, of {who}", { who: theirs.by }), "saved"); look(); };
      const sides = part("div", "", { className: "begin-two" });
      for (const [name, text] of [[say("Yours"), box.value], [say("In the draft, by {who}", { who: theirs.by }), theirs.theirs]]) { const side = part("div", ""); side.append(part("h3", name), part("textarea", "", { value: text, readOnly: true, rows: 12, ariaLabel: name })); sides.append(side); }
      const differs = part("ol", "", { className: "diff" }), whole = part("details", ""), buttons = part("p", "", { className: "row" });
      for (const line of theirs.changes) { const li = part("li", "", { className: line ? "" : "gap" }); for (const [kind, words] of line ?? []) li.append(part({ added: "ins", removed: "del" }[kind] ?? "span", words)); differs.append(li); }
      whole.append(part("summary", say("Both texts, whole")), sides);
      buttons.append(put, take);
      both.replaceChildren(part("h2", say("{who} saved this draft after you opened it", { who: theirs.by })), part("p", say("Nothing of yours is lost: it stands in the editor. Yours is underlined here, theirs is struck through.")), differs, whole, buttons);
      both.hidden = false;
      both.scrollIntoView({ block: "start" });
    },
  });

  function draw() { // line numbers, those with a fault marked; a long line stays on one line, so that they agree
    const count = box.value.split("\n").length;
    numbers.replaceChildren(...Array.from({ length: count }, (_, n) => { const one = part("span", `${n + 1}\n`); const level = faulty.get(n + 1); if (level) one.dataset.level = level; return one; }));
    numbers.scrollTop = box.scrollTop;
  }
  const go = (line) => {
    const before = box.value.split("\n").slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0), end = box.value.indexOf("\n", before);
    box.focus();
    box.setSelectionRange(before, end < 0 ? box.value.length : end);
    box.scrollTop = Math.max(0, (line - 4) * (box.scrollHeight / Math.max(1, box.value.split("\n").length)));
  };
  async function look() {
    clearTimeout(looking);
    const number = ++asked, sent = new URLSearchParams({ csrf: form.elements.csrf.value, what: form.dataset.what, language: form.dataset.language, text: box.value });
    const answer = await fetch("/library/preview", { method: "POST", body: sent, headers: { accept: "application/json" } }).then((a) => (a.ok ? a.json() : null)).catch(() => null);
    if (!answer || number !== asked) return; // a later look is on its way
    faulty = new Map(answer.findings.map((f) => [f.line, f.level]).reverse());
    draw();
    found.replaceChildren(...(answer.findings.length ? answer.findings.map(finding) : [Object.assign(part("li", say("Nothing. It reads, and it teaches.")), { className: "quiet" })]));
    minutes.textContent = answer.minutes === null ? "" : say("{n} min", { n: answer.minutes });
    minutes.dataset.over = answer.minutes > 10 ? "yes" : "no";
    if (answer.html) show(answer.html); else phone.dataset.behind = "";
  }
  function finding(one) {
    const li = part("li", ""), link = part("a", say("line {n}", { n: one.line }), { href: `#line-${one.line}` });
    li.dataset.level = one.level;
    link.dataset.line = one.line;
    li.append(part("b", one.level === "error" ? say("To mend") : say("To consider")), " ", link, `: ${one.why}.`);
    if (one.instead) li.append(" ", part("em", one.instead));
    return li;
  }
  function show(html) { // the house's own page, parsed apart: no script in it runs
    const top = phone.scrollTop, page = new DOMParser().parseFromString(html, "text/html");
    delete phone.dataset.behind;
    phone.replaceChildren(...page.body.childNodes);
    begin();
    phone.scrollTop = top;
  }
  function begin() { if (play?.checked && $(".lesson", phone)) lesson($(".lesson", phone), { state: { part: at.part }, moved: (now) => { at = now; } }); }

  box.addEventListener("input", () => { kept.touched(); draw(); clearTimeout(looking); looking = setTimeout(look, LOOK); });
  box.addEventListener("scroll", () => { numbers.scrollTop = box.scrollTop; });
  found.addEventListener("click", (event) => { const line = event.target.closest("[data-line]"); if (line) { event.preventDefault(); go(Number(line.dataset.line)); } });
  play?.addEventListener("change", look);
  for (const button of document.querySelectorAll("[data-insert]")) button.addEventListener("click", () => {
    const start = box.selectionStart, before = box.value.slice(0, start), gap = !before || before.endsWith("\n\n") ? "" : before.endsWith("\n") ? "\n" : "\n\n";
    box.setRangeText(`${gap}${fresh(button.dataset.insert)}\n`, start, box.selectionEnd, "end");
    box.focus();
    box.dispatchEvent(new Event("input"));
  });
  // A key that is free in this text: answers are counted by it.
  function fresh(text) {
    return text.replace(/^(### \w+: )(\S+)/, (_, head, key) => { let free = key, n = 2; while (new RegExp(`^### \\w+: *${free} *$`, "m").test(box.value)) free = `${key}-${n++}`; return head + free; });
  }
  for (const one of form.querySelectorAll("[hidden].insert")) one.hidden = false;
  if (play) play.closest("label").hidden = false;
  faulty = new Map([...found.querySelectorAll("[data-line]")].map((a) => [Number(a.dataset.line), a.closest("li").dataset.level]).reverse());
  draw();
  const wanted = /^#line-(\d+)$/.exec(location.hash);
  if (wanted && Number(wanted[1])) go(Number(wanted[1]));
}

function translator(form) {
  const changed = new Set(), missing = $("#missing"), far = $("#far");
  const kept = keeper(form, {
    fields: () => {
      const sent = new URLSearchParams({ do: "save" }), going = [...changed];
      for (const field of going) if (field.type !== "checkbox") sent.set(field.name, field.value); else if (field.checked) sent.set(field.name, "yes");
      changed.clear();
      return [sent, () => going.forEach((field) => changed.add(field))];
    },
    done: (heard) => {
      $("[data-written]", far).textContent = heard.written;
      $("rect", far)?.setAttribute("width", Math.round(heard.share * 100));
      const stale = $("[data-stale]", far);
      if (stale) stale.textContent = heard.stale.length;
      for (const li of form.querySelectorAll("[data-piece]")) { // the same few words elsewhere were filled in too
        const box = $("textarea", li), told = heard.told[li.dataset.piece];
        if (!box.value && told && !changed.has(box)) box.value = told;
      }
      for (const li of form.querySelectorAll("[data-piece]")) li.toggleAttribute("data-done", !!$("textarea", li).value.trim() && !heard.stale.includes(li.dataset.piece));
    },
    late: (heard) => { // pieces are kept one by one: what others wrote elsewhere is not touched
      turn(heard.turn);
      tell(say("{who} saved too; yours is put beside theirs", { who: heard.by }), "saving");
      kept.save();
    },
  });
  form.addEventListener("input", (event) => { if (event.target.name) { changed.add(event.target); kept.touched(); } });
  missing.closest("label").hidden = false;
  missing.addEventListener("change", () => form.toggleAttribute("data-only-missing", missing.checked));
}

if ($("#source")) editor($("#source"));
if ($("[data-translate]")) translator($("[data-translate]"));
