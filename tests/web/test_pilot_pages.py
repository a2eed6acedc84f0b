"""Pilots as pages: planned, looked at, kept, frozen; every fault at its field; who may see what."""

import hashlib
import re
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from cabochon.directory.verdict_rows import Pilot
from cabochon.house.pilots import FROZEN
from cabochon.house.pilots_text import Kept, canonical, digest, said
from cabochon.verdicts.planning import Plan


def monday(weeks=2):
    today = datetime.now(UTC).date()
    return today + timedelta(days=7 * weeks - today.weekday())


def form(place, page, **other):
    judged = {"measure": "behaviour.accessory", "lift": "10"}
    return {"csrf": page.csrf, "title": "Two accessories", "about": "focus:accessory", **judged,
            "since": monday().isoformat(), "weeks": "4", "groups": "1", "apart": "1", "door": [place.door],
            "held": [place.other], **other}  # fmt: skip


def drafted(place, browser, **other):
    page = browser.get("/pilots/new")
    name = re.search(r'name="id" value="([^"]+)"', page.text)[1]
    return name, browser.post("/pilots", form(place, page, id=name, do="draft", **other))


@pytest.fixture
def frozen(place):
    """A plan that was frozen six weeks ago and is over; its facts are nowhere."""
    plan = Plan(title="Last spring", about="focus:accessory", measure="behaviour.accessory", lift=0.1, since=monday(-6),
                weeks=4, doors=((place.door, monday(-6)),), held_back=(place.other,))  # fmt: skip
    text = canonical(plan, house="https://x.invalid", role="hq_leader", expected=None)
    name = str(uuid4())
    at = place.house.clock() - timedelta(weeks=7)
    place.house.directory.put(Pilot(id=name, title=plan.title, plan=said(Kept(plan=plan, text=text, role="hq_leader")),
                                    by="hq_leader", at=at, state=FROZEN, digest=digest(text), frozen=at))  # fmt: skip
    yield name
    place.house.directory.delete(Pilot, name)


@pytest.mark.parametrize("role", ["hq_leader", "ld_author"])
def test_a_planner_begins_with_ten_questions_and_sees_what_could_be_shown(place, role):
    page = place.signed_in(role).get("/pilots/new")
    assert page.status == 200
    assert page.text.count('<div class="seg">') == 10
    assert "What it uncovers." in page.text
    assert "What this plan can show" in page.text
    assert ("attach_rate" in page.text) == (role == "hq_leader")


@pytest.mark.parametrize("role", ["area_coach", "analyst"])
def test_others_read_and_do_not_plan(place, role):
    browser = place.signed_in(role)
    page = browser.get("/pilots")
    assert page.status == 200
    assert "/pilots/new" not in page.text
    assert browser.get("/pilots/new").status == 404
    assert browser.post("/pilots", {"csrf": page.csrf, "do": "draft"}).status == 404


@pytest.mark.parametrize("role", ["associate", "manager", "admin", "brand_partner"])
def test_nobody_else_knows_of_pilots(place, role):
    assert place.signed_in(role).get("/pilots").status == 404


def test_looking_keeps_nothing_and_what_was_typed_stays(place):
    browser = place.signed_in("hq_leader")
    page = browser.get("/pilots/new")
    before = len(place.house.directory.find(Pilot))
    answer = browser.post("/pilots", form(place, page, id=str(uuid4()), do="look", lift="7", **{"answer-time": "no"}))
    assert answer.status == 200
    assert 'value="7"' in answer.text
    assert re.search(r'name="answer-time" value="no" checked', answer.text)
    assert len(place.house.directory.find(Pilot)) == before


def test_a_draft_is_kept_shown_and_changed(place):
    browser = place.signed_in("hq_leader")
    name, answer = drafted(place, browser)
    assert (answer.status, answer.headers["location"]) == (303, f"/pilots/{name}?done=draft")
    page = browser.get(f"/pilots/{name}")
    assert "Kept as a draft" not in page.text
    assert "Two accessories" in browser.get("/pilots").text
    turn = re.search(r'name="turn" value="([^"]+)"', page.text)[1]
    sent = form(place, page, turn=turn, do="save", weeks="6")
    assert browser.post(f"/pilots/{name}", sent).status == 303
    assert place.house.effects.pilots.one(place.house.viewer("hq_leader"), name).plan.weeks == 6
    late = browser.post(f"/pilots/{name}", sent)
    assert late.status == 409
    assert "changed by somebody else" in late.text


