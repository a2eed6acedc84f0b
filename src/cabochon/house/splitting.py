"""A file of statements, member by member, in constant memory: an array, one object, a store's page, or JSON lines.

Exact about strings and nesting, and nothing more: what a member says is judged by `xapi.reading`. What is broken costs
itself alone: reading goes on at the next line, or after the next comma, where a member may begin.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from ..languages import mark
from ..refusals import Refused

MOST = 10_000_000  # bytes of one statement, as in a request
DEEP = 100  # levels; a statement may have 64
BEGIN = 24  # characters of a strange file that are quoted
GLANCE = 32  # bytes within which a page's key is seen
CUT = mark("the file ends in the middle of this statement; it was cut short, send it whole")
OPEN = mark("the file ends before its array does; it was probably cut short, compare with where it comes from")
BROKEN = mark("is no JSON: a bracket, a comma or a quotation mark is missing")
STRANGE = mark("is no statement; what stands between statements and after the last one is not read")
TOO_DEEP = mark(f"is nested deeper than {DEEP} levels")

_SPACE = re.compile(rb"[ \t\r\n]*+")
_STRING = rb'"[^"\\\n]*+(?:\\[^\n][^"\\\n]*+)*+'
_TOKEN = re.compile(_STRING + rb'"|[,\n][ \t\r\n]*+\{|[{}\[\]"]')
# All that need not be looked at one by one where no page can begin: everything but brackets, and braces that begin.
_SKIP = re.compile(rb'(?:[^"{}\[\],\n]++|' + _STRING + rb'"|[,\n](?![ \t\r\n]*+\{))*+')
_REST = re.compile(_STRING[1:])


def _whole(levels: int) -> bytes:
    """An object of so many levels in one match, as nearly every statement is: three times as fast as step by step."""
    flat = rb'[^"{}\[\],\n]++|' + _STRING + rb'"'
    array = empty = rb"\[(?:" + flat + rb"|[,\n])*+\]"
    one = rb"\{(?:" + flat + rb"|[,\n](?![ \t\r\n]*+\{))*+\}"
    for _ in range(levels):
        outer = rb"\{(?:" + flat + rb"|[,\n](?![ \t\r\n]*+\{)|" + one + rb"|" + array + rb")*+\}"
        one, array = outer, rb"\[(?:" + flat + rb"|[,\n]|" + one + rb"|" + empty + rb")*+\]"
    return one


_WHOLE = re.compile(_whole(6))
_PAGE = re.compile(rb"[ \t\r\n]*+:[ \t\r\n]*+\[")
_SCALAR = re.compile(_STRING + rb'"|[^,\]\n]++')
_TO_LINES_END = re.compile(rb"[^\n]++")
# Where a member may begin after one that is broken: on a line of its own, else after the next comma between objects.
_LINE = re.compile(rb"\n[ \t\r]*+(?=[{\]])")
_COMMA = re.compile(rb'(?<=\})[ \t\r\n]*+,[ \t\r\n]*+(?=\{")')
_OPENING = {0x7D: 0x7B, 0x5D: 0x5B}
_BOM, _MARKS = b"\xef\xbb\xbf", (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True)
class Member:
    """One statement's bytes as they stand in the file, or a fault. line counts from 1, offset (bytes) from 0.

    body: b"" with a fault that has no bytes of its own, or too many.
    """

    line: int
    offset: int
    body: bytes
    fault: str = ""


def members(pieces: Iterable[bytes], *, most: int = MOST) -> Iterator[Member]:
    """Every member of a file that comes in pieces of any size.

    Raises:
        Refused: the file is something else from its first character on.
    """
    waiting, first = iter(pieces), b""
    while len(first.lstrip()) < BEGIN and (piece := next(waiting, b"")):
        first += piece
    if first.startswith(_MARKS):
        raise Refused("is UTF-16; save it as UTF-8")
    start = len(_BOM) if first.startswith(_BOM) else 0
    begin = first[start:].lstrip()
    if begin and begin[:1] not in b"{[":
        raise Refused(f"is neither JSON nor JSON lines; it begins with {begin[:BEGIN].decode('utf-8', 'replace')!r}")
    split = Splitter(most, start)
    for piece in chain((first[start:],), waiting):
        yield from split.feed(piece)
    yield from split.end()


class Splitter:
    """Where in the file it is: `_at` between members or where the open one begins; there `_scan` says how far."""

    def __init__(self, most: int, offset: int) -> None:
        self._most, self._gone = most, offset  # bytes before the buffer
        self._line, self._counted = 1, 0  # the line at a place in the buffer
        self._buffer, self._at, self._last = b"", 0, False
        self._found: list[Member] = []
        self._array = self._page = self._rest = self._mended = False  # rest: of a page, behind its statements
        self._open, self._in_string, self._whole, self._fault = False, False, True, ""
        self._scan, self._stack, self._place = 0, bytearray(), (1, 0)

    def feed(self, piece: bytes) -> list[Member]:
        self._here(self._at)
        self._gone += self._at
        self._counted -= self._at
        self._buffer = self._buffer[self._at :] + piece
        self._scan -= self._at
        self._at = 0
        while self._value() if self._open else self._between():
            pass
        found, self._found = self._found, []
        return found

    def end(self) -> list[Member]:
        self._last = True
        found = self.feed(b"")
        while self._open:  # cut in the middle; what stands on a line of its own further down is read all the same
            self._scan = len(self._buffer)
            self._break(CUT)
            found += self.feed(b"")
        if self._array or self._page:
            found.append(Member(*self._here(len(self._buffer)), b"", OPEN))
        return found

    def _here(self, at: int) -> tuple[int, int]:
        if at >= self._counted:
            self._line += self._buffer.count(b"\n", self._counted, at)
            self._counted = at
            return self._line, self._gone + at
        return self._line - self._buffer.count(b"\n", at, self._counted), self._gone + at

    def _between(self) -> bool:
        """One step towards the next member; False: more bytes are needed."""
        self._at = _SPACE.match(self._buffer, self._at).end()  # type: ignore[union-attr]  # nothing matches too
        byte = self._buffer[self._at : self._at + 1]
        if byte == b"":
            return False
        if byte == b"," or (byte in b"]}" and self._mended and not self._array):
            self._at += 1
        elif byte == b"[" and not self._array:
            self._array = True
            self._at += 1
        elif byte == b"]" and self._array:
            self._array = False
            self._at += 1
            if self._page:
                self._begin(b"{", rest=True)
        elif byte in b"{[":
            self._begin(b"")
        else:
            return self._strange()
        return True

    def _begin(self, within: bytes, *, rest: bool = False) -> None:
        self._open, self._in_string, self._whole, self._rest, self._fault = True, False, True, rest, ""
        self._scan, self._stack, self._place = self._at, bytearray(within), self._here(self._at)

    def _strange(self) -> bool:
        """What is no object: a member of an array that is none, or something beside the array."""
        found = (_SCALAR if self._array or self._mended else _TO_LINES_END).match(self._buffer, self._at)
        end = found.end() if found else self._at + 1
        if end == len(self._buffer) and not self._last and end - self._at < self._most:
            return False
        body = self._buffer[self._at : end].rstrip()
        self._found.append(Member(*self._here(self._at), body, "" if self._array else STRANGE))
        self._at = end
        return True

    def _value(self) -> bool:
        """Scan to the end of the open value; False: more bytes are needed."""
        if self._fault:
            return self._break(self._fault)
        if self._scan == self._at and not self._rest:
            found = _WHOLE.match(self._buffer, self._at)
            if found and (self._array or b'"statements"' not in found[0]):
                self._scan = found.end()
                return self._close()
        while True:
            if self._in_string:
                self._scan = _REST.match(self._buffer, self._scan).end()  # type: ignore[union-attr]
                rest = self._buffer[self._scan : self._scan + 2]
                if rest[:1] != b'"':
                    return self._wait() if rest in (b"", b"\\") else self._break(BROKEN)
                self._scan, self._in_string = self._scan + 1, False
            if self._array or self._rest or len(self._stack) > 1:
                self._scan = _SKIP.match(self._buffer, self._scan).end()  # type: ignore[union-attr]
            token = _TOKEN.search(self._buffer, self._scan)
            if token is None:
                bare = self._buffer.rstrip()  # a comma or a line's end belongs together with the brace behind it
                self._scan = len(bare) - bare.endswith(b",")
                return self._wait()
            said, start, self._scan = token[0], token.start(), token.end()
            if said == b'"':
                if len(self._buffer) - start < GLANCE and not self._last:  # it may become the key of a page
                    self._scan = start
                    return self._wait()
                self._in_string = True
            elif said[0] == 0x22:
                if said == b'"statements"' and len(self._stack) == 1 and not (self._array or self._rest):
                    if len(self._buffer[self._scan :].strip()) < 2 and not self._last:
                        self._scan = start
                        return self._wait()
                    if found := _PAGE.match(self._buffer, self._scan):
                        self._at, self._open, self._array, self._page = found.end(), False, True, True
                        return True
            elif fault := self._bracket(said, start):
                self._scan = start
                return self._break(fault)
            elif not self._stack:
                return self._close()

    def _bracket(self, said: bytes, start: int) -> str:
        """Open or close one; says what is wrong when it cannot stand here."""
        last = said[-1]
        if last in _OPENING:
            return "" if self._stack and self._stack.pop() == _OPENING[last] else BROKEN
        if len(said) > 1 and self._stack:  # a brace after a comma or at a line's beginning: may an object stand here?
            before = said[:1] if said[:1] == b"," else self._buffer[max(0, start - 200) : start].rstrip()[-1:]
            if before and before not in (b":" if self._stack[-1] == 0x7B else b",["):
                return BROKEN
        self._stack.append(last)
        return TOO_DEEP if len(self._stack) > DEEP else ""

    def _wait(self) -> bool:
        """More bytes are needed; a value that is too large already is not kept meanwhile."""
        if self._scan - self._at > self._most or self._rest:
            self._whole, self._at = False, self._scan
        return False

    def _close(self) -> bool:
        start, self._at, self._open = self._at, self._scan, False
        if self._rest:
            self._page = self._rest = False
        elif not self._whole or self._at - start > self._most:
            self._found.append(Member(*self._place, b"", mark(f"is larger than {self._most:,} bytes")))
        else:
            self._found.append(Member(*self._place, self._buffer[start : self._at]))
        return True

    def _break(self, fault: str) -> bool:
        """Give the open value up, once it is known where the next one may begin."""
        start = self._at if self._whole else self._scan
        again = _LINE.search(self._buffer, start) or _COMMA.search(self._buffer, start + 1)
        if again is None and not self._last:
            self._fault, self._in_string = fault, False
            if len(self._buffer) - self._at > self._most:
                self._whole, self._scan = False, len(self._buffer.rstrip())
                self._at = self._scan
            return False
        end = again.start() if again else len(self._buffer)
        if not self._rest:
            body = self._buffer[start:end].rstrip(b" \t\r\n,") if self._whole else b""
            self._found.append(Member(*self._place, body if len(body) <= self._most else b"", fault))
        else:
            self._found.append(Member(*self._here(end), b"", OPEN))
        self._page = self._page and self._array
        self._at, self._open, self._rest, self._fault, self._mended = end, False, False, "", True
        return True
