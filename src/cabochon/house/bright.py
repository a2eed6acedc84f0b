"""Bright spots: visits clients scored five, and visits where an add-on met a need, with what was done in them.

A single visit is a group of one: a manager sees those of their boutiques with names, an associate their own with the
client's words and their team's without name, hour or words, and above the boutique there are only counts
(dashboards.bright).
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from ..facts import tables
from ..facts.cuts import WHOLE
from ..facts.reading import beside, recent
from ..privacy import leaving
from ..privacy.roles import right
from ..retail.coaching import Praise
from .seeing import See

if TYPE_CHECKING:
    from . import House

DAYS = timedelta(days=13)
SECONDARY = frozenset({"accessory", "care_plan", "service", "warranty"})
MOST = 400  # rows of a kind read for a fortnight of one boutique


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """One visit. why: "five" (scored five), "need" (an add-on met a need) or "both". at: aware, None where the hour is
    kept back. associate: a person's id, "" where the viewer may not know. done: behaviour keys marked yes, in the
    playbook's order left to the page. words: the client's, screened."""

    why: str
    day: date
    at: datetime | None
    associate: str
    product_line: str
    done: tuple[str, ...]
    words: str = ""

    @property
    def mine(self) -> bool:
        return bool(self.associate)


def spots(house: "House", see: See, boutique: str, day: date, *, since: date | None = None) -> list[Spot]:
    """Newest first, of the fortnight that ends on `day` or of the days since `since`."""
    if right(see.viewer, "moments.see") == "no" or boutique not in see.viewer.boutiques:
        return []
    since = since or day - DAYS
    found = _fives(house, boutique, since, day)
    for visit, row in _needs(house, boutique, since, day).items():
        known = found.get(visit)
        found[visit] = {**known, "why": "both"} if known else row
    words = {row["visit"]: row["text"] for row in _words(see, boutique, since, day) if row.get("visit")}
    own = {row["key"] for row in leaving.moments(see.viewer, found.values())}
    made = [_spot(row, words) if row["key"] in own else _kept_back(row) for row in found.values()]
    return sorted(made, key=lambda one: (one.day, one.at.timestamp() if one.at else 0.0), reverse=True)


def praised(see: See, boutique: str, day: date) -> list[tuple[str, str, date]]:
    """Praise of that fortnight, as far as the viewer may read it: whose, the behaviour or result, on which day."""
    told = (one.event for one in see.record((Praise,), boutiques=(boutique,), since=day - DAYS))
    return [(one.associate.name, one.behaviour or one.result, one.at.date()) for one in told if isinstance(one, Praise)]


def _fives(house: "House", boutique: str, since: date, until: date) -> dict[str, dict[str, Any]]:
    """By visit, or by survey where its visit is not known."""
    where = {"boutique": (boutique,), "question": ("satisfaction",), "score": (5.0,)}
    rows = recent(house.warehouse, tables.SURVEY, where, since=since, until=until, limit=MOST, grain=WHOLE)
    return {row["visit"] or row["survey"]: {**row, "key": row["visit"] or row["survey"], "why": "five"}
            for row in beside(house.warehouse, rows)}  # fmt: skip


def _needs(house: "House", boutique: str, since: date, until: date) -> dict[str, dict[str, Any]]:
    """Observed visits with an accessory offered and a paid secondary item on their receipt."""
    here: Mapping[str, Any] = {"boutique": (boutique,), "kind": ("observation", "receipt")}
    rows = recent(house.warehouse, tables.MOMENT, here, since=since, until=until, limit=4 * MOST)
    by_visit: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        if row["visit"]:
            by_visit[row["visit"]].append(row)
    seen = [
        next(row for row in some if row["kind"] == "observation")
        for some in by_visit.values()
        if {row["kind"] for row in some} == {"observation", "receipt"}
        and any(row["kind"] == "receipt" and not SECONDARY.isdisjoint(_keys(row)) for row in some)
    ]
    return {
        row["visit"]: {**row, "key": row["visit"], "why": "need", "behaviours": _keys(row)}
        for row in seen
        if "accessory" in _keys(row)
    }


def _words(see: See, boutique: str, since: date, until: date) -> list[dict[str, Any]]:
    where: dict[str, Any] = {"boutique": (boutique,), "score": (5.0,)}
    return see.comments(where, since=since, until=until, limit=MOST)


def _spot(row: Mapping[str, Any], words: Mapping[str, str]) -> Spot:
    return Spot(
        why=row["why"], day=row["day"], at=row.get("visit_at") or row["at"], associate=row["associate"] or "",
        product_line=row["product_line"], done=tuple(row.get("behaviours", ())), words=words.get(row["key"], ""),
    )  # fmt: skip


def _kept_back(row: Mapping[str, Any]) -> Spot:
    """A colleague's: what was done and on which day, so that the team can do it too."""
    return replace(_spot(row, {}), associate="", at=None, words="")


def _keys(row: Mapping[str, Any]) -> list[str]:
    return str(row.get("says") or "").replace(",", " ").split()
