"""A house of three boutiques in two regions, an account for every role in each, and marks planted in what is far."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from hashlib import blake2b
from pathlib import Path
from uuid import UUID, uuid5

import msgspec

from cabochon.demo.maison import Maison, maison
from cabochon.demo.weeks import history
from cabochon.directory.rhythm_rows import Lookback
from cabochon.directory.rows import Account, Demo, Mentor
from cabochon.house import House
from cabochon.privacy.sealing import seal
from cabochon.privacy.viewer import ROLES
from cabochon.retail.coaching import Coaching, Feedback, Praise
from cabochon.retail.events import Action, Line, Observation, Receipt, Survey
from cabochon.retail.programme import Decision
from cabochon.retail.who import Who, person
from cabochon.settings import load
from cabochon.web.viewer import masked
from cabochon.xapi.versions import V103

HERE, BESIDE, FAR = "GVA01", "ZRH01", "DXB01"  # GVA01 and ZRH01 are of one region, DXB01 of another
BRANDS = {"": "Aubrac", "2": "Lisière"}
PEOPLE = ("associate", "manager")
DOORWISE = tuple(role for role in ROLES if role not in ("key", "auditor", "admin"))
WORDS = {HERE: "basaltmark", BESIDE: "gypsummark", FAR: "quartzmark"}
SAID = ("tray", "lamp", "story", "heard", "well", "visit", "film", "told", "week")  # the second half of every text
AMOUNT = {HERE: 765431900, BESIDE: 654321700, FAR: 987613500}  # minor units; nothing else costs as much


def one(name: str) -> UUID:
    return uuid5(UUID(int=11), name)


@dataclass
class Place:
    """house; maison: who is where; sessions: account -> (cookie, form token); statements: door -> one of each sort."""

    house: House
    maison: Maison
    now: datetime
    sessions: dict[str, tuple[str, str]] = field(default_factory=dict)
    statements: dict[str, dict[str, str]] = field(default_factory=dict)
    tablet: str = ""

    def team(self, door: str) -> list[str]:
        return [seller.person.id for seller in self.maison.sellers[door]]

    def names(self, door: str) -> list[str]:
        return [p.name for p in self.maison.people if p.boutique == door]

    def marks(self, door: str) -> dict[str, str]:
        """What nobody may read who may not know of that boutique: mark -> what it is."""
        people = [p for p in self.maison.people if p.boutique == door]
        found = {p.name: "a name" for p in people} | {p.id: "a person's id" for p in people}
        found |= dict.fromkeys((f"{WORDS[door]} {said}" for said in SAID), "words") | {
            str(AMOUNT[door]): "an amount",
            str(AMOUNT[door] // 100): "an amount",
        }
        found |= dict.fromkeys(self.statements[door].values(), "a statement's id")
        found |= {demo_of(door): "a demo"} | {f"{AMOUNT[door] // 100:,}".replace(",", s): "an amount" for s in "’,  "}
        return found

    def of_oneself(self, account: str) -> list[str]:
        row = self.house.directory.get(Account, account)
        return [row.person, row.name] if row else []

    def headers(self, account: str) -> dict[str, str]:
        if account not in self.sessions:
            return {}
        cookie, csrf = self.sessions[account]
        return {"cookie": f"cabochon={cookie}", "x-csrf": masked(csrf)}

    def sign_in(self, account: str) -> None:
        token = self.house.doorman.redeem(self.house.doorman.link(account), agent="matrix")
        self.sessions[account] = (token, self.house.doorman.session(token, passive=True)[1].csrf)


def demo_of(door: str) -> str:
    return blake2b(f"demo {door}".encode(), digest_size=16).hexdigest()


@contextmanager
def peopled(folder: Path) -> Iterator[Place]:
    house = House.open(folder, {**load(folder, {}), "user_rate": 0})
    try:
        yield furnished(house)
    finally:
        house.close()


def furnished(house: House) -> Place:
    """The whole of it: two weeks of events, marks at each door, everybody's account and session."""
    now = house.clock()
    whole = maison(boutiques=6, until=now.date(), weeks=2)
    doors = tuple(replace(d, day_ends=time(0)) for d in whole.doors if d.code in WORDS)
    people = tuple(p for p in whole.people if p.boutique in WORDS)
    ids = {p.id for p in people}
    known = tuple(i for i in whole.identifiers if i.person in ids)
    made = replace(whole, doors=doors, people=people, identifiers=known)
    house.directory.keep([*doors, *people, *known, *made.products])
    place = Place(house, made, now)
    accounts(place)
    said = (event for event in history(made, now=now, weeks=2) if not isinstance(event, Decision))  # by a manager there
    house.keep_as().events(list(said), fresh=True)
    for door in WORDS:
        plant(place, door)
    house.catch_up()
    house.tablets.share(house.viewer("manager2"), "Counter", FAR)
    return place


