"""Rows of a table that is a web page: what many tills export under the name of a spreadsheet.

Nothing is fetched and nothing in it is run; of several tables the rows follow one another.
"""

import re
from codecs import BOM_UTF8, getincrementaldecoder, lookup
from collections.abc import Iterator
from html import unescape
from typing import BinaryIO

from ..refusals import Refused

CHUNK = 1 << 16
CELL, WIDEST, TAG = 100_000, 20_000, 20_000  # characters of a cell, cells of a row, characters of a tag
_NAME, _SPAN = re.compile(r"/?[A-Za-z0-9]+"), re.compile(r"colspan\s*=\s*[\"']?\s*(\d+)", re.IGNORECASE)
_BEGINS = re.compile(
    rb"(?:<\?xml[^>]*>)?\s*(?:<!--(?:(?!-->).){0,400}-->\s*){0,5}<(?:!doctype\s+html|html|head|meta|table|body|style|div)\b",
    re.IGNORECASE | re.DOTALL,
)
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]{3,20})", re.IGNORECASE)


def is_page(head: bytes) -> bool:
    return bool(_BEGINS.match(head.removeprefix(BOM_UTF8).lstrip()))


def charset(head: bytes) -> str:
    """The encoding a page says it is of; "" where it says none we know."""
    if found := _CHARSET.search(head):
        try:
            return lookup(found[1].decode("ascii")).name
        except LookupError:
            return ""
    return ""


class _Rows:
    """Rows as they are closed, in one pass; a cell that spans several columns stands in the first of them."""

    def __init__(self) -> None:
        self.done: list[tuple[int, list[str]]] = []
        self._rest, self._until, self._line = "", "", 1
        self._row: list[str] | None = None
        self._cell: list[str] | None = None
        self._span, self._size, self._begins = 1, 0, 1

    def feed(self, text: str, *, last: bool = False) -> None:
        text, at = self._rest + text, 0
        while at < len(text):
            if self._until:
                end = text.lower().find(self._until, at)
                if end < 0:
                    at = len(text) if last else max(at, len(text) - len(self._until))
                    break
                at = self._to(text, at, end + (3 if self._until == "-->" else 0))
                self._until = ""
                continue
            begin = text.find("<", at)
            self._text(text[at : begin if begin >= 0 else len(text)])
            at = self._to(text, at, begin if begin >= 0 else len(text))
            if begin < 0:
                break
            if text.startswith("<!--", at) or (len(text) - at < 4 and not last):
                self._until = "-->" if len(text) - at >= 4 else ""
                if not self._until:
                    break
                continue
            end = text.find(">", at, at + TAG)
            if end < 0:
                if len(text) - at >= TAG or last:
                    raise Refused("is a web page that is broken; export it as CSV or Excel", f"line {self._line}")
                break
            self._tag(text[at + 1 : end])
            at = self._to(text, at, end + 1)
        self._rest = text[at:]
        if last:
            self._close_row()

    def _to(self, text: str, at: int, end: int) -> int:
        self._line += text.count("\n", at, end)
        return end

    def _tag(self, text: str) -> None:
        name = (_NAME.match(text) or [""])[0].lower()
        if name in ("style", "script"):
            self._until = f"</{name}"
        elif name in ("tr", "/tr", "/table"):
            self._close_row()
            if name == "tr":
                self._row, self._begins = [], self._line
        elif name in ("td", "th", "/td", "/th"):
            self._close_cell()
            if not name.startswith("/"):
                self._row = [] if self._row is None else self._row
                span = _SPAN.search(text)
                self._cell, self._size, self._span = [], 0, min(int(span[1][:6]), WIDEST + 1) if span else 1
        elif name in ("br", "br/", "p", "div"):
            self._text(" ")

    def _text(self, text: str) -> None:
        if self._cell is None or not text:
            return
        self._size += len(text)
        if self._size > CELL:
            raise Refused(f"has a cell of more than {CELL:,} characters; is it a table?", f"line {self._line}")
        self._cell.append(text)

    def _close_cell(self) -> None:
        if self._cell is not None and self._row is not None:
            self._row += [" ".join(unescape("".join(self._cell)).split()), *[""] * (self._span - 1)]
            if len(self._row) > WIDEST:
                raise Refused(f"has a row of more than {WIDEST:,} cells; is it a table?", f"line {self._begins}")
        self._cell = None

    def _close_row(self) -> None:
        self._close_cell()
        if self._row:
            self.done.append((self._begins, self._row))
        self._row = None


def page_rows(stream: BinaryIO, encoding: str) -> Iterator[tuple[int, list[str]]]:
    """
    Raises:
        Refused: a cell or a row is larger than any table's, or a tag never ends.
    """
    page, decoder = _Rows(), getincrementaldecoder(encoding)()
    while chunk := stream.read(CHUNK):
        page.feed(decoder.decode(chunk))
        yield from page.done
        page.done = []
    page.feed("", last=True)
    yield from page.done
