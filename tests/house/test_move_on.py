"""moveOn, satisfied up the tree, waived: what was said of units becomes the state of the course."""

import msgspec
import pytest

from cabochon.directory.package_rows import Enrolment
from cabochon.directory.rows import Value
from cabochon.duties.rolling import rolling
from cabochon.house.hosting_rolling import BOOKMARK
from cabochon.programme.move_on import met, satisfied
from cabochon.programme.package import CMI5, TIN_CAN, Course, Group, Unit
from cabochon.refusals import Refused, Unknown
from cabochon.xapi.versions import V103
from launched import COURSE, au, author, block, hosted, structure

TREE = structure(au("first", more='moveOn="Completed"'), block("second", au("deep", more='moveOn="Passed"')))


@pytest.mark.parametrize(("move_on", "known", "is_met"), [
    ("NotApplicable", (), True), ("Passed", ("completed",), False), ("Passed", ("passed",), True),
    ("Completed", ("passed",), False), ("Completed", ("completed",), True),
    ("CompletedAndPassed", ("passed",), False), ("CompletedAndPassed", ("completed", "passed"), True),
    ("CompletedOrPassed", ("failed",), False), ("CompletedOrPassed", ("passed",), True),
    ("CompletedAndPassed", ("waived",), True), ("Passed", ("failed", "completed"), False),
])  # fmt: skip
def test_a_criterion_is_met_by_what_it_names(move_on, known, is_met):
    assert met(move_on, known) is is_met


def unit(name, move_on="Completed"):
    return Unit(name, {"en": name}, "index.html", move_on=move_on)


def test_a_course_is_satisfied_when_all_inside_is_the_inner_first():
    inner = Group("b", {"en": "b"}, (unit("2"), unit("3", "NotApplicable")))
    course = Course(CMI5, "c", {"en": "c"}, (unit("1"), inner))
    assert satisfied(course, {}) == ("3",)
    assert satisfied(course, {"2": {"completed"}}) == ("2", "3", "b")
    assert satisfied(course, {"1": {"completed"}, "2": {"completed"}}) == ("1", "2", "3", "b", "c")


def test_a_tin_can_package_is_done_when_completed_or_passed():
    course = Course(TIN_CAN, "c", {"en": "c"}, (unit("a", "NotApplicable"),))
    assert satisfied(course, {}) == ()
    assert satisfied(course, {"a": {"passed"}}) == ("a", "c")


def test_completed_and_passed_satisfy_the_course_and_the_house_says_so_once(furnished):
    learner = hosted(*furnished)
    learner.launch()
    learner.say("initialized", "completed")
    assert learner.told("satisfied") == []
    learner.say("passed", "terminated")
    learner.house.hosting.rolling.follow()
    (told,) = learner.told("satisfied")
    assert told["object"]["id"] == f"{learner.house.home}/packages/{learner.package}"
    assert told["context"]["contextActivities"]["grouping"] == [{"id": COURSE}]
    assert told["object"]["definition"]["type"].endswith("/course")
    assert learner.house.hosting.standing(learner.viewer, learner.package).satisfied


def test_a_block_is_satisfied_before_the_course(furnished):
    learner = hosted(*furnished, manifest=TREE)
    learner.launch("deep")
    learner.say("initialized", "passed", "terminated")
    assert [one["object"]["definition"]["type"].rpartition("/")[2] for one in learner.told("satisfied")] == ["block"]
    learner.launch("first")
    learner.say("initialized", "completed", "terminated")
    assert [one["object"]["definition"]["type"].rpartition("/")[2] for one in learner.told("satisfied")] == [
        "block", "course",
    ]  # fmt: skip


def test_a_course_without_criteria_is_satisfied_when_one_enrols(furnished):
    learner = hosted(*furnished, manifest=structure(au("one", more='moveOn="NotApplicable"')))
    learner.launch()
    assert len(learner.told("satisfied")) == 1


def test_a_waived_unit_counts_and_its_reason_is_kept(furnished):
    learner = hosted(*furnished)
    learner.launch()
    (enrolment,) = learner.house.directory.find(Enrolment)
    by = author(learner.house)
    with pytest.raises(Refused):
        learner.house.hosting.waive(by, enrolment.id, learner.unit.id, "  ")
    with pytest.raises(Unknown):
        learner.house.hosting.waive(learner.viewer, enrolment.id, learner.unit.id, "tired")
    learner.house.hosting.waive(by, enrolment.id, learner.unit.id, "Held the workshop in May")
    learner.house.hosting.waive(by, enrolment.id, learner.unit.id, "Held the workshop in May")
    (told,) = learner.told("waived")
    assert list(told["result"]["extensions"].values()) == ["Held the workshop in May"]
    assert len(learner.told("satisfied")) == 1
    (state,) = learner.house.hosting.standing(learner.viewer, learner.package).units
    assert state.state == "waived"


def test_following_the_log_from_its_beginning_again_doubles_nothing(furnished):
    learner = hosted(*furnished, module=True)
    learner.launch()
    learner.say("initialized", "completed", "passed", "terminated")
    duty, position = rolling(learner.house), learner.house.log.position()
    learner.house.directory.put(Value(id=BOOKMARK, value="0"))
    assert duty.work()
    assert learner.house.log.position() == position
    (row,) = learner.house.directory.find(Enrolment)
    assert row.satisfied == (learner.unit.id, COURSE)


def test_what_a_stranger_says_under_the_registration_satisfies_nothing(furnished):
    learner = hosted(*furnished)
    learner.launch()
    forged = learner.made("completed") | learner.made("passed")
    key = learner.house.keep_as(authority=b'{"objectType":"Agent","mbox":"mailto:other@example.com"}')
    key.statements([(msgspec.json.encode(forged), forged)], version=V103).result()
    learner.house.hosting.rolling.follow()
    assert learner.told("satisfied") == []


def test_what_is_offered_is_listed_with_how_far_one_is(furnished):
    learner = hosted(*furnished)
    (one,) = learner.house.hosting.offered(learner.viewer)
    assert (one.state, one.done, one.of, one.title) == ("not begun", 0, 1, {"en": "Straps for summer"})
    learner.launch()
    learner.say("initialized")
    assert learner.house.hosting.offered(learner.viewer)[0].state == "in progress"
    learner.say("completed", "passed")
    assert learner.house.hosting.offered(learner.viewer)[0].state == "satisfied"
