"""A form with a file in it (multipart/form-data, RFC 7578), from bytes that were counted before."""

from multipart import MultipartError, PushMultipartParser, parse_options_header  # type: ignore[import-untyped]

from ..refusals import Refused

KIND = "multipart/form-data"
BROKEN = "is no form with a file that can be read; send it again from the page"
FIELD, FIELDS, EARLY = 20_000, 20, 16_384  # bytes of a field, how many, how far `first` looks


def parts(body: bytes, content_type: str, *, known: tuple[str, ...], file: str) -> tuple[dict[str, str], bytes]:
    """The fields of a form, each once, and the one file in it (b"" for none). What the file calls itself is not read.

    Raises:
        Refused: an unknown field, one sent twice or too long, bytes that are no such form.
    """
    fields: dict[str, str] = {}
    recording, seen = b"", False
    for name, value in _parts(body, content_type, whole=True):
        if name == file:
            if seen:
                raise Refused("was sent twice; send one at a time", name)
            recording, seen = value, True
        elif name not in known:
            raise Refused("is no field of this form", name[:40])
        elif name in fields:
            raise Refused("was sent twice; send it once", name)
        elif len(value) > FIELD:
            raise Refused("is too long", name)
        else:
            fields[name] = text(value, name)
    return fields, recording


def first(body: bytes, content_type: str, name: str) -> str:
    """A field that comes before the file; "" when it does not."""
    try:
        found = (value for one, value in _parts(body[:EARLY], content_type, whole=False) if one == name)
        return text(next(found, b""), name)
    except Refused:
        return ""


def _parts(body: bytes, content_type: str, *, whole: bool) -> list[tuple[str, bytes]]:
    _, said = parse_options_header(content_type)
    found: list[tuple[str, bytes]] = []
    name = ""
    pieces: list[bytes] = []
    try:
        with PushMultipartParser(said.get("boundary", ""), max_segment_count=FIELDS, strict=True) as parser:
            for event in parser.parse(body):
                if event is None:
                    found.append((name, b"".join(pieces)))
                elif isinstance(event, bytes | bytearray):
                    pieces.append(bytes(event))
                else:
                    name, pieces = event.name or "", []
            if whole:
                parser.parse(b"")
            else:
                parser.close(check_complete=False)
    except (MultipartError, ValueError):
        if whole:
            raise Refused(BROKEN, "file") from None
    return found


def text(value: bytes, name: str) -> str:
    """
    Raises:
        Refused: no UTF-8.
    """
    try:
        return value.decode()
    except UnicodeDecodeError:
        raise Refused("is no text in UTF-8", name) from None
