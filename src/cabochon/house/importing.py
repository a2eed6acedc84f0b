"""Feeds: a file or a webhook's body through its connector into stream and directory; what cannot be used waits."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, BinaryIO

import msgspec

from ..connectors import KINDS, Ask, Bad, DatedRow, Delivery, Feed, PersonRow, Reading, Skipped, load
from ..connectors.delivery import revision_of
from ..languages import mark
from ..privacy import notes
from ..refusals import Conflict, Refused, Unknown
from ..retail.events import NAMES, Event, EventKind
from ..retail.master import Door, Product
from . import intake, reading_beside, taking_in
from .importing_master import keep_master, keep_people
from .keeping import Outcome
from .quarantine import Held
from .screened_words import FAMILIES, screened
from .taking_events import collecting_seldom

if TYPE_CHECKING:
    from . import House
    from .reading_together import Told

CHUNK = 500
PREVIEW = 5
QUOTE = 24  # characters of a cell that a reason may quote: a date, an amount, a code, not a sentence
QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")
TOGETHER = ("boutique", "till", "business_day", "ticket")  # rows of one ticket that wait are read again together
PEOPLE = "people"  # rows of one person too
BEFORE = mark("what stands before it was read")
LATER = "says something else than what is kept under the same id"


@dataclass(slots=True)
class Imported:
    """What became of a delivery. bad: what waits in the quarantine (or would, in a dry run). rows: all that was read.

    kept counts statements, known and changed rows of master data alike: new (of which corrected), repeated.
    """

    rows: int = 0
    kept: Outcome = field(default_factory=Outcome)
    bad: list[tuple[str, str]] = field(default_factory=list)  # place, reason
    skipped: list[tuple[str, str]] = field(default_factory=list)
    preview: list[Any] = field(default_factory=list)
    absent: int = 0  # people known before whom a people file lacks


@dataclass(frozen=True, slots=True)
class Origin:
    """Where rows come from. source: "import:till_csv" or "connection:<name>"; mapping: the mapping file's text."""

    source: str
    kind: str
    mapping: str
    received: datetime


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
        connection: str = "",
        ask: Ask | None = None,
        progress: Callable[[int], None] = lambda _: None,
    ) -> Imported:
        """Read a delivery whole; good rows are kept, the others wait in the quarantine.

        Args:
            mapping: text of the mapping file, "" for the feed's default.
            valid_from: master data holds from that day on; None: it always held.
            dry: keep nothing; count, and preview the first rows.
            connection: the connection it came through.
            ask: fetches what a thin webhook only names.
            progress: called with the number of rows read, every few hundred.
        Raises:
            Refused: an unknown kind, a mapping or a file that cannot be read at all; nothing of it is kept. One that
                breaks off is kept up to there, and where it broke waits in the quarantine.
        """
        feed = self.feed(kind)
        origin = Origin(f"connection:{connection}" if connection else f"import:{kind}", kind, mapping, received)
        delivery = Delivery(body=body, received=received, mapping=_mapping(mapping, kind), doors=self._doors(), ask=ask)
        with collecting_seldom():
            found = reading_beside.reading(feed, delivery, mapping)
            return self._take(found, origin, valid_from=valid_from, dry=dry, progress=progress)

    def again(self, source: str, held: Sequence[Mapping[str, Any]], *, mapping: str = "") -> str:
        """Read rows of the quarantine once more, all of one ticket together; says what came of them.

        Args:
            mapping: text of a mended mapping file; "" reads by the one they came with, a webhook's by its present one.
        Raises:
            Refused: one of them is still wrong, and why.
        """
        first = held[0]
        if first["kind"] == intake.KIND:
            return taking_in.again(self._house, first)
        if not all(one["row"] for one in held):
            raise Refused("cannot be tried again by itself; import its file again")
        given = mapping or self._present(source) or str(first["mapping"])
        origin = Origin(source, str(first["kind"]), given, datetime.fromisoformat(first["received"]))
        delivery = Delivery(
            received=origin.received, mapping=_mapping(given, origin.kind), doors=self._doors(),
            again=tuple(one["row"] for one in held),
        )  # fmt: skip
        items = list(self.feed(origin.kind).read(delivery))
        if bad := [item for item in items if isinstance(item, Bad)]:
            cause = next((one for one in bad if not one.reason.startswith("waits for")), bad[0])
            raise Refused(self.safe(cause.reason), cause.place)
        valid_from = date.fromisoformat(first["valid_from"]) if first["valid_from"] else None
        tried = self._take(iter(items), origin, valid_from=valid_from, dry=True)
        if tried.bad:
            raise Refused(tried.bad[0][1], tried.bad[0][0])
        done = self._take(iter(items), origin, valid_from=valid_from)
        if done.bad:
            raise Refused(done.bad[0][1], done.bad[0][0])
        if done.skipped:
            return f"passed over: it {done.skipped[0][1]}"
        return f"{done.kept.new} kept, {done.kept.repeated} known already"

    def feed(self, kind: str) -> Feed:
        """
        Raises:
            Unknown: there is no such feed.
        """
        if kind not in KINDS:
            raise Unknown(f"there is no feed {kind!r}; there are {', '.join(sorted(KINDS))}", "KIND")
        return KINDS[kind]

    def safe(self, reason: str, *, people: bool = False) -> str:
        """A reason as it may be stored and logged: it quotes a cell, where a client's words may stand by mistake; or
        the name of a colleague, in a file about people."""
        short = QUOTED.sub(
            lambda m: m[0] if len(m[0]) <= QUOTE + 2 else f"a text of {len(m[0]) - 2} characters", reason
        )
        if not QUOTED.search(short):
            return short
        return notes.mask(short, staff=frozenset() if people else self._house.entrance.staff())

    def _take(self, found: Reading, origin: Origin, *, valid_from: date | None = None, dry: bool = False,
              progress: Callable[[int], None] = lambda _: None, keep: "Told | None" = None) -> Imported:  # fmt: skip
        done, keeper = Imported(), keep or self._house.keep_as()
        bad: list[Bad] = []
        people: list[PersonRow] = []
        unread = set[str]()  # codes of people whose rows could not be
        plain: list[Door | Product] = []
        dated: list[DatedRow] = []

        def events() -> Iterator[EventKind]:
            for item in until_broken(found):
                done.rows += 1
                if done.rows % CHUNK == 0:
                    progress(done.rows)
                if isinstance(item, Bad):
                    bad.append(item)
                    unread.add(str(item.row.get("code", "")))
                    if len(bad) == CHUNK:
                        self._hold(bad, origin, done, valid_from=valid_from, dry=dry)
                elif isinstance(item, Skipped):
                    done.skipped.append((item.place, item.reason))
                else:
                    if len(done.preview) < PREVIEW:
                        done.preview.append(item)
                    if isinstance(item, PersonRow):
                        people.append(item)
                    elif isinstance(item, DatedRow):
                        dated.append(item)
                    elif isinstance(item, Event):
                        yield item
                    else:
                        plain.append(item)

        done.kept = keeper.events(events(), dry=dry, exported=revision_of(origin.received))
        bad += [_refused(event, refusal) for event, refusal in done.kept.refused]
        bad += keep_master(self._house, done, [*plain, *dated], valid_from, dry=dry)
        bad += keep_people(self._house, done, people, valid_from, received=origin.received, besides=unread,
                           dry=dry)  # fmt: skip
        self._hold(bad, origin, done, valid_from=valid_from, dry=dry)
        if done.bad and not dry:
            self._house.quarantined.supersede(origin.source, origin.received.isoformat())
        progress(done.rows)
        return done

    def _hold(self, bad: list[Bad], origin: Origin, done: Imported, *, valid_from: date | None, dry: bool) -> None:
        """Put what could not be used into the quarantine, and empty the list."""
        family, staff = KINDS[origin.kind].family, self._house.entrance.staff()
        safe = [(one, self.safe(one.reason, people=family == "people")) for one in bad]
        if family in FAMILIES:
            safe = [(replace(one, row=screened(one.row, staff)), reason) for one, reason in safe]
        done.bad += [(one.place, reason) for one, reason in safe]
        if not dry:
            self._house.quarantined.hold(*(_held(one, reason, origin, valid_from) for one, reason in safe))
        bad.clear()

    def _present(self, source: str) -> str:
        place, _, name = source.partition(":")
        return self._house.connections.mapping(name) if place == "connection" else ""

    def _doors(self) -> dict[str, Door]:
        return {door.code: door for door in self._house.snapshot.doors(self._house.today)}


