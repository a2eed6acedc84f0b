"""What cells look like: numbers with a comma or a point, days in one order or another, scores and their scale."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from ..languages import mark
from .feed import Feed
from .headings import plain, sale_types

MOST = 200  # cells of a column that are looked at
MOSTLY = 0.8  # share of its cells that a format of days has to fit
NUMBERS = frozenset({
    "quantity", "net", "gross", "tax", "tax_percent", "discount", "score", "minutes", "entries", "exits", "excluded",
    "expected", "counted", "cost", "value", "factor", "receipts", "units",
})  # fmt: skip
MOMENTS = (
    "sold_at", "answered_at", "starts_at", "counted_at", "visited", "business_day", "hired", "left", "open_date",
    "close_date", "go_live", "valid_from", "day", "due", "at", "starts", "ends", "since", "until", "closed_at",
)  # fmt: skip
CLOCKS = frozenset({"at_time", "sold_time", "starts_time", "opens", "closes"})
_NUMBER = frozenset("0123456789-+().,'’% \u00a0\u202f")
_POINT, _COMMA = re.compile(r"\.\d{1,2}\)?-?$|\.\d{4,}"), re.compile(r",\d{1,2}\)?-?$|,\d{4,}")
_CLOCK = re.compile(r"\d{1,2}[:.h]\d{2}([:.]\d{2})?( ?[AaPp][Mm])?")
DAYS = ("%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%d.%m.%y",
        "%d/%m/%y", "%m/%d/%y", "%Y年%m月%d日", "%d %b %Y", "%b %d %Y", "%d-%b-%Y")  # fmt: skip
TIMES = ("", " %H:%M", " %H:%M:%S", "T%H:%M:%S", " %I:%M %p", " %I:%M:%S %p", " %H.%M", " %Hh%M")
FORMATS = ("iso", *(day + time for day in DAYS for time in TIMES))
ORDERS = (("%d/%m/%Y", "%m/%d/%Y"), ("%d/%m/%y", "%m/%d/%y"))
BOTH = mark(
    "Days such as {0} may be day and month or month and day; day and month is proposed. Look at the first rows."
)
SCALES = ((1.0, 5.0), (0.0, 10.0), (1.0, 7.0), (1.0, 10.0), (0.0, 100.0))


def cells(body: Sequence[Sequence[str]], at: int) -> list[str]:
    """What stands in a column, without what is empty."""
    return [cell for row in body[:MOST] if (cell := row[at].strip())]


def plausible(name: str, found: Sequence[str], codes: frozenset[str]) -> float:
    """How likely a column of such cells is that field; 1 where nothing speaks against it."""
    if not found:
        return 0.9
    numbers = sum(map(_numeric, found)) / len(found)
    if name in NUMBERS:
        return 1.0 if numbers > 0.8 else 0.2
    if name in CLOCKS:
        return 1.0 if sum(bool(_CLOCK.fullmatch(one)) for one in found) / len(found) > 0.8 else 0.1
    if name in MOMENTS:
        return 1.0 if formats(found)[0] else 0.2
    if name == "boutique" and codes:
        return 1.3 if all(one in codes for one in found) else 1.0
    if name == "comment":
        return 0.3 if numbers > 0.8 else 1.0
    return 1.0


def _numeric(text: str) -> bool:
    """Digits with what stands between and around them, a currency before or behind."""
    bare = text.strip("€$£¥ABCDEFGHIJKLMNOPQRSTUVWXYZ ") if len(text) < 40 else ""
    return set(bare) <= _NUMBER and any(one.isdigit() for one in bare)


def told(feed: Feed, found: Mapping[str, Sequence[str]], default: Mapping[str, Any],
         codes: frozenset[str]) -> tuple[dict[str, Any], list[str]]:  # fmt: skip
    """What the cells tell of the mapping, and what a person should look at."""
    settings: dict[str, Any] = {}
    notes: list[str] = []
    numbers = [one for name, some in found.items() if name in NUMBERS for one in some]
    if "decimal" in default and (sign := decimal(numbers)) and sign != default["decimal"]:
        settings["decimal"] = sign
    if "dates" in default:
        dates, both = _dates(found)
        if dates and not set(dates) <= set(default["dates"]):
            settings["dates"] = [*dates, *(one for one in default["dates"] if one not in dates)]
        if both:
            notes.append(BOTH.format(both))
    if "low" in default and (scale := scale_of(found.get("score", ()), decimal(numbers) or ".")):
        settings |= {} if scale == (default["low"], default["high"]) else {"low": scale[0], "high": scale[1]}
    if "sale_types" in default and (types := _sale_types(found.get("type", ()), default["sale_types"])):
        settings["sale_types"] = {**default["sale_types"], **types}
    if feed.family != "master" and len(codes) == 1 and "boutique" not in found and "boutique" in default:
        settings["boutique"] = min(codes)
    return settings, notes


def _sale_types(words: Sequence[str], known: Mapping[str, str]) -> dict[str, str]:
    """The till's words that the default does not know and we do."""
    unknown = {one for one in words if one not in known and one.lower() not in known}
    return {one: kind for one in sorted(unknown) if (kind := sale_types().get(plain(one)))}


def decimal(numbers: Sequence[str]) -> str:
    """The decimal sign: what stands before one or two last digits; "" where no number has one."""
    comma = sum(bool(_COMMA.search(one)) for one in numbers)
    point = sum(bool(_POINT.search(one)) for one in numbers)
    return "" if comma == point == 0 else "," if comma > point else "."


def formats(found: Sequence[str]) -> tuple[list[str], bool]:
    """The formats by which most of the cells are days or moments, the likelier first; whether day and month could be
    changed about."""
    least = len(found) * MOSTLY  # a broken cell must not hide the column: it is shown as wrong
    fits = [form for form in FORMATS if sum(_reads(one, form) for one in found) >= least]
    both = any(any(one.startswith(a) for one in fits) and any(one.startswith(b) for one in fits) for a, b in ORDERS)
    return fits[:1], both


def scale_of(scores: Sequence[str], point: str) -> tuple[float, float] | None:
    """The narrowest usual scale that holds all scores; None where some are words."""
    try:
        values = [float(one.replace(point, ".") if point == "," else one) for one in scores]
    except ValueError:
        return None
    if not values:
        return None
    return next(((low, high) for low, high in SCALES if low <= min(values) and max(values) <= high), None)


def _dates(found: Mapping[str, Sequence[str]]) -> tuple[list[str], str]:
    """Formats of all moments together, and a day that could be read in two ways."""
    chosen: list[str] = []
    doubtful = ""
    clocks = [" %H:%M", " %H:%M:%S"] if any(one in found for one in CLOCKS) else []
    for name, some in found.items():
        if name not in MOMENTS or not some:
            continue
        forms, both = formats(some)
        chosen += [one for one in forms if one not in chosen]
        if name in ("sold_at", "starts_at"):
            chosen += [f"{one}{clock}" for one in forms for clock in clocks if f"{one}{clock}" not in chosen]
        doubtful = doubtful or (some[0] if both else "")
    return chosen, doubtful


def _reads(text: str, form: str) -> bool:
    try:
        if form == "iso":
            datetime.fromisoformat(text)
        else:
            datetime.strptime(text, form)  # noqa: DTZ007 - only whether it can be read
    except ValueError:
        return False
    return True


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
