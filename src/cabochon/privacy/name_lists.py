"""The lists names are known by, read once from `names/*.txt`: given and family names, and words that only look so."""

import re
import unicodedata
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).with_name("names")
LONGEST_ENDING = 8
# Endings of family names alone, of words of six letters and more.
ENDINGS = (
    "owski|owska|ewski|ewska|iński|ińska|inski|inska|icki|icka|ycki|ycka|wicz|ović|ović|ević|ovic|evic|enko|chuk|czuk|czyk|"
    "escu|eanu|opoulos|opoulou|idis|iadis|akis|ellis|sson|sdóttir|dottir|shvili|adze|oğlu|oglu|kyan|nyan|dyan|ryan|lyan|"
    "ovski|ovska|ovsky|ovskaya|evskaya|skaya|ovich|evich|arova|enkova|umova|itova|elova"
)


def _sections(name: str) -> dict[str, list[str]]:
    """The words of a file by its "## section"; before the first one under ""."""
    found: dict[str, list[str]] = {"": []}
    part = found[""]
    for line in (FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            part = found.setdefault(line[3:].split("  ")[0].strip(), [])
        elif not line.startswith("#"):
            part.append(line)
    return found


@cache
def words(section: str) -> frozenset[str]:
    """A section of words.txt: what tells a name from a word."""
    return frozenset(" ".join(_sections("words")[section]).split())


@cache
def phrases() -> tuple[str, ...]:
    """Of the trade and of the town, in lower case, the longest first."""
    return tuple(sorted(set("|".join(_sections("words")["phrases"]).split("|")), key=lambda one: (-len(one), one)))


@cache
def names(which: str) -> frozenset[str]:
    """ "given" or "family": lower case, as spelt and without accents; a double name as its parts."""
    found = set[str]()
    for word in " ".join(_sections(which)[""]).split():
        for part in word.split("-"):
            found |= {part, plain(part)}
    never = words("never") - words("both")
    least = words("short") - words("shorter")
    return frozenset(n for n in found if n not in never and (len(n) > 3 or n in least or n in words("both")))


@cache
def listed(name: str) -> tuple[str, ...]:
    """The words of a list in another script, the longest first."""
    return tuple(sorted(set(" ".join(_sections(name)[""]).split()), key=lambda one: (-len(one), one)))


@cache
def han() -> tuple[str, tuple[str, ...]]:
    """The characters Chinese given names are made of, and foreign names in Chinese, the longest first."""
    lines = dict(line.partition(" ")[::2] for line in _sections("han")[""])
    return "".join(sorted(set(lines["given"]))), tuple(
        sorted(set(lines["foreign"].split()), key=lambda w: (-len(w), w))
    )


@cache
def arabic() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Arabic names: those that are nothing else, and those that are words too."""
    lines = _sections("arabic")[""]
    both = frozenset(word for line in lines if line.startswith("words ") for word in line.split()[1:])
    sure = frozenset(word for line in lines if not line.startswith("words ") for word in line.split()) - both
    return tuple(sorted(sure, key=lambda w: (-len(w), w))), tuple(sorted(both, key=lambda w: (-len(w), w)))


PLAIN = str.maketrans(dict(zip("łøßıđæœ", ("l", "o", "ss", "i", "d", "ae", "oe"), strict=True)))


def plain(word: str) -> str:
    """Without accents, as phones are typed on: ł, ø, ß, ı too."""
    bare = "".join(sign for sign in unicodedata.normalize("NFD", word) if not unicodedata.combining(sign))
    return bare.translate(PLAIN)


def family_ending(word: str) -> bool:
    """Is it a family name by its ending alone? word: lower case."""
    return len(word) >= 6 and _ENDINGS.search(word) is not None


_ENDINGS = re.compile(f"(?:{ENDINGS})$")
