// A form of the floor as an entry, and back, by the rules of the plain POST (web/pages/entries.py): `mark-welcome` goes
// into marks, `positives[]` is a list, empty fields are left out; and here `action.due` is the due of the action.
import { say } from "./say.js";

export const $ = (selector, within = document) => within.querySelector(selector);
const APART = new Set(["id", "csrf", "after", "opened_at", "seconds"]); // made anew by each saving
const TELLING = ["kind", "what", "about", "action", "associate", "signal", "process", "clip", "follows", "corrects", "module", "item"];

export function read(form, button) {
  const entry = {}, pairs = [...new FormData(form)];
  if (button?.name) pairs.push([button.name, button.value]);
  for (const [name, value] of pairs) {
    const said = typeof value === "string" ? value.trim() : "";
    if (APART.has(name) || !said) continue;
    const [of, part] = place(name);
    if (part === "") (entry[of] ??= []).push(said);
    else if (part) (entry[of] ??= {})[part] = said;
    else entry[of] = said;
  }
  const door = $("select[data-team]", form)?.selectedOptions[0]?.dataset.boutique;
  if (door) entry.boutique = door;
  return entry;
}

export function fill(form, entry) {
  const nth = {};
  for (const input of form.elements) {
    if (!input.name || APART.has(input.name) || input.name === "kind" || input.tagName === "BUTTON") continue;
    const [of, part] = place(input.name), value = part === undefined || part === "" ? entry[of] : entry[of]?.[part];
    const ticks = input.type === "radio" || input.type === "checkbox";
    if (ticks) input.checked = [value ?? ""].flat().some((one) => (one === true ? "yes" : String(one)) === input.value);
    else input.value = (part === "" ? written(form, input.name, value)[nth[of] = (nth[of] ?? -1) + 1] : value) ?? "";
    if (input.tagName === "SELECT" && input.selectedIndex < 0) input.value = "";
  }
}

// What of a list was written, not ticked.
const written = (form, name, value = []) => value.filter((one) => ![...form.elements].some((tick) => tick.name === name && tick.type === "checkbox" && tick.value === one));

// Where a field's value stands: [name], [name, key within], [name, ""] for a list.
const place = (name) => name.startsWith("mark-") ? ["marks", name.slice(5)]
  : name.endsWith("[]") ? [name.slice(0, -2), ""] : name.includes(".") ? name.split(".") : [name];

// What tells one form of a page from another: its kind and the hidden fields that name what it is about.
const own = (form) => TELLING.map((name) => [name, [...form.elements].find((one) => one.name === name && one.type === "hidden")?.value])
  .filter(([, value]) => value);
export const keyOf = (form) => form.dataset.draft ?? location.pathname + location.search + " " + own(form).flat().join(" ");
export const formOf = (entry) => [...document.querySelectorAll("form[data-entry]")]
  .find((form) => own(form).every(([name, value]) => (entry[name] ?? "observation") === value));

// A one-tap form has nothing to fill in.
export const oneTap = (form) => ![...form.elements].some((one) => one.name && !["hidden", "submit", "button"].includes(one.type));

// The people one may choose, by boutique, and the behaviours: for a page that came without them.
export function offer({ boutiques, behaviours }) {
  for (const select of document.querySelectorAll("select[data-team]")) {
    const option = (door, one) => make("option", { value: one.id, textContent: one.name, dir: "auto", dataset: { boutique: door.code, line: now(door) ? one.line : "", checklist: one.checklist } });
    const draw = () => boutiques.flatMap((door) => {
      const several = boutiques.length > 1, away = now(door) ? door.team.filter((one) => !one.here) : [];
      const names = door.team.filter((one) => !away.includes(one)).map((one) => option(door, one));
      if (!several && !away.length) return names;
      const group = (label, some) => some.length ? [make("optgroup", { label: several ? `${door.name}, ${label}` : label }, some)] : [];
      return [...group(away.length ? say("on shift today") : say("team"), names), ...group(say("not on shift today"), away.map((one) => option(door, one)))];
    });
    refill(select, draw);
  }
  for (const select of document.querySelectorAll("select[data-behaviours]")) {
    refill(select, () => (behaviours ?? []).map((one) => make("option", { value: one.key, textContent: one.title })));
  }
}

// What was known of the day holds for that day.
const now = (door) => door.today === new Date().toLocaleDateString("sv");

function refill(select, draw) {
  if ([...select.options].some((one) => one.value)) return; // the house has filled it in
  select.append(...draw());
  const named = [...select.options].filter((one) => one.value);
  const asked = new URLSearchParams(location.search).get(select.name), one = named.find(({ value }) => value === asked);
  if (one) one.selected = true;
  else if (select.required && named.length === 1) named[0].selected = true;
}

export function make(tag, { dataset, ...props } = {}, children = []) {
  const node = Object.assign(document.createElement(tag), props);
  Object.assign(node.dataset, dataset);
  node.append(...children);
  return node;
}

// A choice nobody has to make can be taken back: tap the chosen one again, or press Delete on it.
const loose = (input) => input?.type === "radio" && input.form?.matches("[data-entry]") && !input.required
  && ![...input.form.elements].some((one) => one.name === input.name && one.defaultChecked);
const off = (input) => { input.checked = false; input.dispatchEvent(new Event("change", { bubbles: true })); };
let was;
addEventListener("pointerdown", (e) => { was = e.target.closest("label")?.querySelector("input:checked"); });
addEventListener("click", (e) => { if (e.target === was && e.detail && loose(was)) off(was); if (e.target.tagName === "INPUT") was = null; });
addEventListener("keydown", (e) => { if ((e.key === "Delete" || e.key === "Backspace") && loose(e.target)) off(e.target); });
