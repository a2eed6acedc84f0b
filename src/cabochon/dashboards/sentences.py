"""A statement as a sentence: "an associate completed Natural add-on prompt, 80 %". Pure; no name of anybody is told.

What is ours is told by its kind, whether or not it follows its template; anything else by its verb and its object, in
the words it brought. What cannot be read is left out, never guessed.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import unquote, urlsplit

from ..programme.playbook import BY_KEY
from ..retail.currencies import EXPONENTS

Json = Mapping[str, Any]
EXT = "https://w3id.org/xapi/cabochon/extensions"  # vocabulary.iris.EXT, which this room may not know
MOST = 80  # characters of a name that came with a statement
PSEUDONYMS, PEOPLE = "pseudonyms", ("people", "identities")
SOURCES = {"till": "the till", "survey": "the survey", "traffic": "the door counter", "counter": "the door counter",
           "floor": "the floor"}  # fmt: skip
LEARNT = {"launched": "opened", "answered": "answered", "completed": "completed", "passed": "passed",
          "failed": "did not pass yet", "took-on": "took on", "tried": "tried"}  # fmt: skip
SALES = {"void": "voided a receipt", "correction": "corrected a receipt", "deposit": "took a deposit",
         "even_exchange": "exchanged"}  # fmt: skip
_TIME = re.compile(r"P(?:(\d+)D)?T?(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:[.,]\d+)?S)?")


def sentence(statement: Json, *, kind: str, home: str, languages: Sequence[str] = ("en",), target: str = "") -> str:
    """One line about a checked statement, without its time and place.

    Args:
        kind: our kind's name, "" for any other. home: the instance's address.
        languages: of what it brought, the dearest first. target: the sentence of the statement it refers to, or "".
    """
    tell = _OURS.get(kind)
    if tell is not None:
        return tell(statement, home)
    return _other(statement, home, languages, target)


def short(iri: str) -> str:
    """The end of an address, as a reader would call it: ".../verbs/was-assigned" is "was assigned"."""
    parts = urlsplit(iri)
    tail = (parts.fragment or parts.path.rstrip("/").rpartition("/")[2] or parts.path or parts.netloc or iri).strip()
    return _trimmed(re.sub(r"[-_+\s]+", " ", unquote(tail)).strip() or iri)


def chosen(words: Any, languages: Sequence[str]) -> str:
    """The text of a language map in the dearest language it has, else in its first; "" when it has none."""
    if not isinstance(words, Mapping):
        return ""
    for wanted in languages:
        for tag, text in words.items():
            if isinstance(text, str) and text.strip() and tag.lower().split("-")[0] == wanted.lower().split("-")[0]:
                return _trimmed(text)
    return next((_trimmed(text) for text in words.values() if isinstance(text, str) and text.strip()), "")


def _observation(s: Json, home: str) -> str:
    marks = _result(s, "marks")
    practice = " in practice" if _context(s, "practice") is True else ""
    if not isinstance(marks, Mapping):
        return f"{_who(s.get('actor'), home)} was observed{practice}"
    yes, judged = sum(m == "yes" for m in marks.values()), sum(m != "not_applicable" for m in marks.values())
    return f"{_who(s.get('actor'), home)} was observed{practice}: {yes} of {judged} step{'' if judged == 1 else 's'}"


def _receipt(s: Json, home: str) -> str:
    lines, net = _result(s, "lines"), _result(s, "net")
    deed = SALES.get(str(_context(s, "sale-type")), "")
    if not deed:
        deed = "took back" if str(_at(s, "verb", "id")).endswith("/return") else "sold"
    counted = isinstance(lines, list) and lines and deed in ("sold", "took back", "exchanged")
    items = f" {_count(len(lines), 'item')}" if counted else ""
    return f"{_who(s.get('actor'), home)} {deed}{items}{_comma(_money(net))}"


def _survey(s: Json, home: str) -> str:
    score = _at(s, "result", "score")
    given = f" {_number(score.get('raw'))} of {_number(score.get('max'))}" if isinstance(score, Mapping) else ""
    about = "" if _page(s.get("actor"), home) == "sources" else f" with {_who(s.get('actor'), home)}"
    asked = _context(s, "question")
    return f"a client{about} answered{given}{_comma('' if asked in (None, 'satisfaction') else str(asked))}"


def _traffic(s: Json, _: str) -> str:
    entries, exits = _result(s, "entries"), _result(s, "exits")
    out = f", {_number(exits)} out" if exits else ""
    told = f" {_number(entries)} in{out}" if entries is not None else ""
    minutes = _seconds(_at(s, "result", "duration"))
    return f"the door counter counted{told}" + (f" within {_spell(minutes)}" if minutes else "")


def _coaching(s: Json, home: str) -> str:
    key = str(_at(s, "object", "id")).rpartition("/")[2]
    title = BY_KEY[key].title if key in BY_KEY else short(key) if key else ""
    on = f" on {title[:1].lower()}{title[1:]}" if title else ""
    practised = "practised" if _result(s, "practised") is True else ""
    return f"{_who(s.get('actor'), home)} was coached{on}{_comma(_took(s))}{_comma(practised)}"


def _learning(s: Json, home: str) -> str:
    verb, iri = short(str(_at(s, "verb", "id"))).replace(" ", "-"), str(_at(s, "object", "id"))
    module, _, item = iri.partition("/items/")
    deed = LEARNT.get(verb, verb.replace("-", " "))
    name = _capital(short(module))
    if item:
        return f"{_who(s.get('actor'), home)} {deed} {short(item)} in {name}{_comma(_outcome(s))}"
    return f"{_who(s.get('actor'), home)} {deed} {name}{_comma(_outcome(s))}{_comma(_took(s))}"


def _other(s: Json, home: str, languages: Sequence[str], target: str) -> str:
    verb, about, who = s.get("verb"), s.get("object"), _who(s.get("actor"), home)
    if str(_at(s, "verb", "id")).endswith("/verbs/voided") and _at(s, "object", "objectType") == "StatementRef":
        return f"{who} took back {f'“{target}”' if target else _numbered(about)}"
    said = chosen(_at(verb, "display"), languages) or short(str(_at(verb, "id") or "did"))
    return f"{who} {said} {_object(about, home, languages, target)}{_comma(_outcome(s))}{_comma(_took(s))}"


def _object(about: Any, home: str, languages: Sequence[str], target: str) -> str:
    match _at(about, "objectType"):
        case "StatementRef":
            return f"“{target}”" if target else _numbered(about)
        case "Agent" | "Group":
            return _who(about, home)
        case "SubStatement":
            return f"“{_other(about, home, languages, '')}”"
        case _:
            return chosen(_at(about, "definition", "name"), languages) or short(str(_at(about, "id") or ""))


def _numbered(ref: Any) -> str:
    return f"statement {str(_at(ref, 'id') or '')[:8]}"


def _who(agent: Any, home: str) -> str:
    """Who it is about, by what they are: a pseudonym is told, a name never."""
    page, name = _page(agent, home), str(_at(agent, "account", "name") or "")
    if page == PSEUDONYMS:
        return f"learner {name}"
    if page in PEOPLE:
        return "an associate"
    if page == "sources":
        return SOURCES.get(name.partition(":")[0], "a source")
    if page == "launch-checks":
        return "the test learner"
    if page in ("accounts", "keys"):
        return "an account" if page == "accounts" else "a program"
    members = _at(agent, "member")
    if _at(agent, "objectType") == "Group":
        return f"a group of {len(members)}" if isinstance(members, list) and members else "a group"
    return "a learner"


def _page(agent: Any, home: str) -> str:
    """Which of the house's own pages an account is of, "" when it is a stranger's."""
    where = str(_at(agent, "account", "homePage") or "")
    return where[len(home) + 1 :].partition("/")[0] if where.startswith(f"{home}/") else ""


def _outcome(s: Json) -> str:
    """What came of it: the score, and what no score says."""
    result = s.get("result")
    if not isinstance(result, Mapping):
        return ""
    score, found = result.get("score"), []
    if isinstance(score, Mapping):
        if isinstance(scaled := score.get("scaled"), int | float):
            found.append(f"{scaled * 100:.0f} %")
        elif score.get("raw") is not None:
            of = f" of {_number(score['max'])}" if score.get("max") is not None else ""
            found.append(f"{_number(score['raw'])}{of}")
    verb = str(_at(s, "verb", "id"))
    if isinstance(won := result.get("success"), bool) and not verb.endswith(("/passed", "/failed")):
        right = ("right", "wrong") if verb.endswith("/answered") else ("passed", "not passed")
        found.append(right[0] if won else right[1])
    return ", ".join(found)


def _took(s: Json) -> str:
    seconds = _seconds(_at(s, "result", "duration"))
    return _spell(seconds) if seconds else ""


def _seconds(text: Any) -> int:
    found = _TIME.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        return 0
    days, hours, minutes, seconds = (int(one or 0) for one in found.groups())
    return ((days * 24 + hours) * 60 + minutes) * 60 + seconds


def _spell(seconds: int) -> str:
    if seconds < 60:
        return f"{seconds} s"
    if seconds < 2 * 3600:
        return f"{round(seconds / 60)} min"
    return f"{seconds // 3600} h {seconds % 3600 // 60:02} min" if seconds < 48 * 3600 else f"{seconds // 86400} days"


def _money(net: Any) -> str:
    amount, currency = _at(net, "amount"), str(_at(net, "currency") or "")
    if not isinstance(amount, int) or isinstance(amount, bool) or currency not in EXPONENTS:
        return ""
    decimals = EXPONENTS[currency]
    return f"{currency} {amount / 10**decimals:,.{decimals}f}"


def _result(s: Json, name: str) -> Any:
    return _at(s, "result", "extensions", f"{EXT}/{name}")


def _context(s: Json, name: str) -> Any:
    return _at(s, "context", "extensions", f"{EXT}/{name}")


def _at(tree: Any, *path: str) -> Any:
    for step in path:
        if not isinstance(tree, Mapping):
            return None
        tree = tree.get(step)
    return tree


def _count(n: int, what: str) -> str:
    return f"{n} {what}{'' if n == 1 else 's'}"


def _comma(text: str) -> str:
    return f", {text}" if text else ""


def _number(value: Any) -> str:
    return f"{value:g}" if isinstance(value, int | float) and not isinstance(value, bool) else "–"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _trimmed(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= MOST else text[: MOST - 1].rstrip() + "…"


_OURS: dict[str, Callable[[Json, str], str]] = {
    "observation": _observation, "receipt": _receipt, "survey": _survey, "traffic": _traffic, "coaching": _coaching,
    "learning": _learning,
}  # fmt: skip
