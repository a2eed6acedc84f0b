"""The page of boutiques side by side: for whom it is, what its address may say, the table as a file."""

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import time, timedelta

import pytest

from cabochon.demo.maison import maison
from cabochon.demo.weeks import history
from cabochon.directory.rows import Account
from cabochon.house import House
from cabochon.measures.question import Question
from cabochon.settings import load
from placed import Place, furnish
from served import served

OPEN = {"manager", "area_coach", "hq_leader", "ld_author", "analyst"}
MANY = 4


@pytest.fixture(scope="module")
def shops(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """Four boutiques with nine weeks behind them; a manager of all of them beside one of the first alone."""
    folder = tmp_path_factory.mktemp("doors") / "data"
    house = House.open(folder, load(folder, {}))
    now = house.clock()
    one = maison(boutiques=MANY, until=now.date(), weeks=9)
    doors = [replace(door, day_ends=time(0)) for door in one.doors]
    house.directory.keep([*doors, *one.people, *one.identifiers, *one.products])
    house.keep_as().events(history(one, now=now - timedelta(minutes=1), weeks=9), fresh=True)
    house.catch_up()
    here, there, team, stranger = furnish(house, one)
    codes = tuple(door.code for door in doors)
    for login, role in (("several", "manager"), ("hq_leader", "hq_leader"), ("ld_author", "ld_author")):
        house.directory.put(Account(id=login, login=login, name=login, role=role, boutiques=codes))
    with served(house) as port:
        yield Place(house, port, here, there, team, stranger)
    house.close()


def told(shops, account, address="/doors"):
    page = shops.signed_in(account).get(address)
    assert page.status == 200, page.text[-400:]
    return page.text


@pytest.mark.parametrize("role", ["associate", "lp_lead", "brand_partner", "auditor", "admin"])
def test_who_compares_no_boutiques_is_told_of_no_such_page(shops, role):
    assert shops.signed_in(role).get("/doors").status == 404
    assert shops.signed_in(role).get("/doors.csv").status == 404


def test_a_manager_of_several_sees_them_side_by_side_and_live(shops):
    page = told(shops, "several")
    names = [door.name for door in shops.house.snapshot.doors(shops.house.today)]
    assert all(name in page for name in names)
    assert 'data-live="funnel"' in page
    assert 'data-state="on"' in page
    assert "either way" in page
    assert "Closed weeks, " in page
    at = [page.index(f'dir="auto">{name}</a>') for name in sorted(names, key=str.casefold)]
    assert at == sorted(at)


def test_a_manager_of_one_is_told_that_there_is_nothing_to_compare(shops):
    page = told(shops, "manager")
    assert "There is nothing to compare" in page
    assert "<table" not in page


def test_the_figures_are_those_the_way_out_gives(shops):
    see = shops.house.see_as(shops.house.viewer("several"))
    today = shops.house.today
    cells = see.ask(Question("attach_rate", ("boutique",), today - timedelta(days=27), today)).cells
    rows = list(csv.DictReader(io.StringIO(told(shops, "several", "/doors.csv"))))
    assert len(rows) == MANY
    for row in rows:
        cell = cells[row["boutique"],]
        assert float(row["value"]) == cell.value
        assert int(row["n"]) == cell.n
        assert float(row["expected_low"]) < float(row["expected"]) < float(row["expected_high"])


def test_the_file_has_a_name_and_no_person(shops):
    answer = shops.signed_in("several").get("/doors.csv?measure=csat&period=90")
    assert answer.headers["content-type"].startswith("text/csv")
    assert "boutiques-csat" in answer.headers["content-disposition"]
    assert not [one.name for one in shops.house.snapshot.people(shops.house.today) if one.name in answer.text]


def test_nothing_about_a_single_person_leaves_as_a_file(shops):
    see = shops.house.see_as(shops.house.viewer("several"))
    who = next(iter(see.labels.people))
    assert shops.signed_in("several").get(f"/doors.csv?associate={who}").status in (400, 403, 404)


def test_an_author_is_offered_behaviour_and_coaching_and_no_sales(shops):
    page = told(shops, "ld_author")
    offered = page.partition('name="measure"')[2].partition("</select>")[0]
    assert "behaviour.accessory" in offered
    assert "huddle_days" in offered
    assert "attach_rate" not in offered
    assert "csat" not in offered


@pytest.mark.parametrize("asked", ["measure=attach_rate", "measure=no_such", "colour=red", "start=x", "period=w99"])
def test_what_cannot_be_meant_is_refused(shops, asked):
    assert shops.signed_in("ld_author").get(f"/doors?{asked}").status == 400


def test_a_boutique_out_of_reach_is_as_unknown_as_one_that_is_not_there(shops):
    browser = shops.signed_in("manager")
    there, nowhere = (browser.get(f"/doors?boutique={code}") for code in (shops.other, "XXX99"))
    assert there.status == nowhere.status == 404


@pytest.mark.parametrize("key", ["csat", "atv", "conversion", "behaviour.accessory", "coaching_moments", "huddle_days",
                                 "module_completion", "shrink_rate", "count_accuracy"])  # fmt: skip
def test_every_measure_makes_a_page_above_and_in_the_boutiques(shops, key):
    for account in ("several", "hq_leader"):
        assert "Boutiques, side by side" in told(shops, account, f"/doors?measure={key}")


def test_closed_weeks_alone_stand_still_above_the_boutiques(shops):
    page = told(shops, "hq_leader", "/doors?measure=attach_rate&wide=1")
    assert 'data-state="still"' in page
    assert "closed weeks" in page


def test_the_funnel_leaves_as_a_picture_and_is_noted(shops):
    browser = shops.signed_in("several")
    drawn, pixels = (browser.get(f"/doors.{kind}?measure=csat") for kind in ("svg", "png"))
    assert drawn.headers["content-type"].startswith("image/svg")
    assert "together" in drawn.text
    assert "var(--" not in drawn.text
    assert pixels.body[:4] == b"\x89PNG"
    assert browser.get("/doors.png?measure=shrink_rate").status == 404


def test_the_page_speaks_the_readers_language(shops):
    page = shops.signed_in("several").get("/doors", **{"accept-language": "fr"})
    assert page.status == 200
