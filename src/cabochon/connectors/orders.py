"""In which order days are written: by the whole column, and where that does not decide it, a guess that says so."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from ..languages import mark
from .dates import EPOCH, EPOCH_MS, EXCEL, read_as, tidied

MOSTLY = 0.8  # share of its cells that a format of days has to fit: a broken cell must not hide the column
DAYS = ("%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y", "%m-%d-%Y", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d",
        "%d.%m.%y", "%d/%m/%y", "%m/%d/%y", "%d-%m-%y", "%m-%d-%y", "%y/%m/%d", "%y.%m.%d", "%Y年%m月%d日", "%d %b %Y",
        "%b %d %Y", "%d-%b-%Y", "%d %m %Y")  # fmt: skip
TIMES = ("", " %H:%M", " %H:%M:%S", "T%H:%M:%S", " %I:%M %p", " %I:%M:%S %p", " %H:%M%z", " %H:%M:%S%z",
         " %H:%M:%S.%f", " %H%M", " %H%M%S", "%H%M", "%H%M%S")  # fmt: skip
TIGHT = ("%H%M", "%H%M%S")  # only behind a day that is nothing but digits
FORMATS = (
    "iso", *(day + time for day in DAYS for time in TIMES if time not in TIGHT or day == "%Y%m%d"),
    EXCEL, EPOCH, EPOCH_MS,
)  # fmt: skip
ORDERS = (("%d/%m/%Y", "%m/%d/%Y"), ("%d-%m-%Y", "%m-%d-%Y"), ("%d/%m/%y", "%m/%d/%y", "%y/%m/%d"),
          ("%d-%m-%y", "%m-%d-%y"), ("%d.%m.%y", "%y.%m.%d"))  # fmt: skip
FAR, NEAR = 3650, 1100  # days from the first to the last of an export
MONTH_FIRST = frozenset(
    ["US", "PH", "FM", "GU", "MH", "MP", "PR", "PW", "VI", "AS"]
)  # countries that write the month first
YEAR_FIRST = frozenset(["JP", "CN", "TW", "KR", "HU", "LT", "MN"])
# What is said where nothing decides it.
DAY_MONTH = mark(
    "Nothing in the file says whether days such as {0} are day and month or month and day. Day and month is a guess: "
    "look at the first rows, and change it where it is wrong."
)
MONTH_DAY = mark(
    "Nothing in the file says whether days such as {0} are day and month or month and day. Month and day is a guess: "
    "look at the first rows, and change it where it is wrong."
)
YEAR_MONTH = mark(
    "Nothing in the file says whether days such as {0} begin with the year. That they do is a guess: look at the first "
    "rows, and change it where it is wrong."
)
MIXED = mark(
    "Some days can only be day and month, others only month and day: {0} and {1}. Export the file anew, or split it."
)
SAID = {"%d": DAY_MONTH, "%m": MONTH_DAY, "%y": YEAR_MONTH}


@dataclass(frozen=True, slots=True)
class Read:
    """form: what most cells are read by, "" for none. others: formats of another order that read as many."""

    form: str
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Days:
    """formats: of all moments of a table. turned: another order stands first than the usual. notes: what to look at.

    guess: the format that is a guess, others: those it might be instead; "" and none where the file decides it.
    example: a cell that is another day by each of them, "" where there is none.
    """

    formats: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    guess: str = ""
    others: tuple[str, ...] = ()
    turned: bool = False
    example: str = ""


@lru_cache(maxsize=1024)
def read(found: tuple[str, ...]) -> Read:
    """How most of the cells are days or moments."""
    pairs = [(one, tidied(one)) for one in found if len(one) < 60]
    if not pairs or len(pairs) < len(found) * MOSTLY or not any(sign.isdigit() for _, one in pairs for sign in one):
        return Read("")
    missed = int(len(found) * (1 - MOSTLY)) - (len(found) - len(pairs))
    fits = {form: n for form in FORMATS if (n := _fitting(pairs, form, missed)) >= 0}
    if not fits:
        return Read("")
    form = next(iter(fits))
    rivals = [other for other in rivalled(form) if other in fits]
    if not rivals:
        return Read(form)
    form = min((form, *rivals), key=lambda one: (fits[one], FORMATS.index(one)))  # fewest cells that it cannot read
    return Read(form, tuple(one for one in (next(iter(fits)), *rivals) if one != form))


def _fitting(pairs: Sequence[tuple[str, str]], form: str, missed: int) -> int:
    """How many cells it cannot read; -1: more than may be."""
    wrong = 0
    for raw, bare in pairs:
        if read_as(raw, form) is None and (raw == bare or read_as(bare, form) is None):
            wrong += 1
            if wrong > missed:
                return -1
    return wrong


def rivalled(form: str) -> list[str]:
    """The same format with day, month and year in the other orders that are written so."""
    for order in ORDERS:
        for one in order:
            if form.startswith(one):
                return [other + form[len(one) :] for other in order if other != one]
    return []


def turned(form: str, formats: Sequence[str]) -> bool:
    """It would read days of these formats the other way round."""
    return any(form == other for one in formats for other in rivalled(one))


def day_of(form: str) -> str:
    """The part of a format that is the day, of those that are written in several orders; else all of it."""
    return next((one for order in ORDERS for one in order if form.startswith(one)), form)


def put_first(form: str, formats: Sequence[str]) -> list[str]:
    """Formats with this one first; those that would read its days the other way round are turned to its order."""
    own, days = day_of(form), rivalled(day_of(form))
    same = (own + one.removeprefix(day_of(one)) if day_of(one) in days else one for one in formats)
    return list(dict.fromkeys((form, *same)))


def doubtful(note: str) -> bool:
    """Whether a note says that the order of days is a guess."""
    return any(note.startswith(one.partition("{0}")[0]) for one in SAID.values())


def days_of(columns: Mapping[str, Sequence[str]], *, past: frozenset[str], country: str = "",
            today: date | None = None) -> Days:  # fmt: skip
    """How all moments of a table are written.

    Args:
        columns: field -> its cells, of all the file where the first rows do not decide it. past: fields whose days lie
            behind. country: of the boutiques, ISO 3166, for a guess. today: no day of `past` lies behind it.
    """
    chosen: list[str] = []
    notes: list[str] = []
    guess, others, example = "", tuple[str, ...](), ""
    for name, some in columns.items():
        found = read(tuple(some))
        if not found.form:
            continue
        form = found.form
        if found.others:
            either = (form, *found.others)
            counts = {one: _times(some, one) for one in either}
            whole = _sane(_whole(counts), counts)
            if len(whole) == 1:
                form = whole[0]
            elif not whole:
                notes += _mixed(some, counts)
            else:
                form = _likelier(whole, counts, name in past, country, today)
                telling = _telling(some, [counts[one] for one in whole])
                notes.append(SAID[form[:2]].format(telling or some[0]))
                if not example:  # of several columns one is asked about
                    guess, others, example = form, tuple(one for one in whole if one != form), telling
        if form not in chosen:
            chosen.append(form)
    return Days(tuple(chosen), tuple(dict.fromkeys(notes)), guess, others, any(map(rivalled, chosen)), example)


def _times(some: Sequence[str], form: str) -> list[datetime | None]:
    return [read_as(one, form) or read_as(tidied(one), form) for one in some]


def _whole(counts: Mapping[str, list[datetime | None]]) -> list[str]:
    """The orders that read every cell that any of them reads; one that none reads is broken and says nothing."""
    some = [any(times) for times in zip(*counts.values(), strict=True)]
    return [form for form, times in counts.items() if all(times[n] for n, one in enumerate(some) if one)]


def _sane(whole: list[str], counts: Mapping[str, Sequence[datetime | None]]) -> list[str]:
    """Without those by which days lie decades apart, if by another they lie within years: 31/03/26 is not 2031."""
    spans = {one: _span(counts[one]) for one in whole}
    return [one for one in whole if spans[one] < FAR or min(spans.values()) > NEAR] or whole


def _mixed(some: Sequence[str], counts: Mapping[str, Sequence[datetime | None]]) -> list[str]:
    """Two cells that no one order reads, if there are such; a cell that none reads is only broken."""
    only = [next((cell for cell, one, *rest in zip(some, times, *(counts[o] for o in counts if o != form), strict=True)
                  if one and not any(rest)), "") for form, times in counts.items()]  # fmt: skip
    found = [one for one in only if one]
    return [MIXED.format(*found[:2])] if len(found) > 1 else []


def _telling(some: Sequence[str], orders: Sequence[Sequence[datetime | None]]) -> str:
    """A cell that is another day by each order."""
    for cell, *times in zip(some, *orders, strict=True):
        if len({at.date() for at in times if at}) == len(orders):
            return str(cell)
    return ""


def _likelier(either: Sequence[str], counts: Mapping[str, Sequence[datetime | None]], past: bool, country: str,
              today: date | None) -> str:  # fmt: skip
    """The order a person would guess: no sale lies ahead; days of one export lie close together; the country's own."""
    if past and today:
        behind = [one for one in either if all(at.date() <= today for at in counts[one] if at)]
        either = behind or either
    spans = {one: _span(counts[one]) for one in either}
    near = min(spans, key=lambda one: spans[one])
    if all(spans[near] * 3 < spans[one] for one in either if one != near):
        return near
    first = "%m" if country in MONTH_FIRST else "%y" if country in YEAR_FIRST else "%d"
    return next((one for one in either if one.startswith(first)), either[0])


def _span(times: Sequence[datetime | None]) -> int:
    found = [at.date() for at in times if at]
    return (max(found) - min(found)).days if found else 0
