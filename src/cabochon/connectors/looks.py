"""What cells look like: numbers, days, scores, times of day; what they tell of a mapping, and a mapping as TOML."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from ..languages import mark
from . import orders
from .amounts import CURRENCY, numeric, signs
from .dates import EPOCH, EPOCH_MS, EXCEL, clock_of
from .feed import Feed
from .headings import plain, sale_types
from .orders import Days
from .scores import scorelike
from .traffic_hours import hour_of

MOST = 200  # cells of a column that are looked at
NUMBERS = frozenset({
    "quantity", "net", "gross", "tax", "tax_percent", "discount", "minutes", "entries", "exits", "excluded",
    "expected", "counted", "cost", "value", "factor", "receipts", "units", "in_stock", "listed", "exceptions",
})  # fmt: skip
AMOUNTS = ("net", "gross", "tax", "discount", "cost", "value")
SMALL = frozenset({"factor", "score", "tax_percent"})  # of which three digits behind a sign are decimals
MOMENTS = (
    "sold_at", "answered_at", "starts_at", "counted_at", "visited", "business_day", "hired", "left", "open_date",
    "close_date", "go_live", "valid_from", "day", "due", "at", "starts", "ends", "since", "until", "closed_at",
    "original_day",
)  # fmt: skip
PAST = frozenset({"sold_at", "answered_at", "starts_at", "counted_at", "visited", "business_day", "at", "closed_at"})
CLOCKS = {  # a time of day -> the day it belongs to
    "sold_time": "sold_at", "starts_time": "starts_at", "counted_time": "counted_at", "time": "at", "at_time": "at",
}  # fmt: skip
OPENING = frozenset({"opens", "closes", "day_ends"})
EITHER = frozenset({"starts", "ends"})  # a moment or a time of day
THOUSANDS = mark(
    "Numbers such as {0} are read as thousands. Where they have three decimals, choose the other decimal sign."
)
DECIMALS = mark(
    "Numbers such as {0} are read with three decimals. Where they are thousands, choose the other decimal sign."
)
SIGNS = mark("Some numbers are written with the other decimal sign, such as {0}; those rows are kept back.")
MONEY = mark("Amounts are written with a currency, such as {0}. They are kept in the boutique's own: is it the same?")
TYPES = mark("Most rows are of the type {0}, so it is taken for a sale. Change it where it means something else.")
SCALE = mark("The best score in this file is {0}. The scale is a guess: low and high are {1}.")
SCALES = ((1.0, 5.0), (0.0, 10.0), (1.0, 7.0), (1.0, 10.0), (0.0, 100.0))
_MONEY = re.compile(rf"(?:^|(?<=[\d\s.-]))(?:{CURRENCY})(?=$|[\s.\d-])", re.IGNORECASE)
_SCALE = re.compile(r"(?<!\d)([01])\s*(?:-|–|—|~|〜|～|to|à|a|bis|至|到|إلى)\s*(5|7|10|100)(?!\d)")
_NPS = re.compile(
    r"\bnps\b|recommend|recommand|weiterempf|consigli|recomend|推奨|お勧め|推荐|توصي|التوصية", re.IGNORECASE
)


def cells(body: Sequence[Sequence[str]], at: int) -> tuple[str, ...]:
    """What stands in a column, without what is empty."""
    return tuple(cell for row in body[:MOST] if (cell := row[at].strip()))


def plausible(name: str, found: tuple[str, ...], codes: frozenset[str]) -> float:
    """How likely a column of such cells is that field; 1 where nothing speaks against it."""
    if not found:
        return 0.9
    if name in NUMBERS:
        return 1.0 if share(numeric, found) > 0.8 else 0.2
    if name == "score":
        return 1.0 if share(scorelike, found) > 0.8 else 0.2
    if name in CLOCKS or name in OPENING:
        reads = _hour if name == "starts_time" else clock_of
        return 1.0 if share(reads, found) >= 0.75 else 0.1
    if name in MOMENTS:
        return 1.0 if orders.read(found).form or (name in EITHER and share(clock_of, found) > 0.8) else 0.2
    if name == "boutique" and codes:
        return 1.3 if all(one in codes for one in found) else 1.0
    if name == "comment":
        return 0.3 if share(numeric, found) > 0.8 else 1.0
    return 1.0


def _hour(text: str) -> object:
    return clock_of(text) or hour_of(text)


@lru_cache(maxsize=4096)
def share(reads: Any, found: tuple[str, ...]) -> float:
    """Of the cells that part which can be read so."""
    return sum(reads(one) not in (None, False) for one in found) / len(found) if found else 0.0


def told(feed: Feed, found: Mapping[str, Sequence[str]], default: Mapping[str, Any], codes: frozenset[str],
         *, days: Days, further: Mapping[str, Sequence[str]],
         heading: str = "") -> tuple[dict[str, Any], list[str]]:  # fmt: skip
    """What the cells tell of the mapping, and what a person should look at.

    Args:
        days: how the moments are written. further: numbers from all the file. heading: the score's.
    """
    settings: dict[str, Any] = {}
    notes: list[str] = []
    point = "."
    if "decimal" in default:
        point, said = _decimal(feed, {**found, **further}, default["decimal"])
        notes += said
        settings |= {} if point == default["decimal"] else {"decimal": point}
    if "dates" in default and days.formats:
        formats = [*days.formats, *(f"{form}{clock}" for form in days.formats for clock in _clocks(found, form))]
        if not set(formats) <= set(default["dates"]) or days.turned:
            kept = [one for one in default["dates"] if one not in formats and not orders.turned(one, formats)]
            settings["dates"] = [*formats, *kept]
    if "low" in default:
        more, said = scale_of(found.get("score", ()), point, heading)
        settings |= {name: one for name, one in more.items() if one != default.get(name)}
        notes += said
    if "sale_types" in default:
        types, said = _sale_types(found.get("type", ()), default["sale_types"])
        settings |= {"sale_types": {**default["sale_types"], **types}} if types else {}
        notes += said
    of_one = feed.family not in ("master", "people") and len(codes) == 1
    if of_one and "boutique" not in found and "boutique" in default:
        settings["boutique"] = min(codes)
    return settings, notes


def _clocks(found: Mapping[str, Sequence[str]], form: str) -> tuple[str, ...]:
    """What a time of day in a column of its own adds to a day."""
    if "%H" in form or "%I" in form or form in ("iso", EXCEL, EPOCH, EPOCH_MS):
        return ()
    return (" %H:%M", " %H:%M:%S") if any(one in found for one in CLOCKS) else ()


def _decimal(feed: Feed, found: Mapping[str, Sequence[str]], default: str) -> tuple[str, list[str]]:
    notes = []
    small = feed.name in ("rates", "targets")
    amounts = signs([one for name in AMOUNTS for one in found.get(name, ())])
    seen = amounts if amounts.sign else signs([one for name in NUMBERS for one in found.get(name, ())])
    if not seen.sign:
        seen = signs([one for one in found.get("score", ()) if numeric(one)])
        small = True
    sign = seen.sign or default
    if seen.thousands and small:
        sign = "," if seen.sign == "." else "."
        notes.append(DECIMALS.format(seen.thousands))
    elif seen.thousands and (amounts.thousands or found.get("quantity")):  # people and pieces are whole anyway
        notes.append(THOUSANDS.format(seen.thousands))
    if seen.other:
        notes.append(SIGNS.format(seen.other))
    money = next((one for name in AMOUNTS for one in found.get(name, ()) if _MONEY.search(one)), "")
    if money and not found.get("currency") and feed.family != "master":
        notes.append(MONEY.format(money))
    return sign, notes


def _sale_types(words: Sequence[str], known: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    """The till's words that the default does not know and we do; V where nearly everything is V: nobody voids that."""
    unknown = {one for one in words if one not in known and one.lower() not in known}
    found = {one: kind for one in sorted(unknown) if (kind := sale_types().get(plain(one)))}
    notes = []
    for word in ("V", "v"):
        rest = [one for one in words if one.lower() != "v"]
        if words.count(word) > len(rest) and not any(sale_types().get(plain(one)) == "sale" for one in rest):
            found[word] = "sale"
            notes.append(TYPES.format(word))
    return found, notes


