"""What each viewer is told, on real facts: reach, names, small groups and what subtraction would give away."""

from dataclasses import replace
from itertools import combinations

import pytest
from sold import HQ, MANAGER, REGIONS, Sold, asking, crew, held, told, viewer

from cabochon.privacy.viewer import ROLES
from cabochon.refusals import NotAllowed, Unanswerable, Unknown

# Reach


def test_a_manager_sees_the_own_boutique_alone(ask):
    assert set(ask(MANAGER, by=("boutique",)).cells) == {("GVA",)}
    assert ask(MANAGER).whole.n == 24


def test_a_manager_sees_the_team_by_name_however_few(ask):
    cells = ask(viewer("manager", "MIL"), by=("associate",)).cells
    assert {key: cell.n for key, cell in cells.items()} == {(f"MIL-{i}",): 5 for i in range(3)}


@pytest.mark.parametrize("asked", ["PAR", "NOT-A-DOOR"])
def test_another_boutique_and_one_that_is_not_there_are_refused_in_the_same_words(ask, asked):
    with pytest.raises(Unknown) as refused:
        ask(MANAGER, boutique=asked)
    assert (refused.value.status, refused.value.pointer) == (404, "boutique")
    assert refused.value.reason == "there is no boutique by this code within your reach; choose one from the list"
    with pytest.raises(Unknown):
        ask(MANAGER, boutique=("GVA", asked))


def test_a_region_out_of_reach_is_not_there(ask):
    with pytest.raises(Unknown, match="no region by this name"):
        ask(viewer("area_coach", "GVA", "PAR"), region="Asia")


@pytest.mark.parametrize("role", ["manager", "area_coach", "hq_leader", "analyst", "associate"])
def test_an_empty_scope_sees_nothing(ask, role):
    for measure in ("attach_rate", "csat", "atv", "conversion"):
        assert ask(viewer(role, person="GVA-0"), measure).whole.n == 0
        assert ask(viewer(role, person="GVA-0"), measure, ("boutique",)).cells == {}


def test_an_empty_filter_sees_nothing(ask):
    assert ask(HQ, by=("boutique",), boutique=()).cells == {}


# Roles


def test_every_role_is_told_what_it_may_or_that_it_may_not(ask):
    allowed = {role: set() for role in ROLES}
    for role in ROLES:
        for family, measure in [("client", "csat"), ("sales", "attach_rate"), ("traffic", "conversion"),
                                ("behaviour", "behaviour.welcome"), ("health", "unlinked_surveys")]:  # fmt: skip
            try:
                ask(viewer(role, *REGIONS, person="GVA-0"), measure)
                allowed[role].add(family)
            except NotAllowed as refused:
                assert refused.status == 403  # noqa: PT017
    everything = {"client", "sales", "traffic", "behaviour", "health"}
    assert {role: families for role, families in allowed.items() if families} == {
        "associate": everything - {"health"},
        "manager": everything,
        "area_coach": everything,
        "hq_leader": everything,
        "analyst": everything,
        "ld_author": {"behaviour"},
        "admin": {"health"},
    }


def test_what_a_role_does_not_see_is_said_with_what_it_does(ask):
    with pytest.raises(NotAllowed, match="CSAT tells what clients say; your role sees what was observed"):
        ask(viewer("ld_author", *REGIONS), "csat")


@pytest.mark.parametrize("role", ["area_coach", "hq_leader", "analyst"])
def test_above_the_boutique_there_are_no_single_associates(ask, role):
    with pytest.raises(NotAllowed, match="stay in their boutique"):
        ask(viewer(role, *REGIONS), by=("associate",))
    with pytest.raises(NotAllowed, match="stay in their boutique"):
        ask(viewer(role, *REGIONS), associate="GVA-1")


def test_an_associate_sees_the_own_numbers_and_no_colleagues(ask):
    one = viewer("associate", "GVA", person="GVA-1")
    assert ask(one, associate="GVA-1").whole.n == 3
    assert set(ask(one, by=("associate",), associate="GVA-1").cells) == {("GVA-1",)}
    for question in ({"by": ("associate",)}, {"associate": "GVA-2"}, {"associate": ("GVA-1", "GVA-2")}):
        with pytest.raises(NotAllowed, match="not for a colleague's"):
            ask(one, **question)
    with pytest.raises(NotAllowed):
        ask(replace(one, person=""), associate="")


def test_an_associate_sees_the_boutiques_range_with_five_colleagues_behind_it(warehouse):
    one = viewer("associate", "GVA", person="GVA-0")
    assert asking(told(crew("GVA", 6), warehouse))(one).whole.n == 18
    assert asking(told(crew("GVA", 5), warehouse))(one).whole is None  # four colleagues
    assert asking(told(crew("GVA", 5), warehouse))(one, "atv").whole.n == 15  # names nobody


def test_an_unknown_cut_is_refused_before_anything_else(ask):
    with pytest.raises(Unanswerable, match="cannot be cut by associate: the door counter"):
        ask(HQ, "conversion", ("associate",))


