"""multipart/mixed byte for byte: statements with the contents of their attachments (xAPI 1.0.3 Part Three 1.5.2).

https://github.com/adlnet/xAPI-Spec/blob/master/xAPI-Communication.md#15-content-types, framed as RFC 2046 5.1. What is
between two boundaries is content and stays as it is: lone line feeds, and the boundary's text inside a line. Time and
memory grow with the body, never faster.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from ..refusals import Refused
from .attachments import SHA2

HASH, ENCODING = "X-Experience-API-Hash", "Content-Transfer-Encoding"
MOST_PARTS = 10_000
MOST_HEADERS = 8_192  # bytes of one part's headers
MOST_LINES = 50  # headers of one part
_TOKEN = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
_PARAMETER = re.compile(r'[ \t]*;[ \t]*(?:([!#$%&\'*+\-.^_`|~0-9A-Za-z]+)=(?:"((?:[^"\\]|\\.)*)"|([^;"\s]*))[ \t]*)?')
# RFC 2046 5.1.1; a boundary may not end in a space.
_BOUNDARY = re.compile(r"[0-9A-Za-z'()+_,\-./:=? ]{0,69}[0-9A-Za-z'()+_,\-./:=?]")
_AFTER = re.compile(rb"(--)?[ \t]{0,200}(\r\n|\n|\Z)")


class Part(NamedTuple):
    """headers: by lower-case name. body: the bytes as they were sent."""

    headers: Mapping[str, str]
    body: bytes


class Sent(NamedTuple):
    """A whole body: the JSON of the statements, and the contents by their SHA-2 in lower case."""

    statements: bytes
    enclosed: dict[str, bytes]


class Content(NamedTuple):
    """A content on its way out. sha2: as the statement declares it. media: the attachment's contentType."""

    sha2: str
    media: str
    body: bytes


def read(content_type: str, body: bytes) -> Sent:
    """Statements and contents of a multipart/mixed body.

    content_type: the whole header, with the boundary.
    Raises:
        Refused: no boundary in the header or the body; a first part that is not application/json; a further part
        without a hash, in another encoding than binary, or whose hash is not that of its bytes; too many parts.
    """
    found = parts(body, boundary(content_type))
    if _media(found[0]) != "application/json":
        raise Refused("of the first part must be application/json, with all statements", "Content-Type")
    enclosed: dict[str, bytes] = {}
    for number, part in enumerate(found[1:], 2):
        declared = part.headers.get(HASH.lower())
        if declared is None:
            raise Refused(f"is missing on part {number}; every part after the first one carries its SHA-2", HASH)
        _binary(part, number)
        sha2 = declared.lower()
        algorithm = SHA2.get(len(sha2), "")
        if not algorithm or hashlib.new(algorithm, part.body).hexdigest() != sha2:
            raise Refused(f"of part {number} is not the SHA-2 of its bytes; send the bytes unchanged", HASH)
        enclosed.setdefault(sha2, part.body)
    return Sent(found[0].body, enclosed)


def written(statements: bytes, contents: Iterable[Content], *, boundary: str) -> bytes:
    """The body of an answer: statements first, then each content; `boundary` must occur in none of them."""
    line = f"--{boundary}".encode()
    pieces = [line, b"\r\nContent-Type: application/json\r\n\r\n", statements, b"\r\n"]
    for one in contents:
        head = f"Content-Type: {one.media}\r\n{ENCODING}: binary\r\n{HASH}: {one.sha2}\r\n\r\n"
        pieces += [line, b"\r\n", head.encode(), one.body, b"\r\n"]
    return b"".join([*pieces, line, b"--\r\n"])


