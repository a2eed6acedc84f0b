"""Threads of feedback and the actions that came of them, in words: the same for who gave it and who received it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from ..programme.checklists import BY_NAME, TITLES
from ..retail.coaching import Coaching
from ..retail.events import Observation
from ..retail.feedback import OPEN, SET_ASIDE, Thread
from ..retail.open_actions import ASSOCIATE, MANAGERS, OVERDUE, OWNER, RESTING, TRIED, VERIFIED, Action
from ..retail.picking import Pick
from .periods import short_day

MARKS = {"yes": "Yes", "partly": "Partly", "not_yet": "Not yet", "not_applicable": "N/A"}
FORMS = {"side_by_side": "side by side", "practice": "practice", "shadowing": "peer shadowing", "check_in": "check-in"}
ANSWERS = {"agree": "Agrees", "disagree": "Sees it differently", "thanks": "Says thanks", "question": "Asks"}
STATES = {OPEN: "Contested: set aside until an area coach decides", "kept": "Contested, and it stands",
          SET_ASIDE: "Contested, and set aside for good"}  # fmt: skip
SOMEBODY, MANAGER = "a colleague", "a manager"
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, slots=True)
class Reply:
    says: str
    text: str
    when: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """An action as a line. turn: whose it is, in words; state: one of retail.open_actions. fell: to the managers,
    because whose turn it was is not there."""

    key: str
    boutique: str
    associate: str
    name: str
    what: str
    behaviour: str
    state: str
    due: str
    due_day: date
    turn: str
    word: str
    since: str
    gave: str
    fell: bool
    redated: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One thread. watched: an observation, else a coaching moment. marks: (behaviour, word, mark)."""

    entry: str
    boutique: str
    associate: str
    watched: bool
    practice: bool
    title: str
    when: str
    at: str
    day: date
    marks: tuple[tuple[str, str, str], ...]
    wordings: tuple[str, ...]
    note: str
    positives: tuple[str, ...]
    improvement: str
    next_time: str
    facts: tuple[str, ...]
    picked: str
    replies: tuple[Reply, ...]
    state: str
    contest: str
    why: str
    decision: str
    followed: bool
    act: Act | None = None


def told(
    one: Thread, *, names: Mapping[str, str], zones: Mapping[str, str], acts: Mapping[str, Act] | None = None
) -> Told:
    """names: as far as the viewer knows them. acts: by key."""
    event = one.event
    common = {
        "entry": one.entry, "boutique": event.boutique, "associate": event.associate.name,
        "when": moment(event.at, zones.get(event.boutique, "")), "at": event.at.isoformat(), "day": event.at.date(),
        "replies": tuple(
            Reply(ANSWERS.get(a.answer, ""), plain(a.text), moment(a.at, zones.get(event.boutique, "")))
            for a in one.answers
        ),
        "state": one.contest.state, "contest": STATES.get(one.contest.state, ""), "why": one.contest.said,
        "decision": one.contest.decision, "followed": bool(one.followed), "act": (acts or {}).get(one.entry),
    }  # fmt: skip
    return _watched(event, common, names) if isinstance(event, Observation) else _coached(event, common, names)


def _watched(event: Observation, common: dict[str, object], names: Mapping[str, str]) -> Told:
    checklist = BY_NAME.get(event.checklist)
    wordings = {w.key: w.says for w in checklist.wordings} if checklist else {}
    who = names.get(event.observer.name, MANAGER)
    line = f", {event.product_line}" if event.product_line else ""
    return Told(
        **common, watched=True, practice=event.practice, title=f"Observed by {who}{line}",  # type: ignore[arg-type]
        marks=tuple((TITLES.get(k, words(k)), MARKS.get(m, m), m) for k, m in _ordered(event.marks, event.checklist)),
        wordings=tuple(wordings.get(w, words(w)) for w in event.wordings), note=plain(event.note), positives=(),
        improvement="", next_time="", facts=(), picked="",
    )  # fmt: skip


