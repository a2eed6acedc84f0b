"""Calibration in the browser: the clip is scored once it is read, and only then is anything of the others shown."""

from uuid import uuid4

import pytest

STEPS = ("welcome", "discovery", "reasons", "try_on", "accessory", "care_plan", "next_step")


def test_a_manager_scores_the_clip_of_the_week(place):
    browser = place.signed_in()
    clip = place.house.calibrating.of_week(place.house.today)
    page = browser.get("/floor/calibrate")
    assert clip.title in page.text
    assert not [why for why in clip.why.values() if why in page.text]
    form = {
        "csrf": page.csrf, "kind": "rating", "id": str(uuid4()), "opened_at": place.house.clock().isoformat(),
        "boutique": place.door, "clip": clip.key, "after": "/floor/calibrate",
        **{f"mark-{step}": "yes" for step in STEPS},
    }  # fmt: skip
    assert browser.post("/floor/entries", form).status == 303
    place.house.catch_up()
    page = browser.get("/floor/calibrate").text
    assert "too few to show theirs" in page
    assert "the authors:" in page


@pytest.mark.parametrize("role", ["area_coach", "ld_author"])
def test_who_notes_standards_sees_the_clips_and_agreement(place, role):
    page = place.signed_in(role).get("/calibration").text
    assert "Agreement by step" in page
    assert all(clip.title in page for clip in place.house.calibrating.clips())


def test_a_standard_is_noted_and_taken_back(place):
    browser = place.signed_in("ld_author")
    csrf = browser.get("/calibration").csrf
    bad = browser.post(
        "/calibration", {"csrf": csrf, "what": "agree", "behaviour": "accessory", "clip": "", "text": ""}
    )
    assert (bad.status, "should be one sentence" in bad.text) == (400, True)
    good = {"csrf": csrf, "what": "agree", "behaviour": "accessory", "clip": "", "text": "Two, each with a need"}
    assert browser.post("/calibration", good).status == 303
    assert "Two, each with a need" in browser.get("/calibration").text
    (standard,) = place.house.calibrating.standards()
    assert browser.post("/calibration", {"csrf": csrf, "what": "undo", "standard": standard.id}).status == 303
    assert "Two, each with a need" not in browser.get("/calibration").text


def test_managers_and_associates_do_not_see_the_meeting_page(place):
    for role in ("manager", "associate", "hq_leader"):
        assert place.signed_in(role).get("/calibration").status == 404
    assert place.signed_in("associate").get("/floor/calibrate").status == 404


def test_a_clip_that_is_not_there_is_said(place):
    assert place.signed_in().get("/floor/calibrate?clip=clip-nobody").status == 404
