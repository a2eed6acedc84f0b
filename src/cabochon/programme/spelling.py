"""Words that look misspelt: not in the dictionary, and one letter away from a word that is.

Names, numbers and words that resemble no other are left alone, so that a trade’s own words raise no noise; a slip of
two letters is therefore missed. Dictionaries are those of pyspellchecker (film subtitles and corpora; MIT licence).
"""

import re
import tomllib
from collections.abc import Iterator, Set
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spellchecker import SpellChecker

LANGUAGES = frozenset({"en", "fr", "it", "de", "es", "pt", "nl"})  # none for Japanese: it sets no words apart
OURS = Path(__file__).parent / "starter" / "words.toml"
SHORTEST = 4  # signs; of shorter words nearly each is a letter away from another
COMMON = 20  # how often the other word stands in the corpora at least, to be worth proposing
_LEFT_OUT = re.compile(r"`[^`]*`|\]\([^)]*\)|\[[^\]]*\](?!\()|https?://\S+|&\w+;")
_WORD = re.compile(r"(?P<start>^|[.!?:…“„«\"*>|\n]\s*)?(?<![\w’'-])(?P<word>[^\W\d_]+(?:[’'][^\W\d_]+)*)(?![\w])")
ENDINGS = {"fr": 2, "it": 3, "es": 2, "pt": 2}  # letters at the end that only inflect: no dictionary has every form
# As it is written in Britain -> as the dictionary has it.
_BRITISH = tuple(
    (re.compile(pattern), to)
    for pattern, to in (
        (r"our(?=$|s$|ed$|ing$|ful$|less$|able$|ite$|er)", "or"), (r"is(?=(?:e|ed|es|er|ers|ing|ation|ations)$)", "iz"),
        (r"ys(?=(?:e|ed|es|er|ing)$)", "yz"), (r"tre(?=$|s$)", "ter"), (r"ll(?=(?:ed|ing|er|ers|ery)$)", "l"),
        (r"ogue(?=$|s$)", "og"), (r"ence(?=$|s$)", "ense"), (r"aeo", "eo"), (r"^grey", "gray"), (r"llery$", "lry"),
    )
)  # fmt: skip


def misspelt(text: str, language: str, *, known: Set[str] = frozenset()) -> Iterator[tuple[str, str]]:
    """(word, what may be meant), each word once. known: further words that are right, in small letters."""
    if language not in LANGUAGES:
        return
    seen: set[str] = set()
    for found in _WORD.finditer(_LEFT_OUT.sub(" ", text)):
        word = found["word"].replace("’", "'")
        if word[0].isupper() and language != "de" and found["start"] is None:
            continue
        plain = word.lower()
        if plain in seen or plain in known or word[1:] != word[1:].lower():
            continue
        seen.add(plain)
        if meant := _meant(plain, language):
            yield found["word"], meant


@lru_cache(maxsize=16384)
def _meant(word: str, language: str) -> str:
    """What may be meant by a word that is not known; "" where it is known, or resembles none."""
    if language == "en":
        word = word.removesuffix("'s").removesuffix("'")
    elif "'" in word:
        word = word.rpartition("'")[2]  # l'heure, dell'oro, jusqu'à
    if len(word) < SHORTEST or _known(word, language):
        return ""
    words = _dictionary(language)
    stem = word[: len(word) - ENDINGS.get(language, 0)]
    near = (one for one in words.known(words.edit_distance_1(word)) if stem == word or not one.startswith(stem))
    common = [one for one in near if words[one] >= COMMON and len(one) >= SHORTEST and "'" not in one]
    return max(common, key=lambda one: (words[one], one), default="")


def _known(word: str, language: str) -> bool:
    words = _dictionary(language)
    if word in words or word in _ours(language):
        return True
    if language == "en":
        return any(to in words for pattern, new in _BRITISH if (to := pattern.sub(new, word)) != word)
    return language in ("de", "nl") and _compound(word, words)


def _compound(word: str, words: "SpellChecker") -> bool:
    """Of two parts: both known, with or without the s or n that joins them."""
    for cut in range(4, len(word) - 3):
        first, rest = word[:cut], word[cut:]
        if rest in words and (first in words or (first[-1] in "sn" and first[:-1] in words)):
            return True
    return False


@lru_cache(maxsize=3)  # 10 to 60 MB each; an author writes in one language and translates into another
def _dictionary(language: str) -> "SpellChecker":
    from spellchecker import SpellChecker  # a dictionary takes a quarter of a second to load, and few need one

    return SpellChecker(language=language, distance=1)


@lru_cache(maxsize=1)
def _words() -> dict[str, list[str]]:
    return tomllib.loads(OURS.read_text("utf-8"))


@lru_cache(maxsize=16)
def _ours(language: str) -> frozenset[str]:
    return frozenset(word for name in ("all", language) for word in _words().get(name, []))
