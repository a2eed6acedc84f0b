"""What is kept does not hang on the order in which versions arrive."""

from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import permutations

import pytest

from cabochon.demo.maison import TILL
from cabochon.measures.question import Question
from cabochon.privacy.viewer import Viewer
from cabochon.retail.events import Line, Observation, Receipt, Survey
from cabochon.retail.who import Who, person

NOON = datetime(2026, 3, 20, 12, tzinfo=UTC)
WATCH, STRAP = Line(sku="W-STEEL-40", quantity=1, net=790_000), Line(sku="A-STRAP-RUB", quantity=1, net=29_000)
ALONE = Receipt(
    at=NOON, boutique="GVA01", source=TILL, key="T-1", revision="1", business_day=date(2026, 3, 20), currency="CHF",
    lines=(WATCH,), sellers=((Who(TILL, "GVA-03"), 1.0),),
)  # fmt: skip


def attached(house):
    house.catch_up()
    manager = Viewer(account="a", role="manager", boutiques=frozenset({"GVA01"}))
    return house.see_as(manager).ask(Question("attach_rate")).whole.top


@pytest.mark.parametrize("order", list(permutations(range(3))), ids=str)
def test_a_correction_that_was_undone_is_undone_whatever_came_first(furnished, order):
    house, _ = furnished
    versions = (ALONE, replace(ALONE, revision="2", lines=(WATCH, STRAP)), replace(ALONE, revision="3"))
    for place in order:
        house.keep_as().events([versions[place]])
    assert attached(house) == 0


def test_a_version_that_comes_again_is_a_repeat_though_a_correction_stands_between(furnished):
    house, _ = furnished
    later = replace(ALONE, revision="2", lines=(WATCH, STRAP))
    outcomes = [house.keep_as().events([one]) for one in (ALONE, later, ALONE)]
    assert [(o.new, o.repeated, o.corrected) for o in outcomes] == [(1, 0, 0), (1, 0, 1), (0, 1, 0)]
    assert attached(house) == 1


def test_an_appointment_named_by_all_three_makes_one_visit(furnished):
    house, one = furnished
    seller, manager = one.sellers["GVA01"][0].person, one.managers["GVA01"][0]
    seen = Observation(
        at=NOON.replace(hour=7), started=NOON.replace(hour=6), boutique="GVA01", source="floor", key="O-1",
        associate=person(seller.id), observer=person(manager.id), marks={"accessory": "yes"}, visit="A7",
    )  # fmt: skip
    said = Survey(
        at=NOON.replace(day=25), boutique="GVA01", source="survey:x", key="S-1", raw=5, low=1, high=5, visit="A7"
    )
    sold = replace(ALONE, appointment="A7", lines=(WATCH, STRAP))
    house.keep_as().events([seen, said, sold])
    house.catch_up()
    see = house.see_as(Viewer(account="a", role="manager", boutiques=frozenset({"GVA01"})))
    assert see.ask(Question("offer_to_sale")).whole.top == 1
    assert see.ask(Question("unlinked_surveys")).whole.top == 0