def test_shift_is_a_daypart_here_too(ask):
    found = ask(HQ, by=("shift",))
    assert found.question.by == ("shift",)
    assert found.cells[("morning",)].n == ask(HQ).whole.n


# Small groups


def test_a_door_of_three_is_held_back_above_the_boutique_and_says_so(ask):
    found = ask(HQ, boutique="MIL")
    assert found.cells == {(): None}
    assert found.notes[0].startswith("Too few to show where a number is missing: at least 5 people and 10 events must")


def test_ten_events_must_stand_behind_a_number(warehouse):
    found = asking(told(crew("GVA", 9, each=1), warehouse))
    assert found(HQ).whole is None
    assert found(HQ, "atv").whole is None  # the rule of events holds for doors too
    assert asking(told(crew("GVA", 10, each=1), warehouse))(HQ).whole.n == 10


def test_what_is_left_over_is_nothing_or_five_people(ask):
    """MIL has three: shown beside GVA and PAR it would be the region less those two."""
    cells = ask(HQ, by=("boutique",)).cells
    assert cells[("MIL",)] is None
    assert sum(cells[(code,)] is None for code in ("GVA", "PAR")) == 1
    assert cells[("TYO",)]
    assert cells[("OSA",)]


def test_what_is_held_back_beside_a_small_door_stays_back_in_every_finer_cut(ask):
    beside = held(ask(HQ, by=("boutique",)))
    for cut in ("week", "daypart", "product_line", "job_role"):
        finer = ask(HQ, by=("boutique", cut))
        assert {key[:1] for key in held(finer)} >= beside
        assert ask(HQ, boutique=min(beside)[0]).whole is None


def test_a_filter_leaves_no_small_remainder(warehouse):
    """Three sell in the evening: the morning alone would give them away."""
    found = asking(told([*crew("GVA", 9), *crew("GVA", 3, each=9, part="evening")], warehouse))
    assert found(HQ).whole.n == 54
    assert found(HQ, daypart="evening").whole is None
    assert found(HQ, daypart="morning").whole is None
    assert held(found(HQ, by=("daypart",))) == {("morning",), ("evening",)}
    assert found(HQ, "csat", daypart=("morning", "evening")).whole.n == 54


def test_a_product_line_sold_by_few_takes_another_with_it(warehouse):
    sold = [*crew("GVA", 9), *crew("GVA", 7, line="jewelry"), *crew("GVA", 2, each=8, line="other")]
    found = asking(told(sold, warehouse))
    assert held(found(HQ, by=("product_line",))) == {("other",), ("jewelry",)}
    assert found(HQ, product_line="watch").whole
    assert found(HQ, product_line="jewelry").whole is None


def test_doors_added_up_freely_give_no_small_one_away(ask):
    """GVA + PAR + MIL less GVA + PAR, or the company less the rest, would be MIL."""
    assert ask(HQ, boutique=("GVA", "PAR", "MIL")).whole.n == 63  # the region, which is shown
    hidden = {key[0] for key in held(ask(HQ, by=("boutique",)))}
    for some in combinations(REGIONS, 3):
        if hidden & set(some) not in (set(), hidden):
            assert ask(HQ, boutique=some).whole is None


def test_a_doors_number_is_shown_for_the_whole_door_however_few_work_there(ask):
    for measure in ("atv", "conversion"):
        assert ask(HQ, measure, ("boutique",)).cells[("MIL",)]
        assert ask(HQ, measure, ("day",), boutique="MIL").cells[("2026-03-02",)]
    assert ask(HQ, "atv", boutique="MIL", product_line="watch").whole is None
    assert ask(HQ, "atv", by=("job_role",), boutique="MIL").cells == {("advisor",): None}


@pytest.mark.parametrize("cuts", [("day",), ("boutique", "day"), ("day", "daypart"), ("hour",), ("weekday",),
                                  ("region", "job_role"),
                                  ("boutique", "day", "product_line")])  # fmt: skip
def test_what_is_not_on_the_ladder_is_refused_above_the_boutique(ask, cuts):
    with pytest.raises(Unanswerable, match=r"above the boutique a number about people can be asked"):
        ask(HQ, by=cuts)
    assert ask(MANAGER, by=cuts).cells


def test_filters_count_as_steps_of_the_ladder(ask):
    with pytest.raises(Unanswerable, match="together"):
        ask(HQ, by=("day",), product_line="watch")


def test_codes_of_two_sources_may_be_the_same_people(warehouse):
    """Four till codes and four survey codes nobody has claimed: perhaps four people."""
    sold = [Sold("GVA", f"{source}/{i}") for source in ("till:csv", "survey:tf") for i in range(4) for _ in range(3)]
    assert asking(told(sold, warehouse))(HQ).whole is None
    assert asking(told([*sold, *crew("GVA", 1)], warehouse))(HQ).whole.n == 27


def test_an_empty_cell_is_shown_as_empty(ask):
    assert ask(HQ, boutique="GVA", product_line="jewelry").whole.n == 0
