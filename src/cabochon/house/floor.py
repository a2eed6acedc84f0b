"""What the floor's forms need: doors, their people, who is on shift, the checklists in force, words notes may say."""

from collections.abc import Iterable
from datetime import date
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from ..languages import mark
from ..privacy import notes
from ..privacy.roles import OF_MANAGERS, may, right
from ..privacy.shutting import told
from ..privacy.viewer import Viewer
from ..programme.checklists import CHECKLISTS
from ..programme.playbook import Checklist
from ..retail.master import PRODUCT_LINES
from .seeing import See

if TYPE_CHECKING:
    from . import House

VISIT = "client-visit"
USUAL = {"stock": "receiving", "cashier": "return"}  # job role -> the checklist its people are watched by
ENOUGH = 2  # observations in a week after which nobody is suggested any more
RECEIPTS = 60  # newest of a day that are looked through for what an associate sold last


def floor_for(house: "House", viewer: Viewer) -> dict[str, Any]:
    """As plain values, for JSON and templates. Nobody observes themselves: the viewer is in no team."""
    see = house.see_as(viewer)
    asked = checklists_for(viewer)
    return {
        "writer": viewer.account,
        "person": viewer.person,
        "coaches": may(viewer, "coach.write"),
        "boutiques": [_door(house, see, code) for code in see.labels.doors],
        "checklists": [one for key in asked if (one := _checklist(house, viewer, key))],
        "behaviours": behaviours_for(house, viewer),
        "product_lines": list(PRODUCT_LINES),
        "shut": told(viewer),
        "note_words": notes.beyond(house.entrance.words()),
    }


def checklists_for(viewer: Viewer) -> tuple[str, ...]:
    """Keys of the checklists this viewer may fill in, the usual first: area coaches watch managers, managers teams."""
    if not may(viewer, "observe.write"):
        return ()
    above = right(viewer, "observe.write") == "scope"
    return tuple(one.key for one in CHECKLISTS if (one.key in OF_MANAGERS) == above)


def behaviours_for(house: "House", viewer: Viewer) -> list[dict[str, str]]:
    """What is coached, focused on and praised: key and title, in the order of a visit."""
    visit = house.effects.retiring.shown(house.programme.checklist(VISIT, language=viewer.language))
    return [{"key": b.key, "title": b.title} for b in visit.behaviours] if visit else []


def _checklist(house: "House", viewer: Viewer, key: str) -> dict[str, Any] | None:
    """lines: product line -> behaviour -> its title and what good looks like, where they are others than the usual."""
    shown = house.effects.retiring.shown
    one = shown(house.programme.checklist(key, language=viewer.language))
    if one is None:
        return None
    found = {line: shown(house.programme.checklist(key, language=viewer.language, product_line=line))
             for line in (PRODUCT_LINES if key == VISIT else ())}  # fmt: skip
    return {
        "key": one.key, "title": one.title, "version": one.version,
        "behaviours": [{"key": b.key, "title": b.title, "good": b.good} for b in one.behaviours],
        "wordings": [{"key": w.key, "says": w.says} for w in one.wordings],
        "actions": [{"key": w.key, "says": w.says} for w in one.actions],
        "lines": {line: _others(one, other) for line, other in found.items() if other is not None},
    }  # fmt: skip


def _others(usual: Checklist, other: Checklist) -> dict[str, tuple[str, str]]:
    known = {b.key: (b.title, b.good) for b in usual.behaviours}
    return {b.key: (b.title, b.good) for b in other.behaviours if known.get(b.key) != (b.title, b.good)}


def _door(house: "House", see: See, code: str) -> dict[str, Any]:
    """A boutique with its team, alphabetical. Who is on shift is told to those who know the team by name."""
    labels, today = see.labels, house.rhythm.today(code)
    jobs = {p.id: p.job_role for p in house.snapshot.people(today) if p.boutique == code}
    team = [p for p in labels.team[code] if p != see.viewer.person]
    door: dict[str, Any] = {"code": code, "name": labels.doors[code], "today": str(today), "suggested": None}
    here, lines, seen = set(team), dict[str, str](), dict[str, int]()
    if team and right(see.viewer, "observe.write") == "boutique":
        week = house.rhythm.week(see, code, today)
        rostered = {one.person for one in week.shifts if one.day == today} & set(team)
        here, seen = rostered or here, week.seen
        lines = _sold(see, code, today)
        door["suggested"] = _suggested((p for p in week.team if p in here), seen, today)
    door["team"] = [
        {"id": p, "name": labels.people[p], "job": jobs.get(p, ""), "here": p in here, "line": lines.get(p, ""),
         "checklist": USUAL.get(jobs.get(p, ""), "")}
        for p in team
    ]  # fmt: skip
    return door


def _suggested(here: Iterable[str], seen: dict[str, int], today: date) -> dict[str, str] | None:
    """Whose turn it is: somebody on shift seen least this week. Among equals the day draws, so that nobody is always
    first, and it says nothing about anybody."""
    drawn = sorted(here, key=lambda p: (seen.get(p, 0), blake2b(f"{today}/{p}".encode(), digest_size=8).digest()))
    if not drawn or (times := seen.get(drawn[0], 0)) >= ENOUGH:
        return None
    return {"id": drawn[0], "reason": mark("seen once this week") if times else mark("not seen this week")}


def _sold(see: See, boutique: str, today: date) -> dict[str, str]:
    """Associate -> product line of their newest receipt of today."""
    rows = see.moments({"boutique": (boutique,), "kind": ("receipt",)}, since=today, until=today, limit=RECEIPTS)
    return {row["associate"]: row["product_line"] for row in reversed(rows)
            if row.get("associate") and row.get("product_line") in PRODUCT_LINES}  # fmt: skip
