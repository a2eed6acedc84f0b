"""A statement as a sentence: "an associate completed Natural add-on prompt, 80 %". Pure; no name of anybody is told.

What is ours is told by its kind, whether or not it follows its template; anything else by its verb and its object, in
the words it brought. What cannot be read is left out, never guessed.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import unquote, urlsplit

from ..languages import count, decimal, mark, money, say, whole
from ..programme.playbook import BY_KEY
from ..retail.currencies import EXPONENTS
from .threads import lower

Json = Mapping[str, Any]
EXT = "https://w3id.org/xapi/cabochon/extensions"  # vocabulary.iris.EXT, which this room may not know
MOST = 80  # characters of a name that came with a statement
PSEUDONYMS, PEOPLE = "pseudonyms", ("people", "identities")
SOURCES = mark({"till": "the till", "survey": "the survey", "traffic": "the door counter",
                "counter": "the door counter", "floor": "the floor"})  # fmt: skip
LEARNT = mark({"launched": "{who} opened {what}", "answered": "{who} answered {what}",
               "completed": "{who} completed {what}", "passed": "{who} passed {what}",
               "failed": "{who} did not pass yet {what}", "took-on": "{who} took on {what}",
               "tried": "{who} tried {what}"})  # fmt: skip
SALES = mark({"void": "{who} voided a receipt", "correction": "{who} corrected a receipt",
              "deposit": "{who} took a deposit"})  # fmt: skip
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
    marks, who = _result(s, "marks"), _who(s.get("actor"), home)
    practice = _context(s, "practice") is True
    if not isinstance(marks, Mapping):
        return say("{who} was observed in practice", who=who) if practice else say("{who} was observed", who=who)
    yes, judged = sum(m == "yes" for m in marks.values()), sum(m != "not_applicable" for m in marks.values())
    if practice:
        return count(judged, "{who} was observed in practice: {yes} of {n} step",
                     "{who} was observed in practice: {yes} of {n} steps", who=who, yes=whole(yes))  # fmt: skip
    return count(judged, "{who} was observed: {yes} of {n} step", "{who} was observed: {yes} of {n} steps",
                 who=who, yes=whole(yes))  # fmt: skip


def _receipt(s: Json, home: str) -> str:
    return _also(_sale(s, _who(s.get("actor"), home)), _money(_result(s, "net")))


def _sale(s: Json, who: str) -> str:
    lines, kind = _result(s, "lines"), str(_context(s, "sale-type"))
    n = len(lines) if isinstance(lines, list) else 0
    if kind in SALES:
        return say(SALES[kind], who=who)
    if kind == "even_exchange":
        return count(n, "{who} exchanged {n} item", "{who} exchanged {n} items", who=who) if n else say(
            "{who} exchanged", who=who)  # fmt: skip
    if str(_at(s, "verb", "id")).endswith("/return"):
        return count(n, "{who} took back {n} item", "{who} took back {n} items", who=who) if n else say(
            "{who} took back", who=who)  # fmt: skip
    return count(n, "{who} sold {n} item", "{who} sold {n} items", who=who) if n else say("{who} sold", who=who)


def _survey(s: Json, home: str) -> str:
    score, asked = _at(s, "result", "score"), _context(s, "question")
    who = "" if _page(s.get("actor"), home) == "sources" else _who(s.get("actor"), home)
    if isinstance(score, Mapping):
        given, most = _number(score.get("raw")), _number(score.get("max"))
        said = (
            say("a client with {who} answered {score} of {most}", who=who, score=given, most=most)
            if who
            else say("a client answered {score} of {most}", score=given, most=most)
        )
    else:
        said = say("a client with {who} answered", who=who) if who else say("a client answered")
    return _also(said, "" if asked in (None, "satisfaction") else str(asked))


def _traffic(s: Json, _: str) -> str:
    entries, exits = _result(s, "entries"), _result(s, "exits")
    if entries is None:
        said = say("the door counter counted")
    elif exits:
        said = say("the door counter counted {entries} in, {exits} out", entries=_number(entries),
                   exits=_number(exits))  # fmt: skip
    else:
        said = say("the door counter counted {entries} in", entries=_number(entries))
    seconds = _seconds(_at(s, "result", "duration"))
    return say("{said} within {time}", said=said, time=_spell(seconds)) if seconds else said


def _coaching(s: Json, home: str) -> str:
    key, who = str(_at(s, "object", "id")).rpartition("/")[2], _who(s.get("actor"), home)
    title = say(BY_KEY[key].title) if key in BY_KEY else short(key) if key else ""
    said = say("{who} was coached on {step}", who=who, step=lower(title)) if title else say(
        "{who} was coached", who=who)  # fmt: skip
    return _also(said, _took(s), say("practised") if _result(s, "practised") is True else "")


def _learning(s: Json, home: str) -> str:
    verb, iri = short(str(_at(s, "verb", "id"))).replace(" ", "-"), str(_at(s, "object", "id"))
    module, _, item = iri.partition("/items/")
    who, what = _who(s.get("actor"), home), _capital(short(module))
    if item:
        what = say("{item} in {module}", item=short(item), module=what)
    said = (
        say(LEARNT[verb], who=who, what=what)
        if verb in LEARNT
        else say("{who} {deed} {what}", who=who, deed=verb.replace("-", " "), what=what)
    )
    return _also(said, _outcome(s), "" if item else _took(s))


def _other(s: Json, home: str, languages: Sequence[str], target: str) -> str:
    verb, about, who = s.get("verb"), s.get("object"), _who(s.get("actor"), home)
    if str(_at(s, "verb", "id")).endswith("/verbs/voided") and _at(s, "object", "objectType") == "StatementRef":
        return say("{who} took back {what}", who=who, what=f"“{target}”" if target else _numbered(about))
    deed = chosen(_at(verb, "display"), languages) or short(str(_at(verb, "id") or "did"))
    said = say("{who} {deed} {what}", who=who, deed=deed, what=_object(about, home, languages, target))
    return _also(said, _outcome(s), _took(s))


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
    return say("statement {id}", id=str(_at(ref, "id") or "")[:8])


def _who(agent: Any, home: str) -> str:
    """Who it is about, by what they are: a pseudonym is told, a name never."""
    page, name = _page(agent, home), str(_at(agent, "account", "name") or "")
    if page == PSEUDONYMS:
        return say("learner {name}", name=name)
    if page in PEOPLE:
        return say("an associate")
    if page == "sources":
        source = name.partition(":")[0]
        return say(SOURCES[source]) if source in SOURCES else say("a source")
    if page == "launch-checks":
        return say("the test learner")
    if page in ("accounts", "keys"):
        return say("an account") if page == "accounts" else say("a program")
    members = _at(agent, "member")
    if _at(agent, "objectType") == "Group":
        several = isinstance(members, list) and members
        return say("a group of {n}", n=whole(len(members))) if several else say("a group")
    return say("a learner")


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
            found.append(say("{n} %", n=whole(scaled * 100)))
        elif score.get("raw") is not None:
            raw, most = _number(score["raw"]), score.get("max")
            found.append(raw if most is None else say("{n} of {total}", n=raw, total=_number(most)))
    verb = str(_at(s, "verb", "id"))
    if isinstance(won := result.get("success"), bool) and not verb.endswith(("/passed", "/failed")):
        if verb.endswith("/answered"):
            found.append(say("right") if won else say("wrong"))
        else:
            found.append(say("passed") if won else say("not passed"))
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
        return say("{n} s", n=whole(seconds))
    if seconds < 2 * 3600:
        return say("{n} min", n=whole(round(seconds / 60)))
    if seconds < 48 * 3600:
        return say("{hours} h {minutes} min", hours=seconds // 3600, minutes=f"{seconds % 3600 // 60:02}")
    return say("{n} days", n=whole(seconds // 86400))


def _money(net: Any) -> str:
    amount, currency = _at(net, "amount"), str(_at(net, "currency") or "")
    if not isinstance(amount, int) or isinstance(amount, bool) or currency not in EXPONENTS:
        return ""
    decimals = EXPONENTS[currency]
    return money(amount / 10**decimals, currency, decimals)


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


def _also(said: str, *more: str) -> str:
    """A sentence and what is added to it."""
    for one in filter(None, more):
        said = say("{said}, {more}", said=said, more=one)
    return said


def _number(value: Any) -> str:
    """As many decimals as it has."""
    if not isinstance(value, int | float) or isinstance(value, bool):
        return "–"
    return decimal(value, len(f"{value:g}".partition(".")[2]) if "e" not in f"{value:g}" else 0)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _trimmed(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= MOST else text[: MOST - 1].rstrip() + "…"


_OURS: dict[str, Callable[[Json, str], str]] = {
    "observation": _observation, "receipt": _receipt, "survey": _survey, "traffic": _traffic, "coaching": _coaching,
    "learning": _learning,
}  # fmt: skip