def scale_of(found: Sequence[str], point: str, heading: str = "") -> tuple[dict[str, Any], list[str]]:
    """(low, high and question as a mapping has them, what to look at): as the heading or the cells say it, else the
    narrowest usual scale that holds all scores; nothing where some are words."""
    said: dict[str, Any] = {"question": "nps"} if _NPS.search(heading) else {}
    if match := _SCALE.search(heading):
        return {**said, "low": float(match[1]), "high": float(match[2])}, []
    if said:
        return {**said, "low": 0.0, "high": 10.0}, []
    tops = {match[1] for one in found if (match := re.search(r"(?:/|／|out of|von|sur|su|de)\s*(\d+)$", one))}
    if len(tops) == 1 and (top := float(min(tops))) in (5.0, 7.0, 10.0, 100.0):
        return {"low": 1.0 if top in (5.0, 7.0) else 0.0, "high": top}, []
    try:
        values = [float(one.replace(point, ".") if point == "," else one) for one in found]
    except ValueError:
        return {}, []
    if not values or (scale := next((s for s in SCALES if s[0] <= min(values) and max(values) <= s[1]), None)) is None:
        return {}, []
    vague = [SCALE.format(f"{max(values):g}", f"{scale[0]:g} - {scale[1]:g}")] if 5 < max(values) < scale[1] - 1 else []
    return {"low": scale[0], "high": scale[1]}, vague


def shown(settings: Mapping[str, Any]) -> Iterator[str]:
    """A mapping as TOML, line by line: plain values first, then tables."""
    for name, value in settings.items():
        if not isinstance(value, Mapping):
            yield f"{name} = {literal(value)}"
    for name, value in settings.items():
        if isinstance(value, Mapping):
            yield ""
            yield f"[{name}]"
            yield from (f"{key if re.fullmatch('[A-Za-z0-9_-]+', key) else literal(key)} = {literal(one)}"
                        for key, one in value.items())  # fmt: skip


def literal(value: object) -> str:
    """A TOML value: text, number, truth or a list of these."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(literal, value))}]"
    escaped = "".join(f"\\u{ord(one):04x}" if ord(one) < 32 or ord(one) == 127 else one
                      for one in str(value).replace("\\", "\\\\").replace('"', '\\"'))  # fmt: skip
    return f'"{escaped}"'
