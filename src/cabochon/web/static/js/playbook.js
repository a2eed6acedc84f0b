// The playbook's editor: saves the draft by itself, moves lines, shows findings beside the field and the phone's view.
import { clock, count, say, sentence } from "./say.js";

const form = document.querySelector("#words"), state = document.querySelector("#state"), both = document.querySelector("#both");
const PAUSE = 1200; // ms after the last key
const changed = new Set(); // fields not yet in the draft: only these are sent, so that nobody else's are written over
let dirty = false, waiting = 0, sending = null, again = false;

const lines = (field) => [...field.querySelectorAll("textarea")];
const tell = (words, how) => { state.textContent = words; state.dataset.state = how; };

function touched(field) {
  dirty = true;
  tell(say("Unsaved changes"), "unsaved");
  clearTimeout(waiting);
  waiting = setTimeout(save, PAUSE);
  if (!field) return;
  changed.add(field);
  show(field);
}

// The phone's view of a field, and how long it is.
function show(field) {
  const address = field.dataset.field, texts = lines(field).map((t) => t.value.trim() || t.placeholder);
  for (const one of document.querySelectorAll(`[data-shows="${CSS.escape(address)}"]`)) one.textContent = texts[0];
  for (const list of document.querySelectorAll(`[data-lists="${CSS.escape(address)}"]`)) list.replaceChildren(...texts.filter(Boolean).map((text) => Object.assign(document.createElement("li"), { textContent: text })));
  const far = field.querySelector("[data-count]"), box = field.querySelector("textarea");
  if (far) { far.textContent = `${box.value.length} / ${box.dataset.limit}`; far.toggleAttribute("data-over", box.value.length > Number(box.dataset.limit)); }
}

async function save() {
  clearTimeout(waiting);
  if (sending) { again = true; return sending; }
  const sent = new URLSearchParams({ do: "save" }), going = [...changed];
  for (const name of ["csrf", "turn", "at", "language", "line", "brand"]) sent.set(name, form.elements[name].value);
  for (const field of going) for (const box of lines(field)) sent.append(box.name, box.value);
  dirty = false;
  changed.clear();
  tell(say("Saving"), "saving");
  sending = fetch(form.action, { method: "POST", body: sent, headers: { accept: "application/json" } })
    .then(async (answer) => answer.ok ? saved(await answer.json()) : refused(answer.status, await answer.json().catch(() => ({})), going))
    .catch(() => { keep(going); tell(say("Not saved: no connection. It is tried again"), "failed"); waiting = setTimeout(save, 8000); })
    .finally(() => { sending = null; if (again) { again = false; save(); } });
  return sending;
}

function saved(answer) {
  turn(answer.turn);
  both.hidden = true;
  if (!dirty) tell(answer.blocking ? count(answer.blocking, "Saved {clock}. {n} to mend before publishing", "Saved {clock}. {n} to mend before publishing", { clock: clock() }) : say("Saved {clock}", { clock: clock() }), "saved");
  for (const field of form.querySelectorAll("[data-field]")) {
    const mine = answer.findings.filter((one) => one.address === field.dataset.field);
    const filled = lines(field).filter((box) => box.value.trim());
    for (const list of field.querySelectorAll("[data-found]")) list.replaceChildren();
    for (const box of lines(field)) box.removeAttribute("aria-invalid");
    for (const one of mine) {
      const box = one.index < 0 ? lines(field)[0] : filled[one.index];
      const place = (one.index >= 0 && box?.closest("li")?.querySelector("[data-found]")) || field.querySelector('[data-found="-1"]');
      place?.append(finding(one));
      if (one.level === "error") box?.setAttribute("aria-invalid", "true");
    }
  }
}

function finding(one) {
  const li = document.createElement("li");
  li.dataset.level = one.level;
  li.append(sentence(one.why), " ");
  if (one.instead) li.append(Object.assign(document.createElement("em"), { textContent: say("For example: {words}", { words: one.instead }) }));
  return li;
}

function keep(fields) { dirty = true; for (const field of fields) changed.add(field); }