@pytest.mark.parametrize(("other", "says"), [
    ({"weeks": "0"}, "The length should be 1 to 26 weeks"),
    ({"lift": "51"}, "The lift should be above 0 and at most 50"),
    ({"door": []}, "The boutiques that take part are missing"), ({"title": ""}, "The name is missing"),
    ({"about": ""}, "What it is about is missing"), ({"since": "2026-13-01"}, "The first day is missing"),
    ({"door": ["NOWHERE"]}, "include NOWHERE, which is no boutique within your reach"),
])  # fmt: skip
def test_a_fault_stands_at_its_field_and_nothing_is_kept(place, other, says):
    browser = place.signed_in("hq_leader")
    before = len(place.house.directory.find(Pilot))
    _, answer = drafted(place, browser, **other)
    assert answer.status == 400
    assert says in answer.text
    assert "Nothing was kept" in answer.text
    assert len(place.house.directory.find(Pilot)) == before


def test_a_boutique_held_back_and_taking_part_is_said_at_the_list(place):
    _, answer = drafted(place, place.signed_in("hq_leader"), held=[place.door])
    assert answer.status == 400
    assert "takes part as well" in answer.text


def test_freezing_what_is_not_counted_says_why(place):
    browser = place.signed_in("hq_leader")
    name, _ = drafted(place, browser)
    page = browser.get(f"/pilots/{name}")
    turn = re.search(r'name="turn" value="([^"]+)"', page.text)[1]
    answer = browser.post(f"/pilots/{name}", {"csrf": page.csrf, "id": str(uuid4()), "turn": turn, "do": "freeze"})
    assert answer.status == 400
    assert "is not counted at" in answer.text
    assert "Not frozen" in answer.text


def test_a_dropped_draft_is_brought_back(place):
    browser = place.signed_in("ld_author")
    name, _ = drafted(place, browser)
    page = browser.get(f"/pilots/{name}")
    turn = re.search(r'name="turn" value="([^"]+)"', page.text)[1]
    assert browser.post(f"/pilots/{name}", {"csrf": page.csrf, "turn": turn, "do": "drop"}).status == 303
    page = browser.get(f"/pilots/{name}")
    assert "This draft was dropped" in page.text
    assert browser.post(f"/pilots/{name}", {"csrf": page.csrf, "do": "restore"}).status == 303
    assert "Freeze the plan" in browser.get(f"/pilots/{name}").text


def test_a_frozen_plan_shows_text_digest_and_what_happened(place, frozen):
    page = place.signed_in("analyst").get(f"/pilots/{frozen}")
    assert page.status == 200
    for words in ("SHA-256", "has not begun", "Planned, and what happened", "HQ leader"):
        assert words in page.text
    assert "Withdraw the plan" not in page.text
    told = place.signed_in("hq_leader").get(f"/pilots/{frozen}?as=text")
    assert hashlib.sha256(told.body).hexdigest() in page.text
    assert told.headers["content-type"].startswith("text/plain")


def test_withdrawing_needs_a_reason_that_stays(place, frozen):
    browser = place.signed_in("hq_leader")
    page = browser.get(f"/pilots/{frozen}")
    answer = browser.post(f"/pilots/{frozen}", {"csrf": page.csrf, "do": "withdraw", "reason": ""})
    assert answer.status == 400
    assert "Nothing was withdrawn" in answer.text
    sent = {"csrf": page.csrf, "do": "withdraw", "reason": "The <b>lift</b> broke"}
    assert browser.post(f"/pilots/{frozen}", sent).status == 303
    page = place.signed_in("analyst").get(f"/pilots/{frozen}")
    assert "The &lt;b&gt;lift&lt;/b&gt; broke" in page.text
    assert "frozen-text" in page.text


def test_an_area_coach_of_some_of_the_doors_reads_no_numbers(place, frozen):
    page = place.signed_in("area_coach").get(f"/pilots/{frozen}")
    assert page.status == 200
    assert "outside your reach" in page.text


@pytest.mark.parametrize("path", ["/pilots/nothing", "/pilots/cbd6fd19-c795-4976-a108-dce6c9b6ef96"])
def test_a_plan_that_is_not_there(place, path):
    assert place.signed_in("hq_leader").get(path).status == 404
