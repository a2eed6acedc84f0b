"""A door's go-live list: what has come, what is unmapped, who may look."""

from datetime import UTC, date, datetime

import pytest

from cabochon.demo.maison import TILL
from cabochon.privacy.viewer import Viewer
from cabochon.refusals import Unknown
from cabochon.retail.events import Line, Receipt
from cabochon.retail.master import Identifier, Product
from cabochon.retail.who import Who

NOON = datetime(2026, 3, 20, 12, tzinfo=UTC)


@pytest.fixture
def sold(furnished):
    """Two receipts of Geneva: a known SKU by a known code, an unknown one by a code nobody has claimed."""
    house, one = furnished
    house.keep_as().events(
        Receipt(
            at=NOON, boutique="GVA01", source=TILL, key=key, revision="1", business_day=date(2026, 3, 20),
            currency="CHF", lines=(Line(sku=sku, quantity=1, net=100_000),), sellers=((Who(TILL, code), 1.0),),
        )
        for key, sku, code in (("A", "W-STEEL-40", "GVA-03"), ("B", "W-UNKNOWN", "GVA-99"))
    )  # fmt: skip
    house.catch_up()
    return house, one


def manager(one, door="GVA01"):
    return Viewer(account="m", role="manager", boutiques=frozenset({door}), person=one.managers[door][0].id)


def test_the_list_names_what_is_unmapped_and_where_to_mend_it(sold):
    house, one = sold
    found = house.go_live(manager(one), "GVA01")
    assert [(x.what, x.times, x.mend) for x in found.skus] == [("W-UNKNOWN", 1, "catalogue.csv, a line for W-UNKNOWN")]
    assert [(x.what, x.times) for x in found.codes] == [(f"{TILL} GVA-99", 1)]
    assert not found.ready


def test_a_manager_is_led_to_the_form_that_claims_and_an_administrator_to_the_one_that_maps(sold):
    house, one = sold
    found = house.go_live(manager(one), "GVA01")
    assert found.codes[0].address.startswith("/data-health/codes?boutique=GVA01&days=all&code=till%3A")
    assert found.codes[0].address.endswith("&at=GVA01")
    assert found.skus[0].address == "/data-health/unmapped?boutique=GVA01&days=all"
    admin = house.go_live(Viewer(account="a", role="admin"), "GVA01")
    assert admin.skus[0].address == "/data-health/unmapped?boutique=GVA01&days=all&sku=W-UNKNOWN"


def test_what_has_come_is_counted_by_kind(sold):
    house, one = sold
    feeds = {feed.name: (feed.rows, feed.first) for feed in house.go_live(manager(one), "GVA01").feeds}
    assert feeds["receipts"] == (2, date(2026, 3, 20))
    assert feeds["surveys"] == (0, None)


def test_mending_the_master_data_empties_the_list(sold):
    house, one = sold
    seller = one.sellers["GVA01"][0].person
    mended = [Product(sku="W-UNKNOWN", line="watch"), Identifier(source=TILL, code="GVA-99", person=seller.id)]
    house.directory.keep(mended)
    house.catch_up()
    assert house.go_live(manager(one), "GVA01").ready


def test_a_door_without_receipts_is_not_ready(sold):
    house, one = sold
    found = house.go_live(manager(one, "ZRH01"), "ZRH01")
    assert not found.ready
    assert found.skus == found.codes == ()


def test_staff_without_a_till_code_are_named_to_their_manager_alone(sold):
    house, one = sold
    name = one.sellers["GVA01"][0].person.name
    house.directory.keep([passed_on(one)])
    assert house.go_live(manager(one), "GVA01").without_code == (name,)
    assert house.go_live(house.operator(), "GVA01").without_code == ()


def passed_on(one):
    """The first seller's till code, given to another."""
    first, second = one.sellers["GVA01"][:2]
    claim = next(i for i in one.identifiers if i.source == TILL and i.person == first.person.id)
    return Identifier(source=claim.source, code=claim.code, person=second.person.id, boutique=claim.boutique)


@pytest.mark.parametrize("role", ["associate", "analyst", "brand_partner", "auditor"])
def test_other_roles_know_of_no_such_list(sold, role):
    house, _ = sold
    with pytest.raises(Unknown):
        house.go_live(Viewer(account="x", role=role, boutiques=frozenset({"GVA01"})), "GVA01")


def test_another_boutique_and_no_boutique_are_told_in_the_same_words(sold):
    house, one = sold
    for code in ("ZRH01", "XXX99"):
        with pytest.raises(Unknown, match=f"there is no boutique {code} here"):
            house.go_live(manager(one), code)
