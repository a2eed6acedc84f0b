"""The programme's measures, and what the house hands in, against cases small enough to work out by hand."""

from math import sqrt

import pytest
from by_hand import day, of, whole
from made_up import Told

from cabochon.measures.answer import answer
from cabochon.measures.outside import Tally
from cabochon.measures.question import Question
from cabochon.refusals import Unanswerable

# Programme


def test_managers_agree_by_clip(telling):
    marks = [("c1", "yes", "yes"), ("c2", "yes", "partly"), ("c3", "not_yet", "not_yet"), ("c4", "yes", "yes")]
    facts = [
        of("rating", calibration=f"{clip}{who}", day=day(0), rater=who, clip=clip, behaviour="welcome", mark=mark)
        for clip, *both in marks for who, mark in zip(("mia", "noa"), both, strict=True)
    ]  # fmt: skip
    warehouse = telling(facts)
    cell = whole(warehouse, "agreement.welcome")
    chance = (5 / 8 * 3 / 8 + 1 / 8 * 7 / 8 + 2 / 8 * 6 / 8) / 3  # four marks, one of them never given
    assert cell.value == pytest.approx((0.75 - chance) / (1 - chance))
    assert (cell.n, cell.people) == (8, 2)
    assert dict(cell.beside)["percent"] == 0.75
    assert answer(Question("agreement.welcome", ("rater",)), warehouse).cells[("mia",)].n == 4
    assert whole(warehouse, "agreement.discovery").n == 0


def test_the_spread_of_doors_is_of_their_rates(telling):
    facts = []
    for door, attached in (("A", 2), ("B", 5), ("C", 8)):
        for i in range(10):
            facts.append(Told("receipt", {"boutique": door, "receipt": f"{door}{i}", "day": day(0), "qualifying": 1,
                                          "sale": 1, "attached": int(i < attached), "enrolled": 1}))  # fmt: skip
    warehouse = telling(facts)
    cell = whole(warehouse, "door_spread")
    assert cell.value == pytest.approx(sqrt((0.9 - 5.7 / 27) / 10))
    assert (cell.n, dict(cell.beside)["doors"]) == (30, 3)
    assert whole(warehouse, "door_spread.enrolment_rate").value == 0
    assert whole(warehouse, "door_spread", where={"boutique": ("A",)}).n == 0


def test_ramp_is_kaplan_meier_over_hires(telling):
    """Ten receipts a week each. Ana attaches half from her first week, Ben from his third, Cleo never; Dora left after
    two weeks without reaching it, Emil was hired before the days asked for."""
    start = {"ana": 0, "ben": 2, "cleo": 99, "dora": 99, "emil": 0}
    facts = []
    for who, begins in start.items():
        hired = day(-70) if who == "emil" else day(0)
        facts.append(Told("staff", {"person": who, "boutique": "GVA01", "job_role": "advisor", "hired": hired,
                                    "since": hired, "until": day(14) if who == "dora" else None}))  # fmt: skip
        for week in range(2 if who == "dora" else 6):
            for i in range(10):
                attached = int(week >= begins and i < 5)
                facts.append(of("receipt", who, receipt=f"{who}{week}{i}", day=day(7 * week), qualifying=1, sale=1,
                                attached=attached))  # fmt: skip
    warehouse = telling(facts)
    asked = Question("ramp_weeks", since=day(0))
    found = answer(asked, warehouse, targets=lambda measure, door: 0.25 if measure == "attach_rate" else None)
    # Ana: 10 of 20 in week two. Ben: 0, 0, 5, 10 of 40 in week four. Dora is seen for two weeks, Cleo for six.
    assert (found.whole.value, found.whole.n, found.whole.people) == (4, 4, 4)
    assert dict(found.whole.beside) == {"reached": 2}
    with pytest.raises(Unanswerable, match="needs a target for attach_rate"):
        answer(asked, warehouse)


# From outside the facts


class Counts:
    def counted(self, key):
        if key == "freshness":
            return [Tally("GVA01", "till:csv", None, 3.0, 4)]
        return [Tally("GVA01", "till:csv", day(0), 2, 40), Tally("", "till:csv", day(8), 1, 3)]


def test_the_house_hands_in_what_it_counts(telling):
    warehouse = telling([])
    cell = answer(Question("quarantined"), warehouse, health=Counts()).whole
    assert (cell.value, cell.n, dict(cell.beside)) == (3, 3, {"of": 43})
    by_door = answer(Question("quarantined", ("boutique",), until=day(3)), warehouse, health=Counts()).cells
    assert {key: c.value for key, c in by_door.items()} == {("GVA01",): 2}
    assert answer(Question("freshness"), warehouse, health=Counts()).whole.value == 0.75
