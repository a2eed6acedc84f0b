"""The maison itself: ten doors, sixty associates, fifteen managers, stock and cash staff, a catalogue."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from random import Random
from uuid import UUID

from ..retail.master import Door, Identifier, Person, Product
from . import story

TILL, SURVEY, COUNTER = "till:demo", "survey:demo", "counter:demo"

# fmt: off
#        code     name                     zone              currency region     opens  closes factor traffic
PLACES = (
    ("GVA01", "Geneva, Rue du Rhône",    "Europe/Zurich",    "CHF", "Europe",   10, 19, 0.90, 70),
    ("ZRH01", "Zurich, Bahnhofstrasse",  "Europe/Zurich",    "CHF", "Europe",   10, 19, 0.88, 64),
    ("PAR01", "Paris, Place Vendôme",    "Europe/Paris",     "EUR", "Europe",   11, 19, 0.86, 90),
    ("MIL01", "Milan, Montenapoleone",   "Europe/Rome",      "EUR", "Europe",   10, 19, 0.88, 72),
    ("LON01", "London, New Bond Street", "Europe/London",    "GBP", "Europe",   10, 18, 0.90, 80),
    ("DXB01", "Dubai, Fashion Avenue",   "Asia/Dubai",       "AED", "Middle East", 10, 22, 0.80, 96),
    ("SIN01", "Singapore, Marina Bay",   "Asia/Singapore",   "SGD", "Asia",     11, 21, 0.82, 88),
    ("HKG01", "Hong Kong, Canton Road",  "Asia/Hong_Kong",   "HKD", "Asia",     11, 21, 0.84, 92),
    ("TYO01", "Tokyo, Ginza",            "Asia/Tokyo",       "JPY", "Asia",     11, 20, 0.92, 76),
    ("NYC01", "New York, Madison Avenue","America/New_York", "USD", "Americas", 10, 19, 0.88, 84),
)
RATE = {"CHF": 100, "EUR": 104, "GBP": 88, "AED": 420, "SGD": 150, "HKD": 890, "JPY": 170, "USD": 114}  # minor units of 1 CHF

#        sku          line       kind         brand      CHF  collection
GOODS = (
    ("W-STEEL-40",  "watch",   "primary",   "Aubrac",   7900, "Traverse"),
    ("W-STEEL-36",  "watch",   "primary",   "Aubrac",   7400, "Traverse"),
    ("W-GOLD-39",   "watch",   "primary",   "Aubrac",  26500, "Meridian"),
    ("W-DIVER-42",  "watch",   "primary",   "Corvane",  9800, "Abyss"),
    ("W-CHRONO-41", "watch",   "primary",   "Corvane", 14200, "Relay"),
    ("W-MOON-38",   "watch",   "primary",   "Aubrac",  19800, "Meridian"),
    ("J-RING-SOL",  "jewelry", "primary",   "Lisière", 11200, "Solstice"),
    ("J-RING-BAND", "jewelry", "primary",   "Lisière",  3400, "Solstice"),
    ("J-PEND-01",   "jewelry", "primary",   "Lisière",  4600, "Filigrane"),
    ("J-EARR-02",   "jewelry", "primary",   "Lisière",  5900, "Filigrane"),
    ("J-BRAC-03",   "jewelry", "primary",   "Lisière",  8800, "Filigrane"),
    ("A-STRAP-RUB", "watch",   "accessory", "Corvane",   290, "Abyss"),
    ("A-STRAP-CALF","watch",   "accessory", "Aubrac",    340, "Traverse"),
    ("A-BRACELET",  "watch",   "accessory", "Aubrac",    980, "Traverse"),
    ("A-TRAVEL",    "",        "accessory", "Aubrac",    420, ""),
    ("A-CLEAN",     "",        "accessory", "",           75, ""),
    ("A-PIECE",     "jewelry", "accessory", "Lisière",   520, "Filigrane"),
    ("C-PLAN-2Y",   "",        "care_plan", "",          390, ""),
    ("C-PLAN-J",    "",        "care_plan", "",          240, ""),
    ("S-ENGRAVE",   "",        "service",   "",          120, ""),
    ("S-SIZING",    "",        "service",   "",           90, ""),
    ("X-WARRANTY",  "",        "warranty",  "",          450, ""),
)
PRICE = {sku: price for sku, _, _, _, price, _ in GOODS}
PRIMARIES = {line: tuple(g[0] for g in GOODS if g[1] == line and g[2] == "primary") for line in ("watch", "jewelry")}
ADD_ONS = {"watch":   ("A-STRAP-RUB", "A-STRAP-CALF", "A-BRACELET", "A-TRAVEL", "A-CLEAN", "S-ENGRAVE"),
           "jewelry": ("A-PIECE", "A-CLEAN", "A-TRAVEL", "S-SIZING", "S-ENGRAVE")}
CARE = {"watch": ("C-PLAN-2Y", "X-WARRANTY"), "jewelry": ("C-PLAN-J",)}
UNMAPPED = "A-STRAP-NATO"  # sold at one door, in nobody's catalogue: the go-live list shows what that looks like

GIVEN = ("Anna", "Marco", "Sophie", "Tuan", "Léa", "Karim", "Yuki", "Elena", "Jonas", "Priya", "Chloé", "Mateo", "Aiko",
         "Omar", "Nina", "Luca", "Mei", "Hugo", "Salma", "Daniel", "Ines", "Kenji", "Clara", "Tomas", "Farah", "Paul",
         "Rina", "Victor", "Amélie", "Noah", "Giulia", "Ken", "Zoe", "Rafael", "Lina", "Oscar", "Hana", "Simon", "Leila",
         "Max")
FAMILY = ("Keller", "Rossi", "Dubois", "Nguyen", "Moreau", "Haddad", "Tanaka", "Petrova", "Weber", "Sharma", "Laurent",
          "Silva", "Sato", "Nasser", "Berger", "Conti", "Chen", "Lambert", "Aziz", "Brunner", "Costa", "Mori", "Roth",
          "Novak", "Rahman", "Girard", "Ito", "Blanc", "Fontana", "Lang", "Ricci", "Wong", "Meyer", "Ortega", "Khan",
          "Lindt", "Kato", "Favre", "Amari", "Vogel")
# fmt: on


@dataclass(frozen=True, slots=True)
class Seller:
    """A planted truth: how often this associate offers, asks, explains, and how well an offer lands."""

    person: Person
    code: str
    offers: float
    asks: float
    explains: float
    lands: float

    def does(self, behaviour: str) -> float:
        """How often, before anything is coached; 0 of what is nobody's own habit."""
        return {"accessory": self.offers, "discovery": self.asks, "care_plan": self.explains}.get(behaviour, 0.0)


