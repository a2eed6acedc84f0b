"""Whom to spend a moment with today, and whose turn every open action is. People stand in the order of their names."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from ..languages import say
from ..programme.playbook import Behaviour
from ..retail.open_actions import ASSOCIATE, DUE, MANAGERS, OVERDUE, OWNER, RESTING, TRIED, Action
from ..retail.picking import PICKED, Known, Pick, window
from .threads import Act, Told, why

LINE = 140  # characters of free text
SHOWN = 4  # actions of one person before the rest folds away


@dataclass(frozen=True, slots=True)
class Someone:
    """One of the team. says: why they are suggested, "" for no reason in particular; picked: the same as a key."""

    id: str
    name: str
    says: str
    picked: str


@dataclass(frozen=True, slots=True)
class Reason:
    """What may be recorded as why somebody was picked."""

    key: str
    says: str
    since: str
    until: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggested:
    """What a form begins with. behaviour: its key. improvement, next_time: words to start from, by behaviour."""

    behaviour: str
    why: str
    went_well: tuple[str, ...]
    next_times: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Theirs:
    """One person's actions; folded: those that are shown on request."""

    id: str
    name: str
    acts: tuple[Act, ...]
    folded: tuple[Act, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """The actions of a boutique for a manager. verify: tried, waits for a look. own: the viewer owes it. fallen: to the
    managers, with the reason. theirs, late: by person. resting: contested. with_others: another manager owes it."""

    verify: tuple[Act, ...]
    own: tuple[Act, ...]
    fallen: tuple[Act, ...]
    theirs: tuple[Theirs, ...]
    late: tuple[Theirs, ...]
    with_others: tuple[Act, ...]
    resting: tuple[Act, ...]

    @property
    def empty(self) -> bool:
        return not (self.verify or self.own or self.fallen or self.theirs or self.late or self.with_others
                    or self.resting)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Mine:
    """The viewer's own. todo: to try, what is due next first; waiting: tried, for a manager to look at; done: this
    month."""

    todo: tuple[Act, ...]
    waiting: tuple[Act, ...]
    done: tuple[Act, ...]
    resting: tuple[Act, ...]

    @property
    def empty(self) -> bool:
        return not (self.todo or self.waiting or self.done or self.resting)


def team(picks: Mapping[str, Pick], names: Mapping[str, str], behaviour: str) -> list[Someone]:
    """Everybody who may be coached, in the order of their names, each with one reason at most."""
    known = sorted(((names[one], one, pick) for one, pick in picks.items() if one in names), key=_by_name)
    return [
        Someone(who, name, "" if pick.reason == "rotation" else why(pick, behaviour), pick.reason)
        for name, who, pick in known
    ]


def reasons(known: Known, today: date, behaviour: str) -> list[Reason]:
    """All there are, with the days each would be about."""
    found = [window(one, known, today) for one in PICKED]
    return [
        Reason(
            p.reason, why(p, behaviour), p.since.isoformat() if p.since else "", p.until.isoformat() if p.until else ""
        )
        for p in found
    ]


def undated() -> list[Reason]:
    """The same for a page that is kept on a phone: the phone puts in the days."""
    return [Reason(one, why(Pick(one)), "", "") for one in PICKED]


def suggested(
    behaviours: Sequence[Behaviour], focus: str, follows: Told | None, watched: Mapping[str, str]
) -> Suggested:
    """What the form begins with: the boutique's focus; after an observation the focus too, unless that went well and
    another step did not. watched: the marks of the observation, by behaviour."""
    by = {b.key: b for b in behaviours}
    first = next(iter(by), "")
    chosen, reason = (focus if focus in by else first), say("the boutique’s focus") if focus in by else ""
    missed = [b.key for b in behaviours if watched.get(b.key) in ("not_yet", "partly")]
    if follows is not None and missed and chosen not in missed and watched.get(chosen) is not None:
        chosen, reason = missed[0], say("not yet seen in this visit")
    well = tuple(by[k].seen[:1].upper() + by[k].seen[1:] for k, m in watched.items() if m == "yes" and k in by)
    return Suggested(
        behaviour=chosen, why=reason, went_well=well,
        next_times={b.key: _cut(b.good) for b in behaviours},
    )  # fmt: skip


def board(acts: Iterable[tuple[Action, Act]], me: str) -> Board:
    """Nobody verifies themselves: what the viewer is to try stands on their own list."""
    found = [(one, act) for one, act in acts if one.associate != me]
    some = sorted(found, key=lambda pair: (pair[1].name.casefold(), pair[0].associate, pair[0].due))

    def of(test: object) -> tuple[Act, ...]:
        return tuple(act for one, act in some if test(one))  # type: ignore[operator]

    due = [(one, act) for one, act in some if one.moves == ASSOCIATE]
    return Board(
        verify=of(lambda a: a.state == TRIED and not a.why),
        own=of(lambda a: a.moves == OWNER and a.owner == me),
        fallen=of(lambda a: a.moves == MANAGERS and bool(a.why)),
        theirs=_theirs(act for one, act in due if one.state == DUE),
        late=_theirs(act for one, act in due if one.state == OVERDUE),
        with_others=of(lambda a: a.moves == OWNER and a.owner != me),
        resting=of(lambda a: a.state == RESTING),
    )  # fmt: skip


def mine(acts: Iterable[tuple[Action, Act]], me: str, today: date) -> Mine:
    some = [(one, act) for one, act in acts if one.associate == me]
    todo = [pair for pair in some if pair[0].state in (DUE, OVERDUE) and pair[0].moves == ASSOCIATE]
    month = today.replace(day=1)
    return Mine(
        todo=tuple(act for _, act in sorted(todo, key=pressing)),
        waiting=tuple(act for one, act in some if one.open and one.moves in (MANAGERS, OWNER)),
        done=tuple(act for one, act in some if not one.open and one.since.date() >= month),
        resting=tuple(act for one, act in some if one.state == RESTING),
    )  # fmt: skip


def pressing(one: tuple[Action, Act]) -> tuple[int, int]:
    """The order of one person's own: what waits for a look, what is due next, of the late ones the latest."""
    late, day = one[0].state == OVERDUE, one[0].due.toordinal()
    return (0 if one[0].state == TRIED else 2 if late else 1), (-day if late else day)


def _theirs(acts: Iterable[Act]) -> tuple[Theirs, ...]:
    of: dict[str, list[Act]] = {}
    for act in acts:
        of.setdefault(act.associate, []).append(act)
    newest = {who: sorted(some, key=lambda a: a.due_day, reverse=True) for who, some in of.items()}
    return tuple(Theirs(who, some[0].name, tuple(some[:SHOWN]), tuple(some[SHOWN:])) for who, some in newest.items())


def _cut(text: str) -> str:
    return text if len(text) <= LINE else text[:LINE].rpartition(" ")[0].rstrip(",;:")


def _by_name(one: tuple[str, str, Pick]) -> tuple[str, str]:
    return one[0].casefold(), one[1]
