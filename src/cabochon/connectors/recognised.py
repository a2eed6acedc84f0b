"""Columns taken for fields: by what they are called, and where a name lacks or misleads, by what stands in them."""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from ..languages import mark
from ..retail.currencies import EXPONENTS
from . import looks, orders
from .dates import EPOCH, EPOCH_MS, EXCEL, clock_of
from .feed import Feed
from .headings import fits, plain
from .scores import scorelike

SURE = 0.35  # how well a heading has to fit
WHOLLY = 0.85  # a heading that can mean nothing else
GUESSED = mark("The column {0} is taken by what stands in it, not by its name, for: {1}. Look whether that is right.")
UNREAD = mark("The column {0} holds days or times and is not read. Name what it is, where it matters.")
AGAINST = mark("The column {0} is not read, as what stands in it does not fit its name.")
TWICE = mark("There are several columns {0}; the first of them is read.")
HALF = mark("The half of the day stands in a column of its own, {0}. Put it into one column with the time: 2:05 PM.")
DATED, PAIRS = ("rates", "targets"), (("starts", "ends"), ("opens", "closes"))
HALVES = frozenset({"am", "pm", "a m", "p m", "上午", "下午", "午前", "午後", "ص", "م", "صباحا", "مساء"})
# fmt: off
_SUMS = (
    "total|totals|grand total|subtotal|sub total|sum|overall|total général|totaux|sous total|somme|totale|totali|"
    "totale generale|subtotale|somma|summe|gesamt|gesamtsumme|gesamttotal|zwischensumme|endsumme|insgesamt|"
    "total general|totales|suma|"
    "合計|総計|小計|計|合计|总计|小计|共计|الإجمالي|المجموع|إجمالي|المجموع الكلي|الإجمالي الكلي"
)
# fmt: on
TOTAL = frozenset(map(plain, _SUMS.split("|")))


def assigned(heads: Sequence[str], body: Sequence[Sequence[str]], columns: Mapping[str, str],
             codes: frozenset[str]) -> dict[str, str]:  # fmt: skip
    """Field -> heading: the best fits first, each column and field once; what a column holds has its say. Of columns of
    one name it is the first."""
    firsts = {heading: at for at, heading in reversed(list(enumerate(heads))) if heading}
    offers = []
    for heading, at in firsts.items():
        found = None
        for place, name in enumerate(columns):
            if fit := fits(name, heading):
                found = looks.cells(body, at) if found is None else found
                if (score := fit * looks.plausible(name, found, codes)) >= SURE:
                    offers.append((-score, place, at))
    names, taken = list(columns), set[int]()
    found_by: dict[str, str] = {}
    for _, place, at in sorted(offers):
        if names[place] not in found_by and at not in taken:
            found_by[names[place]] = heads[at]
            taken.add(at)
    for clock, day in looks.CLOCKS.items():  # a time of day without a day beside it says nothing
        if clock in found_by and day in columns and day not in found_by:
            del found_by[clock]
    return {name: found_by[name] for name in names if name in found_by}


def by_content(feed: Feed, heads: Sequence[str], body: Sequence[Sequence[str]], columns: Mapping[str, str],
               found: Mapping[str, str],
               codes: frozenset[str], *, given: set[str]) -> tuple[dict[str, str], list[str]]:  # fmt: skip
    """Fields that are needed and that no name gave: where one column alone holds such cells it is taken; that is said.

    given: settings that stand for a column.
    """
    more: dict[str, str] = {}
    notes = []
    for needed in (*feed.needs, *(("valid_from",) if feed.name in DATED else ())):
        names = needed.split("|")
        if any(one in found or one in given for one in names):
            continue
        free = [(at, heading) for at, heading in enumerate(heads)
                if heading and heading not in found.values() and heading not in more.values()]  # fmt: skip
        fitting = [heading for at, heading in free if _holds(names[0], looks.cells(body, at), codes)]
        if len(fitting) == 1:
            more[names[0]] = fitting[0]
            notes.append(GUESSED.format(fitting[0], names[0]))
    for pair in PAIRS:  # a clock for the beginning and one for the end
        free = [(at, heading) for at, heading in enumerate(heads) if heading and heading not in found.values()]
        clocks = [(heading, looks.cells(body, at)) for at, heading in free if _clocks(looks.cells(body, at))]
        if pair[0] in columns and not any(one in found for one in pair) and len(clocks) == 2:
            for name, (heading, _) in zip(pair, clocks, strict=True):
                more[name] = heading
                notes.append(GUESSED.format(heading, name))
    return more, notes


