"""A table nobody has described yet: which column means what, how numbers and days are written; a mapping as a proposal.

What is proposed is shown and can be changed before anything is kept; where two readings fit, that is said.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import islice
from typing import Any, BinaryIO

from ..languages import mark
from ..refusals import Refused
from . import looks, orders, traffic_wide
from .amounts import numeric, signs
from .dates import clock_of, read_as, tidied
from .encodings import guessed
from .feed import Feed
from .headings import fits
from .mapping import COLUMNS, settled
from .recognised import TWICE, assigned, by_content, half_apart, named_twice, summed, totals, unfit, unread
from .tables import (
    DELIMITERS,
    ENDLESS,
    TOP,
    Layout,
    encoding_of,
    is_book,
    lines,
    no_table,
    sheets,
    undecodable,
    undivided,
)

LOOKED = 400  # rows that are looked at
FURTHER = 300_000  # rows gone through where the first do not decide how days or numbers are written
WIDEST = 2_000  # columns
SHOWN = 20  # rows
EMPTY = mark("There are names of columns in this file, and not one row.")
NO_HEADER = mark("holds no table: no row looks like the names of columns; expected a header such as {0}")
NO_CLOCK = mark("The column {0} has days without a time of day: what happened at which hour will not be known.")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the file. field: what it is taken for, "" for nothing; cells: a few of its own, none empty."""

    heading: str
    field: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """settings: a mapping, as far as it differs from the default. notes: what a person should look at.

    rows: the file's first rows below its header, cells as they stand. sheets: of a workbook. guess: the format of days
    that is a guess, as nothing in the file decides it, otherwise: what it might be instead, example: a cell that is
    another day by each of them; "" and none elsewhere.
    """

    settings: Mapping[str, Any]
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...] = ()
    notes: tuple[str, ...] = ()
    sheets: tuple[str, ...] = ()
    lacking: tuple[str, ...] = field(default=())  # fields that are needed and no column was found for
    guess: str = ""
    otherwise: tuple[str, ...] = ()
    example: str = ""


def proposed(feed: Feed, stream: BinaryIO, *, sheet: str = "", codes: frozenset[str] = frozenset(), country: str = "",
             today: date | None = None) -> Proposal:  # fmt: skip
    """
    Args:
        codes: our boutiques', by which their column is told from another. country: theirs (ISO 3166) where they share
            one, and today: for a guess at the order of day and month, where the file does not decide it.
    Raises:
        Refused: nothing in it looks like a table.
    """
    default = settled(None, feed.name)
    encoding, named = _encoding(stream)
    names = sheets(stream)
    layout, heads, body = _table(stream, Layout(encoding, default["delimiter"], sheet=sheet), default[COLUMNS], names)
    meant = [row for row in body if row != heads and not summed(row)]
    found = assigned(heads, meant, default[COLUMNS], codes)
    wide, notes = traffic_wide.spread(feed, heads, meant, found, codes)
    beside = {one for one in feed.needs if traffic_wide.gives(one, wide)}
    more, said = by_content(feed, heads, meant, default[COLUMNS], found, codes, given=beside)
    found, notes = {**found, **more}, [*notes, *said]
    if apart := half_apart(heads, meant, found):
        notes.append(apart)
    places = {name: heads.index(heading) for name, heading in found.items()}
    cells = {name: looks.cells(meant, at) for name, at in places.items()}
    if wide:
        cells["entries"] = traffic_wide.numbers(heads, meant, wide)
    far = _further(stream, layout, places, cells)
    days = orders.days_of({name: far.get(name, some) for name, some in cells.items() if name in looks.MOMENTS
                           and not (name in looks.EITHER and looks.share(clock_of, some) > 0.8)},
                          past=looks.PAST, country=country, today=today)  # fmt: skip
    read, said = looks.told(feed, cells, default, codes, days=days, heading=found.get("score", ""),
                            further={name: far[name] for name in far if name in looks.NUMBERS})  # fmt: skip
    notes += [*days.notes, *said, *_clockless(found, cells, wide)]
    notes += unfit(heads, meant, default[COLUMNS], found, codes)
    notes += unread(heads, meant, default[COLUMNS], found)
    notes += [TWICE.format(one) for one in named_twice(heads, meant, found)]
    if not body:
        notes.append(EMPTY)
    settings: dict[str, Any] = _written(stream, layout, default, named, first=names[:1] == [layout.sheet] and not sheet)
    settings |= read | wide
    if "skip" in default and (passed := totals(heads, body, found, _last(stream, layout, len(heads)))):
        settings["skip"] = {**default["skip"], **passed}
    settings[COLUMNS] = found
    return Proposal(
        settings, _columns(heads, meant, found), tuple(map(tuple, body[:SHOWN])), tuple(dict.fromkeys(notes)),
        tuple(names), tuple(lacking(feed, found, settings)), days.guess, days.others, days.example,
    )  # fmt: skip


