"""A team's modules by count, assigned by its manager; above the boutique by boutique alone."""

from datetime import timedelta
from uuid import uuid4

import pytest

PAGE = "/floor/team-learning"
MODULE = "natural-add-on"


@pytest.fixture(scope="module")
def boss(place):
    place.house.catch_up()
    return place.signed_in()


def sent(place, page, **other):
    due = place.house.rhythm.today(place.door) + timedelta(days=3)
    return {"csrf": page.csrf, "id": str(uuid4()), "do": "give", "boutique": place.door, "module": MODULE,
            "whom": f"person:{place.team[1]}", "due": str(due)} | other  # fmt: skip


def name(place, who):
    return place.house.snapshot.person_on(who, place.house.today).name


def test_who_opens_it_is_the_may_tables_word(place):
    found = {role: place.signed_in(role).get(PAGE).status
             for role in ("manager", "associate", "area_coach", "hq_leader", "ld_author", "auditor")}  # fmt: skip
    assert found == {"manager": 200, "associate": 404, "area_coach": 200, "hq_leader": 200, "ld_author": 200,
                     "auditor": 404}  # fmt: skip


def test_the_next_three_days_are_suggested_for_whom_was_chosen(place, boss):
    page = boss.get(f"{PAGE}?module={MODULE}&whom=person:{place.team[0]}")
    assert page.text.count('type="radio" name="due"') == 3


def test_a_module_is_assigned_taken_back_and_that_undone(place, boss):
    answer = boss.post(PAGE, sent(place, boss.get(PAGE)))
    assert answer.status == 303
    page = boss.get(answer.headers["location"])
    assert "Assigned." in page.text
    assert "0 of 1 done" in page.text
    entry = answer.headers["location"].rpartition("=")[2]
    deed = {"csrf": page.csrf, "boutique": place.door, "entry": entry}
    back = boss.post(PAGE, deed | {"do": "back"})
    gone = boss.get(back.headers["location"])
    assert "Taken back" in gone.text
    assert "of 1 done" not in gone.text
    again = boss.post(PAGE, deed | {"do": "again"})
    assert "0 of 1 done" in boss.get(again.headers["location"]).text
    boss.post(PAGE, deed | {"do": "back"})


def test_who_has_it_open_stands_in_alphabetical_order(place, boss):
    answer = boss.post(PAGE, sent(place, boss.get(PAGE), whom="role:advisor"))
    text = boss.get(PAGE).text
    open_ = text[text.index('class="names"') : text.index("</details>")]
    names = sorted((name(place, who) for who in place.team), key=str.casefold)
    places = [open_.index(one) for one in names]
    assert places == sorted(places)
    entry = answer.headers["location"].rpartition("=")[2]
    boss.post(PAGE, {"csrf": boss.get(PAGE).csrf, "boutique": place.door, "entry": entry, "do": "back"})


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"due": "2020-01-01"}, "should be a day from tomorrow on; possible:"),
        ({"due": ""}, "is missing; possible:"),
        ({"module": "no-such"}, "is no module the floor has"),
        ({"whom": ""}, "choose one person, or one job role"),
        ({"whom": "role:florist"}, "nobody of the team has this job role"),
        ({"whom": "person:nobody"}, "is not of your team"),
    ],
)
def test_what_is_wrong_is_said(place, boss, wrong, says):
    answer = boss.post(PAGE, sent(place, boss.get(PAGE), **wrong))
    assert answer.status == 400
    assert says in answer.text


def test_another_boutique_is_an_unknown_one(place, boss):
    assert boss.get(f"{PAGE}?boutique={place.other}").status == 404
    assert boss.post(PAGE, sent(place, boss.get(PAGE), boutique=place.other)).status == 404
    strange = boss.post(
        PAGE, {"csrf": boss.get(PAGE).csrf, "boutique": place.door, "do": "back", "entry": str(uuid4())}
    )
    assert strange.status == 404


def test_above_the_boutique_nobody_is_named_and_nothing_assigned(place, boss):
    coach = place.signed_in("area_coach")
    page = coach.get(PAGE)
    assert "Modules by boutique" in page.text
    assert not any(name(place, who) in page.text for who in place.team)
    assert coach.post(PAGE, sent(place, page)).status == 404
