"""Hand-made verdicts in every state, for pages: what a house would tell, without a house that worked it out."""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

from cabochon.impact.verdict import Needed, Side, Verdict
from cabochon.refusals import Unknown
from cabochon.verdicts.told import (
    NOTHING,
    Change,
    Circumstance,
    EventTime,
    Head,
    Line,
    Look,
    Pooled,
    Restated,
    Subject,
    Told,
)

START, TODAY = date(2026, 3, 2), date(2026, 3, 12)
EIGHT = (date(2026, 1, 5), date(2026, 3, 1))
DOORS = ("Basel, Freie Strasse", "Bern, Kramgasse", "Geneva, Rue du Rhône", "Lausanne, Rue de Bourg",
         "Lucerne, Kapellplatz", "Lugano, Via Nassa", "Milan, Via Montenapoleone", "Munich, Maximilianstrasse",
         "Paris, Place Vendôme", "Rome, Via Condotti", "Vienna, Kohlmarkt", "Zurich, Bahnhofstrasse")  # fmt: skip
DEMOS = {"events": "observed visits", "unit": "rate", "better": "up"}
SALES = {"events": "receipts", "unit": "rate", "better": "up"}
SURVEYS = {"events": "surveys", "unit": "score", "better": "up"}


def verdict(state: str, before: Side = NOTHING, after: Side = NOTHING, **other: object) -> Verdict:
    """raw and expected are worked out as `impact.ruling` does; expected: given where there is no estimate."""
    made = {"state": state, "measure": "behaviour.accessory", "unit": "rate", "baseline": EIGHT, "weeks": 8.0}
    if before.value is not None and after.value is not None:
        made["raw"] = after.value - before.value
        if (estimate := other.get("estimate")) is not None:
            made["expected"] = made["raw"] - estimate
    return Verdict(before=before, after=after, **made | other)


def behaviour(one: Verdict | None, window: Side, after: Side, withheld: str = "") -> Change:
    return Change(measure="behaviour.accessory", title="Two relevant accessories offered", window=window, after=after,
                  verdict=one, withheld=withheld, **DEMOS)  # fmt: skip


def attach(one: Verdict | None, window: Side, after: Side, withheld: str = "") -> Change:
    return Change(measure="attach_rate", title="Secondary sales rate", window=window, after=after, verdict=one,
                  withheld=withheld, **SALES)  # fmt: skip


def csat(window: Side, after: Side, one: Verdict | None = None, withheld: str = "") -> Change:
    return Change(measure="csat", title="CSAT", window=window, after=after, verdict=one, withheld=withheld, **SURVEYS)


ALONE = "One person’s surveys cannot carry a verdict; the boutique’s can."
PERSON = Subject(
    key="k-person", kind="person", about="accessory", boutique="GVA01", person="p1", since=START,
    until=date(2026, 3, 15), baseline_since=EIGHT[0], baseline_until=EIGHT[1],
    picked="Lowest secondary sales rate of the team", picked_since=date(2026, 2, 23), picked_until=date(2026, 3, 1),
)  # fmt: skip
LOOKS = (Look(3, date(2026, 3, 5), "done", "too_early"), Look(10, date(2026, 3, 14), "next"),
         Look(20, date(2026, 3, 28), "later"))  # fmt: skip

