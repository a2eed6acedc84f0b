// The observation page beside entry.js: the checklist and its words, who was on shift, when the visit ended. About a
// minute for one visit, with or without a network.
import { $, make } from "./form.js";
import * as outbox from "./outbox.js";
import { say, sentence } from "./say.js";

const form = $("#observe"), MINUTE = 60000, VISIT = 15 * MINUTE, DAY = 24 * 60 * MINUTE, title = $("#save").textContent;
const all = (selector) => [...form.querySelectorAll(selector)], chosen = () => form.associate.selectedOptions[0]?.dataset ?? {};
let me, lineChosen = false, listChosen = location.search.includes("checklist="), saved = "";

const names = () => new Set(all("[name^=mark-]").map((input) => input.name));
const marked = () => all("[name^=mark-]:checked").length;
const current = () => me?.checklists.find((one) => one.key === form.checklist.value);

// Another checklist in the place of this one; nothing happens where it stands already.
function lay(key) {
  const list = me?.checklists.find((one) => one.key === key);
  if (!list || key === form.checklist.value) return;
  form.checklist.value = key;
  form.version.value = list.version;
  const step = all(".steps > li")[0], chip = $("#wordings label"), radio = $("#actions label");
  $(".steps", form).replaceChildren(...list.behaviours.map((one, i) => {
    const li = step.cloneNode(true);
    li.dataset.key = one.key;
    $(".ix", li).textContent = i + 1;
    for (const input of li.querySelectorAll("input")) Object.assign(input, { name: "mark-" + one.key, checked: false, defaultChecked: false });
    return li;
  }));
  const chips = (from, many) => many.map(({ key, says }) => {
    const label = from.cloneNode(true), input = $("input", label);
    Object.assign(input, { value: key, checked: false, defaultChecked: false });
    label.lastChild.textContent = says;
    return label;
  });
  $("#wordings").replaceChildren(...chips(chip, list.wordings));
  $("#actions").replaceChildren(...chips(radio, [...list.actions, { key: "", says: say("None for now") }]));
  for (const part of all("[data-visit]")) part.hidden = key !== "client-visit";
  $("#progress").max = list.behaviours.length;
  offerLists();
  words();
}

// Words of the product line: titles and what good looks like, never the behaviours themselves.
function words() {
  const list = current(), line = form.querySelector("[name=product_line]:checked")?.value;
  for (const li of list ? all(".steps > li") : []) {
    const usual = list.behaviours.find((one) => one.key === li.dataset.key), [says, good] = list.lines[line]?.[usual?.key] ?? [usual?.title, usual?.good];
    if (usual) [$(".says", li).textContent, $(".good-look", li).textContent] = [says, good];
  }
}

function offerLists() {
  $("#checklists")?.replaceChildren(...(me?.checklists ?? []).map((one) => make("a", {
    href: "/floor/observe?checklist=" + one.key, textContent: one.title, ariaCurrent: one.key === form.checklist.value ? "true" : null, dataset: { checklist: one.key },
  })));
}

// By whoever is chosen: the boutique, what they sold last, the checklist of their role.
function chose() {
  const one = chosen(), only = me?.boutiques.length === 1 && me.boutiques[0], door = me?.boutiques.find((door) => door.code === one.boutique) ?? only;
  if (door) $("#boutique").textContent = door.name;
  for (const chip of all("#suggested button")) chip.setAttribute("aria-pressed", chip.value === form.associate.value);
  if (one.line && !lineChosen) for (const input of all("[name=product_line]")) input.checked = input.value === one.line;
  if (!form.elements.corrects && !listChosen && !marked() && form.associate.value && me) lay(one.checklist || me.checklists[0]?.key);
  words();
}

function show() {
  $("#progress").value = marked();
  const steps = names().size;
  $("#save").textContent = saved ? say("Saved. Next observation") : marked() ? say("{title}, {n} of {all}", { title, n: marked(), all: steps }) : title;
  const link = $("#feedback");
  if (link) { link.hidden = !saved.startsWith("/"); link.href = saved; }
  $("#practising").hidden = !form.practice.checked;
}

