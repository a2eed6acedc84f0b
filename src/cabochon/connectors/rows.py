"""Rows of a table, one at a time, cut down to the fields the mapping names."""

import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import chain, islice
from operator import itemgetter
from typing import Any, BinaryIO, cast

from ..refusals import Refused
from .delivery import Bad, Delivery, Skipped
from .mapping import COLUMNS
from .tables import Layout, encoding_of, is_book, laid_out, lines

NAMED = 60  # columns that a message lists
AT_HAND = 8_000_000  # bytes of a stream that cannot be read twice are held in memory, the rest on disk


@dataclass(frozen=True, slots=True)
class Row:
    """A row: field -> text, stripped. `columns` gives each field's column as the file calls it."""

    line: int
    cells: Mapping[str, str]
    columns: Mapping[str, str]

    def get(self, field: str) -> str:
        return self.cells.get(field, "")

    def refusal(self, field: str, reason: str) -> Refused:
        return Refused(reason, f"line {self.line}, column {self.columns.get(field, field)}")

    def need(self, field: str) -> str:
        if not (text := self.cells.get(field, "")):
            raise self.refusal(field, "is empty")
        return text

    def bad(self, refused: Refused) -> Bad:
        return Bad(refused.pointer or f"line {self.line}", refused.reason, self.cells)


def rows(delivery: Delivery, settings: Mapping[str, Any], required: Sequence[str]) -> Iterator[Row | Bad | Skipped]:
    """The table's rows. A row with too few or too many cells is Bad, one that [skip] names is Skipped, and so is what
    stands above the header.

    Raises:
        Refused: columns are missing, the encoding is another, or a quote is never closed.
    """
    if delivery.again:
        for number, again in enumerate(delivery.again, 1):
            cells = {name: str(value) for name, value in again.items()}
            yield Row(number, cells, {name: settings[COLUMNS].get(name, name) for name in cells})
        return
    with tempfile.SpooledTemporaryFile(AT_HAND) as room:
        stream = seekable(delivery.stream, cast("BinaryIO", room))
        layout = layout_of(stream, settings, required)
        yield from _rows(stream, layout, delivery, settings=settings, required=required)


def header_of(delivery: Delivery, settings: Mapping[str, Any], required: Sequence[str] = ()) -> list[str]:
    """The columns as the file calls them; of quarantined rows the fields. The stream is back at its beginning."""
    if delivery.again:
        return sorted({name for row in delivery.again for name in row})
    stream = delivery.stream
    begin, layout = stream.tell(), layout_of(stream, settings, required)
    with closing(lines(stream, layout)) as every:
        found = next(islice(every, layout.header - 1, None), (0, []))[1]
    stream.seek(begin)
    return [name.strip() for name in found]


def layout_of(stream: BinaryIO, settings: Mapping[str, Any], required: Sequence[str]) -> Layout:
    """How the table is written: as the mapping says, its header and delimiter found where they are others.

    required: fields; "net|gross" is one of the two.
    """
    encoding = "utf-8" if is_book(stream) else encoding_of(stream, settings["encoding"])
    named = Layout(encoding, settings["delimiter"].replace("\\t", "\t"), sheet=settings.get("sheet", ""))
    columns: Mapping[str, str] = settings[COLUMNS]
    wanted = [frozenset(columns[one] for one in field.split("|") if columns.get(one)) for field in required]
    return laid_out(stream, named, [one for one in wanted if one])


def seekable(stream: BinaryIO, room: BinaryIO) -> BinaryIO:
    """The stream itself, or a copy of it in `room` where it can be read only once."""
    if stream.seekable():
        return stream
    shutil.copyfileobj(stream, room)
    room.seek(0)
    return room


def _rows(stream: BinaryIO, layout: Layout, delivery: Delivery, *, settings: Mapping[str, Any],
          required: Sequence[str]) -> Iterator[Row | Bad | Skipped]:  # fmt: skip
    with closing(lines(stream, layout)) as found:
        above = list(islice(found, layout.header - 1))
        at, names = next(found, (1, []))
        header = [name.strip() for name in names]
        places = _places(header, delivery, settings, required, at)
        yield from (Skipped(f"line {line}", "stands above the header") for line, cells in above if any(cells))
        columns = {field: header[place] for field, place in places.items()}
        skips = [(header.index(name), name, words) for name, words in settings["skip"].items() if name in header]
        taken = list(places.items())
        pick = itemgetter(*places.values()) if len(places) > 1 else None  # of one place it gives no tuple
        wide = len(header)
        for line, cells in chain(_lead(found), found):
            if not any(cells):
                continue
            if cells == names:  # a page of a printout begins
                yield Skipped(f"line {line}", "is the header once more")
            elif len(cells) != wide and (len(cells) < wide or any(cells[wide:])):
                if _alone(cells, delivery):
                    yield Skipped(f"line {line}", "stands alone in its row, as a note does")
                    continue
                kept = {field: cells[place].strip() for field, place in taken if place < len(cells)}
                reason = f"has {len(cells)} cells, the header {wide}; is a {layout.delimiter!r} unquoted?"
                yield Bad(f"line {line}", reason, kept)
            elif skips and (skipped := _skipped(cells, skips)):
                yield Skipped(f"line {line}", skipped)
            else:
                picked = pick(cells) if pick else [cells[place] for _, place in taken]
                yield Row(line, dict(zip(places, map(str.strip, picked), strict=True)), columns)


def _alone(cells: Sequence[str], delivery: Delivery) -> bool:
    """A row of one cell with several words, or of the byte by which old systems end a file: no row that was cut off."""
    filled = [cell.strip() for cell in cells if cell.strip()]
    return len(filled) == 1 and (filled[0] == "\x1a" or (" " in filled[0] and filled[0] not in delivery.doors))


def _skipped(cells: Sequence[str], skips: Sequence[tuple[int, str, Sequence[str]]]) -> str:
    return next((f"{name} is {cells[at]!r}" for at, name, words in skips if cells[at].strip() in words), "")


def _lead(found: Iterator[tuple[int, list[str]]]) -> Iterator[tuple[int, list[str]]]:
    """The first two rows, without Qualtrics' second and third header: wordings, then ImportId as JSON."""
    first = list(islice(found, 2))
    if len(first) < 2 or not any(cell.startswith('{"ImportId"') for cell in first[1][1]):
        yield from first


def _places(
    header: Sequence[str], delivery: Delivery, settings: Mapping[str, Any], required: Sequence[str], at: int
) -> dict[str, int]:
    """Where each field stands. Columns the sender's own mapping names must be there, the default's may be missing.

    A required field may be several, "net|gross": one of them is enough.
    """
    columns: Mapping[str, str] = settings[COLUMNS]
    named = set(columns) if delivery.mapping and COLUMNS in delivery.mapping else set()
    places = {field: header.index(name) for field, name in columns.items() if name and name in header}
    lacking = [field for field in required if not any(one in places for one in field.split("|"))]
    lacking += [field for field in named if columns[field] and field not in places and field not in lacking]
    if lacking:
        wanted = " and ".join(columns.get(field.split("|")[0]) or field for field in lacking)
        written = "\n".join(f'{field.split("|")[0]} = "the column\'s name"' for field in lacking)
        found = ", ".join(list(filter(None, header))[:NAMED])[: NAMED * 30] or "none"
        several = "is missing" if len(lacking) == 1 else "are missing"
        raise Refused(
            f"{wanted} {several}; the columns are {found}. Write in the mapping:\n[columns]\n{written}", f"line {at}"
        )
    return places
