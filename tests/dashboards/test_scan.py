"""The morning scan: one behaviour with its reason, from hand-made numbers."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from cabochon.dashboards import focusing
from cabochon.dashboards.now import stage
from cabochon.dashboards.scan import REASON, scan
from cabochon.impact import intervals
from cabochon.measures.question import Answer, Cell
from cabochon.programme.playbook import CLIENT_VISIT
from cabochon.retail.coaching import Focus
from cabochon.retail.focusing import Course, course
from cabochon.retail.master import Door
from cabochon.retail.who import person

DAY = date(2026, 3, 30)
ALL = CLIENT_VISIT.behaviours


def cell(x, n):
    low, high = intervals.rate(x, n) or (None, None)
    return Cell(x, n, n, 5, x, low, high)


@dataclass
class Numbers:
    """now, before: key -> (yes, judged); best: in visits scored five. Everything else is as `usual`."""

    usual: tuple[int, int] = (45, 60)
    now: dict = field(default_factory=dict)
    before: dict = field(default_factory=dict)
    best: dict = field(default_factory=dict)
    asked: list = field(default_factory=list)

    def ask_many(self, questions):
        self.asked += questions
        return [self._of(one) for one in questions]

    def _of(self, q):
        key = q.measure.removeprefix("behaviour.")
        if q.by == ("scored",):
            return Answer(q, {("five",): cell(*self.best.get(key, (16, 20)))})
        late = q.until == DAY - timedelta(days=1) and q.since >= DAY - timedelta(days=14)
        return Answer(q, {(): cell(*(self.now if late else self.before).get(key, self.usual))})


def proposed(numbers, past=None, least=10):
    return scan(numbers, ALL, "GVA01", DAY, past or Course(), least=least)


def focus(day, behaviour="accessory", what="set", **more):
    at = datetime(2026, 3, 30, 9, tzinfo=UTC) + timedelta(days=day)
    return Focus(at=at, boutique="GVA01", source="floor", by=person("m"), what=what, behaviour=behaviour, **more)


def test_what_falls_furthest_short_is_proposed_with_its_reason():
    numbers = Numbers(now={"accessory": (26, 63)}, before={"accessory": (42, 64)}, best={"accessory": (15, 22)})
    found = proposed(numbers).proposal
    assert found.key == "accessory"
    assert found.says == (
        "Two accessories offered in 41% of 63 observed visits, down from 66%; "
        "in visits that clients scored 5 it was 68%."
    )
    assert len(found.says) <= REASON
    assert len(numbers.asked) == 21


def test_a_change_that_chance_explains_is_not_called_a_fall():
    says = proposed(Numbers(now={"accessory": (26, 63)}, before={"accessory": (30, 64)})).proposal.says
    assert "before that 47%" in says
    assert "down" not in says


def test_a_low_rate_of_few_visits_does_not_win_by_chance():
    found = proposed(Numbers(now={"accessory": (3, 11), "care_plan": (24, 60)}))
    assert found.proposal.key == "care_plan"
    assert found.runner_up.key == "accessory"


def test_a_clear_fall_counts_and_lately_in_focus_counts_against():
    alike = {"accessory": (30, 60), "care_plan": (30, 60)}
    fell = proposed(Numbers(now=alike, before={"accessory": (30, 60), "care_plan": (52, 60)}))
    assert fell.proposal.key == "care_plan"
    rested = course([focus(-10, "care_plan"), focus(-1, "care_plan", "closed", outcome="kept")])
    assert proposed(Numbers(now=alike), rested).proposal.key == "accessory"


def test_what_stands_now_is_no_candidate_and_all_others_can_be_chosen():
    found = proposed(Numbers(now={"accessory": (5, 60)}), course([focus(-3)]))
    keys = [found.proposal.key, *(one.key for one in found.others)]
    assert "accessory" not in keys
    assert len(keys) == 6


def test_with_too_little_it_says_what_is_missing_and_offers_the_rotation():
    past = course([focus(-30, "welcome"), focus(-20, "welcome", "closed", outcome="kept")])
    found = proposed(Numbers(usual=(2, 4)), past)
    assert (found.proposal, found.turn.key, found.seen) == (None, "discovery", 4)
    assert found.missing.startswith("4 visits observed in the last two weeks; from 10 on")
    assert proposed(Numbers(usual=(0, 0))).missing.startswith("No visit was observed")


def test_the_target_is_the_boutiques_own_baseline_and_a_worthwhile_lift():
    plan = focusing.plan(Numbers(usual=(300, 600)), ALL, "GVA01", DAY, "accessory")
    assert (round(plan.baseline, 2), plan.target) == (0.5, 0.58)
    assert (plan.baseline_since, plan.baseline_until) == (DAY - timedelta(days=56), DAY - timedelta(days=1))
    assert (plan.until - plan.since).days == 13
    assert focusing.target(0.93) == 0.95
    assert focusing.target(0.99) == 0.95


def test_a_baseline_of_few_visits_is_drawn_towards_the_boutiques_level():
    few = focusing.plan(Numbers(before={"accessory": (0, 4)}), ALL, "GVA01", DAY, "accessory")
    assert 0.4 < few.baseline < 0.75


def test_nothing_is_said_of_a_change_before_thirty_visits():
    held = course([focus(-5, target=0.56)]).on(DAY)
    early = focusing.standing(Numbers(usual=(9, 12)), ALL, "GVA01", DAY, held)
    assert (early.early, early.number, early.length) == (True, 6, 14)
    assert early.says.startswith("Too early to say: 75% of 12 observed visits")
    later = focusing.standing(Numbers(), ALL, "GVA01", DAY, held)
    assert (later.early, "between" in later.says) == (False, True)
    assert later.aim.endswith("to 56%")


def test_the_hours_of_the_boutiques_own_day():
    door = Door(code="GVA01", name="Geneva", zone="Europe/Zurich", currency="CHF")
    at = [
        stage(door, datetime(2026, 3, 30, h, m, tzinfo=UTC)) for h, m in ((9, 30), (10, 0), (14, 0), (17, 45), (20, 0))
    ]
    assert at == ["before", "opening", "midday", "evening", "evening"]
