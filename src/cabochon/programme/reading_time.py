"""How long a module takes: its words at the pace of its language, and time to do each exercise.

The pace is that of reading aloud, since lines of a conversation are heard and a phone between two clients is no
armchair: Trauzettel-Klosinski and Dietz 2012, IReST (https://doi.org/10.1167/iovs.11-8284), 25 adults a language.
Silent reading of English is a little quicker, 238 words a minute (Brysbaert 2019,
https://doi.org/10.1016/j.jml.2019.104047).
"""

import re
from collections.abc import Iterable, Iterator, Mapping

from .module import Exercise, Module

# fmt: off
WORDS = {"en": 228, "de": 179, "fr": 195, "it": 188, "es": 218, "pt": 181, "nl": 202, "sv": 199, "fi": 161, "pl": 166,
         "ru": 184, "tr": 166, "ar": 138}  # a minute
SIGNS = {"ja": 357, "zh": 255}             # a minute, where words are not set apart
OTHER = 184                                # words a minute: the mean of the 17 languages there
# Ours, not measured: seconds to decide and to tap, beside reading it; to be set against what attempts take.
DOING = {"choose": 15, "order": 35, "spot": 20, "fill": 20, "say": 60, "hotspot": 15, "number": 30}
# fmt: on
PICTURE = 8  # seconds to look at what says no length
BEGINNING = 15  # seconds to open it, and to take its action on
_WORD = re.compile(r"[^\W_]+(?:['’.,-][^\W_]+)*")
_SIGN = re.compile(r"[^\W_]")
_SHOWN = re.compile(r"!\[[^\]]*\]\([^)]*\)|\]\([^)]*\)")


def minutes(module: Module, *, media_seconds: Mapping[str, float] | None = None) -> float:
    """Minutes to go through it once.

    Args:
        media_seconds: how long each film or sound lasts, by its key; a picture takes 8 seconds.
    """
    lasting = media_seconds or {}
    words = reading(_read(module), module.language)
    doing = sum(DOING[one.kind] for one in module.exercises)
    shown = sum(lasting.get(key, 0) or PICTURE for key in module.media)
    return words + (doing + shown + BEGINNING) / 60


def reading(texts: Iterable[str], language: str) -> float:
    """Minutes to read them."""
    plain = [_SHOWN.sub(" ", text) for text in texts]
    if pace := SIGNS.get(language):
        return sum(len(_SIGN.findall(text)) for text in plain) / pace
    return sum(len(_WORD.findall(text)) for text in plain) / WORDS.get(language, OTHER)


def _read(module: Module) -> Iterator[str]:
    yield from (module.title, module.summary, module.action.text)
    for block in module.see:
        if block.kind != "media":
            yield f"{block.who} {block.text}"
    for one in module.exercises:
        yield from _exercise(one)


def _exercise(one: Exercise) -> Iterator[str]:
    """What one reads who goes wrong once: of what is told, the right choice's and the longest of the others'."""
    yield from (one.prompt, one.phrase, one.model, one.says)
    yield from (choice.text for choice in one.choices)
    yield from (option for gap in one.blanks for option in gap)
    yield next((choice.says for choice in one.choices if choice.right), "")
    told = [choice.says for choice in one.choices if not choice.right] + [says for _, says in one.slips]
    yield max(told, key=len, default="")
