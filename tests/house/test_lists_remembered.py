"""Lists of verdicts are remembered: for who was shown them, and until something in them changes."""

import shutil
from dataclasses import replace

import pytest

from cabochon.directory.verdict_rows import Begun
from cabochon.house import verdicting_lists
from coached_house import TODAY, filled, observed, opened


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    data = tmp_path_factory.mktemp("lists") / "data"
    house = filled(data)
    house.effects.verdicts.work(TODAY)
    house.close()
    return data


@pytest.fixture
def house(folder, tmp_path, monkeypatch):
    monkeypatch.setattr(verdicting_lists, "FEW", 0)
    one = opened(shutil.copytree(folder, tmp_path / "data"))
    yield one
    one.close()


def made(house, monkeypatch):
    """How often a list is made, from now on."""
    verdicts, times = house.effects.verdicts, []
    before = verdicts._heads
    monkeypatch.setattr(verdicts, "_heads", lambda *asked: times.append(asked[1].account) or before(*asked))
    return times


def primed(house):
    """So many episodes that rows are read all at once, as in a large house."""
    house.effects.verdicts._shelf.led()


def test_the_same_list_is_made_once_for_each_and_never_given_to_another(house, monkeypatch):
    primed(house)
    boss, hq = house.viewer_by_login("boss"), house.viewer_by_login("hq")
    alone = {one: [*house.effects.verdicts.heads(one)] for one in (boss, hq)}
    times = made(house, monkeypatch)
    assert {one: house.effects.verdicts.heads(one) for one in (hq, boss)} == alone
    assert times == []
    fewer = replace(hq, boutiques=frozenset(sorted(hq.boutiques)[:1]))
    assert {head.subject.boutique for head in house.effects.verdicts.heads(fewer)} <= fewer.boutiques
    assert len(times) == 1
    assert alone[boss] != alone[hq]


def test_a_row_that_changes_changes_the_list(house):
    primed(house)
    boss, verdicts = house.viewer_by_login("boss"), house.effects.verdicts
    head = next(head for head in verdicts.heads(boss) if head.change)
    assert not head.restated
    row = house.directory.get(Begun, head.subject.key)
    house.directory.put(replace(row, restated=True))
    assert next(one for one in verdicts.heads(boss) if one.subject == head.subject).restated
    house.directory.put(replace(row, near=""))
    assert next(one for one in verdicts.heads(boss) if one.subject == head.subject).change is None


def test_facts_that_move_make_a_new_list(house, monkeypatch):
    primed(house)
    boss = house.viewer_by_login("boss")
    house.effects.verdicts.heads(boss)
    times = made(house, monkeypatch)
    day = TODAY.replace(day=1)
    assert house.keep_as().events([observed("GVA01-2", "GVA01", day, 15, yes=True)]).new == 1
    house.catch_up()
    house.effects.verdicts.heads(boss)
    assert times == [boss.account]


def test_a_list_given_out_may_be_changed_by_who_got_it(house):
    primed(house)
    boss, verdicts = house.viewer_by_login("boss"), house.effects.verdicts
    verdicts.heads(boss).clear()
    assert verdicts.heads(boss)


def test_old_lists_go(monkeypatch):
    monkeypatch.setattr(verdicting_lists, "MOST", 3)
    lists, found, asked = verdicting_lists.Lists(), object(), []
    monkeypatch.setattr(verdicting_lists, "FEW", 0)
    for name in ("a", "b", "b", "a"):
        lists.get(found, name, lambda name=name: asked.append(name) or [name, name])
    assert asked == ["a", "b", "a"]
