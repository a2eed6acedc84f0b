"""The words of a module or document, piece by piece: what a translation writes, while the structure stays the base's.

A piece is known by the digest of the base words it was written beside, so that a translation is carried over when the
base grows a paragraph, and is looked at again when the base says something else.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256

from ..languages import mark
from .front_matter import FENCE
from .kit_reading import BASE

_NAMED = re.compile(r'((title|summary)\s*=\s*)("(?:[^"\\]|\\.)*")\s*')
_LANGUAGE = re.compile(r'^(language\s*=\s*)"[a-z]{2}"', re.M)
_SOP = re.compile(r"^sop\s*=\s*true", re.M)
_PART = re.compile(r"## +(See it|Try it|Use it today) *")
_EXERCISE = re.compile(r"### +([a-z]+) *: *(\S+) *")
_SPOKEN = re.compile(r"(> *\*\*)(.+?)([:：]\*\* *)(.+)")
_SHOWN = re.compile(r"(!\[)([^\]]*)(\]\(media:[a-z0-9-]+\) *)")
_AREA = re.compile(r"(- \[[ xX]\] +[\d.]+ *, *[\d.]+ *, *[\d.]+ *, *[\d.]+ +)(.+)")
_COUNTED = re.compile(r"(= +-?\d+(?:[.,]\d+)?)(?:( +)(.+))?")
_BEGUN = re.compile(r"( *(?:- \[[ xX]\] +|[-*] +|\d{1,2}\. +|> *|= +|~ *-?\d+(?:[.,]\d+)? *[:：] *|#{1,4} +))(.+)")


@dataclass(frozen=True, slots=True)
class Piece:
    """address: "title", "see.2", "which-line.4": where it stands. label: the same for a reader."""

    address: str
    text: str
    label: str
    lines: bool = False  # may have several


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a translation is: pieces of the base, those written, and of these the ones whose base changed since."""

    of: int
    written: int
    stale: tuple[str, ...] = ()

    @property
    def share(self) -> float:
        """0..1: written and not stale."""
        return (self.written - len(self.stale)) / self.of if self.of else 1.0

    @property
    def whole(self) -> bool:
        return self.written == self.of


def digest(text: str) -> str:
    return sha256(" ".join(text.split()).encode()).hexdigest()[:16]


@lru_cache(maxsize=1024)
def pieces(text: str) -> tuple[Piece, ...]:
    """In the order they stand; of a text that cannot be parsed too."""
    return tuple(part for part in _cut(text) if isinstance(part, Piece))


@lru_cache(maxsize=512)
def vouched(text: str) -> str:
    """The digest of all that is said in it: what a signature under a procedure stands for."""
    above, _, body = text.partition(f"\n{FENCE}\n")
    head = ["sop" if _SOP.search(above) else ""]  # to be no procedure any more is a change somebody vouches for too
    head += [piece.text for piece in pieces(text) if piece.address in ("title", "summary")]
    return sha256("\n".join([*head, *body.split()]).encode()).hexdigest()[:32]


def filled(base: str, words: Mapping[str, str], language: str) -> str:
    """The base in other words; where there are none, in its own."""
    said = []
    for part in _cut(base):
        if isinstance(part, str):
            said.append(part)
            continue
        new = words.get(part.address, "").strip() or part.text
        new = re.sub(r"\n\s*\n+", "\n", new) if part.lines else " ".join(new.split())
        said.append(_quoted(new) if part.address in ("title", "summary") else new)
    return _LANGUAGE.sub(rf'\g<1>"{language}"', "".join(said), count=1)


def beside(base: str, other: str) -> dict[str, str]:
    """address -> digest of the base words, for a translation that was written as a whole."""
    there = {piece.address for piece in pieces(other)}
    return {address: said for address, said in _digests(base).items() if address in there}


