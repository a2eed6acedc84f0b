// Finds what may tell of a client while one types, by the house's own rules as data: the same steps as privacy/notes.py.
// The house stays the authority. The rules and the lists of names (note-rules.json) come when one begins to type.
import { people } from "./names.js";

let asked, made;

// The rules, fetched once; undefined until then, and where they cannot be had.
export const known = () => made;
export function load() {
  return asked ??= fetch(new URL("../data/note-rules.json", import.meta.url)).then((answer) => answer.json())
    .then((rules) => made = ready(rules)).catch(() => { asked = undefined; });
}

export function ready(rules) {
  const each = (source, flags) => new RegExp(source, flags);
  return {
    ...rules, trade: new Set(rules.trade), shop: new Set(rules.shop), both: new Set(rules.both), titles: new Set(rules.titles),
    clients: new Set(rules.clients), lands: new Map(rules.ibans), rules: rules.rules.map((rule) => ({ ...rule, pattern: each(rule.source, rule.flags) })),
    after_no: each(rules.not_after, "i"), before_no: each(rules.not_before, "i"), no_number: each(rules.no_number),
  };
}

// What in the text tells of a client, by place: {kind, start, end, from, to, advice, language}. people: names of colleagues,
// words: of the catalogue. from to to: with its title, which goes when other words are put there.
export function findings(text, rules, { staff = [], words = [] } = {}) {
  const [flat, places] = folded(text), taken = new Uint8Array(text.length), found = [];
  const known = split(staff), more = split(words);
  const has = (word) => rules.trade.has(word) || more.has(word);
  const keep = (kind, start, end, from, to) => {
    const first = places[start], last = end < places.length ? upTo(text, places[end - 1]) : upTo(text, places.at(-1));
    if (taken.subarray(first, last).some(Boolean)) return;
    taken.fill(1, first, last);
    found.push({ kind, start: first, end: last, from: places[from], to: upTo(text, places[to - 1]), advice: rules.advice[kind] });
  };
  for (const rule of rules.rules) for (const span of spans(rule, flat, known, has, rules)) keep(rule.kind, ...span);
  for (const [start, end] of people(flat, rules.people, known, more, rules.trade)) keep("name", start, end, start, end);
  return found.sort((a, b) => a.start - b.start);
}

// Of which language are these words? By its little words, or its script.
export function languageOf(text, rules) {
  if (/[\u3041-\u30ff]/.test(text)) return "ja";
  if (/[\u4e00-\u9fff]/.test(text)) return "zh";
  if (/[\u0621-\u064a]/.test(text)) return "ar";
  const words = text.toLowerCase().match(/[a-zà-öø-ÿāăąćčďđēęěğīİıłńňőœřśşšťůűźżž]+/g) ?? [];
  const score = Object.entries(rules.little).map(([language, little]) => [words.filter((word) => little.includes(word)).length, language]);
  const [best, language] = score.sort((a, b) => b[0] - a[0])[0];
  return best ? language : "en";
}

const upTo = (text, place) => place + (text.codePointAt(place) > 0xffff ? 2 : 1);
const split = (names) => new Set([...names].flatMap((name) => name.toLowerCase().split(/[\s-]+/)).filter(Boolean));

// Digits and signs of other scripts in ASCII, nothing invisible; and where each was.
function folded(text) {
  let flat = "", at = 0;
  const places = [];
  for (const sign of text) {
    for (const one of fold(sign)) { flat += one; places.push(at); }
    at += sign.length;
  }
  return [flat, places];
}

function fold(sign) {
  if (sign <= "\x7f") return sign;
  if (/^\p{Nd}$/u.test(sign)) {
    let back = 0;
    for (let code = sign.codePointAt(0); /^\p{Nd}$/u.test(String.fromCodePoint(code - 1)); code--) back++;
    return String(back % 10);
  }
  const code = sign.codePointAt(0);
  if (/^\p{Cf}$/u.test(sign) || code >= 0x300 && code < 0x370 || code >= 0x64b && code < 0x653 || sign === "ـ") return "";
  if (/^\p{Zs}$/u.test(sign)) return " ";
  if (/^\p{Pd}$/u.test(sign)) return "-";
  const plain = sign.normalize("NFKC");
  const one = [...plain].length === 1 ? plain : sign;
  return one.length === 1 ? [one] : [one[0]]; // beyond the first plane: no rule speaks of it
}

