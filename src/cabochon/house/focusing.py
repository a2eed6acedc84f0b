"""A boutique's focus, tips and huddles as its pages need them; and what becomes of a phrase that worked."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from ..languages import mark
from ..privacy import leaving
from ..privacy.rows import MASK
from ..privacy.viewer import Viewer
from ..programme.checklists import BY_NAME
from ..programme.content import Moment
from ..programme.playbook import Behaviour
from ..refusals import Unknown
from ..retail.coaching import Focus, Huddle
from ..retail.day import business_day
from ..retail.focusing import Course, course
from ..retail.master import Door
from .seeing import See

if TYPE_CHECKING:
    from . import House

BACK, LATELY = timedelta(days=400), timedelta(days=14)
VISIT = "client-visit"
TEXT = 140  # characters a tip takes
ALOUD = 240  # characters of a client's words on a huddle's sheet
UNNAMED = "area_coach"  # reads clients' words with the names of staff masked, as a sheet on the wall must be


@dataclass(frozen=True, slots=True)
class Here:
    """A boutique at this moment: its local day and time, and the playbook's behaviours as it reads them."""

    door: Door
    now: datetime
    behaviours: tuple[Behaviour, ...]
    every: tuple[Behaviour, ...] = ()  # retired ones too: a focus on one runs on

    @property
    def day(self) -> date:
        """The business day: until the door's day ends at night, still the day before."""
        return business_day(self.now, self.door)

    @property
    def code(self) -> str:
        return self.door.code

    def behaviour(self, key: str) -> Behaviour | None:
        return next((one for one in (*self.behaviours, *self.every) if one.key == key), None)


def here(house: "House", viewer: Viewer, boutique: str = "") -> Here | None:
    """The boutique asked for, else the first within reach; None where there is none.

    Raises:
        Unknown: one that is not within reach, in the same words as one that is not there.
    """
    code = boutique or min(viewer.boutiques, default="")
    door: Door | None = house.snapshot.door_on(code, house.today) if code in viewer.boutiques else None
    if door is None and boutique:
        raise Unknown("there is no boutique by this code within your reach; choose one from the list", "/boutique")
    if door is None:
        return None
    visit = house.programme.checklist(VISIT, language=viewer.language) or BY_NAME[VISIT]
    shown = house.effects.retiring.shown(visit) or visit
    return Here(door, door.local(house.clock()), shown.behaviours, visit.behaviours)


def past(see: See, boutique: str, day: date) -> Course:
    """Its focuses, tips and huddles of the last year."""
    told = see.record((Focus, Huddle), boutiques=(boutique,), since=day - BACK)
    return course(one.event for one in told if isinstance(one.event, Focus | Huddle))


def phrases(house: "House", viewer: Viewer, behaviour: Behaviour) -> tuple[str, ...]:
    """What the playbook says aloud at this moment, dearest first, each short enough for a tip; else what good is."""
    found = _moment(house, viewer, behaviour.key)
    said = found.use if found else ()
    return tuple(one for one in said if len(one) <= TEXT) or (behaviour.good,)


def steps(house: "House", viewer: Viewer, behaviour: Behaviour) -> tuple[str, ...]:
    """What can be watched for in it; none where the playbook names none."""
    found = _moment(house, viewer, behaviour.key)
    return found.behaviours if found else ()


def present(house: "House", see: See, boutique: str, day: date) -> int:
    """How many of the roster are on shift that day; 0 without one."""
    return len({one.person for one in house.rhythm.shifts(see, boutique, day, day)})


def words(house: "House", see: See, boutique: str, day: date) -> str:
    """What a client wrote lately, without the name of anybody; the best of it, short enough to be read aloud."""
    where = {"boutique": (boutique,)}
    rows = see.comments(where, since=day - LATELY, until=day, limit=40)
    rows.sort(key=lambda row: (row.get("score") or 0.0, row["at"]), reverse=True)
    names = house.called.staff()
    aloud = leaving.comments(replace(see.viewer, role=UNNAMED), rows, names=names)
    found = (str(row["text"]).replace(MASK, mark("our colleague")) for row in aloud)
    return next((text for text in found if len(text) <= ALOUD), "")


def draft_phrase(house: "House", viewer: Viewer, form: Mapping[str, Any]) -> bool:
    """The phrase a focus was closed with, into the playbook's draft; whether the draft has it now."""
    phrase, behaviour = str(form.get("phrase") or "").strip(), str(form.get("behaviour") or "")
    if form.get("what") != "closed" or not phrase:
        return False
    boutique = str(form.get("boutique", ""))
    door = house.snapshot.door_on(boutique, house.today)
    source = mark(f"focus of {door.name if door else boutique}")
    return house.programme.add_phrase(viewer, behaviour, phrase, source) is not None


def _moment(house: "House", viewer: Viewer, key: str) -> Moment | None:
    """The playbook's moment in this viewer's language."""
    book = house.programme.playbook(language=viewer.language)
    return next((one for one in book.moments if one.key == key), None)
