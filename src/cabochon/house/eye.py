"""How one viewer sees statements, during one answer: what may be shown, in which words, under which pseudonyms."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

import msgspec

from ..dashboards.sentences import sentence
from ..privacy import veil
from ..privacy.browsing import OTHER, Glance, glance
from ..privacy.opening import opened
from ..privacy.telling import door_of
from ..privacy.viewer import Viewer
from ..stream import Kept
from ..xapi.output import spliced

if TYPE_CHECKING:
    from . import House


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A statement in a list. at: when it happened, stored: when it came in. state: facts (it is counted), kept (of no
    kind of ours), behind (the facts have not read it yet), waits (in the quarantine, for `reason`), voided."""

    id: str
    seq: int
    at: datetime
    stored: datetime
    zone: str
    boutique: str  # its name, "" for none
    says: str
    kind: str  # a kind of ours or "other"
    state: str
    reason: str = ""
    seen: Glance
    kept: Kept

    @property
    def statement(self) -> dict[str, Any]:
        return self.seen.statement


class Eye:
    """How one viewer sees, during one answer: pseudonyms, doors by name, languages."""

    def __init__(self, house: "House", viewer: Viewer, *, spared: Collection[str] = ()) -> None:
        self._house, self._viewer, self._spared = house, viewer, spared
        self._pseudonym = veil.pseudonyms(house.directory.secret("browsing"), viewer.account, house.today)
        self.languages = tuple(dict.fromkeys((viewer.language, "en")))

    @cached_property
    def doors(self) -> dict[str, Any]:
        return {door.code: door for door in self._house.snapshot.doors(self._house.today)}

    def see(self, kept: Kept) -> Glance | None:
        """As given out: None when the viewer may not know of it, or the keys that sealed it are destroyed."""
        statement = self.whole(kept)
        return None if statement is None else self.look(statement)

    def whole(self, kept: Kept) -> Any:
        """The statement itself, for the house's own judgement; None when it cannot be opened any more."""
        body = self.body(kept)
        return None if body is None else msgspec.json.decode(body)

    def look(self, statement: dict[str, Any]) -> Glance | None:
        home = self._house.home
        return glance(self._viewer, statement, home=home, pseudonym=self._pseudonym, spared=self._spared)

    def veil(self, value: Any) -> veil.Veil:
        """For what is no statement: a body that was refused."""
        return veil.Veil(value, home=self._house.home, pseudonym=self._pseudonym, spared=self._spared)

    def body(self, kept: Kept) -> bytes | None:
        entry = kept.entry
        raw = opened(self._house.directory, kept) or entry.clear
        stored = f"{kept.stored:%Y-%m-%dT%H:%M:%S.%f}Z"
        return raw and spliced(
            raw, id=entry.id, stored=stored, authority=entry.authority, version=entry.version, timestamp=stored
        )

    def row(self, kept: Kept, seen: Glance) -> Row:
        s, entry, home = seen.statement, kept.entry, self._house.home
        door = self.doors.get(door_of(s, home))
        target = self._told(entry.target) if entry.target else ""
        says = sentence(s, kind=entry.kind, home=home, languages=self.languages, target=target)
        return Row(
            id=entry.id, seq=kept.seq, at=_instant(s.get("timestamp"), kept.stored), stored=kept.stored,
            zone=door.zone if door else "", boutique=door.name if door else "", says=says, kind=entry.kind or OTHER,
            state="kept", seen=seen, kept=kept,
        )  # fmt: skip

    def _told(self, statement: str) -> str:
        """The sentence of a statement that is referred to, as far as the viewer may know of it."""
        for kept in self._house.log.by_id([statement]):
            if seen := self.see(kept):
                return sentence(seen.statement, kind=kept.entry.kind, home=self._house.home, languages=self.languages)
        return ""


def people_in(statement: Any, home: str) -> set[str]:
    """Ids of the staff members a statement names."""
    found = set[str]()
    if isinstance(statement, dict):
        if statement.get("homePage") == f"{home}/people" and isinstance(name := statement.get("name"), str):
            found.add(name)
        for inner in statement.values():
            found |= people_in(inner, home)
    elif isinstance(statement, list):
        for inner in statement:
            found |= people_in(inner, home)
    return found


def _instant(text: Any, otherwise: datetime) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except (TypeError, ValueError):
        return otherwise
    return found if found.tzinfo else otherwise
