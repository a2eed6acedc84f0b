"""Threads of feedback and the actions that came of them, in words: the same for who gave it and who received it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from ..languages import count, mark, say, spoken, wall_clock, whole
from ..languages import day as said_day
from ..programme.checklists import BY_NAME, TITLES
from ..retail.coaching import Coaching
from ..retail.events import Observation
from ..retail.feedback import OPEN, SET_ASIDE, Thread
from ..retail.open_actions import ASSOCIATE, MANAGERS, OVERDUE, OWNER, RESTING, TRIED, VERIFIED, Action
from ..retail.picking import Pick
from .periods import short_day

MARKS = mark({"yes": "Yes", "partly": "Partly", "not_yet": "Not yet", "not_applicable": "N/A"})
FORMS = {"side_by_side": mark("side by side"), "practice": mark("practice"), "shadowing": mark("peer shadowing"),
         "check_in": mark("check-in")}  # fmt: skip
ANSWERS = mark({"agree": "Agrees", "disagree": "Sees it differently", "thanks": "Says thanks", "question": "Asks"})
STATES = mark({OPEN: "Contested: set aside until an area coach decides", "kept": "Contested, and it stands",
               SET_ASIDE: "Contested, and set aside for good"})  # fmt: skip
LINES = {"watch": mark("watch"), "jewelry": mark("jewelry")}
DAYS = mark(("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"))
REASONS = {  # as retail.open_actions gives them
    "left the house": mark("{who} left the house"), "is away": mark("{who} is away"),
    "works at another boutique now": mark("{who} works at another boutique now"),
    "its owner is away": mark("its owner is away"),
    "its owner no longer manages here": mark("its owner no longer manages here"),
}  # fmt: skip
SOMEBODY, MANAGER = mark("a colleague"), mark("a manager")


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
            Reply(_of(ANSWERS, a.answer), plain(a.text), moment(a.at, zones.get(event.boutique, "")))
            for a in one.answers
        ),
        "state": one.contest.state, "contest": _of(STATES, one.contest.state), "why": one.contest.said,
        "decision": one.contest.decision, "followed": bool(one.followed), "act": (acts or {}).get(one.entry),
    }  # fmt: skip
    return _watched(event, common, names) if isinstance(event, Observation) else _coached(event, common, names)


def _watched(event: Observation, common: dict[str, object], names: Mapping[str, str]) -> Told:
    checklist = BY_NAME.get(event.checklist)
    wordings = {w.key: say(w.says) for w in checklist.wordings} if checklist else {}
    who, line = names.get(event.observer.name) or say(MANAGER), event.product_line
    title = say("Observed by {who}", who=who)
    if line:
        title = say("Observed by {who}, {line}", who=who, line=say(LINES[line]) if line in LINES else line)
    return Told(
        **common, watched=True, practice=event.practice, title=title,  # type: ignore[arg-type]
        marks=tuple((titled(k), _of(MARKS, m) or m, m) for k, m in _ordered(event.marks, event.checklist)),
        wordings=tuple(wordings.get(w, words(w)) for w in event.wordings), note=plain(event.note), positives=(),
        improvement="", next_time="", facts=(), picked="",
    )  # fmt: skip


def _coached(event: Coaching, common: dict[str, object], names: Mapping[str, str]) -> Told:
    peer, on = event.form == "shadowing", lower(titled(event.behaviour)) if event.behaviour in TITLES else ""
    who = names.get(event.coach.name) or (say(SOMEBODY) if peer else say(MANAGER))
    if peer:
        title = say("Watched {who} work on {step}", who=who, step=on) if on else say("Watched {who} work", who=who)
    else:
        title = say("Coached by {who} on {step}", who=who, step=on) if on else say("Coached by {who}", who=who)
    facts = [say(FORMS[event.form]) if event.form in FORMS else event.form] if not peer else []
    facts += [say("{n} min", n=whole(event.minutes))] if event.minutes is not None else []
    facts += [say("practised") if event.practised else say("not practised yet")]
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
    who = names.get(one.associate) or say(SOMEBODY)
    what = actions.get(one.what) or (words(one.what) if one.what.replace("_", "").isalnum() else one.what)
    turn = _turn(one, who, names.get(one.owner) or say(MANAGER), me)
    late = (today - one.due).days
    due = say("by {day}", day=short_day(one.due))
    if one.state == OVERDUE:
        due = count(late, "since {day}, {n} day late", "since {day}, {n} days late", day=short_day(one.due))
    if one.state == TRIED:
        due = say("tried {day}", day=short_day(one.since.date()))
    return Act(
        key=one.key, boutique=boutique, associate=one.associate, name=who, what=what or say("An action"),
        state=one.state, behaviour=titled(one.behaviour) if one.behaviour in TITLES else "", due=due, due_day=one.due,
        turn=turn,
        word=one.word, since=short_day(one.since.date()), redated=one.redated, fell=bool(one.why),
        gave=names.get(one.by, "") if one.by in names else "",
    )  # fmt: skip


def _turn(one: Action, who: str, owner: str, me: str) -> str:
    if one.state == RESTING:
        return say("rests: its entry is contested")
    turn = {
        ASSOCIATE: say("your turn") if one.associate == me else say("{who} tries it", who=who),
        OWNER: say("yours to do") if one.owner == me else say("with {who}", who=owner),
        MANAGERS: say("waits for a manager to verify") if one.state == TRIED and not one.why else say(
            "falls to the managers"),
    }.get(one.moves, "")  # fmt: skip
    if not one.why:
        return turn
    reason = say(REASONS[one.why], who=who) if one.why in REASONS else one.why
    return say("{reason}: {turn}", reason=reason, turn=turn)


def closed_word(state: str) -> str:
    return say("Verified") if state == VERIFIED else say("Dropped")


def why(pick: Pick, behaviour: str = "") -> str:
    """Why somebody was picked, as the end of "picked because ..."; the same words to both."""
    since, until = (short_day(day) if day else "" for day in (pick.since, pick.until))
    on = lower(titled(behaviour)) if behaviour in TITLES else say("the focus")
    match pick.reason:
        case "low_rate" if since and until:
            return say("{step} was seen less often, {first} to {last}", step=on, first=since, last=until)
        case "low_rate":
            return say("{step} was seen less often", step=on)
        case "not_seen" if pick.since:
            return say("not seen since {weekday} {day}", weekday=say(DAYS[pick.since.weekday()]), day=since)
        case "not_seen":
            return say("not seen lately")
        case "asked":
            return say("asked a question on {day}", day=since) if since else say("asked a question")
        case "new_hire":
            return say("new here since {day}", day=since) if since else say("new here")
        case "follow_up":
            return say("something was to be followed up")
    return say("it is their turn")


def moment(at: datetime, zone: str) -> str:
    """Fri 20 Nov, 14:31"""
    local = at.astimezone(ZoneInfo(zone)) if zone else at
    return say("{weekday} {day}, {time}", weekday=said_day(local.date(), "weekday"), day=short_day(local.date()),
               time=wall_clock(local))  # fmt: skip


def titled(key: str) -> str:
    """What a step is called; one that no checklist has goes by its key."""
    return say(TITLES[key]) if key in TITLES else words(key)


def plain(text: object) -> str:
    return text if isinstance(text, str) else ""  # what is sealed for good cannot be read


def words(key: str) -> str:
    return key.replace("_", " ").capitalize()


def lower(title: str) -> str:
    """A title within a sentence; German writes its nouns large."""
    return title if spoken() == "de" else title[:1].lower() + title[1:]


def _of(table: Mapping[str, str], key: str) -> str:
    return say(table[key]) if key in table else ""


def _ordered(marks: Mapping[str, str], checklist: str) -> list[tuple[str, str]]:
    found = BY_NAME.get(checklist)
    order = [b.key for b in found.behaviours] if found else []
    return sorted(marks.items(), key=lambda pair: order.index(pair[0]) if pair[0] in order else len(order))
