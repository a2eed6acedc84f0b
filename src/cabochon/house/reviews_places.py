"""What a weekly review is of: a boutique, a region or the company; who reaches it, and who may own a decision there."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from ..directory.rows import Account
from ..languages import mark, say
from ..measures.catalogue import measure
from ..privacy.roles import may, right
from ..privacy.viewer import Viewer
from ..refusals import Unknown
from ..retail.closed_weeks import closed_week
from ..retail.week_plan import monday
from .called import ROLES
from .seeing import See

if TYPE_CHECKING:
    from . import House

BOUTIQUE, REGION, COMPANY = "boutique", "region", "company"
# What a decision may be meant to move: numbers with an interval, that any place has.
MEASURES = ("csat", "csat_top2", "attach_rate", "enrolment_rate", "conversion", "atv", "upt", "offer_to_sale",
            "observation_coverage", "huddle_days", "module_completion", "shrink_rate", "count_accuracy")  # fmt: skip
UNKNOWN = mark("there is no such place within your reach; choose one from the list")


@dataclass(frozen=True, slots=True)
class Spot:
    """A place that is reviewed. code: of the boutique, name of the region, "" for the company. doors: its boutiques."""

    kind: str
    code: str
    name: str
    doors: frozenset[str] = field(default=frozenset())

    @property
    def key(self) -> str:
        return f"{self.kind}:{self.code}"

    @property
    def where(self) -> Mapping[str, tuple[str, ...]]:
        """As a question narrows to it."""
        return {} if self.kind == COMPANY else {self.kind: (self.code,)}


def spots(house: "House", viewer: Viewer) -> list[Spot]:
    """What the viewer may review, the widest first. A region, and the company, for who reaches all of its boutiques."""
    if not may(viewer, "review.see"):
        return []
    doors = house.snapshot.doors(house.today)
    own = sorted((d for d in doors if d.code in viewer.boutiques), key=lambda d: (d.name.casefold(), d.code))
    found = [Spot(BOUTIQUE, d.code, d.name, frozenset({d.code})) for d in own]
    if right(viewer, "review.see") != "scope":
        return found
    regions: dict[str, set[str]] = {}
    for one in doors:
        regions.setdefault(one.region, set()).add(one.code)
    wide = [Spot(REGION, name, name, frozenset(codes)) for name, codes in sorted(regions.items())
            if name and codes <= viewer.boutiques]  # fmt: skip
    if doors and all(door.code in viewer.boutiques for door in doors):
        wide.insert(0, Spot(COMPANY, "", say("The company"), frozenset(door.code for door in doors)))
    return wide + found


def spot(house: "House", viewer: Viewer, key: str) -> Spot:
    """
    Args:
        key: "boutique:GVA01", "region:Europe", "company:"; "" for the widest there is.
    Raises:
        Unknown: no such place, or none of the viewer's.
    """
    found = spots(house, viewer)
    chosen = next((one for one in found if one.key == key), None) if key else next(iter(found), None)
    if chosen is None:
        raise Unknown(say(UNKNOWN), "/place")
    return chosen


def within(found: Iterable[Spot], here: Spot) -> list[Spot]:
    """Itself first, then the places in it."""
    return [here, *(one for one in found if one.key != here.key and one.doors <= here.doors)]


def last_week(house: "House", viewer: Viewer, here: Spot) -> date:
    """The Monday of the week a review opens with: the one just ended for a boutique's own, else the last closed one."""
    if here.kind == BOUTIQUE and not viewer.above_boutique:
        return monday(house.rhythm.today(here.code)) - timedelta(days=7)
    return monday(closed_week(house.today))


def today_at(house: "House", here: Spot) -> date:
    """The business day of a boutique; of a wider place the house's day."""
    return house.rhythm.today(here.code) if here.kind == BOUTIQUE else house.today


def measures(house: "House", viewer: Viewer) -> dict[str, str]:
    """Key -> title of what a decision of this viewer's may be meant to move; behaviours first."""
    gone = house.effects.retiring.gone(house.today)
    visit = house.programme.checklist("client-visit", language=viewer.language)
    steps = {f"behaviour.{one.key}": one.title for one in visit.behaviours} if visit else {}
    titles = steps | {key: say(what.title) for key in MEASURES if (what := measure(key))}
    return {
        key: title for key, title in titles.items()
        if key not in gone and (what := measure(key)) and may(viewer, f"measure.{what.family}")
    }  # fmt: skip


def owners(see: See, here: Spot) -> dict[str, str]:
    """Value -> name of those who may be asked to see to a decision there, as far as the viewer may name them."""
    viewer, labels = see.viewer, see.labels
    functions = {"function:team": say("The whole team")} if here.kind == BOUTIQUE else {
        "function:managers": say("The managers"), "function:coaches": say("The area coaches")}  # fmt: skip
    if viewer.above_boutique:
        functions["function:learning"] = say("L&D")
        if here.kind == BOUTIQUE:
            functions = {"function:manager": say("The manager"), **functions}
    team = {one for code in here.doors for one in labels.team.get(code, ())}
    named = {f"person:{one}": name for one, name in labels.people.items() if one in team}
    if viewer.person and f"person:{viewer.person}" in named:
        return named | functions
    return {f"account:{viewer.account}": say("{name} (you)", name=viewer.name or viewer.account)} | named | functions


def owner(house: "House", see: See, value: str) -> str:
    """What an owner is called to this viewer; by function where their name is not theirs to know."""
    kind, _, one = value.partition(":")
    if kind == "function":
        return {"team": say("The whole team"), "manager": say("The manager"), "managers": say("The managers"),
                "coaches": say("The area coaches"), "learning": say("L&D")}.get(one, "")  # fmt: skip
    if kind == "account":
        return account(house, see, one)
    if one in see.labels.people:
        return see.labels.people[one]
    known = house.snapshot.person_on(one, house.today)
    if known is None:
        return say("Somebody who has left")
    return say("The manager") if known.job_role == "manager" else say("Somebody of the team")


def account(house: "House", see: See, name: str) -> str:
    """What an account's owner is called to this viewer: by name whom they may name, else by what they are."""
    if name == see.viewer.account:
        return see.viewer.name or say("You")
    known = house.directory.get(Account, name)
    if known is None:
        return say("Somebody who has no account any more")
    return see.labels.people.get(known.person) or say(ROLES.get(known.role, "Somebody"))