def lacking(feed: Feed, columns: Mapping[str, str], settings: Mapping[str, Any]) -> Iterator[str]:
    """The fields that are needed and neither a column nor the mapping gives."""
    for needed in feed.needs:
        given = any(columns.get(one) for one in needed.split("|")) or settings.get(needed)
        if not given and not traffic_wide.gives(needed, settings):
            yield needed.split("|")[0]


def _columns(heads: Sequence[str], body: Sequence[Sequence[str]], found: Mapping[str, str]) -> tuple[Column, ...]:
    meant = {heading: name for name, heading in found.items()}
    return tuple(
        Column(heading, meant.get(heading, ""), tuple(islice(looks.cells(body, at), 3)))
        for at, heading in enumerate(heads) if heading
    )  # fmt: skip


def _encoding(stream: BinaryIO) -> tuple[str, str]:
    """(what it is read by, what a mapping has to say of it: "" where the bytes say it themselves)."""
    if is_book(stream):
        return "utf-8", ""
    begin = stream.tell()
    try:
        found = encoding_of(stream, "utf-8")
        return found, ""
    except Refused as refused:
        if refused.reason == ENDLESS:
            raise
        stream.seek(begin)
        if says := no_table(stream):
            raise Refused(says) from None
        found = guessed(stream)
    finally:
        stream.seek(begin)
    return found, found


def _written(stream: BinaryIO, layout: Layout, default: Mapping[str, Any], named: str, *,
             first: bool) -> dict[str, Any]:  # fmt: skip
    if is_book(stream):
        return {"sheet": layout.sheet} if layout.sheet and not first else {}
    settings = {"encoding": named} if named and named != default["encoding"] else {}
    if not undivided(stream) and layout.delimiter != default["delimiter"]:
        settings["delimiter"] = "\\t" if layout.delimiter == "\t" else layout.delimiter
    return settings


def _table(stream: BinaryIO, layout: Layout, columns: Mapping[str, str],
           names: Sequence[str]) -> tuple[Layout, list[str], list[list[str]]]:  # fmt: skip
    """The layout, names of columns and first rows; of a workbook the sheet under whose names most fields are known."""
    best: tuple[float, list[list[str]], Layout] = (0.0, [], layout)
    for sheet in [layout.sheet] if layout.sheet or not names else names[:12]:
        found = _header(stream, replace(layout, sheet=sheet), columns)
        if found[0] > best[0] * 1.05:  # the first of two alike
            best = found
    if not best[1]:
        raise Refused(no_table(stream) or NO_HEADER.format(", ".join(list(columns)[:5])), "line 1")
    _, top, layout = best
    heads = [cell.strip() for cell in top[layout.header - 1]]
    if len(heads) > WIDEST:
        raise Refused(f"has {len(heads):,} columns, more than {WIDEST:,}; export only those that are needed", "line 1")
    return layout, heads, _sample(stream, layout, len(heads))


def _header(stream: BinaryIO, layout: Layout, columns: Mapping[str, str]) -> tuple[float, list[list[str]], Layout]:
    """(how well it is known, the rows at the top, the layout) by the delimiter and header under which most is known."""
    best: tuple[float, list[list[str]], Layout] = (0.0, [], layout)
    begin, faults, whole = stream.tell(), list[Refused](), undivided(stream)
    for delimiter in ("",) if whole else DELIMITERS:
        tried = replace(layout, delimiter=delimiter or layout.delimiter)
        try:
            with closing(lines(stream, tried)) as every:
                top = [cells for _, cells in islice(every, TOP)]
        except (Refused, UnicodeDecodeError) as fault:
            faults += [fault] if isinstance(fault, Refused) else []
            continue
        finally:
            stream.seek(begin)
        for place, cells in enumerate(top, 1):
            score = _known(cells[:WIDEST], columns) / (1 + place / 100)
            if score > best[0]:
                best = score, top, replace(tried, header=place)
    if not best[1] and faults:
        raise faults[0]  # such as a quote that is never closed
    return best


