// What scripts say, in the page's language: the house puts the words of a module beside its tag. Without them, English.
const words = {};
for (const one of document.querySelectorAll("script[data-words]")) Object.assign(words, JSON.parse(one.textContent));
const rule = new Intl.PluralRules(document.documentElement.lang || "en");

// say("Now {n} of {all}", { n, all }): write the sentence as it stands, so that ./run words finds it.
export const say = (english, values = {}) => filled(words[english] ?? english, values);

// count(n, "{n} survey", "{n} surveys"): the plural is the language's own.
export function count(n, one, many, values = {}) {
  const own = words[many];
  return filled(own?.[rule.select(n)] ?? own?.other ?? (n === 1 ? one : many), { n, ...values });
}

// For dates and numbers of the browser's own: as the house writes them.
const lang = document.documentElement.lang || "en";
export const tongue = { en: "en-GB", ar: "ar-AE" }[lang] ?? lang;

const filled = (text, values) => text.replace(/\{(\w+)\}/g, (place, name) => values[name] ?? place);
