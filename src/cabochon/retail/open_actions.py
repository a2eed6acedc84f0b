"""Coaching actions that are open, and whose turn it is: nothing falls between two chairs."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from ..languages import mark
from .coaching import CoachingStep
from .events import Observation
from .feedback import OPEN, SET_ASIDE, Noted, Thread, threads

DUE, OVERDUE, TRIED, VERIFIED, DROPPED = "due", "overdue", "tried", "verified", "dropped"
RESTING = "resting"  # the entry it comes from is contested: nobody owes anything until that is decided
CLOSED = frozenset({VERIFIED, DROPPED})
ASSOCIATE, OWNER, MANAGERS, NOBODY = "associate", "owner", "managers", ""
UNDATED = timedelta(days=7)  # an action given without a day is looked at a week later, so that it is not forgotten


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """Who works at a boutique today. managers: ids, deputies too. here: ids. away: id -> last day of leave, None: open.

    gone: ids of those who left the house; who is neither here nor gone works elsewhere now.
    """

    managers: frozenset[str]
    here: frozenset[str]
    gone: frozenset[str] = frozenset()
    away: Mapping[str, date | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """One action as it stands.

    key: by which its steps name it. what: its words or its key in the playbook. by: who gave it. owner: who owes it.
    moves: whose turn it is (one of ASSOCIATE, OWNER, MANAGERS, NOBODY); why: where that is not the usual one.
    since: the moment it came into this state. word: the last line said with a step.
    """

    key: str
    associate: str
    what: str
    behaviour: str
    by: str
    owner: str
    given: datetime
    due: date
    state: str
    moves: str
    since: datetime
    word: str = ""
    why: str = ""
    redated: bool = False

    @property
    def open(self) -> bool:
        return self.state not in CLOSED


def actions(noted: Iterable[Noted], team: Team, today: date) -> list[Action]:
    """Every action of a boutique, open ones first by due day; what was set aside for good or only practised is none."""
    found = list(noted)
    steps: dict[str, list[CoachingStep]] = defaultdict(list)
    for one in found:
        if isinstance(one.event, CoachingStep):
            steps[one.event.action].append(one.event)
    roots = {one.entry: one for one in threads(found)}
    made = [
        _action(key, roots.get(key), sorted(steps.get(key, ()), key=lambda s: s.at), team, today)
        for key in dict.fromkeys([*roots, *steps])
    ]
    return sorted(filter(None, made), key=lambda a: (not a.open, a.due, a.given, a.key))


def _action(key: str, root: Thread | None, steps: Sequence[CoachingStep], team: Team, today: date) -> Action | None:
    state_of_entry = root.contest.state if root else ""
    if state_of_entry == SET_ASIDE:
        return None
    own = root.event if root and isinstance(root.event, Observation) else None
    given = next((s for s in steps if s.what == "took_on"), None)
    if own is not None and (own.action is None or own.practice) and given is None:
        return None
    if own is None and given is None and not steps:
        return None
    first = given or steps[0] if steps else None
    associate = own.associate if own else first.associate  # type: ignore[union-attr]
    steps = [one for one in steps if one.associate == associate]  # nobody moves another's on by its name alone
    began = own.at if own else first.at  # type: ignore[union-attr]
    what, owner, due = _agreed(own, steps)
    last = steps[-1].what if steps else "took_on"
    state = {"took_on": DUE}.get(last, last)
    by = own.observer if own else (given.by if given else None)
    due = due or began.date() + UNDATED
    if state == DUE and due < today:
        state = OVERDUE
    if state_of_entry == OPEN and state in (DUE, OVERDUE, TRIED):
        state = RESTING
    moves, why = _turn(state, associate.name, owner, team)
    return Action(
        key=key, associate=associate.name, what=what, by=by.name if by and by.known else "", owner=owner,
        behaviour=next((s.behaviour for s in reversed(steps) if s.behaviour), ""), given=began, due=due, state=state,
        moves=moves, why=why, since=steps[-1].at if steps else began,
        word=_plain(steps[-1].text) if steps and last != "took_on" else "",
        redated=sum(s.what == "took_on" for s in steps) > (0 if own and own.action else 1),
    )  # fmt: skip


def _agreed(own: Observation | None, steps: Sequence[CoachingStep]) -> tuple[str, str, date | None]:
    """(what, owner, due) as last agreed: a later took_on gives a new day and may give new words."""
    what, owner, due = "", "", None
    if own and own.action:
        what, due = _plain(own.action.what), own.action.due
        owner = own.action.owner.name if own.action.owner and own.action.owner.known else ""
    for step in steps:
        if step.what == "took_on":
            what, due = _plain(step.text) or what, step.due or due
            owner = step.owner.name if step.owner and step.owner.known else owner
    return what, owner, due or next((s.due for s in steps if s.due), None)


def _turn(state: str, associate: str, owner: str, team: Team) -> tuple[str, str]:
    """Whose turn it is, and why where it fell to the managers."""
    if state in CLOSED or state == RESTING:
        return NOBODY, ""
    if associate in team.gone:
        return MANAGERS, mark("left the house")
    if associate not in team.here:
        return MANAGERS, mark("works at another boutique now")
    if state == TRIED:
        return MANAGERS, ""
    if owner and owner != associate:
        if owner in team.managers:
            return (MANAGERS, "its owner is away") if owner in team.away else (OWNER, "")
        return MANAGERS, "its owner no longer manages here"
    return (MANAGERS, mark("is away")) if associate in team.away else (ASSOCIATE, "")


def _plain(text: object) -> str:
    return text if isinstance(text, str) else ""
