"""A house with somebody in it who is told of everywhere: by till, survey, observers, other systems, and in files."""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid5

from cabochon.directory.rhythm_rows import Given, Lookback, Wishes
from cabochon.directory.rows import Account, Demo, Failure, Mentor, Quarantined
from cabochon.house import House
from cabochon.house.quarantine import Held
from cabochon.measures.answer import answers, check
from cabochon.measures.catalogue import CATALOGUE
from cabochon.measures.question import Question
from cabochon.privacy.entering import Sender
from cabochon.privacy.sealing import seal
from cabochon.refusals import Unanswerable
from cabochon.retail.coaching import Coaching, Feedback, Praise
from cabochon.retail.events import Action, Line, Observation, Receipt, Survey
from cabochon.retail.master import Door, Product
from cabochon.retail.who import Who, person
from cabochon.settings import load
from cabochon.xapi.versions import V103

NOW = datetime(2026, 4, 14, 9, tzinfo=UTC)  # a Tuesday
NAME, LOGIN, NUMBER = "Quenby Zarathustra", "quenby.zarathustra@maison.example", "P-5501"
TILL, SURVEY = ("till:csv", "QZ-7741"), ("survey:csv", "SURV-9931")
FOREIGN = "https://lms.example"
TEXTS = ("Velvet tray prepared beautifully", "Umbrella story told twice", "Orchid room handled calmly",
         "Saffron ribbon mentioned first", "Lantern corner was so rushed", "Marzipan demo script")  # fmt: skip
TRACES = ("Quenby", "Zarathustra", LOGIN, NUMBER, TILL[1], SURVEY[1], "quenby.zarathustra", *TEXTS)
PEOPLE = (
    "code,name,boutique,login,till:csv,survey:csv\n"
    f"{NUMBER},{NAME},GVA01,{LOGIN},{TILL[1]},{SURVEY[1]}\n"
    "P-5502,Anna Keller,GVA01,anna@maison.example,AK-1002,SURV-1002\n"
    "P-5503,Marc Huber,GVA01,marc@maison.example,MH-1003,SURV-1003\n"
)


def one(name: str) -> UUID:
    return uuid5(UUID(int=7), name)


@dataclass
class Shop:
    """quenby, anna, marc: their ids; clock: what time it is."""

    house: House
    folder: Path
    clock: list[datetime]
    quenby: str = ""
    anna: str = ""
    marc: str = ""
    foreign: list[str] = field(default_factory=list)


@contextmanager
def opened(folder: Path, clock: list[datetime] | None = None, **settings: str) -> Iterator[Shop]:
    clock = clock or [NOW]
    house = House.open(folder, {**load(folder, {}), **settings}, clock=lambda: clock[0])
    try:
        yield Shop(house, folder, clock)
    finally:
        house.close()


def fill(shop: Shop, statements: int = 1) -> Shop:
    """Everything a house may know of one person. statements: observations a day, for three weeks."""
    house = shop.house
    house.directory.keep([
        Door(code="GVA01", name="Geneva", zone="Europe/Zurich", currency="CHF", region="Europe"),
        Product(sku="W1", line="watch"), Product(sku="A1", line="watch", kind="accessory"),
    ])  # fmt: skip
    receive(shop, PEOPLE)
    by_code = {c.code: c.person for c in house.snapshot.identifiers(house.today)}
    shop.quenby, shop.anna, shop.marc = by_code[NUMBER], by_code["P-5502"], by_code["P-5503"]
    put = house.directory.put
    for account, login, role, who in (
        ("acc-q", LOGIN, "associate", shop.quenby),
        ("acc-m", "marc@maison.example", "manager", shop.marc),
    ):
        put(Account(id=account, login=login, name=NAME if account == "acc-q" else "Marc Huber", role=role,
                    boutiques=("GVA01",), person=who))  # fmt: skip
    house.doorman.set_password("acc-q", "a long password nobody guesses")
    house.doorman.redeem(house.doorman.link("acc-q"), agent="Firefox of Quenby")
    house.doorman.link("acc-q")
    put(Failure(id="f1", login=LOGIN, address="192.0.2.1", at=NOW), Wishes(id="acc-q", address=LOGIN, email=True),
        Given(id="g1", account="acc-q", kind="x", says="Quenby, observe somebody", why="because", at=NOW, shift=NOW),
        Lookback(id="GVA01/2026-W15", boutique="GVA01", week="2026-W15", keep="Praise Quenby more", by="acc-m", at=NOW),
        Mentor(id=shop.quenby, boutique="GVA01", asked_by="acc-m", asked=NOW, state="accepted"))  # fmt: skip
    house.keep_as().events(list(told(shop, statements)))
    from_elsewhere(shop)
    waiting(shop)
    documents(shop)
    media = shop.folder / "media"
    words = json.dumps({"title": TEXTS[5], "watch": "", "transcript": "", "reason": ""}).encode()
    month = "month:demo:2026-04"
    demo = hashlib.sha256(b"demo").hexdigest()[:32]
    sealed = seal(house.directory, words, demo, person=f"person:{shop.quenby}", month=month)
    put(Demo(id=demo, person=shop.quenby, boutique="GVA01", behaviour="welcome", language="en", media="video/webm",
             size=9, seconds=1.0, month=month, words=sealed, at=NOW))  # fmt: skip
    if house.demos.folder:
        media.mkdir(exist_ok=True)
        (media / demo).write_bytes(b"recording")
    house.catch_up()
    return shop


