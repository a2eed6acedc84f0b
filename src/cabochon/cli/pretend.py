"""The demo's own steps: furnish a pretend maison, make its accounts, let it live."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from uuid import uuid4

from ..demo import programme, yardsticks
from ..demo.maison import Maison, maison
from ..demo.weeks import history, late, moment
from ..directory.path_rows import LearningPath
from ..directory.rows import Account, Value
from ..directory.verdict_rows import Begun, Pilot
from ..duties import Duty
from ..house import House
from ..house.pilots import turn_of
from ..house.pilots_questions import BY_KEY as QUESTIONS
from ..privacy.viewer import Viewer
from ..refusals import Refused
from ..retail.events import EventKind, Plan
from .command import Out
from .pretend_reviews import reviewed

# fmt: off
CAST = (  # role, login, how the demo calls it
    ("manager",       "manager",     "Store manager, Geneva"),
    ("associate",     "associate",   "Associate, Geneva"),
    ("area_coach",    "coach",       "Area coach, Europe"),
    ("hq_leader",     "leader",      "Leader at headquarters"),
    ("ld_author",     "author",      "Learning designer"),
    ("lp_lead",       "loss",        "Loss-prevention lead"),
    ("brand_partner", "partner",     "Brand partner"),
    ("analyst",       "analyst",     "Analyst"),
    ("auditor",       "council",     "Works council, auditor"),
    ("admin",         "admin",       "Administrator"),
)
# fmt: on
REMEMBERED = 8  # weeks of which the demo knows what they said when they closed
SIGNS = "Camille Favre"  # who leads loss prevention there: the pretend maison's procedures are agreed


def furnish(house: House, out: Out, *, boutiques: int, weeks: int) -> Maison:
    """Doors, people, catalogue and weeks of events ending now; what is there from an earlier run is kept.

    Raises:
        Refused: the folder holds a maison that is not pretended.
    """
    now = house.clock()
    known = house.directory.get(Value, "demo")
    if known is None and (house.log.position() or house.directory.change()):
        raise Refused("holds a maison already; the demo needs a folder of its own", "--data")
    made_on, size = known.value.split() if known else (now.date().isoformat(), str(boutiques))
    one = maison(boutiques=int(size), until=date.fromisoformat(made_on), weeks=weeks)
    if known is None:
        house.directory.keep([*one.doors, *one.people, *one.identifiers, *one.products])
        house.directory.keep([*yardsticks.targets(one), *yardsticks.themes()])
        for day, rates in yardsticks.rates(one, now.date()):
            house.directory.keep(rates, day)
        house.directory.put(Value(id="demo", value=f"{made_on} {size}"))
    out.tell(f"A pretend maison: {len(one.doors)} boutiques, {len(one.people)} people.\n")
    keep, told = house.keep_as(), 0
    everything = [event for event in history(one, now=now, weeks=weeks) if not isinstance(event, Plan)]  # see _planned
    after = late(one, everything) if known is None else []
    if after:
        held = {event.id for event in after}
        everything = [event for event in everything if event.id not in held]
    for start in range(0, len(everything), 2500):
        keep.events(everything[start : start + 2500], fresh=known is None)
        told = min(start + 2500, len(everything))
        out.tell(f"\r{weeks} weeks of visits: {told:,} of {len(everything):,} events kept")
    out.tell("\nRetelling them as facts and visits ...")
    house.catch_up()
    if known is None:
        _paths(house, one)
        _said(house, weeks)
        if after:
            _came_late(house, one, after)
    out.tell(" done.\n")
    return one


def _paths(house: House, one: Maison) -> None:
    """A path that is on in the first three boutiques, begun the day before yesterday; another that waits."""
    doors, viewer = tuple(door.code for door in one.doors[:3]), house.operator()
    for number, starter in enumerate(house.paths.starters()[:2]):
        path = starter.path
        row = LearningPath(
            id="", title=path.title, steps=tuple((step.module, step.days) for step in path.steps), roles=path.roles,
            refresh=path.refresh, boutiques=doors, begins=house.today - timedelta(days=2), by=viewer.account,
            changed=house.clock(),
        )  # fmt: skip
        kept = house.paths.save(viewer, row, 0)
        if number == 0:
            house.paths.switch(viewer, kept.id, kept.turn, on=True)


def _said(house: House, weeks: int) -> None:
    """Each closed week written down, as if the house had been on when it closed."""
    tuesday = (house.today.weekday() - 1) % 7  # the day a week closes
    for back in reversed(range(min(weeks, REMEMBERED))):
        with _back(house, days=7 * back + tuesday):
            house.said.keep()


def _came_late(house: House, one: Maison, events: list[EventKind]) -> None:
    """A look at the first boutique's focus, then what came in late for it: its verdict is restated."""
    manager = replace(house.operator(), role="manager", boutiques=frozenset({one.doors[0].code}))
    verdicts = house.effects.verdicts
    focus = [head.subject.key for head in verdicts.heads(manager) if head.subject.kind == "focus"]
    for key in focus:
        verdicts.told(manager, key)
    house.keep_as().events(events)
    house.catch_up()
    for key in focus:
        verdicts.told(manager, key)
        if row := house.directory.get(Begun, key):
            house.directory.put(replace(row, near=""))  # the list is looked through as soon as it is served