def boundary(content_type: str) -> str:
    """The boundary a Content-Type header names, quoted or not.

    Raises:
        Refused: none, two, or one that RFC 2046 does not allow.
    """
    media, _, _ = content_type.partition(";")
    at, found = len(media), ""
    while at < len(content_type):
        parameter = _PARAMETER.match(content_type, at)
        if parameter is None:
            raise Refused("is malformed; write multipart/mixed; boundary=...", "Content-Type")
        at = parameter.end()
        if (parameter[1] or "").lower() == "boundary":
            if found:
                raise Refused("names two boundaries; name one", "Content-Type")
            quoted = parameter[2]
            found = re.sub(r"\\(.)", r"\1", quoted) if quoted is not None else parameter[3]
            if not _BOUNDARY.fullmatch(found):
                raise Refused(
                    "names a boundary that RFC 2046 does not allow; 1 to 70 letters, digits or -", "Content-Type"
                )
    if not found:
        raise Refused("names no boundary; write multipart/mixed; boundary=...", "Content-Type")
    return found


def parts(body: bytes, boundary: str) -> list[Part]:
    """The parts between the boundary's lines; what stands before the first and after the last is left out.

    Lines end in CRLF. A body whose first boundary line ends in a bare LF is read so throughout.
    Raises:
        Refused: no part, no closing line, or headers that are malformed or too many.
    """
    line = f"--{boundary}".encode()
    first = _first(body, line)
    newline = first[2]
    mark, at, closed = newline + line, first.end(), bool(first[1])
    found: list[Part] = []
    while not closed:
        if len(found) >= MOST_PARTS:
            raise Refused(f"holds more than {MOST_PARTS:,} parts; send them in several requests", status=413)
        # A part without headers and body ends where its boundary line did: that line's end is the next one's start.
        start, seek = at, at - len(newline)
        while True:
            end = body.find(mark, seek)
            if end < 0:
                raise Refused(f"has no closing boundary line, --{boundary}--")
            after = _AFTER.match(body, end + len(mark))
            if after is not None and (after[2] == newline or (after[1] and not after[2])):
                break
            seek = end + len(mark)
        found.append(_part(body[start : max(start, end)], newline, len(found) + 1))
        at, closed = after.end(), bool(after[1])
    if not found:
        raise Refused("holds no part; the first one is application/json with all statements")
    return found


def _first(body: bytes, line: bytes) -> re.Match[bytes]:
    seek = 0
    while (at := body.find(line, seek)) >= 0:
        after = _AFTER.match(body, at + len(line))
        if after is not None and (at == 0 or body[at - 1 : at] == b"\n") and (after[2] or after[1]):
            return after
        seek = at + len(line)
    raise Refused("has no line with the boundary that the Content-Type header names")


def _part(sent: bytes, newline: bytes, number: int) -> Part:
    if sent.startswith(newline):
        return Part({}, sent[len(newline) :])
    end = sent.find(newline * 2, 0, MOST_HEADERS)
    if end < 0 and sent.endswith(newline) and len(sent) <= MOST_HEADERS:
        end = len(sent) - len(newline)  # RFC 2046 lets a part without a body leave out the empty line
    if end < 0:
        raise Refused(f"part {number} has no empty line after its headers, or more than {MOST_HEADERS:,} bytes of them")
    lines = sent[:end].split(newline)
    if len(lines) > MOST_LINES:
        raise Refused(f"part {number} has more than {MOST_LINES} headers")
    headers: dict[str, str] = {}
    for line in lines:
        name, colon, value = line.decode("latin-1").partition(":")
        if not colon or not _TOKEN.fullmatch(name):
            raise Refused(f"part {number} has a header that is none; write Name: value, each on one line")
        if name.lower() in headers:
            raise Refused(f"is there twice on part {number}", name[:60])
        headers[name.lower()] = value.strip(" \t")
    return Part(headers, sent[end + 2 * len(newline) :])


def _media(part: Part) -> str:
    return part.headers.get("content-type", "").partition(";")[0].strip().lower()


def _binary(part: Part, number: int) -> None:
    """One that is not named is taken for binary, as IEEE 9274.1.1 advises; nothing is ever decoded."""
    if part.headers.get(ENCODING.lower(), "binary").lower() != "binary":
        raise Refused(f"of part {number} must be binary; send the bytes as they are", ENCODING)
