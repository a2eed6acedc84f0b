// A module's player: one step at a time, an answer to each choice at once. It knows no network and keeps nothing: what
// happens is told to `moved`, `answered`, `took` and `finished`, and `state` says where the learner was. It imports nothing.
const $ = (selector, within) => within.querySelector(selector);
const all = (selector, within) => [...within.querySelectorAll(selector)];
const IDLE = 180; // seconds between two touches that are counted at most
const GAP = " | ";
const fill = (words, values) => words.replace(/\{(\w+)\}/g, (_, name) => values[name]);

// 12, 12.5, 12,5, １２; 1,234 may be a thousand or a bit more than one. [] when it is no number.
export function numbers(written) {
  const plain = written.normalize("NFKC").replace(/[\s'’]/g, "").replace("−", "-"), found = [];
  if (/^-?\d{1,12}([.,]\d{1,6})?$/.test(plain)) found.push(Number(plain.replace(",", ".")));
  if (/^-?\d{1,3}([.,]\d{3})+$/.test(plain)) found.push(Number(plain.replace(/[.,]/g, "")));
  return found;
}

export function lesson(root, { state, moved = () => {}, answered = () => {}, finished = () => {}, took = () => {}, again } = {}) {
  const words = JSON.parse(root.dataset.words), pass = Number(root.dataset.pass);
  const steps = all("[data-step]", root), names = steps.map((one) => one.dataset.step);
  const judged = steps.filter((one) => one.dataset.kind && one.dataset.kind !== "say");
  const next = $("[data-next]", root), back = $("[data-back]", root), later = $("[data-not-today]", root), first = $(".first", root);
  const now = { part: "see", answers: {}, done: false, took: "", seconds: 0, ...state };
  if (!names.includes(now.part)) now.part = "see";
  let touched = Date.now(), entered = now.seconds;

  const at = (name) => steps.find((one) => one.dataset.step === name);
  const spend = () => { now.seconds += Math.min(IDLE, (Date.now() - touched) / 1000); touched = Date.now(); };
  const tell = () => { now.at = new Date().toISOString(); moved({ ...now, seconds: Math.round(now.seconds) }); };
  const say = (step, text) => { $(".verdict", step).textContent = text; };

  // What was done here, as one line; "" while it is not done.
  function response(step) {
    switch (step.dataset.kind) {
      case "order": return all("[data-order] > li", step).map((li) => li.dataset.choice).join(",");
      case "fill": { const said = all("select", step).map((one) => one.value); return said.includes("") ? "" : said.join(GAP); }
      case "number": { const said = $("input", step).value.trim(); return numbers(said).length ? said : ""; }
      case "say": return all(".own-marks input:checked", step).map((one) => one.value).join(",");
    }
    return "";
  }

  const right = (step, said) => step.dataset.kind === "number" ? numbers(said).includes(Number(step.dataset.right)) : said === step.dataset.right;

  // What is told: in the box of the choice, or below; of a number what its slip means.
  function verdict(step, said) {
    const good = right(step, said), word = good ? words.right : words.wrong, kind = step.dataset.kind;
    let says = "";
    if (kind === "number") says = JSON.parse($("[data-slips]", step).dataset.slips).find(([slip]) => numbers(said).includes(Number(slip)))?.[1] ?? "";
    for (const choice of all(`[data-choice="${CSS.escape(said)}"]`, step)) {
      choice.dataset.verdict = good ? "right" : "wrong";
      const box = $(".says", choice);
      if (!box) continue;
      says = $("span", box).textContent;
      $("b", box).textContent = opens(says, word) ? "" : word;
      box.hidden = false;
    }
    if (kind === "order") all("[data-order] > li", step).forEach((li, n) => { li.dataset.verdict = li.dataset.choice === step.dataset.right.split(",")[n] ? "right" : "wrong"; });
    step.dataset.verdict = good ? "right" : "wrong";
    const told = $(".told", step);
    if (told) told.hidden = false;
    say(step, [opens(says, word) ? "" : word, says, good ? "" : words.retry].filter(Boolean).join(" "));
    return good;
  }
  const opens = (says, word) => says.toLowerCase().startsWith(word.replace(/\P{L}+$/u, "").toLowerCase());

  // The first try counts; later ones are to learn from.
  function answer(step, said) {
    spend();
    const item = step.dataset.step, before = now.answers[item], success = step.dataset.kind === "say" ? null : verdict(step, said);
    if (before && right(step, before.response) && success === false) return; // looked at another choice after the right one
    now.answers[item] = { response: said, success: before ? before.success : success, tries: (before?.tries ?? 0) + 1 };
    first.textContent = "";
    tell();
    if (before) return;
    const seconds = Math.round(now.seconds - entered);
    answered({ item, kind: step.dataset.kind, response: said, success, scaled: success === null ? null : Number(success), seconds });
    entered = now.seconds;
  }

  function score() {
    const good = judged.filter((one) => now.answers[one.dataset.step]?.success).length;
    return { good, scaled: judged.length ? good / judged.length : null };
  }

  function show(name, focus = true) {
    const step = at(name), n = names.indexOf(name), end = name === "end", use = name === "use";
    for (const one of steps) one.toggleAttribute("data-off", one !== step);
    for (const li of all(".trail li", root)) li.dataset.part === step.dataset.of && !end ? li.setAttribute("aria-current", "step") : li.removeAttribute("aria-current");
    $(".how-far", root).value = n;
    back.hidden = n === 0 || end;
    later.hidden = !use || now.done;
    next.hidden = end && !again;
    next.textContent = end ? words.again : use && !now.done ? words.take : words.next;
    first.textContent = "";
    if (end) told();
    if (focus) { root.scrollIntoView({ block: "start" }); $("h2", step).focus({ preventScroll: true }); }
  }

  function told() {
    const { good, scaled } = score(), end = at("end");
    $("[data-score]", end).textContent = judged.length ? fill(words.score, { right: good, all: judged.length }) : "";
    $("[data-outcome]", end).textContent = pass > 0 && scaled !== null ? (scaled >= pass ? words.passed : words.failed) : words.done;
    $("[data-taken]", end).textContent = now.took ? words.took : "";
  }

  function go(name) {
    spend();
    now.part = name;
    entered = now.seconds;
    show(name);
    tell();
  }

  // What is missing here, "" when one may go on.
  function missing(step) {
    const kind = step.dataset.kind, done = now.answers[step.dataset.step];
    if (!kind || done) return "";
    if (kind === "say") return "said" in step.dataset ? "" : words.say_first;
    return words.answer_first;
  }

  function finish(taken) {
    spend();
    const fresh = !now.done;
    if (taken && !now.took) { now.took = taken; took({ item: root.dataset.action, when: taken }); }
    now.done = true;
    go("end");
    const { scaled } = score();
    if (fresh) finished({ scaled, passed: pass > 0 && scaled !== null ? scaled >= pass : null, seconds: Math.round(now.seconds) });
  }

  next.addEventListener("click", () => {
    const step = at(now.part), name = now.part;
    if (name === "end") return again();
    if (name === "use") return finish($("input[type=radio]:checked", step)?.value ?? "next_client");
    const open = missing(step);
    if (open) { first.textContent = open; return; }
    if (step.dataset.kind === "say" && now.answers[name]?.response !== response(step)) answer(step, response(step));
    go(names[names.indexOf(name) + 1]);
  });
  back.addEventListener("click", () => go(names[names.indexOf(now.part) - 1]));
  later.addEventListener("click", () => finish(""));

  root.addEventListener("click", (e) => {
    const step = e.target.closest("[data-step]"), on = (selector) => e.target.closest(selector);
    if (!step?.dataset.kind) return;
    const move = on("[data-move]"), choice = on("[data-choices] button, rect[data-choice]");
    if (move) shift(step, move);
    else if (on("[data-check]")) check(step);
    else if (on("[data-said]")) { spoken(step); $(".own-marks input", step).focus(); }
    else if (choice) answer(step, choice.closest("[data-choice]").dataset.choice);
  });
  root.addEventListener("keydown", (e) => {
    if (!e.target.matches("rect[data-choice]") && !e.target.matches(".amount input")) return;
    if (e.key !== "Enter" && !(e.key === " " && e.target.matches("rect"))) return;
    e.preventDefault();
    const step = e.target.closest("[data-step]");
    e.target.matches("rect") ? answer(step, e.target.dataset.choice) : check(step);
  });
  for (const name of ["change", "input"]) root.addEventListener(name, (e) => { const step = e.target.closest("[data-step]"); if (step) fresh(step); });

  function shift(step, button) {
    const li = button.closest("li"), up = button.dataset.move === "up", other = up ? li.previousElementSibling : li.nextElementSibling;
    if (other) up ? other.before(li) : other.after(li);
    button.focus();
    const list = all("[data-order] > li", step);
    fresh(step);
    say(step, fill(words.moved, { n: list.indexOf(li) + 1, all: list.length }));
  }

  // What was told of an answer goes when the answer is changed.
  function fresh(step) {
    if (!["order", "fill", "number"].includes(step.dataset.kind)) return;
    delete step.dataset.verdict;
    for (const li of all("[data-verdict]", step)) delete li.dataset.verdict;
    say(step, "");
  }

  function check(step) {
    const said = response(step);
    if (said) answer(step, said);
    else say(step, step.dataset.kind === "fill" ? words.fill_first : words.number_first);
  }

  function spoken(step) {
    step.dataset.said = "";
    $(".afterwards", step).hidden = false;
    $("[data-said]", step).parentNode.hidden = true;
    first.textContent = "";
  }

  // As it was left, on this device or another one.
  function restore(step, said) {
    const kind = step.dataset.kind;
    if (kind === "order") for (const key of said.split(",")) $("[data-order]", step).append(...all(`[data-order] > [data-choice="${CSS.escape(key)}"]`, step));
    if (kind === "fill") all("select", step).forEach((one, n) => { one.value = said.split(GAP)[n] ?? ""; });
    if (kind === "number") $("input", step).value = said;
    if (kind === "say") for (const one of all(".own-marks input", step)) one.checked = said.split(",").includes(one.value);
    if (kind === "say") spoken(step);
    else if (response(step) || !["fill", "number"].includes(kind)) verdict(step, said);
  }

  for (const one of all(".scripted", root)) one.hidden = false;
  for (const one of all(".unscripted", root)) one.remove();
  for (const one of all(".afterwards", root)) one.hidden = true;
  root.dataset.playing = "";
  for (const step of steps) if (now.answers[step.dataset.step] && step.dataset.kind) restore(step, now.answers[step.dataset.step].response);
  document.addEventListener("visibilitychange", () => { if (document.hidden) { spend(); tell(); } else touched = Date.now(); });
  show(now.part, false);
}