def receive(shop: Shop, people: str) -> object:
    return shop.house.imports.read("people", people.encode(), received=shop.clock[0])


def told(shop: Shop, statements: int) -> Iterator[object]:
    """What the shop says: every third observation is Anna's."""
    q, a, m = person(shop.quenby), person(shop.anna), person(shop.marc)
    for day in range(21):
        for n in range(statements):
            at = NOW - timedelta(days=day + 1, minutes=25 * (n % 20))
            who, note = (q, TEXTS[0]) if (day + n) % 3 else (a, "Anna followed Quenby Zarathustra well")
            yield Observation(
                id=one(f"o{day}-{n}"), at=at, started=at - timedelta(minutes=15), boutique="GVA01", source="floor",
                associate=who, observer=m, marks={"welcome": "yes" if n % 2 else "not_yet", "accessory": "partly"},
                note=note, action=Action(what=TEXTS[1], owner=q, due=date(2026, 4, 20)) if who is q else None,
            )  # fmt: skip
        at = NOW - timedelta(days=day + 1)
        yield Receipt(at=at, boutique="GVA01", source="till:csv", key=f"r{day}", business_day=at.date(), currency="CHF",
                      lines=(Line(sku="W1", quantity=1, net=790000), Line(sku="A1", quantity=1, net=29000)),
                      sellers=((Who(*(TILL if day % 2 else ("till:csv", "AK-1002"))), 1.0),))  # fmt: skip
        yield Survey(at=at, boutique="GVA01", source="survey:csv", key=f"s{day}", raw=4, low=1, high=5,
                     associate=Who(*SURVEY) if day % 2 else None, receipt=f"r{day}", language="en",
                     comment=TEXTS[4] if day % 2 else "Quenby made us wait, it was slow")  # fmt: skip
    at = NOW - timedelta(days=1)
    yield Feedback(id=one("f"), at=at, boutique="GVA01", source="floor", associate=q, about=one("o1-0"), answer="agree",
                   text=TEXTS[2])  # fmt: skip
    yield Praise(id=one("p"), at=at, boutique="GVA01", source="floor", associate=q, by=m, behaviour="welcome",
                 text=TEXTS[3])  # fmt: skip
    yield Coaching(id=one("c"), at=at, boutique="GVA01", source="floor", associate=q, coach=m, behaviour="accessory")
    yield Praise(id=one("p2"), at=at, boutique="GVA01", source="floor", associate=a, by=q, behaviour="welcome",
                 text="Well done")  # fmt: skip


def statement(name: str, actor: object, **more: object) -> dict[str, object]:
    return {"id": str(one(name)), "actor": actor, "timestamp": "2026-04-10T10:00:00Z",
            "verb": {"id": "http://adlnet.gov/expapi/verbs/experienced", "display": {"en": "experienced"}},
            "object": {"id": f"{FOREIGN}/course/1"}, **more}  # fmt: skip


def from_elsewhere(shop: Shop) -> None:
    """Statements of a learning system that knows people by mail, by its hash, by a user name."""
    mine, colleague = {"mbox": f"mailto:{LOGIN}", "name": NAME}, {"mbox": "mailto:anna@maison.example"}
    hashed = hashlib.sha1(f"mailto:{LOGIN}".encode()).hexdigest()
    shop.foreign = ["e1", "e2", "e3", "e4", "e5"]
    said = [
        statement("e1", mine),
        statement("e2", {"mbox_sha1sum": hashed, "name": "Q. Zarathustra"}),
        statement("e3", colleague, context={"instructor": mine, "extensions": {f"{FOREIGN}/by": f"told by {NAME}"}}),
        statement("e4", {"account": {"homePage": FOREIGN, "name": LOGIN}}),
        statement("e5", colleague, object={"objectType": "Agent", **mine}),
    ]
    sender = Sender(json.dumps({"account": {"homePage": FOREIGN, "name": "lms"}}).encode(), V103)
    shop.house.entrance.accept([(json.dumps(one).encode(), one) for one in said], sender).result()


