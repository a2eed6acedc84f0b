"""Verdicts are kept as they were reached; one that a late event changes is said beside what it was; nothing else is."""

import shutil
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from threading import Event

import pytest

from cabochon.directory.verdict_rows import Begun, Reached
from cabochon.duties import verdicts as duty
from cabochon.house import verdicting, verdicting_kept
from cabochon.refusals import Full, Unknown
from coached_house import ANNA, SUNDAY, TODAY, filled, observed, opened

BEHAVIOUR = "behaviour.accessory"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    data = tmp_path_factory.mktemp("kept") / "data"
    filled(data).close()
    return data


@pytest.fixture
def place(folder, tmp_path):
    return shutil.copytree(folder, tmp_path / "data")


@pytest.fixture
def house(place):
    one = opened(place)
    yield one
    one.close()


def found(house, kind, boutique="", person=""):
    everything = house.effects.verdicts._engine.now().found
    return next(s for s in everything if (s.kind, s.boutique, s.person) == (kind, boutique, person))


def told(house, login, key):
    return house.effects.verdicts.told(house.viewer_by_login(login), key)


def rows(house, name, measure=BEHAVIOUR):
    return [row for row in house.directory.find(Reached, subject=name) if row.measure == measure]


def late(house, days=(date(2026, 3, 26),), *, who="GVA01-2", count=4):
    """Events of days long past, which come in now: all of them offered it."""
    events = [
        observed(who, who.partition("-")[0], day, hour, yes=True) for day in days for hour in range(15, 15 + count)
    ]
    assert house.keep_as().events(events).new == len(events)
    house.catch_up()


# At a planned look


def test_what_a_look_said_is_kept_with_the_hash_of_its_inputs_when_the_page_is_opened(house):
    focus = found(house, "focus", "GVA01")
    page = told(house, "boss", focus.key)
    done = {look.shifts for look in page.looks if look.state == "done"}
    kept = rows(house, focus.key)
    assert {row.look for row in kept} == done == {3, 10}
    assert all((row.number, row.person, row.state != "") == (1, "", True) for row in kept)
    assert all(len(row.inputs) == 32 for row in kept)
    assert page.restated == ()


def test_equal_inputs_keep_nothing_new(house):
    work = house.effects.verdicts.work
    assert work(TODAY) > 0
    before = house.directory.find(Reached)
    assert work(TODAY) == 0
    house.effects.verdicts._engine._now = None
    assert work(TODAY) == 0
    assert house.directory.find(Reached) == before


def test_the_night_keeps_what_nobody_opened(house):
    anna, focus, wave = found(house, "person", "GVA01", ANNA), found(house, "focus", "PAR01"), found(house, "wave")
    house.effects.verdicts.work(TODAY)
    assert [row.person for row in rows(house, anna.key)] == [ANNA] * len(rows(house, anna.key))
    assert rows(house, anna.key)
    assert rows(house, focus.key)
    assert {row.look for row in rows(house, f"{wave.key}.far", "csat")} == {int(f"{SUNDAY:%Y%m%d}")}


def test_a_late_event_shows_at_the_next_opening_and_what_was_said_stays(house):
    focus = found(house, "focus", "GVA01")
    before = told(house, "boss", focus.key)
    late(house)
    page = told(house, "boss", focus.key)
    assert page.changes[0].after.n == before.changes[0].after.n + 4
    (old, new) = [row for row in rows(house, focus.key) if row.look == 3]
    assert (old.look, old.number, new.look, new.number) == (3, 1, 3, 2)
    assert old.inputs != new.inputs
    (restated,) = [one for one in page.restated if one.measure == BEHAVIOUR and one.look == 3]
    assert (restated.was, restated.was_state, restated.look) == (_text(old), old.state, 3)
    assert restated.was != _text(new)
    assert (restated.at, restated.why) == (house.clock(), "late")
    assert told(house, "boss", focus.key).restated == page.restated


def test_what_is_read_again_after_a_late_event_says_what_is_said_of_everything_read_anew(house):
    """Only the days that moved are read again, and only of what moved: every page must be as in a house just opened."""
    verdicts, manager, leader = house.effects.verdicts, house.viewer_by_login("boss"), house.viewer_by_login("hq")

    def pages():
        shown = verdicts._engine.now().shown.values()
        found = []
        for one in shown:
            for viewer in (manager, leader):
                with suppress(Unknown):
                    found.append(verdicts.told(viewer, one.key))
        return found

    assert pages()
    sheets = next(iter(verdicts._engine.now().sheets.values()))
    seen, sold = sheets.people(BEHAVIOUR), sheets.doors("atv")
    late(house)
    after = pages()
    again = next(iter(verdicts._engine.now().sheets.values()))
    assert again is not sheets
    assert again.people(BEHAVIOUR) is not seen
    assert again.doors("atv") is sold  # no receipt came in
    verdicts._engine._now = None
    fresh = pages()
    assert [replace(one, restated=()) for one in after] == [replace(one, restated=()) for one in fresh]
    assert len(fresh) > 7


