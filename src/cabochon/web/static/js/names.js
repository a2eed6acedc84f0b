// Names of people in Latin letters, by lists and by what stands beside them: the same steps as privacy/note_people.py.
const made = new WeakMap();

function ready(data) {
  if (made.has(data)) return made.get(data);
  const lists = Object.fromEntries(Object.entries(data.lists).map(([name, words]) => [name, new Set(words.split(" "))]));
  const know = {
    ...lists, word: new RegExp(data.word, "g"), elided: new RegExp(data.elided, "i"), own: new RegExp(data.own, "i"),
    covers: [data.phrases, data.streets, data.town].map((one) => new RegExp(one, "gi")),
    between: new RegExp(data.between), ending: new RegExp(data.ending), acts: new Set(data.acts),
    no_person: new RegExp(data.no_person), done: new RegExp(data.done),
  };
  know.listed = (word) => know.given.has(word) || know.names.has(word);
  made.set(data, know);
  return know;
}

// Places [start, end] of names in a folded text. staff, words, trade: sets of lower-case words.
export function people(text, data, staff, words, trade) {
  const know = ready(data), sayable = (word) => trade.has(word) || words.has(word);
  const tokens = read(text, know, staff, sayable), found = [];
  const german = tokens.some((one) => know.german.has(one.low)) || /[äöüß]/.test(text);
  const joined = (one, other) => {
    const between = text.slice(one.end + 2 * one.own, other.start);
    return between.length <= 4 && know.between.test(between);
  };
  const told = tokens.map((_, i) => tells(tokens, i, { know, joined, german, trade }));
  for (let i = 0; i < tokens.length;) {
    if (!told[i]) { i++; continue; }
    let last = i, j = i + 1;
    while (j < tokens.length && j - last < 3 && joined(tokens[j - 1], tokens[j])) {
      if (tokens[j].capital && (told[j] || goesOn(tokens[j], know, german))) last = j++;
      else if (know.particles.has(tokens[j].low)) j++;
      else break;
    }
    if (i && tokens[i - 1].title && !tokens[i - 1].covered && text.slice(tokens[i - 1].end, tokens[i].start) === "-") i--;
    found.push([tokens[i].start, tokens[last].end]);
    i = last + 1;
  }
  return found;
}

function goesOn(one, know, german) {
  if (one.covered || know.subjects.has(one.low)) return false;
  return one.kind === "name" || one.kind === "both" || one.kind === "" && one.title && !german;
}

function read(text, know, staff, sayable) {
  const covered = new Uint8Array(text.length), tokens = [];
  for (const pattern of know.covers) for (const one of text.matchAll(pattern)) covered.fill(1, one.index, one.index + one[0].length);
  for (const match of text.matchAll(know.word)) {
    let start = match.index, word = match[0], end = start + word.length;
    const elided = know.elided.exec(word);
    if (elided) { start += elided[0].length; word = word.slice(elided[0].length); }
    const own = know.own.test(word);
    if (own) { end -= 2; word = word.slice(0, -2); }
    if (!word) continue;
    const rest = word.slice(1), low = word.toLowerCase();
    const capital = word[0] !== word[0].toLowerCase() && !(word.length > 1 && word.length < 4 && word === word.toUpperCase());
    const title = capital && word.length > 2 && rest === rest.toLowerCase() && rest !== rest.toUpperCase();
    tokens.push({ start, end, low, capital, title, own: +own, covered: covered[start], kind: kindOf(low, know, staff, sayable) });
  }
  return tokens;
}

function kindOf(low, know, staff, sayable) {
  if (staff.has(low)) return "staff";
  if (know.listed(low)) return know.both.has(low) || sayable(low) ? "both" : "name";
  if (sayable(low)) return "trade";
  return low.length >= 6 && !know.never.has(low) && know.ending.test(low) ? "name" : "";
}

// Does this word name a person, by itself or by its neighbours?
function tells(tokens, i, { know, joined, german, trade }) {
  const one = tokens[i];
  if (one.covered || one.kind === "staff" || one.kind === "trade") return false;
  const before = i && joined(tokens[i - 1], one) ? tokens[i - 1] : null;
  const after = i + 1 < tokens.length && joined(one, tokens[i + 1]) ? tokens[i + 1] : null;
  const then = after && i + 2 < tokens.length && joined(after, tokens[i + 2]) ? tokens[i + 2] : null;
  const does = acts(one, after, then, know, trade), beside = before && know.with.has(before.low) && !know.and.has(before.low);
  if (one.kind === "name") return one.capital || know.given.has(one.low) && one.low.length > 3 && (does || Boolean(beside));
  if (one.capital && before?.low === "the" && one.low.endsWith("s")) {
    const single = one.low.slice(0, -1);
    if (know.listed(single) && !know.both.has(single)) return true;
  }
  if (!one.capital || know.never.has(one.low)) return false;
  if (one.kind === "both") {
    if (does || one.own && after && know.relations.has(after.low)) return true;
    const plain = (other) => other && other.kind === "name" && other.capital && !other.covered;
    for (const [near, far] of [[before, i > 1 ? tokens[i - 2] : null], [after, then]]) {
      if (plain(near) || near && know.and.has(near.low) && plain(far)) return true;
    }
    if (after && then && know.and.has(after.low) && know.whose.has(then.low)) return true;
    if (!before || trade.has(one.low)) return false;
    return know.clients.has(before.low) || !know.nouns.has(one.low) && beside;
  }
  if (!one.title || know.subjects.has(one.low) || know.verbs.has(one.low) || know.no_person.test(one.low)) return false;
  if (before && know.clients.has(before.low) && (!german || ["familie", "ehepaar"].includes(before.low))) return true;
  return !german && does && !(after && (know.aux.has(after.low) || after.low.length < 3));
}

// Does a verb follow that is said of people?
function acts(one, after, then, know, trade) {
  if (!after || after.capital) return false;
  if (know.acts.has(after.low) && then && know.past.has(then.low)) return true;
  if (know.clitics.has(after.low) && then && know.verbs.has(then.low) && !know.aux.has(then.low)) return true;
  if (after.low === "a") return Boolean(then) && know.done.test(then.low); // French: she has; English: a ring
  return know.verbs.has(after.low) && (!know.aux.has(after.low) || !(trade.has(one.low) || know.nouns.has(one.low)));
}
