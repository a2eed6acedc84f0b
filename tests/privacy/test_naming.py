"""Who and which: codes, receipt numbers and ids."""

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest

from cabochon.privacy.naming import Naming
from cabochon.retail.events import Action, Line, Observation, Receipt, Survey
from cabochon.retail.who import Who, person

NOON = datetime(2026, 3, 20, 12, tzinfo=UTC)
TILL = "till:csv"


@pytest.fixture
def naming():
    return Naming(b"n" * 32)


def receipt(**changes):
    one = Receipt(
        at=NOON, boutique="GVA01", source=TILL, key="T-1", revision="1", business_day=date(2026, 3, 19), currency="CHF",
        lines=(Line(sku="W-1", quantity=1, net=790_000),), sellers=((Who(TILL, "07"), 1.0),),
    )  # fmt: skip
    return replace(one, **changes)


def survey(**changes):
    return replace(
        Survey(at=NOON, boutique="GVA01", source="survey:csv", key="R-1", raw=9, low=0, high=10, receipt="T-1"),
        **changes,
    )


def nobody(source, code, boutique, day):
    return ""


def test_a_claimed_code_is_the_person_as_of_the_business_day(naming):
    asked = []

    def person_of(*given):
        asked.append(given)
        return "p1"

    named, _ = naming.named(receipt(), person_of)
    assert named.sellers == ((person("p1"), 1.0),)
    assert asked == [(TILL, "07", "GVA01", date(2026, 3, 19))]


def test_an_unclaimed_code_is_a_keyed_hash_of_source_and_code(naming):
    named, _ = naming.named(receipt(), nobody)
    assert named.sellers == ((Who(TILL, naming.code(TILL, "07")), 1.0),)
    assert "07" != naming.code(TILL, "07") != naming.code("till:other", "07")
    assert Naming(b"o" * 32).code(TILL, "07") != naming.code(TILL, "07")


def test_the_owner_of_an_action_is_named_too(naming):
    one = Observation(
        at=NOON, boutique="GVA01", source="floor", associate=person("p1"), observer=person("p2"), started=NOON,
        marks={}, action=Action(what="", owner=Who(TILL, "07")),
    )  # fmt: skip
    assert naming.named(one, lambda *_: "p7")[0].action.owner == person("p7")


def test_a_survey_finds_its_receipt_by_the_hash_of_its_number(naming):
    (till, _), (asked, _) = naming.named(receipt(), nobody), naming.named(survey(), nobody)
    assert asked.receipt == till.key != "T-1"


def test_a_return_in_another_boutique_finds_the_sale(naming):
    back = receipt(boutique="ZRH01", key="Z-9", original="T-1", sale_type="return")
    assert naming.named(back, nobody)[0].original == naming.named(receipt(), nobody)[0].key


def test_the_same_delivery_has_the_same_id_and_a_new_revision_another(naming):
    one, content = naming.named(receipt(), nobody)
    again, _ = naming.named(receipt(), nobody)
    later, same = naming.named(receipt(revision="2"), nobody)
    other, else_ = naming.named(receipt(currency="EUR"), nobody)
    assert one.id == again.id
    assert content == same != else_
    assert len({one.id, later.id, other.id}) == 3


def test_a_code_that_is_claimed_meanwhile_leaves_a_repeat_a_repeat(naming):
    assert naming.named(receipt(), nobody)[1] == naming.named(receipt(), lambda *_: "p1")[1]


def test_an_id_made_on_the_phone_stays(naming):
    one = uuid4()
    assert naming.named(receipt(id=one), nobody)[0].id == one


def test_parts_do_not_run_together(naming):
    assert naming.code("a", "bc") != naming.code("ab", "c")
