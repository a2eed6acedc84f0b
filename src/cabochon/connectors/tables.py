"""Rows of a table as its sender made it, CSV or Excel, one at a time: where its header stands, how cells are parted.

A workbook is unpacked by calamine in memory; what it would unpack to is looked at first. CSV needs no more memory than
a row.
"""

import codecs
import csv
import io
import zipfile
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import chain, islice
from typing import BinaryIO

from python_calamine import CalamineError, CalamineWorkbook

from ..refusals import Refused

BOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # xlsx and ods; xls
UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
DELIMITERS = (",", ";", "\t", "|")
TOP = 40  # rows in which the header has to stand
UNPACKED = 400_000_000  # bytes a workbook may unpack to
CHUNK = 1 << 20
Numbered = tuple[int, list[str]]


@dataclass(frozen=True, slots=True)
class Layout:
    """How a table is written. header: the row its column names stand in, from 1; sheet: of a workbook, "" the first."""

    encoding: str = "utf-8"
    delimiter: str = ","
    header: int = 1
    sheet: str = ""


def is_book(stream: BinaryIO) -> bool:
    return _head(stream, 4).startswith(BOOKS)


def lines(stream: BinaryIO, layout: Layout) -> Generator[Numbered, None, None]:
    """Every row with the line it begins on; cells as text, as they stand.

    Raises:
        Refused: the encoding is another, a quote is never closed, a workbook cannot be opened.
    """
    yield from _book(stream, layout) if is_book(stream) else _text(stream, layout)


def laid_out(stream: BinaryIO, layout: Layout, wanted: Sequence[frozenset[str]]) -> Layout:
    """The layout with its header found: the first of the top rows that names all that is wanted, by the delimiter given
    or, where no row does, by another. As given where none does: then the reader says what is missing.

    wanted: for each field that is needed the names that will do.
    """
    begin = stream.tell()
    for delimiter in (layout.delimiter, *(one for one in DELIMITERS if one != layout.delimiter)):
        tried = replace(layout, delimiter=delimiter)
        try:
            with closing(lines(stream, tried)) as every:
                for place, (_, found) in enumerate(islice(every, TOP), 1):
                    names = {cell.strip() for cell in found}
                    if all(names & one for one in wanted):
                        return replace(tried, header=place)
        except Refused:
            if delimiter == layout.delimiter:
                raise
        finally:
            stream.seek(begin)
        if is_book(stream):
            break
    return layout


def encoding_of(stream: BinaryIO, named: str) -> str:
    """The encoding to read by: a byte order mark wins over what is named, then the look of UTF-16.

    Raises:
        Refused: nobody knows such an encoding, or the text is not of it; says which byte.
    """
    head = _head(stream, 4096)
    if head.startswith(UTF16):
        return "utf-16"
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if guess := wide(head):
        return guess
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
        raise undecodable(e) from None
    stream.seek(begin)
    return named


def wide(head: bytes) -> str:
    """UTF-16 without a mark: every other byte of western text is zero."""
    if len(head) < 8 or b"\0" not in head:
        return ""
    even, odd = head[0::2].count(0) / (len(head) / 2), head[1::2].count(0) / (len(head) / 2)
    return "utf-16-le" if odd > 0.7 > even else "utf-16-be" if even > 0.7 > odd else ""


def undecodable(error: UnicodeDecodeError) -> Refused:
    byte, line = error.object[error.start], error.object[: error.start].decode("latin-1").rsplit("\n", 1)[-1]
    shown = f"byte 0x{byte:02x} after {line[-20:]!r}"
    return Refused(f'{shown} is not {error.encoding}; write the file\'s own in the mapping: encoding = "cp1252"')


def sheets(stream: BinaryIO) -> list[str]:
    """The names of a workbook's sheets; none of a CSV."""
    return list(_opened(stream).sheet_names) if is_book(stream) else []


def _text(stream: BinaryIO, layout: Layout) -> Iterator[Numbered]:
    text = io.TextIOWrapper(stream, encoding=layout.encoding, newline="")
    line = 1
    try:
        reader = csv.reader(_bare(text), delimiter=layout.delimiter)  # reads the first line at once
        for found in reader:
            yield line, found
            line = reader.line_num + 1
    except csv.Error as e:
        raise Refused(f"{e}; is a quote opened and never closed?", f"line {reader.line_num}") from None
    except UnicodeDecodeError as e:
        raise undecodable(e) from None
    finally:
        with suppress(ValueError):
            text.detach()  # closing the file is its opener's business


def _bare(text: io.TextIOWrapper) -> Iterator[str]:
    """Without the zero characters some tills pad their lines with."""
    first = next(text, "")
    if first.lower().startswith("sep=") and len(first.strip()) <= 5:  # Excel's own line, which says the delimiter
        first = "\n"
    return (line.replace("\0", "") if "\0" in line else line for line in chain((first,), text) if line)


def _book(stream: BinaryIO, layout: Layout) -> Iterator[Numbered]:
    book = _opened(stream)
    names = list(book.sheet_names)
    if layout.sheet and layout.sheet not in names:
        raise Refused(f"has no sheet {layout.sheet!r}; there are {', '.join(names)}", "mapping, sheet")
    if not names:
        raise Refused("is a workbook without a sheet")
    try:
        found = book.get_sheet_by_name(layout.sheet or names[0])
        for number, row in enumerate(found.iter_rows(), 1):
            yield number, [_cell(one) for one in row]
    except CalamineError as fault:
        raise Refused(f"is a workbook that cannot be read: {fault}") from None


def _opened(stream: BinaryIO) -> CalamineWorkbook:
    begin = stream.tell()
    body = stream.read()
    stream.seek(begin)
    if body.startswith(BOOKS[0]):
        try:
            with zipfile.ZipFile(io.BytesIO(body)) as packed:
                size = sum(one.file_size for one in packed.infolist())
        except zipfile.BadZipFile:
            raise Refused("is a workbook that breaks off; save it again") from None
        if size > UNPACKED:
            raise Refused(f"unpacks to {size // 1_000_000:,} MB, more than {UNPACKED // 1_000_000} MB; send it as CSV")
    try:
        return CalamineWorkbook.from_filelike(io.BytesIO(body))
    except CalamineError as fault:
        raise Refused(
            f"is a workbook that cannot be opened ({fault}); save it as XLSX or CSV, without a password"
        ) from None


def _cell(value: object) -> str:
    """As the mapping would read it in a CSV: 8000.0 is 8000, a day is 2026-03-31, a moment 2026-03-31 14:05:00."""
    match value:
        case bool():
            return "yes" if value else "no"
        case float():
            return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
        case datetime():
            return value.isoformat(" ", "seconds")
        case date() | time():
            return value.isoformat()
        case timedelta():
            return str(value)
    return str(value)


def _head(stream: BinaryIO, size: int) -> bytes:
    begin = stream.tell()
    head = stream.read(size)
    stream.seek(begin)
    return head
