// "Needs attention": entries the house refused, each with its reason, to be mended or discarded by their writer. One that is
// sealed has no `entry` until the house has opened it again.
import { $, make } from "./form.js";

const CALLED = {
  observation: "Observation of", coaching: "Coaching with", praise: "Praise for", action: "Action for", assignment: "Moment for",
  settling: "Decision", feedback: "Answer", contest: "Contest", huddle: "Huddle", focus: "Focus", rating: "Calibration",
  signal: "Signal", steps: "Steps", learning: "Module", aid: "Job aid",
};

// "Praise for Anna", as the bars call an entry.
export function called(entry, people) {
  const words = CALLED[entry.kind ?? "observation"] ?? "Entry", name = people.find((one) => one.id === entry.associate)?.name;
  return / (of|with|for)$/.test(words) ? name ? `${words} ${name}` : words.split(" ")[0] : words;
}

export function list(refused, people, { again, away }) {
  $("#attention").hidden = !refused.length;
  $("#attention ul").replaceChildren(...refused.map((one) => item(one, people, again, away)));
}

function item(one, people, again, away) {
  const when = one.entry && new Date(one.entry.opened_at).toLocaleString("en-GB", { weekday: "short", hour: "2-digit", minute: "2-digit" });
  const field = (one.pointer ?? "").replace(/^\//, "").replaceAll("/", ", ").replaceAll("_", " ");
  const button = (textContent, className, onclick) => make("button", { type: "button", className, textContent, onclick });
  return make("li", { className: "stack", dataset: { id: one.id } }, [
    make("p", {}, [make("strong", { textContent: one.entry ? `${called(one.entry, people)}, ${when}` : "An entry of yours" })]),
    make("p", { textContent: `${one.reason.startsWith("“") ? `In the ${field}, ` : field ? `The ${field} ` : "It "}${one.reason}.` }),
    make("p", { className: "row" }, [
      ...(one.entry ? [button("Mend it", "btn", () => again(one))] : []),
      button("Discard", "btn plain", () => { if (confirm("Discard this entry? The house has not kept it.")) away(one); }),
    ]),
  ]);
}
