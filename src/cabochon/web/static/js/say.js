// What scripts say, in the page's language: the house puts the words of a module beside its tag. Without them, English.
const words = {};
for (const one of document.querySelectorAll("script[data-words]")) Object.assign(words, JSON.parse(one.textContent));
const lang = document.documentElement.lang || "en", rule = new Intl.PluralRules(lang);

// For dates and numbers of the browser's own: as the house writes them (languages/marks.py).
export const tongue = { en: "en-GB", ar: "ar-AE-u-nu-latn" }[lang] ?? lang;
export const decimal = (n, digits = 0) => new Intl.NumberFormat(tongue, { minimumFractionDigits: digits, maximumFractionDigits: digits, useGrouping: "always" }).format(n);
export const clock = (at = new Date()) => at.toLocaleTimeString(tongue, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

// say("Now {n} of {all}", { n, all }): write the sentence as it stands, so that ./run words finds it. Whole numbers are
// written as the language does; others are handed over written, by `decimal`.
export const say = (english, values = {}) => filled(words[english] ?? english, values);

// count(n, "{n} survey", "{n} surveys"): the plural is the language's own.
export function count(n, one, many, values = {}) {
  const own = words[many];
  return filled(own?.[rule.select(n)] ?? own?.other ?? (n === 1 ? one : many), { n, ...values });
}

// A reason that the house gave, as a sentence: of its own, or with the name of its field before it. In English many a reason
// goes on from that name; elsewhere the house has told it already, and the name stands before it as {name} {reason}. is written.
const PLACED = /^(is|are|was|has|does|should|lies|moves) /;
const stop = { ja: "。", zh: "。" }[lang] ?? ".";
export function sentence(reason, name = "") {
  const bare = reason.replace(/[.。]$/, "");
  if (name && (lang !== "en" || PLACED.test(reason))) return say("{name} {reason}.", { name, reason: bare });
  if (PLACED.test(reason)) return say("It {reason}.", { reason: bare });
  return bare && `${bare[0].toUpperCase()}${bare.slice(1)}${stop}`;
}

const filled = (text, values) => text.replace(/\{(\w+)\}/g, (place, name) => written(values[name] ?? place));
const written = (value) => Number.isInteger(value) ? decimal(value) : value;
