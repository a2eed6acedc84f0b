"""The quarterly pulse: once a person, by region alone, nobody's answer kept."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from cabochon.directory.rows import PulseCount, PulseVoice
from cabochon.house.pulse import quarter_of
from cabochon.privacy.viewer import Viewer
from cabochon.refusals import NotAllowed, Refused


def seller(n, door="GVA01"):
    return Viewer(account=f"s{n}", role="associate", boutiques=frozenset({door}), person=f"p{n}")


def leader(*doors):
    return Viewer(account="hq", role="hq_leader", boutiques=frozenset(doors))


def test_one_answers_once_a_quarter(furnished):
    pulse = furnished[0].pulse
    assert pulse.open_to(seller(1))
    pulse.answer(seller(1), {"helps": 5, "time": 2})
    assert not pulse.open_to(seller(1))
    with pytest.raises(NotAllowed, match="answered this quarter"):
        pulse.answer(seller(1), {"helps": 1})


def test_rather_not_counts_nothing_and_asks_no_more(furnished):
    house, _ = furnished
    house.pulse.answer(seller(1), {})
    assert not house.pulse.open_to(seller(1))
    assert house.directory.find(PulseCount) == []


def test_a_region_shows_with_ten_answers_and_not_with_nine(furnished):
    house, one = furnished
    for n in range(9):
        house.pulse.answer(seller(n), {"helps": 4})
    mine = leader("GVA01")
    assert {(v.question, v.n) for v in house.pulse.by_region(mine)} == {("helps", None), ("time", None)}
    house.pulse.answer(seller(9), {"helps": 2})
    helps = next(v for v in house.pulse.by_region(mine) if v.question == "helps")
    region = next(door.region for door in one.doors if door.code == "GVA01")
    assert (helps.region, helps.n, helps.mean, helps.favourable) == (region, 10, 3.8, 0.9)


def test_what_is_kept_names_nobody(furnished):
    house, _ = furnished
    house.pulse.answer(seller(7), {"helps": 5, "time": 1})
    kept = repr([*house.directory.find(PulseVoice), *house.directory.find(PulseCount)])
    assert "s7" not in kept
    assert "p7" not in kept
    assert "GVA01" not in kept
    assert not any(detail for *_, detail in house.directory.notes(actor="s7"))


def test_answers_at_once_are_all_counted(furnished):
    house, _ = furnished
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: house.pulse.answer(seller(n), {"helps": 3}), range(24)))
    assert [one.count for one in house.directory.find(PulseCount)] == [24]


def test_only_answers_that_are_there(furnished):
    pulse = furnished[0].pulse
    for wrong in ({"helps": 6}, {"pay": 3}, {"helps": 0}):
        with pytest.raises(Refused):
            pulse.answer(seller(1), wrong)
    assert pulse.open_to(seller(1))


def test_leaders_do_not_answer_and_sellers_do_not_look(furnished):
    pulse = furnished[0].pulse
    with pytest.raises(NotAllowed):
        pulse.answer(leader("GVA01"), {"helps": 5})
    with pytest.raises(NotAllowed):
        pulse.by_region(seller(1))


def test_quarters():
    from datetime import date

    assert [quarter_of(date(2026, m, 1)) for m in (1, 3, 4, 12)] == ["2026-Q1", "2026-Q1", "2026-Q2", "2026-Q4"]
