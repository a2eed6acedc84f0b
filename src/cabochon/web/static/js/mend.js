// "Needs attention": entries the house refused, each with its reason, to be mended or discarded by their writer. One that is
// sealed has no `entry` until the house has opened it again.
import { $, make } from "./form.js";
import { say, tongue } from "./say.js";

const CALLED = { // with a name, and without
  observation: [(name) => say("Observation of {name}", { name }), () => say("Observation")],
  coaching: [(name) => say("Coaching with {name}", { name }), () => say("Coaching")],
  praise: [(name) => say("Praise for {name}", { name }), () => say("Praise")],
  action: [(name) => say("Action for {name}", { name }), () => say("Action")],
  assignment: [(name) => say("Moment for {name}", { name }), () => say("Moment")],
  settling: [() => say("Decision")], feedback: [() => say("Answer")], contest: [() => say("Contest")],
  huddle: [() => say("Huddle")], focus: [() => say("Focus")], rating: [() => say("Calibration")],
  signal: [() => say("Signal")], steps: [() => say("Steps")], learning: [() => say("Module")], aid: [() => say("Job aid")],
};

// "Praise for Anna", as the bars call an entry.
export function called(entry, people) {
  const [named, bare = named] = CALLED[entry.kind ?? "observation"] ?? [() => say("Entry")], name = people.find((one) => one.id === entry.associate)?.name;
  return name ? named(name) : bare();
}

export function list(refused, people, { again, away }) {
  $("#attention").hidden = !refused.length;
  $("#attention ul").replaceChildren(...refused.map((one) => item(one, people, again, away)));
}

function item(one, people, again, away) {
  const when = one.entry && new Date(one.entry.opened_at).toLocaleString(tongue, { weekday: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const field = (one.pointer ?? "").replace(/^\//, "").replaceAll("/", ", ").replaceAll("_", " ");
  const button = (textContent, className, onclick) => make("button", { type: "button", className, textContent, onclick });
  return make("li", { className: "stack", dataset: { id: one.id } }, [
    make("p", {}, [make("strong", { textContent: one.entry ? `${called(one.entry, people)}, ${when}` : say("An entry of yours") })]),
    make("p", { textContent: wrong(field, one.reason) }),
    make("p", { className: "row" }, [
      ...(one.entry ? [button(say("Mend it"), "btn", () => again(one))] : []),
      button(say("Discard"), "btn plain", () => { if (confirm(say("Discard this entry? The house has not kept it."))) away(one); }),
    ]),
  ]);
}

// Fields as a reason names them; any other by its own name.
const FIELDS = {
  note: () => say("note"), text: () => say("text"), tip: () => say("tip"), phrase: () => say("phrase"), reason: () => say("reason"),
  positives: () => say("positives"), improvement: () => say("improvement"), "next time": () => say("next time"), "bright spot": () => say("bright spot"),
  associate: () => say("associate"), boutique: () => say("boutique"), behaviour: () => say("behaviour"), marks: () => say("marks"),
  action: () => say("action"), due: () => say("due date"), day: () => say("day"),
};

function wrong(code, reason) {
  const field = (FIELDS[code] ?? (() => code))();
  if (reason.startsWith("“")) return say("In the {field}, {reason}.", { field, reason });
  return field ? say("The {field} {reason}.", { field, reason }) : say("It {reason}.", { reason });
}