def _planned(house: House, one: Maison, leader: Viewer) -> None:
    """The pilot as it was planned before it began, another that is a draft yet, and what the programme costs."""
    since, doors = programme.piloted(one, house.today)
    held, pilots, name = [door.code for door in one.doors if door.code not in one.focus], house.effects.pilots, "demo"
    form = {"title": "Two accessories, needs first", "about": "focus:accessory", "measure": "behaviour.accessory",
            "lift": "15", "weeks": str(programme.WEEKS), "groups": "1", "door": doors, "held": held,
            **{f"answer-{key}": "yes" for key in QUESTIONS}}  # fmt: skip
    if since.weekday() == 0 and held:
        with _back(house, days=(house.today - since).days + 6), suppress(Refused):  # of few weeks too little is known
            pilots.draft(leader, {**form, "since": since.isoformat()}, name)
            pilots.freeze(leader, name, turn_of(house.directory.find(Pilot, state="draft")[0]), form=uuid4())
        house.catch_up()
    draft = {"title": "Care plans, the other boutiques", "about": "module:care-in-one-sentence",
             "measure": "behaviour.care_plan"}  # fmt: skip
    with suppress(Refused):  # of too few boutiques
        pilots.draft(leader, {**pilots.proposal(leader), **draft}, "demo-care")
    house.effects.worth.fill(leader, "coaching")


@contextmanager
def _back(house: House, *, days: int) -> Iterator[None]:
    """As if it were so many days ago."""
    now, then = house.clock, house.clock() - timedelta(days=days)
    house.clock = lambda: then
    try:
        yield
    finally:
        house.clock = now


def links(house: House, one: Maison) -> list[tuple[str, str, str]]:
    """An account and a one-use link per role: (role as people say it, name, address)."""
    home = one.doors[0].code
    europe = [d.code for d in one.doors if d.region == "Europe"]
    reach = {"manager": [home], "associate": [home], "area_coach": europe}
    people = {"manager": one.managers[home][0], "associate": one.sellers[home][0].person}
    found = []
    for role, login, title in CAST:
        person = people.get(role)
        if not house.directory.find(Account, login=login):
            house.people.add(
                login,
                role=role,
                name=person.name if person else title,
                boutiques=reach.get(role, []),
                person=person.id if person else "",
                brand=min(house.people.reach.brands(), default="") if role == "brand_partner" else "",
            )
        account = house.people.account(login)
        found.append((title, account.name if person else "", house.people.link(account.id)))
        if role == "lp_lead":
            house.library.signing.sign_all(by=account.id, name=SIGNS, function="loss prevention")
        leader = house.viewer_by_login(login) if role == "hq_leader" else None
        if leader and not house.directory.find(Pilot):
            _planned(house, one, leader)
    manager, leader = house.viewer_by_login("manager"), house.viewer_by_login("leader")
    if manager and leader:
        reviewed(house, manager, leader, home, lambda n: _back(house, days=n))
    return found


def life(house: House, one: Maison) -> Duty:
    """Something happens somewhere every few seconds, most often in the first boutique, where the manager looks."""
    dice = Random()  # noqa: S311 - a pretend client's whim

    def happen() -> bool:
        now = house.clock()
        door = one.doors[0] if dice.random() < 0.5 else None
        events = moment(one, now=now, dice=dice, number=int(f"{now:%H%M%S}"), door=door)
        house.keep_as().events(events)
        return False

    return Duty("demo life", happen, 3.0)
