"""The story of the pretend maison: what began where and when, and that it does what is planted."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from cabochon.cli import pretend
from cabochon.demo import lessons, story
from cabochon.demo.maison import maison
from cabochon.demo.weeks import QUIET, history
from cabochon.house import House
from cabochon.retail.events import Coaching, Focus, Learning, Observation
from cabochon.settings import load

NOW = datetime(2026, 11, 22, 14, 0, tzinfo=UTC)
WEEKS = 16


@pytest.fixture(scope="module")
def house():
    return maison(until=NOW.date(), weeks=WEEKS)


@pytest.fixture(scope="module")
def told(house):
    return list(history(house, now=NOW, weeks=WEEKS))


def test_a_pilot_begins_together_on_a_monday_and_two_are_kept_for_last(house):
    codes = [door.code for door in house.doors]
    begun = [house.focus[code] for code in codes[: -story.LAST]]
    assert set(codes[-story.LAST :]).isdisjoint(house.focus)
    assert (len(set(begun[: story.PILOT])), begun[0].weekday()) == (1, 0)
    assert all(later > day for day, later in pairwise(begun[story.PILOT - 1 :]))


def test_eight_weeks_lie_before_the_first_focus_on_any_day_of_the_week():
    for days in range(7):
        until = NOW.date() + timedelta(days=days)
        first = min(maison(until=until, weeks=WEEKS).focus.values())
        assert first - timedelta(weeks=8) >= until - timedelta(weeks=WEEKS)
        assert until - first >= timedelta(weeks=6)


def test_one_of_each_team_is_never_coached_and_several_steps_are(house, told):
    coached = {one.associate.name for one in told if isinstance(one, Coaching)}
    assert all(team[-1].person.id not in coached for team in house.sellers.values())
    assert {one.behaviour for one in told if isinstance(one, Coaching)} == {"welcome", "accessory", *story.COACHED}


def test_where_nothing_began_only_what_is_everywhere_is_learnt(house, told):
    last = {door.code for door in house.doors[-story.LAST :]}
    advisors = {s.person.id for team in house.sellers.values() for s in team}
    learnt = [one for one in told if isinstance(one, Learning) and one.associate.name in advisors]
    assert {one.module for one in learnt if one.boutique in last} == {story.EVERYWHERE}
    assert {one.module for one in learnt} == {one.key for one in lessons.of_role("advisor")}


def test_coaching_lifts_the_step_it_is_about_and_no_other(house, told):
    seen = [one for one in told if isinstance(one, Observation)]

    def lifted(on, behaviour):
        """Of whoever was coached on it: share of yes after less before."""
        sides = {True: [], False: []}
        for one in seen:
            if (day := house.began.get((one.associate.name, on))) is not None:
                sides[one.at.date() > day].append(one.marks[behaviour] == "yes")
        return sum(sides[True]) / len(sides[True]) - sum(sides[False]) / len(sides[False])

    assert lifted("discovery", "discovery") == pytest.approx(story.COACHED["discovery"], abs=0.1)
    assert lifted("next_step", "next_step") == pytest.approx(0, abs=0.08)
    assert lifted("discovery", "welcome") == pytest.approx(0, abs=0.08)


def test_before_the_launch_only_visits_are_known(told):
    launch = NOW - timedelta(weeks=12, days=2)
    before = {type(one) for one in told if one.at < launch and type(one).__name__ != "Employment"}
    assert before == QUIET


def test_furnished_the_house_has_a_pilot_a_restated_verdict_and_what_it_costs(tmp_path, monkeypatch, request):
    def visits(*asked, **more):
        return (one for one in history(*asked, **more) if type(one) in {*QUIET, Coaching, Focus})

    monkeypatch.setattr(pretend, "history", visits)

    class Out:
        def tell(self, text):
            pass

    made = House.open(tmp_path / "data", load(tmp_path, {}), clock=lambda: NOW)
    request.addfinalizer(made.close)
    one = pretend.furnish(made, Out(), boutiques=7, weeks=12)
    pretend.links(made, one)
    leader, manager = made.viewer_by_login("leader"), made.viewer_by_login("manager")
    effects = made.effects
    assert effects.verdicts.untold  # the list is still to be looked through
    states = {plan.id: plan.state for plan in effects.pilots.listed(leader)}
    assert sorted(states.values()) == ["draft", "frozen"]
    frozen = next(name for name, state in states.items() if state == "frozen")
    assert effects.pilots.one(leader, frozen).agrees
    focus = next(head.subject.key for head in effects.verdicts.heads(manager) if head.subject.kind == "focus")
    assert {one.why for one in effects.verdicts.told(manager, focus).restated} == {"late"}
    assert effects.worth.costs().lines
    assert made.clock() == NOW
