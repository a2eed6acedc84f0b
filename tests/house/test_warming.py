"""What boards ask is asked before anybody looks; in nobody's name, and one who stops the house does not wait."""

from datetime import UTC, datetime
from threading import Event

import pytest

from cabochon.directory.rows import Account
from cabochon.duties import warming
from cabochon.house import OPERATOR, House
from cabochon.house.answering import Answering
from cabochon.settings import load
from counted import filled


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    data = tmp_path_factory.mktemp("warm") / "data"
    house = filled(data)
    house.directory.put(Account(id="two", login="two", name="Two", role="hq_leader", boutiques=("GVA01", "PAR01")))
    house.directory.put(Account(id="gone", login="gone", name="Gone", role="area_coach", disabled=True))
    house.close()
    return data


@pytest.fixture
def house(folder, monkeypatch):
    monkeypatch.setattr(warming, "MANY", 2)
    monkeypatch.setattr(warming, "REST", 0.0)
    one = House.open(folder, load(folder, {}), clock=lambda: datetime(2026, 4, 14, 12, tzinfo=UTC))
    yield one
    one.close()


class Counting(Answering):
    def answers(self, questions, ask, warehouse, *, people):
        self.asked = 0

        def counted(some, facts):
            self.asked += len(some)
            return ask(some, facts)

        return super().answers(questions, counted, warehouse, people=people)


def test_a_leader_who_looks_after_it_asks_the_facts_nothing_more(house):
    house.answering = counting = Counting(house.following.back)
    assert warming.ahead(house, Event())
    leader = house.viewer("hq_leader")
    asked = 0
    for look in warming.looks(house, leader):
        look()
        asked += counting.asked
    assert asked == 0


def test_it_looks_once_for_each_role_and_reach_and_as_nobody(house):
    found = warming.viewers(house)
    assert {one.account for one in found} == {OPERATOR}
    assert {one.person for one in found} == {""}
    reach = [(one.role, one.boutiques) for one in found]
    assert len(reach) == len(set(reach))
    assert ("hq_leader", frozenset({"GVA01", "PAR01"})) in reach
    assert not {"manager", "associate", "admin", "auditor"} & {one.role for one in found}


def test_a_small_house_is_quick_enough_by_itself(house, monkeypatch):
    monkeypatch.setattr(warming, "MANY", 1_000)
    assert warming.viewers(house) == []


def test_it_is_done_after_a_start_and_then_once_a_night(house, monkeypatch):
    asked = []
    monkeypatch.setattr(warming, "ahead", lambda *_: asked.append(1) or True)
    duty = warming.warming(house)
    duty.work()
    duty.work()
    assert asked == [1]
    monkeypatch.setattr(house, "clock", lambda: datetime(2026, 4, 15, 12, tzinfo=UTC))
    duty.work()
    assert asked == [1]  # another day, but by day
    monkeypatch.setattr(house, "clock", lambda: datetime(2026, 4, 15, 2, tzinfo=UTC))
    duty.work()
    assert asked == [1, 1]


def test_stopping_ends_it_at_once(house):
    over = Event()
    over.set()
    assert warming.ahead(house, over) is False
