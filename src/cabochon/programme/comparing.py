"""Two versions of the playbook side by side: field by field, phrase by phrase, the words that came and went marked."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from .content import Book, Layer, Text

SAME, ADDED, REMOVED = "same", "added", "removed"
TOKENS = re.compile(r"\s+|[\w’'-]+|[^\w\s]")
ALIKE = 0.4  # below this two phrases are one that went and one that came, not the same one reworded
Part = tuple[str, str]  # (SAME, ADDED or REMOVED; words)


@dataclass(frozen=True, slots=True)
class Change:
    """One field that differs. lines: each phrase of it as parts; a plain field has one."""

    place: tuple[str, str, str]
    address: str
    kind: str  # added, removed, changed
    lines: tuple[tuple[Part, ...], ...]


def compare(old: Book, new: Book) -> list[Change]:
    """In the order of the newer one; what went stands last of its layer."""
    places = dict.fromkeys([("en", "", ""), *(x.place for x in new.layers), *(x.place for x in old.layers)])
    return [change for place in places for change in _layer(old.layer(*place), new.layer(*place), place)]


def _layer(old: Layer | None, new: Layer | None, place: tuple[str, str, str]) -> Iterator[Change]:
    before, after = old.texts if old else {}, new.texts if new else {}
    for address in dict.fromkeys([*after, *before]):
        was, now = before.get(address) or "", after.get(address) or ""
        if was != now:
            kind = "added" if not was else "removed" if not now else "changed"
            yield Change(place, address, kind, tuple(lines(was, now)))


def lines(was: Text, now: Text) -> Iterator[tuple[Part, ...]]:
    """A list's phrases are paired by likeness, so that one put in between does not mark all that follow."""
    old, new = _many(was), _many(now)
    if isinstance(now, str) and old and new and _likeness(old[0], new[0]) < ALIKE:
        yield from (((REMOVED, old[0]),), ((ADDED, new[0]),))
        return
    for deed, i, j, m, n in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if deed == "equal":
            yield from (((SAME, phrase),) for phrase in old[i:j])
            continue
        gone, come = list(old[i:j]), new[m:n]
        for phrase in come:
            near = max(gone, key=lambda other: _likeness(other, phrase), default="")
            if near and (_likeness(near, phrase) >= ALIKE or isinstance(now, str)):
                gone.remove(near)
                yield tuple(words(near, phrase))
            else:
                yield ((ADDED, phrase),)
        yield from (((REMOVED, phrase),) for phrase in gone)


def words(was: str, now: str) -> Iterator[Part]:
    """The newer text with what was added, and what was removed in its place."""
    old, new = TOKENS.findall(was), TOKENS.findall(now)
    for _, i, j, m, n in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if old[i:j] == new[m:n]:
            yield SAME, "".join(new[m:n])
            continue
        if old[i:j]:
            yield REMOVED, "".join(old[i:j])
        if new[m:n]:
            yield ADDED, "".join(new[m:n])


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, TOKENS.findall(one), TOKENS.findall(other), autojunk=False).ratio()


def _many(text: Text) -> Sequence[str]:
    return [text] if isinstance(text, str) and text else list(text)