@dataclass(frozen=True, slots=True)
class Maison:
    doors: tuple[Door, ...]
    traffic: dict[str, int]  # entries a day
    people: tuple[Person, ...]
    identifiers: tuple[Identifier, ...]
    products: tuple[Product, ...]
    sellers: dict[str, tuple[Seller, ...]]  # door -> its associates
    managers: dict[str, tuple[Person, ...]]
    focus: dict[str, date]  # doors that set the accessory focus, and when: offers rise from that day
    coached: dict[tuple[str, date], tuple[Seller, str]]  # door and day -> with whom, and on which step
    began: dict[tuple[str, str], date]  # person and step -> the first of it
    cared: dict[str, date]  # doors whose advisors have taken the module on care plans, and when


def maison(*, boutiques: int = 10, until: date, weeks: int = 12, seed: int = 1) -> Maison:
    """Build it. The same arguments give the same maison; person ids are random-looking and say nothing."""
    dice = Random(seed)
    doors, sellers, managers, people, identifiers = [], {}, {}, [], []
    names = iter(_names(dice, boutiques * 12))
    for n in range(boutiques):
        code, name, zone, currency, region, opens, closes, factor, _ = PLACES[n % len(PLACES)]
        if n >= len(PLACES):
            code, name = f"{code[:3]}{n // len(PLACES) + 1:02d}", f"{name}, {n // len(PLACES) + 1}"
        doors.append(Door(code=code, name=name, zone=zone, currency=currency, region=region, type="flagship" if n % 4 == 2
                          else "boutique", opens=time(opens), closes=time(closes), factor=factor))  # fmt: skip
        team = []
        for role, count in (("manager", 2 if n % 2 == 0 else 1), ("advisor", 6), ("stock", 1), ("cashier", 1)):
            for _ in range(count):
                hired = until - timedelta(days=dice.choice((40, 150, 260, 500, 900, 2000)))
                one = Person(id=_id(dice), name=next(names), boutique=code, job_role=role, hired=hired)
                people.append(one)
                team.append(one)
        for i, one in enumerate(team):
            identifiers.append(Identifier(source=TILL, code=f"{code[:3]}-{i + 1:02d}", person=one.id, boutique=code))
            identifiers.append(Identifier(source=SURVEY, code=f"{code}-{i + 1}", person=one.id))
        managers[code] = tuple(p for p in team if p.job_role == "manager")
        advisors = [(i, p) for i, p in enumerate(team) if p.job_role == "advisor"]
        sellers[code] = tuple(
            Seller(p, f"{code[:3]}-{i + 1:02d}", offers=_near(dice, 0.44), asks=_near(dice, 0.62),
                   explains=_near(dice, 0.5), lands=_near(dice, 0.46)) for i, p in advisors)  # fmt: skip
    focus = story.focuses([door.code for door in doors], until=until, weeks=weeks)
    coached = story.moments(sellers, focus, until=until, weeks=weeks, seed=seed)
    products = tuple(Product(sku=s, line=line, kind=kind, brand=brand, collection=collection, name=s)
                     for s, line, kind, brand, _, collection in GOODS)  # fmt: skip
    traffic = {d.code: PLACES[i % len(PLACES)][8] for i, d in enumerate(doors)}
    cared = story.cared([door.code for door in doors], focus)
    return Maison(tuple(doors), traffic, tuple(people), tuple(identifiers), products, sellers, managers, focus, coached,
                  story.firsts(coached), cared)  # fmt: skip


def _near(dice: Random, middle: float) -> float:
    return min(0.95, max(0.08, dice.gauss(middle, 0.12)))


def _id(dice: Random) -> str:
    return UUID(int=dice.getrandbits(128), version=4).hex[:20]


def _names(dice: Random, count: int) -> Sequence[str]:
    pairs = [f"{g} {f}" for g in GIVEN for f in FAMILY]
    return dice.sample(pairs, count) if count <= len(pairs) else [f"{pairs[i % len(pairs)]} {i}" for i in range(count)]
