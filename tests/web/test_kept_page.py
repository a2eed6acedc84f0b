"""What I logged, and one's own log: kept, corrected, taken back; a tap, its undo, a procedure."""

import re
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest


def tick(browser, kind, page="/floor/log", **fields):
    """A plain form, as a browser without JavaScript posts it."""
    one = str(uuid4())
    at = fields.pop("at", datetime.now(UTC)).isoformat()
    said = {"csrf": browser.get(page).csrf, "kind": kind, "id": one, "opened_at": at, **fields}
    answer = browser.post("/floor/entries", said)
    assert answer.status == 303, re.findall(r"<p[^>]*>(.*?)</p>", answer.text)
    return one


@pytest.fixture
def me(place):
    browser = place.signed_in("associate")
    page = browser.get("/floor/kept")
    for entry in re.findall(r'id="e-([^"]+)"', page.text):
        browser.post("/floor/kept", {"csrf": page.csrf, "do": "take-back", "entry": entry})
    return browser


def test_nothing_logged_says_so(me):
    assert "Nothing logged yet today" in me.get("/floor/kept").text
    assert (
        "Nothing logged on that day" in me.get(f"/floor/kept?day={datetime.now(UTC).date() - timedelta(days=2)}").text
    )


def test_a_tap_is_listed_counted_and_undone(place, me):
    page = me.get("/floor/log?line=watch")
    form = re.search(r'<form[^>]*tapping.*?value="discovery_asked".*?</form>', page.text, re.S)[0]
    said = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form.rpartition("<form")[2]))
    answer = me.post("/floor/entries", said)
    assert (answer.status, said["product_line"]) == (303, "watch")
    after = me.get(answer.headers["location"].replace("&amp;", "&"))
    assert "Logged: Discovery asked." in after.text
    assert re.search(r"Discovery asked<output[^>]*>1<", after.text)
    assert 'data-line="watch" aria-current="true"' in after.text
    assert "Discovery asked" in me.get("/floor/kept").text
    me.post("/floor/kept", {"csrf": after.csrf, "do": "take-back", "entry": said["id"], "after": "/floor/log"})
    assert "Nothing logged yet today" in me.get("/floor/kept").text


def test_the_steps_of_a_procedure_are_corrected_on_the_page(place, me):
    entry = tick(me, "steps", boutique=place.door, process="return",
                 **{"mark-receipt_seen": "yes", "mark-reason_asked": "no", "exceptions": "2"})  # fmt: skip
    listed = me.get("/floor/kept").text
    assert "Return, 1 of 2 steps" in listed
    page = me.get(f"/floor/kept?correct={entry}")
    assert f'name="corrects" value="{entry}"' in page.text
    tick(me, "steps", boutique=place.door, process="return", corrects=entry,
         **{"mark-receipt_seen": "yes", "mark-reason_asked": "yes"})  # fmt: skip
    again = me.get("/floor/kept").text
    assert "Return, 2 of 2 steps" in again
    assert "corrected" in again


def test_taking_back_asks_first_and_works_without_javascript(place, me):
    entry = tick(me, "signal", boutique=place.door, signal="follow_up_agreed")
    asked = me.get(f"/floor/kept?take={entry}")
    assert "Take it back?" in asked.text
    assert me.post("/floor/kept", {"csrf": asked.csrf, "do": "take-back", "entry": entry}).status == 303
    assert "Follow-up agreed" not in me.get("/floor/kept").text


def test_another_persons_entry_is_neither_listed_nor_taken_back(place, me, entry):
    manager = place.signed_in()
    one = tick(manager, "praise", boutique=place.door, associate=place.team[0], behaviour="welcome", text="Warmly done")
    assert "Warmly done" not in me.get("/floor/kept").text
    answer = me.post("/floor/kept", {"csrf": me.get("/floor/kept").csrf, "do": "take-back", "entry": one})
    assert (answer.status, "no entry of yours" in answer.text) == (403, True)
    page = manager.get(f"/floor/kept?correct={one}")
    assert "Warmly done" in page.text
    assert me.get(f"/floor/kept?correct={one}").status == 403


def test_what_came_days_late_says_on_which_day_it_counts(place, me):
    tick(me, "signal", boutique=place.door, signal="appointment_kept", at=datetime.now(UTC) - timedelta(days=2))
    listed = me.get("/floor/kept").text
    assert "Appointment kept" in listed
    assert re.search(r"Came in on \w+day, counts on \w+day\.", listed)
    assert "shift it was logged in" in listed


def test_a_stock_person_meets_the_procedures_first(place, me):
    text = me.get("/floor/log").text
    assert text.index('id="taps"') < text.index('id="procedures"')
    person = next(
        p for p in place.house.snapshot.people(place.house.today) if p.id == place.house.viewer("associate").person
    )
    place.house.directory.keep(
        [type(person)(**{**{n: getattr(person, n) for n in person.__slots__}, "job_role": "stock"})]
    )
    text = me.get("/floor/log").text
    assert text.index('id="procedures"') < text.index('id="taps"')
    place.house.directory.keep([person])


def test_a_form_that_tells_nothing_of_the_kind_is_an_error_of_its_own(me):
    page = me.get("/floor/kept")
    assert me.post("/floor/kept", {"csrf": page.csrf, "do": "sing", "entry": "x"}).status == 400
    assert me.get("/floor/kept?day=yesterday&correct=7&take=%00").status in (400, 403)
