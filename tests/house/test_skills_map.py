"""The skills map of a house: a draft nobody reads, published with a note, and taken back."""

from dataclasses import replace

import pytest

from cabochon.house.versions_kept import Overtaken
from cabochon.privacy.viewer import Viewer
from cabochon.programme import skills_reading
from cabochon.refusals import Conflict, NotAllowed, Refused, Unknown

LD = Viewer(account="ld", role="ld_author", boutiques=frozenset(), name="L&D")
LEADER = Viewer(account="hq", role="hq_leader", boutiques=frozenset({"GVA01"}), name="HQ")


@pytest.fixture
def skills(house):
    return house.skills


def titled(skills, title, key="welcome", turn=0):
    return skills.put(LD, turn, replace(skills.in_force().skill(key), title=title))


def test_a_new_house_has_the_map_that_ships(skills):
    assert skills.in_force() == skills_reading.starter()
    assert (skills.number, skills.draft, skills.listed()) == (1, None, [])


def test_a_draft_is_read_by_nobody_until_it_is_published(skills):
    draft = titled(skills, "Welcome in half a minute")
    assert skills.in_force() == skills_reading.starter()
    assert skills.publish(LD, draft.turn, "Shorter title").number == 2
    assert skills.in_force().skill("welcome").title == "Welcome in half a minute"
    assert skills.draft is None
    assert skills.version(1) == skills_reading.starter()


def test_it_is_taken_back_as_a_new_version(skills):
    skills.publish(LD, titled(skills, "Hello").turn, "Hello")
    assert skills.roll_back(LD, 1, "As it was").number == 3
    assert skills.in_force() == skills_reading.starter()
    with pytest.raises(Refused, match="in force already"):
        skills.roll_back(LD, 3, "Again")
    with pytest.raises(Unknown):
        skills.roll_back(LD, 9, "No such")


def test_whoever_saves_late_is_told_and_saves_over_nobody(skills):
    titled(skills, "Mine")
    with pytest.raises(Overtaken, match="nothing of yours was saved over"):
        titled(skills, "Theirs")
    assert skills.of(skills.draft).skill("welcome").title == "Mine"


def test_a_discarded_draft_is_taken_back(skills):
    draft = titled(skills, "Mine")
    skills.discard(LD, draft.turn)
    assert skills.draft is None
    skills.restore(LD)
    assert skills.of(skills.draft).skill("welcome").title == "Mine"
    with pytest.raises(Conflict, match="no discarded draft"):
        skills.restore(LD)


def test_what_cannot_be_observed_is_not_published(skills):
    vague = replace(skills.in_force().skill("welcome"), good=("Shows a positive attitude.", "Says hello."))
    draft = skills.put(LD, 0, vague)
    with pytest.raises(Refused, match=r"welcome\.good"):
        skills.publish(LD, draft.turn, "New")


def test_a_draft_on_an_older_version_waits_for_its_author(skills):
    skills.publish(LD, titled(skills, "Two").turn, "Two")
    draft = titled(skills, "Three")
    skills.roll_back(LD, 1, "Back")
    with pytest.raises(Conflict, match="another version was published"):
        skills.publish(LD, draft.turn, "Three")
    skills.onto(LD, draft.turn)
    assert skills.publish(LD, skills.draft.turn, "Three").number == 4


def test_publishing_asks_for_a_note_and_for_a_change(skills):
    with pytest.raises(Refused, match="no draft"):
        skills.publish(LD, 0, "Nothing")
    draft = titled(skills, "Two")
    with pytest.raises(Refused, match="what is new"):
        skills.publish(LD, draft.turn, " ")
    with pytest.raises(Refused, match="note"):
        skills.publish(LD, draft.turn, "Call +41 79 123 45 67")
    same = titled(skills, skills.in_force().skill("welcome").title, turn=draft.turn)
    with pytest.raises(Refused, match="says the same"):
        skills.publish(LD, same.turn, "Nothing")


def test_only_learning_and_development_edits(skills):
    with pytest.raises(NotAllowed):
        skills.put(LEADER, 0, skills.in_force().skills[0])
    with pytest.raises(NotAllowed):
        skills.roll_back(LEADER, 1, "Back")


def test_a_key_is_small_letters(skills):
    with pytest.raises(Refused, match="small letters"):
        skills.put(LD, 0, replace(skills.in_force().skills[0], key="Über"))


def test_the_whole_house_is_covered_but_for_modules(skills):
    found = skills.coverage(skills.in_force())
    assert (found.behaviours, found.signals, found.steps, found.measures, found.modules) == ((), (), (), (), ())
