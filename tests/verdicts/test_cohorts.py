"""Cohorts by tenure and role: everybody at the doors, or the coached people themselves."""

import numpy as np
import pytest
from many_doors import ATTACH, MONDAY, OWN, TODAY, Doors, day

from cabochon.measures.catalogue import BY_KEY
from cabochon.verdicts.many import tell_many

TEN = {f"D{i:02d}": day(i % 5) for i in range(10)}


def told(sheets, others, kind, measures=(OWN, ATTACH)):
    subject = sheets.subject(kind, others)
    return tell_many(subject, sheets, today=TODAY, doors={}, measures=measures, others=others)


def test_cohorts_are_in_the_order_of_tenure_and_named_in_words():
    sheets = Doors(began=TEN, n=16)
    lines = told(sheets, sheets.parts(), "wave").cohorts[OWN]
    assert [(one.key, one.label) for one in lines] == [("0-3", "0\u20133 months"), ("12+", "12 months and more")]
    assert all(one.estimate is not None and one.low is not None for one in lines)


def test_only_the_coached_stand_in_the_cohorts_of_a_coached_behaviour():
    sheets = Doors(began=TEN, n=16)
    others = sheets.coached(each=1)
    page = told(sheets, others, "behaviour")
    people = sheets.people(OWN)
    coached = [i for i, unit in enumerate(people.units) if unit.endswith(tuple(TEN)) and "p0/" in unit]
    lines = page.by_role[OWN]
    assert [one.key for one in lines] == ["advisor"]  # each door's first is one
    assert lines[0].people == (10, 10)
    before = sum(people.sums(day(-14 + n % 5), day(-1 + n % 5))[1][i] for n, i in enumerate(coached))
    assert lines[0].before.n == pytest.approx(before)


def test_a_lift_of_the_new_is_seen_where_it_is():
    sheets = Doors(began=dict.fromkeys(TEN, MONDAY), n=20, lift=0.0)
    panel = sheets.cut(OWN, "tenure")
    new = np.array([unit.endswith("/0-3") and unit[:3] in TEN for unit in panel.units])
    later = np.arange(panel.days) > panel.column(MONDAY)
    more = np.random.default_rng(3).binomial((panel.n - panel.x).astype(int), 0.4) * np.outer(new, later)
    sheets.made[OWN, "tenure"] = type(panel)(panel.x + more, panel.n, panel.door, panel.first, panel.units, panel.doors)
    lines = {one.key: one for one in told(sheets, sheets.parts(), "wave").cohorts[OWN]}
    assert lines["0-3"].low > 0.1
    assert lines["12+"].low < 0 < lines["12+"].high


def test_a_list_leaves_the_rows_out():
    sheets = Doors(began=TEN, n=16)
    subject = sheets.subject("wave")
    page = tell_many(subject, sheets, today=TODAY, doors={}, measures=(OWN,), others=sheets.parts(), parts=False)
    assert (page.by_door, page.by_role, page.cohorts) == ({}, {}, {})
    assert page.changes == told(sheets, sheets.parts(), "wave", measures=(OWN,)).changes


def test_every_row_says_how_many_events_and_people_stand_behind_it():
    sheets = Doors(began=TEN, n=16)
    page = told(sheets, sheets.parts(), "wave")
    for lines in (*page.by_door.values(), *page.by_role.values(), *page.cohorts.values()):
        for one in lines:
            assert one.events == (round(one.before.n), round(one.after.n))
            assert min(one.people) > 0
    assert BY_KEY[OWN].person