def improved(house, monkeypatch):
    """From now on the next procedure: what it says of likely lifts and the like has other words."""
    told = house.effects.verdicts._engine._tell

    def said(*asked):
        page = told(*asked)
        better = [
            replace(c, verdict=c.verdict and replace(c.verdict, text=f"{c.verdict.text} Anew.")) for c in page.changes
        ]
        return replace(page, changes=tuple(better), inputs=f"2{page.inputs[1:]}")

    monkeypatch.setattr(house.effects.verdicts._engine, "_tell", said)
    monkeypatch.setattr(verdicting_kept, "PROCEDURE", verdicting_kept.PROCEDURE + 1)
    house.effects.verdicts._engine._now = None


@pytest.mark.parametrize(("kind", "boutique", "login"), [("focus", "GVA01", "boss"), ("rollout", "", "hq")])
def test_the_same_facts_worked_out_anew_are_told_from_what_came_in_late(house, monkeypatch, kind, boutique, login):
    key = found(house, kind, boutique).key
    told(house, login, key)
    improved(house, monkeypatch)
    restated = told(house, login, key).restated
    assert restated
    assert {one.why for one in restated} == {"improved"}
    assert all(not one.was.endswith("Anew.") for one in restated)


def test_a_better_procedure_and_a_late_event_at_once_are_both_told(house, monkeypatch):
    focus = found(house, "focus", "GVA01")
    told(house, "boss", focus.key)
    improved(house, monkeypatch)
    late(house)
    assert "both" in {one.why for one in told(house, "boss", focus.key).restated if one.measure == BEHAVIOUR}


def test_a_late_event_after_a_procedure_that_says_the_same_is_only_late(house, monkeypatch):
    focus = found(house, "focus", "GVA01")
    told(house, "boss", focus.key)
    monkeypatch.setattr(verdicting_kept, "PROCEDURE", verdicting_kept.PROCEDURE + 1)
    house.effects.verdicts._engine._now = None
    told(house, "boss", focus.key)
    late(house)
    assert {one.why for one in told(house, "boss", focus.key).restated} == {"late"}


def test_the_night_finds_it_where_nobody_opens_the_page(house):
    work = house.effects.verdicts.work
    work(TODAY)
    late(house)
    assert work(TODAY) > 0
    focus = found(house, "focus", "GVA01")
    assert [row.number for row in rows(house, focus.key) if row.look == 3] == [1, 2]
    assert work(TODAY) == 0


def test_an_event_after_the_look_restates_nothing(house):
    focus = found(house, "focus", "GVA01")
    told(house, "boss", focus.key)
    late(house, [TODAY - timedelta(days=1)])
    assert told(house, "boss", focus.key).restated == ()
    assert [row.number for row in rows(house, focus.key)] == [1, 1]


def test_after_a_start_it_is_as_it_was(place):
    house = opened(place)
    key = found(house, "focus", "GVA01").key
    told(house, "boss", key)
    late(house)
    page = told(house, "boss", key)
    house.close()
    again = opened(place, TODAY)
    try:
        assert found(again, "focus", "GVA01").key == key
        assert told(again, "boss", key) == page
    finally:
        again.close()


def test_a_baseline_stays_locked_when_an_earlier_moment_comes_in_late(house):
    from coached_house import COACHED, at, coached, name

    anna = found(house, "person", "GVA01", ANNA)
    moment = next(one for one in coached() if one.associate.name == ANNA)
    earlier = replace(moment, id=name("earlier"), at=at(COACHED - timedelta(days=3)))
    assert house.keep_as().events([earlier]).new == 1
    house.catch_up()
    now = found(house, "person", "GVA01", ANNA)
    assert (now.key, now.since, now.baseline_since, now.baseline_until) == (
        anna.key, anna.since, anna.baseline_since, anna.baseline_until)  # fmt: skip


def test_several_together_are_kept_by_the_week_and_a_late_event_restates_that_week(house):
    rollout = found(house, "rollout")
    house.effects.verdicts.work(TODAY)
    (before,) = rows(house, f"{rollout.key}.far")
    assert (before.number, before.look) == (1, int(f"{SUNDAY:%Y%m%d}"))
    late(house, [date(2026, 4, 3), date(2026, 4, 7)], who="PAR01-1", count=6)
    house.effects.verdicts.work(TODAY)
    kept = rows(house, f"{rollout.key}.far")
    assert [row.number for row in kept] == [1, 2]
    page = told(house, "hq", rollout.key)
    assert [one.was for one in page.restated if one.measure == BEHAVIOUR] == [_text(kept[0])]


