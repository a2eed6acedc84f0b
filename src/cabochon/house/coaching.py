"""Coaching a person, as the house knows it: who works where today, why somebody is picked, whose turn an action is."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import TYPE_CHECKING

import msgspec

from .. import vocabulary
from ..directory.rows import Account
from ..measures.question import Answer, Question
from ..privacy.record import in_team
from ..privacy.shutting import closed
from ..privacy.viewer import Viewer
from ..refusals import Refused
from ..retail import picking
from ..retail.coaching import Coaching, CoachingStep, Contest, Feedback, Focus, Huddle
from ..retail.day import business_day
from ..retail.events import Employment, Observation
from ..retail.feedback import Thread, asked, threads
from ..retail.focusing import Held, course
from ..retail.open_actions import Action, Team, actions
from ..retail.picking import Known, Pick
from ..stream import Query
from .seeing import See

if TYPE_CHECKING:
    from . import House

THREAD = (Observation, Coaching, CoachingStep, Feedback, Contest)
BACK = timedelta(days=182)  # how far back an open action is looked for
LATELY = timedelta(days=56)
ON_LEAVE = next(v.iri for k in vocabulary.KINDS if k.event is Employment for v in k.verbs if v.iri.endswith("on-leave"))
WAITS = timedelta(days=14)  # a question older than that was answered on the floor, or is past answering
LEAVES = 200  # of a boutique, the latest, that are looked through


def day_of(house: "House", boutique: str) -> date:
    """The boutique's own business day."""
    door = house.snapshot.door_on(boutique, house.today)
    return business_day(house.clock(), door) if door else house.today


def focus_of(see: See, boutique: str, day: date) -> Held | None:
    """What the boutique works on that day."""
    told = see.record((Focus, Huddle), boutiques=[boutique], since=day - 2 * LATELY)
    return course(one.event for one in told if isinstance(one.event, Focus | Huddle)).on(day)


def team(house: "House", boutique: str, day: date) -> Team:
    """Who is there that day, who leads, who is on leave, who left."""
    everybody = house.snapshot.people(day)
    here = {p.id for p in everybody if p.boutique == boutique and (p.left is None or p.left >= day)}
    leads = {p.id for p in everybody if p.id in here and p.job_role == "manager"}
    now = house.clock()
    for account in house.directory.find(Account):
        lent = account.deputy_for == "manager" and account.deputy_from and account.deputy_until
        leading = account.role == "manager" or (lent and account.deputy_from <= now < account.deputy_until)  # type: ignore[operator]
        if leading and not account.disabled and account.person in here and boutique in account.boutiques:
            leads.add(account.person)
    return Team(
        managers=frozenset(leads), here=frozenset(here), away=_away(house, boutique, day),
        gone=frozenset(p.id for p in everybody if p.left is not None and p.left < day),
    )  # fmt: skip


def names(house: "House", viewer: Viewer, boutique: str, day: date) -> dict[str, str]:
    """The viewer's colleagues at a boutique of theirs by name, themselves left out; above it as far as they know them.

    Associates see nobody's data but know their own team: praise is said by name.
    """
    if not in_team(viewer, boutique):
        known = house.see_as(viewer).labels
        return {one: known.people[one] for one in known.team.get(boutique, ()) if one != viewer.person}
    here = (
        p for p in house.snapshot.people(day)
        if p.boutique == boutique and (p.left is None or p.left >= day) and not closed(viewer, boutique, p.id)
    )  # fmt: skip
    found = sorted(here, key=lambda p: (p.name.casefold(), p.id))
    return {p.id: p.name for p in found if p.id != viewer.person}


def open_actions(house: "House", see: See, boutique: str, *, about: str = "", page: str = "") -> list[Action]:
    """The actions of a boutique's people as they stand today, as far as the viewer may read them."""
    day = day_of(house, boutique)
    told = see.record(THREAD, boutiques=[boutique], about=about, since=day - BACK, page=page)
    return actions(told, team(house, boutique, day), day)


def thread_of(see: See, entry: str, *, about: str, since: date, page: str) -> Thread | None:
    """The thread of one entry about a person, if the viewer may read it and it is not older than `since`."""
    return next((one for one in threads(see.record(THREAD, about=about, since=since, page=page)) if one.entry == entry),
                None)  # fmt: skip


def known(house: "House", see: See, boutique: str, day: date) -> dict[str, Known]:
    """What picking goes by, for everybody of the team but the managers and the viewer."""
    if boutique in see.viewer.shut:
        return {}
    crew = team(house, boutique, day)
    told = see.record(THREAD, boutiques=[boutique], since=day - LATELY)
    of: dict[str, list[Thread]] = {}
    for thread in threads(told):
        of.setdefault(thread.event.associate.name, []).append(thread)
    held = focus_of(see, boutique, day)
    rates, bar = _rates(see, boutique, held, day)
    found = {}
    for one in sorted(crew.here - crew.managers - {see.viewer.person} - crew.away.keys()):
        person = house.snapshot.person_on(one, day)
        question = asked(of.get(one, ()))
        high, n = rates.get(one, (None, 0))
        found[one] = Known(
            asked=question.date() if question and question.date() >= day - WAITS else None, seen=_seen(of.get(one, ())),
            hired=person.hired if person else None, high=high, n=n, bar=bar,
        )  # fmt: skip
    return found


def picks(house: "House", see: See, boutique: str, day: date) -> dict[str, Pick]:
    """By person: the one reason to spend a moment with them, `rotation` where there is none. Never an order."""
    return {one: picking.suggested(what, day) for one, what in known(house, see, boutique, day).items()}


def _rates(
    see: See, boutique: str, held: Held | None, day: date
) -> tuple[dict[str, tuple[float | None, int]], float | None]:  # fmt: skip
    """By person: upper end of the interval of their rate of the focus, and how many were judged; and the bar."""
    if held is None:
        return {}, None
    measure, span = f"behaviour.{held.behaviour}", picking.window("low_rate", Known(), day)
    whole = Question(measure, since=span.since, until=span.until, where={"boutique": (boutique,)})
    each = Question(measure, ("associate",), span.since, span.until, {"boutique": (boutique,)})
    one, all_of = see.ask_many([each, whole])
    if not isinstance(one, Answer) or not isinstance(all_of, Answer):
        return {}, None
    cells = {key[0]: (cell.high, cell.n) for key, cell in one.cells.items() if cell}
    rate = all_of.whole.value if all_of.whole and all_of.whole.n else None
    return cells, held.target if held.target is not None else rate


def _seen(some: Iterable[Thread]) -> date | None:
    watched = (t.event for t in some if isinstance(t.event, Observation) and not t.event.practice)
    return max((o.at.date() for o in watched), default=None)


def _away(house: "House", boutique: str, day: date) -> dict[str, date | None]:
    """Who is on leave that day, and until when; the roster's own words, the latest of a person first."""
    ref = house.entrance.ref
    asked = Query(refs=(frozenset({ref("door", boutique)}), frozenset({ref("verb", ON_LEAVE)})), limit=LEAVES)
    latest: dict[str, Employment] = {}
    for kept in house.log.query(asked).found:
        try:
            event = vocabulary.hear(msgspec.json.decode(kept.entry.clear or b"{}"), house.home)
        except Refused:
            continue
        if isinstance(event, Employment) and event.what == "on_leave" and event.associate.known and event.since <= day:
            last = latest.get(event.associate.name)
            if last is None or (event.since, event.revision) > (last.since, last.revision):
                latest[event.associate.name] = event
    return {who: one.until for who, one in latest.items()
            if not one.cancelled and (one.until is None or one.until >= day)}  # fmt: skip
