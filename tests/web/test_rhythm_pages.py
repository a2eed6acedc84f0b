"""The week, windows, assignments, the look back and reminders, as their readers get them."""

from datetime import timedelta
from uuid import uuid4

import pytest

PAGES = ("/floor/week", "/floor/windows", "/floor/lookback", "/floor/nudges")


@pytest.fixture(scope="module")
def boss(place):
    return place.signed_in()


@pytest.mark.parametrize("path", PAGES)
def test_a_manager_opens_every_page_of_the_rhythm(boss, path):
    page = boss.get(path)
    assert page.status == 200
    assert page.csrf


def test_who_opens_what_is_the_may_tables_word(place):
    associate, coach, leader = (place.signed_in(role) for role in ("associate", "area_coach", "hq_leader"))
    shut = [path for path in (*PAGES, "/assign") if associate.get(path).status == 404]
    assert shut == ["/floor/week", "/floor/windows", "/floor/lookback", "/assign"]
    assert [coach.get(path).status for path in ("/floor/lookback", "/assign", "/floor/week")] == [200, 200, 404]
    assert leader.get("/assign").status == 200


def test_another_boutique_is_an_unknown_one(place, boss):
    for path in ("/floor/week", "/floor/windows", "/floor/lookback", "/floor/windows.ics"):
        assert boss.get(f"{path}?boutique={place.other}").status == boss.get(f"{path}?boutique=none").status == 404


def test_a_day_that_is_none_is_refused(boss):
    for wrong in ("2026-13-01", "0001-01-01", "soon"):
        assert boss.get(f"/floor/week?week={wrong}").status == 400


def test_support_is_planned_and_withdrawn_without_javascript(place, boss):
    today = place.house.rhythm.today(place.door)
    page = boss.get("/floor/week")
    form = {"csrf": page.csrf, "kind": "assignment", "id": str(uuid4()), "opened_at": place.house.clock().isoformat(),
            "boutique": place.door, "associate": place.team[0], "behaviour": "try_on", "due": str(today),
            "picked": "asked", "reason": "Asked for a second pair of eyes", "after": "/floor/week"}  # fmt: skip
    answer = boss.post("/floor/entries", form)
    assert (answer.status, answer.headers["location"]) == (303, "/floor/week")
    assert "Asked for a second pair of eyes" in boss.get("/floor/week").text
    boss.post("/floor/entries", form | {"id": str(uuid4()), "withdrawn": "yes"})
    assert "Asked for a second pair of eyes" not in boss.get("/floor/week").text


def test_the_team_stands_in_alphabetical_order(place, boss):
    text = boss.get("/floor/week").text
    people = {p.id: p for p in place.house.snapshot.people(place.house.today)}
    names = sorted((p.name for p in people.values() if p.boutique == place.door and p.job_role != "manager"),
                   key=str.casefold)  # fmt: skip
    places = [text.index(f'<h3 dir="auto">{name}') for name in names]
    assert places == sorted(places)


def test_windows_are_moved_and_come_as_a_calendar(place, boss):
    day = place.house.rhythm.today(place.door) + timedelta(days=2)
    sent = {"csrf": boss.get("/floor/windows").csrf, "boutique": place.door, "day": str(day),
            "weekday": day.isoweekday(), "starts": ["12:00", "16:00"], "do": "day"}  # fmt: skip
    assert boss.post("/floor/windows", sent).status == 303
    assert "12:00 and 16:00" in boss.get("/floor/windows").text
    calendar = boss.get("/floor/windows.ics")
    assert calendar.headers["content-type"].startswith("text/calendar")
    assert f"UID:{place.door}-{day}-1@" in calendar.text
    assert calendar.text.count("BEGIN:VEVENT") == 56
    again = boss.post("/floor/windows", sent | {"starts": ["03:00"]})
    assert again.status == 400
    assert "outside the opening hours" in again.text


def test_a_window_of_another_boutique_is_not_moved(place, boss):
    sent = {"csrf": boss.get("/floor/windows").csrf, "boutique": place.other, "day": "2026-03-31", "weekday": "2",
            "do": "off"}  # fmt: skip
    assert boss.post("/floor/windows", sent).status == 404


