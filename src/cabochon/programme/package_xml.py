"""Manifests of packages as a small tree: XML without DTD, entities and XInclude, capped in size, depth and number.

Read with the standard library's expat, whose handlers refuse a DOCTYPE before anything in it is heard.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from ..refusals import Refused

MOST, DEEPEST, ELEMENTS, ATTRIBUTES = 5_000_000, 64, 100_000, 50  # bytes; levels; in all; of one element
XINCLUDE = "http://www.w3.org/2001/XInclude"
UTF8, UTF16 = b"\xef\xbb\xbf", (b"\xff\xfe", b"\xfe\xff")
WRONG_ENCODING = ("encoding specified in XML declaration is incorrect", "unknown encoding")


@dataclass(slots=True)
class Element:
    """space, name: its namespace ("" for none) and local name. text: its own, without that of its children.

    attributes: "name", or "namespace name" for one with a prefix. line: where it begins, from 1.
    """

    space: str
    name: str
    attributes: dict[str, str]
    line: int
    text: str = ""
    children: list["Element"] = field(default_factory=list)

    def all(self, name: str) -> Iterator["Element"]:
        """Children of that local name, of whatever namespace."""
        return (one for one in self.children if one.name == name)

    def first(self, name: str) -> "Element | None":
        return next(self.all(name), None)

    @property
    def words(self) -> str:
        return self.text.strip()


def read(body: bytes, where: str) -> Element:
    """The root of a manifest.

    Tolerated, because authoring tools write it: a byte-order mark (even two), blank lines before the declaration, a
    declaration that names another encoding than the bytes have, CDATA, comments, processing instructions.

    Raises:
        Refused: too large, too deep, a DOCTYPE, an entity, an XInclude, or no well-formed XML; the pointer is `where`,
            with the line.
    """
    if len(body) > MOST:
        raise Refused(f"is larger than {MOST // 1_000_000} MB; a manifest is a few kB, publish the course again", where)
    plain = _bare(body)
    if not plain:
        raise Refused("is empty; publish the course again", where)
    try:
        return _Tree(where).read(plain, None)
    except expat.ExpatError as fault:
        if not str(fault).startswith(WRONG_ENCODING):
            raise _broken(where, fault) from None
    except (LookupError, ValueError):  # an encoding nobody knows, or of several bytes a character
        pass
    try:
        return _Tree(where).read(_text(plain, where).encode(), "UTF-8")
    except expat.ExpatError as fault:
        raise _broken(where, fault) from None


class _Tree:
    def __init__(self, where: str) -> None:
        self._where = where
        self._open: list[Element] = []
        self._pieces: list[list[str]] = []
        self._root: Element | None = None
        self._count = 0

    def read(self, body: bytes, encoding: str | None) -> Element:
        self._parser = parser = expat.ParserCreate(encoding, namespace_separator=" ")
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self._doctype
        parser.EntityDeclHandler = parser.UnparsedEntityDeclHandler = self._entity
        parser.SkippedEntityHandler = parser.ExternalEntityRefHandler = self._entity
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.CharacterDataHandler = self._said
        parser.Parse(body, True)
        if self._root is None:
            raise Refused("holds no element; publish the course again", self._where)
        return self._root

    def _doctype(self, *_: object) -> None:
        raise Refused("begins with a DOCTYPE, which is not read; take that line out", self._at())

    def _entity(self, *_: object) -> int:
        raise Refused("names an entity of its own, which is not read; write the characters themselves", self._at())

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._count += 1
        space, _, local = name.rpartition(" ")
        if space == XINCLUDE:
            raise Refused("includes another file (XInclude), which is not read; put it in itself", self._at())
        if len(self._open) >= DEEPEST:
            raise Refused(f"is nested more than {DEEPEST} levels deep; publish the course again", self._at())
        if self._count > ELEMENTS or len(attributes) > ATTRIBUTES:
            most = f"{ATTRIBUTES} attributes of one element" if self._count <= ELEMENTS else f"{ELEMENTS:,} elements"
            raise Refused(f"holds more than {most}; publish the course again", self._at())
        one = Element(space, local, attributes, self._parser.CurrentLineNumber)
        if self._open:
            self._open[-1].children.append(one)
        else:
            self._root = one
        self._open.append(one)
        self._pieces.append([])

    def _end(self, _: str) -> None:
        self._open.pop().text = "".join(self._pieces.pop())

    def _said(self, text: str) -> None:
        if self._pieces:
            self._pieces[-1].append(text)

    def _at(self) -> str:
        return f"{self._where}, line {self._parser.CurrentLineNumber}"


def _bare(body: bytes) -> bytes:
    """Without doubled byte-order marks and blanks in front, which no parser takes."""
    if body.startswith(UTF16):
        return body
    while body.startswith(UTF8) or body[:1].isspace():
        body = body[3:] if body.startswith(UTF8) else body.lstrip()
    return body


def _text(body: bytes, where: str) -> str:
    """Read as what the bytes are, whatever the declaration says."""
    for encoding in ("utf-8", "utf-16") if body.startswith((b"<", *UTF16)) else ("utf-16-le", "utf-16-be"):
        try:
            text = body.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "<" in text:
            return text.lstrip("\ufeff")
    raise Refused("is in an encoding that is not read; save it as UTF-8", where)


def _broken(where: str, fault: expat.ExpatError) -> Refused:
    says = expat.ErrorString(fault.code) or "broken"
    return Refused(f"is no well-formed XML ({says}); publish the course again", f"{where}, line {fault.lineno}")
