"""Parts of a large XML file, one after the other: whatever its namespaces, without a DOCTYPE, in constant memory.

A DOCTYPE is refused before anything in it is heard, so that no entity can grow (billion laughs) or fetch (XXE).
"""

import codecs
from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import lru_cache
from typing import BinaryIO
from xml.etree.ElementTree import Element, ParseError, TreeBuilder, XMLParser
from xml.parsers import expat

from ..refusals import Refused

CHUNK = 16_384  # read at once: so few that what is made of them stays in the processor's cache
LARGE = 262_144  # read at once in a long part: what is begun and not ended is looked through anew with each
LONGEST = 8_000_000  # bytes in which a part has to end
MOST = 200_000  # elements in which a part has to end
DEEPEST = 60
CUT_OFF = {3, 5, 6, 20}  # no element found, unclosed token, partial character, unclosed CDATA section
MANY_BYTES = frozenset((  # encodings of many bytes a character, which expat does not know
    "shift_jis", "cp932", "ms932", "windows-31j", "euc-jp", "gb2312", "gbk", "gb18030", "big5", "cp950", "euc-kr",
    "cp949",
))  # fmt: skip


def parts(stream: BinaryIO, name: str, *, may_be_empty: str = "") -> Iterator[Element]:
    """Each element of that local name, whole; some time after it is forgotten. One inside another of the same name
    belongs to the outer one.

    Args:
        may_be_empty: local name of the outermost element that may hold none of them.
    Raises:
        Refused: no XML, a DOCTYPE, or it breaks off; what stood before was given.
    """
    encoding = _prolog(stream)
    builder = TreeBuilder()
    outer = builder.start("outer", {})  # holds the file's outermost element while that is still open
    parser = XMLParser(target=builder, encoding="utf-8" if encoding else None)  # noqa: S314 - DOCTYPE was refused
    source, root = _Source(stream, encoding), ""
    found, broken = False, None
    try:
        while chunk := source.read():
            parser.feed(chunk)
            root = root or (local(outer[0].tag) if len(outer) else "")
            for part in _whole(outer, name):
                source.since, found = 0, True
                yield part
            _bounded(outer, name, source.since)
        parser.close()
    except ParseError as fault:
        line, column = fault.position
        broken = Refused(_why(fault.code), f"line {line}, column {column + 1}")
    except (ValueError, LookupError) as fault:
        broken = Refused(f"is no XML that can be read: {fault}", "XML")
    for part in _whole(outer, name, _opened(builder)):
        found = True
        yield part
    if broken is not None:
        raise broken
    if not found and root != may_be_empty:
        raise Refused(f"holds no element {name}; is it another sort of file?", "XML")


@lru_cache(maxsize=4096)
def local(tag: str) -> str:
    """The name without its namespace."""
    return tag.rpartition("}")[2]


class _Source:
    """The file's bytes, as UTF-8 where `encoding` is one that expat does not know. since: how many were read."""

    def __init__(self, stream: BinaryIO, encoding: str) -> None:
        self._stream, self.since = stream, 0
        self._decoder = codecs.getincrementaldecoder(encoding)() if encoding else None

    def read(self) -> bytes:
        while chunk := self._stream.read(CHUNK if self.since < LARGE else LARGE):
            self.since += len(chunk)
            if self.since > LONGEST:
                raise Refused(f"has a part of more than {LONGEST // 1_000_000} MB", "XML")
            if self._decoder is None:
                return chunk
            if text := self._decoder.decode(chunk):
                return text.encode()
        return self._decoder.decode(b"", final=True).encode() if self._decoder is not None else b""


def _whole(node: Element, name: str, opened: Sequence[Element] | None = None, depth: int = 0) -> Iterator[Element]:
    """The parts that have ended, which are forgotten then. opened: the elements that have not; None: as the file is
    still being read, the last one and in it the last one ..."""
    children = list(node)
    for place, child in enumerate(children, 1):
        ends = place == len(children) if opened is None else any(child is one for one in opened)
        if local(child.tag) != name:
            if depth > DEEPEST:
                raise Refused(f"is nested deeper than {DEEPEST} elements", "XML")
            yield from _whole(child, name, opened if opened is not None or ends else (), depth + 1)
        elif not ends:
            yield child
    del node[: len(children) - (opened is None)]


def _opened(builder: TreeBuilder) -> list[Element]:
    """The elements that were begun and did not end."""
    found = []
    with suppress(IndexError):
        while True:
            found.append(builder.end(""))
    return found


def _bounded(outer: Element, name: str, since: int) -> None:
    """
    Raises:
        Refused: what is not whole yet has too many elements, or too deep ones.
    """
    one, depth = outer, 0
    while len(one):
        one, depth = one[-1], depth + 1
    if depth > DEEPEST:
        raise Refused(f"is nested deeper than {DEEPEST} elements", "XML")
    if since > 2 * LARGE and sum(1 for _ in outer.iter()) > MOST:
        raise Refused(f"has more than {MOST:,} elements without a whole {name}", "XML")


def _prolog(stream: BinaryIO) -> str:
    """Looks at what stands before the first element, where alone a DOCTYPE can stand; the stream is back at its
    beginning. Gives the encoding it declares where that is one we have to read ourselves."""
    begin = stream.tell()
    try:
        declared = "utf-8" if _mislabelled(stream) else _looked(_Source(stream, ""), None)
        if declared:
            stream.seek(begin)
            _looked(_Source(stream, declared), "utf-8")
        return declared
    except expat.ExpatError as fault:
        raise Refused(_why(fault.code), f"line {fault.lineno}, column {fault.offset + 1}") from None
    except (ValueError, LookupError) as fault:
        raise Refused(f"is no XML that can be read: {fault}", "XML") from None
    finally:
        stream.seek(begin)


def _mislabelled(stream: BinaryIO) -> bool:
    """Declared as UTF-16 in letters of one byte each, which it cannot be: written from a text in memory, as UTF-8."""
    begin = stream.tell()
    head = stream.read(120).removeprefix(codecs.BOM_UTF8)
    stream.seek(begin)
    return head.startswith(b"<?xml") and b"utf-16" in head.partition(b"?>")[0].lower()


def _looked(source: _Source, encoding: str | None) -> str:
    parser = expat.ParserCreate(encoding)
    declared, begun = "", False

    def declares(_version: str, named: str | None, _standalone: int) -> None:
        nonlocal declared
        declared = (named or "").lower()

    def refuse(*_: object) -> None:
        raise Refused("holds a DOCTYPE, which no till needs; leave it out", "XML")

    def begins(*_: object) -> None:
        nonlocal begun
        begun = True

    parser.XmlDeclHandler, parser.StartDoctypeDeclHandler, parser.StartElementHandler = declares, refuse, begins
    read = 0
    while not begun:
        chunk = source.read()
        read += len(chunk)
        if not read:
            raise Refused("is empty", "XML")
        try:
            parser.Parse(chunk, not chunk)
        except expat.ExpatError:
            if not begun:  # what comes behind the first element is the reader's business
                raise
        except (ValueError, LookupError):
            if encoding is None and declared in MANY_BYTES:
                return declared
            raise
    return ""


def _why(code: int) -> str:
    if code in CUT_OFF:
        return "ends before its elements are closed: it was cut off; bring it once more, whole"
    why = expat.ErrorString(code) or "broken"
    return f"is no XML from here on ({why}); mend it or export it again, in the encoding that it declares"
