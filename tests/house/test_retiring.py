"""Measures retired and brought back: from a day, with a reason and a name; hidden in lists, never refused or lost."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from cabochon.dashboards import behaviours, own, scan
from cabochon.directory.rows import Account
from cabochon.house import floor, focusing
from cabochon.measures.question import Question
from cabochon.privacy.viewer import Viewer
from cabochon.refusals import NotAllowed, Refused, Unknown
from cabochon.retail.events import Decision, Focus, Observation
from cabochon.retail.focusing import course
from cabochon.retail.who import person
from cabochon.verdicts import signals as told
from cabochon.verdicts.told import Signal

NOW = datetime(2026, 3, 31, 10, tzinfo=UTC)
TODAY, TOMORROW = date(2026, 3, 31), date(2026, 4, 1)
KEY = "behaviour.try_on"


def signal(key, **more):
    return Signal(**{
        "behaviour": key, "title": key, "outcome": "attach_rate", "outcome_title": "Secondary sales rate", "slope": 0.0,
        "low": -0.001, "high": 0.001, "p": 0.9, "q": 0.9, "reliability": 0.8, "doors": 8, "weeks": 28, "n": 9000,
        "state": "nothing_seen", "may_retire": True, **more,
    })  # fmt: skip


@pytest.fixture
def place(furnished, monkeypatch):
    """A house in which every measure goes with nothing, but for `behaviour.accessory`."""
    house, one = furnished
    house.clock = lambda: NOW
    codes = tuple(d.code for d in one.doors)
    for role in ("ld_author", "hq_leader", "area_coach", "manager"):
        house.directory.put(Account(id=role, login=role, name=role.title(), role=role, boutiques=codes))
    kept = {"behaviour.accessory": {"may_retire": False, "state": "goes_with", "why": "it goes with it: keep it."}}
    found = [
        signal(key, outcome=outcome, **kept.get(key, {}))
        for asked in told.ASKED for key in asked.keys for outcome in asked.outcomes[:1]
    ]  # fmt: skip
    monkeypatch.setattr(told, "signals", lambda *_, **__: found)
    return house, one


def reader(one, role="hq_leader"):
    return Viewer(account=role, role=role, boutiques=frozenset(d.code for d in one.doors), name=role.title())


def retire(house, viewer, key=KEY, *, since=TODAY, reason="It tells nothing apart", form=None):
    house.effects.retiring.retire(viewer, key, since=since, reason=reason, form=form or uuid4())


def test_nothing_is_gone_at_first(place):
    house, one = place
    assert house.effects.retiring.gone(TODAY) == frozenset()
    assert house.effects.retiring.listed(reader(one)) == []


def test_it_is_gone_from_that_day_and_not_before(place):
    house, one = place
    retire(house, reader(one), since=TOMORROW)
    retiring = house.effects.retiring
    assert retiring.gone(TODAY) == frozenset()
    assert retiring.gone(TOMORROW) == retiring.gone(date(2027, 1, 1)) == {KEY}
    (entry,) = retiring.listed(reader(one))
    assert (entry.measure, entry.since, entry.reason, entry.ended) == (KEY, TOMORROW, "It tells nothing apart", None)
    assert entry.who == "Hq_Leader"


def test_names_are_told_where_names_are_seen(place):
    house, one = place
    retire(house, reader(one))
    assert [e.who for e in house.effects.retiring.listed(reader(one, "area_coach"))] == ["Hq_Leader"]
    assert [e.who for e in house.effects.retiring.listed(reader(one, "ld_author"))] == [""]
    assert [e.who for e in house.effects.retiring.listed()] == [""]


def test_lists_leave_it_out_and_its_number_still_answers(place):
    house, one = place
    viewer = reader(one, "manager")
    before = floor.floor_for(house, viewer)
    retire(house, reader(one))
    after = floor.floor_for(house, viewer)

    def keys(told):
        visit = next(c for c in told["checklists"] if c["key"] == "client-visit")
        return [b["key"] for b in visit["behaviours"]], [b["key"] for b in told["behaviours"]]

    assert "try_on" in keys(before)[0]
    assert "try_on" in keys(before)[1]
    assert keys(after) == tuple([k for k in some if k != "try_on"] for some in keys(before))
    here = focusing.here(house, viewer)
    assert "try_on" not in [b.key for b in here.behaviours]
    assert here.behaviour("try_on").title  # a focus that runs on it is still told by its name
    see = house.see_as(viewer)
    assert see.gone == {KEY}
    assert see.ask(Question(KEY, since=TODAY, until=TODAY)).question.measure == KEY
    figures = own.figures(see, "nobody", TODAY, ("behaviour.welcome", KEY))
    assert KEY not in [one.key for one in figures]


def observed(one, at, mark="yes"):
    door = one.doors[0].code
    return Observation(
        id=uuid4(), at=at, boutique=door, source="floor", associate=person(one.sellers[door][0].person.id),
        observer=person(one.managers[door][0].id), started=at - timedelta(minutes=15),
        marks={"try_on": mark, "welcome": "yes"},
    )  # fmt: skip


def test_an_old_phone_that_still_marks_it_is_heard_and_past_numbers_stay(place):
    house, one = place
    door, ask = one.doors[0], Question(KEY, since=date(2026, 3, 1), until=TODAY)
    house.keep_as().events([observed(one, NOW - timedelta(days=3))])
    house.catch_up()
    viewer = replace(reader(one, "manager"), boutiques=frozenset({door.code}))
    was = house.see_as(viewer).ask(ask)
    retire(house, reader(one))
    assert house.see_as(viewer).ask(ask).cells == was.cells
    assert not house.keep_as().events([observed(one, NOW)]).refused
    house.catch_up()
    assert house.see_as(viewer).ask(ask).whole.n == was.whole.n + 1
    top = behaviours.top(house.see_as(viewer), ask, shown=9)
    assert len(top.rows) == 1  # what is left is the welcome


def test_a_focus_that_runs_on_it_runs_on_and_none_is_proposed(place):
    house, one = place
    door = one.doors[0].code
    focus = Focus(
        id=uuid4(), at=NOW - timedelta(days=2), boutique=door, source="floor", behaviour="try_on",
        since=TODAY - timedelta(days=2), by=person(one.managers[door][0].id), what="set", tip="Two features",
    )  # fmt: skip
    assert not house.keep_as().events([focus]).refused
    house.catch_up()
    assert house.effects.retiring.focused(KEY) == 1
    retire(house, reader(one))
    viewer = replace(reader(one, "manager"), boutiques=frozenset({door}))
    here, see = focusing.here(house, viewer, door), house.see_as(viewer)
    assert focusing.past(see, door, TODAY).on(TODAY).behaviour == "try_on"
    found = scan.scan(see, here.every, door, TODAY, course(()))
    assert found.turn is not None
    assert found.turn.key != "try_on"


def test_brought_back_it_is_there_again_and_the_history_stays(place):
    house, one = place
    retire(house, reader(one))
    house.effects.retiring.reinstate(reader(one, "ld_author"), KEY, reason="A new collection needs it", form=uuid4())
    assert house.effects.retiring.gone(TODAY) == frozenset()
    (entry,) = house.effects.retiring.listed(reader(one))
    assert (entry.since, entry.ended, entry.ended_reason) == (TODAY, TODAY, "A new collection needs it")
    with pytest.raises(Refused, match="is not retired"):
        house.effects.retiring.reinstate(reader(one), KEY, reason="Again", form=uuid4())
    retire(house, reader(one), reason="And off it goes")
    assert [e.ended for e in house.effects.retiring.listed(reader(one))] == [None, TODAY]


def test_a_later_decision_beats_a_day_that_has_not_come(place):
    house, one = place
    retire(house, reader(one), since=TODAY + timedelta(days=30))
    house.effects.retiring.reinstate(reader(one), KEY, reason="Changed our mind", form=uuid4())
    assert house.effects.retiring.gone(TODAY + timedelta(days=60)) == frozenset()


def test_ones_own_decision_of_today_is_taken_back(place):
    house, one = place
    retire(house, reader(one))
    retiring = house.effects.retiring
    (mine,), (theirs,) = retiring.listed(reader(one)), retiring.listed(reader(one, "ld_author"))
    assert (mine.undoable, theirs.undoable) == (True, False)
    with pytest.raises(Refused, match="one’s own decision"):
        retiring.undo(reader(one, "ld_author"), mine.id)
    with pytest.raises(Unknown):
        retiring.undo(reader(one), str(uuid4()))
    retiring.undo(reader(one), mine.id)
    assert retiring.gone(TODAY) == frozenset()
    assert retiring.listed(reader(one)) == []


def test_undoing_the_return_retires_it_again(place):
    house, one = place
    retire(house, reader(one))
    house.clock = lambda: NOW + timedelta(minutes=5)
    house.effects.retiring.reinstate(reader(one), KEY, reason="Wrong one", form=uuid4())
    (entry,) = house.effects.retiring.listed(reader(one))
    house.effects.retiring.undo(reader(one), entry.id)
    assert house.effects.retiring.gone(TODAY) == {KEY}


@pytest.mark.parametrize(
    ("key", "more", "why"),
    [
        ("behaviour.accessory", {}, "may not be retired yet: it goes with it: keep it"),
        (KEY, {"reason": " "}, "say why"),
        (KEY, {"reason": "Ask +41 79 123 45 67 why"}, "phone"),
        (KEY, {"since": TODAY - timedelta(days=1)}, "from today on"),
        (KEY, {"since": TODAY + timedelta(days=500)}, "within a year"),
    ],
)
def test_what_may_not_be_retired_says_why(place, key, more, why):
    house, one = place
    with pytest.raises(Refused, match=why):
        retire(house, reader(one), key, **more)
    assert house.effects.retiring.gone(TODAY + timedelta(days=600)) == frozenset()


def test_outcomes_and_made_up_keys_are_no_measures_to_retire(place):
    house, one = place
    for key in ("attach_rate", "behaviour.nothing", "", "measure:behaviour.try_on"):
        with pytest.raises(Unknown):
            retire(house, reader(one), key)


def test_twice_is_once(place):
    house, one = place
    form = uuid4()
    retire(house, reader(one), form=form)
    retire(house, reader(one), form=form)
    assert len(house.effects.retiring.listed(reader(one))) == 1
    with pytest.raises(Refused, match="retired already"):
        retire(house, reader(one))


def test_one_behaviour_has_to_stay(place, monkeypatch):
    house, one = place
    free = [signal(key) for key in told.MEASURES]
    monkeypatch.setattr(told, "signals", lambda *_, **__: free)
    house.effects.retiring._found.clear()
    seven = [key for key in told.MEASURES if key.startswith("behaviour.")]
    for key in seven[:-1]:
        retire(house, reader(one), key)
    with pytest.raises(Refused, match="last behaviour"):
        retire(house, reader(one), seven[-1])


def test_an_author_who_sees_no_sales_decides_all_the_same(place):
    house, one = place
    retire(house, reader(one, "ld_author"))
    assert house.effects.retiring.gone(TODAY) == {KEY}


@pytest.mark.parametrize("role", ["manager", "area_coach", "analyst", "associate", "lp_lead"])
def test_others_do_not_decide(place, role):
    house, one = place
    with pytest.raises(NotAllowed):
        retire(house, reader(one, role))


def test_each_role_reads_what_it_sees(place):
    house, one = place
    authors = house.effects.retiring.signals(reader(one, "ld_author"))  # they decide, and sales are not theirs
    assert {e.behaviour.partition(".")[0] for e in authors} == {"behaviour", "signal"}
    assert {(e.slope, e.low, e.p, e.q) for e in authors} == {(None, None, None, None)}
    assert all("not shown to your role" in e.text for e in authors)
    assert {e.behaviour.partition(".")[0] for e in house.effects.retiring.signals(reader(one, "lp_lead"))} == {"sop"}
    assert {e.behaviour.partition(".")[0] for e in house.effects.retiring.signals(reader(one))} == {
        "behaviour", "sop", "signal"}  # fmt: skip
    with pytest.raises(NotAllowed):
        house.effects.retiring.signals(reader(one, "associate"))


def test_a_decision_on_a_module_is_no_measure(place):
    house, one = place
    other = Decision(
        id=uuid4(), at=NOW, boutique=one.doors[0].code, source="programme", decision="retire",
        about="module:behaviour.try_on", since=TODAY, group="all", by=person("x"), reason="",
    )  # fmt: skip
    assert not house.keep_as().events([other]).refused
    assert house.effects.retiring.gone(TODAY) == frozenset()