def test_the_list_says_what_was_last_kept(house):
    boss, hq = house.viewer_by_login("boss"), house.viewer_by_login("hq")
    verdicts = house.effects.verdicts
    assert verdicts.untold
    assert all(head.change is None for head in verdicts.heads(boss))
    verdicts.work(TODAY)
    assert not verdicts.untold
    (head,) = [one for one in verdicts.heads(boss) if one.subject.kind == "focus"]
    assert head.change.measure == BEHAVIOUR
    assert head.change.verdict.text
    assert (head.place, head.restated) == ("Gva01", False)
    late(house)
    told(house, "boss", head.subject.key)
    assert next(one for one in verdicts.heads(boss) if one.subject.key == head.subject.key).restated
    small = next(one for one in verdicts.heads(hq) if one.subject.boutique == "SML01")
    assert small.change.verdict is None
    assert small.change.after.n == 0


def test_a_full_disk_hides_no_page(house, monkeypatch):
    def full(*_, **__):
        raise Full("no room")

    monkeypatch.setattr(house.directory, "add", full)
    monkeypatch.setattr(house.directory, "put", full)
    assert told(house, "boss", found(house, "focus", "GVA01").key).changes


def test_looks_of_long_ago_are_not_kept_anew(house, monkeypatch):
    monkeypatch.setattr(verdicting, "BACK", timedelta(days=7))
    focus = found(house, "focus", "GVA01")
    told(house, "boss", focus.key)
    assert {row.look for row in rows(house, focus.key)} == {10}


# The night's duty


def at_hour(house, hour):
    house.clock = lambda: datetime(TODAY.year, TODAY.month, TODAY.day, hour, tzinfo=UTC)


def test_the_duty_works_once_a_night_and_by_day_only_while_nothing_is_told(house, monkeypatch):
    nights = []
    monkeypatch.setattr(duty, "reach", lambda *_: nights.append(1) or True)
    house.effects.verdicts.work(TODAY)
    one = duty.verdicts(house)
    at_hour(house, 12)
    assert one.work() is False
    assert nights == []
    at_hour(house, 2)
    one.work()
    one.work()
    assert nights == [1]


def test_the_duty_stops_between_two_episodes_and_rests(house, monkeypatch):
    class Stopped(Event):
        def wait(self, timeout=None):
            self.set()
            return True

    assert duty.reach(house, Stopped()) is False
    monkeypatch.setattr(duty, "REST", 0.0)
    assert duty.reach(house, Event()) is True


def test_another_process_at_it_is_not_disturbed(house, monkeypatch):
    from contextlib import nullcontext

    monkeypatch.setattr(duty, "reach", lambda *_: pytest.fail("not alone"))
    monkeypatch.setattr(house, "alone", lambda what: nullcontext(what != "verdicts"))
    at_hour(house, 2)
    assert duty.verdicts(house).work() is False


# One who is erased


def test_of_one_who_is_erased_no_row_and_no_episode_is_left_and_totals_do_not_move(house):
    anna, wave = found(house, "person", "GVA01", ANNA), found(house, "wave")
    house.effects.verdicts.work(TODAY)
    total = told(house, "hq", wave.key).changes
    assert house.directory.find(Reached, person=ANNA)
    assert house.directory.find(Begun, person=ANNA)
    house.trust.erasing.erase(ANNA, by="admin")
    house.catch_up()
    for login in ("boss", "hq"):
        with pytest.raises(Unknown):
            told(house, login, anna.key)
    assert house.effects.verdicts.of(house.viewer_by_login("boss"), ANNA) == []
    house.effects.verdicts.work(TODAY)
    assert house.directory.find(Reached, person=ANNA) == []
    assert house.directory.find(Begun, person=ANNA) == []
    assert told(house, "hq", wave.key).changes == total
    assert house.doctor() == []


def test_somebodys_own_verdicts_stand_in_their_access_report(house):
    house.effects.verdicts.work(TODAY)
    report = house.trust.held.report(ANNA, by="admin")
    sections = {one["key"]: one["rows"] for one in report["sections"]}
    assert all("Too early to tell" in row["told"] for row in sections["Reached"])
    assert len(sections["Reached"]) == len(house.directory.find(Reached, person=ANNA))
    assert sections["Begun"]


def test_retention_takes_what_a_verdict_said_and_the_night_does_not_bring_it_back(house):
    house.effects.verdicts.work(TODAY)
    due = next(one for one in house.trust.retaining.plan() if one.kept.name == "verdict")
    assert (due.there, due.going) == (len(house.directory.find(Reached)), 0)
    later = datetime(2029, 5, 1, 12, tzinfo=UTC)
    house.clock = lambda: later
    assert dict(house.trust.retaining.run().counts)["verdict"] == due.there
    assert house.directory.find(Reached) == []
    house.effects.verdicts.work(later.date())
    assert house.directory.find(Reached) == []


def _text(row):
    from cabochon.house.verdicting_kept import read

    return read(row.told).verdict.text
