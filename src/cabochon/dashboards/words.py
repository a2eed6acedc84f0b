"""What came in, as sentences: moments of the live list and clients' comments."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from ..languages import count, decimal, listed, mark, say, wall_clock, whole
from ..programme.playbook import BY_KEY
from .periods import short_day
from .threads import lower

LINES = mark({"watch": "Watch", "jewelry": "Jewelry"})
TAGS = mark({"observation": "Checklist", "receipt": "Till", "survey": "Survey", "coaching": "Coaching",
             "learning": "Module"})  # fmt: skip
SOLD = {"watch": mark("watch"), "jewelry": mark("jewelry"), "primary": mark("sale")}
ADDED = {"accessory": mark("accessory"), "care_plan": mark("care plan"), "service": mark("service"),
         "warranty": mark("warranty")}  # fmt: skip
LEARNT = mark({"completed": "Module finished", "passed": "Module passed", "failed": "Module not passed yet",
               "launched": "Module opened", "practised": "Module practised", "took_on": "Module action taken on",
               "tried": "Module action tried"})  # fmt: skip
OTHERS = mark({"huddle": "Huddle", "praise": "Praise"})
ON_THE_WAY = frozenset({"launched", "practised", "took_on"})


@dataclass(frozen=True, slots=True)
class Moment:
    """when: "14:31" today, "18 Nov" before. at: ISO 8601, for the machine."""

    when: str
    at: str
    says: str
    tag: str


@dataclass(frozen=True, slots=True)
class Comment:
    """text: the client's words. score: 1..5, None without one. footing: line, time and linked behaviours."""

    text: str
    score: int | None
    footing: str


def moment(row: Mapping[str, Any], now: datetime, zones: Mapping[str, str]) -> Moment:
    """A row of the `moment` facts as one line of the live list. Keys it does not know are left out, never guessed."""
    at = _local(row["at"], str(row.get("boutique", "")), now, zones)
    kind = str(row.get("kind", ""))
    if kind == "survey":
        says = _survey(row, now, zones)
    else:
        tell = {"observation": _observation, "receipt": _receipt, "coaching": _coaching, "learning": _learning}.get(
            kind
        )
        says = tell(row) if tell else say(OTHERS.get(kind, kind.capitalize()))
    return Moment(_when(at, now), at.isoformat(), says, say(TAGS[kind]) if kind in TAGS else say("Event"))


def is_news(row: Mapping[str, Any]) -> bool:
    """Whether a moment is worth a line: the steps on the way through a module are not, its end is."""
    return row.get("kind") != "learning" or not ON_THE_WAY & _keys(row)


def comment(row: Mapping[str, Any], now: datetime, zones: Mapping[str, str]) -> Comment:
    """A client's comment with what is known of its visit: "Watch · 13:20 · discovery questions asked"."""
    boutique = str(row.get("boutique", ""))
    at = _local(row.get("visit_at") or row["at"], boutique, now, zones)
    when = wall_clock(at)
    if at.date() != _here(now, boutique, zones).date():
        when = say("{day}, {time}", day=short_day(at.date()), time=when)
    done, missed = _seen(row.get("behaviours") or ()), _seen(row.get("missed") or ())
    linked = ", ".join(done[:3]) or (say("not yet: {steps}", steps=", ".join(missed[:2])) if missed else "")
    score, line = row.get("score"), LINES.get(str(row.get("product_line", "")), "")
    return Comment(
        str(row.get("text", "")),
        None if score is None else max(0, min(5, round(float(score)))),
        " · ".join(part for part in (line and say(line), when, linked) if part),
    )


def _observation(row: Mapping[str, Any]) -> str:
    yes, judged = int(row.get("a") or 0), int(row.get("b") or 0)
    if "accessory" in _keys(row):
        return count(judged, "Observation logged: {yes} of {n} step, {seen}",
                     "Observation logged: {yes} of {n} steps, {seen}", yes=whole(yes),
                     seen=say(BY_KEY["accessory"].seen))  # fmt: skip
    return count(judged, "Observation logged: {yes} of {n} step", "Observation logged: {yes} of {n} steps",
                 yes=whole(yes))  # fmt: skip


def _receipt(row: Mapping[str, Any]) -> str:
    kinds, line = _keys(row), str(row.get("product_line", ""))
    what = SOLD.get(line) or (SOLD["primary"] if "primary" in kinds else "")
    extra = listed([say(text) for key, text in ADDED.items() if key in kinds])
    if not what:
        return say("Receipt: {sold}", sold=extra) if extra else say("Receipt")
    if not extra:
        return say("Receipt: {sold}", sold=say(what))
    return say("Receipt: {sold} with {added}", sold=say(what), added=extra)


def _survey(row: Mapping[str, Any], now: datetime, zones: Mapping[str, str]) -> str:
    score, most = _number(row.get("a")), _number(row.get("b") or 5)
    if visited := row.get("visit_at"):
        at = _local(visited, str(row.get("boutique", "")), now, zones)
        if _when(at, now) == wall_clock(at):
            return say("Survey: {score} of {most}, matched to the {time} visit", score=score, most=most,
                       time=wall_clock(at))  # fmt: skip
        return say("Survey: {score} of {most}, matched to the visit of {day}", score=score, most=most,
                   day=short_day(at.date()))  # fmt: skip
    if row.get("visit"):
        return say("Survey: {score} of {most}, matched to a visit", score=score, most=most)
    return say("Survey: {score} of {most}", score=score, most=most)


def _coaching(row: Mapping[str, Any]) -> str:
    title = next((say(BY_KEY[key].title) for key in _keys(row) if key in BY_KEY), "")
    return say("Coaching: {step}", step=lower(title)) if title else say("Coaching")


def _learning(row: Mapping[str, Any]) -> str:
    keys = str(row.get("says") or "").split()
    deed = say(next((LEARNT[key] for key in keys if key in LEARNT), LEARNT["completed"]))
    module = next((key for key in keys if key not in LEARNT), "").replace("-", " ").replace("_", " ")
    seconds = row.get("b")
    minutes = whole(max(1, round(float(seconds) / 60))) if seconds else ""
    if module and minutes:
        return say("{deed}: {module}, {n} min", deed=deed, module=module, n=minutes)
    if minutes:
        return say("{deed}, {n} min", deed=deed, n=minutes)
    return say("{deed}: {module}", deed=deed, module=module) if module else deed


def _keys(row: Mapping[str, Any]) -> set[str]:
    return set(str(row.get("says") or "").replace(",", " ").split())


def _seen(keys: Iterable[str]) -> list[str]:
    return [say(BY_KEY[key].seen) for key in keys if key in BY_KEY]


def _number(value: Any) -> str:
    """As many decimals as it has."""
    return "–" if value is None else decimal(float(value), len(f"{float(value):g}".partition(".")[2]))


def _when(at: datetime, now: datetime) -> str:
    return wall_clock(at) if at.date() == now.astimezone(at.tzinfo).date() else short_day(at.date())


def _local(at: datetime, boutique: str, now: datetime, zones: Mapping[str, str]) -> datetime:
    return at.astimezone(ZoneInfo(zones[boutique]) if boutique in zones else now.tzinfo)


def _here(now: datetime, boutique: str, zones: Mapping[str, str]) -> datetime:
    return _local(now, boutique, now, zones)
