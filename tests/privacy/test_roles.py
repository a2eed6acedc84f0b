"""The may-table: every role, every ability. A change here is seen, word for word, in this file."""

from datetime import UTC, datetime, timedelta

import pytest

from cabochon.directory.rows import Account
from cabochon.privacy.roles import (
    ABILITIES,
    ANONYMOUS,
    EVERYWHERE,
    MAY,
    REACHES,
    may,
    may_observe,
    may_observe_role,
    right,
    viewer_of,
)
from cabochon.privacy.viewer import ROLES, Viewer
from cabochon.refusals import NotAllowed, Unknown
from cabochon.retail.master import Door

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
EVERYBODY = {"profile.read": "all", "sessions.own": "self"}
NUMBERS = ("today.see", "live.listen", "measure.sales", "measure.client", "measure.behaviour", "measure.traffic")
RHYTHM = ("measure.coaching", "measure.engagement")
HELD = ("measure.stock", "measure.programme", "health.see")
FLOOR = ("floor.see", "floor.write", "record.read", "praise.write", "bright.see", "nudges.own")
OWN = ("signal.write", "answer.write", "demos.record")
LED = ("coach.write", "focus.set", "rhythm.plan", "mentors.name", "deputy.lend", "tablet.share")
LEARNS = {"learn.take": "self", "media.see": "all", "skills.read": "all"}
EFFECTS = ("verdicts.see", "signals.see", "measures.retire", "pilots.see", "pilots.plan", "programme.see")
GOLDEN = {  # what a role may, all else is "no"
    "associate": EVERYBODY
    | {"verdicts.see": "self"}
    | dict.fromkeys((*NUMBERS, *RHYTHM, *FLOOR, *OWN, "focus.see", "demos.see", "pulse.answer"), "self")
    | {"measure.traffic": "scope", "names.see": "self", "comments.read": "self", "moments.see": "self"}
    | {"me.see": "self", "playbook.read": "all"}
    | LEARNS,
    "manager": EVERYBODY
    | dict.fromkeys(("verdicts.see", "signals.see"), "boutique")
    | dict.fromkeys((*NUMBERS, *RHYTHM, *HELD, "health.mend"), "boutique")
    | dict.fromkeys(("names.see", "comments.read", "moments.see", "measure.health"), "boutique")
    | dict.fromkeys(("observe.write", "golive.see", *FLOOR, *OWN, *LED), "boutique")
    | dict.fromkeys(("focus.see", "demos.see", "calibrate.write", "words.read", "rhythm.see"), "boutique")
    | {"me.see": "self", "pulse.answer": "self", "playbook.read": "all"}
    | dict.fromkeys(("learn.team", "learn.assign"), "boutique")
    | LEARNS,
    "area_coach": EVERYBODY
    | dict.fromkeys(("verdicts.see", "signals.see", "pilots.see", "programme.see"), "scope")
    | dict.fromkeys((*NUMBERS, *RHYTHM, *HELD), "scope")
    | dict.fromkeys(("names.see", "comments.read", "measure.health", "golive.see"), "scope")
    | dict.fromkeys(("observe.write", *FLOOR, "contest.settle", "rhythm.assign", "focus.see", "demos.see"), "scope")
    | dict.fromkeys(("calibrate.write", "calibrate.agree", "words.read", "pulse.see", "rhythm.see"), "scope")
    | {"me.see": "self", "playbook.read": "all", "library.read": "all"}
    | dict.fromkeys(("learn.team", "results.see"), "scope")
    | LEARNS,
    "hq_leader": EVERYBODY
    | dict.fromkeys((*EFFECTS, "programme.edit"), "scope")
    | dict.fromkeys((*NUMBERS, *RHYTHM, *HELD, "facts.export", "sql.ask"), "scope")
    | dict.fromkeys(("comments.read", "measure.health", "golive.see"), "scope")
    | dict.fromkeys(("floor.write", "focus.see", "demos.see", "rhythm.assign", "words.read", "pulse.see"), "scope")
    | dict.fromkeys(("rhythm.see", "learn.team", "results.see", "results.decide"), "scope")
    | {"me.see": "self", "playbook.read": "all"}
    | dict.fromkeys(("media.see", "skills.read", "library.read", "library.sign", "paths.edit"), "all")
    | {"loss.see": "scope", "group.see": "all"},
    "ld_author": EVERYBODY
    | dict.fromkeys(EFFECTS, "scope")
    | dict.fromkeys(("today.see", "live.listen", "measure.behaviour", *RHYTHM, "measure.programme"), "scope")
    | dict.fromkeys(("statements.browse", "statements.open"), "scope")
    | dict.fromkeys(("focus.see", "demos.see", "demos.review", "calibrate.agree", "words.read", "rhythm.see"), "scope")
    | {"launches.check": "self", "me.see": "self", "playbook.read": "all", "playbook.edit": "all"}
    | dict.fromkeys(("learn.team", "results.see", "results.decide"), "scope")
    | dict.fromkeys(("media.see", "skills.read", "skills.edit", "library.read", "library.edit"), "all")
    | dict.fromkeys(("paths.edit", "packages.manage"), "all"),
    "lp_lead": EVERYBODY
    | {"signals.see": "scope"}
    | {"measure.stock": "scope", "loss.see": "scope", "me.see": "self"}
    | dict.fromkeys(("media.see", "library.read", "library.sign"), "all"),
    "brand_partner": EVERYBODY | {"measure.sales": "brand", "brand.see": "brand", "me.see": "self"},
    "analyst": EVERYBODY
    | dict.fromkeys(("verdicts.see", "signals.see", "pilots.see", "programme.see"), "scope")
    | dict.fromkeys((*NUMBERS, *RHYTHM, *HELD, "measure.health", "facts.export", "sql.ask"), "scope")
    | {"loss.see": "scope", "group.see": "all", "me.see": "self"},
    "auditor": EVERYBODY
    | dict.fromkeys(("stored.see", "audit.read", "statements.browse", "retention.see", "agreements.see"), "all")
    | {"me.see": "self"},
    "key": {"profile.read": "all", "statements.read": "scope", "statements.write": "scope"},
    "admin": EVERYBODY
    | dict.fromkeys(("names.see", "measure.health", "golive.see", "quarantine.see", "quarantine.mend"), "all")
    | dict.fromkeys(("health.see", "health.mend", "master.edit"), "all")
    | dict.fromkeys(("import.run", "accounts.manage", "keys.manage", "stored.see"), "all")
    | dict.fromkeys(("outgoing.manage", "statements.export", "packages.manage"), "all")
    | dict.fromkeys(("connections.see", "connections.edit"), "all")
    | dict.fromkeys(("statements.browse", "statements.open", "statements.person"), "all")
    | dict.fromkeys(("launches.check", "launches.refused", "forgetting.manage", "group.manage"), "all")
    | dict.fromkeys(("retention.see", "retention.manage", "agreements.see", "agreements.manage"), "all")
    | {"me.see": "self"},
    ANONYMOUS: {"profile.read": "all"},
}
BOARDS = {  # the dashboards: ability -> role -> reach
    **{
        one: {"manager": "boutique", "area_coach": "scope", "hq_leader": "scope", "ld_author": "scope",
              "analyst": "scope"} for one in ("weekly.see", "upskilling.see", "doors.see")
    },
    "review.see": {"manager": "boutique", "area_coach": "scope", "hq_leader": "scope", "ld_author": "scope",
                   "analyst": "scope"},
    "review.write": {"manager": "boutique", "area_coach": "scope", "hq_leader": "scope"},
    "loss.see": {"manager": "boutique", "area_coach": "scope"},
    "behaviours.see": {"associate": "self", "manager": "boutique", "area_coach": "scope", "hq_leader": "scope",
                       "ld_author": "scope", "analyst": "scope"},
    "numbers.see": {"associate": "self", "manager": "boutique", "area_coach": "scope", "hq_leader": "scope",
                    "ld_author": "scope", "lp_lead": "scope", "analyst": "scope"},
    "explore.see": {"manager": "boutique", "area_coach": "scope", "hq_leader": "scope", "ld_author": "scope",
                    "lp_lead": "scope", "analyst": "scope"},
    "embed.make": {"manager": "boutique", "area_coach": "scope", "hq_leader": "scope", "analyst": "scope"},
    "annotate.see": {"associate": "boutique", "manager": "boutique", "area_coach": "scope", "hq_leader": "scope",
                     "ld_author": "scope", "lp_lead": "scope", "analyst": "scope"},
    "annotate.write": {"manager": "boutique", "area_coach": "scope", "hq_leader": "scope"},
    "views.own": dict.fromkeys(
        ("associate", "manager", "area_coach", "hq_leader", "ld_author", "lp_lead", "brand_partner", "analyst"), "self"
    ),
    "mode.set": {"area_coach": "scope", "hq_leader": "scope", "admin": "all"},
    "screen.share": {"manager": "boutique"},
}  # fmt: skip
for what, reaches in BOARDS.items():
    for who, how_far in reaches.items():
        GOLDEN[who] = GOLDEN[who] | {what: how_far}
