"""What could not be used: it waits with its reason until it is replayed or discarded. Rows of files stay sealed 30 days."""

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import msgspec

from ..directory.rows import Quarantined
from ..privacy.roles import may
from ..privacy.sealing import make_keys, seal, unseal
from ..privacy.viewer import Viewer
from ..refusals import NotAllowed, Refused, Unknown

if TYPE_CHECKING:
    from . import House

KEPT = timedelta(days=30)
DOOR, MONTH = "door:", "month:quarantine:{:%Y-%m-%d}"


class Quarantine:
    def __init__(self, house: "House") -> None:
        self._house, self._directory = house, house.directory

    def waiting(self) -> list[Quarantined]:
        """What waits, newest first."""
        return self._directory.find(Quarantined, state="waiting")[::-1]

    def hold(self, source: str, place: str, reason: str, *, row: str, name: str, boutique: str = "") -> None:
        """Keep what could not be used; the same row for the same reason is held once."""
        now = self._house.clock()
        month = MONTH.format(now)
        make_keys(self._directory, (DOOR, month))
        body = seal(self._directory, row.encode(), name, person=DOOR, month=month)
        known = self._directory.get(Quarantined, name)
        if known is None or known.state == "replayed":
            held = Quarantined(id=name, source=source, place=place, reason=reason, at=now, body=body, boutique=boutique)
            self._directory.put(held)

    def body(self, row: Quarantined) -> str | None:
        """What was held, or None once its 30 days are over."""
        text = unseal(self._directory, row.body, row.id, person=DOOR, month=MONTH.format(row.at)) if row.body else None
        return text.decode() if text is not None else None

    def discard(self, name: str) -> None:
        self._close(name, "discarded")

    def replay(self, name: str) -> str:
        """Try again, after a mapping or a door was mended; says what came of it.

        Raises:
            Unknown: nothing waits under that name. Refused: it still cannot be used, for the reason it gives.
        """
        row = self._find(name)
        if row.source == "statement":
            self._close(name, "replayed")
            self._house.retell(row.statement)
            again = self._directory.get(Quarantined, name)
            if again is not None and again.state == "waiting":
                raise Refused(again.reason, again.place)
            return "The statement is retold."
        body = self.body(row)
        if body is None:
            raise Refused("was held for 30 days and is gone; import the file again")
        said: str = self._house.imports.again(row.source, msgspec.json.decode(body))
        self._close(name, "replayed")
        return said

    def expire(self) -> int:
        """Forget bodies older than 30 days; how many keys went."""
        old = {MONTH.format(r.at) for r in self._directory.find(Quarantined) if r.at < self._house.clock() - KEPT}
        return sum(self._directory.forget_text_key(name) for name in old)

    def _find(self, name: str) -> Quarantined:
        row = self._directory.get(Quarantined, name)
        if row is None or row.state != "waiting":
            raise Unknown("nothing waits under that name any more")
        return row

    def _close(self, name: str, state: str) -> None:
        self._directory.put(replace(self._find(name), state=state))
        self._directory.note("operator", state, name)


def check_mender(viewer: Viewer) -> None:
    if not may(viewer, "quarantine.mend"):
        raise NotAllowed("only an administrator empties the quarantine")
