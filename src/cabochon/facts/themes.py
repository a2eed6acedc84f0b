"""What a client's comment says: the themes whose words it holds. Whole words, whatever the case and the accents.

Chinese and Japanese are not written in words: there a theme's words are looked for anywhere. Time is linear in the
comment: each of its words is looked up once, and followed only where a theme's phrase begins with it.
"""

import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from ..retail.master import Theme
from .theme_words import WORDS

APART = " 0 "  # a word of no theme, so that two phrases side by side make no third
UNSPACED = "\u2e80"  # from here on letters stand without spaces (Unicode, CJK radicals), Hangul apart


class Themes:
    """rows: what the directory says; a key and language it does not speak of has the words shipped here."""

    def __init__(self, rows: Iterable[Theme] = ()) -> None:
        self._told = {(key, lang): words for key, languages in WORDS.items() for lang, words in languages.items()}
        self._told |= {(row.key, row.language): row.words for row in rows}
        self._all = _Phrases(self._told.items())
        self._of: dict[str, _Phrases] = {}

    def of(self, comment: str, language: str = "") -> str:
        """Keys of the themes, in order, between bars; '' when there is none.

        language: its tag; the words of that language alone count, of every language where there are none of it.
        """
        plain = _plain(comment)
        found = self._in(language).held(plain)
        return f"|{'|'.join(sorted(found))}|" if found else ""

    def phrases(self, comment: str) -> str:
        """Of a comment only what it holds of the themes' own words, whatever the language: its themes are the same,
        and nobody's words are left. "" where it holds none."""
        return APART.join(sorted(self._all.said(_plain(comment))))

    def _in(self, language: str) -> "_Phrases":
        if not language:
            return self._all
        short = language.partition("-")[0].lower()
        if short not in self._of:
            told = [(place, words) for place, words in self._told.items() if place[1].partition("-")[0] == short]
            self._of[short] = _Phrases(told) if told else self._all
        return self._of[short]


class _Phrases:
    def __init__(self, told: Iterable[tuple[tuple[str, str], Iterable[str]]]) -> None:
        self._spaced: dict[str, list[tuple[list[str], str]]] = {}  # first word -> (the words, theme)
        self._anywhere: list[tuple[str, str]] = []
        for (key, _), phrases in told:
            for phrase in phrases:
                if not (words := (plain := _plain(phrase)).split()):
                    continue
                if any(c >= UNSPACED and not "\uac00" <= c <= "\ud7a3" for c in plain):
                    self._anywhere.append((plain.strip(), key))
                else:
                    self._spaced.setdefault(words[0], []).append((words, key))

    def said(self, plain: str) -> set[str]:
        """The phrases themselves."""
        words, found = plain.split(), set[str]()
        for n, word in enumerate(words):
            for phrase, _ in self._spaced.get(word, ()):
                if words[n : n + len(phrase)] == phrase:
                    found.add(" ".join(phrase))
        return found | {phrase for phrase, _ in self._anywhere if phrase in plain}

    def held(self, plain: str) -> set[str]:
        words, found = plain.split(), set[str]()
        for n, word in enumerate(words):
            for phrase, key in self._spaced.get(word, ()):
                if key not in found and words[n : n + len(phrase)] == phrase:
                    found.add(key)
        if max(plain, default="") >= UNSPACED:
            found |= {key for phrase, key in self._anywhere if phrase in plain}
        return found


@lru_cache(maxsize=8_192)
def _letter(c: str) -> str:
    """Without accents, as a space where it is no letter or digit."""
    bare = "".join(part for part in unicodedata.normalize("NFKD", c) if not unicodedata.combining(part))
    return bare if c.isalnum() or unicodedata.combining(c) else " "


def _plain(text: str) -> str:
    if text.isascii():
        return "".join([c if c.isalnum() else " " for c in text.lower()])
    return "".join([_letter(c) for c in text.casefold().replace("\u0640", "")])  # the Arabic stroke that only stretches
