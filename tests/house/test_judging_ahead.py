"""Judged ahead at night: what leaders ask on Tuesday is there, and one who stops the house does not wait."""

from datetime import UTC, datetime
from threading import Event

import pytest

from cabochon.directory.trust_rows import Judgement
from cabochon.duties import judging
from cabochon.house import House
from cabochon.house.cells import STEPS, rows, weeks_of
from cabochon.measures.catalogue import BY_KEY
from cabochon.settings import load
from counted import filled


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    data = tmp_path_factory.mktemp("ahead") / "data"
    filled(data).close()
    return data


def house_at(folder, hour):
    return House.open(folder, load(folder, {}), clock=lambda: datetime(2026, 4, 14, hour, tzinfo=UTC))


def few(house, monkeypatch):
    monkeypatch.setattr(judging, "EXTRA", ("daypart",))
    monkeypatch.setattr(judging, "asked_of", lambda _: [BY_KEY[key] for key in ("attach_rate", "atv", "csat")])
    monkeypatch.setattr(judging, "weeks_of", lambda today: weeks_of(today, most=3))
    monkeypatch.setattr(judging, "YEAR", 4)


def test_by_day_nothing_is_judged_ahead_and_stopping_ends_it_at_once(folder, monkeypatch):
    house = house_at(folder, 12)
    few(house, monkeypatch)
    duty = judging.judging(house)
    assert duty.work() is False
    over = Event()
    over.set()
    assert judging.ahead(house, over) is False
    assert house.directory.find(Judgement) == []
    house.close()


def test_at_night_all_is_judged_once_and_a_leader_needs_no_judgement_any_more(folder, monkeypatch):
    house = house_at(folder, 2)
    few(house, monkeypatch)
    duty = judging.judging(house)
    duty.work()
    told = len(house.directory.find(Judgement))
    assert told > 5
    asked = []
    monkeypatch.setattr(judging, "ahead", lambda *_: asked.append(1))
    duty.work()
    assert asked == []  # this week is done
    see = house.see_as(house.viewer("hq_leader"))
    for step in (step for step in STEPS if step.extra != "product_line"):
        for key in ("attach_rate", "csat"):
            list(rows(see, BY_KEY[key], step, weeks=weeks_of(house.today, most=3)))
    assert len(house.directory.find(Judgement)) == told
    house.close()


def test_every_kind_is_asked_once(folder):
    house = house_at(folder, 12)
    found = list(judging.questions(house))
    assert len(found) == len({question.name for question in found})
    assert len(found) < 500
    house.close()