promising = verdict(
    "promising", estimate=0.062, low=-0.03, high=0.154, posterior=0.93, before=Side(31, 84), after=Side(11, 25),
     look=3, needed=Needed(60, date(2026, 3, 14)), people=1,
    text="Promising, not proven: keep going until 14 March.",
)  # fmt: skip
too_early = verdict(
    "too_early", measure="attach_rate", expected=-0.001, before=Side(40, 221), after=Side(4, 21),
    needed=Needed(190, date(2026, 5, 20)), people=1,
    text="Too early to tell: 21 receipts so far; a lift of 8 points needs about 210.",
)  # fmt: skip
ONE_PERSON = Told(
    subject=PERSON, title="Two relevant accessories offered",
    changes=(behaviour(promising, Side(4, 13), Side(11, 25)), attach(too_early, Side(2, 20), Side(4, 21)),
             csat(Side(39.9, 9), Side(50.8, 11), withheld=ALONE)),
    looks=LOOKS,
    circumstances=(
        Circumstance("launch", "The new chronograph came out on 5 March."),
        Circumstance("availability", "Straps in stock fell from 92% to 81% of those listed."),
        Circumstance("staffing", "One colleague was on leave from 3 March."),
    ),
    next_step="Watch two more visits this week, and keep the accessory offer as the one thing.",
    until=date(2026, 3, 11), inputs="4f2a9c1e77d0",
)  # fmt: skip
RESTATED = replace(
    ONE_PERSON, subject=replace(PERSON, key="k-restated"),
    restated=(Restated("behaviour.accessory", datetime(2026, 3, 10, 8, 12, tzinfo=UTC),
                       "Likely lifted: about 11 points above what we expected (2 to 20).", "likely_lifted", 3),),
)  # fmt: skip
ELSEWHERE = "One associate cannot show this in two weeks. The 12 boutiques together can."
CANNOT = replace(
    ONE_PERSON, subject=replace(PERSON, key="k-cannot"), circumstances=(), looks=LOOKS, next_step="",
    changes=(behaviour(verdict("cannot_tell", estimate=0.02, low=-0.2, high=0.24, before=Side(10, 30), after=Side(3, 8),
     look=3, needed=Needed(210), text=ELSEWHERE),
                       Side(1, 4), Side(3, 8)),
             attach(None, Side(2, 20), Side(), withheld="No receipt of a qualifying sale since it began."),
             csat(Side(), Side(), withheld=ALONE)),
)  # fmt: skip
DOOR = Subject(
    key="k-focus", kind="focus", about="accessory", boutique="GVA01", since=START, until=date(2026, 3, 15),
    baseline_since=EIGHT[0], baseline_until=EIGHT[1],
    picked="Seen least of the seven, and it goes with visits scored five", picked_since=date(2026, 2, 16),
    picked_until=date(2026, 3, 1),
)  # fmt: skip
lifted = verdict(
    "likely_lifted", estimate=0.08, low=0.03, high=0.13, posterior=0.998, before=Side(302, 720), after=Side(99, 180),
     look=10, people=6,
    text="Likely lifted: about 8 points above what we expected (3 to 13).",
)  # fmt: skip
no_lift = verdict(
    "no_lift", measure="attach_rate", estimate=0.004, low=-0.03, high=0.035, posterior=0.6, before=Side(400, 2210),
    after=Side(61, 310),  look=10, people=6, text="No useful lift seen; try another focus.",
)  # fmt: skip
other = verdict("not_comparable", measure="csat", unit="score", before=Side(1310.0, 300), after=Side(171.0, 38),
                 text="Not comparable: survey answers fell from 31% to 18%.",
                warnings=("Survey answers fell from 31% to 18% of qualifying sales.",))  # fmt: skip
FOCUS = Told(
    subject=DOOR, title="Focus: two relevant accessories offered",
    changes=(behaviour(lifted, Side(31, 74), Side(99, 180)), attach(no_lift, Side(50, 280), Side(61, 310)),
             csat(Side(160.0, 37), Side(171.0, 38), other)),
    looks=(Look(3, date(2026, 3, 5), "done", "too_early"), Look(10, date(2026, 3, 12), "done", "likely_lifted"),
           Look(20, date(2026, 3, 26), "next")),
    circumstances=(Circumstance("response", "Survey answers fell from 31% to 18% of qualifying sales.", grave=True),
                   Circumstance("discount", "The discount share stayed at 3%.")),
    next_step="Keep it to the end, then decide whether it stays.", until=date(2026, 3, 11), inputs="b81c02",
)  # fmt: skip
BARE = Told(subject=Subject(key="k-bare", kind="focus", about="discovery", boutique="GVA01", since=TODAY),
            title="Focus: two to three discovery questions", until=TODAY,
            changes=(behaviour(None, Side(), Side(), withheld="Nothing was observed before it began, nor since."),
                     attach(None, Side(), Side()), csat(Side(), Side())))  # fmt: skip
HELD = replace(FOCUS, subject=replace(DOOR, key="k-held"), circumstances=(), looks=(), changes=tuple(
    replace(one, window=Side(), after=Side(), verdict=None, withheld="Too few to show.") for one in FOCUS.changes
))  # fmt: skip

POOL = Subject(key="k-pool", kind="module", about="natural-add-on", since=date(2026, 1, 12), until=date(2026, 3, 8),
               baseline_since=date(2025, 12, 29), baseline_until=date(2026, 1, 11),
               doors=tuple("abcdefghijkl"))  # fmt: skip


