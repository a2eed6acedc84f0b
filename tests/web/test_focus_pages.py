"""Focus, huddle, check-in, bright spots and the floor's front page."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from cabochon.retail.events import Line, Observation, Receipt, Survey
from cabochon.retail.who import person

TIP = "Name the need before the strap"


def post(browser, page, kind, path="/floor/entries", **fields):
    form = {"csrf": browser.get(page).csrf, "kind": kind, "id": str(uuid4()),
            "opened_at": datetime.now(UTC).isoformat(timespec="seconds"), **fields}  # fmt: skip
    return browser.post(path, form)


def set_focus(place, browser, behaviour="accessory", **more):
    return post(browser, "/floor/focus", "focus", boutique=place.door, what="set", behaviour=behaviour, tip=TIP,
                target="0.56", after="/floor/focus", **more)  # fmt: skip


def close(place, browser, behaviour="accessory", **more):
    return post(browser, "/floor/focus", "focus", "/floor/focus", boutique=place.door, what="closed",
                behaviour=behaviour, **{"outcome": "kept", **more})  # fmt: skip


@pytest.fixture
def manager(place):
    """A manager whose boutique has no focus."""
    browser = place.signed_in()
    yield browser
    close(place, browser)


def test_a_new_boutique_is_told_three_steps_to_begin(place):
    page = place.signed_in().get("/floor").text
    assert "Three steps to begin" in page
    assert "/floor/focus?boutique=" in page


def test_without_visits_the_rotations_next_is_offered_and_what_is_missing_said(place):
    page = place.signed_in().get("/floor/focus").text
    assert "No visit was observed in the last two weeks; from 10 on" in page
    assert "Greeting within 30 seconds" in page
    assert "Nothing was observed in the last eight weeks" in page


def test_a_focus_is_set_changed_and_closed_by_a_person(place, manager):
    assert set_focus(place, manager).status == 303
    page = manager.get("/floor/focus").text
    assert ("Day 1 of 14" in page, TIP in page, "to 56%" in page) == (True, True, True)
    assert "Set the focus" not in page
    post(manager, "/floor/focus", "focus", boutique=place.door, what="tip", behaviour="accessory", tip="At the mirror")
    assert "At the mirror" in manager.get("/floor/focus").text
    done = close(place, manager, outcome="tuned", phrase="Where will you wear it first?")
    assert done.headers["location"] == f"/floor/focus?boutique={place.door}&drafted=1"
    page = manager.get("/floor/focus").text
    assert ("No focus stands" in page, "Tuned" in page, "Where will you wear it first?" in page) == (True, True, True)


def test_a_focus_cannot_be_closed_without_saying_how_it_went(place, manager):
    set_focus(place, manager)
    assert close(place, manager, outcome="").status == 400
    assert "Day 1 of 14" in manager.get("/floor/focus").text


def test_a_phrase_that_tells_of_a_client_is_refused(place, manager):
    set_focus(place, manager)
    assert close(place, manager, phrase="Call Mrs Dupont on +41 79 555 01 23").status == 400


def test_the_huddle_comes_filled_in_and_is_kept_by_one_button(place, manager):
    set_focus(place, manager)
    page = manager.get("/floor/huddle").text
    assert (TIP in page, 'name="focus" value="accessory"' in page) == (True, True)
    assert post(manager, "/floor/huddle", "huddle", boutique=place.door, focus="accessory", tip=TIP,
                present="5", minutes="5").status == 303  # fmt: skip
    assert "huddle is kept" in manager.get("/floor/huddle").text
    assert "held today" in manager.get("/floor").text


def test_the_sheet_names_nobody_and_reads_in_large_type(place, manager):
    set_focus(place, manager)
    page = manager.get("/floor/huddle/sheet?large=1").text
    assert ("sheet large" in page, TIP in page, "One rep" in page) == (True, True, True)
    names = [one.name for one in place.house.snapshot.people(place.house.today) if one.id in place.team]
    assert not [name for name in names if name in page]


def test_the_check_in_chooses_tomorrows_tip_and_leaves_todays(place, manager):
    set_focus(place, manager)
    tomorrow = place.house.snapshot.door_on(place.door, place.house.today).local(place.house.clock()).date()
    tomorrow += timedelta(days=1)
    assert "Tomorrow’s tip" in manager.get("/floor/checkin").text
    post(manager, "/floor/checkin", "focus", boutique=place.door, what="tip", behaviour="accessory",
         since=str(tomorrow), tip="Two, each with its need", reason="Asked for the trip first")  # fmt: skip
    assert "Chosen: Two, each with its need" in manager.get("/floor/checkin").text
    page = manager.get("/floor").text
    assert (TIP in page, "Two, each with its need" in page) == (True, False)


def test_an_associate_reads_focus_and_tip_and_may_change_nothing(place, manager):
    set_focus(place, manager)
    browser = place.signed_in("associate")
    page = browser.get("/floor").text
    assert (TIP in page, "My actions" in page, "Log a signal" in page) == (True, True, True)
    shown = browser.get("/floor/focus").text
    assert ("Day 1 of 14" in shown, "Close this focus" in shown, "Change it" in shown) == (True, False, False)
    assert {browser.get(path).status for path in ("/floor/huddle", "/floor/checkin")} == {404}


def test_an_area_coach_sees_whether_the_rhythm_holds_and_no_tip_and_no_name(place, manager):
    set_focus(place, manager)
    page = place.signed_in("area_coach").get("/floor").text
    assert ("day 1 of 14" in page, TIP in page) == (True, False)
    names = [one.name for one in place.house.snapshot.people(place.house.today) if one.id in place.team]
    assert not [name for name in names if name in page]


def test_another_boutique_is_one_that_is_not_there(place):
    browser = place.signed_in()
    for path in ("/floor", "/floor/focus", "/floor/huddle", "/floor/huddle/sheet", "/floor/checkin", "/floor/bright"):
        assert {browser.get(f"{path}?boutique={code}").status for code in (place.other, "nowhere")} == {404}


def test_the_shell_of_the_huddle_holds_no_boutique_and_no_token(place):
    page = place.signed_in().get("/floor/shell/huddle")
    assert (page.status, page.csrf) == (200, "")
    assert place.door not in page.text


@pytest.fixture(scope="module")
def sellers(home, place):
    """Two visits of today: the first seller's scored 5 with words, the second's with an accessory that met a need."""
    house, one = home
    door, (first, second) = house.snapshot.door_on(place.door, house.today), place.team[:2]
    now = door.local(house.clock())
    midnight = now.replace(hour=0, minute=0, second=0)  # today's, at whatever hour this runs
    at = max(now - timedelta(hours=3), midnight + timedelta(seconds=30))
    coach = person(house.viewer("manager").person)
    kinds = {product.kind: product.sku for product in reversed(one.products)}

    def seen(who, **marks):
        return Observation(at=at, boutique=place.door, source="floor", id=uuid4(), associate=person(who),
                           observer=coach, started=max(at - timedelta(minutes=20), midnight), marks=marks)  # fmt: skip

    lines = tuple(Line(sku=kinds[kind], quantity=1, net=90_000) for kind in ("primary", "accessory"))
    house.keep_as().events([
        seen(first, welcome="yes"),
        seen(second, accessory="yes", discovery="yes", welcome="not_yet"),
        Receipt(at=at + timedelta(minutes=5), boutique=place.door, source="till:csv", key="R-1", currency="CHF",
                business_day=at.date(), lines=lines, sellers=((person(second), 1.0),)),
        Survey(at=at + timedelta(hours=1), boutique=place.door, source="survey:csv", key="S-1", raw=5, low=1, high=5,
               associate=person(first), visited=at, comment="She asked where I would wear it"),
    ])  # fmt: skip
    house.catch_up()
    names = {one.id: one.name for one in house.snapshot.people(house.today)}
    return names[first], names[second]


def test_bright_spots_name_people_to_their_manager_alone(place, sellers):
    page = place.signed_in().get("/floor/bright").text
    assert ("A client scored this visit 5" in page, "An add-on met a need" in page) == (True, True)
    assert ("She asked where I would wear it" in page, *(name in page for name in sellers)) == (True, True, True)


def test_an_associate_reads_their_own_bright_spots_and_the_teams_without_a_name(place, sellers):
    page = place.signed_in("associate").get("/floor/bright").text
    assert ("She asked where I would wear it" in page, "wo accessories offered" in page) == (True, True)
    assert (sellers[1] in page, "Praise for" in page) == (False, False)


def test_above_the_boutique_bright_spots_are_counts(place, sellers):
    page = place.signed_in("area_coach").get("/floor/bright").text
    assert ("no surveys" in page, "She asked where" in page) == (True, False)
    assert not [name for name in sellers if name in page]


def test_a_bright_spot_is_praised_and_becomes_tomorrows_tip_in_one_tap_each(place, sellers, manager):
    set_focus(place, manager)
    page = manager.get("/floor/bright").text
    tip = "As in a visit where an add-on met a need: two accessories offered, discovery questions asked"
    assert (f'name="tip" value="{tip}"' in page, "Praise for two accessories offered" in page) == (True, True)
    sent = post(manager, "/floor/bright", "praise", boutique=place.door, associate=place.team[1], behaviour="accessory")
    assert sent.status == 303
    page = manager.get("/floor/bright").text
    assert ("Praised for two accessories offered" in page, "Praise for two" in page) == (True, False)
    assert "of 1 observed visit" in manager.get("/floor").text
