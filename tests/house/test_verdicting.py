"""Whose verdicts somebody is shown: one person's, a door's, several doors' together; and what is held back of them."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from cabochon.house.own import LOOKS
from cabochon.measures.question import Question
from cabochon.refusals import Unknown
from cabochon.verdicts.told import Pooled
from coached_house import ACCOUNTS, ANNA, BEGAN, BOSSES, SMALL, SUNDAY, TODAY, filled

EVERYBODY = [login for login, *_ in ACCOUNTS]
OUTSIDE = ("coach", "hq", "author", "analyst")


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    one = filled(tmp_path_factory.mktemp("verdicting") / "data")
    yield one
    one.close()


@pytest.fixture
def asked(house):
    """What a login is told of an episode; None where it is unknown to them."""

    def ask(login, key, **change):
        viewer = house.viewer_by_login(login)
        try:
            return house.effects.verdicts.told(replace(viewer, **change) if change else viewer, key)
        except Unknown:
            return None

    return ask


def found(house, kind, boutique="", person=""):
    everything = house.effects.verdicts._engine.now().found
    return next(s for s in everything if (s.kind, s.boutique, s.person) == (kind, boutique, person))


def change(told, measure="behaviour.accessory"):
    return next(one for one in told.changes if one.measure == measure)


# One person's


def test_one_persons_is_told_to_that_person_and_to_the_manager_of_the_boutique_and_to_nobody_else(house, asked):
    key = found(house, "person", "GVA01", ANNA).key
    assert {login for login in EVERYBODY if asked(login, key)} == {"anna", "boss"}


def test_an_unknown_key_reads_as_somebody_elses(house):
    hidden = found(house, "person", "GVA01", ANNA).key
    refusals = set()
    for key in (hidden, "0" * 18, "", "../../etc/passwd"):
        with pytest.raises(Unknown) as refusal:
            house.effects.verdicts.told(house.viewer_by_login("hq"), key)
        refusals.add((str(refusal.value), refusal.value.status, refusal.value.pointer))
    assert len(refusals) == 1


def test_there_is_never_a_verdict_on_one_persons_clients(house, asked):
    told = asked("boss", found(house, "person", "GVA01", ANNA).key)
    assert [one.measure for one in told.changes] == ["behaviour.accessory", "attach_rate", "csat"]
    assert change(told).verdict is not None
    assert change(told, "csat").verdict is None
    assert change(told, "csat").withheld


def test_a_deputy_is_a_manager_for_as_long_as_it_lasts(house, asked):
    key = found(house, "person", "GVA01", ANNA).key
    assert asked("colleague", key) is None
    assert asked("colleague", key, role="manager", deputy=True) is not None
    assert asked("colleague", key, role="manager", deputy=True, boutiques=frozenset({"PAR01"})) is None


def test_in_a_shut_country_only_the_person_sees_it_and_the_doors_focus_stays(house, asked):
    key, focus = found(house, "person", "GVA01", ANNA).key, found(house, "focus", "GVA01").key
    shut = {"shut": frozenset({"GVA01"}), "countries": (("GVA01", "Switzerland"),)}
    assert asked("boss", key, **shut) is None
    assert asked("anna", key, **shut) is not None
    assert asked("boss", focus, **shut) is not None


def test_who_looked_is_noted_for_the_person_and_oneself_is_not(house, asked):
    key = found(house, "person", "GVA01", ANNA).key
    asked("anna", key)
    asked("boss", key)
    entries = [one for one in house.directory.notes(about=ANNA) if one[2] in LOOKS]
    assert ("boss", "verdict") in {(actor, detail) for _, actor, _, _, detail in entries}
    assert "anna" not in {actor for _, actor, *_ in entries}


def test_of_lists_one_persons_episodes_for_the_same_people(house):
    verdicts = house.effects.verdicts
    told = {login: verdicts.of(house.viewer_by_login(login), ANNA) for login in EVERYBODY}
    assert {login for login, some in told.items() if some} == {"anna", "boss"}
    assert [one.person for one in told["boss"]] == [ANNA]
    assert verdicts.of(house.viewer_by_login("boss"), SMALL) == []
    assert verdicts.of(house.viewer_by_login("hq"), "") == []


def test_the_list_never_has_one_persons(house):
    for login in EVERYBODY:
        heads = house.effects.verdicts.heads(house.viewer_by_login(login))
        assert not any(head.subject.person or head.subject.kind == "person" for head in heads)


def test_the_list_is_what_may_be_opened(house, asked):
    keys = {one.key for one in house.effects.verdicts._engine.now().found if not one.person}
    for login in EVERYBODY:
        listed = {head.subject.key for head in house.effects.verdicts.heads(house.viewer_by_login(login))}
        assert listed == {key for key in keys if asked(login, key)}


# A door's


def test_the_manager_sees_the_door_by_the_day_and_others_by_closed_weeks(house, asked):
    key = found(house, "focus", "PAR01").key
    near, far = asked("boss-par", key), asked("hq", key)
    assert near.subject.since == BEGAN["PAR01"]
    assert near.until == TODAY - timedelta(days=1)
    assert (far.subject.since, far.until) == (date(2026, 4, 6), SUNDAY)
    assert [day.weekday() for day in change(far).verdict.baseline] == [0, 6]
    assert change(far).after.n == 6 * 2 * 3  # six people, two days a week, three times


def test_what_other_pages_hold_back_of_a_door_is_not_told_here(house, asked):
    """Of three doors one is small; a leader is told of one large one, or else the region would leave the small one."""
    see, weeks = house.see_as(house.viewer_by_login("hq")), (date(2026, 3, 30), SUNDAY)
    cells = see.ask(Question("behaviour.accessory", ("boutique",), *weeks)).cells
    open_ = {door for (door,), cell in cells.items() if cell is not None}
    told = {door: change(asked("hq", found(house, "focus", door).key)) for door in BEGAN}
    assert len(open_) == 1
    assert {door for door, one in told.items() if one.after.n} == open_


def test_a_door_of_three_people_is_held_back_from_everybody_but_its_manager(house, asked):
    key = found(house, "focus", "SML01").key
    assert change(asked("boss-sml", key)).after.n > 0
    for login in ("hq", "author", "analyst"):
        held = change(asked(login, key))
        assert (held.verdict, held.window.n, held.after.n) == (None, 0, 0)
        assert held.withheld.startswith("Too few to show")
    assert asked("coach", key) is None  # not within reach


def test_an_associate_sees_the_doors_with_five_colleagues_behind_it_and_not_with_four(house, asked):
    key = found(house, "focus", "GVA01").key
    assert change(asked("anna", key)).after.n > 0
    house.values = {**house.values, "least_people": 6}  # six there, herself one of them
    house.effects.verdicts._engine._now = None
    try:
        assert change(asked("anna", key)).withheld.startswith("Too few")
        assert change(asked("boss", key)).after.n > 0
    finally:
        house.values = {**house.values, "least_people": 5}
        house.effects.verdicts._engine._now = None


def test_a_role_is_told_of_its_families_alone(house, asked):
    key = found(house, "focus", "GVA01").key
    assert {one.measure for one in asked("author", key).changes} == {"behaviour.accessory"}
    assert {"attach_rate", "csat", "conversion"} <= {one.measure for one in asked("hq", key).changes}


def test_nothing_from_far_is_told_of_the_day_of_a_look(house, asked):
    """A planned look lies within a week: its own figures would tell of single days."""
    for key in (found(house, "focus", door).key for door in ("GVA01", "PAR01")):
        for one in asked("hq", key).changes:
            if one.verdict:
                assert (one.verdict.after.n, one.verdict.raw, one.verdict.expected) == (0, None, None)
                assert one.verdict.estimate is None or round(one.verdict.estimate, 2) == one.verdict.estimate


def test_the_first_days_are_told_from_near_alone(house, asked, monkeypatch):
    """On the Tuesday of its second week a focus has no closed week yet."""
    from cabochon.house import verdicting_engine

    key = found(house, "focus", "PAR01").key
    monkeypatch.setattr(verdicting_engine, "closed_week", lambda today: date(2026, 4, 5))
    house.effects.verdicts._engine._now = None
    told = asked("hq", key)
    house.effects.verdicts._engine._now = None
    assert all(one.after.n == 0 and one.verdict is None for one in told.changes)
    assert change(told).withheld == "Told by whole weeks: the first one is over on 12 April."


# Several doors together


def test_several_together_are_told_above_the_boutique_alone(house, asked):
    for kind in ("wave", "rollout", "region", "behaviour"):
        key = found(house, kind).key
        assert {login for login in EVERYBODY if asked(login, key)} == set(OUTSIDE)


def test_of_doors_that_are_told_of_nowhere_enough_people_stand_behind_what_is_left(house, asked):
    """One large door has a page of its own; the other stays with the small one: the total gives neither away."""
    told = asked("hq", found(house, "wave").key)
    assert isinstance(told, Pooled)
    lines = told.by_door["behaviour.accessory"]
    assert {line.key for line in lines} == {"GVA01", "PAR01", "SML01"}
    shown = {line.key for line in lines if not line.held}
    assert len(shown) == 1
    assert "SML01" not in shown
    assert change(told).after.n > sum(line.after.n for line in lines)


def test_without_the_small_one_it_would_be_left_over(house, asked):
    """A coach who reaches the two large doors alone: their sum and the region's would leave three people."""
    told = asked("coach", found(house, "wave").key)
    assert change(told).withheld.startswith("Too few")
    assert set(told.by_door) <= {"conversion", "atv"}  # which are about nobody's doing


