"""The retention page: what is kept for how long, what the night would remove, and the pages afterwards."""

import re
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from cabochon.directory.trust_rows import Hold, Retention
from cabochon.retail.coaching import Feedback, Praise
from cabochon.retail.events import Observation, Survey
from cabochon.retail.who import person


@pytest.fixture(scope="module")
def told(place):
    """Words about the team of some months ago, and of a week ago."""
    house, now = place.house, datetime.now(UTC)
    events = []
    for n, at in enumerate((now - timedelta(days=150), now - timedelta(days=7))):
        who = {"boutique": place.door, "source": "floor"}
        seen = Observation(
            id=uuid4(), at=at, started=at - timedelta(minutes=10), associate=person(place.team[0]),
            observer=person(place.team[1]), marks={"accessory": "yes"}, note=f"Noted {n}", **who,
        )  # fmt: skip
        events += [
            seen,
            Praise(id=uuid4(), at=at, associate=person(place.team[0]), by=person(place.team[1]),
                   behaviour="behaviour.accessory", text=f"Praised {n}", **who),
            Feedback(id=uuid4(), at=at, associate=person(place.team[0]), about=seen.id, text=f"Answered {n}", **who),
            Survey(id=uuid4(), at=at, boutique=place.door, source="survey:csv", key=f"S-{n}", raw=5, low=1, high=5,
                   comment=f"So kind {n}"),
        ]  # fmt: skip
    done = house.keep_as().events(events)
    assert (done.new, done.refused) == (8, [])
    house.catch_up()
    return house


def row(page, title):
    return next(one for one in re.findall(r"<tr>.*?</tr>", page.text, re.S) if f"{title}</" in one.partition("<td")[0])


def test_an_administrator_sees_what_the_next_night_removes_and_an_auditor_too(place, told):
    for role in ("admin", "auditor"):
        page = place.signed_in(role).get("/retention")
        assert page.status == 200
        assert "24 months" in row(page, "Praise")
        assert "The next night removes nothing." in page.text
        assert ("Change " in row(page, "Praise")) == (role == "admin")
        for title in ("Quarantine", "The audit", "Sign-in links"):
            assert f"<dt>{title}</dt>" in page.text


@pytest.mark.parametrize("role", ["manager", "associate", "area_coach", "hq_leader", "ld_author"])
def test_nobody_else_knows_the_page(place, told, role):
    browser = place.signed_in(role)
    assert browser.get("/retention").status in (403, 404)
    token = browser.get("/me/security").csrf or browser.get("/today").csrf
    assert browser.post("/retention", {"csrf": token, "name": "praise", "months": 1}).status in (403, 404)


def test_an_auditor_may_look_but_not_change(place, told):
    browser = place.signed_in("auditor")
    token = place.signed_in("auditor").get("/retention").csrf
    assert browser.post("/retention", {"csrf": token, "name": "praise", "months": 1}).status in (403, 404)
    assert place.house.directory.get(Retention, "praise") is None


def test_a_shorter_time_is_asked_back_with_counts_and_for_ever_with_a_reason(place, told):
    admin = place.signed_in("admin")
    form = admin.get("/retention?name=survey")
    sent = {"csrf": form.csrf, "name": "survey", "months": "2", "why": ""}
    asked = admin.post("/retention", sent)
    assert asked.status == 409
    assert "the next night removes 1 of 2 (its words), for good" in asked.text
    assert 'name="sure"' in asked.text
    assert place.house.directory.get(Retention, "survey") is None
    assert admin.post("/retention", {**sent, "sure": "yes"}).status == 303
    page = admin.get("/retention")
    assert "2 months" in row(page, "Survey answers")
    assert "Chosen by Admin" in row(page, "Survey answers")
    assert "The next night removes 1." in page.text
    for months in ("", "-1", "1.5", "9999", "abc"):
        assert admin.post("/retention", {**sent, "months": months}).status == 400
    ever = admin.post("/retention", {**sent, "months": "0"})
    assert (ever.status, "needs a reason" in ever.text) == (400, True)
    assert admin.post("/retention", {**sent, "name": "gossip"}).status == 404
    assert admin.post("/retention", {**sent, "surely": "yes"}).status == 400


def test_after_the_night_every_page_still_opens_and_shows_no_gone_word(place, told):
    house = place.house
    for kind in ("survey", "praise", "feedback", "observation"):
        house.trust.retaining.change(kind, 2, by="admin", sure=True)
    before = house.warehouse.digest()
    night = house.trust.retaining.run(by="admin")
    assert {"survey", "praise", "feedback", "observation"} <= dict(night.counts).keys()
    assert house.rebuild() == before
    who = place.team[0]
    manager, admin = place.signed_in("manager"), place.signed_in("admin")
    for browser, path in (
        (manager, f"/floor/person/{who}"), (manager, "/today"), (manager, "/floor"), (manager, "/floor/actions"),
        (place.signed_in("associate"), "/me"), (place.signed_in("associate"), "/me/stored"), (admin, "/statements"),
        (admin, "/stored"), (admin, "/retention"),
    ):  # fmt: skip
        page = browser.get(path)
        assert page.status == 200, (path, page.status)
        assert not re.search(r"(Noted|Praised|Answered|So kind) 0", page.text), path
    page = admin.get("/retention")
    assert "Praise 1" in page.text, "the last night is told"
    assert house.doctor() == []


def test_holds_in_force_are_named(place, told):
    place.house.directory.put(Hold(id="h", about="*", reason="Case 12 <b>", by="admin", at=datetime.now(UTC)))
    page = place.signed_in("admin").get("/retention")
    assert "Case 12 &lt;b&gt;" in page.text
    assert "Everything" in page.text
    place.house.directory.delete(Hold, "h")