function refused(status, answer, going) {
  keep(going);
  tell(answer.fault ? say("Not saved. {why}", { why: sentence(answer.fault) }) : say("Not saved. Open the page again."), "failed");
  if (status !== 409 || !answer.mine) return;
  const text = (words) => (Array.isArray(words) ? words.join(" · ") : words) || say("(empty)");
  const part = (tag, words) => Object.assign(document.createElement(tag), { textContent: words });
  both.replaceChildren(part("p", say("{who} saved this draft after you opened it.", { who: answer.by })),
    ...Object.keys(answer.mine).flatMap((a) => [part("h3", a), part("p", say("Yours: {words}", { words: text(answer.mine[a]) })), part("p", say("Theirs: {words}", { words: text(answer.theirs[a]) }))]));
  const put = Object.assign(part("button", say("Put mine over theirs")), { type: "button", className: "btn" });
  put.onclick = async () => { turn(answer.turn); await save(); if (!dirty) location.reload(); };
  const take = Object.assign(part("button", say("Take theirs")), { type: "button", className: "btn" });
  take.onclick = () => { clearTimeout(waiting); dirty = false; location.reload(); };
  both.append(put, " ", take);
  both.hidden = false;
  both.scrollIntoView({ block: "center" });
}

function turn(number) { for (const one of document.querySelectorAll("input[name=turn]")) one.value = number; }

function move(li, by) {
  const other = by < 0 ? li.previousElementSibling : li.nextElementSibling, box = li.querySelector("textarea");
  if (other) by < 0 ? other.before(li) : other.after(li);
  box.focus();
  touched(li.closest("[data-field]"));
}

function more(field, after) {
  const list = field.querySelector("ol"), li = list.lastElementChild.cloneNode(true);
  const box = li.querySelector("textarea");
  box.value = "";
  box.removeAttribute("aria-invalid");
  li.querySelector("[data-found]")?.replaceChildren();
  after ? after.after(li) : list.append(li);
  box.focus();
}

if (form) {
  for (const field of form.querySelectorAll("[data-many]")) { // the empty lines are for browsers without this script
    for (const blank of [...field.querySelectorAll("[data-blank]")].slice(field.querySelectorAll("li").length > 2 ? 0 : 1)) if (field.querySelectorAll("li").length > 1) blank.remove();
    const button = field.querySelector("[data-more]");
    if (button) { button.hidden = false; button.onclick = () => more(field); }
  }
  form.addEventListener("input", (event) => touched(event.target.closest("[data-field]")));
  form.addEventListener("click", (event) => {
    const [deed] = (event.target.closest("button[name=do]")?.value ?? "").split(":"), li = event.target.closest("li");
    if (event.target.closest("[data-sure]") && !confirm(say("Take it out in every language?"))) event.preventDefault();
    if (!["up", "down", "gone"].includes(deed)) return;
    event.preventDefault();
    if (deed !== "gone") return move(li, deed === "up" ? -1 : 1);
    const field = li.closest("[data-field]");
    if (field.querySelectorAll("li").length > 1) li.remove(); else li.querySelector("textarea").value = "";
    (lines(field)[0] ?? form).focus();
    touched(field);
  });
  form.addEventListener("keydown", (event) => {
    const li = event.target.closest("li"), box = event.target;
    if (box.tagName !== "TEXTAREA") return;
    if (event.altKey && li && ["ArrowUp", "ArrowDown"].includes(event.key)) { event.preventDefault(); move(li, event.key === "ArrowUp" ? -1 : 1); }
    else if (event.key === "Enter" && !event.isComposing) { event.preventDefault(); if (li?.querySelector(".tools")) more(li.closest("[data-field]"), li); }
    else if (event.key === "s" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); save(); }
  });
  form.addEventListener("submit", async (event) => {
    const deed = event.submitter?.value ?? "save";
    if (deed === "save") { event.preventDefault(); await save(); } else dirty = false;
  });
  for (const beside of document.querySelectorAll("form[data-beside]")) beside.addEventListener("submit", async (event) => {
    if (!dirty && !sending) return;
    event.preventDefault(); // what is typed above is saved first, so that its turn is the newest
    await save();
    if (!dirty) beside.requestSubmit(event.submitter);
  });
  addEventListener("beforeunload", (event) => { if (dirty || sending) event.preventDefault(); });
}