def until_broken(reading: Reading) -> Reading:
    """What is read; a file that breaks off after something was is one more row that cannot be used."""
    some = False
    try:
        for item in reading:
            some = True
            yield item
    except Refused as refusal:
        if not some or type(refusal) is not Refused:  # a sender out of reach is asked again later
            raise
        yield Bad(refusal.pointer, f"{refusal.reason}; {BEFORE}", {})


def _mapping(text: str, kind: str) -> Mapping[str, Any] | None:
    return load(text, kind) if text else None


def _refused(event: EventKind, refusal: Refused) -> Bad:
    """An event the entrance refused. Its reason may quote a note's words: the place is said, the words are not."""
    kind = NAMES[type(event)].replace("_", " ")
    reason = (
        LATER if isinstance(refusal, Conflict) else f"the {kind} cannot be said; correct its row and import it again"
    )
    return Bad(f"{kind} {refusal.pointer}".rstrip(), reason, {"": event.key or str(event.id)})


def _held(bad: Bad, reason: str, origin: Origin, valid_from: date | None) -> Held:
    alone = bad.row.keys() == {""}  # an event the entrance refused: told apart by its key, of its row nothing is left
    shared = [str(bad.row.get(name, "")) for name in (("code",) if origin.kind == PEOPLE else TOGETHER)]
    exported = origin.received.isoformat()
    together = f"{_mark(shared)}/{exported}" if shared[-1] else ""
    body = {"kind": origin.kind, "row": {} if alone else bad.row, "mapping": origin.mapping,
            "received": exported, "valid_from": valid_from.isoformat() if valid_from else ""}  # fmt: skip
    return Held(
        name=f"{origin.source}:{_mark([bad.row or bad.place, bad.reason, together])}", source=origin.source,
        place=bad.place, reason=reason, body=msgspec.json.encode(body).decode(),
        boutique=str(bad.row.get("boutique", "")), together=together,
    )  # fmt: skip


def _mark(of: object) -> str:
    return blake2b(msgspec.json.encode(of), digest_size=12).hexdigest()


def outcome_of(done: Imported) -> dict[str, Any]:
    """Counts as a program reads them."""
    kept = done.kept
    new = kept.new - kept.corrected - kept.again
    return {
        "rows": done.rows, "new": new, "repeated": kept.repeated + kept.again, "corrected": kept.corrected,
        "masked": len(done.kept.masked), "quarantined": len(done.bad), "skipped": len(done.skipped),
        **({"absent": done.absent} if done.absent else {}),
        "reasons": [{"place": place, "reason": reason} for place, reason in done.bad],
    }  # fmt: skip