function* spans(rule, flat, staff, has, rules) {
  for (const match of flat.matchAll(rule.pattern)) {
    const found = match[1] ?? match[0], whole = match.index + match[0].length;
    const start = match[1] === undefined ? match.index : match.indices ? match.indices[1][0] : match.index + match[0].lastIndexOf(found), end = start + found.length;
    if (rule.check === "luhn" || rule.check === "iban") {
      for (const [a, b] of (rule.check === "luhn" ? cards : accounts)(flat, start, end, rules)) yield [a, b, a, b];
      continue;
    }
    if (rule.check === "number" && !phone(flat, start, end, rules)) continue;
    if (rule.check === "honoured" && (rules.clients.has(found) || rules.endings.some((one) => found.endsWith(one)))) continue;
    if (rule.check === "han" && [...found.slice(1)].some((sign) => rules.no_given.includes(sign))) continue;
    if (["honoured", "han", "listed", "arabic"].includes(rule.check) && staff.has(found.toLowerCase())) continue;
    if ((rule.check === "title" || rule.check === "cue") && sayable(flat, match, found, end, rule.check, staff, has, rules)) continue;
    yield ["title", "honoured", "han"].includes(rule.check) ? [start, end, match.index, whole] : [start, end, start, end];
  }
}

// A colleague; after a cue a word of the trade; after a title one only where models bear that title.
function sayable(flat, match, found, end, check, staff, has, rules) {
  const words = found.toLowerCase().split(/[\s-]+/).map((word) => word.replace(/['’]s$/, ""));
  if (words.every((word) => staff.has(word)) || rules.shop.has(words[0])) return true;
  const title = flat.slice(match.index, end - found.length).replace(/^[ .]+|[ .]+$/g, "").toLowerCase();
  if (rules.titles.has(title) || check === "title") return rules.titles.has(title) && has(words[0]);
  const after = /^[\s-]+([\p{L}\p{N}_]{1,20})/u.exec(flat.slice(end, end + 24));
  const alone = words.length === 1 && rules.both.has(words[0]) && !(after && has(after[1].toLowerCase()));
  return !alone && words.every(has);
}

function phone(flat, start, end, rules) {
  const digits = flat.slice(start, end).replace(/[^0-9]/g, "").length;
  if (flat[start] === "+" && digits >= 7) return true;
  if (digits < 7 || digits > 15 || rules.no_number.test(flat.slice(start, end)) || rules.before_no.test(flat.slice(end, end + 12))) return false;
  return !rules.after_no.test(flat.slice(Math.max(0, start - 24), start));
}

// Runs of 13 to 19 digits that begin and end with a group and pass ISO/IEC 7812; shorter ones are EANs.
function* cards(flat, start, end) {
  const groups = [...flat.slice(start, end).matchAll(/[0-9]+/g)].map((one) => [start + one.index, start + one.index + one[0].length]);
  let taken = start;
  for (let i = 0; i < groups.length; i++) {
    const first = groups[i][0];
    let digits = "";
    for (const [begin, last] of groups.slice(i)) {
      digits += flat.slice(begin, last);
      if (digits.length > 19 || first < taken) break;
      if (digits.length >= 13 && (digits.length > 14 || "34".includes(digits[0])) && luhn(digits)) { taken = last; yield [first, last]; }
      if (last - begin < 3) break;
    }
  }
}

const luhn = (digits) => new Set(digits).size > 1
  && [...digits].reverse().reduce((sum, d, i) => sum + (i % 2 ? [0, 2, 4, 6, 8, 1, 3, 5, 7, 9][d] : +d), 0) % 10 === 0;

// As long as its country's are, ending where a word ends; elsewhere by its check digits (ISO 13616).
function* accounts(flat, start, end, rules) {
  const word = /[\p{L}\p{N}]/u, places = [];
  for (let at = start; at < end; at++) if (word.test(flat[at])) places.push(at);
  const letters = places.map((at) => flat[at].toUpperCase()).join(""), known = rules.lands.get(letters.slice(0, 2));
  const lengths = known ? [known] : Array.from({ length: Math.max(0, Math.min(34, places.length) - 14) }, (_, i) => Math.min(34, places.length) - i);
  for (const length of lengths) {
    if (length > places.length) continue;
    const last = places[length - 1] + 1, ends = last >= flat.length || !word.test(flat[last]);
    const digits = letters.slice(0, length).replace(/[^0-9]/g, "").length;
    if (ends && digits >= 10 && (known || mod97(letters.slice(0, length)))) { yield [start, last]; return; }
  }
}

function mod97(letters) {
  const turned = letters.slice(4) + letters.slice(0, 4);
  let rest = 0;
  for (const sign of turned) for (const digit of String(parseInt(sign, 36))) rest = (rest * 10 + +digit) % 97;
  return rest === 1;
}