def test_two_who_were_coached_are_not_what_a_total_leaves_over(house, asked):
    for kind in ("behaviour", "region"):
        told = asked("hq", found(house, kind).key)
        assert change(told).withheld.startswith("Too few")
        assert "behaviour.accessory" not in told.by_door
        assert not told.may_decide


def test_of_a_rollout_a_coach_is_told_of_the_doors_within_reach(house, asked):
    told = asked("coach", found(house, "rollout").key)
    assert set(told.subject.doors) <= {"GVA01", "PAR01"}
    assert {line.key for lines in told.by_door.values() for line in lines} <= {"GVA01", "PAR01"}
    one = house.viewer_by_login("coach")
    with pytest.raises(Unknown):
        house.effects.verdicts.told(replace(one, boutiques=frozenset({"GVA01"})), found(house, "rollout").key)


def test_an_author_is_told_of_nothing_that_was_sold_or_said_by_clients(house, asked):
    for kind in ("wave", "rollout"):
        told = asked("author", found(house, kind).key)
        for table in (told.by_door, told.by_role, told.cohorts, told.events):
            assert set(table) <= {"behaviour.accessory"}
        assert {one.measure for one in told.changes} == {"behaviour.accessory"}
        assert not any(one.kind in ("response", "discount", "returns", "mix") for one in told.circumstances)


def test_a_page_is_worked_out_once_as_long_as_no_fact_moves(house, asked, monkeypatch):
    key = found(house, "focus", "GVA01").key
    asked("boss", key)
    asked("hq", key)
    monkeypatch.setattr(house.effects.verdicts._engine, "_tell", lambda *_: pytest.fail("worked out again"))
    assert asked("boss", key) is not None
    assert asked("hq", key) is not None
    assert BOSSES["GVA01"] not in str(asked("boss", key))
