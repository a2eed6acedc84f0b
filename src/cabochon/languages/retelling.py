"""A sentence that was made in English, and perhaps kept so, in the language spoken: the message it was made from is
looked for among those of the catalogue, and what filled its places is put into the translation.

Verdicts, quarantine and refusals are kept as they were told, once, in English; who reads may speak another language.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from heapq import merge
from itertools import pairwise

from babel.numbers import is_currency

from .catalogue import PLACE, opened

# Not after an initial or "St.", which stand in names.
SENTENCES = re.compile(r"(?<=[.:;!?…])(?<!\b[A-Z]\.)(?<!\b[A-Z][a-z]\.)\s+(?=[A-Z0-9“\"‘(−+])")
WRITTEN = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
MANY = rf"(\d[\d,.]*|(?i:{'|'.join(WRITTEN)}))"
AMOUNT = re.compile(r"(?P<code>[A-Z]{3}) (?P<much>[+−-]?\d[\d,.]*?)(?P<large>[KMBT]?)")
RANGE = re.compile(r"(?:(?P<code>[A-Z]{3}) )?(?P<low>[+−-]?\d[\d,.]*%?|just over 0) to (?P<high>[+−-]?\d[\d,.]*%?)")
LARGE = {"": 1, "K": 1_000, "M": 1_000_000, "B": 1_000_000_000, "T": 1_000_000_000_000}
NUMBER = re.compile(r"(?P<sign>[+−-]?)(?P<digits>\d{1,3}(?:,\d{3})+|\d+)(?:\.(?P<after>\d+))?(?P<percent>%?)")
MONTHS = ("January", "February", "March", "April", "May", "June",
          "July", "August", "September", "October", "November", "December")  # fmt: skip
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
DAY = re.compile(rf"(?:(?P<weekday>{'|'.join(DAYS)}) )?(?P<day>\d\d?) (?P<month>{'|'.join(one[:3] for one in MONTHS)})"
                 r"(?P<rest>[a-z]*)(?: (?P<year>\d{4}))?")  # fmt: skip
MONTH = re.compile(rf"(?P<month>{'|'.join(MONTHS)}) (?P<year>\d{{4}})")
REASONS = 12  # joined by semicolons, at most
HEAD = 4  # letters by which messages are laid in rows
MOST = 4_000  # letters: what is longer is no sentence of ours
HEADED = re.compile(r"[A-Z][a-z]{3,}: \{")  # "Focus: {1}"
FEWEST = 4  # the same, where a number or a day is among it: "{1} and {2} more"
LEAST = 8  # letters of its own by which a message is known whatever fills it

Say = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Form:
    """A message with places: what a sentence made from it looks like. weight: letters of its own, at least one."""

    looks: re.Pattern[str]
    names: tuple[str, ...]
    weight: int
    english: str
    other: str = ""  # of a plural
    text: str = ""  # the form of it that this is
    longest: str = ""  # of its own words: looked for before all of it is


def found(sentence: str, language: str, *, loose: bool = False) -> tuple[Form, dict[str, str]] | None:
    """The message a sentence was made from, and what fills its places; the one with most words of its own.

    What fills a place is never more than one sentence, unless loose; of a message with few words of its own
    ("{1} to {2}") it is a number, an amount, a day or words of ours.
    """
    if len(sentence) > MOST:
        return None
    forms, told = _forms(language), opened(language).told
    for form in merge(forms.get(sentence[:HEAD], ()), forms.get("", ()), key=lambda one: -one.weight):
        match = form.looks.fullmatch(sentence) if form.longest in sentence else None
        if match is None or (not loose and any(SENTENCES.search(value) for value in match.groups())):
            continue
        numbered = form.weight >= FEWEST and any(map(_plain, match.groups()))
        plain = all(_plain(one) or one in told for one in match.groups())
        if form.weight >= LEAST or numbered or plain or HEADED.match(form.text):
            return form, dict(zip(form.names, match.groups(), strict=True))
    return None


def _plain(value: str) -> bool:
    return bool(number(value) or dated(value) or amount(value))


def pieces(text: str) -> list[str]:
    """The sentences of a paragraph, and what stands between them."""
    ends = [0, *(end for match in SENTENCES.finditer(text) for end in match.span()), len(text)]
    return [text[since:until] for since, until in pairwise(ends)]


def listing(text: str) -> list[str]:
    """The parts of an English list: "a, b and c", "a, b or c", "a, b"; nothing of what is none."""
    parts = re.split(r", | and | or ", text)
    return parts if 1 < len(parts) <= 12 else []


def reasons(text: str, known: Callable[[str], str | None]) -> list[str] | None:
    """Several reasons told in one, joined by semicolons: each as `known` tells it; None where one is not known."""
    parts, said = text.split("; "), list[str]()
    while parts and len(parts) <= REASONS:
        for n in range(len(parts), 0, -1):
            if (one := known("; ".join(parts[:n]))) is not None:
                said.append(one)
                parts = parts[n:]
                break
        else:
            return None
    return said if len(said) > 1 and not parts else None


def number(text: str) -> tuple[float, int, str, bool] | None:
    """An English number or "six": its value, its decimals, its sign as written ("" none), whether it is a share."""
    if text.lower() in WRITTEN:
        return WRITTEN.index(text.lower()) + 1.0, 0, "", False
    match = NUMBER.fullmatch(text)
    if match is None:
        return None
    value = float(match["digits"].replace(",", "") + "." + (match["after"] or "0"))
    return value, len(match["after"] or ""), match["sign"], bool(match["percent"])


def amount(text: str) -> tuple[float, str, int, bool] | None:
    """An English amount: "CHF −1,234.50" is major units with their sign, the currency, the decimals, and whether it was
    written at a glance ("CHF 1.2M")."""
    match = AMOUNT.fullmatch(text)
    size = number(match["much"]) if match is not None and is_currency(match["code"]) else None
    if match is None or size is None:
        return None
    value, digits, sign, _ = size
    major = (-value if sign in ("−", "-") else value) * LARGE[match["large"]]
    return major, match["code"], digits, bool(match["large"])


def ranged(text: str) -> tuple[str, str, str] | None:
    """ "CHF 2 to 6": the currency or "", the low end, the high end."""
    match = RANGE.fullmatch(text)
    if match is None or (match["code"] and not is_currency(match["code"])):
        return None
    return match["code"] or "", match["low"], match["high"]


def dated(text: str) -> tuple[date, str] | None:
    """An English day as `languages.day` writes it, and the form it is written in; without a year a leap year's."""
    if text in DAYS:
        return date(2024, 1, 1 + DAYS.index(text)), "name"  # a year that began with a Monday
    if (of := MONTH.fullmatch(text)) is not None:
        return date(int(of["year"]), MONTHS.index(of["month"]) + 1, 1), "month"
    match = DAY.fullmatch(text)
    if match is None:
        return None
    month = next(n for n, name in enumerate(MONTHS, 1) if name.startswith(match["month"]))
    whole = match["month"] + match["rest"] == MONTHS[month - 1]
    short = MONTHS[month - 1] in ("May",) or not match["rest"]
    form = "long" if match["weekday"] else "full" if whole and match["year"] and not short else (
        "year" if match["year"] else "date" if whole and not short else "short")  # fmt: skip
    try:
        year = int(match["year"] or _year_of(match["weekday"], month, int(match["day"])))
        return date(year, month, int(match["day"])), form
    except ValueError:
        return None


