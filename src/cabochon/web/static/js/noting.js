// Shows beside a field which of its words may tell of a client, and what to write instead, at a tap.
import { make } from "./form.js";
import { findings, known, languageOf, load } from "./notes.js";
import { say, sentence } from "./say.js";

const SECONDS = 1.5; // a save waits that long for the rules, then the house decides alone

// What a finding looks like and what to write instead: as ADVICE of privacy/notes.py says it.
const LIKE = {
  email: (words) => say("{words} looks like an e-mail address; leave it in the client book and describe what you saw", { words }),
  phone: (words) => say("{words} looks like a client's phone number; describe what you saw instead, as in 'asked to be called back'", { words }),
  card: (words) => say("{words} looks like a card number; take it out, it may be kept nowhere", { words }),
  iban: (words) => say("{words} looks like a bank account; take it out", { words }),
  address: (words) => say("{words} looks like a link to a person's page; describe what you saw instead", { words }),
  handle: (words) => say("{words} looks like somebody's account name; describe what you saw instead", { words }),
  name: (words) => say("{words} looks like a client's name; say 'the client', 'a couple', 'her husband' instead", { words }),
};

// The rules, before what was typed is saved; at once where they are there, or nothing was typed.
export const judged = (inputs) => known() || !inputs.some((one) => one.value.trim()) ? null
  : Promise.race([load(), new Promise((late) => setTimeout(late, SECONDS * 1000))]);

// How many findings there are, shown in `place`. may: {staff, words}; again: called once the rules have come.
export function doubt(input, place, may, again) {
  const rules = known(), text = input.value;
  if (!rules && text) load().then(() => known() && again());
  const found = rules && text ? findings(text, rules, may) : [];
  const shown = found.length ? JSON.stringify([text, found]) : "";
  if (place.dataset.shown !== shown) {
    place.dataset.shown = shown;
    place.replaceChildren(...(found.length ? [told(text, found), ...found.map((one) => instead(input, text, one, rules))] : []));
  }
  place.hidden = !found.length;
  return found.length;
}

// The text with its words marked, then what they look like: read out as one.
function told(text, found) {
  const marked = [];
  let at = 0;
  for (const one of found) {
    marked.push(text.slice(at, one.start), make("mark", { textContent: text.slice(one.start, one.end) }));
    at = one.end;
  }
  const kinds = [...new Set(found.map((one) => one.kind))].map((kind) => {
    const said = [...new Set(found.filter((one) => one.kind === kind).map((one) => `“${text.slice(one.start, one.end).trim()}”`))];
    return make("span", { textContent: `${sentence(LIKE[kind](said.join(", ")))} ` });
  });
  return make("div", { role: "status" }, [make("p", { className: "as-written", dir: "auto" }, [...marked, text.slice(at)]), make("p", {}, kinds)]);
}

function instead(input, text, one, rules) {
  const word = text.slice(one.start, one.end).trim(), offers = one.kind === "name" ? rules.offers[languageOf(text, rules)] : [];
  const first = !text.slice(0, one.from).trim() || /[.!?]\s*$/.test(text.slice(0, one.from));
  const put = (words) => {
    const before = text.slice(0, one.from), after = text.slice(one.to);
    input.value = words ? before + words + after : (before.trimEnd() + " " + after.trimStart()).trim();
    input.dispatchEvent(new Event("input", { bubbles: true }));
    input.focus();
    if (words) input.setSelectionRange(one.from + words.length, one.from + words.length);
  };
  const button = (textContent, words) => {
    const made = make("button", { type: "button", className: "btn", textContent, dir: "auto" });
    made.addEventListener("click", () => put(words));
    return made;
  };
  return make("div", { className: "row instead", role: "group", ariaLabel: say("Instead of {word}", { word }) }, [
    make("span", { textContent: `${word} →`, dir: "auto" }),
    ...offers.map((words) => button(words, first ? words[0].toUpperCase() + words.slice(1) : words)), button(say("Take it out"), ""),
  ]);
}
