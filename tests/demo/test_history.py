"""The pretend maison tells every kind of event, the same for the same seed; its planted truths can be counted."""

from collections import Counter, defaultdict
from datetime import UTC, datetime
from itertools import pairwise

import pytest

from cabochon.demo import floor, lessons, planted, rhythm, staffing, stock
from cabochon.demo.maison import RATE, UNMAPPED, Maison, maison
from cabochon.demo.weeks import history
from cabochon.demo.yardsticks import rates, targets, themes
from cabochon.programme import modules
from cabochon.programme.playbook import CLIENT_VISIT
from cabochon.retail.events import KINDS
from cabochon.retail.learning import LEARNING
from cabochon.retail.operations import PROCESSES
from cabochon.retail.roster import EMPLOYMENT

NOW = datetime(2026, 11, 22, 14, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def house() -> Maison:
    return maison(until=NOW.date())


@pytest.fixture(scope="module")
def told(house):
    """Twelve weeks of it, by kind."""
    found = defaultdict(list)
    for event in history(house, now=NOW):
        found[type(event).__name__].append(event)
    return found


def share(of, which):
    found = list(of)
    return sum(map(which, found)) / len(found)


def test_every_kind_of_event_happens(told):
    assert set(told) == {kind.__name__ for kind in KINDS}


def test_every_step_a_kind_can_be_happens_too(told):
    assert {e.what for e in told["Learning"]} == set(LEARNING)
    assert {e.what for e in told["Employment"]} == set(EMPLOYMENT)
    assert {e.process for e in told["StepDone"]} == set(PROCESSES)
    assert {e.what for e in told["CoachingStep"]} == {"took_on", "tried", "verified", "dropped"}
    assert {e.what for e in told["Focus"]} == {"set", "tip", "closed"}


def test_the_same_seed_tells_the_same():
    small = maison(boutiques=3, until=NOW.date(), weeks=3)
    once = list(history(small, now=NOW, weeks=3))
    assert once == list(history(maison(boutiques=3, until=NOW.date(), weeks=3), now=NOW, weeks=3))
    assert once != list(history(small, now=NOW, weeks=3, seed=2))


def test_nothing_is_told_before_it_happened(told):
    assert max(e.at for events in told.values() for e in events) <= NOW


def test_a_name_is_used_once(told):
    for kind, events in told.items():
        names = Counter((e.source, e.key) if e.key else e.id for e in events)
        assert names.most_common(1)[0][1] == 1, kind


def test_actions_are_tried_as_planted(told):
    steps = defaultdict(set)
    for e in told["CoachingStep"]:
        if (e.action.startswith("try-") and (NOW - e.at).days > 6) or e.what != "took_on":
            steps[e.action].add(e.what)
    given = [whats for whats in steps.values() if "took_on" in whats]
    assert share(given, lambda whats: "tried" in whats) == pytest.approx(rhythm.TRIED, abs=0.1)


def test_boutiques_with_a_focus_hold_more_huddles(house, told):
    def held(door, since):
        days = (NOW.date() - since).days
        return sum(e.boutique == door and e.at.date() >= since for e in told["Huddle"]) / days

    focused = [held(code, since) for code, since in house.focus.items()]
    others = [held(d.code, min(house.focus.values())) for d in house.doors if d.code not in house.focus]
    assert sum(focused) / len(focused) == pytest.approx(rhythm.HUDDLES[True], abs=0.08)
    assert sum(others) / len(others) == pytest.approx(rhythm.HUDDLES[False], abs=0.08)


def test_managers_agree_more_on_what_is_planted_as_clear(told):
    pairs = defaultdict(list)
    for clip in rhythm.CLIPS:
        ratings = [e.marks for e in told["Calibration"] if e.clip == clip]
        for one, other in pairwise(ratings):
            for behaviour in rhythm.AGREES:
                pairs[behaviour].append(one[behaviour] == other[behaviour])
    agreed = {behaviour: share(found, bool) for behaviour, found in pairs.items()}
    assert agreed["welcome"] > agreed["care_plan"] + 0.2
    assert set(agreed) == {b.key for b in CLIENT_VISIT.behaviours}


def test_a_hard_question_is_answered_rightly_less_often(told):
    place = {
        (module["en"].key, item): n % len(lessons.RIGHT)
        for module in modules.starter().values()
        for n, item in enumerate(lessons.questions(module["en"]))
    }
    advisors = [e for e in told["Learning"] if e.what == "practised" and e.job_role == "advisor"]
    for n, chance in enumerate(lessons.RIGHT):
        answers = [e for e in advisors if place[e.module, e.item] == n]
        assert not answers or share(answers, lambda e: e.success) == pytest.approx(chance, abs=0.08)


def test_a_module_comes_to_a_door_with_its_wave(house, told):
    for e in told["Learning"]:
        door = next(d for d in house.doors if d.code == e.boutique)
        assert e.module in {m.key for m in lessons.arrived(house, door, e.job_role, e.at.date())}


def test_learning_is_of_the_library_and_of_its_skills(told):
    shipped = {key: one["en"] for key, one in modules.starter().items()}
    assert all(e.skill == shipped[e.module].skill for e in told["Learning"])
    assert all(e.job_role in shipped[e.module].roles for e in told["Learning"])


def test_the_better_half_answers_more_rightly(house, told):
    sellers = {s.person.id: (d, s) for d in house.doors for s in house.sellers[d.code]}
    halves = {True: [], False: []}
    for e in told["Learning"]:
        if e.what == "practised" and e.job_role == "advisor":
            halves[lessons.better(house, *sellers[e.associate.name])].append(e.success)
    assert share(halves[True], bool) - share(halves[False], bool) == pytest.approx(2 * lessons.SPREAD, abs=0.08)


def test_appointments_and_follow_ups_come_off_as_planted(told):
    by_reference = defaultdict(set)
    for e in told["Signal"]:
        if (e.appointment and (NOW - e.at).days > 14) or e.signal.endswith(("_kept", "_missed", "_done")):
            by_reference[e.appointment].add(e.signal)
    booked = [names for names in by_reference.values() if "appointment_booked" in names]
    assert share(booked, lambda names: "appointment_kept" in names) == pytest.approx(0.8, abs=0.08)
    agreed = [names for names in by_reference.values() if "follow_up_agreed" in names]
    assert share(agreed, lambda names: "follow_up_done" in names) == pytest.approx(0.8, abs=0.1)
    kept = {e.appointment for e in told["Signal"] if e.signal == "appointment_kept"}
    sold = {e.appointment for e in told["Receipt"] if e.appointment}
    assert sold <= kept
    assert len(sold) / len(kept) == pytest.approx(0.5, abs=0.12)


def test_the_seal_check_is_skipped_at_one_boutique(house, told):
    checks = [e for e in told["StepDone"] if e.step == "seal-checked"]
    home = house.doors[planted.UNSEALED].code
    assert share((e for e in checks if e.boutique == home), lambda e: e.done) < 0.85
    assert share((e for e in checks if e.boutique != home), lambda e: e.done) == pytest.approx(floor.DONE, abs=0.06)


def test_one_boutique_loses_stock(house, told):
    lost = Counter()
    for e in told["StockCount"]:
        lost[e.boutique] += sum(line.expected - line.counted for line in e.lines)
        assert e.zone != "vault" or all(line.expected == line.counted for line in e.lines)
    assert lost.most_common(1)[0][0] == house.doors[planted.LOSES].code


def test_one_boutique_overrides_prices(house, told):
    overrides = Counter(e.boutique for e in told["StockException"] if e.exception == "override")
    assert overrides.most_common(1)[0][0] == house.doors[planted.OVERRIDES].code


def test_one_boutique_lacks_add_ons(house, told):
    short = {e.boutique for e in told["Availability"] if e.in_stock < floor.IN_STOCK - 2}
    assert short == {house.doors[planted.LACKS].code}


def test_one_closing_differs_from_its_receipts(house, told):
    rung = defaultdict(lambda: [0, 0])
    for e in told["Receipt"]:
        rung[e.boutique, e.business_day][0] += 1
        sign = -1 if e.sale_type == "return" else 1
        rung[e.boutique, e.business_day][1] += sign * sum(line.net for line in e.lines)
    odd = [e for e in told["TillClosing"] if [e.receipts, e.net] != rung[e.boutique, e.business_day]]
    assert [e.boutique for e in odd] == [house.doors[planted.DIFFERS].code]
    assert [odd[0].receipts, odd[0].net] == [
        rung[odd[0].boutique, odd[0].business_day][0] + 1, rung[odd[0].boutique, odd[0].business_day][1] + 12_500
    ]  # fmt: skip


def test_one_counter_falls_silent(house, told):
    last = {}
    for e in told["Traffic"]:
        last[e.boutique] = max(last.get(e.boutique, e.at), e.at)
    late = {code for code, at in last.items() if (NOW - at).days >= planted.SILENT_DAYS - 1}
    assert late == {house.doors[planted.SILENT].code}


def test_two_observations_are_contested_and_one_is_settled(house, told):
    seen = {e.id for e in told["Observation"]}
    contested = [e for e in told["Contest"] if e.what == "contested"]
    settled = [e for e in told["Contest"] if e.what == "settled"]
    assert len(contested) == 2
    assert {e.about for e in contested} <= seen
    assert [(e.kept, e.boutique) for e in settled] == [(False, house.doors[0].code)]


def test_one_sku_is_of_nobodys_catalogue(house, told):
    known = {p.sku for p in house.products}
    sold = {line.sku for e in told["Receipt"] for line in e.lines}
    assert sold - known == {UNMAPPED}


def test_shifts_are_planned_at_every_other_boutique_and_never_on_leave(house, told):
    assert {e.boutique for e in told["Shift"]} == {d.code for d in house.doors[::2]}
    away = {e.associate.name: (e.since, e.until) for e in told["Employment"] if e.what == "on_leave"}
    assert len(away) == len(house.doors)
    assert all((away[e.associate.name][1] - away[e.associate.name][0]).days == staffing.LEAVE_DAYS - 1
               for e in told["Employment"] if e.what == "on_leave")  # fmt: skip
    for e in told["Shift"]:
        since, until = away.get(e.associate.name, (None, None))
        assert since is None or not since <= e.day <= until


def test_there_are_rates_for_a_year_in_every_currency(house):
    found = list(rates(house, NOW.date()))
    assert len(found) > 255
    assert all({r.currency for r in row} == set(RATE) - {"CHF"} for _, row in found)
    assert next(r.value for r in found[0][1] if r.currency == "JPY") == pytest.approx(1 / RATE["JPY"], rel=0.02)
    assert next(r.value for r in found[0][1] if r.currency == "EUR") == pytest.approx(100 / RATE["EUR"], rel=0.02)


def test_targets_and_themes_are_there(house):
    assert {t.place for t in targets(house)} == {"", house.doors[0].code}
    assert {"rushed", "thoughtful"} <= {t.key for t in themes()}


def test_zones_are_counted_weekly(house, told):
    zones = Counter((e.boutique, e.zone) for e in told["StockCount"])
    assert {zone for _, zone in zones} == set(stock.ZONES)
    assert all(11 <= n <= 13 for n in zones.values())
