"""What is told together: each row as it should be, whatever the order, and keyed so that it can be told again."""

import random
from uuid import UUID

import pytest

from cabochon.facts import threads
from cabochon.retail.events import Action as NextAction
from cabochon.retail.events import (
    Assignment,
    Availability,
    Calibration,
    Coaching,
    Contest,
    Focus,
    Learning,
    Observation,
    Signal,
    StepDone,
    StockCount,
)
from cabochon.retail.events import CoachingStep as Step
from cabochon.retail.master import Door, Identifier, Rate
from cabochon.retail.operations import Counted
from cabochon.retail.receipts import Restating
from cabochon.retail.who import person

from .retold import SPACE, at, code, day, employment, heard, master, retell, says

ANA, BEN, MIA = person("ana"), person("ben"), person("mia")
ATTEMPT = UUID(int=7)


def step(what, days=0.0, **more):
    return Step(**says(at=at(days), associate=ANA, what=what, action="a1", **more))


def learning(what, days=0.0, who=ANA, minutes=0.0, **more):
    return Learning(**says(at=at(days, minutes), associate=who, what=what, module="m1", **more))


def assigned(due, who=None, days=0.0, **more):
    return Assignment(**says(at=at(days), **{"what": "module", "item": "m1"} | more, due=due, associate=who))


def signal(what, days=0.0, **more):
    return Signal(**says(at=at(days), associate=ANA, signal=what, **more))


def done(days, *, ticked=True, minutes=0.0, **more):
    return StepDone(**says(at=at(days, minutes), associate=ANA, process="receiving", step="seal", done=ticked, **more))


def observation(**more):
    return Observation(**says(associate=ANA, observer=MIA, started=at(0, -20), **more))


def one(rows, table):
    (row,) = rows[table]
    return row


def test_an_action_is_closed_when_verified_by_its_due_day():
    story = [step("took_on", due=day(5), by=MIA, behaviour="accessory"), step("tried", 3), step("tried", 1),
             step("verified", 5)]  # fmt: skip
    row = one(retell(story, master()), "action")
    assert (row["action"], row["day"], row["associate"], row["coach"]) == ("action/a1", day(5), "ana", "mia")
    assert (row["given"], row["tried"], row["verified"], row["closed"]) == (day(0), day(1), day(5), 1)
    assert (row["behaviour"], row["source"], row["dropped"]) == ("accessory", "coaching", 0)
    late = [*story[:-1], step("verified", 6)]
    assert one(retell(late, master()), "action")["closed"] == 0


def test_the_action_of_an_observation_goes_by_its_statement():
    seen = observation(action=NextAction(what="repeat_discovery", due=day(3)))
    tried = Step(**says(at=at(1), associate=ANA, what="tried", action=SPACE.format(0)))
    row = one(retell([seen, tried], master()), "action")
    assert (row["action"], row["source"], row["coach"]) == (f"action/{SPACE.format(0)}", "observation", "mia")
    assert (row["given"], row["due"], row["tried"], row["verified"], row["day"]) == (
        day(0),
        day(3),
        day(1),
        None,
        day(3),
    )
    assert "action" not in retell([observation(action=seen.action, practice=True), tried], master())


def test_coaching_lags_behind_the_end_of_what_it_follows():
    said = Coaching(**says(at=at(0, 45), associate=ANA, coach=MIA, behaviour="accessory", minutes=12,
                           follows=UUID(SPACE.format(0))))  # fmt: skip
    row = one(retell([observation(), said], master()), "coached")
    assert (row["lag"], row["minutes"], row["coach"], row["follows"]) == (45.0, 12.0, "mia", SPACE.format(0))
    assert one(retell([observation(practice=True), said], master()), "coached")["lag"] is None


@pytest.mark.parametrize(("kept", "told"), [(None, False), (True, True), (False, False)])
def test_contested_coaching_counts_again_where_it_was_kept(kept, told):
    said = Coaching(**says(associate=ANA, coach=MIA, behaviour="accessory", follows=UUID(int=1)))
    (name,) = {v.event for v in heard(said)}
    words = [Contest(**says(associate=ANA, what="contested", about=UUID(name)))]
    if kept is not None:
        words.append(Contest(**says(at=at(1), associate=ANA, what="settled", about=UUID(name), kept=kept)))
    by = {name: [Restating(str(n), "", word) for n, word in enumerate(reversed(words))]}
    assert ("coached" in retell([said], master(), by)) is told
    assert {v.original for v in heard(*words)} == {name}


