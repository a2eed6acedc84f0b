// "Needs attention": entries the house refused, each with its reason, to be mended or discarded by their writer.
import { $, make } from "./form.js";

export function list(refused, people, { again, away }) {
  $("#attention").hidden = !refused.length;
  $("#attention ul").replaceChildren(...refused.map((one) => item(one, people, again, away)));
}

function item(one, people, again, away) {
  const name = people.find((person) => person.id === one.entry.associate)?.name ?? "An associate";
  const when = new Date(one.entry.opened_at).toLocaleString("en-GB", { weekday: "short", hour: "2-digit", minute: "2-digit" });
  const field = (one.pointer ?? "").replace(/^\//, "").replaceAll("/", ", ");
  const button = (textContent, className, onclick) => make("button", { type: "button", className, textContent, onclick });
  return make("li", { className: "stack", dataset: { id: one.id } }, [
    make("p", {}, [make("strong", { textContent: `${name}, ${when}` })]),
    make("p", { textContent: `${one.reason.startsWith("“") ? `In the ${field}, ` : field ? `The ${field} ` : "It "}${one.reason}.` }),
    make("p", { className: "row" }, [
      button("Mend it", "btn", () => again(one, field)),
      button("Discard", "btn plain", () => { if (confirm("Discard this observation? The house has not kept it.")) away(one); }),
    ]),
  ]);
}
