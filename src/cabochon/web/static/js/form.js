// The checklist form as an entry, and back. An entry is what the phone keeps and the house reads: field names, never a statement.
export const form = document.querySelector("#observe");
export const $ = (selector) => document.querySelector(selector);

const chosen = (name) => form.querySelector(`[name="${CSS.escape(name)}"]:checked`)?.value ?? "";
const behaviours = [...new Set([...form.querySelectorAll("[name^=mark-]")].map((input) => input.name))];

export const marked = () => behaviours.filter(chosen).length;
export const steps = behaviours.length;
export const firstUnmarked = () => form.querySelector(`[name="${behaviours.find((name) => !chosen(name))}"]`);

// Without id and times: those belong to the moment of saving.
export function read() {
  const what = chosen("action"), due = form.due.value;
  return {
    associate: form.associate.value,
    boutique: form.associate.selectedOptions[0]?.dataset.boutique ?? "",
    product_line: chosen("product_line"),
    marks: Object.fromEntries(behaviours.filter(chosen).map((name) => [name.slice(5), chosen(name)])),
    wordings: [...form.querySelectorAll("[name=wording]:checked")].map((input) => input.value),
    note: form.note.value.trim(),
    action: what ? { what, due: due || null } : null,
    practice: form.practice.checked,
  };
}

// When the form was opened, when the visit ended (so long before) and when it began: 15 minutes before its end.
const MINUTE = 60000, VISIT = 15 * MINUTE;
export function times(opened) {
  const ended = opened - Number(chosen("ended")) * MINUTE, said = (ms) => new Date(ms).toISOString();
  return { opened_at: said(opened), ended_at: said(ended), started_at: said(ended - VISIT) };
}

export function fill(entry) {
  const ago = String(Math.round((Date.parse(entry.opened_at) - Date.parse(entry.ended_at)) / MINUTE) || 0);
  for (const input of form.querySelectorAll("[name=ended]")) input.checked = input.value === ago;
  form.associate.value = entry.associate ?? "";
  if (form.associate.selectedIndex < 0) form.associate.value = "";
  for (const input of form.querySelectorAll("[name=product_line]")) input.checked = input.value === entry.product_line;
  for (const input of form.querySelectorAll("[name^=mark-]")) input.checked = entry.marks?.[input.name.slice(5)] === input.value;
  for (const input of form.querySelectorAll("[name=wording]")) input.checked = !!entry.wordings?.includes(input.value);
  for (const input of form.querySelectorAll("[name=action]")) input.checked = !!entry.action && entry.action.what === input.value;
  form.note.value = entry.note ?? "";
  form.due.value = entry.action?.due ?? "";
  form.practice.checked = !!entry.practice;
}

// The associates one may observe, by boutique; keeps the choice that was made.
export function offer(boutiques) {
  const was = form.associate.value, several = boutiques.length > 1;
  const groups = boutiques.map((boutique) => {
    const names = boutique.team.map((one) => make("option", { value: one.id, textContent: one.name, dir: "auto", dataset: { boutique: boutique.code } }));
    return several ? make("optgroup", { label: boutique.name }, names) : names;
  });
  form.associate.replaceChildren(make("option", { value: "", textContent: "Choose" }), ...groups.flat());
  const everybody = boutiques.flatMap((boutique) => boutique.team);
  $("#nobody").hidden = everybody.length > 0;
  form.associate.value = everybody.some((one) => one.id === was) ? was : everybody.length === 1 ? everybody[0].id : "";
}

export function make(tag, { dataset, ...props } = {}, children = []) {
  const node = Object.assign(document.createElement(tag), props);
  Object.assign(node.dataset, dataset);
  node.append(...children);
  return node;
}

// A mark or an action can be taken back: tap the chosen one again, or press Delete on it.
function takeBack() {
  let was;
  const off = (input) => { input.checked = false; input.dispatchEvent(new Event("change", { bubbles: true })); };
  const ours = (e) => e.target.type === "radio" && !["product_line", "ended"].includes(e.target.name);
  form.addEventListener("pointerdown", (e) => { was = e.target.closest("label")?.querySelector("input:checked"); });
  form.addEventListener("click", (e) => { if (ours(e) && e.target === was && e.detail) off(e.target); was = null; });
  form.addEventListener("keydown", (e) => { if (ours(e) && (e.key === "Delete" || e.key === "Backspace")) off(e.target); });
}
takeBack();