def test_an_appointment_is_one_row_on_the_day_it_is_booked_for():
    story = [signal("appointment_booked", appointment="q", due=day(4)), signal("appointment_kept", 4, appointment="q")]
    row = one(retell(story, master()), "appointment")
    assert (row["appointment"], row["day"], row["booked"], row["kept"], row["missed"]) == ("q", day(4), 1, 1, 0)
    alone = retell([signal("appointment_missed", 1), signal("appointment_booked", 2)], master())["appointment"]
    assert {(r["day"], r["booked"], r["kept"], r["missed"]) for r in alone} == {(day(1), 1, 0, 1), (day(2), 1, 0, 0)}
    assert retell([signal("appointment_offered", appointment="q")], master()) == {}


@pytest.mark.parametrize(("due", "done_on", "row"), [(None, 7, (day(7), 1)), (None, 8, (day(7), 0)),
                                                     (2, 2, (day(2), 1)), (2, None, (day(2), 0))])  # fmt: skip
def test_a_follow_up_is_done_by_its_day(due, done_on, row):
    story = [signal("follow_up_agreed", appointment="f", due=None if due is None else day(due))]
    story += [] if done_on is None else [signal("follow_up_done", done_on, appointment="f")]
    found = one(retell(story, master(follow_up_days=7)), "follow_up")
    assert (found["day"], found["done"], found["agreed"]) == (*row, 1)


def sop(*story, **more):
    return {(row["day"], row["done"]) for row in retell(story, master(**more)).get("sop", [])}


def test_a_step_done_stands_for_one_assignment_due_after_it():
    step = {"what": "step", "item": "receiving/seal"}
    two = [assigned(day(3), days=-1, **step), assigned(day(5), days=-1, **step)]
    assert sop(*two) == {(day(3), 0), (day(5), 0)}
    assert sop(*two, done(1)) == {(day(5), 0)}
    assert sop(*two, done(1), done(2)) == set()
    assert sop(*two, done(4)) == {(day(3), 0)}
    assert sop(*two, done(-2), done(6)) == {(day(3), 0), (day(5), 0)}
    assert sop(two[0], done(2, ticked=False)) == set()  # a tick that says no is a row of its own
    assert sop(assigned(day(3), days=-1, withdrawn=True, **step)) == set()
    assert sop(assigned(day(3), ANA, **step), employed=[employment("on_leave", day(0), until=day(9))]) == set()


def test_a_step_that_was_taken_back_stands_for_nothing():
    due, first = assigned(day(3), days=-1, what="step", item="receiving/seal"), done(1, key="s", revision="1")
    assert sop(due, first) == set()
    assert sop(due, first, done(1, key="s", revision="2", cancelled=True)) == {(day(3), 0)}


def test_a_step_done_in_december_stands_for_what_is_due_in_january():
    step = {"what": "step", "item": "receiving/seal"}
    story = [assigned(day(-60), days=-70, **step), done(-65)]  # due on 1 January
    assert day(-60).month == 1
    assert sop(*story) == set()
    assert sop(story[0]) == {(day(-60), 0)}


def test_a_count_is_read_against_the_one_before_it_in_its_zone():
    lines = (Counted(sku="A", expected=3, counted=2, cost=1000), Counted(sku="B", expected=1, counted=2, cost=300),
             Counted(sku="C", expected=4, counted=4, cost=50))  # fmt: skip
    known = master(Rate(currency="CHF", value=1.1), currency="EUR")

    def count(days, **more):
        return StockCount(**says(at=at(days), currency="CHF", **{"zone": "front"} | more))

    story = [count(0, lines=lines), count(-90, book=1000, value=900, skus=7, equal=6), count(-1, zone="safe")]
    rows = {(row["zone"], row["day"]): row for row in retell(story, known)["stock"]}
    row = rows["front", day(0)]
    assert (row["skus"], row["equal"], row["book"], row["counted"]) == (3, 1, 3500, 2800)
    assert (row["shrink"], row["over"], row["previous"], row["rate"]) == (700, 300, day(-90), pytest.approx(1.1))
    first = rows["front", day(-90)]
    assert (first["skus"], first["equal"], first["shrink"], first["over"], first["previous"]) == (7, 6, 100, 0, None)
    assert rows["safe", day(-1)]["previous"] is None


