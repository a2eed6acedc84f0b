"""Several doors together: what is said of a planted effect, of none, and where nothing may be said."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from many_doors import ATTACH, LAST, MONDAY, OWN, SALE, TODAY, Doors, day

from cabochon.impact.verdict import Side, Verdict
from cabochon.verdicts.deciding import may_decide, next_step
from cabochon.verdicts.guards import guard
from cabochon.verdicts.many import condensed, tell_many, together, usual

SIX = {f"D{i:02d}": MONDAY for i in range(6)}


def told(sheets, *, kind="wave", measures=(OWN, ATTACH, SALE), parts=False, others=None, **more):
    others = sheets.parts() if others is None else others
    subject = sheets.subject(kind, others, **more)
    return tell_many(subject, sheets, today=TODAY, doors=sheets.places(), measures=measures, others=others, parts=parts)


def of(pooled, measure):
    return next(one for one in pooled.changes if one.measure == measure)


def test_a_planted_lift_is_found_and_may_be_decided_on():
    pooled = told(Doors(began=SIX, lift=0.12))
    verdict = of(pooled, OWN).verdict
    assert verdict.state == "likely_lifted"
    assert verdict.low > 0
    assert verdict.low < 0.12 < verdict.high
    assert (verdict.doors, verdict.direction_only) == (6, False)
    assert (pooled.may_decide, pooled.why_not) == (True, "")
    assert pooled.next_step.startswith("Scale it")


@pytest.mark.parametrize("seed", range(6))
def test_nothing_planted_is_never_called_lifted(seed):
    pooled = told(Doors(began=SIX, seed=seed))
    assert [one.measure for one in pooled.changes if one.verdict.state == "likely_lifted"] == []


def test_raw_is_what_was_expected_and_what_was_not():
    verdict = of(told(Doors(began=SIX, lift=0.1)), OWN).verdict
    assert verdict.raw == pytest.approx(verdict.expected + verdict.estimate)


def test_the_baseline_is_the_locked_two_weeks_before_the_start():
    sheets = Doors(began=SIX)
    change = of(told(sheets), ATTACH)
    panel = sheets.doors(ATTACH)
    x, n = panel.sums(day(-14), day(-1))
    assert change.verdict.baseline == (day(-14), day(-1))
    assert change.verdict.before == Side(float(x[:6].sum()), float(n[:6].sum()))
    x, n = panel.sums(day(1), LAST)
    assert change.after == Side(float(x[:6].sum()), float(n[:6].sum()))


def test_three_doors_are_a_direction_only():
    pooled = told(Doors(began=dict.fromkeys(("D00", "D01", "D02"), MONDAY), lift=0.2))
    assert of(pooled, OWN).verdict.direction_only
    assert (pooled.may_decide, pooled.why_not) == (False, "direction only: 3 boutiques; 6 are needed")


def test_one_door_has_the_smallest_possible_p_and_no_interval():
    verdict = of(told(Doors(n=12, began={"D00": MONDAY}, lift=0.3)), OWN).verdict
    assert verdict.low is None
    assert verdict.state != "likely_lifted"
    assert verdict.p == pytest.approx(1 / 12)


def test_an_amount_against_the_doors_that_did_nothing():
    pooled = told(Doors(began=SIX, lift=1800.0))
    verdict = of(pooled, SALE).verdict
    assert verdict.state == "likely_lifted"
    assert verdict.low < 1800 < verdict.high
    assert of(pooled, SALE).currency == "CHF"


def test_doors_that_began_one_after_the_other_make_a_rollout_with_its_weeks():
    began = {f"D{i:02d}": day(7 * (i // 2)) for i in range(8)}
    pooled = told(Doors(began=began, lift=0.12), kind="rollout")
    assert of(pooled, OWN).verdict.state == "likely_lifted"
    weeks = [one.week for one in pooled.events[OWN]]
    assert weeks == sorted(weeks)
    assert {-1, 0, 3} <= set(weeks)
    first = next(one for one in pooled.events[OWN] if one.week == 0)
    assert first.doors == 8
    assert next(one for one in pooled.events[OWN] if one.week == -1).estimate == pytest.approx(0, abs=0.08)


def test_coached_people_are_pooled_by_door():
    sheets = Doors(began={f"D{i:02d}": day(i) for i in range(10)}, n=20)
    others = sheets.coached(each=2)
    verdict = of(told(sheets, kind="behaviour", others=others), OWN).verdict
    assert (verdict.doors, verdict.people) == (10, 20)
    assert verdict.state != "likely_lifted"


def test_who_does_the_same_elsewhere_is_no_peer():
    everywhere = {f"D{i:02d}": MONDAY for i in range(12)}
    sheets = Doors(began=everywhere, lift=0.2)
    first = replace(sheets.subject("wave"), doors=tuple(SIX), began=(MONDAY,) * 6)
    pooled = tell_many(
        first, sheets, today=TODAY, doors=sheets.places(), measures=(SALE,), others=sheets.parts(), parts=False
    )
    assert of(pooled, SALE).verdict.state == "cannot_tell"
    assert "compare with" in of(pooled, SALE).verdict.text


def test_several_currencies_without_one_of_the_group_are_not_comparable():
    mixed = {f"D{i:02d}": "EUR" if i % 2 else "CHF" for i in range(12)}
    verdict = of(told(Doors(began=SIX, lift=1500.0, currencies=mixed)), SALE).verdict
    assert verdict.state == "not_comparable"
    converted = told(Doors(began=SIX, lift=1800.0, currencies=mixed, currency="USD"))
    assert of(converted, SALE).verdict.state == "likely_lifted"
    assert of(converted, SALE).currency == "USD"
    assert [one.kind for one in converted.circumstances] == ["currency"]


def test_rates_of_a_chain_with_several_currencies_are_still_judged():
    mixed = {f"D{i:02d}": "EUR" if i % 2 else "CHF" for i in range(12)}
    assert of(told(Doors(began=SIX, lift=0.12, currencies=mixed)), OWN).verdict.state == "likely_lifted"


def test_a_door_that_opened_meanwhile_stands_on_no_side_of_an_amount():
    sheets = Doors(began=SIX, shut=[("D00", day(-70), day(5))])
    assert of(told(sheets), SALE).verdict.doors == 5


def test_weeks_without_an_event_are_no_evidence():
    sheets = Doors(began=SIX, lift=0.12, shut=[(f"D{i:02d}", day(8), day(20)) for i in range(12)])
    assert of(told(sheets), OWN).verdict.state in ("likely_lifted", "promising")


def test_no_event_at_all_says_so():
    sheets = Doors(began=SIX, shut=[(f"D{i:02d}", day(-70), day(48)) for i in range(12)])
    pooled = told(sheets)
    assert [one.measure for one in pooled.changes] == [OWN]
    assert of(pooled, OWN).verdict.state == "too_early"
    assert not pooled.may_decide


def test_all_yes_and_all_no_have_no_lift():
    for rate in (0.0, 1.0):
        sheets = Doors(began=SIX)
        panel = sheets.doors(OWN)
        sheets.made[OWN, "doors"] = replace(panel, x=panel.n * rate)
        assert of(told(sheets), OWN).verdict.state in ("no_lift", "cannot_tell", "too_early")


def test_a_subject_without_doors_has_nothing_to_say():
    sheets = Doors(began={})
    pooled = told(sheets)
    assert (pooled.changes, pooled.may_decide, pooled.why_not) == ((), False, "Nothing was counted yet.")


def test_a_start_in_the_future_is_not_counted():
    sheets = Doors(began={door: day(60) for door in SIX})
    assert told(sheets).changes == ()


def test_measures_of_one_screen_share_their_false_discoveries():
    pooled = told(Doors(began=SIX, lift=0.12), measures=(OWN, ATTACH, SALE, "csat", "atv"))
    verdicts = [one.verdict for one in pooled.changes]
    assert all(one.q is None or one.q >= one.p for one in verdicts)
    assert [one.q for one in verdicts if one.p is not None] != [one.p for one in verdicts if one.p is not None]


def test_one_found_among_many_may_be_chance():
    found = Verdict(state="likely_lifted", measure="csat", unit="score", p=0.04)
    rest = [Verdict(state="no_lift", measure=f"m{i}", unit="rate", p=0.5 + i / 20) for i in range(9)]
    alone = together([found, *rest])[0]
    assert alone.q == pytest.approx(0.4)
    assert alone.warnings == ("10 measures were looked at: this one alone may be chance.",)
    assert together([found])[0].warnings == ()


def test_looks_are_planned_only_for_what_began_together():
    began = {f"D{i:02d}": MONDAY for i in range(8)}
    assert of(told(Doors(began=began, lift=0.1)), OWN).verdict.look in (14, 28)
    slowly = {f"D{i:02d}": day(-20 + 4 * i) for i in range(8)}
    assert of(told(Doors(began=slowly, lift=0.1), kind="module", others=Doors(began=slowly).parts("module")),
              OWN).verdict.look == 0  # fmt: skip


def test_a_behaviour_leads_its_own_measures_and_a_module_has_none_of_its_own():
    sheets = Doors(began=SIX)
    assert usual(sheets.subject())[:3] == (OWN, ATTACH, "csat")
    assert usual(replace(sheets.subject(), about="natural-add-on"))[0] == ATTACH


def test_the_same_of_many_doors_is_said_once():
    found = condensed(
        [guard("opened", f"D{i} opened.") for i in range(7)] + [guard("mix", "Mix."), guard("mix", "More.")]
    )
    assert [one.circumstance.text for one in found] == [
        "D0 opened.", "D1 opened.", "D2 opened.", "Mix.", "More.", "The same of 4 more boutiques."]  # fmt: skip


@pytest.mark.parametrize("state", ["too_early", "promising", "cannot_tell", "not_comparable"])
def test_no_decision_without_a_yes_or_a_no(state):
    verdict = Verdict(state=state, measure=OWN, unit="rate", doors=12)
    decides, why = may_decide(verdict)
    assert not decides
    assert why
    assert "{" not in next_step(verdict, decides)


def test_a_lift_at_too_few_doors_is_not_scaled():
    verdict = Verdict(state="likely_lifted", measure=OWN, unit="rate", doors=2, direction_only=True)
    assert next_step(verdict, may_decide(verdict)[0]) == "Bring it to more boutiques before you decide to scale it."


def test_the_order_of_the_episodes_changes_nothing():
    sheets = Doors(began={f"D{i:02d}": day(i % 3) for i in range(6)}, lift=0.08)
    others = sheets.parts()
    one, other = told(sheets, others=others), told(sheets, others=list(reversed(others)))
    assert one.changes == other.changes
    assert one.until == TODAY - timedelta(days=1)


def test_a_till_that_changed_its_currency_is_said_and_the_others_are_judged(monkeypatch):
    sheets = Doors(began=SIX, lift=1800.0)
    around = sheets.beside()
    changed = {**around.currencies, "D00": ((sheets.since, "EUR"), (day(3), "CHF"))}
    monkeypatch.setattr(sheets, "beside", lambda: replace(around, currencies=changed))
    pooled = told(sheets)
    assert of(pooled, SALE).verdict.state == "likely_lifted"
    assert any("EUR to CHF" in one for one in of(pooled, SALE).verdict.warnings)
    assert not any(one.grave for one in pooled.circumstances)


def test_somebody_coached_at_two_boutiques_is_one_person():
    sheets = Doors(began={f"D{i:02d}": MONDAY for i in range(6)}, n=18)
    others = sheets.coached(each=1)
    twice = replace(others[0], key="again", boutique="D01", person="D00p0")
    panel = sheets.people(OWN)
    names = tuple("D00p0/D01" if unit == "D01p3/D01" else unit for unit in panel.units)
    sheets.made[OWN, "people"] = replace(panel, units=names)
    verdict = of(told(sheets, kind="behaviour", others=[*others, twice]), OWN).verdict
    assert (verdict.people, verdict.doors) == (6, 6)


def test_doors_that_had_moved_before_it_came_are_said():
    began = {f"D{i:02d}": day(7 * (i // 2)) for i in range(8)}
    sheets = Doors(began=began, lift=0.0)
    panel = sheets.doors(OWN)
    early = np.array([(begun - sheets.since).days - 21 for begun in began.values()] + [10_000] * 4)
    on = np.arange(panel.days) > early[:, None]
    sheets.made[OWN, "doors"] = replace(panel, x=np.minimum(panel.n, panel.x + np.round(0.2 * panel.n) * on))
    assert "before it came" in " ".join(of(told(sheets, kind="rollout"), OWN).verdict.warnings)
    plain = of(told(Doors(began=began), kind="rollout"), OWN).verdict
    assert "before it came" not in " ".join(plain.warnings)
