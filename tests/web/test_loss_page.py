"""The page of loss prevention: for whom it is, of whole doors, of no person; live for a manager."""

import pytest
from test_doors_page import shops, told  # noqa: F401

OPEN = ("manager", "area_coach", "hq_leader", "lp_lead", "analyst")


@pytest.mark.parametrize("role", ["associate", "ld_author", "brand_partner", "auditor", "admin"])
def test_who_keeps_no_stock_is_told_of_no_such_page(shops, role):  # noqa: F811
    assert shops.signed_in(role).get("/loss").status == 404


@pytest.mark.parametrize("role", OPEN)
def test_counts_and_exceptions_are_there_for_who_answers_for_them(shops, role):  # noqa: F811
    page = told(shops, role, "/loss")
    assert "Shrink beside process checks" in page
    assert "Counts by zone" in page
    assert "vault" in page


def test_a_manager_sees_the_own_boutique_alone_and_live(shops):  # noqa: F811
    page = told(shops, "manager", "/loss")
    names = {door.code: door.name for door in shops.house.snapshot.doors(shops.house.today)}
    assert names[shops.door] in page
    assert names[shops.other] not in page
    assert 'data-state="on"' in page
    assert shops.signed_in("manager").get(f"/loss?boutique={shops.other}").status == 404


def test_who_leads_loss_prevention_sees_no_returns_and_nobody(shops):  # noqa: F811
    page = told(shops, "lp_lead", "/loss")
    assert "Returns by boutique" not in page
    assert "Add-on returns" not in page
    assert 'data-live="tile-return_rate"' not in page
    assert not [one.name for one in shops.house.snapshot.people(shops.house.today) if one.name in page]
    assert "Returns by boutique" in told(shops, "hq_leader", "/loss")


@pytest.mark.parametrize("asked", ["start=-1", "start=x", "kind=void", "period=28"])
def test_what_cannot_be_meant_is_refused(shops, asked):  # noqa: F811
    assert shops.signed_in("lp_lead").get(f"/loss?{asked}").status == 400


def test_a_person_in_the_address_gets_words_and_no_numbers(shops):  # noqa: F811
    see = shops.house.see_as(shops.house.viewer("manager"))
    page = told(shops, "manager", f"/loss?associate={next(iter(see.labels.people))}")
    assert "cannot" in page or "a count is of a zone, not of a person" in page


def test_one_boutique_has_its_zones_and_no_drawing_of_several(shops):  # noqa: F811
    page = told(shops, "hq_leader", f"/loss?boutique={shops.door}")
    assert "fewer than three boutiques" in page
    assert "Returns by boutique" not in page
