"""Days out of the ordinary: marked, withdrawn and brought back by who leads the boutiques, and read beside a number.

Each is a statement in the stream; withdrawing voids it, bringing back says it anew. The title is kept in clear and read
by whoever reaches a boutique it touches, so it may name nobody, staff neither.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID, uuid5

import msgspec

from ..directory.rows import Account
from ..languages import mark, say
from ..privacy.roles import may, right
from ..privacy.viewer import Viewer
from ..refusals import Conflict, NotAllowed, Refused, Unknown
from ..retail.master import Door
from ..retail.programme import TAGS, Annotation
from ..retail.who import person
from ..xapi.versions import V103
from . import annotations_form as rules
from .annotations_read import Standing
from .correcting import voiding
from .labelling import labels_of

if TYPE_CHECKING:
    from . import House

ALL = "all"
SOURCE, AGAIN = "programme", mark("brought back")
MOST = 500  # that stand at once and reach a day from today on; the stream keeps all


class Marked(NamedTuple):
    """What a chart draws of one."""

    since: date
    until: date
    tag: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """One annotation as it is listed. id: its statement's. boutique: "" for a region's or all.

    place: in words. by: who noted it, where the viewer may know the name, else ""; role: of the account, "" for none.
    mine: noted by the viewer. may_withdraw: the viewer could have noted it.
    """

    id: str
    tag: str
    title: str
    since: date
    until: date
    boutique: str
    place: str
    by: str = ""
    role: str = ""
    mine: bool = False
    may_withdraw: bool = False


@dataclass(frozen=True, slots=True)
class Places:
    """Where somebody may mark days. boutiques, regions: code -> what it is called; everywhere: all at once."""

    boutiques: Mapping[str, str]
    regions: Mapping[str, str]
    everywhere: bool


class Annotations:
    """One for a house."""

    def __init__(self, house: "House") -> None:
        self._house, self._standing = house, Standing(house)

    def listed(self, viewer: Viewer, since: date, until: date) -> tuple[Noted, ...]:
        """What lies within these days and touches a boutique within the viewer's reach, by its first day."""
        if not may(viewer, "annotate.see"):
            return ()
        doors, labels = self._doors(), self._house.see_as(viewer).labels
        return tuple(
            self._noted(viewer, statement, event, doors, labels.doors)
            for statement, event in self._within(since, until)
            if _touched(event, doors, viewer.boutiques)
        )

    def among(self, viewer: Viewer, boutiques: Collection[str], since: date, until: date) -> tuple[Marked, ...]:
        """What a chart of these boutiques and days may draw: each annotation once, by its first day. Cheap."""
        if not may(viewer, "annotate.see"):
            return ()
        doors, reached = self._doors(), viewer.boutiques.intersection(boutiques)
        return tuple(dict.fromkeys(
            Marked(event.since, event.until, event.tag, event.title)
            for _, event in self._within(since, until) if _touched(event, doors, reached)
        ))  # fmt: skip

    def withdrawn(self, viewer: Viewer, name: str) -> Noted | None:
        """One that was withdrawn and is theirs to bring back; None for any other."""
        try:
            event, gone = self._own(viewer, name)
        except Refused:
            return None
        called = self._house.see_as(viewer).labels.doors
        again = self._house.log.by_id([str(uuid5(UUID(name), AGAIN))])
        return self._noted(viewer, name, event, self._doors(), called) if gone and not again else None

    def places(self, viewer: Viewer) -> Places:
        """Where this viewer may mark days: a region or all of them where every boutique of it is within reach."""
        if not may(viewer, "annotate.write"):
            return Places({}, {}, False)
        doors, called = self._doors(), self._house.see_as(viewer).labels.doors
        own = {code: called.get(code, code) for code in doors if code in viewer.boutiques}
        wide = right(viewer, "annotate.write") != "boutique"
        regions = sorted({door.region for door in doors.values()} - {""}) if wide else []
        whole = {one: one for one in regions if _all_reached(doors, one, viewer.boutiques)}
        return Places(
            dict(sorted(own.items(), key=lambda pair: pair[1].casefold())), whole,
            wide and _all_reached(doors, ALL, viewer.boutiques),
        )  # fmt: skip

    def add(
        self, viewer: Viewer, tag: str, title: str, since: date | None, until: date | None, *, form: UUID,
        boutique: str = "", region: str = "", everywhere: bool = False,
    ) -> str:  # fmt: skip
        """Mark days of a boutique, a region, or all boutiques; the annotation's id.

        Args:
            form: id of the filled-in form; sent twice it is kept once.
        Raises:
            Refused: what is wrong, in a sentence, at its field. NotAllowed: not this role's to mark.
        """
        self._allowed(viewer)
        if self._house.log.by_id([str(form)]):
            return str(form)
        if tag not in TAGS:
            raise Refused(say("Choose what kind of days they were."), "/tag")
        said = rules.title(title, staff=self._house.called.staff(), words=self._house.entrance.words())
        first, last = rules.days(since, until, today=self._house.today)
        group, door = self._place(viewer, boutique, ALL if everywhere else region)
        if sum(event.until >= self._house.today for _, event in self._standing.now()) >= MOST:
            raise Conflict(say("So many days ahead are marked already that no more are taken; withdraw some first."))
        self._keep(viewer, Annotation(
            id=form, at=door.local(self._house.clock()), boutique=door.code, source=SOURCE, tag=tag, title=said,
            since=first, until=last, group=group, by=person(_who(viewer)),
        ))  # fmt: skip
        self._house.directory.note(viewer.account, mark("marked days"), str(form), group or door.code)
        return str(form)

    def withdraw(self, viewer: Viewer, name: str) -> None:
        """It counts no more; again without harm. `restore` brings it back.

        Raises:
            Unknown: no annotation that touches a boutique of theirs. NotAllowed: it is not theirs to withdraw.
        """
        _, gone = self._own(viewer, name)
        if gone:
            return
        said = voiding(name, home=self._house.home, person=_who(viewer))
        keep = self._house.keep_as(viewer)
        try:
            keep.statements([(msgspec.json.encode(said), said)], version=V103).result()
        except Conflict:
            return  # somebody else withdrew it in this moment
        self._house.directory.note(viewer.account, mark("withdrew marked days"), name)

    def restore(self, viewer: Viewer, name: str) -> str:
        """Say a withdrawn one anew, as it was and by whom; its new id, the same each time it is asked for.

        Raises:
            Unknown, NotAllowed: as `withdraw`.
        """
        event, gone = self._own(viewer, name)
        if not gone:
            return name
        fresh = uuid5(UUID(name), AGAIN)
        if self._house.log.by_id([str(fresh)]):
            return str(fresh)
        door = self._house.snapshot.door_on(event.boutique, self._house.today)
        at = door.local(self._house.clock()) if door else self._house.clock()
        self._keep(viewer, replace(event, id=fresh, at=at, source=SOURCE, key="", revision=""))
        self._house.directory.note(viewer.account, mark("brought back marked days"), str(fresh))
        return str(fresh)

    # Below

    def _within(self, since: date, until: date) -> Iterator[tuple[str, Annotation]]:
        return (one for one in self._standing.now() if one[1].since <= until and one[1].until >= since)

    def _noted(
        self, viewer: Viewer, statement: str, event: Annotation, doors: Mapping[str, Door], called: Mapping[str, str]
    ) -> Noted:
        who, role = self._name(viewer, event.by.name if event.by else "")
        place = called.get(event.boutique, event.boutique) if not event.group else event.group
        return Noted(
            id=statement, tag=event.tag, title=event.title, since=event.since, until=event.until,
            boutique="" if event.group else event.boutique, place=say("All boutiques") if event.group == ALL else place,
            by=who, role=role, mine=event.by is not None and event.by.name == _who(viewer),
            may_withdraw=_may_withdraw(viewer, event, doors),
        )  # fmt: skip

    def _place(self, viewer: Viewer, boutique: str, group: str) -> tuple[str, Door]:
        """The group, "" for a boutique alone, and the boutique at which it is said."""
        doors, places = self._doors(), self.places(viewer)
        if bool(boutique) == bool(group):
            raise Refused(say("Choose one boutique, a region, or all of them."), "/place")
        if boutique in places.boutiques:
            return "", doors[boutique]
        if group in places.regions or (group == ALL and places.everywhere):
            return group, next(door for door in doors.values() if group in (ALL, door.region))
        raise Refused(say("Choose a place from the list: one you lead, every boutique of it."), "/place")

    def _own(self, viewer: Viewer, name: str) -> tuple[Annotation, bool]:
        """An annotation that is theirs to withdraw, and whether it was."""
        self._allowed(viewer)
        try:
            known = self._standing.of(str(UUID(name)))
        except ValueError:
            known = None
        doors = self._doors()
        if known is None or not _touched(known[0], doors, viewer.boutiques):
            raise Unknown(say("There are no such marked days; look at the list."))
        if not _may_withdraw(viewer, known[0], doors):
            raise NotAllowed(say("These days were marked for more boutiques than you lead; ask who marked them."))
        return known

    def _name(self, viewer: Viewer, who: str) -> tuple[str, str]:
        """Name, where the viewer may know it, and role of the account."""
        directory = self._house.directory
        account = directory.get(Account, who) or next(iter(directory.find(Account, person=who)), None) if who else None
        if account is None:
            return "", ""
        if who == _who(viewer):
            return account.name, account.role
        people = labels_of(viewer, self._house.snapshot, self._house.today).people
        seen = right(viewer, "names.see") in ("boutique", "scope") and account.person in people
        return (self._house.called.account(account) if seen else ""), account.role

    def _keep(self, viewer: Viewer, event: Annotation) -> None:
        if refused := self._house.keep_as(viewer).events([event]).refused:
            raise refused[0][1]

    def _doors(self) -> dict[str, Door]:
        return {door.code: door for door in self._house.snapshot.doors(self._house.today)}

    def _allowed(self, viewer: Viewer) -> None:
        if not may(viewer, "annotate.write"):
            raise NotAllowed(say("Days are marked by managers, area coaches and leaders."))


def annotations_for(
    house: "House", viewer: Viewer, boutiques: Collection[str], since: date, until: date
) -> tuple[Marked, ...]:
    """See `Annotations.among`."""
    return house.boards.annotations.among(viewer, boutiques, since, until)


def _touched(event: Annotation, doors: Mapping[str, Door], reached: Collection[str]) -> bool:
    """Whether it is of one of these boutiques; a boutique is in the region it is in today."""
    if not event.group:
        return event.boutique in reached
    return any(code in doors and event.group in (ALL, doors[code].region) for code in reached)


def _all_reached(doors: Mapping[str, Door], group: str, reached: Collection[str]) -> bool:
    return all(code in reached for code, door in doors.items() if group in (ALL, door.region))


def _may_withdraw(viewer: Viewer, event: Annotation, doors: Mapping[str, Door]) -> bool:
    """Who could have noted it."""
    if not may(viewer, "annotate.write"):
        return False
    if not event.group:
        return event.boutique in viewer.boutiques
    return right(viewer, "annotate.write") != "boutique" and _all_reached(doors, event.group, viewer.boutiques)


def _who(viewer: Viewer) -> str:
    return viewer.person or viewer.account
