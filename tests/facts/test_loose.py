"""What is told of one event alone: no link, no thread."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest

from cabochon.facts.telling import tell_loose
from cabochon.retail.events import (
    Coaching,
    Huddle,
    JobAid,
    Learning,
    Line,
    Observation,
    Praise,
    Receipt,
    StepDone,
    StockException,
    TillClosing,
)
from cabochon.retail.master import Door
from cabochon.retail.who import person

from .retold import DAY, at, day, heard, loose, master, says

ANA, MIA = person("ana"), person("mia")


def receipt(sale_type="sale", lines=((1, 500), (2, 80)), key="r", **more):
    return Receipt(**says(
        key=key, business_day=DAY, currency="CHF", sale_type=sale_type,
        lines=tuple(Line(sku=f"S{n}", quantity=q, net=net) for n, (q, net) in enumerate(lines)), **more,
    ))  # fmt: skip


@pytest.mark.parametrize(
    ("rung", "units", "net"),
    [
        (receipt(), 3, 580), (receipt("test"), 3, 580), (receipt("staff"), 3, 580),
        (receipt("return", original="o"), -3, -580), (receipt("return", ((-1, -500),), original="o"), -1, -500),
        (receipt("void"), 0, 0), (receipt("void", original="o"), 0, 0), (receipt("correction", original="o"), 0, 0),
        (receipt("sale", ((1, 500), (-1, -200))), 0, 300),
    ],
)  # fmt: skip
def test_a_ticket_has_the_signs_of_the_tills_own_total(rung, units, net):
    (row,) = loose([rung], master())["ticket"]
    assert (row["units"], row["net"], row["sale_type"], row["day"]) == (units, net, rung.sale_type, DAY)


def test_a_till_says_what_it_counted():
    said = TillClosing(
        **says(at=at(0.6), business_day=DAY, currency="CHF", receipts=9, units=12.5, net=90_000, till="1")
    )
    (row,) = loose([said], master())["closing"]
    assert (row["day"], row["till"], row["receipts"], row["units"], row["net"]) == (DAY, "1", 9, 12.5, 90_000)


def test_an_exception_names_nobody():
    said = StockException(**says(exception="void", amount=700, currency="CHF", zone="front", associate=ANA))
    (row,) = loose([said], master())["exception"]
    assert (row["kind"], row["amount"], row["zone"], row["daypart"], row["hour"]) == (
        "void",
        700,
        "front",
        "midday",
        13,
    )
    assert "ana" not in row.values()


def test_an_exception_or_a_step_that_was_taken_back_has_no_row():
    told = says(key="k", source="stock:epcis")
    for first in (StockException(**told, exception="stolen"),
                  StepDone(**told, associate=None, process="receiving", step="receiving")):  # fmt: skip
        back = replace(first, revision="2", cancelled=True)
        assert any(loose([first], master()).values())
        for order in ([first, back], [back, first]):
            assert not any(loose(order, master()).values())


def test_a_huddle_a_praise_a_job_aid_and_a_step_done_have_a_row_each():
    rows = loose([
        Huddle(**says(leader=MIA, focus="accessory", minutes=5, present=4)), Praise(**says(associate=ANA, by=MIA)),
        JobAid(**says(associate=ANA, aid="strap-sizes", skill="accessory")),
        StepDone(**says(associate=None, process="transfer", step="signed", done=False, exceptions=2)),
    ], master())  # fmt: skip
    assert {table: len(found) for table, found in rows.items() if found} == {
        "huddle": 1,
        "praise": 1,
        "aid": 1,
        "sop": 1,
    }
    assert (rows["huddle"][0]["present"], rows["huddle"][0]["behaviour"]) == (4, "accessory")
    assert (rows["sop"][0]["done"], rows["sop"][0]["exceptions"], rows["sop"][0]["associate"]) == (0, 2, "")
    assert rows["praise"][0]["job_role"] == "advisor"


def test_coaching_and_learning_without_a_thread_stand_alone():
    coached = Coaching(**says(associate=ANA, coach=MIA, behaviour="accessory", minutes=10))
    followed = Coaching(**says(associate=ANA, coach=MIA, behaviour="accessory", follows=UUID(int=3)))
    taken = Learning(**says(associate=ANA, what="completed", module="m", seconds=90.0))
    part = Learning(**says(associate=ANA, what="completed", module="m", seconds=90.0, attempt=UUID(int=4)))
    rows = loose([coached, followed, taken, part], master())
    assert [(row["lag"], row["minutes"]) for row in rows["coached"]] == [(None, 10.0)]
    assert [row["minutes"] for row in rows["learnt"]] == [1.5]


def test_the_live_list_names_keys_and_never_text():
    rows = tell_loose(heard(
        Coaching(**says(associate=ANA, coach=MIA, behaviour="accessory", improvement="offer it sooner")),
        Learning(**says(associate=ANA, what="practised", module="m", scaled=0.5, seconds=30.0, response="a guess")),
        Praise(**says(associate=ANA, by=MIA, behaviour="welcome", text="unhurried")),
        Huddle(**says(leader=MIA, focus="discovery", tip="ask twice", present=5, minutes=6)),
    ), master(), {})["moment"]  # fmt: skip
    assert [(row[1], row[7], row[10], row[11], row[12]) for row in rows] == [
        ("coaching", "ana", None, None, "accessory"), ("learning", "ana", 0.5, 30.0, "practised m"),
        ("praise", "ana", None, None, "welcome"), ("huddle", "", 5.0, 6.0, "discovery"),
    ]  # fmt: skip


def watch(**more):
    return Observation(**says(associate=ANA, observer=MIA, started=at(0, -12), marks={"seal": "yes", "log": "partly"},
                              checklist="receiving", seconds=40) | more)  # fmt: skip


def test_an_observation_of_another_task_has_steps_but_no_visit():
    rows = tell_loose(heard(watch()), master(), {})
    assert {table for table, found in rows.items() if found} == {"step", "watched", "moment"}
    (row,) = loose([watch()], master())["watched"]
    assert (row["coach"], row["checklist"], row["minutes"], row["seconds"]) == ("mia", "receiving", 12.0, 40.0)


@pytest.mark.parametrize("unseen", [{"practice": True}, {"checklist": "client-visit"}, {"boutique": "XXX99"}])
def test_practice_and_what_linking_leaves_out_is_no_step(unseen):
    assert not any(tell_loose(heard(watch(**unseen)), master(), {}).values())


def test_nothing_counts_before_a_doors_first_day():
    late = Door(code="GVA01", name="Geneva", zone="Europe/Zurich", currency="CHF", go_live=day(1))
    said = [receipt(), Praise(**says(associate=ANA, by=MIA)), watch(), Huddle(**says(leader=MIA)),
            JobAid(**says(associate=ANA, aid="x"))]  # fmt: skip
    assert not any(tell_loose(heard(*said), master(late), {}).values())


def test_the_night_belongs_to_the_day_before_and_its_hour_to_the_door():
    said = Praise(**says(at=datetime(2026, 3, 3, 6, 30, tzinfo=UTC), boutique="NYC02", associate=ANA, by=MIA))
    (row,) = loose([said], master())["praise"]
    assert (row["day"], row["hour"], row["daypart"], row["region"]) == (DAY, 1, "evening", "Americas")
