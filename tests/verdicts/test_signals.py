"""Behaviours, steps and signals against outcomes: eight pretend doors, what was planted is found and nothing else."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from cabochon.facts.tables import TABLES
from cabochon.verdicts import signals as told
from cabochon.verdicts.signal_words import amount, missing
from cabochon.warehouse import Batch, Bookmark
from cabochon.warehouse.duckdb import DuckDBWarehouse

TODAY = date(2026, 11, 23)
SINCE, UNTIL = told.latest(TODAY, told.WEEKS)
DOORS = tuple(f"D{n}" for n in range(8))
NAMES = {table.name: table for table in TABLES}


def row(table, **values):
    """A row of a fact table; what is not said is empty, a zero or a day."""
    blank = {"text": "", "int": 0, "real": 0.0, "day": SINCE, "time": datetime(2026, 6, 1, tzinfo=UTC)}
    return tuple(values.get(c.name, blank[c.type]) for c in NAMES[table].columns)


def world(*, doors=DOORS, weeks=told.WEEKS, effect=0.4, seen=40, sold=60, seed=5):
    """Door and week levels of `accessory` that move by 15 points; attach follows it by `effect`, CSAT does not."""
    chance = np.random.default_rng(seed)
    rows = {"step": [], "receipt": [], "survey": []}
    for d, door in enumerate(doors):
        for week in range(weeks):
            day = SINCE + timedelta(weeks=week, days=d % 7)
            true = np.clip(0.5 + 0.03 * (d - 4) + chance.normal(0, 0.15), 0.05, 0.95)
            base = {"boutique": door, "day": day, "grain": 255, "currency": "CHF", "rate": 1.0}
            for n in range(seen):
                mark = int(chance.random() < true)
                who = {"associate": f"{door}-{n % 5}", "behaviour": "accessory", "judged": 1}
                rows["step"].append(row("step", observation=f"{door}/{week}/{n}", yes=mark, **who, **base))
            for n in range(sold):
                hit = int(chance.random() < 0.2 - 0.01 * d + effect * (true - 0.5))
                rows["receipt"].append(
                    row("receipt", receipt=f"{door}/{week}/{n}", sale=1, qualifying=1, attached=hit, net=1e5, **base)
                )
            for n in range(sold // 3):
                score = float(np.clip(round(chance.normal(4.2, 0.5)), 1, 5))
                rows["survey"].append(
                    row("survey", survey=f"{door}/{week}/{n}", question="satisfaction", score=score, **base)
                )
    return rows


def warehouse(rows):
    made = DuckDBWarehouse(":memory:", threads=1)
    made.prepare(TABLES)
    made.replace(Batch(Bookmark(1, 1), rows))
    return made


ASKED = (told.Asked(("behaviour.accessory",), ("csat", "attach_rate")),)


def ask(rows, *, doors=DOORS, asked=ASKED, gone=()):
    facts = warehouse(rows)
    try:
        found = told.signals(facts, today=TODAY, doors=doors, currency="CHF", gone=gone, asked=asked)
    finally:
        facts.close()
    return {(one.behaviour.partition(".")[2], one.outcome): one for one in found}


@pytest.fixture(scope="module")
def planted():
    return ask(world())


@pytest.fixture(scope="module")
def dull():
    """Nothing is planted, and much is seen."""
    return ask(world(effect=0.0, seen=60, sold=200))


def test_what_was_planted_is_found_within_door_and_week(planted):
    """Doors that do more of it sell less by level: across doors the two go against each other."""
    one = planted["accessory", "attach_rate"]
    assert one.state == "goes_with"
    assert one.q < 0.05
    assert one.low < 0.04 * one.reliability < one.high  # 4 points for ten, seen through the noise of forty visits
    assert (one.doors, one.weeks, one.n) == (8, 28, 8 * 28 * 40)
    assert one.text.startswith("Goes with it: Secondary sales rate is higher, about")
    assert not one.may_retire
    assert "keep it" in one.why


def test_what_was_not_is_not(planted):
    one = planted["accessory", "csat"]
    assert one.state == "nothing_seen"
    assert one.low < 0 < one.high
    assert one.text.startswith("No link seen within a boutique and a week: between")
    assert not one.may_retire  # attach goes with it: every outcome has to let it go


def test_a_measure_that_goes_with_nothing_may_be_retired(dull):
    assert {one.state for one in dull.values()} == {"nothing_seen"}
    assert all(one.reliability > 0.7 for one in dull.values())
    assert all(one.may_retire for one in dull.values())
    assert not any(one.why for one in dull.values())


def test_too_little_seen_never_retires():
    """Three observations a week: nearly all of what moves is chance, and a link would not show."""
    found = ask(world(effect=0.0, seen=3, sold=200))
    assert not any(one.may_retire for one in found.values())
    assert all(one.reliability < told.RELIABLE for one in found.values())
    assert all("more of it has to be logged" in one.why for one in found.values())


def test_five_doors_cannot_tell_and_give_no_number():
    found = ask(world(doors=DOORS[:5]), doors=DOORS[:5])
    assert {one.state for one in found.values()} == {"cannot_tell"}
    assert {(one.slope, one.low, one.p, one.reliability) for one in found.values()} == {(None, None, None, None)}
    assert all("at least 6 boutiques are needed" in one.text for one in found.values())


def test_eight_doors_of_which_five_ask_clients_cannot_tell_of_clients():
    rows = world()
    rows["survey"] = [
        one for one in rows["survey"] if one[[c.name for c in NAMES["survey"].columns].index("boutique")] < "D5"
    ]
    found = ask(rows)
    assert (found["accessory", "csat"].state, found["accessory", "csat"].slope) == ("cannot_tell", None)
    assert found["accessory", "attach_rate"].state == "goes_with"


def test_few_weeks_cannot_tell():
    rows = world(weeks=6)
    assert {one.state for one in ask(rows).values()} == {"cannot_tell"}


def test_nothing_at_all_says_so():
    found = told.signals(warehouse({}), today=TODAY, doors=DOORS, currency="CHF")
    assert len(found) == 7 * 2 + 4 * 3 + 7 * 2
    assert {one.state for one in found} == {"cannot_tell"}
    assert {one.text for one in found} == {"Cannot tell yet: nothing was counted yet; at least 6 boutiques are needed."}


def test_a_retired_one_is_told_as_that(dull):
    found = ask(world(), gone=("behaviour.accessory",))
    assert {one.state for one in found.values()} == {"retired"}
    assert not any(one.may_retire for one in found.values())


def test_what_is_better_low_goes_with_it_when_it_falls():
    """Steps done against returns: fewer returns in months with more steps are for the better."""
    chance = np.random.default_rng(3)
    rows = {"sop": [], "receipt": []}
    for door in DOORS:
        for lot in range(told.WEEKS // 4):
            day, done = SINCE + timedelta(weeks=4 * lot, days=3), chance.uniform(0.3, 0.95)
            base = {"boutique": door, "day": day, "grain": 255, "currency": "CHF", "rate": 1.0}
            for n in range(60):
                rows["sop"].append(
                    row(
                        "sop",
                        sop=f"{door}/{lot}/{n}",
                        process="return",
                        step="a",
                        done=int(chance.random() < done),
                        **base,
                    )
                )
            for n in range(150):
                back = float(chance.random() < 0.3 - 0.2 * done)
                rows["receipt"].append(
                    row("receipt", receipt=f"{door}/{lot}/{n}", sale=1, sold=1.0, back=back, net=1e5, **base)
                )
    one = ask(rows, asked=(told.Asked(("sop.return",), ("return_rate",), 4),))["return", "return_rate"]
    assert one.slope < 0
    assert (one.state, one.weeks) == ("goes_with", 28)
    assert "lower (better)" in one.text


def test_amounts_in_words():
    assert amount(0.012, "rate") == "1.2 points"
    assert amount(-0.0004, "rate") == "−0.04 points"
    assert amount(31135.4, "money", "CHF") == "CHF 311"
    assert amount(0.0, "score") == "0 of a point"
    assert missing(doors=1, least=6) == "both were counted in one boutique; at least 6 boutiques are needed."