def _coached(event: Coaching, common: dict[str, object], names: Mapping[str, str]) -> Told:
    who = names.get(event.coach.name, SOMEBODY if event.form == "shadowing" else MANAGER)
    on = f" on {lower(TITLES[event.behaviour])}" if event.behaviour in TITLES else ""
    title = f"Watched {who} work{on}" if event.form == "shadowing" else f"Coached by {who}{on}"
    facts = [FORMS.get(event.form, event.form)] if event.form != "shadowing" else []
    facts += [f"{event.minutes} min"] * (event.minutes is not None)
    facts += ["practised" if event.practised else "not practised yet"]
    return Told(
        **common, watched=False, practice=False, title=title, marks=(), wordings=(), note="",  # type: ignore[arg-type]
        positives=tuple(filter(None, map(plain, event.positives))), improvement=plain(event.improvement),
        next_time=plain(event.next_time), facts=tuple(facts),
        picked=why(Pick(event.picked, event.picked_since, event.picked_until), event.behaviour) if event.picked else "",
    )  # fmt: skip


def acts(
    some: Iterable[Action], boutique: str, *, names: Mapping[str, str], me: str, actions: Mapping[str, str], today: date
) -> list[Act]:
    """actions: the playbook's, key -> words. me: the viewer's own id."""
    return [_act(one, boutique, names=names, me=me, actions=actions, today=today) for one in some]


def _act(
    one: Action, boutique: str, *, names: Mapping[str, str], me: str, actions: Mapping[str, str], today: date
) -> Act:  # fmt: skip
    who = names.get(one.associate, SOMEBODY)
    what = actions.get(one.what, words(one.what) if one.what.replace("_", "").isalnum() else one.what)
    turn = {
        ASSOCIATE: "your turn" if one.associate == me else f"{who} tries it",
        OWNER: "yours to do" if one.owner == me else f"with {names.get(one.owner, MANAGER)}",
        MANAGERS: "waits for a manager to verify" if one.state == TRIED and not one.why else "falls to the managers",
    }.get(one.moves, "")
    if one.why:
        turn = f"{one.why if 'owner' in one.why else f'{who} {one.why}'}: {turn}"
    late = (today - one.due).days
    due = f"since {short_day(one.due)}, {late} day{'' if late == 1 else 's'} late" if one.state == OVERDUE else ""
    if one.state == TRIED:
        due = f"tried {short_day(one.since.date())}"
    if one.state == RESTING:
        turn = "rests: its entry is contested"
    return Act(
        key=one.key, boutique=boutique, associate=one.associate, name=who, what=what or "An action", state=one.state,
        behaviour=TITLES.get(one.behaviour, ""), due=due or f"by {short_day(one.due)}", due_day=one.due, turn=turn,
        word=one.word, since=short_day(one.since.date()), redated=one.redated, fell=bool(one.why),
        gave=names.get(one.by, "") if one.by in names else "",
    )  # fmt: skip


def closed_word(state: str) -> str:
    return "Verified" if state == VERIFIED else "Dropped"


def why(pick: Pick, behaviour: str = "") -> str:
    """Why somebody was picked, as the end of "picked because ..."; the same words to both."""
    since, until = (short_day(day) if day else "" for day in (pick.since, pick.until))
    on = lower(TITLES[behaviour]) if behaviour in TITLES else "the focus"
    match pick.reason:
        case "low_rate":
            return f"{on} was seen less often" + (f", {since} to {until}" if since and until else "")
        case "not_seen":
            return f"not seen since {DAYS[pick.since.weekday()]} {since}" if pick.since else "not seen lately"
        case "asked":
            return "asked a question" + (f" on {since}" if since else "")
        case "new_hire":
            return "new here" + (f" since {since}" if since else "")
        case "follow_up":
            return "something was to be followed up"
    return "it is their turn"


def moment(at: datetime, zone: str) -> str:
    """Fri 20 Nov, 14:31"""
    local = at.astimezone(ZoneInfo(zone)) if zone else at
    return f"{local:%a} {short_day(local.date())}, {local:%H:%M}"


def plain(text: object) -> str:
    return text if isinstance(text, str) else ""  # what is sealed for good cannot be read


def words(key: str) -> str:
    return key.replace("_", " ").capitalize()


def lower(title: str) -> str:
    return title[:1].lower() + title[1:]


def _ordered(marks: Mapping[str, str], checklist: str) -> list[tuple[str, str]]:
    found = BY_NAME.get(checklist)
    order = [b.key for b in found.behaviours] if found else []
    return sorted(marks.items(), key=lambda pair: order.index(pair[0]) if pair[0] in order else len(order))