def test_a_count_that_was_taken_back_is_none_and_none_is_read_against_it():
    def count(days, **more):
        return StockCount(**says(at=at(days), currency="CHF", zone="front", source="stock:epcis", **more))

    story = [count(-90, book=5, value=5, key="a"), count(-30, book=9, value=2, key="b", revision="1"),
             count(0, book=7, value=7, key="c")]  # fmt: skip
    back = count(-30, key="b", revision="2", cancelled=True)
    assert {row["day"]: row["previous"] for row in retell(story, master())["stock"]}[day(0)] == day(-30)
    for order in ([*story, back], [back, *story]):
        rows = {row["day"]: row["previous"] for row in retell(order, master())["stock"]}
        assert rows == {day(-90): None, day(0): day(-90)}


def test_the_last_reading_of_a_business_day_is_its_availability():
    def reading(minutes, stock):
        return Availability(**says(at=at(0, minutes), in_stock=stock, listed=24))

    story = [reading(0, 20), reading(13 * 60, 18), reading(20 * 60, 9)]  # noon, 02:00 of the night, 09:00
    rows = {row["listing"]: row["in_stock"] for row in retell(story, master())["listing"]}
    assert rows == {"GVA01/2026-03-02": 18, "GVA01/2026-03-03": 9}


def test_a_focus_ends_where_it_is_closed_or_the_next_begins():
    def said(what, days, **more):
        return Focus(**says(at=at(days), by=MIA, what=what, behaviour="accessory", **more))

    story = [said("set", 0, since=day(0), target=0.5), said("set", 0.1, since=day(0), target=0.6, until=day(34)),
             said("tip", 7), said("closed", 20, outcome="tuned"), said("set", 30, since=day(30)),
             said("set", 40, since=day(41), until=day(60))]  # fmt: skip
    rows = [(r["focus"], r["since"], r["until"], r["target"], r["outcome"]) for r in retell(story, master())["focus"]]
    assert rows == [
        (f"GVA01/accessory/{day(0)}", day(0), day(20), 0.6, "tuned"),
        (f"GVA01/accessory/{day(30)}", day(30), day(40), None, ""),
        (f"GVA01/accessory/{day(41)}", day(41), day(60), None, ""),
    ]


def test_nothing_is_told_before_a_door_counts():
    late = Door(code="GVA01", name="Geneva", zone="Europe/Zurich", currency="CHF", go_live=day(1))
    story = [step("took_on", due=day(0)), done(0), signal("appointment_kept"), assigned(day(0), ANA),
             Availability(**says(in_stock=1, listed=2))]  # fmt: skip
    assert retell(story, master(late)) == {}


def test_names_with_bars_stay_apart_from_the_threads_they_name():
    (heard_of,) = heard(learning("took_on", item="a|b;c"))
    assert threads.canonical(heard_of, master()) == {"took;ana;m1;a¦b,c"}


def story():
    step = {"what": "step", "item": "receiving/seal"}
    return [
        *(done(n, minutes=n) for n in range(4)), *(assigned(day(n), days=-2, **step) for n in range(6)),
        assigned(day(9)), assigned(day(3), BEN), learning("completed", 2), learning("passed", 4, code("JD")),
        *(learning("took_on", n, item="x", attempt=UUID(int=n)) for n in range(3)), learning("tried", 1.5, item="x"),
        step_of("took_on", 0), step_of("tried", 2), step_of("verified", 3), observation(),
        *(signal(what, n, appointment="q") for n, what in enumerate(("appointment_booked", "appointment_kept"))),
        *(signal("follow_up_done", n, appointment="f") for n in range(3)), signal("follow_up_agreed", appointment="f"),
        *(Calibration(**says(at=at(n), rater=MIA, clip="c", marks={"welcome": "yes"}, key=f"k{n}")) for n in range(3)),
        *(StockCount(**says(at=at(200 * n), zone="z", currency="CHF", book=n, value=0)) for n in range(5)),
        *(Focus(**says(at=at(n), by=MIA, what="set", behaviour="b", since=day(n % 2))) for n in range(4)),
    ]  # fmt: skip


def step_of(what, days):
    return Step(**says(at=at(days), associate=ANA, what=what, action="a9", due=day(3)))


def test_any_order_of_arrival_tells_the_same_rows():
    known = master(Identifier(source="till:csv", code="JD", person="ben"))
    versions = heard(*story())
    names = sorted({t for v in versions for t in threads.canonical(v, known)})
    told = [threads.tell(name, versions, known) for name in names]
    keys = [(t, key) for rows in told for t, found in rows.items() for key in {row[0] for row in found}]
    assert len(set(keys)) == len(keys)  # no thread writes over another's rows
    for seed in range(20):
        random.Random(seed).shuffle(versions)
        assert [threads.tell(name, versions, known) for name in names] == told
