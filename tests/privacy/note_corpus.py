"""The corpus of notes: eight languages, what tells of a client in braces; half of it is held back from every tuning.

A line is a note; `{Anna}` is a name, `{p:079 ...}` a phone number, and so on by the letters of `KINDS`. Which half
a note is of, its own hash says: nobody chose. Rules and lists may be mended by looking at the tuning half alone.
"""

import re
from collections import Counter
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from cabochon.privacy import notes

FOLDER = Path(__file__).with_name("notes")
KINDS = {"p": "phone", "e": "email", "c": "card", "i": "iban", "h": "handle", "l": "address", "": "name"}
MARK = re.compile(r"\{(?:([peichl]):)?([^}]*)\}")
HALVES = ("tuning", "held back")


@dataclass(frozen=True, slots=True)
class Note:
    """kind: what it tells of a client, "" for nothing. half: of HALVES."""

    language: str
    text: str
    kind: str
    half: str


def corpus() -> list[Note]:
    found = []
    for path in sorted(FOLDER.glob("*.txt")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line and not line.startswith("#"):
                mark, text = MARK.search(line), MARK.sub(r"\2", line)
                half = HALVES[blake2b(text.encode(), digest_size=1).digest()[0] % 2 == 0]
                found.append(Note(path.stem, text, KINDS[mark[1] or ""] if mark else "", half))
    return found


def judged(found: list[Note]) -> Counter[tuple[str, str, str, bool]]:
    """(half, language, kind, was it refused for that kind) -> notes; for kind "" whether it was refused at all."""
    told = Counter[tuple[str, str, str, bool]]()
    for note in found:
        kinds = {one.kind for one in notes.screen(note.text)}
        told[note.half, note.language, note.kind, note.kind in kinds if note.kind else bool(kinds)] += 1
    return told


def share(told: Counter[tuple[str, str, str, bool]], **of: str | bool) -> tuple[float, int]:
    """Of the notes that are so, which share was refused; and how many they are. client: does it tell of one?"""
    yes = no = 0
    for (half, language, kind, refused), count in told.items():
        here = {"half": half, "language": language, "kind": kind, "client": bool(kind)}
        if all(here[name] == value for name, value in of.items()):
            yes, no = yes + count * refused, no + count * (not refused)
    return yes / max(1, yes + no), yes + no
