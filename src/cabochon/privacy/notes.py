"""The note screen: finds what tells of a client, before a word of it is stored. Rules only, no model, no network.

A manager's note that does is refused with a wording to take instead; a client's own comment is masked and kept.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain
from typing import Any

from ..languages import mark
from ..refusals import Refused
from .note_checks import CLIENTS, ENDINGS, IBANS, NO_GIVEN_NAME, NO_NUMBER, card, honoured, iban, number, surname
from .note_names import MODEL_TITLES, NAMES
from .note_offers import LITTLE, OFFERS, language_of
from .note_people import data, people
from .note_rules import A_DATE, FORMATS, NOT_AFTER, NOT_BEFORE, Rule
from .trade_words import PEOPLE, SHOP, TRADE

MOST = 140  # characters of a note
MOST_WORDS = 4_000  # of the catalogue that go to a page
MASKS = mark(
    {
        "email": "[e-mail removed]",
        "phone": "[phone removed]",
        "card": "[card removed]",
        "iban": "[account removed]",
        "address": "[link removed]",
        "handle": "[handle removed]",
        "name": "[name removed]",
    }
)
ADVICE = mark({
    "email": "looks like an e-mail address; leave it in the client book and describe what you saw",
    "phone": "looks like a client's phone number; describe what you saw instead, as in 'asked to be called back'",
    "card": "looks like a card number; take it out, it may be kept nowhere",
    "iban": "looks like a bank account; take it out",
    "address": "looks like a link to a person's page; describe what you saw instead",
    "handle": "looks like somebody's account name; describe what you saw instead",
    "name": "looks like a client's name; say 'the client', 'a couple', 'her husband' instead",
})  # fmt: skip
FAR = ("honoured", "han", "listed", "arabic")  # checks of rules in other scripts than the Latin
_FAR = re.compile("[\u0600-\uffff]")
_SHOP = frozenset(SHOP.split())


@dataclass(frozen=True, slots=True)
class Finding:
    """kind: one of MASKS. start, end: its place in the text as given. advice: what to write instead."""

    kind: str
    start: int
    end: int
    advice: str


@cache
def _rules() -> list[tuple[Rule, re.Pattern[str]]]:
    """Compiled when the first note is screened: that takes longer than most commands."""
    return [(rule, re.compile(rule.source, re.IGNORECASE if rule.flags else 0)) for rule in (*FORMATS, *NAMES)]


def screen(
    text: str, *, staff: frozenset[str] = frozenset(), words: frozenset[str] = frozenset(), lists: bool = True
) -> list[Finding]:
    """What in the text tells of a client, by place; of two that overlap the surer kind.

    Args:
        staff: names of the house's own people, which may be said. words: brands and models of the catalogue.
        lists: also by lists of names; not for what authors write, whose stories have people with first names.
    """
    flat, places = folded(text)
    far = _FAR.search(flat) is not None
    known, trade = _split(staff), TRADE | _split(words)
    found: list[Finding] = []
    taken = bytearray(len(text))
    for kind, start, end in chain(
        (
            (rule.kind, *span)
            for rule, pattern in _rules()
            if (lists or rule.check != "listed") and (far or rule.check not in FAR)
            for span in _spans(rule, pattern, flat, known, trade)
        ),
        (("name", *span) for span in (people(flat, known, _split(words)) if lists else ())),
    ):
        first, last = places[start], places[end - 1] + 1
        if not any(taken[first:last]):
            taken[first:last] = b"\1" * (last - first)
            found.append(Finding(kind, first, last, ADVICE[kind]))
    return sorted(found, key=lambda finding: finding.start)


def refuse(
    text: str,
    pointer: str,
    *,
    staff: frozenset[str] = frozenset(),
    words: frozenset[str] = frozenset(),
    most: int = MOST,
) -> None:
    """Take a note or refuse it.

    Raises:
        Refused: too long, or the words that tell of a client and what to write instead. The reason quotes them: it is
            for the writer, not for a log.
    """
    if len(text) > most:
        raise Refused(
            f"has {len(text)} characters and a note at most {most}; choose wordings, keep what is new", pointer
        )
    if found := screen(text, staff=staff, words=words):
        raise Refused("; ".join(_told(text, found)), pointer)


def _told(text: str, found: list[Finding]) -> list[str]:
    """Every finding in its own words, those of a kind together: “Anna”, “Weber” looks like ..."""
    told = []
    for kind in dict.fromkeys(finding.kind for finding in found):
        said = list(dict.fromkeys(text[one.start : one.end] for one in found if one.kind == kind))
        advice = ADVICE[kind]
        if kind == "name" and (language := language_of(text)) != "en":
            one, other = OFFERS[language][:2]
            advice = mark(f"looks like a client's name; say “{one}”, “{other}” instead")
        told.append(mark(f"{', '.join(f'“{one}”' for one in said)} {advice}"))
    return told


def mask(text: str, *, staff: frozenset[str] = frozenset(), words: frozenset[str] = frozenset()) -> str:
    """The text with every finding replaced: "[name removed]"."""
    for finding in reversed(screen(text, staff=staff, words=words)):
        text = text[: finding.start] + MASKS[finding.kind] + text[finding.end :]
    return text


def rules() -> dict[str, Any]:
    """The same rules as data for the page that warns while one types; the server stays the authority.

    rules: [{kind, source, flags, check, advice}]; a match with a group counts as its group 1; check "cue" leaves out
    what is made of trade words only. people: the lists of `note_people`. offers, little: what to say instead, and by
    which words a note's language is known. The rest is what `note_checks` asks.
    """
    return {
        "limit": MOST,
        "rules": [
            {"kind": r.kind, "source": r.source, "flags": "dg" + r.flags, "check": r.check, "advice": ADVICE[r.kind]}
            for r, _ in _rules()
        ],
        "advice": ADVICE, "not_after": NOT_AFTER, "not_before": NOT_BEFORE, "a_date": A_DATE, "no_number": NO_NUMBER,
        "ibans": sorted(IBANS.items()), "clients": sorted(CLIENTS), "endings": ENDINGS,
        "no_given": "".join(sorted(NO_GIVEN_NAME)), "titles": sorted(MODEL_TITLES), "shop": sorted(_SHOP),
        "both": sorted(PEOPLE), "trade": sorted(TRADE), "people": data(), "offers": OFFERS,
        "little": {language: words.split() for language, words in LITTLE.items()},
    }  # fmt: skip


def beyond(words: frozenset[str]) -> list[str]:
    """Of the catalogue's words those the rules do not know already, in lower case: what the page needs besides."""
    return sorted(_split(words) - TRADE)[:MOST_WORDS]


