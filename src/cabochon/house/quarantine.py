"""What could not be used: it waits with its reason until it is replayed or discarded, sealed, for 30 days."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import msgspec

from ..directory.rows import Quarantined
from ..privacy.sealing import make_keys, seal, unseal
from ..refusals import Refused, Unknown
from .replaying import Replaying

if TYPE_CHECKING:
    from . import House

KEPT = timedelta(days=30)
DOOR, DAY = "door:", "month:quarantine:{:%Y-%m-%d}"
LINE = re.compile(r"line (\d+)")
OPERATOR = "operator"  # who acts where no account does: the command line
GONE = "was held for 30 days and is gone; import its file again"


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What is to wait. body: what is needed to try it again. together: "<ticket>/<export>", shared by rows that
    only make sense together (one ticket's, of one export); "" for a row of its own."""

    name: str
    source: str
    place: str
    reason: str
    body: str
    boutique: str = ""
    together: str = ""


class Quarantine:
    def __init__(self, house: "House") -> None:
        self._house, self._directory = house, house.directory
        self.replaying = Replaying(house)

    def waiting(self) -> list[Quarantined]:
        """What waits, newest first."""
        return self._directory.find(Quarantined, state="waiting")[::-1]

    def hold(self, *held: Held) -> None:
        """Keep what could not be used, all in one transaction; the same row for the same reason is held once."""
        news = {one.name: one for one in held if self._is_news(one.name)}
        if not news:
            return
        now = self._house.clock()
        day = DAY.format(now)
        make_keys(self._directory, (DOOR, day))
        self._directory.put(*(
            Quarantined(
                id=one.name, source=one.source, place=one.place, reason=one.reason, at=now, boutique=one.boutique,
                body=seal(self._directory, one.body.encode(), one.name, person=DOOR, month=day), delivery=one.together,
            )
            for one in news.values()
        ))  # fmt: skip

    def supersede(self, source: str, export: str) -> None:
        """Let go of what earlier exports held of the tickets that this one holds."""
        rows = [row for row in self._directory.find(Quarantined, source=source, state="waiting") if row.delivery]
        now = {row.delivery.partition("/")[0] for row in rows if row.delivery.endswith(f"/{export}")}
        old = [r for r in rows if r.delivery.partition("/")[0] in now and not r.delivery.endswith(f"/{export}")]
        if old:
            self._close(old, "superseded", OPERATOR)

    def one(self, name: str) -> Quarantined | None:
        """What waits, or was discarded and is still held; None for anything else."""
        row = self._directory.get(Quarantined, name)
        return row if row and (row.state == "waiting" or self.restorable(row)) else None

    def discarded(self) -> list[Quarantined]:
        """What was discarded and may still be taken back, newest first."""
        return [row for row in self._directory.find(Quarantined, state="discarded")[::-1] if self.restorable(row)]

    def restorable(self, row: Quarantined) -> bool:
        held = row.body or row.source == "statement"
        return bool(row.state == "discarded" and held and row.at >= self._house.clock() - KEPT)

    def discard(self, *names: str, by: str = OPERATOR) -> None:
        """Let go of what waits. Its sealed content stays for the rest of its 30 days, so that it can be restored.

        Raises:
            Unknown: nothing waits under one of the names.
        """
        self._close([self._find(name) for name in names], "discarded", by)

    def restore(self, *names: str, by: str = OPERATOR) -> None:
        """Let what was discarded wait again.

        Raises:
            Unknown: nothing was discarded under one of the names, or its 30 days are over.
        """
        rows = [self._directory.get(Quarantined, name) for name in names]
        found = [row for row in rows if row and self.restorable(row)]
        if len(found) != len(names) or not found:
            raise Unknown("nothing that can be restored; what was discarded is held for 30 days")
        self._directory.put(*(replace(row, state="waiting") for row in found))
        self._directory.note(by, "restored what was discarded", found[0].id, f"{len(found)} rows")

    def replay(self, name: str, *, mapping: str = "", by: str = OPERATOR) -> str:
        """Try again, after a mapping or a door was mended; rows of the same ticket with it. Says what came of it.

        Raises:
            Unknown: nothing waits under that name. Refused: it still cannot be used, for the reason it gives.
        """
        row = self._find(name)
        rows = [row]
        if row.delivery:
            rows = [
                r
                for r in self._directory.find(Quarantined, source=row.source, state="waiting")
                if r.delivery == row.delivery
            ]
        return self._try(rows, mapping, by)

    def replay_all(
        self, *, mapping: str = "", by: str = OPERATOR, chosen: Callable[[Quarantined], bool] = lambda _: True
    ) -> Iterator[tuple[str, str, bool]]:
        """Try all that waits and is chosen, the oldest first: (name, what came of it, whether it was used).

        The facts are told anew once, at the end, for all statements together.
        """
        groups: dict[str, list[Quarantined]] = {}
        every = self._directory.find(Quarantined, state="waiting")
        wanted = {_ticket(row) for row in every if chosen(row)}  # the other rows of a ticket come along
        for row in every:
            if _ticket(row) in wanted:
                groups.setdefault(_ticket(row), []).append(row)
        statements = [rows[0] for rows in groups.values() if rows[0].source == "statement"]
        for rows in groups.values():
            if rows[0].source == "statement":
                continue
            try:
                yield rows[0].id, self._try(rows, mapping, by), True
            except Refused as refusal:
                yield rows[0].id, str(refusal), False
        if statements:
            yield from self._retold(statements, by)

    def expire(self) -> int:
        """Forget what has waited 30 days: the keys it was sealed with, and the rows; how many rows."""
        since = self._house.clock() - KEPT
        old = [r for r in self._directory.find(Quarantined) if r.source != "statement" and r.at < since]
        for day in {DAY.format(row.at) for row in old}:
            self._directory.forget_text_key(day)
        return sum(self._directory.delete(Quarantined, row.id) for row in old)

    def _try(self, rows: list[Quarantined], mapping: str, by: str) -> str:
        if rows[0].source == "statement":
            for _, said, used in self._retold(rows, by):
                if not used:
                    again = self._directory.get(Quarantined, rows[0].id)
                    raise Refused(again.reason if again else said, again.place if again else "")
            return "retold"
        said = self._read(rows, mapping)
        self._close(rows, "replayed", by)
        return said

    def _retold(self, rows: list[Quarantined], by: str) -> Iterator[tuple[str, str, bool]]:
        self._close(rows, "replayed", by)
        self._house.retell(*(row.statement for row in rows))
        for row in rows:
            again = self._directory.get(Quarantined, row.id)
            waits = again is not None and again.state == "waiting"
            yield row.id, again.reason if again and waits else "retold", not waits

    def _read(self, rows: list[Quarantined], mapping: str) -> str:
        bodies = [self._body(row) for row in rows]
        if "entry" in bodies[0]:
            return self._house.entered_again(bodies[0], rows[0].at)
        if "user" in bodies[0]:
            return self._house.trust.scim.staff.again(str(bodies[0]["user"]))
        if "delivery" in bodies[0]:
            return self._house.deliveries.again(str(bodies[0]["delivery"]))
        try:
            return self._house.imports.again(rows[0].source, bodies, mapping=mapping)
        except Refused as refusal:  # "line 2" is the second of these rows: say where it stood in the file
            number = LINE.match(refusal.pointer)
            row = rows[int(number[1]) - 1] if number else rows[0]
            self._directory.put(replace(row, reason=refusal.reason))
            raise Refused(refusal.reason, row.place) from None

    def _body(self, row: Quarantined) -> dict[str, Any]:
        text = unseal(self._directory, row.body, row.id, person=DOOR, month=DAY.format(row.at)) if row.body else None
        if text is None:
            raise Refused(GONE)
        body: dict[str, Any] = msgspec.json.decode(text)
        return body

    def _is_news(self, name: str) -> bool:
        known = self._directory.get(Quarantined, name)
        return known is None or known.state in ("replayed", "superseded")

    def _find(self, name: str) -> Quarantined:
        row = self._directory.get(Quarantined, name)
        if row is None or row.state != "waiting":
            raise Unknown(f"nothing waits under {name!r}; `cabochon quarantine` lists what does")
        return row

    def _close(self, rows: list[Quarantined], state: str, by: str) -> None:
        kept = state == "discarded"
        self._directory.put(*(replace(row, state=state, body=row.body if kept else b"") for row in rows))
        self._directory.note(by, f"{state} what waited", rows[0].id, f"{len(rows)} rows")


def _ticket(row: Quarantined) -> str:
    """What has to be tried together: the rows of one ticket, or a row by itself."""
    return f"{row.source} {row.delivery}" if row.delivery else row.id
