"""Learning in a package or in another LMS becomes steps of our own, and they count."""

from datetime import UTC, datetime
from uuid import uuid4

import msgspec
import pytest

from cabochon.directory.package_rows import Alias
from cabochon.directory.rows import Unclaimed
from cabochon.facts.tables_beside import LEARNT
from cabochon.privacy.keys import make
from cabochon.retail.events import Learning
from cabochon.retail.master import Identifier
from cabochon.retail.who import person
from cabochon.xapi.versions import V103
from launched import COURSE, au, hosted, spoken, structure

ADL = "http://adlnet.gov/expapi/verbs"
THERE = "https://lms.example.com/course/17"
LMS = {"account": {"homePage": "https://lms.example.com", "name": "E-1042"}}


@pytest.fixture
def learner(furnished):
    one = hosted(*furnished, module=True)
    one.house.directory.put(Alias(id=THERE, module="welcome-basics", by="lina", at=one.house.clock()))
    one.house.directory.keep([Identifier(source="lms", code="E-1042", person=one.person)])
    return one


def say(house, verb, *, about=THERE, actor=LMS, verbs=ADL, **more):
    """As another LMS does it, with a key of its own; its id."""
    key, _ = make(house.directory, "another LMS", scopes=("all",), clock=house.clock)
    one = {"id": str(uuid4()), "timestamp": datetime.now(UTC).isoformat(), "actor": actor,
           "verb": {"id": f"{verbs}/{verb}"}, "object": {"id": about or THERE}, **more}  # fmt: skip
    house.statements.keep(house.keyring.key(key), [(msgspec.json.encode(one), one)], V103).result()
    house.hosting.rolling.follow()
    return one["id"]


def learnt(house):
    """(module, what, person, minutes) of the fact table."""
    house.catch_up()
    names = [column.name for column in LEARNT.columns]
    rows = [dict(zip(names, row, strict=True)) for row in house.warehouse.fetch("learnt", {})]
    return sorted((row["module"], row["what"], row["associate"], row["minutes"]) for row in rows)


def test_a_completion_elsewhere_becomes_a_fact_here(learner):
    say(learner.house, "completed", result={"duration": "PT3M", "completion": True})
    assert learnt(learner.house) == [("welcome-basics", "completed", learner.person, 3.0)]


def test_a_modules_own_address_counts_without_an_alias(learner):
    say(learner.house, "passed", about=f"{learner.house.home}/modules/{first(learner.house)}")
    assert learner.steps() == [("passed", "lms")]


def first(house):
    return house.library.shelf(closed=True)[0].key


def test_the_same_statement_followed_twice_is_told_once(learner):
    say(learner.house, "completed")
    learner.house.hosting.rolling.follow()
    assert learner.steps() == [("completed", "lms")]


def test_who_nobody_knows_waits_and_counts_once_claimed(learner):
    stranger = {"mbox": "mailto:ana@maison.example"}
    say(learner.house, "completed", actor=stranger)
    assert learner.steps() == []
    assert "ana@maison.example" in {one.code for one in learner.house.directory.find(Unclaimed)}
    learner.house.directory.keep([Identifier(source="lms", code="ana@maison.example", person=learner.person)])
    learner.house.hosting.rolling.follow()
    assert learner.steps() == [("completed", "lms")]


def test_an_activity_that_is_named_later_counts_from_what_was_said_before(learner):
    other = "https://lms.example.com/course/18"
    say(learner.house, "completed", about=other)
    assert learner.steps() == []
    learner.house.directory.put(Alias(id=other, module="tailored-story", by="lina", at=learner.house.clock()))
    learner.house.hosting.rolling.follow()
    assert learner.steps() == [("completed", "lms")]


def test_what_was_voided_there_is_taken_back_here(learner):
    one = say(learner.house, "completed")
    assert learnt(learner.house)
    say(learner.house, "voided", about=None, object={"objectType": "StatementRef", "id": one})
    assert learnt(learner.house) == []


def test_a_question_below_it_is_practice_and_other_verbs_say_nothing(learner):
    around = {"contextActivities": {"parent": [{"id": THERE}]}}
    say(learner.house, "answered", about=f"{THERE}/q/3", context=around, result={"success": True})
    say(learner.house, "completed", about=f"{THERE}/page/3", context=around)
    say(learner.house, "bookmarked", verbs="https://w3id.org/xapi/adb/verbs")
    assert learner.steps() == [("answered", "lms")]


def test_a_step_our_own_module_told_already_is_not_told_again(learner):
    registration, module = uuid4(), first(learner.house)
    own = Learning(at=learner.house.clock(), boutique=door(learner), source="floor", associate=person(learner.person),
                   what="completed", module=module, attempt=registration, id=uuid4())  # fmt: skip
    learner.house.keep_as().events([own])
    say(learner.house, "completed", about=f"{learner.house.home}/modules/{module}",
        context={"registration": str(registration)})  # fmt: skip
    assert learner.steps() == [("completed", "floor")]


def door(learner):
    return learner.house.snapshot.person_on(learner.person, learner.house.today).boutique


def test_a_package_told_under_a_module_counts_there(learner):
    learner.launch()
    learner.say("initialized")
    learner.send(spoken(learner.session(), f"{ADL}/answered", about=f"{learner.unit.id}/q1", defined=False))
    learner.say("completed", "passed", "terminated")
    assert {(what, source) for what, source in learner.steps()} == {
        ("launched", "lms"), ("answered", "lms"), ("completed", "lms"), ("passed", "lms"),
    }  # fmt: skip
    assert {row[0] for row in learnt(learner.house)} == {first(learner.house)}


def test_of_a_package_with_several_units_the_course_completes_the_module(furnished):
    two = structure(au("one", more='moveOn="Completed"'), au("two", more='moveOn="Completed"'), course=COURSE)
    learner = hosted(*furnished, module=True, manifest=two)
    for unit in ("one", "two"):
        learner.launch(unit)
        learner.say("initialized", "completed", "terminated")
    assert [what for what, _ in learner.steps()] == ["launched", "launched", "completed"]


def test_a_try_out_is_nobodys_learning(learner):
    ld = learner.as_author()
    ld.try_out()
    ld.say("initialized", "terminated")
    assert learner.steps() == []
    assert learner.house.directory.find(Unclaimed) == []