def _clocks(found: tuple[str, ...]) -> bool:
    return looks.share(clock_of, found) > 0.8 and any(":" in one or "h" in one.lower() for one in found)


def unread(heads: Sequence[str], body: Sequence[Sequence[str]], columns: Mapping[str, str],
           found: Mapping[str, str]) -> Iterator[str]:  # fmt: skip
    """Columns of days or times that nobody reads, where a field for such is free."""
    free = any(name not in found for name in columns if name in looks.MOMENTS or name in looks.OPENING)
    for at, heading in enumerate(heads):
        if not free or not heading or heading in found.values():
            continue
        some = looks.cells(body, at)
        if some and (_clocks(some) or _holds("at", some, frozenset())):
            yield UNREAD.format(heading)


def _holds(name: str, found: tuple[str, ...], codes: frozenset[str]) -> bool:
    """Cells that can hardly be anything else."""
    if not found:
        return False
    if name == "boutique" or (name == "code" and codes):
        return bool(codes) and all(one in codes for one in found)
    if name == "currency":
        return all(one in EXPONENTS for one in found)
    if name == "zone":
        return all("/" in one and one.replace("/", "").replace("_", "").isalpha() for one in found)
    if name == "score":
        return looks.share(scorelike, found) == 1.0 and not all(map(str.isdecimal, found))
    if name in looks.MOMENTS:
        form = orders.read(found).form
        return form not in ("", EXCEL, EPOCH, EPOCH_MS, "%Y%m%d") and not all(map(str.isdecimal, found))
    return False


def unfit(heads: Sequence[str], body: Sequence[Sequence[str]], columns: Mapping[str, str], found: Mapping[str, str],
          codes: frozenset[str]) -> Iterator[str]:  # fmt: skip
    """Columns whose name could mean nothing else, if it were not for what they hold."""
    for at, heading in enumerate(heads):
        if not heading or heading in found.values():
            continue
        for name in columns:
            if name in found or fits(name, heading) <= WHOLLY:
                continue
            if looks.plausible(name, looks.cells(body, at), codes) < 0.5:
                yield AGAINST.format(heading)
                break


def named_twice(heads: Sequence[str], body: Sequence[Sequence[str]], found: Mapping[str, str]) -> Iterator[str]:
    """Headings that are read and stand over several columns, which do not hold the same."""
    for heading in dict.fromkeys(found.values()):
        places = [at for at, one in enumerate(heads) if one == heading]
        if len({looks.cells(body, at) for at in places} - {()}) > 1:
            yield heading


def half_apart(heads: Sequence[str], body: Sequence[Sequence[str]], found: dict[str, str]) -> str:
    """What to say where AM and PM stand in a column of their own; day and time are then taken for nothing."""
    for at, heading in enumerate(heads):
        some = looks.cells(body, at)
        if some and heading not in found.values() and all(len(one) < 12 and plain(one) in HALVES for one in some):
            clocks = [name for name in looks.CLOCKS if name in found]
            for name in clocks:
                found.pop(looks.CLOCKS[name], None)
                del found[name]
            if clocks:
                return HALF.format(heading)
    return ""


@lru_cache(maxsize=16_384)
def _sum(cell: str) -> bool:
    return 0 < len(cell) < 30 and not cell.isdecimal() and plain(cell.rstrip(":")) in TOTAL


def summed(row: Sequence[str]) -> bool:
    """A row of sums, not of one thing."""
    return any(_sum(cell) for cell in row)


def totals(heads: Sequence[str], body: Sequence[Sequence[str]], found: Mapping[str, str],
           last: Sequence[Sequence[str]]) -> dict[str, Any]:  # fmt: skip
    """[skip] for rows of sums: the words for a sum that stand in a column that is read."""
    passed: dict[str, list[str]] = {}
    for row in (*body, *last):
        for at, cell in enumerate(row):
            if cell and _sum(cell) and heads[at] and (heads[at] in found.values() or at == 0):
                some = passed.setdefault(heads[at], [])
                if cell not in some:
                    some.append(cell)
                break
    return passed