ANNA = Account(id="a1", login="anna", name="Anna", role="manager", boutiques=("GVA01",), person="p1")
DOORS = [
    Door(code=code, name=code, zone="Europe/Zurich", currency="CHF", region=region)
    for code, region in (("GVA01", "CH"), ("ZRH01", "CH"), ("PAR01", "FR"), ("XXX01", ""))
]


@pytest.mark.parametrize("role", [*ROLES, ANONYMOUS])
@pytest.mark.parametrize("ability", [ability.name for ability in ABILITIES])
def test_a_role_reaches_as_far_as_agreed(role, ability):
    viewer = None if role == ANONYMOUS else Viewer(account="a", role=role)
    reach = GOLDEN[role].get(ability, "no")
    assert right(viewer, ability) == reach
    assert may(viewer, ability) == (reach != "no")


def test_the_table_is_whole():
    names = [ability.name for ability in ABILITIES]
    assert len(names) == len(set(names))
    assert set(MAY) == {*ROLES, ANONYMOUS} == set(GOLDEN)
    for role, rights in GOLDEN.items():
        assert rights.keys() <= set(names), role
    for row in MAY.values():
        assert list(row) == names
        assert set(row.values()) <= set(REACHES)
    assert all(ability.help for ability in ABILITIES)


def test_an_ability_nobody_declared_is_a_bug_not_a_no():
    with pytest.raises(KeyError):
        may(None, "tea.make")


