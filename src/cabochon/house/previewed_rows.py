"""The first rows of a table as they stand, how many there are, and what each becomes by itself."""

import codecs
import io
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, islice
from time import monotonic
from typing import Any, BinaryIO

from ..connectors import Delivery, Feed
from ..connectors.rows import layout_of
from ..connectors.tables import Layout, encoding_of, is_book, laid_out, lines, wide
from ..refusals import Refused
from ..retail.events import Event
from ..retail.master import Door

COUNTING = 1.0  # s that counting the rows may take
IMPORT_ID = '{"ImportId"'  # begins the third header of Qualtrics
Mark = tuple[type, object]


@dataclass(frozen=True, slots=True)
class Table:
    """heads: the names of the columns, "" for none. first: (line, cells) of the first rows. total: rows, None where
    counting took too long. header: the line the names stand in."""

    heads: tuple[str, ...] = ()
    first: tuple[tuple[int, tuple[str, ...]], ...] = ()
    total: int | None = None
    header: int = 1


@dataclass(frozen=True, slots=True)
class Line:
    """A row that is shown. cells: as they stand, by column. wrong: column -> why, "" for all of the row.

    passed: why it is passed over. made: what it becomes, None for nothing; beside: the line of the row it becomes that
    together with, 0 for none.
    """

    line: int
    cells: tuple[str, ...]
    wrong: Mapping[str, str]
    passed: str = ""
    made: Any = None
    beside: int = 0


def table(feed: Feed, stream: BinaryIO, settings: Mapping[str, Any], *, known: Sequence[str], most: int) -> Table:
    """
    Args:
        settings: the mapping, settled. known: the names the columns had when the file was first looked at.
    Raises:
        Refused: it cannot be read as a table.
    """
    stream.seek(0)
    layout = _layout(feed, stream, settings, known)
    until, total = monotonic() + COUNTING, 0
    first: list[tuple[int, tuple[str, ...]]] = []
    with closing(lines(stream, layout)) as every:
        at, names = next(islice(every, layout.header - 1, None), (1, []))
        heads = tuple(name.strip() for name in names)
        for line, cells in chain(_lead(every), every):
            if not any(cells):
                continue
            total += 1
            if len(first) < most:
                first.append((line, tuple((cells + [""] * len(heads))[: len(heads)])))
            elif monotonic() > until:
                return Table(heads, tuple(first), None, at)
    return Table(heads, tuple(first), total, at)


def beginning(stream: BinaryIO, large: int, most: int) -> tuple[BinaryIO, int]:
    """(the first lines of a table of text that is larger, how many rows they are), (the stream itself, 0) else."""
    size = stream.seek(0, io.SEEK_END)
    stream.seek(0)
    if size <= large or is_book(stream):
        return stream, 0
    head = stream.read(most)
    end, zero = (2, b"\n\0") if head.startswith(codecs.BOM_UTF16_LE) or wide(head[:4096]) == "utf-16-le" else (1, b"\n")
    cut = head.rfind(zero) + end
    while end == 2 and cut % 2:  # a letter that ends so is no line's end
        cut = head.rfind(zero, 0, cut - 2) + end
    return (io.BytesIO(head[:cut]), head.count(b"\n", 0, cut)) if cut > end else (stream, 0)


def heads(feed: Feed, stream: BinaryIO, settings: Mapping[str, Any], known: Sequence[str]) -> tuple[str, ...]:
    """The names of the columns, as this mapping reads them; none where it cannot be read."""
    stream.seek(0)
    try:
        with closing(lines(stream, layout := _layout(feed, stream, settings, known))) as every:
            return tuple(name.strip() for name in next(islice(every, layout.header - 1, None), (1, []))[1])
    except Refused:
        return ()


def alone(feed: Feed, found: Table, settings: Mapping[str, Any], *, mapping: Mapping[str, Any] | None,
          received: datetime, doors: Mapping[str, Door]) -> dict[int, Any]:  # fmt: skip
    """Line -> what its row becomes by itself; those that are wrong are left out."""
    places = {
        field: found.heads.index(name) for field, name in settings["columns"].items() if name and name in found.heads
    }
    made: dict[int, Any] = {}
    for line, cells in found.first:
        row = {field: cells[at].strip() for field, at in places.items()}
        delivery = Delivery(received=received, mapping=mapping, doors=doors, again=(row,))
        try:
            item = next(iter(feed.read(delivery)), None)
        except Refused:
            continue
        if item is not None:
            made[line] = item
    return made


def mark(item: Any) -> Mark | None:
    """By what an event of one row is found again among those of the file; None for what is none."""
    return (type(item), item.key or (item.boutique, item.at)) if isinstance(item, Event) else None


def _layout(feed: Feed, stream: BinaryIO, settings: Mapping[str, Any], known: Sequence[str]) -> Layout:
    """As the reader finds it; where no column of the mapping is there, by the names that were seen before."""
    layout = layout_of(stream, settings, feed.needs)
    wanted = {name for name in settings["columns"].values() if name}
    if not known or wanted & set(_row(stream, layout)):
        return layout
    encoding = "utf-8" if is_book(stream) else encoding_of(stream, settings["encoding"])
    named = Layout(encoding, settings["delimiter"].replace("\\t", "\t"), sheet=settings.get("sheet", ""))
    seen = laid_out(stream, named, [frozenset((name,)) for name in known])
    return seen if set(known) <= set(_row(stream, seen)) else layout


def _row(stream: BinaryIO, layout: Layout) -> list[str]:
    begin = stream.tell()
    try:
        with closing(lines(stream, layout)) as every:
            return [cell.strip() for cell in next(islice(every, layout.header - 1, None), (1, []))[1]]
    finally:
        stream.seek(begin)


def _lead(every: Iterator[tuple[int, list[str]]]) -> Iterator[tuple[int, list[str]]]:
    """The first two rows, without Qualtrics' two further headers."""
    first = list(islice(every, 2))
    if len(first) < 2 or not any(cell.startswith(IMPORT_ID) for cell in first[1][1]):
        yield from first
