"""Activity ids and launch addresses of packages: what is a legal absolute IRI, and what can be put right.

Sources: RFC 3987 2.2 and RFC 3986 2.1 (what may stand in an IRI), cmi5 "quartz" 3 (ids are IRIs).
"""

import re
from urllib.parse import quote, unquote

from ..languages import mark

LONGEST = 1_000  # characters of an id or an address
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:(?=.)")
_ILLEGAL = re.compile(r"[\x00-\x20\x7f-\x9f\u00a0\u1680\u2000-\u200f\u2028-\u202f\u205f\u2060\u3000\ufeff<>\"{}|\\^`]")
_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
_WITH_HOST = re.compile(r"https?:", re.IGNORECASE)
_HOST = re.compile(r"https?://[^/?#@\s]+", re.IGNORECASE)


def fault(iri: str) -> str:
    """What keeps it from being a legal absolute IRI, as the rest of a sentence; "" when it is one."""
    if not iri:
        return "is empty"
    if len(iri) > LONGEST:
        return f"is longer than {LONGEST} characters"
    if not _SCHEME.match(iri):
        return mark("is no whole address: it has to begin with a scheme, such as https://")
    if found := _ILLEGAL.search(iri):
        return mark(f"holds {spelled(found[0])}, which no IRI may")
    if _ESCAPE.search(iri):
        return mark("holds a % that is not followed by two hexadecimal digits")
    if _WITH_HOST.match(iri) and not _HOST.match(iri):
        return mark("names no host")
    return ""


def mended(iri: str) -> str:
    """The same with what no IRI may hold percent-encoded; whether it is legal then, `fault` says."""
    escaped = _ESCAPE.sub("%25", iri.strip())
    return _ILLEGAL.sub(lambda found: quote(found[0], safe=""), escaped)


def whole(address: str) -> bool:
    """Whether an address names its scheme; else it is meant inside the package."""
    return bool(_SCHEME.match(address)) or address.startswith("//")


def split(address: str) -> tuple[str, str, str]:
    """(path or whole address, query, fragment), the marks ? and # left out."""
    rest, _, fragment = address.partition("#")
    path, _, query = rest.partition("?")
    return path, query, fragment


def file_of(path: str) -> str:
    """The name of a file of the package a relative path means; "" when it means none (absolute, or out of it)."""
    parts = [part for part in unquote(path).split("/") if part != "."]
    if not parts or path.startswith("/") or any(part in ("", "..") for part in parts):
        return ""
    return "/".join(parts)


def spelled(sign: str) -> str:
    """A character so that it can be seen."""
    return (
        mark("a space")
        if sign == " "
        else f"“{sign}”"
        if sign.isprintable()
        else mark(f"the character U+{ord(sign):04X}")
    )