def folded(text: str) -> tuple[str, range | list[int]]:
    """The text with digits and signs of other scripts in ASCII, without invisible characters; and where each was."""
    if text.isascii():
        return text, range(len(text))
    kept = [(sign, place) for place, letter in enumerate(text) if (sign := _folded(letter))]
    return "".join(sign for sign, _ in kept), [place for _, place in kept]


@lru_cache(maxsize=4096)
def _folded(letter: str) -> str:
    if letter.isascii():
        return letter
    if (digit := unicodedata.decimal(letter, None)) is not None:
        return str(digit)
    kind = unicodedata.category(letter)
    if (
        kind == "Cf" or 0x300 <= ord(letter) < 0x370 or 0x64B <= ord(letter) < 0x653 or letter == "ـ"
    ):  # invisible; an accent
        return ""
    if kind == "Zs":
        return " "
    if kind == "Pd" and letter != "ー":
        return "-"
    plain = unicodedata.normalize("NFKC", letter)
    return plain if len(plain) == 1 else letter


def _spans(
    rule: Rule, pattern: re.Pattern[str], text: str, staff: frozenset[str], trade: frozenset[str]
) -> Iterator[tuple[int, int]]:
    for match in pattern.finditer(text):
        start, end = match.span(1 if pattern.groups else 0)
        if rule.check in ("luhn", "iban"):
            yield from (card if rule.check == "luhn" else iban)(text, start, end)
        elif (
            (rule.check == "number" and not number(text, start, end))
            or (rule.check == "honoured" and not honoured(match[1]))
            or (rule.check == "han" and not surname(match[1]))
            or (rule.check in ("title", "cue") and _sayable(match, rule.check, staff, trade))
            or (rule.check in ("arabic", "listed", "honoured", "han") and match[1].lower() in staff)
        ):
            continue
        else:
            yield start, end


def _sayable(match: re.Match[str], check: str, staff: frozenset[str], trade: frozenset[str]) -> bool:
    """A staff name; after a cue word a word of the trade; after a title one only where models bear that title."""
    words = [re.sub("['’]s$", "", word) for word in re.split(r"[\s-]+", match[1].lower())]
    if all(word in staff for word in words) or words[0] in _SHOP:
        return True
    title = match.string[match.start() : match.start(1)].strip(" .").lower()
    if title in MODEL_TITLES or check == "title":
        return title in MODEL_TITLES and words[0] in trade
    after = re.match(r"[\s-]+(\w{1,20})", match.string[match.end() : match.end() + 24])
    alone = len(words) == 1 and words[0] in PEOPLE and not (after and after[1].lower() in trade)  # Rose, not Rose gold
    return not alone and all(word in trade for word in words)


@lru_cache(maxsize=8)
def _split(names: frozenset[str]) -> frozenset[str]:
    return frozenset(word for name in names for word in re.split(r"[\s-]+", name.lower()) if word)
