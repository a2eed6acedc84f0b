"""Rows of a table as its sender made it, CSV, Excel or web page, one at a time: its header, how cells are parted.

A workbook is unpacked by calamine in memory; what it would unpack to is looked at first. CSV needs no more memory than
a row.
"""

import codecs
import csv
import io
import re
import zipfile
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import chain, islice
from typing import BinaryIO

from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

from ..languages import mark
from ..refusals import Refused
from .html_tables import charset, is_page, page_rows

BOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # xlsx and ods; xls
UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
ESCAPES = (b"\x1b$B", b"\x1b$@")  # by which old Japanese text, else plain ASCII, says of what set it is
DELIMITERS = (",", ";", "\t", "|")
TOP = 40  # rows in which the header has to stand
UNPACKED = 400_000_000  # bytes a workbook may unpack to
CHUNK = 1 << 20  # bytes; as long a line is none
ENDLESS = mark("has a line of more than a million characters; is it a table? Export it as CSV or XLSX")
HEAD = 4096
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


def undivided(stream: BinaryIO) -> bool:
    """A workbook or a web page, in which nothing parts cells that would have to be known."""
    return is_book(stream) or is_page(_head(stream, HEAD))


def lines(stream: BinaryIO, layout: Layout) -> Generator[Numbered, None, None]:
    """Every row with the line it begins on; cells as text, as they stand.

    Raises:
        Refused: the encoding is another, a quote is never closed, a workbook cannot be opened.
    """
    if is_book(stream):
        yield from _book(stream, layout)
    elif is_page(_head(stream, HEAD)):
        yield from page_rows(stream, layout.encoding)
    else:
        yield from _text(stream, layout)


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
        if undivided(stream):
            break
    if says := no_table(stream):
        raise Refused(says)
    return layout


# What begins so is no table, and what to do with it.
_OTHERS = mark((
    (b"{", "is JSON, no table; choose the connector that reads the sender's JSON, or export it as CSV"),
    (b"[", "is JSON, no table; choose the connector that reads the sender's JSON, or export it as CSV"),
    (b"<", "is XML, no table; choose the connector that reads it (POSLog, EPCIS), or export it as CSV or XLSX"),
    (b"%PDF", "is a PDF, from which no figures are read; export it as CSV or XLSX"),
    (b"\x1f\x8b", "is packed (gzip); unpack it and drop what is in it"),
    (b"Rar!", "is packed (RAR); unpack it and drop what is in it"),
    (b"7z\xbc\xaf", "is packed (7z); unpack it and drop what is in it"),
    (b"\x89PNG", "is a picture, from which no figures are read; export it as CSV or XLSX"),
    (b"\xff\xd8\xff", "is a picture, from which no figures are read; export it as CSV or XLSX"),
    (b"\x00asm", "is a program, no table; export it as CSV or XLSX"),
    (b"SQLite format", "is a database; export the table as CSV or XLSX"),
))  # fmt: skip


def no_table(stream: BinaryIO) -> str:
    """What a file is that is no table, and what to do; "" where it may be one."""
    head = _head(stream, HEAD).removeprefix(codecs.BOM_UTF8).lstrip()
    if not head:
        return mark("is empty; choose the file that was exported")
    if is_book(stream):
        return ""
    if is_page(head):
        return mark("is a web page without a table, perhaps one to sign in; export it anew, as CSV or XLSX")
    if b"urn:schemas-microsoft-com:office:spreadsheet" in head:
        return mark("is a workbook as XML of 2003; open it in a spreadsheet and save it as XLSX")
    return next((says for begins, says in _OTHERS if head.startswith(begins)), "")


