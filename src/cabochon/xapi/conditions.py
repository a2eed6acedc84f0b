"""If-Match, If-None-Match and ETags: what a sender says must be so before something is changed (RFC 9110 13.1)."""

import re
from dataclasses import dataclass
from hashlib import sha1

from ..refusals import Refused

_TAG = re.compile(r'[ \t]*(?:(?:W/)?"([^"\x00-\x1f\x7f]*)"|([^\s",*]+))[ \t]*(?:,|$)')


def etag(body: bytes) -> str:
    """The opaque part of a document's ETag: the SHA-1 of its bytes in hexadecimal, as 1.0.3 Part Three 3.1 asks."""
    return sha1(body, usedforsecurity=False).hexdigest()


@dataclass(frozen=True, slots=True)
class Tags:
    """A list of entity tags, or any (`*`)."""

    tags: frozenset[str] = frozenset()
    any: bool = False

    def hold(self, there: str | None) -> bool:
        """Whether what is there (None: nothing) is one of them."""
        return there is not None and (self.any or there in self.tags)


def tags(header: str | None, name: str) -> Tags | None:
    """The tags of an If-Match or If-None-Match header; None when there is none (RFC 9110 13.1).

    Weak tags count as their strong ones, since a proxy that packs answers makes them so; tags without quotation marks,
    which older clients send, are taken too.

    Raises:
        Refused: no list of entity tags.
    """
    if header is None:
        return None
    if header.strip() == "*":
        return Tags(any=True)
    found, at = set(), 0
    while at < len(header):
        match = _TAG.match(header, at)
        if match is None:
            break
        found.add(match[1] if match[1] is not None else match[2])
        at = match.end()
    if at < len(header) or not found:
        raise Refused('is no list of ETags; send the ETag of a GET as it came, such as "2fd4e1c6...", or *', name)
    return Tags(frozenset(found))


@dataclass(frozen=True, slots=True)
class Conditions:
    """What the sender says must be so, as If-Match and If-None-Match."""

    match: Tags | None = None
    none_match: Tags | None = None

    def __bool__(self) -> bool:
        return self.match is not None or self.none_match is not None


def conditions(if_match: str | None, if_none_match: str | None) -> Conditions:
    """
    Raises:
        Refused: see `tags`.
    """
    return Conditions(tags(if_match, "If-Match"), tags(if_none_match, "If-None-Match"))