def _known(cells: Sequence[str], columns: Mapping[str, str]) -> float:
    """How well the cells of a row name our fields; hours count a little, as columns of counters are called so."""
    named = [cell.strip() for cell in cells if cell.strip()]
    if len(named) < 2:
        return 0.0
    told: float = sum(max((fits(one, cell) for one in columns), default=0.0) for cell in named if not numeric(cell))
    return told + (0.01 * len(named) if told else 0.0)


def _rows(stream: BinaryIO, layout: Layout, most: int) -> Iterator[list[str]]:
    """Rows below the header that say anything; the stream is back at its beginning."""
    begin = stream.tell()
    try:
        with closing(lines(stream, layout)) as every:
            for _, cells in islice(every, layout.header, layout.header + most):
                if any(cells):
                    yield cells
    except UnicodeDecodeError as fault:
        raise undecodable(fault) from None
    finally:
        stream.seek(begin)


def _sample(stream: BinaryIO, layout: Layout, wide: int) -> list[list[str]]:
    """The rows below the header, of one width; without Qualtrics' two further headers."""
    found = list(_rows(stream, layout, LOOKED))
    if len(found) > 1 and any(cell.startswith('{"ImportId"') for cell in found[1]):
        found = found[2:]
    return [[one.strip() for one in (cells + [""] * wide)[:wide]] for cells in found]


def _further(stream: BinaryIO, layout: Layout, places: Mapping[str, int],
             cells: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:  # fmt: skip
    """Cells of all the file, each once, of the columns whose first cells do not decide how they are written."""
    vague = {name for name, some in cells.items() if name in looks.MOMENTS and orders.read(tuple(some)).others}
    numbers = [name for name in places if name in looks.AMOUNTS or name == "quantity"]
    if signs([one for name in numbers for one in cells[name]]).sign == "":
        vague |= set(numbers)
    if not vague:
        return {}
    gathered: dict[str, dict[str, None]] = {name: {} for name in vague}
    taken = [(places[name], gathered[name], name in looks.MOMENTS) for name in vague]
    for row in _rows(stream, layout, FURTHER):
        for at, into, moment in taken:
            cell = row[at].strip() if at < len(row) and len(into) < LOOKED * 50 else ""
            if 0 < len(cell) < 60 and (moment or not cell.isdecimal()):
                into[cell] = None
    return {name: tuple(some) or tuple(cells[name]) for name, some in gathered.items()}


def _last(stream: BinaryIO, layout: Layout, wide: int) -> list[list[str]]:
    """The last rows, where it costs little to find them."""
    begin = stream.tell()
    size = stream.seek(0, 2)
    stream.seek(begin)
    if undivided(stream) or layout.encoding.startswith("utf-16") or size > 50_000_000:
        return []
    last: list[list[str]] = []
    try:
        for cells in _rows(stream, layout, FURTHER):
            last = [*last[-4:], cells]
    except Refused:
        return []
    return [[one.strip() for one in (cells + [""] * wide)[:wide]] for cells in last]


def _clockless(found: Mapping[str, str], cells: Mapping[str, Sequence[str]], wide: Mapping[str, Any]) -> Iterator[str]:
    """Sales and counts whose hour nobody said."""
    for name, clock in (("sold_at", "sold_time"), ("starts_at", "starts_time")):
        if name not in found or clock in found or wide.get("wide"):
            continue
        form = orders.read(tuple(cells[name])).form
        if not form or not cells[name]:
            continue
        times = [read_as(one, form) or read_as(tidied(one), form) for one in cells[name]]
        if all(at is None or (at.hour, at.minute, at.second) == (0, 0, 0) for at in times):
            yield NO_CLOCK.format(found[name])
