"""Rows of a CSV file, one at a time, cut down to the fields the mapping names."""

import codecs
import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any, BinaryIO

from ..refusals import Refused
from .delivery import Bad, Delivery, Skipped
from .mapping import COLUMNS

UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
CHUNK = 1 << 20


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
    """The file's rows. A row with too few or too many cells is Bad, one that [skip] names is Skipped.

    Raises:
        Refused: columns are missing, the encoding is another, or a quote is never closed.
    """
    if delivery.again:
        for number, again in enumerate(delivery.again, 1):
            cells = {name: str(value) for name, value in again.items()}
            yield Row(number, cells, {name: settings[COLUMNS].get(name, name) for name in cells})
        return
    stream = delivery.stream
    text = io.TextIOWrapper(stream, encoding=_encoding(stream, settings["encoding"]), newline="")
    try:
        yield from _rows(text, delivery, settings, required)
    except UnicodeDecodeError as e:
        raise _undecodable(e) from None
    finally:
        text.detach()  # closing the file is its opener's business


def header_of(delivery: Delivery, settings: Mapping[str, Any]) -> list[str]:
    """The columns as the file calls them; of quarantined rows the fields."""
    if delivery.again:
        return sorted({name for row in delivery.again for name in row})
    stream = delivery.stream
    begin = stream.tell()
    text = io.TextIOWrapper(stream, encoding=_encoding(stream, settings["encoding"]), newline="")
    header = next(csv.reader(text, delimiter=settings["delimiter"].replace("\\t", "\t")), [])
    text.detach()
    stream.seek(begin)
    return [name.strip() for name in header]


def _rows(
    text: io.TextIOWrapper, delivery: Delivery, settings: Mapping[str, Any], required: Sequence[str]
) -> Iterator[Row | Bad | Skipped]:
    reader = csv.reader(text, delimiter=settings["delimiter"].replace("\\t", "\t"))
    try:
        header = [name.strip() for name in next(reader, [])]
        places = _places(header, delivery, settings, required)
        columns = {field: header[place] for field, place in places.items()}
        skips = [(header.index(name), name, words) for name, words in settings["skip"].items() if name in header]
        lead = list(_lead(reader))
        for line, found in chain(lead, _numbered(reader)):
            if not any(found):
                continue
            if len(found) < len(header) or any(found[len(header) :]):
                kept = {field: found[place].strip() for field, place in places.items() if place < len(found)}
                reason = f"has {len(found)} cells, the header {len(header)}; is a {settings['delimiter']!r} unquoted?"
                yield Bad(f"line {line}", reason, kept)
            elif skipped := [f"{name} is {found[at]!r}" for at, name, words in skips if found[at].strip() in words]:
                yield Skipped(f"line {line}", skipped[0])
            else:
                yield Row(line, {field: found[place].strip() for field, place in places.items()}, columns)
    except csv.Error as e:
        raise Refused(f"{e}; is a quote opened and never closed?", f"line {reader.line_num}") from None


def _numbered(reader: Any) -> Iterator[tuple[int, list[str]]]:
    """Rows with the line each begins on; a quoted cell may span several."""
    line = reader.line_num + 1
    for found in reader:
        yield line, found
        line = reader.line_num + 1


def _lead(reader: Any) -> Iterator[tuple[int, list[str]]]:
    """The first two rows, without Qualtrics' second and third header: wordings, then ImportId as JSON."""
    first = list(islice(_numbered(reader), 2))
    if len(first) < 2 or not any(cell.startswith('{"ImportId"') for cell in first[1][1]):
        yield from first


def _places(
    header: Sequence[str], delivery: Delivery, settings: Mapping[str, Any], required: Sequence[str]
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
        lines = "\n".join(f'{field.split("|")[0]} = "the column\'s name"' for field in lacking)
        found = ", ".join(name for name in header if name) or "none"
        several = "is missing" if len(lacking) == 1 else "are missing"
        raise Refused(
            f"{wanted} {several}; the columns are {found}. Write in the mapping:\n[columns]\n{lines}", "line 1"
        )
    return places


def _encoding(stream: BinaryIO, named: str) -> str:
    """The encoding to read by; a byte order mark wins over what the mapping says."""
    mark = stream.read(4)
    stream.seek(-len(mark), io.SEEK_CUR)
    if mark.startswith(UTF16):
        return "utf-16"
    if mark.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    try:
        codecs.lookup(named)
    except LookupError:
        raise Refused(f'{named!r} is no encoding; write encoding = "utf-8" or "cp1252"', "mapping") from None
    if not stream.seekable():
        return named
    begin, decoder = stream.tell(), codecs.getincrementaldecoder(named)()
    try:  # all of it first, so that nothing is half imported
        while chunk := stream.read(CHUNK):
            decoder.decode(chunk)
    except UnicodeDecodeError as e:
        raise _undecodable(e) from None
    stream.seek(begin)
    return named


def _undecodable(error: UnicodeDecodeError) -> Refused:
    byte, line = error.object[error.start], error.object[: error.start].decode("latin-1").rsplit("\n", 1)[-1]
    shown = f"byte 0x{byte:02x} after {line[-20:]!r}"
    return Refused(f'{shown} is not {error.encoding}; write the file\'s own in the mapping: encoding = "cp1252"')