def accounts(place: Place) -> None:
    """associate, manager ...: here; associate2, manager2 ...: far; beside, out: an associate; and the special ones."""
    put, seen = place.house.directory.put, place.now
    for tail, door, region in (("", HERE, "Europe"), ("2", FAR, "Middle East")):
        who = {"associate": place.team(door)[0], "manager": place.maison.managers[door][0].id}
        for role in DOORWISE:
            near = role in PEOPLE
            put(Account(id=role + tail, login=role + tail, name=_name(place, who.get(role), role), role=role,
                        boutiques=(door,) if near else (), regions=() if near else (region,),
                        person=who.get(role, ""), brand=BRANDS[tail] if role == "brand_partner" else ""))  # fmt: skip
    for role in ("auditor", "admin"):
        put(Account(id=role, login=role, name=role.title(), role=role))
    team, lent = place.team(HERE), {"deputy_for": "manager", "deputy_door": HERE}
    for n, (name, more) in enumerate((
        ("deputy", {"deputy_from": seen - timedelta(days=1), "deputy_until": seen + timedelta(days=2), **lent}),
        ("was_deputy", {"deputy_from": seen - timedelta(days=4), "deputy_until": seen - timedelta(days=1), **lent}),
        ("demoted", {}), ("disabled", {}), ("moved", {}),
    )):  # fmt: skip
        role = "manager" if name in ("demoted", "disabled", "moved") else "associate"
        put(Account(id=name, login=name, name=name, role=role, boutiques=(HERE,), person=team[n + 1], **more))
    for account in place.house.directory.find(Account):
        place.sign_in(account.id)
    alter(place, "demoted", role="associate")
    alter(place, "disabled", disabled=True)
    alter(place, "moved", boutiques=(BESIDE,))


def alter(place: Place, account: str, **to: object) -> None:
    """An account written anew beside its open session, as a directory sync or another process may do it."""
    was = place.house.directory.get(Account, account)
    place.house.directory.put(Account(**{**{n: getattr(was, n) for n in Account.__slots__}, **to}))


def _name(place: Place, who: str | None, role: str) -> str:
    return next((p.name for p in place.maison.people if p.id == who), role.title())


def plant(place: Place, door: str) -> None:
    """One of everything a boutique has, its words and amounts marked."""
    house, at, word = place.house, place.now - timedelta(days=8), WORDS[door]
    who, other, lead = *(person(p) for p in place.team(door)[:2]), person(place.maison.managers[door][0].id)
    currency = next(d.currency for d in place.maison.doors if d.code == door)
    seller = next(
        i for i in place.maison.identifiers if i.person == place.team(door)[0] and i.source.startswith("till")
    )
    ids = {what: one(f"{what} {door}") for what in ("seen", "beside", "coached", "said", "praised")}
    source = {"boutique": door, "source": "floor"}
    house.keep_as().events([
        Observation(id=ids["seen"], at=at, started=at - timedelta(minutes=15), associate=who, observer=lead, **source,
                    marks={"welcome": "yes", "accessory": "partly"}, note=f"{word} tray shown",
                    action=Action(what=f"{word} story told", owner=who, due=place.now.date() + timedelta(days=3))),
        Observation(id=ids["beside"], at=at, started=at - timedelta(minutes=15), associate=other, observer=lead,
                    **source, marks={"welcome": "yes"}, note=f"{word} lamp lit"),
        Coaching(id=ids["coached"], at=at, associate=who, coach=lead, behaviour="accessory", **source),
        Feedback(id=ids["said"], at=at, associate=who, about=ids["seen"], answer="agree", text=f"{word} heard",
                 **source),
        Praise(id=ids["praised"], at=at, associate=other, by=lead, behaviour="welcome", text=f"{word} well", **source),
        Receipt(at=at, boutique=door, source=seller.source, key=f"{word}-1", business_day=at.date(), currency=currency,
                lines=(Line(sku="W-GOLD-39", quantity=1, net=AMOUNT[door]),),
                sellers=((Who(seller.source, seller.code), 1.0),)),
        Survey(at=at, boutique=door, source="survey:csv", key=f"{word}-2", raw=2, low=1, high=5, language="en",
               comment=f"The {word} visit was slow", receipt=f"{word}-1"),
    ])  # fmt: skip
    learnt = {
        "actor": {"account": {"homePage": f"{house.home}/people", "name": place.team(door)[0]}},
        "verb": {"id": "http://adlnet.gov/expapi/verbs/completed"},
        "object": {"id": f"https://lms.example/{word}"},
        "context": {"contextActivities": {"grouping": [{"id": f"{house.home}/doors/{door}"}]}},
    }
    lesson = house.keep_as().statements([(msgspec.json.encode(learnt), learnt)], version=V103).result().ids[0]
    place.statements[door] = {what: str(id_) for what, id_ in ids.items()} | {"lesson": str(lesson)}
    month = f"month:demo:{place.now:%Y-%m}"
    told = msgspec.json.encode({"title": f"{word} film", "watch": "", "transcript": f"{word} told", "reason": ""})
    sealed = seal(house.directory, told, demo_of(door), person=f"person:{place.team(door)[0]}", month=month)
    house.directory.put(
        Demo(id=demo_of(door), person=place.team(door)[0], boutique=door, behaviour="welcome", language="en", size=9,
             media="video/webm", seconds=1.0, month=month, words=sealed, at=at),
        Mentor(id=place.team(door)[0], boutique=door, asked_by="manager", asked=at, state="accepted"),
        Lookback(id=f"{door}/{week(at.date())}", boutique=door, week=week(at.date()), keep=f"{word} week", by="manager",
                 at=at),
    )  # fmt: skip


def week(day: date) -> str:
    year, number, _ = day.isocalendar()
    return f"{year}-W{number:02d}"
