"""One client's visit, and what it leaves behind: an observation, a receipt, a survey, each from its own source."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from random import Random
from uuid import UUID

from ..retail.events import Action, EventKind, Line, Observation, Receipt, Signal, Survey
from ..retail.master import Door
from ..retail.who import Who, person
from . import story
from .beside import SOLD, beside
from .maison import ADD_ONS, CARE, PRICE, PRIMARIES, RATE, SURVEY, TILL, UNMAPPED, Maison, Seller

# fmt: off
GLAD = ("She asked what the watch was for before she showed me anything. I left with exactly the right strap as well.",
        "Never felt rushed. The care plan was explained in two sentences and that was all I needed.",
        "Thoughtful advice, and the travel case was a lovely idea for our trip.",
        "Very personal service; they remembered what I said about daily wear.",
        "Un accueil chaleureux et des conseils très justes.",
        "Servizio impeccabile, mi hanno fatto provare con calma.",
        "丁寧に説明していただき、安心して選べました。",
        "Sehr persönliche Beratung, ohne jede Eile.")
FAIR = ("Lovely ring, but nobody told me how long the resizing would take.",
        "Good advice on the watch; the checkout took a while.",
        "Pleasant visit. I would have liked to see one more strap.",
        "Belle pièce, mais un peu d'attente.")
FLAT = ("Felt a little rushed at the end.",
        "I had to ask twice about the warranty.",
        "The add-ons came up at the till and felt pushy.",
        "Busy evening, not much time for questions.")
NOTES = ("Linked the strap to the client's travel", "Asked about the occasion, then showed two pieces",
         "Offer came after payment; try it during the demo", "Care plan in one sentence, preference captured",
         "Let the client handle the piece first", "Skipped the questions and went to the case")
# fmt: on


@dataclass(frozen=True, slots=True)
class Truth:
    """What happened in one visit, before anybody recorded it."""

    line: str
    marks: dict[str, str]
    bought: bool
    add_ons: tuple[str, ...]
    pleased: float


def visit(
    house: Maison, door: Door, seller: Seller, *, start: datetime, dice: Random, number: int, until: datetime
) -> Iterator[EventKind]:
    """The events of a visit that begins at `start`, those that have arrived by `until`."""
    truth = _truth(house, door, seller, start, dice)
    minutes = dice.randint(18, 55)
    end = start + timedelta(minutes=minutes)
    manager = dice.choice(house.managers[door.code])
    if dice.random() < 0.3:
        yield _observed(door, seller, truth, start, end, dice, manager.id)
    rung = end - timedelta(minutes=dice.randint(0, 6))
    ticket = f"{door.code}-{start:%y%m%d}-{number:03d}"
    if truth.bought and rung <= until:
        yield _receipt(door, seller, truth, rung, ticket, dice)
        asked = dice.random() < (0.42 if truth.pleased > 3.4 else 0.34)
        answered = rung + timedelta(hours=dice.choice((1, 2, 3, 5, 20, 26, 50)), minutes=dice.randint(0, 59))
        if asked and answered <= until:
            yield _survey(door, seller, truth, answered, rung, ticket, dice)
        back = rung + timedelta(days=dice.randint(3, 25))
        if truth.add_ons and dice.random() < 0.02 and back <= until:
            yield _returned(door, seller, truth, back, ticket)
    dice = Random(f"{ticket}/{dice.random()}")
    for event in beside(door, seller, end=end, ticket=ticket, line=truth.line, bought=truth.bought,
                        add_ons=truth.add_ons, dice=dice):  # fmt: skip
        if event.at <= until:
            yield event
        if isinstance(event, Signal) and event.signal == "appointment_kept" and dice.random() < SOLD:
            again = event.at + timedelta(minutes=25)
            if again <= until:
                sold = _receipt(door, seller, truth, again, f"{ticket}-A", dice)
                yield replace(sold, appointment=event.appointment)


def _truth(house: Maison, door: Door, seller: Seller, start: datetime, dice: Random) -> Truth:
    on = start.date()
    focused = on >= house.focus.get(door.code, date.max)
    cared = story.CARE if on >= house.cared.get(door.code, date.max) else 0.0

    def coached(behaviour: str) -> float:
        began = house.began.get((seller.person.id, behaviour), date.max)
        return story.COACHED[behaviour] if on > began else 0.0

    busy = 0.12 if start.hour >= 17 or start.weekday() == 5 else 0.0
    line = "watch" if dice.random() < 0.56 else "jewelry"

    def mark(chance: float) -> str:
        r = dice.random()
        return "yes" if r < chance else "partly" if r < chance + 0.12 else "not_yet"

    asks, monday = seller.asks + coached("discovery") - busy, on.toordinal() - on.weekday()
    marks = {
        "welcome": mark(0.84 - busy), "discovery": mark(asks),
        "reasons": mark(story.swing("reasons", door.code, monday)),
        "try_on": mark(story.swing("try_on", door.code, monday)) if dice.random() > 0.06 else "not_applicable",
        "accessory": mark(seller.offers + story.FOCUS * focused - busy / 2),
        "care_plan": mark(seller.explains + coached("care_plan") + cared - busy / 2),
        "next_step": mark(0.58 + coached("next_step") - busy),
    }  # fmt: skip
    bought = dice.random() < 0.52
    offered = marks["accessory"] == "yes"
    chance = (seller.lands + story.LANDS * focused) * (1.0 if line == "watch" else 0.8) if offered else 0.07
    add_ons: tuple[str, ...] = ()
    if dice.random() < chance:
        add_ons = tuple(dice.sample(ADD_ONS[line], 2 if dice.random() < 0.28 + story.SECOND * focused else 1))
    if dice.random() < (0.24 if marks["care_plan"] == "yes" else 0.05):
        add_ons += (dice.choice(CARE[line]),)
    pleased = 3.55 + 0.35 * (marks["discovery"] == "yes") + 0.2 * offered + 0.15 * (marks["care_plan"] == "yes")
    pleased += story.PLEASES * (marks["try_on"] == "yes") - 2 * busy
    return Truth(line, marks, bought, add_ons, pleased)


def _observed(
    door: Door, seller: Seller, truth: Truth, start: datetime, end: datetime, dice: Random, manager: str
) -> Observation:
    action = None
    if truth.marks["accessory"] != "yes":
        action = Action(what="practise_accessory", owner=person(seller.person.id), due=(end + timedelta(days=3)).date())
    return Observation(
        id=UUID(int=dice.getrandbits(128), version=4), at=end, started=start, boutique=door.code, source="floor",
        associate=person(seller.person.id), observer=person(manager), marks=truth.marks, product_line=truth.line,
        note=dice.choice(NOTES) if dice.random() < 0.4 else "", seconds=dice.randint(28, 75), action=action,
        wordings=("linked_to_need",) if truth.add_ons else (),
    )  # fmt: skip


def _money(door: Door, francs: float) -> int:
    return round(francs * RATE[door.currency])


def _receipt(door: Door, seller: Seller, truth: Truth, at: datetime, ticket: str, dice: Random) -> Receipt:
    skus = [dice.choice(PRIMARIES[truth.line]), *truth.add_ons]
    if dice.random() < 0.03:
        other = "jewelry" if truth.line == "watch" else "watch"
        skus.insert(1, dice.choice(PRIMARIES[other]))
    if door.code == "GVA01" and truth.line == "watch" and dice.random() < 0.04:
        skus.append(UNMAPPED)
    lines = []
    for sku in skus:
        full = PRICE.get(sku, 190)
        off = 0.05 if dice.random() < 0.05 else 0.0
        lines.append(Line(sku=sku, quantity=1, net=_money(door, full * (1 - off)), discount=_money(door, full * off)))
    if dice.random() < 0.08:
        lines.append(Line(sku="A-CLEAN", quantity=1, net=0, zero_reason="gift"))
    code = seller.code if not (door.code == "GVA01" and dice.random() < 0.01) else "GVA-77"  # a code nobody has claimed
    return Receipt(
        at=at, boutique=door.code, source=TILL, key=ticket, revision=at.isoformat(timespec="seconds"),
        business_day=at.date(), currency=door.currency, lines=tuple(lines), sellers=((Who(TILL, code), 1.0),),
        cashier=Who(TILL, seller.code), segment=dice.choice(("local", "local", "traveller", "vip")),
    )  # fmt: skip


def _survey(
    door: Door, seller: Seller, truth: Truth, at: datetime, visited: datetime, ticket: str, dice: Random
) -> Survey:
    score = min(5, max(1, round(dice.gauss(truth.pleased + 0.1, 0.65))))
    comment = ""
    if dice.random() < 0.45:
        comment = dice.choice(GLAD if score == 5 else FAIR if score == 4 else FLAT)
    explicit = dice.random() < 0.7
    n = int(seller.code.rsplit("-", 1)[1])
    return Survey(
        at=at, boutique=door.code, source=SURVEY, key=f"R-{ticket}", revision=at.isoformat(timespec="seconds"),
        raw=score, low=1, high=5, associate=Who(SURVEY, f"{door.code}-{n}"), receipt=ticket if explicit else "",
        visited=None if explicit else visited, comment=comment, channel="e-mail",
    )  # fmt: skip


def _returned(door: Door, seller: Seller, truth: Truth, at: datetime, ticket: str) -> Receipt:
    line = Line(sku=truth.add_ons[0], quantity=1, net=_money(door, PRICE[truth.add_ons[0]]))
    return Receipt(
        at=at, boutique=door.code, source=TILL, key=f"{ticket}-R", revision=at.isoformat(timespec="seconds"),
        business_day=at.date(), currency=door.currency, lines=(line,), sale_type="return", original=ticket,
        sellers=((Who(TILL, seller.code), 1.0),),
    )  # fmt: skip
