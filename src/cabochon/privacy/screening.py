"""The note screen over a whole statement: a note that tells of a client is refused, a client's own comment masked.

Words that stay readable are screened as well, such as the reason of a void: they are a word or two of some list, and
now and then somebody writes there who it was about.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import msgspec

from .. import vocabulary
from ..refusals import Refused
from ..retail.feasts import NAMES
from . import notes

LONGEST = 4_000  # characters of a text that is no observation's note: a client's comment, an answer, coaching words
ALTOGETHER = 12_000  # characters of text in one statement of ours: screening takes some 20 us each
# Ramadan is no client.
FEASTS = frozenset(word for name in NAMES.values() for word in name.replace("’s", "").replace("s’", "s").split())
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Screen:
    """staff: names that tell of no client. words: of the trade, neither."""

    staff: Callable[[], frozenset[str]]
    words: Callable[[], frozenset[str]]

    def passed(self, raw: bytes, statement: Json, kind: vocabulary.Kind, *, pointer: str) -> tuple[bytes, Json]:
        """A statement of a kind of ours as it may enter: the same, or with a client's comment masked.

        Raises:
            Refused: a manager's note or a reason that tells of a client, or too much text.
        """
        masked, total = statement, 0
        for place, text in vocabulary.texts(statement, kind):
            total += len(text)
            if total > ALTOGETHER or (kind.name == "survey" and len(text) > LONGEST):
                raise Refused(f"is too much text; send at most {LONGEST:,} characters here", pointer + place)
            if kind.name == "survey":
                if (better := self.cleaned(text, place, kind)) != text:
                    masked = with_text(masked, place, better)
            else:
                self._refuse(text, pointer + place, kind)
        for place, text in vocabulary.briefs(statement, kind):
            if len(text) > LONGEST or self.tells(text):
                notes.refuse(text, pointer + place, staff=self.staff(), words=self.words() | FEASTS, most=LONGEST)
        return (raw, statement) if masked is statement else (msgspec.json.encode(masked), masked)

    def cleaned(self, text: str, place: str, kind: vocabulary.Kind) -> str:
        """A text of a feed as it may be kept: a client's comment masked, a note that tells of a client emptied."""
        if kind.name == "survey":
            return notes.mask(text[:LONGEST], staff=self.staff(), words=self.words())
        try:
            self._refuse(text, place, kind)
        except Refused:
            return ""
        return text

    def tells(self, words: str) -> bool:
        """Whether a few words that stay readable tell of a client; in a feed they are taken out."""
        return len(words) > LONGEST or _tells(words, self.staff(), self.words())

    def _refuse(self, text: str, place: str, kind: vocabulary.Kind) -> None:
        most = notes.MOST if kind.name == "observation" else LONGEST
        notes.refuse(text, place, staff=self.staff(), words=self.words(), most=most)


@lru_cache(maxsize=4096)  # the same few words again and again: the reasons and services of a house
def _tells(words: str, staff: frozenset[str], trade: frozenset[str]) -> bool:
    return bool(notes.screen(words, staff=staff, words=trade | FEASTS))


def with_text(value: Any, pointer: str, text: str) -> Any:
    """A copy of a JSON value with the string at a pointer replaced."""
    if not pointer:
        return text
    head, _, rest = pointer[1:].partition("/")
    key: Any = int(head) if isinstance(value, list) else head.replace("~1", "/").replace("~0", "~")
    copy = value.copy()
    copy[key] = with_text(value[key], f"/{rest}" if rest else "", text)
    return copy
