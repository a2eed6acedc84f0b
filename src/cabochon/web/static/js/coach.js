// Forms of coaching and praise: what belongs together stays in step. All of it works without, only less handily.
import { make } from "./form.js";
import { just } from "./outbox.js";
import { say } from "./say.js";

const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const typed = (input) => input.matches("input:not([type=radio], [type=checkbox]), textarea");

// A tap or own words, not both.
for (const group of all("[data-either]")) {
  group.addEventListener("input", (e) => {
    for (const one of all("input, select", group)) {
      if (one === e.target || one.name !== e.target.name || !e.target.value) continue;
      if (one.type !== "radio") one.value = "";
      else if (typed(e.target)) one.checked = false;
    }
  });
}

// A behaviour or a result.
addEventListener("change", (e) => {
  const side = e.target.closest?.("[data-one]"), form = e.target.form;
  if (side && e.target.checked) for (const one of all(`[data-one]:not([data-one=${side.dataset.one}]) :checked`, form)) one.checked = false;
});

// The suggested line goes with the behaviour until it is edited.
const on = document.querySelector("#behaviour"), next = document.querySelector("#next");
let suggested = next?.value;
on?.addEventListener("change", () => {
  if (next.value && next.value !== suggested) return;
  next.value = suggested = on.selectedOptions[0]?.dataset.next ?? "";
});

// An observation that is still on the phone: what was marked yes in it, as chips; and what was not, as what it is about.
async function seen() {
  const form = on?.form, id = form?.elements.follows?.value;
  if (!id || form.querySelector(".chips [name='positives[]']")) return;
  const kept = await just(), marks = (kept?.id === id && kept.entry.marks) || {};
  const steps = all("option", on).filter((one) => one.value), missed = steps.find((one) => ["not_yet", "partly"].includes(marks[one.value]));
  const well = steps.filter((one) => marks[one.value] === "yes").map((one) => one.dataset.seen);
  if (well.length) form.querySelector("[data-most] legend").after(make("div", { className: "chips" }, well.map((value, i) =>
    make("label", {}, [make("input", { type: "checkbox", name: "positives[]", value, checked: i < 2 }), form.querySelector("svg.tick").cloneNode(true), value]))));
  if (missed && (!on.value || marks[on.value] === "yes")) { on.value = missed.value; on.dispatchEvent(new Event("change", { bubbles: true })); }
}
seen();

// The reason and the days it was found on.
const picked = document.querySelector("[data-picked]");
const day = (back) => { const d = new Date(); d.setDate(d.getDate() - back); return d.toLocaleDateString("en-CA"); };
const weekday = (new Date().getDay() + 6) % 7; // Monday is 0; see retail/picking.py for these days
const usual = { low_rate: [28, 1], not_seen: [weekday > 1 ? weekday : weekday + 7, 0], asked: [0, 0] };
const days = () => {
  const { dataset, value } = picked.selectedOptions[0], [from, to] = !dataset.since && usual[value] ? usual[value].map(day) : [];
  const since = dataset.since || (from ?? ""), until = dataset.until || (to ?? "");
  picked.form.elements.picked_since.value = since;
  picked.form.elements.picked_until.value = until;
  document.querySelector("[data-why]").textContent = picked.selectedOptions[0].textContent.replace(/^./, (c) => c.toLowerCase());
};
picked?.addEventListener("change", days);

// The page without a network: whom and what it was opened for stands in the address.
addEventListener("known", () => {
  const asked = new URLSearchParams(location.search), form = document.querySelector(".coach, [data-praise]");
  const team = form?.querySelector("select[data-team]");
  if (!team) return;
  for (const name of ["associate", "follows"]) if (form.elements[name] && asked.get(name)) form.elements[name].value = asked.get(name);
  if (form.elements.due && !form.elements.due.value) form.elements.due.value = day(-5);
  seen();
  if (picked && all("option", picked).some((one) => one.value === asked.get("picked"))) { picked.value = asked.get("picked"); days(); }
});
addEventListener("filled", () => picked?.selectedOptions.length && days());

addEventListener("entry", ({ target: form, detail }) => {
  const { entry } = detail, stop = (text, name) => { detail.fault = text; detail.field = all(`[name="${name}"]`, form)[0]; };
  if (form.matches(".coach")) {
    if (entry.form !== "shadowing") delete entry.coach;
    if (!entry.action) { delete entry.due; delete entry.owner; }
    if (entry.positives?.length > 2) stop(say("Choose two things that went well; the third can wait."), "positives[]");
    else if (!entry.positives?.length) stop(say("Name at least one thing that went well."), "positives[]");
  }
  if (form.matches("[data-praise]")) {
    if (!entry.associate) stop(say("Choose whom you praise."), "associate");
    else if (!entry.behaviour && !entry.result) stop(say("Choose what it is for."), "behaviour");
  }
  if (form.matches("[data-step]")) {
    if (entry.what !== "took_on") delete entry.due;
    if (entry.what !== "dropped") delete entry.text;
    if (entry.what === "took_on" && !entry.due) stop(say("Choose the new day."), "due");
    if (entry.what === "dropped" && !entry.text) stop(say("Say in a line why it is dropped; both read it."), "text");
  }
});
