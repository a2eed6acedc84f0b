"""A house whose clock is set by hand, with a team to assign modules to."""

from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from cabochon.demo.maison import maison
from cabochon.directory.path_rows import LearningPath
from cabochon.directory.rows import Account
from cabochon.house import House
from cabochon.retail.coaching import Assignment
from cabochon.retail.events import Learning, Shift
from cabochon.retail.roster import Employment
from cabochon.retail.who import person
from cabochon.settings import load

ZONE = ZoneInfo("Europe/Zurich")
MONDAY = datetime(2026, 3, 30, 6, 0, tzinfo=ZONE)
DAY = timedelta(days=1)
MODULE = "natural-add-on"


class Place:
    def __init__(self, folder):
        self.at, self.made = MONDAY, 0
        self.house = House.open(folder, load(folder, {}), clock=lambda: self.at)
        self.one = maison(boutiques=2, until=MONDAY.date(), weeks=2)
        self.house.directory.keep([*self.one.doors, *self.one.people, *self.one.identifiers, *self.one.products])
        self.door, self.other = (door.code for door in self.one.doors[:2])
        self.team = [seller.person for seller in self.one.sellers[self.door]]
        self.boss = self.one.managers[self.door][0]
        people = {"manager": self.boss.id, "associate": self.team[0].id}
        for role in ("manager", "associate", "ld_author", "area_coach"):
            doors = (self.door,) if role in people else (self.door, self.other)
            self.house.directory.put(Account(id=role, login=role, name=role, role=role, boutiques=doors,
                                             person=people.get(role, "")))  # fmt: skip
        self.house.catch_up()

    @property
    def today(self):
        return self.at.date()

    def go(self, days):
        self.at = MONDAY + days * DAY

    def viewer(self, role):
        return self.house.viewer(role)

    def path(self, **other):
        row = LearningPath(**({
            "id": "new", "title": "First days", "steps": ((MODULE, 7),), "roles": ("advisor",),
            "boutiques": (self.door,), "begins": MONDAY.date(), "by": "", "changed": self.at,
        } | other))  # fmt: skip
        return self.house.paths.save(self.viewer("ld_author"), row, 0)

    def on(self, row, on=True):
        return self.house.paths.switch(self.viewer("ld_author"), row.id, row.turn, on=on)

    def follow(self):
        self.house.catch_up()
        return self.house.paths.follow()

    def given(self, door=""):
        told = self.house.record.of(door or self.door, (Assignment,))
        return [one.event for one in told if one.event.what == "module" and not one.event.withdrawn]

    def roster(self, who, *days):
        self.house.keep_as().events([
            Shift(at=MONDAY - 5 * DAY, boutique=self.door, source="roster:x", key=f"{who.id}/{day}", revision="1",
                  associate=person(who.id), day=day,
                  starts=datetime.combine(day, time(10), ZONE), ends=datetime.combine(day, time(19), ZONE))
            for day in days
        ])  # fmt: skip

    def complete(self, who, module=MODULE, door=""):
        self.made += 1
        self.house.keep_as().events([Learning(
            at=self.at, boutique=door or self.door, source="floor", key=f"done-{self.made}", revision="1",
            associate=person(who.id), what="completed", module=module,
        )])  # fmt: skip
        self.house.catch_up()

    def employed(self, who, what, since, until=None, door=""):
        self.made += 1
        self.house.keep_as().events([Employment(
            at=self.at, boutique=door or self.door, source="hr:x", key=f"word-{self.made}", revision="1",
            associate=person(who.id), what=what, since=since, until=until,
        )])  # fmt: skip


def advisors(place):
    return {one.id for one in place.team if one.job_role == "advisor"}


def give(place, n=1, **other):
    form = f"00000000-0000-4000-8000-{n:012}"
    sent = {"form": UUID(form), "module": MODULE, "due": MONDAY.date() + 2 * DAY, "associate": place.team[0].id}
    return place.house.paths.team.give(place.viewer("manager"), place.door, **(sent | other))