def lines(low: float, step: float, lift: float, size: int) -> tuple[Line, ...]:
    """Twelve doors, one of them with too few to show."""
    found = []
    for at, name in enumerate(reversed(DOORS)):
        if at == 4:
            found.append(Line(key=name, label=name, held=True))
            continue
        before = low + step * (at * 7 % 12) / 12
        est = lift * (0.3 + (at * 5 % 11) / 8)
        after = before + est + 0.01 * (at % 3)
        found.append(Line(key=name, label=name, before=Side(before * size, size),
                          after=Side(after * size * 2, size * 2), estimate=est, low=est - 0.08, high=est + 0.08,
                          began=date(2026, 1, 12) + timedelta(days=14 * (at % 4))))  # fmt: skip
    return tuple(found)


ROLES = (Line(key="advisor", label="Client advisor", before=Side(180, 900), after=Side(480, 1900), estimate=0.047,
              low=0.02, high=0.08),
         Line(key="senior", label="Senior client advisor", before=Side(95, 400), after=Side(240, 820), estimate=0.051,
              low=0.01, high=0.09), Line(key="watchmaker", label="Watchmaker", held=True))  # fmt: skip
COHORTS = (Line(key="new", label="First six months", before=Side(40, 310), after=Side(150, 640), estimate=0.09,
                low=0.04, high=0.14),
           Line(key="mid", label="Up to two years", before=Side(90, 420), after=Side(210, 830), estimate=0.04, low=0.0,
                high=0.08),
           Line(key="long", label="Longer", before=Side(145, 570), after=Side(360, 1250), estimate=0.03, low=-0.01,
                high=0.07))  # fmt: skip
EVENTS = tuple(
    EventTime(week, effect, effect - width, effect + width, doors)
    for week, effect, width, doors in (
        (-4, 0.004, 0.03, 11), (-3, -0.006, 0.028, 12), (-2, 0.002, 0.026, 12), (-1, 0.0, 0.024, 12),
        (0, 0.021, 0.026, 12), (1, 0.035, 0.026, 12), (2, 0.049, 0.028, 12), (3, 0.046, 0.03, 9), (4, 0.052, 0.034, 9),
        (5, 0.05, 0.04, 6), (6, 0.055, 0.05, 3),
    )
)  # fmt: skip
whole = verdict(
    "likely_lifted", measure="attach_rate", estimate=0.046, low=0.021, high=0.071, posterior=0.999,
    before=Side(275, 1300), after=Side(720, 2720),
    baseline=(date(2025, 12, 29), date(2026, 1, 11)), doors=12, people=58, p=0.001, q=0.004,
    text="Likely lifted: about 5 points above what we expected (2 to 7).",
)  # fmt: skip
spent = verdict("promising", measure="atv", unit="money", estimate=21_000.0, low=-14_000.0, high=56_000.0,
                posterior=0.91, before=Side(1.17e9, 1300), after=Side(2.53e9, 2720),
                 doors=12, q=0.11, text="Promising, not proven: keep going until 5 April.")  # fmt: skip
shrunk = verdict("no_lift", measure="shrink_rate", unit="rate", estimate=-0.0002, low=-0.001, high=0.0006,
                 posterior=0.6, before=Side(41, 6400), after=Side(80, 12900),  doors=12,
                 q=0.7, text="No useful lift seen.")  # fmt: skip
