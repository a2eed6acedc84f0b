"""Feeds: a file or a webhook's body through its connector into stream and directory; what cannot be used waits."""

import secrets
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, BinaryIO

import msgspec

from ..connectors import KINDS, Feed
from ..connectors.delivery import Bad, Delivery, PersonRow, Reading, Skipped
from ..connectors.mapping import load
from ..refusals import Refused, Unknown
from ..retail.events import Event, EventKind
from ..retail.master import Door, Identifier, Person, Product
from .keeping import Outcome

if TYPE_CHECKING:
    from . import House

CHUNK = 500
FILE = "people"  # the source under which a people file's own numbers are kept


@dataclass(slots=True)
class Imported:
    """What became of a delivery. bad: what waits in the quarantine (or would, in a dry run). rows: all that was read."""

    rows: int = 0
    kept: Outcome = field(default_factory=Outcome)
    master: dict[str, int] = field(default_factory=dict)
    changed: bool = False
    bad: list[tuple[str, str]] = field(default_factory=list)  # place, reason
    skipped: list[tuple[str, str]] = field(default_factory=list)
    preview: list[Any] = field(default_factory=list)


class Imports:
    def __init__(self, house: "House") -> None:
        self._house = house

    def read(
        self,
        kind: str,
        body: bytes | BinaryIO,
        *,
        received: datetime,
        mapping: str = "",
        valid_from: date | None = None,
        dry: bool = False,
        progress: Callable[[int], None] = lambda _: None,
    ) -> Imported:
        """Read a delivery whole; good rows are kept, the others wait in the quarantine.

        Args:
            mapping: text of the mapping file, "" for the feed's default.
            valid_from: master data holds from that day on; None: it always held.
            dry: keep nothing; count, and preview the first rows.
            progress: called with the number of rows read, every few hundred.
        Raises:
            Refused: an unknown kind, a mapping or a file that cannot be read at all; nothing of it is kept.
        """
        feed = self._feed(kind)
        given = load(mapping, kind) if mapping else None
        delivery = Delivery(body=body, received=received, mapping=given, doors=self._doors())
        reading = feed.read(delivery)
        return self._take(kind, reading, mapping, valid_from=valid_from, dry=dry, progress=progress)

    def again(self, source: str, held: Mapping[str, Any]) -> str:
        """Read a row of the quarantine once more.

        Raises:
            Refused: it is still wrong, and why.
        """
        kind, mapping = source.partition(":")[2], str(held["mapping"])
        delivery = Delivery(
            received=datetime.fromisoformat(held["received"]), mapping=load(mapping, kind) if mapping else None,
            doors=self._doors(), again=(held["row"],),
        )  # fmt: skip
        items = list(self._feed(kind).read(delivery))
        for item in items:
            if isinstance(item, Bad):
                raise Refused(item.reason, item.place)
        done = self._take(kind, iter(items), mapping)
        if done.bad:
            raise Refused(done.bad[0][1], done.bad[0][0])
        return f"{done.kept.new + sum(done.master.values())} kept, {done.kept.repeated} known already."

    def _take(
        self,
        kind: str,
        reading: Reading,
        mapping: str,
        *,
        valid_from: date | None = None,
        dry: bool = False,
        progress: Callable[[int], None] = lambda _: None,
    ) -> Imported:
        done, keep, received = Imported(), self._house.keep_as(), self._house.clock()
        people: list[PersonRow] = []
        master: list[Door | Product] = []

        def events() -> Iterator[EventKind]:
            for item in reading:
                done.rows += 1
                if done.rows % CHUNK == 0:
                    progress(done.rows)
                if isinstance(item, Bad):
                    self._hold(kind, item, mapping, received, done, dry=dry)
                elif isinstance(item, Skipped):
                    done.skipped.append((item.place, item.reason))
                else:
                    if len(done.preview) < 5:
                        done.preview.append(item)
                    if isinstance(item, PersonRow):
                        people.append(item)
                    elif isinstance(item, Event):
                        yield item  # type: ignore[misc]
                    else:
                        master.append(item)

        done.kept = keep.events(events(), dry=dry)
        for event, refusal in done.kept.refused:
            bad = Bad(f"{type(event).__name__.lower()} {refusal.pointer}", refusal.reason, {})
            self._hold(kind, bad, mapping, received, done, dry=dry, name=event.key or str(event.id))
        self._keep_master(done, master, people, valid_from, dry=dry)
        progress(done.rows)
        return done

    def _keep_master(self, done: Imported, master: list[Door | Product], people: list[PersonRow],
                     valid_from: date | None, *, dry: bool) -> None:  # fmt: skip
        rows: list[Door | Product | Person | Identifier] = [*master]
        for row in people:
            rows += self._person(row)
        for one in (*master, *people):
            name = {"PersonRow": "people", "Door": "doors", "Product": "products"}[type(one).__name__]
            done.master[name] = done.master.get(name, 0) + 1
        if rows and not dry:
            before = self._house.directory.change()
            done.changed = self._house.directory.keep(rows, valid_from) != before

    def _person(self, row: PersonRow) -> Iterator[Person | Identifier]:
        """A person under the id they had, or a new random one; the file's number finds them again."""
        snapshot, today = self._house.snapshot, self._house.today
        codes = [(FILE, row.code), *row.identifiers, *([("login", row.login.lower())] if row.login else [])]
        known = next((p for source, code in codes if (p := snapshot.person_of(source, code, row.boutique, today))), "")
        one = Person(id=known or secrets.token_hex(10), name=row.name, boutique=row.boutique, job_role=row.job_role,
                     hired=row.hired, left=row.left)  # fmt: skip
        yield one
        for source, code in codes:
            yield Identifier(source=source, code=code, person=one.id)

    def _hold(self, kind: str, bad: Bad, mapping: str, received: datetime, done: Imported, *, dry: bool, name: str = "") -> None:
        done.bad.append((bad.place, bad.reason))
        if dry:
            return
        held = msgspec.json.encode({"row": bad.row, "mapping": mapping, "received": received.isoformat()})
        mark = blake2b(msgspec.json.encode([kind, bad.row or name, bad.reason]), digest_size=12).hexdigest()
        boutique = str(bad.row.get("boutique", ""))
        self._house.quarantined.hold(
            f"import:{kind}", bad.place, bad.reason, row=held.decode(), name=f"import:{kind}:{mark}", boutique=boutique
        )

    def _doors(self) -> dict[str, Door]:
        return {door.code: door for door in self._house.snapshot.doors(self._house.today)}

    def _feed(self, kind: str) -> Feed:
        if kind not in KINDS:
            raise Unknown(f"there is no feed {kind!r}; there are {', '.join(sorted(KINDS))}", "KIND")
        return KINDS[kind]


def outcome_of(done: Imported) -> dict[str, Any]:
    """Counts as a program reads them."""
    new = done.kept.new - done.kept.corrected
    return {
        "rows": done.rows, "new": new, "repeated": done.kept.repeated, "corrected": done.kept.corrected,
        "masked": len(done.kept.masked), "quarantined": len(done.bad), "skipped": len(done.skipped), "master": done.master,
        "reasons": [{"place": place, "reason": reason} for place, reason in done.bad],
    }  # fmt: skip