def test_a_leader_asks_boutiques_and_sees_what_became_of_it(place, boss):
    leader = place.signed_in("hq_leader")
    due = place.house.today + timedelta(days=4)
    form = {"csrf": leader.get("/assign").csrf, "id": str(uuid4()), "behaviour": "care_plan", "due": str(due),
            "reason": "New care plans in spring", "boutique": [place.door, place.other]}  # fmt: skip
    assert leader.post("/assign", form).status == 303
    shown = leader.get("/assign").text
    assert "Done at 0 of 2 boutiques" in shown
    assert "New care plans in spring" in boss.get("/floor/week").text
    assert leader.post("/assign", form | {"do": "withdraw", "id": str(uuid4())}).status == 303
    assert "New care plans in spring" not in boss.get("/floor/week").text


def test_an_assignment_without_a_boutique_comes_back_with_what_was_typed(place):
    leader = place.signed_in("hq_leader")
    answer = leader.post("/assign", {"csrf": leader.get("/assign").csrf, "id": str(uuid4()), "behaviour": "welcome",
                                     "due": "2030-01-01", "reason": "Spring & <summer>"})  # fmt: skip
    assert answer.status == 400
    assert "Spring &amp; &lt;summer&gt;" in answer.text
    elsewhere = place.signed_in("area_coach")
    form = {"csrf": elsewhere.get("/assign").csrf, "id": str(uuid4()), "behaviour": "welcome",
            "due": str(place.house.today), "boutique": [place.other]}  # fmt: skip
    assert elsewhere.post("/assign", form).status == 404


def test_an_area_coach_looks_back_without_any_associates_name(place):
    text = place.signed_in("area_coach").get("/floor/lookback").text
    people = place.house.snapshot.people(place.house.today)
    assert not [p.name for p in people if p.job_role != "manager" and p.name in text]
    assert 'name="keep"' not in text


def test_keep_and_change_are_kept_for_the_week_and_tell_of_no_client(place, boss):
    page = boss.get("/floor/lookback?week=2026-03-30")
    sent = {"csrf": page.csrf, "boutique": place.door, "week": "2026-03-30", "keep": "Two questions first"}
    assert boss.post("/floor/lookback", sent).status == 303
    assert "Two questions first" in boss.get("/floor/lookback?week=2026-03-30").text
    wrong = boss.post("/floor/lookback", sent | {"change": "Call Mrs Dupont, +41 79 555 01 23"})
    assert wrong.status == 400
    assert "Two questions first" in wrong.text
    place.signed_in("area_coach").get("/floor/lookback?week=2026-03-30")
    coach = place.signed_in("area_coach")
    answer = coach.post("/floor/lookback", sent | {"csrf": coach.get("/assign").csrf})
    assert answer.status == 404


def test_reminders_are_switched_off_and_nothing_is_offered_that_is_not_set_up(place, boss):
    page = boss.get("/floor/nudges")
    assert "Letters are not set up" in page.text
    assert "push.js" not in page.text
    sent = {"csrf": page.csrf, "kind": ["huddle"], "quiet": ["7"], "date": "2026-12-24"}
    assert boss.post("/floor/nudges", sent).status == 303
    wishes = place.house.nudges.wishes(place.house.viewer("manager"))
    assert "window" in wishes.off
    assert "huddle" not in wishes.off
    assert wishes.quiet == ("7", "2026-12-24")
    wrong = boss.post("/floor/nudges", sent | {"date": "Christmas"})
    assert wrong.status == 400
    assert "no day" in wrong.text
    boss.post("/floor/nudges", {"csrf": page.csrf, "kind": ["window", "huddle", "plan", "unseen"]})


def test_a_browser_is_subscribed_only_where_push_is_set_up(place, boss):
    csrf = boss.get("/floor/nudges").csrf
    for body in ({"endpoint": "https://fcm.googleapis.com/x"}, {"endpoint": 7}, [], {"endpoint": "x" * 3000}):
        assert boss.send("/floor/push", body, {"x-csrf": csrf}).status == 400
    assert boss.send("/floor/push", {"endpoint": "https://fcm.googleapis.com/x"}).status == 403


def test_the_news_of_a_knock_name_nobody(place, boss):
    boss.get("/floor")
    news = boss.get("/floor/push/news", accept="application/json").json
    assert set(news) == {"title", "body", "address"}
    people = place.house.snapshot.people(place.house.today)
    assert not any(p.name in news["body"] for p in people)
    assert place.browser().get("/floor/push/news", accept="application/json").status == 401


def test_every_page_of_the_rhythm_is_light(boss):
    for path in PAGES:
        packed = boss.ask("GET", path, headers={"accept-encoding": "br"})
        assert len(packed.body) < 20_000, path
