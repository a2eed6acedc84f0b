// Warns while one types what may tell of a client. The rules are the house's own, as data; the house stays the authority:
// where a check is only done there, this one errs on the side of a warning, which never stops an entry for good.
let made, from;

const compiled = (rules) => from === rules ? made : (from = rules, made = rules.rules.flatMap((rule) => {
  try { return [{ ...rule, pattern: new RegExp(rule.source, rule.flags) }]; } catch { return []; } // an older browser
}));

// The warning for a note, or "". people: names of colleagues, which may be said.
export function looksLikeAClient(text, rules, people = []) {
  if (!rules?.rules || !text) return "";
  const flat = text.normalize("NFKC").replace(/\p{Cf}/gu, "").replace(/\p{Zs}/gu, " ");
  const staff = new Set(people.flatMap((name) => name.toLowerCase().split(/[\s-]+/)));
  const trade = rules.trade_set ??= new Set(rules.trade);
  for (const rule of compiled(rules)) {
    for (const match of flat.matchAll(rule.pattern)) {
      const found = match[1] ?? match[0], at = match.index + match[0].lastIndexOf(found);
      if (stands(rule.check, found, { flat, at, staff, trade, rules })) return `“${found.trim()}” ${rule.advice}.`;
    }
  }
  return "";
}

function stands(check, found, { flat, at, staff, trade, rules }) {
  if (check === "luhn") return luhn(found.replace(/\D/g, ""));
  if (check === "iban") return iban(found.replace(/[^A-Za-z0-9]/g, "").toUpperCase());
  if (check === "number") return phone(found, flat.slice(Math.max(0, at - 24), at), flat.slice(at + found.length, at + found.length + 12), rules);
  if (check === "title" || check === "cue") {
    const words = found.toLowerCase().split(/[\s-]+/).map((word) => word.replace(/['’]s$/, ""));
    return !words.every((word) => staff.has(word)) && !(check === "title" ? trade.has(words[0]) : words.every((word) => trade.has(word)));
  }
  return check !== "arabic" || !staff.has(found.toLowerCase());
}

function phone(found, before, after, rules) {
  const digits = found.replace(/\D/g, "").length;
  if (found.startsWith("+") && digits >= 7) return true;
  if (digits < 7 || digits > 15 || new RegExp(rules.a_date).test(found)) return false;
  return !new RegExp(rules.not_before, "i").test(after) && !new RegExp(rules.not_after, "i").test(before);
}

// ISO/IEC 7812
const luhn = (digits) => digits.length >= 13 && digits.length <= 19 && new Set(digits).size > 1
  && [...digits].reverse().reduce((sum, d, i) => sum + (i % 2 ? [0, 2, 4, 6, 8, 1, 3, 5, 7, 9][d] : +d), 0) % 10 === 0;

// ISO 13616, on every length an account may have
function iban(letters) {
  for (let length = Math.min(34, letters.length); length > 14; length--) {
    const turned = letters.slice(4, length) + letters.slice(0, 4);
    let rest = 0;
    for (const sign of turned) for (const digit of String(parseInt(sign, 36))) rest = (rest * 10 + +digit) % 97;
    if (rest === 1) return true;
  }
  return false;
}
