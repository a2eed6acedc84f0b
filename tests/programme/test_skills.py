"""The skills map that ships: every item, step and signal hangs on a skill, and what is written can be seen."""

from dataclasses import replace

import pytest

from cabochon.measures.catalogue import BY_KEY
from cabochon.programme import kit, modules, skills, skills_reading
from cabochon.programme.checklists import TITLES
from cabochon.programme.kit_reading import JOB_ROLES
from cabochon.refusals import Refused


@pytest.fixture
def shipped():
    return skills_reading.starter()


def module(**other):
    base = next(iter(modules.starter().values()))["en"]
    return replace(base, **other)


def test_every_checklist_item_step_and_signal_hangs_on_a_skill(shipped):
    found = skills.coverage(shipped, ())
    assert (found.behaviours, found.signals, found.steps) == ((), (), ())


def test_each_job_role_has_skills_that_can_be_seen(shipped):
    for role in JOB_ROLES:
        assert len(shipped.of_role(role)) >= 3
    assert skills.findings(shipped, measures=BY_KEY) == []


def test_modules_and_documents_that_ship_name_known_skills(shipped):
    found = skills.coverage(shipped, (one["en"] for one in modules.starter().values()), kit.documents())
    assert (found.modules, found.documents) == ((), ())


def test_what_hangs_nowhere_is_named(shipped):
    bare = shipped.without("care-plan")
    found = skills.coverage(bare, [module(key="care", skill="care-plan")], measures=("behaviour.care_plan", "csat"))
    assert found.behaviours == ("care_plan",)
    assert found.modules == ("care",)
    assert found.measures == ("behaviour.care_plan",)
    assert "welcome" in found.untaught
    assert not found.whole


def test_its_own_items_bring_their_measures(shipped):
    prompt = set(shipped.skill("add-on-prompt").measures)
    assert {"behaviour.accessory", "signal.add_on_prompted", "attach_rate"} <= prompt
    assert "sop.receiving" in shipped.skill("receiving").measures
    assert not any(key.startswith("behaviour.huddle") for key in shipped.skill("huddles").measures)


def test_a_sentence_nobody_can_observe_is_found(shipped):
    vague = replace(shipped.skill("welcome"), good=("Is passionate about the client.", "Says their own first name."))
    found = skills.findings(shipped.with_skill(vague), measures=BY_KEY)
    assert [(one.address, one.index, one.level) for one in found] == [("welcome.good", 0, "error")]


def test_a_key_that_is_none_is_found(shipped):
    strange = replace(shipped.skill("welcome"), behaviours=("wellcome",), leading="", outcomes=("sales",), roles=())
    where = {one.address for one in skills.findings(shipped.with_skill(strange), measures=BY_KEY)}
    assert where == {"welcome.behaviours", "welcome.leading", "welcome.outcomes", "welcome.roles"}


def test_a_skill_is_replaced_in_its_place_added_at_the_end_moved_and_taken_out(shipped):
    first, second = shipped.skills[:2]
    assert shipped.with_skill(replace(first, title="New")).skills[0].title == "New"
    assert shipped.with_skill(replace(first, key="new-one")).skills[-1].key == "new-one"
    assert shipped.moved(second.key, -1).skills[0] == second
    assert shipped.moved("nothing", 1) == shipped.moved(first.key, -1) == shipped
    last = shipped.moved("huddles", 1).of_role("manager")
    assert [one.key for one in last[:2]] == ["side-by-side", "huddles"]
    assert shipped.without(first.key).skill(first.key) is None


def test_items_name_the_skills_they_hang_on(shipped):
    assert all(shipped.having(key) for key in TITLES)
    assert [one.key for one in shipped.having("return_piece_inspected")] == ["serial-numbers", "returns"]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("format = 2", "format = 1"),
        ("[skills.x", "TOML"),
        ('format = 1\n[skills.Welcome]\ntitle = "A"', "key of small letters"),
        ('format = 1\n[skills.welcome]\ncolour = "A"', "colour: is not known"),
        ('format = 1\n[skills.welcome]\ntitle = ["A"]', "title: should be a text"),
        ('format = 1\n[skills.welcome]\ntitle = "A"\nroles = ["advisor"]\nleading = "csat"', "good: is missing"),
    ],
)
def test_a_file_that_is_wrong_says_where(text, why):
    with pytest.raises(Refused, match=why):
        skills_reading.parse(text)