def encoding_of(stream: BinaryIO, named: str) -> str:
    """The encoding to read by: a byte order mark wins over what is named, then the look of UTF-16.

    Raises:
        Refused: nobody knows such an encoding, or the text is not of it; says which byte.
    """
    head = _head(stream, HEAD)
    if is_page(head) and (said := charset(head)):
        return said
    if said := _marked(head):
        _ended(stream)
        return said
    try:
        codecs.lookup(named)
    except LookupError:
        raise Refused(f'{named!r} is no encoding; write encoding = "utf-8" or "cp1252"', "mapping") from None
    if not stream.seekable():
        return named
    begin, decoder = stream.tell(), codecs.getincrementaldecoder(named)()
    if not is_page(head):
        _ended(stream)
    try:  # all of it first, so that nothing is half imported
        while chunk := stream.read(CHUNK):
            decoder.decode(chunk)
    except UnicodeDecodeError as e:
        raise undecodable(e) from None
    stream.seek(begin)
    return named


def _marked(head: bytes) -> str:
    """The encoding that the bytes themselves say: by a mark, by zeros, by escapes; "" where they do not."""
    if head.startswith(UTF16):
        return "utf-16"
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    return wide(head) or ("iso2022_jp" if any(one in head for one in ESCAPES) else "")


def _ended(stream: BinaryIO) -> None:
    """
    Raises:
        Refused: a line has no end, and would have to be held in memory whole.
    """
    if not stream.seekable():
        return
    begin, endless = stream.tell(), 0
    while chunk := stream.read(CHUNK):
        endless = 0 if b"\n" in chunk or b"\r" in chunk else endless + 1
        if endless > 1:
            raise Refused(ENDLESS)
    stream.seek(begin)


def wide(head: bytes) -> str:
    """UTF-16 without a mark: digits, delimiters and ends of lines have a zero beside them, always on the same side."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if len(head) < 8 or even + odd < len(head) / 20:
        return ""
    return "utf-16-le" if odd > 20 * even else "utf-16-be" if even > 20 * odd else ""


def undecodable(error: UnicodeDecodeError) -> Refused:
    byte, line = error.object[error.start], error.object[: error.start].decode("latin-1").rsplit("\n", 1)[-1]
    shown = f"byte 0x{byte:02x} after {line[-20:]!r}"
    return Refused(f'{shown} is not {error.encoding}; write the file\'s own in the mapping: encoding = "cp1252"')


def sheets(stream: BinaryIO) -> list[str]:
    """The names of a workbook's sheets, those that are hidden last; none of a CSV."""
    return _named(_opened(stream)) if is_book(stream) else []


def _named(book: CalamineWorkbook) -> list[str]:
    found = book.sheets_metadata
    return [one.name for one in sorted(found, key=lambda one: one.visible != SheetVisibleEnum.Visible)]


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
    """Without the zero characters some tills pad their lines with, and the = that keeps Excel from reading a text."""
    first = next(text, "")
    if first.lower().startswith("sep=") and len(first.strip()) <= 5:  # Excel's own line, which says the delimiter
        first = "\n"
    top = [first, *islice(text, TOP)]
    every = (line.replace("\0", "") if "\0" in line else line for line in chain(top, text) if line)
    return map(_plain_text, every) if any('="' in line for line in top) else every


_KEPT = re.compile(r'(?<![^,;\t|])="([^"]*)"(?=[,;\t|\r\n]|$)|(?<![^,;\t|])"=""([^"]*)"""(?=[,;\t|\r\n]|$)')


def _plain_text(line: str) -> str:
    """="00123" is the text 00123."""
    return _KEPT.sub(lambda m: f'"{m[1] or m[2] or ""}"', line) if '="' in line else line


def _book(stream: BinaryIO, layout: Layout) -> Iterator[Numbered]:
    book = _opened(stream)
    names = _named(book)
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
                names = packed.namelist()
        except zipfile.BadZipFile:
            raise Refused("is a workbook that breaks off; save it again") from None
        if not any(name.startswith("xl/") or name == "content.xml" for name in names):
            raise Refused("is packed (zip); unpack it and drop the files that are in it")
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
