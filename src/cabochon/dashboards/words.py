"""What came in, as sentences: moments of the live list and clients' comments."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from ..programme.playbook import BY_KEY
from .periods import short_day

LINES = {"watch": "Watch", "jewelry": "Jewelry"}
TAGS = {"observation": "Checklist", "receipt": "Till", "survey": "Survey", "coaching": "Coaching", "learning": "Module"}
ADDED = {"accessory": "accessory", "care_plan": "care plan", "service": "service", "warranty": "warranty"}
LEARNT = {"completed": "finished", "passed": "passed", "failed": "not passed yet", "launched": "opened",
          "practised": "practised", "took_on": "action taken on", "tried": "action tried"}  # fmt: skip
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
        say = {"observation": _observation, "receipt": _receipt, "coaching": _coaching, "learning": _learning}.get(kind)
        says = say(row) if say else kind.capitalize()
    return Moment(_when(at, now), at.isoformat(), says, TAGS.get(kind, "Event"))


def is_news(row: Mapping[str, Any]) -> bool:
    """Whether a moment is worth a line: the steps on the way through a module are not, its end is."""
    return row.get("kind") != "learning" or not ON_THE_WAY & _keys(row)


def comment(row: Mapping[str, Any], now: datetime, zones: Mapping[str, str]) -> Comment:
    """A client's comment with what is known of its visit: "Watch · 13:20 · discovery questions asked"."""
    boutique = str(row.get("boutique", ""))
    at = _local(row.get("visit_at") or row["at"], boutique, now, zones)
    when = f"{at:%H:%M}" if at.date() == _here(now, boutique, zones).date() else f"{short_day(at.date())}, {at:%H:%M}"
    done, missed = _seen(row.get("behaviours") or ()), _seen(row.get("missed") or ())
    linked = ", ".join(done[:3]) or (f"not yet: {', '.join(missed[:2])}" if missed else "")
    score = row.get("score")
    return Comment(
        str(row.get("text", "")),
        None if score is None else max(0, min(5, round(float(score)))),
        " · ".join(part for part in (LINES.get(str(row.get("product_line", "")), ""), when, linked) if part),
    )


def _observation(row: Mapping[str, Any]) -> str:
    yes, judged, keys = int(row.get("a") or 0), int(row.get("b") or 0), _keys(row)
    offered = f", {BY_KEY['accessory'].seen}" if "accessory" in keys else ""
    return f"Observation logged: {yes} of {judged} step{'s' if judged != 1 else ''}{offered}"


def _receipt(row: Mapping[str, Any]) -> str:
    kinds = _keys(row)
    sold = LINES.get(str(row.get("product_line", "")), "sale" if "primary" in kinds else "").lower()
    extra = [text for key, text in ADDED.items() if key in kinds]
    if not sold:
        return f"Receipt: {_and(extra)}" if extra else "Receipt"
    return f"Receipt: {sold}" + (f" with {_and(extra)}" if extra else "")


def _survey(row: Mapping[str, Any], now: datetime, zones: Mapping[str, str]) -> str:
    text = f"Survey: {_number(row.get('a'))} of {_number(row.get('b') or 5)}"
    if visited := row.get("visit_at"):
        at = _local(visited, str(row.get("boutique", "")), now, zones)
        when = f"{at:%H:%M} visit" if _when(at, now) == f"{at:%H:%M}" else f"visit of {short_day(at.date())}"
        return f"{text}, matched to the {when}"
    return f"{text}, matched to a visit" if row.get("visit") else text


def _coaching(row: Mapping[str, Any]) -> str:
    title = next((BY_KEY[key].title for key in _keys(row) if key in BY_KEY), "")
    return f"Coaching: {title[:1].lower()}{title[1:]}" if title else "Coaching"


def _learning(row: Mapping[str, Any]) -> str:
    keys = str(row.get("says") or "").split()
    deed = next((LEARNT[key] for key in keys if key in LEARNT), "finished")
    module = next((key for key in keys if key not in LEARNT), "")
    seconds = row.get("b")
    minutes = f", {max(1, round(float(seconds) / 60))} min" if seconds else ""
    return f"Module {deed}" + (f": {module.replace('-', ' ').replace('_', ' ')}" if module else "") + minutes


def _keys(row: Mapping[str, Any]) -> set[str]:
    return set(str(row.get("says") or "").replace(",", " ").split())


def _seen(keys: Iterable[str]) -> list[str]:
    return [BY_KEY[key].seen for key in keys if key in BY_KEY]


def _and(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _number(value: Any) -> str:
    return "–" if value is None else f"{float(value):g}"


def _when(at: datetime, now: datetime) -> str:
    return f"{at:%H:%M}" if at.date() == now.astimezone(at.tzinfo).date() else short_day(at.date())


def _local(at: datetime, boutique: str, now: datetime, zones: Mapping[str, str]) -> datetime:
    return at.astimezone(ZoneInfo(zones[boutique]) if boutique in zones else now.tzinfo)


def _here(now: datetime, boutique: str, zones: Mapping[str, str]) -> datetime:
    return _local(now, boutique, now, zones)