WHOLE = Pooled(
    subject=POOL, title="The natural add-on",
    changes=(
        attach(whole, Side(275, 1300), Side(720, 2720)),
        behaviour(replace(lifted, doors=12, people=58), Side(210, 520), Side(640, 1160)),
        csat(Side(1290.0, 291), Side(2710.0, 607), verdict("no_lift", measure="csat", unit="score", estimate=0.01,
             low=-0.05, high=0.07,  doors=12, before=Side(1290.0, 291), after=Side(2710.0, 607),
             text="No useful lift seen.")),
        Change(measure="conversion", title="Conversion", unit="rate", better="up", events="entries",
               window=Side(1300, 9800), after=Side(2720, 20100),
               verdict=verdict("too_early", measure="conversion", text="Too early to tell: two closed weeks so far.")),
        Change(measure="atv", title="Average transaction value", unit="money", better="up", events="receipts",
               window=Side(1.17e9, 1300), after=Side(2.53e9, 2720), verdict=spent, currency="CHF"),
        Change(measure="shrink_rate", title="Shrink", unit="rate", better="down", events="pieces counted",
               window=Side(41, 6400), after=Side(80, 12900), verdict=shrunk),
    ),
    by_door={"attach_rate": lines(0.15, 0.12, 0.05, 110), "behaviour.accessory": lines(0.35, 0.2, 0.12, 60)},
    by_role={"attach_rate": ROLES}, cohorts={"attach_rate": COHORTS}, events={"attach_rate": EVENTS},
    circumstances=(Circumstance("discount", "The discount share stayed at 3%."),
                   Circumstance("returns", "Add-on returns stayed at 2%."),
                   Circumstance("staffing", "Staffed hours rose by 4%."),
                   Circumstance("overlap", "A focus on the same behaviour ran at three doors.")),
    may_decide=True, next_step="Decide whether the module goes to every boutique.", until=date(2026, 3, 8),
    inputs="aa01",
)  # fmt: skip
FEW = Pooled(
    subject=replace(POOL, key="k-few", kind="wave", doors=("a", "b", "c")),
    title="The natural add-on, doors of 12 January",
    changes=(attach(replace(whole, state="promising", direction_only=True, doors=3, q=None, low=None, high=None, p=0.25,
                            text="Direction only: about 5 points above what we expected, at three doors."),
                    Side(70, 330), Side(180, 690)),),
    by_door={"attach_rate": lines(0.15, 0.12, 0.05, 110)[:3]},
    why_not="Scaling or retiring needs six boutiques; three have begun.", until=date(2026, 3, 8),
)  # fmt: skip
EMPTY = Pooled(subject=replace(POOL, key="k-empty", kind="region", region="Alps"), title="Care plan explained, Alps",
               changes=(), why_not="No boutique of the region has begun.", until=date(2026, 3, 8))  # fmt: skip

ALL = {one.subject.key: one for one in (ONE_PERSON, RESTATED, CANNOT, FOCUS, BARE, HELD, WHOLE, FEW, EMPTY)}
OVER = replace(DOOR, key="k-over", since=date(2026, 1, 5), until=date(2026, 1, 18), outcome="kept")
HEADS = (
    Head(subject=DOOR, title="Two relevant accessories offered", place="Geneva, Rue du Rhône", change=FOCUS.changes[0]),
    Head(subject=BARE.subject, title="Two to three discovery questions", place="Geneva, Rue du Rhône",
         change=BARE.changes[0]),
    Head(subject=replace(HELD.subject, boutique="ZRH01"), title="Care plan explained", place="Zurich, Bahnhofstrasse",
         change=HELD.changes[0]),
    Head(subject=OVER, title="Next step set", place="Geneva, Rue du Rhône", change=FOCUS.changes[1], restated=True),
    Head(subject=POOL, title="The natural add-on", place="12 boutiques", change=WHOLE.changes[0]),
    Head(subject=FEW.subject, title="The natural add-on, doors of 12 January", place="3 boutiques",
         change=FEW.changes[0]),
    Head(subject=EMPTY.subject, title="Care plan explained", place="Alps"),
)  # fmt: skip


@dataclass
class Kept:
    """Stands where `house.effects.verdicts` does and tells what was made by hand. person: whose episodes there are."""

    found: tuple[Head, ...] = HEADS
    person: str = "p1"
    readers: frozenset[str] = field(default_factory=lambda: frozenset({"manager", "associate"}))

    def heads(self, viewer: object) -> list[Head]:
        return list(self.found)

    def of(self, viewer: object, person: str) -> list[Subject]:
        own = [replace(one.subject, person=person) for one in (ONE_PERSON, RESTATED)]
        return own if person == self.person and viewer.role in self.readers else []  # type: ignore[attr-defined]

    def told(self, viewer: object, key: str) -> Told | Pooled:
        one = ALL.get(key)
        if one is None or (one.subject.kind == "person" and viewer.role not in self.readers):  # type: ignore[attr-defined]
            raise Unknown("there is no such episode, or it is not yours to see")
        return replace(one, subject=replace(one.subject, person=self.person)) if one.subject.kind == "person" else one

    def work(self, today: date) -> int:
        return 0