def _year_of(weekday: str | None, month: int, day: int) -> int:
    """A year in which the day has that name: the name is all that is written."""
    for year in range(2024, 2052):
        try:
            if weekday is None or date(year, month, day).weekday() == DAYS.index(weekday):
                return year
        except ValueError:
            continue
    raise ValueError(f"no year has a {weekday} {day} {month}")


@cache
def _forms(language: str) -> Mapping[str, tuple[Form, ...]]:
    rows = defaultdict[str, list[Form]](list)
    for form in _made(language):
        head = PLACE.split(form.text, maxsplit=1)[0][:HEAD]
        rows[head if len(head) == HEAD else ""].append(form)
    return {head: tuple(sorted(some, key=lambda one: -one.weight)) for head, some in rows.items()}


def _made(language: str) -> Iterator[Form]:
    catalogue = opened(language)
    for english in catalogue.told:
        if PLACE.search(english):
            yield _form(english, english)
    for one, other in catalogue.forms:
        yield _form(one, one, other)
        yield _form(other, one, other)


def _form(text: str, english: str, other: str = "") -> Form:
    parts = PLACE.split(text)
    own, names, seen = "", list[str](), dict[str, int]()
    for n, part in enumerate(parts):
        if not n % 2 or part.startswith("<"):
            own += re.escape(part)
        elif part in seen:
            own += rf"\{seen[part]}"
        else:
            names.append(part[1:-1])
            seen[part] = len(names)
            own += MANY if other and part == "{n}" else "(.*?)"
    weight = sum(letter.isalpha() for part in parts[::2] for letter in part)
    return Form(re.compile(own, re.DOTALL), tuple(names), weight, english, other, text, max(parts[::2], key=len))


def filled(sentence: str, language: str, told: Say, *, loose: bool = False) -> str | None:
    """The sentence in that language; `told` says each thing that fills a place. None: no message looks like it.

    loose: what fills a place may be several sentences, such as a tip that somebody wrote.
    """
    match = found(sentence, language, loose=loose)
    if match is None:
        return None
    form, values = match
    catalogue = opened(language)
    if not form.other:
        text = catalogue.told[form.english]
    else:
        n = number(values.get("n", "1"))
        text = catalogue.plural(form.english, form.other, n[0] if n else 1)
    said = {name: told(value) for name, value in values.items()}
    return PLACE.sub(lambda place: said.get(place[0][1:-1], place[0]), text)
