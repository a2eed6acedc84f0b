"""Person-level views wait for a works council's agreement: shut at the next request, numbers of the door untouched."""

import html
import re
from datetime import UTC, datetime, timedelta

import pytest

from cabochon.directory.trust_rows import Agreement
from cabochon.measures.question import Question
from cabochon.refusals import NotAllowed
from cabochon.retail.coaching import Coaching, Praise
from cabochon.retail.events import Observation
from page_walk import answers, observed_by, sent_in

SENTENCE = "Person-level views are shut for Switzerland until the works council’s agreement is recorded"


@pytest.fixture(autouse=True)
def agreements(place):
    yield place.house.trust.agreements
    place.house.trust.agreements.record("CH", "open", by="test")


def names(place):
    """Whole names of everybody of the boutique but the manager."""
    day = place.house.today
    me = place.house.viewer("manager").person
    return [p.name for p in place.house.called.named().people(day) if p.boutique == place.door and p.id != me]


def test_a_flip_in_a_session_shuts_and_opens_at_the_next_request(place, agreements):
    manager = place.signed_in()
    observed_by(place, manager)
    person = f"/floor/person/{place.team[0]}"
    assert manager.get(person).status == 200
    agreements.record("CH", "waiting", by="test")
    shut = manager.get(person)
    assert (shut.status, SENTENCE in html.unescape(shut.text)) == (403, True)
    assert SENTENCE in manager.get(f"/floor/coach?associate={place.team[0]}").text
    assert SENTENCE in manager.get("/floor/coach").text
    assert SENTENCE in manager.get("/floor/observe").text
    assert manager.get("/floor/data", accept="application/json").json["boutiques"][0]["team"] == []
    agreements.record("CH", "agreed", reference="CSE 12", signed="2026-01-05", by="test")
    assert manager.get(person).status == 200


def test_an_agreement_that_ended_shuts_again(place, agreements):
    gone = (place.house.today - timedelta(days=1)).isoformat()
    agreements.record("CH", "agreed", reference="CSE 12", signed="2025-01-05", until=gone, by="test")
    assert agreements.shut("CH")
    assert [(one.state, one.shut) for one in agreements.listed() if one.code == "CH"] == [("ended", True)]
    today = place.house.today.isoformat()
    agreements.record("CH", "agreed", reference="CSE 12", signed="2025-01-05", until=today, by="test")
    assert not agreements.shut("CH")


def test_a_country_without_a_record_follows_the_setting(place, agreements):
    place.house.directory.delete(Agreement, "CH")
    assert place.house.viewer("manager").shut == frozenset()
    place.house.values["agreements"] = "shut"
    try:
        assert place.house.viewer("manager").shut == {place.door, place.other}
    finally:
        place.house.values["agreements"] = "open"


def test_no_page_names_anybody_else_and_the_boutique_goes_on(place, agreements):
    manager = place.signed_in()
    observed_by(place, manager)
    sent_in(manager, "praise", boutique=place.door, associate=place.team[1], behaviour="welcome", text="Very calm")
    agreements.record("CH", "waiting", by="test")
    told = names(place)
    asked = (f"/floor/coach?associate={place.team[0]}", f"/today?associate={place.team[0]}")
    for where, text in answers(place, manager, "manager", more=asked):
        if where.startswith(("/team/deputy", "/golive", "/doors", "/data-health")):
            continue  # who signs in as whom, and whose code is whose: no view of what anybody does
        found = [name for name in told if name in text]
        assert not found, (where, found)
    assert manager.get("/today").status == manager.get("/floor").status == manager.get("/floor/huddle").status == 200


def test_nothing_is_written_about_anybody_else_not_even_from_before(place, agreements):
    manager = place.signed_in()
    agreements.record("CH", "waiting", by="test")
    before = (datetime.now(UTC) - timedelta(hours=20)).isoformat()
    for fields in ({}, {"opened_at": before, "ended_at": before}):
        _, result = observed_by(place, manager, **fields)
        assert result["status"] == "refused", result
        assert SENTENCE in result["reason"]
    for kind, more in (
        ("coaching", {"behaviour": "welcome", "form": "side_by_side"}), ("praise", {"behaviour": "welcome"}),
        ("action", {"what": "took_on", "behaviour": "welcome", "text": "Try it"}),
    ):  # fmt: skip
        _, result = sent_in(manager, kind, boutique=place.door, associate=place.team[1], **more)
        assert (result["status"], SENTENCE in result["reason"]) == ("refused", True), (kind, result)
    csrf = manager.get("/team/mentors").csrf
    asked = manager.post("/team/mentors", {"csrf": csrf, "do": "ask", "person": place.team[1], "boutique": place.door})
    assert (asked.status, SENTENCE in html.unescape(asked.text)) == (403, True)


