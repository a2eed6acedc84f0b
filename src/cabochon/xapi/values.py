"""The standard's simple values: IRIs, UUIDs, language tags and maps, extensions, numbers (xAPI 1.0.3 Part Two 2.2, 4).

A rule is called with a value and raises Refused with a pointer that starts at that value; an owner puts its key before.
Verdicts on short IRIs and language tags are remembered: the same few hundred return in every statement.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from ..refusals import Refused
from .pointers import quoted, under

Rule = Callable[[Any], None]

_REMEMBERED, _SHORT = 20_000, 200
_iris: set[str] = set()
_tags: set[str] = set()

# RFC 3987 2.2: what may not stand in an IRI at all, and a percent sign that starts no escape. Square brackets belong to
# IP addresses only, but queries in the wild hold them; they are let pass.
_NOT_IN_IRI = re.compile(
    r"[^A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%\u00a0-\ud7ff\uf900-\ufdcf\ufdf0-\uffef\U00010000-\U000efffd]"
    r"|%(?![0-9A-Fa-f]{2})"
)
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.\-]*):(?=.)")
_NO_HOST = re.compile(r"https?:(?!//[^/?#])", re.IGNORECASE)
_UUID = re.compile(r"[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}")
_MEDIA = re.compile(r"[A-Za-z0-9!#$&^_.+\-]{1,127}/[A-Za-z0-9!#$&^_.+\-]{1,127}[ \t]*(?:;[ -~\t\x80-\uffff]*)?")

# RFC 5646 2.1, well-formed tags; singletons and variants that repeat are looked for afterwards.
_TAG = re.compile(
    r"(?:[a-z]{2,3}(?:-[a-z]{3}){0,3}|[a-z]{4,8})(?:-[a-z]{4})?(?:-(?:[a-z]{2}|[0-9]{3}))?"
    r"(?:-(?:[a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*(?:-[0-9a-wyz](?:-[a-z0-9]{2,8})+)*(?:-x(?:-[a-z0-9]{1,8})+)?"
    r"|x(?:-[a-z0-9]{1,8})+",
    re.IGNORECASE | re.ASCII,
)
_IRREGULAR = frozenset((
    "en-gb-oed", "i-ami", "i-bnn", "i-default", "i-enochian", "i-hak", "i-klingon", "i-lux", "i-mingo", "i-navajo",
    "i-pwn", "i-tao", "i-tay", "i-tsu", "sgn-be-fr", "sgn-be-nl", "sgn-ch-de",
))  # fmt: skip


def members(value: Any, rules: Mapping[str, Rule]) -> None:
    """Checks an object's members by their rules; the standard allows no others (1.0.3 Part Two 2.2).

    Raises:
        Refused: no object, an unknown key, or a member its rule refuses.
    """
    if type(value) is not dict:
        raise Refused(f"must be an object, not {quoted(value)}")
    key = ""
    try:
        for key, item in value.items():
            if (rule := rules.get(key)) is None:
                raise _unknown(key, rules)
            rule(item)
    except Refused as fault:
        raise under(key, fault) from None


def _unknown(key: str, known: Iterable[str]) -> Refused:
    """The refusal of a key the standard does not have there."""
    near = next((k for k in known if k.lower() == key.lower()), "")
    mend = f"did you mean {near!r}? Case counts" if near else f"use {', '.join(sorted(known))}, or extensions"
    return Refused(f"{quoted(key)} is not a property of the standard here; {mend}")


def required(value: Mapping[str, Any], *keys: str) -> None:
    """Raises Refused, pointing at the missing member, unless all keys are there."""
    for key in keys:
        if key not in value:
            raise Refused("is missing and required", f"/{key}")


def array(value: Any, rule: Rule) -> None:
    """Checks an array, each item by the rule."""
    if type(value) is not list:
        raise Refused(f"must be an array, not {quoted(value)}")
    done = 0
    try:
        for item in value:
            rule(item)
            done += 1
    except Refused as fault:
        raise under(done, fault) from None


def text(value: Any) -> None:
    if type(value) is not str:
        raise Refused(f"must be a string, not {quoted(value)}")


def truth(value: Any) -> None:
    if type(value) is not bool:
        raise Refused(f"must be true or false, not {quoted(value)}")


def number(value: Any) -> None:
    if type(value) is not int and type(value) is not float:
        raise Refused(f"must be a number, not {quoted(value)}")


def iri(value: Any) -> None:
    """An absolute IRI: a scheme and something behind it (RFC 3987); never resolved, never fetched, kept as written."""
    if type(value) is str and value in _iris:
        return
    if type(value) is not str:
        raise Refused(f"must be an IRI in a string, not {quoted(value)}")
    if not _SCHEME.match(value):
        raise Refused(f"{quoted(value)} is no IRI: it needs a scheme, such as https:")
    if (bad := _NOT_IN_IRI.search(value)) is not None:
        raise Refused(f"{quoted(value)} is no IRI: {bad[0]!r} at character {bad.start()} must be escaped")
    if value.count("#") > 1 or _NO_HOST.match(value):
        raise Refused(f"{quoted(value)} is no IRI: give one host and at most one #")
    _remember(_iris, value)


def uri(value: Any) -> None:
    """An absolute URI: an IRI in ASCII."""
    iri(value)
    if not value.isascii():
        raise Refused(f"{quoted(value)} is no URI: escape what is not ASCII")


def uuid(value: Any) -> None:
    """A UUID in the form 8-4-4-4-12 (RFC 4122 3); no braces, no urn:uuid:."""
    if type(value) is not str or _UUID.fullmatch(value) is None:
        raise Refused(f"must be a UUID such as 6690e6c9-3ef0-4ed3-8b37-7f3964730bee, not {quoted(value)}")


def language(value: Any) -> None:
    """A well-formed language tag (RFC 5646 2.1 and 2.2.9)."""
    if type(value) is str and value in _tags:
        return
    if type(value) is not str or not _well_formed(value):
        raise Refused(f"{quoted(value)} is no language tag; write it as en, en-US or zh-Hant-HK (RFC 5646)")
    _remember(_tags, value)


def _well_formed(tag: str) -> bool:
    if len(tag) > 255:
        return False
    low = tag.lower()
    if low in _IRREGULAR:
        return True
    if not _TAG.fullmatch(tag):
        return False
    if low.startswith("x-"):
        return True
    tokens = low.partition("-x-")[0].split("-")
    first = next((i for i, t in enumerate(tokens) if len(t) == 1), len(tokens))
    singletons = [t for t in tokens if len(t) == 1]
    variants = [t for t in tokens[1:first] if len(t) > 4 or (len(t) == 4 and t[0].isdigit())]
    return len(set(singletons)) == len(singletons) and len(set(variants)) == len(variants)


def language_map(value: Any) -> None:
    """An object of language tags and strings (1.0.3 Part Two 4.2)."""
    if type(value) is not dict:
        raise Refused(f'must be a language map such as {{"en": "..."}}, not {quoted(value)}')
    for tag, words in value.items():
        if tag not in _tags or type(words) is not str:
            try:
                language(tag)
                text(words)
            except Refused as fault:
                raise under(tag, fault) from None


def extensions(value: Any) -> None:
    """An object whose keys are IRIs; the values are free, null included (1.0.3 Part Two 4.1)."""
    if type(value) is not dict:
        raise Refused(f"must be an object with IRIs for keys, not {quoted(value)}")
    for key in value:
        if key not in _iris:
            try:
                iri(key)
            except Refused as fault:
                raise under(key, fault) from None


def media_type(value: Any) -> None:
    """An Internet media type with optional parameters (RFC 2046)."""
    if type(value) is not str or len(value) > 1000 or not _MEDIA.fullmatch(value):
        raise Refused(f"must be a media type such as text/plain, not {quoted(value)}")


def elsewhere(value: Any) -> None:
    """The rule of a member that depends on its neighbours and is checked with them."""


def _remember(verdicts: set[str], value: str) -> None:
    if len(value) <= _SHORT:
        if len(verdicts) >= _REMEMBERED:
            verdicts.clear()
        verdicts.add(value)