def test_a_viewer_carries_the_account_and_no_more():
    assert viewer_of(ANNA, DOORS, NOW) == Viewer(
        account="a1", role="manager", boutiques=frozenset({"GVA01"}), person="p1", name="Anna"
    )


def changed(**fields):
    return Account(**{**{name: getattr(ANNA, name) for name in ANNA.__slots__}, **fields})


@pytest.mark.parametrize("wrong", [{"disabled": True}, {"role": "owner"}, {"role": ""}, {"role": "key"}])
def test_nobody_views_with_a_disabled_account_or_a_role_that_is_none(wrong):
    assert viewer_of(changed(**wrong), DOORS, NOW) is None


@pytest.mark.parametrize(
    ("boutiques", "regions", "reached"),
    [
        ((), (), set()),
        ((), ("",), set()),
        ((), ("CH",), {"GVA01", "ZRH01"}),
        (("PAR01",), ("CH",), {"GVA01", "ZRH01", "PAR01"}),
        ((), ("DE",), set()),
        ((), (EVERYWHERE,), {"GVA01", "ZRH01", "PAR01", "XXX01"}),
    ],
)
def test_regions_are_spelt_out_and_nothing_means_nothing(boutiques, regions, reached):
    viewer = viewer_of(changed(role="area_coach", boutiques=boutiques, regions=regions), DOORS, NOW)
    assert viewer.boutiques == reached


@pytest.mark.parametrize(
    ("start", "end", "role"),
    [(-1, 1, "manager"), (0, 1, "manager"), (-1, 0, "associate"), (1, 2, "associate"), (None, 1, "associate"),
     (-1, None, "associate")],
)  # fmt: skip
def test_a_deputy_has_a_managers_rights_between_the_dates(start, end, role):
    day = [None if days is None else NOW + timedelta(days=days) for days in (start, end)]
    deputy = changed(role="associate", deputy_for="manager", deputy_from=day[0], deputy_until=day[1])
    assert viewer_of(deputy, DOORS, NOW).role == role


def test_no_other_role_is_lent():
    deputy = changed(role="associate", deputy_for="admin", deputy_from=NOW, deputy_until=NOW + timedelta(days=1))
    assert viewer_of(deputy, DOORS, NOW).role == "associate"


MANAGER = Viewer(account="a1", role="manager", boutiques=frozenset({"GVA01"}), person="p1")


def test_a_manager_observes_the_own_team():
    may_observe(MANAGER, "GVA01", "p2")


@pytest.mark.parametrize("role", sorted({*ROLES} - {"manager", "area_coach"}))
def test_no_other_role_observes(role):
    with pytest.raises(NotAllowed, match="manager or a named deputy"):
        may_observe(Viewer(account="a", role=role, boutiques=frozenset({"GVA01"}), person="p1"), "GVA01", "p2")


def test_another_boutique_sounds_like_one_that_is_not_there():
    said = []
    for boutique in ("ZRH01", "ZZZ99"):
        with pytest.raises(Unknown) as refused:
            may_observe(MANAGER, boutique, "p2")
        said.append(refused.value.reason.replace(boutique, "X"))
    assert said[0] == said[1]
    with pytest.raises(Unknown):
        may_observe(Viewer(account="a", role="manager", person="p1"), "", "p2")


def test_nobody_observes_themselves():
    with pytest.raises(NotAllowed, match="themselves"):
        may_observe(MANAGER, "GVA01", "p1")
    with pytest.raises(NotAllowed):  # an account of nobody cannot show that it is not about itself
        may_observe(Viewer(account="a", role="manager", boutiques=frozenset({"GVA01"})), "GVA01", "p2")


def test_an_area_coach_observes_managers_by_their_checklists_and_nobody_else():
    coach = Viewer(account="a2", role="area_coach", boutiques=frozenset({"GVA01"}), person="p9")
    may_observe(coach, "GVA01", "p1")
    may_observe_role(coach, "manager", "huddle")
    for job_role, checklist in (("advisor", "huddle"), ("manager", "client-visit")):
        with pytest.raises(NotAllowed):
            may_observe_role(coach, job_role, checklist)
    may_observe_role(MANAGER, "advisor", "client-visit")
    with pytest.raises(NotAllowed):
        may_observe_role(MANAGER, "manager", "huddle")