def test_everybody_still_sees_what_is_about_themselves(place, agreements):
    manager, ana = place.signed_in(), place.signed_in("associate")
    entry, _ = observed_by(place, manager, note="Offered the strap late")
    agreements.record("CH", "waiting", by="test")
    assert "Offered the strap late" in ana.get("/me").text
    _, result = sent_in(ana, "contest", boutique=place.door, about=entry, text="It was the other visit")
    assert result["status"] == "kept", result
    assert "Offered the strap late" not in place.signed_in("area_coach").get("/contests").text
    agreements.record("CH", "open", by="test")
    assert "It was the other visit" in place.signed_in("area_coach").get("/contests").text


def test_numbers_of_the_door_are_the_same_and_numbers_of_persons_are_refused(place, agreements):
    house, since = place.house, place.house.today - timedelta(days=20)
    observed_by(place, place.signed_in())
    house.catch_up()
    asked = Question("behaviour.welcome", (), since, house.today, {"boutique": (place.door,)})
    whole = house.see_as(house.viewer("manager")).ask(asked).whole
    agreements.record("CH", "waiting", by="test")
    see = house.see_as(house.viewer("manager"))
    assert see.ask(asked).whole == whole
    for by, where in ((("associate",), {}), ((), {"associate": (place.team[0],)}), (("coach",), {}), (("tenure",), {})):
        with pytest.raises(NotAllowed, match="Switzerland"):
            see.ask(Question("behaviour.welcome", by, since, house.today, {"boutique": (place.door,), **where}))
    mine = Question("behaviour.welcome", (), since, house.today, {"associate": (see.viewer.person,)})
    assert see.ask(mine).question == mine  # one's own
    assert not see.record((Observation, Coaching, Praise))
    assert all(not row.get("associate") for row in see.moments({}))


def test_who_reads_above_the_boutique_learns_no_managers_name(place, agreements):
    coach = place.house.viewer("area_coach")
    assert place.house.see_as(coach).labels.people.keys() - {coach.person}
    agreements.record("CH", "waiting", by="test")
    assert not place.house.see_as(place.house.viewer("area_coach")).labels.people.keys() - {coach.person}
    admin = place.signed_in("admin").get(f"/statements?person={place.team[0]}")
    assert SENTENCE in html.unescape(admin.text)


def test_the_page_records_audits_and_says_where_it_is_wrong(place, agreements):
    admin = place.signed_in("admin")
    page = admin.get("/agreements")
    assert "Switzerland" in page.text
    form = {"csrf": page.csrf, "country": "CH", "state": "agreed", "reference": "CSE 2026-04", "signed": "2026-03-02",
            "until": ""}  # fmt: skip
    for wrong, word in (
        ({"reference": ""}, "reference"), ({"signed": ""}, "signed"), ({"signed": "2999-01-01"}, "future"),
        ({"until": "2020-01-01"}, "lies before"), ({"country": "ZZ"}, "no country"), ({"state": "yes"}, "one of"),
        ({"signed": "2.3.26"}, "no day"),
    ):  # fmt: skip
        answer = admin.post("/agreements", form | wrong)
        assert (answer.status, word in html.unescape(answer.text)) == (400, True), (wrong, answer.text)
    done = admin.post("/agreements", form)
    assert (done.status, done.headers["location"]) == (303, "/agreements?country=CH&done=1")
    shown = admin.get(done.headers["location"]).text
    assert "CSE 2026-04" in shown
    told = r"What was recorded for Switzerland.*agreed, CSE 2026-04, signed 2026-03-02.*by Admin"
    assert re.search(told, shown, re.DOTALL)
    auditor = place.signed_in("auditor")
    assert "CSE 2026-04" in auditor.get("/agreements").text
    assert '<form class="stack making"' not in auditor.get("/agreements").text
    assert place.signed_in().get("/agreements").status == 404


def test_exports_of_a_shut_country_hold_nobody_and_the_door_as_before(place, agreements):
    house = place.house
    observed_by(place, place.signed_in())
    house.catch_up()
    admin = place.signed_in("admin")

    def rows():
        told = house.analyst.ask(house.viewer("hq_leader"), "select * from doors order by 1", patience=60)
        return told.found.rows

    before = rows()
    agreements.record("CH", "waiting", by="test")
    assert rows() == before
    told = [*names(place), "Offered the strap"]
    for file in (admin.get("/export/statements?format=csv"), admin.get("/export/statements?format=jsonl")):
        assert file.status == 200
        assert not [name for name in told if name in file.text]
