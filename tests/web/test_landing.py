"""Every role lands on a page with something true on it; what is stored is told whole and without values."""

import pytest

from cabochon.directory import rows
from cabochon.facts.tables import FACTS
from cabochon.house.stored import DIRECTORY, DOCUMENTS, EVENTS, MASTER
from cabochon.privacy.roles import MAY
from cabochon.vocabulary import KINDS
from cabochon.web.page import NAV

LANDS = {"associate": "/today", "manager": "/today", "area_coach": "/today", "hq_leader": "/today",
         "ld_author": "/today", "analyst": "/today", "lp_lead": "/loss",
         "brand_partner": "/brand", "auditor": "/stored", "admin": "/golive"}  # fmt: skip


@pytest.mark.parametrize(("role", "where"), LANDS.items())
def test_the_front_door_leads_to_the_first_page_one_may_open(place, role, where):
    browser = place.signed_in(role)
    assert browser.get("/").headers["location"] == where
    assert browser.get(where).status in (200, 303)  # one boutique: straight to its list


@pytest.mark.parametrize("role", [role for role in MAY if role not in ("key", "anonymous")])
def test_the_navigation_offers_what_the_table_opens_and_nothing_else(place, role):
    page = place.signed_in(role).get("/no/such/page")
    first = [address for address, _, ability in NAV if MAY[role][ability] != "no"][:1]
    assert not first or f'href="{first[0]}"' in page.text


def test_the_learning_author_sees_behaviours_and_no_fault(place):
    page = place.signed_in("ld_author").get("/today").text
    assert "your role sees" not in page
    for heading in ("Client satisfaction", "Attach rate", "In clients’ words", "Just in"):
        assert heading not in page


def test_what_is_stored_names_every_kind_table_and_row_with_a_purpose(place):
    page = place.signed_in("auditor").get("/stored").text
    assert {kind.name for kind in KINDS} == set(EVENTS)
    ours = {row.__name__ for row in rows.Row.__subclasses__() if row.__module__.startswith("cabochon.")}
    assert ours == {row.__name__ for row in DIRECTORY}
    for name in (*EVENTS, *(table.name for table in FACTS)):
        assert f"<h3>{name.replace('_', ' ').capitalize()}</h3>" in page
    for row in (*MASTER, *DIRECTORY):
        assert row.__name__ in page
    assert "sealed; no page opens it" in page
    assert all(purpose in page for _, purpose, _ in DOCUMENTS)
    assert page.count("content (sealed)") == len(DOCUMENTS)


def test_what_is_stored_shows_no_value_of_anybody(place):
    page = place.signed_in("admin").get("/stored").text
    people = place.house.snapshot.people(place.house.today)
    accounts = [a.login for a in place.house.people.accounts() if "_" in a.login]
    assert not [p.name for p in people if p.name in page or p.id in page]
    assert not [login for login in accounts if login in page]


@pytest.mark.parametrize("role", ["manager", "hq_leader", "analyst"])
def test_what_is_stored_is_for_the_auditor_and_the_administrator(place, role):
    assert place.signed_in(role).get("/stored").status == 404


def test_a_row_of_the_quarantine_that_still_fails_says_why_on_the_page(place):
    admin = place.signed_in("admin")
    answer = admin.post("/quarantine", {"csrf": admin.get("/quarantine").csrf, "id": "gone", "do": "replay"})
    assert answer.status == 404
    assert "nothing waits under" in answer.text
    assert "<h1>Quarantine</h1>" in answer.text