def waiting(shop: Shop) -> None:
    """What could not be used, and a delivery that failed."""
    house = shop.house
    body = {"kind": "till_csv", "row": {"boutique": "XXX", "seller": TILL[1], "ticket": "9"}, "mapping": "",
            "received": NOW.isoformat(), "valid_from": ""}  # fmt: skip
    house.quarantined.hold(
        Held(name="import:till_csv:1", source="import:till_csv", place="line 2", body=json.dumps(body),
             reason=f"there is no boutique 'XXX' for seller '{TILL[1]}'", boutique="XXX"),
        Held(name="import:people:1", source="import:people", place="line 3", reason=f"'{NAME}' has no boutique",
             body=json.dumps({**body, "kind": "people", "row": {"name": NAME, "login": LOGIN, "code": NUMBER}})),
    )  # fmt: skip
    assert len(house.directory.find(Quarantined)) >= 2
    house.connections.add("shop", connector="shopify", secret="seekrit")
    house.directory.put(_delivery(house))


def _delivery(house: House) -> object:
    from cabochon.directory.rows import Delivery
    from cabochon.privacy.sealing import locked

    body = json.dumps({"id": 1, "note": f"sold by {NAME}", "user_id": TILL[1]})
    return Delivery(id="shop:w1", source="shop", at=NOW, body=locked(house.directory, body, "delivery:shop"),
                    state="failed", reason=f"unknown {TILL[1]}")  # fmt: skip


def documents(shop: Shop) -> None:
    """Where learning systems left off, for each form of the person."""
    from cabochon.privacy.documents import closed, key_names, whose
    from cabochon.stream.documents import Context, Place

    house = shop.house
    for n, agent in enumerate((
        {"account": {"homePage": f"{house.home}/people", "name": shop.quenby}},
        {"mbox": f"mailto:{LOGIN}"},
        {"account": {"homePage": FOREIGN, "name": LOGIN}},
        {"mbox": "mailto:anna@maison.example"},
    )):  # fmt: skip
        who = whose(agent, home=house.home, naming=house.entrance.naming)
        house.directory.text_keys(key_names(who))
        place = Place(Context("state", f"{FOREIGN}/course/1", who.agent), f"doc{n}")
        body = closed(house.directory, place, content_type="application/json", body=b'{"at": 1}', key=who.key)
        house._documents.change(place, lambda _, body=body: body)


def figures(house: House) -> dict[str, object]:
    """Every measure by boutique and week, whatever can be asked so; and of the whole house."""
    house.catch_up()
    asked, found = [], {}
    for measure in CATALOGUE:
        for by in (("boutique", "week"), ()):
            question = Question(measure.key, by, NOW.date() - timedelta(days=40), NOW.date())
            with suppress(Unanswerable):
                check(question)
                if measure.derive is None:
                    asked.append(question)
                else:
                    found[question.measure, by] = answers([question], house.warehouse)[0]
    found |= dict(zip(((q.measure, q.by) for q in asked), answers(asked, house.warehouse), strict=True))
    return {f"{one}": {key: repr(cell) for key, cell in said.cells.items()} for one, said in found.items()}


def traces(folder: Path, words: tuple[str, ...] = TRACES) -> list[str]:
    """Where any of the words stands in any file: as UTF-8, UTF-16, JSON escapes, base64 of any offset; in any case."""
    found = []
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        body = path.read_bytes()
        low, wide = body.lower(), body
        for word in words:
            plain = word.encode()
            if plain.lower() in low or word.encode("utf-16-le") in wide or word.encode("utf-16-be") in wide:
                found.append(f"{path.relative_to(folder)}: {word}")
            elif json.dumps(word)[1:-1].encode().lower() in low or _packed(plain, body):
                found.append(f"{path.relative_to(folder)}: {word} (encoded)")
    return found


def _packed(word: bytes, body: bytes) -> bool:
    from base64 import b64encode

    for shift in range(3):  # what stands before moves the letters of base64
        made = b64encode(b"\0" * shift + word)[(shift * 8 + 5) // 6 :]
        if len(word) > 5 and made.rstrip(b"=")[:-1] in body:
            return True
    return False
