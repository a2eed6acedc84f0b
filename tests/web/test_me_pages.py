"""One's own page, what is stored about one, the pulse: for oneself alone."""

import re

import pytest

from cabochon.privacy.roles import ROLES, right
from cabochon.privacy.viewer import Viewer

HELPS = "The feedback I get helps me serve clients better."


@pytest.mark.parametrize("role", [role for role in ROLES if role != "key"])
def test_everybody_who_signs_in_has_a_page_of_their_own(place, role):
    assert right(Viewer(account="x", role=role), "me.see") == "self"
    browser = place.signed_in(role)
    assert browser.get("/me").status == 200
    stored = browser.get("/me/stored")
    assert stored.status == 200
    assert "Who looked" in stored.text


def test_nobody_else_has_one(place):
    assert place.browser().get("/me").status in (303, 401)


def test_an_associate_finds_numbers_feedback_and_no_other_name(place):
    page = place.signed_in("associate").get("/me").text
    assert "My numbers" in page
    assert "Nobody is ranked" in page
    others = [one.name for one in place.house.snapshot.people(place.house.today) if one.id in place.team[1:]]
    assert not [name for name in others if name in page]


def test_the_pulse_is_answered_once_and_thanked_for(place):
    browser = place.signed_in("associate")
    page = browser.get("/me")
    assert HELPS in page.text
    wrong = browser.post("/me/pulse", {"csrf": page.csrf, "helps": "9"})
    assert wrong.status == 400
    sent = browser.post("/me/pulse", {"csrf": page.csrf, "helps": "4", "time": "2"})
    assert (sent.status, sent.headers["location"]) == (303, "/me?thanks=1")
    assert HELPS not in browser.get("/me?thanks=1").text
    assert browser.post("/me/pulse", {"csrf": page.csrf, "helps": "1"}).status == 403


def test_the_pulse_is_shown_by_region_to_leaders_alone(place):
    page = place.signed_in("hq_leader").get("/pulse").text
    assert "Too few to show." in page
    assert not re.search(r"\bGVA01\b", page)
    for role in ("manager", "associate", "ld_author", "analyst"):
        assert place.signed_in(role).get("/pulse").status == 404