def carried(base: str, other: str, written: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """A translation's words by the addresses of the base as it is now, and the digests they were written beside."""
    old = {piece.address: piece.text for piece in pieces(other)}
    known = {said: address for address, said in written.items() if address in old}
    now = _digests(base)
    words: dict[str, str] = {}
    marks: dict[str, str] = {}
    for address, said in now.items():
        was = written.get(address, "")
        if address in old and was == said:
            words[address], marks[address] = old[address], said
        elif said in known:
            words[address], marks[address] = old[known[said]], said
        elif address in old and was and was not in now.values():
            words[address], marks[address] = old[address], was
    return words, marks


@lru_cache(maxsize=4096)
def _digests(text: str) -> Mapping[str, str]:
    return {piece.address: digest(piece.text) for piece in pieces(text)}


def progress(base: str, other: str, written: Mapping[str, str]) -> Progress:
    _, marks = carried(base, other, written)
    now = _digests(base)
    return Progress(len(now), len(marks), tuple(a for a, said in marks.items() if said != now[a]))


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _cut(text: str) -> Iterator[str | Piece]:
    """Fixed text and pieces in turn; put together again they are the text."""
    scope, named, count, fences = "text", "", 0, 0
    part, kind, whose = "", "", ""
    waiting: list[str] = []

    def place(hint: str = "") -> tuple[str, str]:
        nonlocal count
        count += 1
        return f"{scope}.{count}", f"{named}, {hint}" if named and hint else named or hint

    def flushed() -> Iterator[str | Piece]:
        if waiting:
            address, label = place(mark("what to do") if whose else "")
            yield Piece(address, "\n".join(waiting), label, lines=True)
            yield "\n"
            waiting.clear()

    for line in text.splitlines():
        if fences < 2:
            fences += line == FENCE
            if (said := _NAMED.fullmatch(line)) and (value := _value(line)) is not None:
                yield said[1]
                yield Piece(said[2], value, said[2].capitalize())
                yield "\n"
            else:
                yield line + "\n"
            continue
        opened, exercise = _PART.fullmatch(line), _EXERCISE.fullmatch(line)
        if opened or exercise or not line.strip():
            yield from flushed()
            if opened:
                part, whose, kind, count = opened[1], "", "", 0
                scope = {"See it": "see", "Try it": "try", "Use it today": "use"}[part]
                named = part
            elif exercise:
                kind, whose, count = exercise[1], exercise[2], 0
                scope, named = whose, f"{kind}: {whose}"
            yield line + "\n"
            continue
        spoken, shown = _SPOKEN.fullmatch(line) if part == "See it" else None, _SHOWN.fullmatch(line)
        counted = _COUNTED.fullmatch(line) if kind == "number" else None
        begun = (_AREA.fullmatch(line) if kind == "hotspot" else None) or _BEGUN.fullmatch(line)
        if not (spoken or shown or counted or begun):
            waiting.append(line)
            continue
        yield from flushed()
        if spoken:
            yield spoken[1]
            yield Piece(*_swapped(place(mark("who speaks")), spoken[2]))
            yield spoken[3]
            yield Piece(*_swapped(place("said"), spoken[4]))
        elif shown:
            yield shown[1]
            yield Piece(*_swapped(place(mark("what the picture shows")), shown[2]))
            yield shown[3]
        elif counted:
            yield counted[1] + (counted[2] or "")
            if counted[3]:
                yield Piece(*_swapped(place(mark("counted in")), counted[3]))
        elif begun:
            yield begun[1]
            yield Piece(*_swapped(place(_hint(begun[1])), begun[2]))
        yield "\n"
    yield from flushed()


def _swapped(at: tuple[str, str], text: str) -> tuple[str, str, str]:
    return at[0], text, at[1]


def _hint(signs: str) -> str:
    sign = signs.strip()[:1]
    if sign == ">":
        return mark("told who takes it") if signs.startswith(" ") else mark("told afterwards")
    if sign == "-":
        return mark("the right one") if "[x]" in signs.lower() else mark("to choose") if "[" in signs else ""
    return {"=": mark("the phrase"), "~": mark("told who writes that number"), "#": "heading"}.get(sign, "step")


def _value(line: str) -> str | None:
    try:
        return next((v for v in tomllib.loads(line).values() if isinstance(v, str)), None)
    except tomllib.TOMLDecodeError:
        return None


def languages(texts: Mapping[str, str]) -> tuple[str, ...]:
    """The base first."""
    return tuple(sorted(texts, key=lambda code: (code != BASE, code)))