// Days to try it by, counted from today: a page may have been open, or kept, since yesterday.
function days() {
  const now = Date.now(), left = (7 - new Date(now).getDay()) % 7, week = left > 1 ? left : left + 7;
  const day = (ahead) => new Date(now + ahead * DAY - new Date().getTimezoneOffset() * MINUTE).toISOString().slice(0, 10);
  for (const input of all("[data-due]")) {
    if (input.dataset.due) input.value = day(input.dataset.due === "week" ? week : Number(input.dataset.due));
    if (input.dataset.due === "week") $("span", input.parentNode).textContent = left > 1 ? say("End of week") : say("End of next week");
  }
}

function known(person) {
  me = person;
  const team = me.boutiques.flatMap((door) => door.team);
  $("[data-me]").value = me.person;
  $("#nobody").hidden = team.length > 0;
  if (me?.shut) $("#nobody").textContent = sentence(me.shut);
  if ($("#feedback") && !me.coaches) $("#feedback").remove();
  const fresh = me.boutiques.filter((door) => door.suggested && door.today === new Date().toLocaleDateString("sv"));
  if (!$("main").dataset.writer) {
    $("#suggested").replaceChildren(...fresh.map((door) => {
      const name = door.team.find((one) => one.id === door.suggested.id)?.name;
      return make("button", { type: "button", value: door.suggested.id, textContent: `${name}, ${door.suggested.reason}` });
    }));
    if (!form.associate.value && fresh.length) form.associate.value = fresh[0].suggested.id;
  }
  offerLists();
  usual();
}

// Without a better reason: the associate and product line of the visit before.
async function usual() {
  const last = await outbox.recall("last") ?? {};
  if (!form.associate.value && last.associate) form.associate.value = last.associate;
  if (form.associate.selectedIndex < 0) form.associate.value = "";
  if (!chosen().line && !lineChosen) for (const input of all("[name=product_line]")) if (input.value === last.product_line) input.checked = true;
  chose();
  show();
}

form.addEventListener("entry", ({ detail }) => {
  const { entry } = detail;
  if (!entry.associate) [detail.fault, detail.field] = [say("Choose the associate you watched."), form.associate];
  else if (!entry.marks) [detail.fault, detail.field] = [say("Mark at least one behaviour."), all("[name^=mark-]")[0]];
  if (!entry.action?.what) delete entry.action;
  if (entry.checklist !== "client-visit") delete entry.product_line;
  if (!form.elements.ended) return;
  const ended = Date.parse(entry.opened_at) - Number(entry.ended) * MINUTE;
  entry.ended_at = new Date(ended).toISOString();
  entry.started_at = new Date(ended - VISIT).toISOString(); // 15 minutes before its end
  delete entry.ended;
});
form.addEventListener("filling", ({ detail: entry }) => {
  listChosen = lineChosen = true;
  lay(entry.checklist);
  if (entry.ended_at) entry.ended ??= String(Math.round((Date.parse(entry.opened_at) - Date.parse(entry.ended_at)) / MINUTE) || 0);
});
form.addEventListener("filled", ({ detail: entry }) => {
  saved = "";
  if (!entry.action) for (const input of all("[data-due], [name='action.owner']")) input.checked = input.defaultChecked;
  chose();
  show();
});
form.addEventListener("kept", async ({ detail: entry }) => {
  saved = me?.coaches && entry.practice !== "yes" ? `/floor/coach?follows=${entry.id}&associate=${encodeURIComponent(entry.associate)}` : "#main";
  lineChosen = listChosen = false;
  form.version.value = current()?.version ?? entry.version; // a draft may have been of an earlier one
  const last = { associate: entry.associate, product_line: entry.product_line };
  form.associate.value = last.associate;
  await outbox.remember("last", last);
  if (location.search.includes("practice=1")) form.practice.checked = true;
  days();
  chose();
  show();
  scrollTo({ top: 0 });
});
form.addEventListener("input", (e) => {
  saved = "";
  if (e.target.name === "product_line") lineChosen = true;
  if (e.target.name === "associate") chose();
});
for (const name of ["input", "change"]) form.addEventListener(name, () => { words(); show(); });
form.addEventListener("click", (e) => {
  const link = e.target.closest("#checklists a"), turn = e.target.closest("#suggested button");
  if (link && me && !marked()) { e.preventDefault(); listChosen = true; lay(link.dataset.checklist); show(); }
  if (turn) { form.associate.value = turn.value; form.associate.dispatchEvent(new Event("input", { bubbles: true })); }
});
document.addEventListener("known", ({ detail }) => known(detail));
days();
show();
