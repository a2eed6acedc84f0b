"""What the stream says of somebody who is erased: other people's sealed words are sealed again without them, and of
comments that go with their key the words of themes stay behind.

One pass over the log, position by position; statements sealed under their own keys need nothing, as those keys go.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import msgspec

from ..directory.trust_rows import Themed
from ..facts.themes import Themes
from ..privacy.opening import opened
from ..privacy.sealing import seal
from ..retail.master import Theme
from ..stream import Kept
from .comments import text_of
from .erasing_needles import Needles

if TYPE_CHECKING:
    from . import House

PAGE = 1_000
SURVEY = "survey"


@dataclass(slots=True)
class Swept:
    """position: how far. own: statements whose words go with the keys. others: sealed again without the person.

    clear: among them those whose unsealed part named the person. met: agents that were the person.
    """

    position: int = 0
    own: int = 0
    others: int = 0
    clear: int = 0
    met: list[dict[str, Any]] = field(default_factory=list)


class Words:
    def __init__(self, house: "House", needles: Needles, keys: Collection[str]) -> None:
        self._house, self._directory, self._needles, self._keys = house, house.directory, needles, frozenset(keys)
        self._themes: Themes | None = None

    def sweep(self, done: Swept, *, dry: bool = False, progress: Callable[[int, int], None] = lambda *_: None) -> Swept:
        """From done.position to the end of the log. dry: only count."""
        log = self._house.log
        end = log.position()
        while page := log.after(done.position, PAGE):
            fresh: dict[str, tuple[bytes | None, bytes | None]] = {}
            for kept in page:
                if kept.entry.key_person in self._keys and kept.entry.sealed is not None:
                    self._own(kept, done, dry=dry)
                elif (bodies := self._other(kept, done, dry=dry)) is not None:
                    fresh[kept.entry.id] = bodies
            if fresh and not dry:
                log.reseal(fresh)
            done.position = page[-1].seq
            progress(done.position, max(end, done.position))
        return done

    def _own(self, kept: Kept, done: Swept, *, dry: bool) -> None:
        done.own += 1
        if dry or kept.entry.kind != SURVEY:
            return
        if (comment := text_of(self._directory, kept)) and (words := self._of_themes(comment)):
            self._directory.put(Themed(id=kept.entry.id, words=words))

    def _other(self, kept: Kept, done: Swept, *, dry: bool) -> tuple[bytes | None, bytes | None] | None:
        """(clear, sealed) as they shall stand; None where the person is not named."""
        entry = kept.entry
        clear, sealed = entry.clear, entry.sealed
        if clear is not None and self._needles.in_bytes(clear):
            fresh = self._cleared(clear)
            if fresh != clear:
                clear, done.clear = fresh, done.clear + 1
        if sealed is not None:
            raw = opened(self._directory, kept)
            if raw is not None and self._needles.in_bytes(raw):
                body, met = self._needles.redacted(raw)
                done.met += [agent for agent in met if agent not in done.met]
                if body != raw:
                    sealed = b"" if dry else seal(
                        self._directory, body, entry.id, person=entry.key_person, month=entry.key_month
                    )  # fmt: skip
        if clear is entry.clear and sealed is entry.sealed:
            return None
        done.others += 1
        return clear, sealed

    def _cleared(self, clear: bytes) -> bytes:
        """What the projector reads holds accounts of ours and no text: at most an address that names them."""
        value = msgspec.json.decode(clear)
        fresh = _each(value, lambda text: self._needles.mask(text, parts=False))
        return clear if fresh == value else msgspec.json.encode(fresh)

    def _of_themes(self, comment: str) -> str:
        if self._themes is None:
            kinds = self._house.snapshot.kinds.get("Theme", {})
            rows = [found[-1].row for found in kinds.values() if found]
            self._themes = Themes(row for row in rows if isinstance(row, Theme))
        return self._themes.phrases(comment)


def _each(value: Any, told: Callable[[str], str]) -> Any:
    if isinstance(value, dict):
        return {key: _each(inner, told) for key, inner in value.items()}
    if isinstance(value, list):
        return [_each(one, told) for one in value]
    return told(value) if isinstance(value, str) else value
