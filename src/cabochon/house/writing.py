"""On whose behalf an entry is kept: its writer as they stood when it was written, not when a phone found a network.

An account that was closed in between keeps nothing by itself: what was written before waits for the area coach.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import msgspec

from ..directory.rows import Account, Quarantined
from ..languages import mark
from ..privacy.roles import may, viewer_of
from ..privacy.viewer import Viewer
from ..refusals import NotAllowed, Refused, Unknown
from .entries.desk import AHEAD, written
from .quarantine import Held

if TYPE_CHECKING:
    from . import House

OFFLINE = timedelta(days=7)  # as long as an outbox's token lives; beyond, the rights of today are asked for
SOURCE = "floor"
CLOSED = mark("was written before its writer’s account was closed, and came in after; an area coach decides")
MOVED = ("associate", "manager")


@dataclass(frozen=True, slots=True)
class Waiting:
    """An entry that waits for an area coach: no words of it are shown. writer: their account's id."""

    id: str
    kind: str
    boutique: str
    writer: str
    role: str
    came: datetime


def writer_of(house: "House", account: Account, form: Mapping[str, Any]) -> Viewer | None:
    """The account as a viewer when the form was written; a boutique they worked in then is theirs. None: disabled."""
    now = house.clock()
    try:
        at = written(form, now)
    except Refused:  # the reader says what is wrong with it
        at = now
    if not now - OFFLINE <= at <= now + AHEAD:
        at = now
    held = house.deputies.held(account)
    found = house.trust.agreements.over(viewer_of(held or account, house.snapshot.doors(at.date()), at))
    if found is None or not found.person or found.role not in MOVED:
        return found
    then, today = (house.snapshot.person_on(found.person, day) for day in (at.date(), house.today))
    if then and today and then.boutique != today.boutique:
        return replace(found, boutiques=found.boutiques | {then.boutique})
    return found


def as_was(house: "House", account: Account, closed: datetime) -> Viewer | None:
    """A closed account as it was until then."""
    was = viewer_of(replace(account, disabled=False), house.snapshot.doors(closed.date()), closed)
    return house.trust.agreements.over(was)


def enter(house: "House", account_id: str, form: Mapping[str, Any]) -> tuple[str, str]:
    """(id, "kept" or "repeated"), see `Keep.enter`.

    Raises:
        Refused, NotAllowed, Conflict: as there; the account is disabled.
    """
    account = house.directory.get(Account, account_id)
    viewer = writer_of(house, account, form) if account else None
    if viewer is None:
        raise NotAllowed("your account is closed; ask your area coach", "/writer")
    return house.keep_as(viewer).enter(form)


def hold(house: "House", account_id: str, closed: datetime, form: Mapping[str, Any]) -> str:
    """Let an entry wait that was written before its writer's account was closed; its id.

    Raises:
        Refused: it could not be kept anyway. NotAllowed: it was written after.
    """
    account = house.directory.get(Account, account_id)
    if account is None or written(form, house.clock()) >= closed:
        raise NotAllowed("was written after your account was closed; ask your area coach", "/opened_at")
    viewer = writer_of(house, replace(account, disabled=False), form)
    keep = house.keep_as(viewer)
    events = keep.checked(form)
    entry = str(events[0].id)
    if not house.log.by_id([entry]):
        body = msgspec.json.encode({"entry": form, "account": account.id}).decode()
        house.quarantined.hold(Held(
            name=f"{SOURCE}:{account.id}:{entry}", source=SOURCE, place=str(form.get("kind") or "observation"),
            reason=CLOSED, body=body, boutique=events[0].boutique,
        ))  # fmt: skip
    return entry


def again(house: "House", body: Mapping[str, Any], came: datetime) -> str:
    """Keep what waited, by its writer's rights of then.

    Raises:
        Refused: it still cannot be kept, and why.
    """
    account, form = house.directory.get(Account, str(body["account"])), body["entry"]
    if account is None or not isinstance(form, dict):
        raise Refused("its writer is not known here any more", "/writer")
    viewer = writer_of(house, replace(account, disabled=False), form)
    return house.keep_as(viewer).enter(form, now=came)[1]


def waiting(house: "House", viewer: Viewer) -> list[Waiting]:
    """What waits for this viewer's decision, oldest first; nothing for who decides nothing."""
    if not may(viewer, "contest.settle"):
        return []
    rows = house.directory.find(Quarantined, source=SOURCE, state="waiting")
    found = []
    for row in rows:
        if row.boutique in viewer.boutiques:
            account = row.id.split(":")[1]
            known = house.directory.get(Account, account)
            found.append(Waiting(row.id, row.place, row.boutique, account, known.role if known else "", row.at))
    return found


def decide(house: "House", viewer: Viewer, name: str, *, keep: bool) -> str:
    """Keep what waits, or let it go; what came of it.

    Raises:
        Unknown: nothing waits for this viewer under that name. Refused: it cannot be kept, and why.
    """
    if name not in {one.id for one in waiting(house, viewer)}:
        raise Unknown("nothing waits under that name; look at the list again", "/entry")
    if keep:
        return house.quarantined.replay(name, by=viewer.account)
    house.quarantined.discard(name, by=viewer.account)
    return "discarded"
