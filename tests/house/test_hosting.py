"""Packages at work: a launch, its one-use credential, what its key may say and keep, an earlier session abandoned."""

from base64 import b64decode
from dataclasses import replace
from datetime import timedelta

import msgspec
import pytest

from cabochon.directory.package_rows import Enrolment, Launch
from cabochon.programme import cmi5
from cabochon.refusals import NotAllowed, Refused, Unknown
from launched import BASE, Learner, hosted, spoken
from packed import activity, tincan

ELSE = "6f1c1a8e-0000-4000-8000-000000000001"

STRAPS = "https://example.com/tin-can/straps"


@pytest.fixture
def learner(furnished, tmp_path):
    return hosted(*furnished)


def test_a_launch_tells_launched_and_keeps_the_document_before_the_unit_starts(learner):
    made = learner.launch()
    (told,) = learner.told("launched")
    assert told["actor"]["account"] == {"homePage": f"{learner.house.home}/people", "name": learner.person}
    assert told["context"]["extensions"][cmi5.SESSION] == made.session
    assert told["context"]["extensions"][f"{cmi5.EXTENSIONS}/moveon"] == "CompletedAndPassed"
    data = learner.state(cmi5.LAUNCH_DATA)
    assert (data["launchMode"], data["moveOn"], data["masteryScore"]) == ("Normal", "CompletedAndPassed", 0.8)
    assert data["contextTemplate"]["extensions"] == {cmi5.SESSION: made.session}
    assert [one["id"] for one in data["contextTemplate"]["contextActivities"]["grouping"]] == [learner.unit.id]
    assert data["returnURL"].startswith("http://127.0.0.1:9999/p/")


def test_the_address_keeps_what_the_unit_asked_itself_and_adds_the_five_of_the_standard(learner):
    given = learner.address()
    assert {"endpoint", "fetch", "actor", "registration", "activityId"} <= given.keys()
    assert given["endpoint"] == f"{BASE}/xapi/"
    assert given["theme"] == "plain"


def test_the_credential_is_given_once(learner):
    learner.launch()
    token = learner.address()["fetch"].rpartition("/")[2]
    key, _, secret = b64decode(learner.house.hosting.fetch(token)["auth-token"]).decode().partition(":")
    assert key == learner.row().key
    assert len(secret) > 30
    assert learner.house.hosting.fetch(token)["error-code"] == "1"
    assert learner.house.hosting.fetch("nobody's")["error-code"] == "2"


def test_a_launch_that_is_over_gives_no_credential(learner):
    learner.launch()
    token = learner.address()["fetch"].rpartition("/")[2]
    learner.house.directory.put(replace(learner.row(), ends=learner.house.clock() - timedelta(seconds=1)))
    assert learner.house.hosting.fetch(token)["error-code"] == "2"


def test_a_second_launch_abandons_a_session_that_began_and_was_not_closed(learner):
    first = learner.launch()
    learner.say("initialized")
    second = learner.launch()
    (told,) = learner.told("abandoned")
    assert told["context"]["extensions"][cmi5.SESSION] == first.session
    assert told["result"]["duration"].startswith("PT")
    assert learner.house.directory.get(Launch, first.session).state == "abandoned"
    assert second.session != first.session


def test_a_session_that_was_closed_is_not_abandoned(learner):
    learner.launch()
    learner.say("initialized", "terminated")
    learner.launch()
    assert learner.told("abandoned") == []


def test_the_key_of_an_abandoned_session_fits_no_more(learner):
    learner.launch()
    learner.say("initialized")
    old = learner.key()
    learner.launch()
    with pytest.raises(Refused) as refused:
        learner.say("terminated", key=old)
    assert refused.value.status == 401


def test_one_registration_for_a_person_and_a_package(learner):
    learner.launch()
    learner.launch()
    assert len(learner.house.directory.find(Enrolment, person=learner.person)) == 1
    assert len({row.registration for row in learner.house.directory.find(Launch)}) == 1


def test_who_it_is_not_offered_to_does_not_find_it(learner):
    stock = replace(learner.house.snapshot.person_on(learner.person, learner.house.today), job_role="stock")
    learner.house.directory.keep([stock])
    with pytest.raises(Unknown):
        learner.house.hosting.standing(learner.viewer, learner.package)


# What a launch may say


@pytest.mark.parametrize(("verbs", "words"), [
    (("completed",), "initialized"),
    (("initialized", "initialized"), "once"),
    (("initialized", "completed", "completed"), "once"),
    (("initialized", "terminated", "completed"), "over"),
    (("initialized", "failed", "passed"), "not both"),
    (("initialized", "waived"), "LMS"),
])  # fmt: skip
def test_what_is_out_of_order_is_refused_in_words_that_help(learner, verbs, words):
    learner.launch()
    *right, wrong = verbs
    learner.say(*right)
    with pytest.raises(NotAllowed, match=words):
        learner.say(wrong)


def test_passed_below_the_mastery_score_is_refused_at_the_score(learner):
    learner.launch()
    learner.say("initialized")
    with pytest.raises(NotAllowed) as refused:
        learner.say("passed", scaled=0.79)
    assert (refused.value.pointer, "0.8" in refused.value.reason) == ("/result/score/scaled", True)


@pytest.mark.parametrize(("change", "pointer"), [
    ({"actor": {"mbox": "mailto:somebody@example.com"}}, "/actor"),
    ({"object": {"id": "https://x.example/else"}}, "/object/id"),
    ({"registration": ELSE}, "/context/registration"),
    ({"named": "another"}, "/context/extensions/https:~1~1w3id.org~1xapi~1cmi5~1context~1extensions~1sessionid"),
])  # fmt: skip
def test_only_this_learner_attempt_unit_and_session(learner, change, pointer):
    learner.launch()
    with pytest.raises(NotAllowed) as refused:
        learner.say("initialized", **change)
    assert refused.value.pointer == pointer


def test_the_same_statement_sent_again_is_kept_once_and_not_refused(learner):
    learner.launch()
    one = learner.made("initialized")
    learner.send(one)
    learner.send(one)
    assert len(learner.told("initialized")) == 1


def test_a_batch_is_judged_in_its_own_order(learner):
    learner.launch()
    learner.send(learner.made("initialized"), learner.made("completed"), learner.made("terminated"))
    with pytest.raises(NotAllowed):
        learner.send(learner.made("completed"))


def test_a_question_may_be_told_in_between_and_not_before(learner):
    learner.launch()
    answered = spoken(learner.session(), f"{cmi5.ADL}/answered", about=f"{learner.unit.id}/q1", defined=False)
    with pytest.raises(NotAllowed):
        learner.send(answered)
    learner.say("initialized")
    learner.send(answered)


def test_a_launch_keeps_its_own_state_and_nobody_elses(learner):
    learner.launch()
    learner.keep_state("bookmark", b"page 3")
    assert learner.read_state("bookmark") == b"page 3"
    for wrong in (
        {"registration": ELSE}, {"registration": ""},
        {"agent": {"account": {"homePage": f"{learner.house.home}/people", "name": "somebody"}}},
    ):  # fmt: skip
        with pytest.raises(NotAllowed):
            learner.keep_state("bookmark", b"x", **wrong)
    with pytest.raises(NotAllowed, match="LMS"):
        learner.keep_state(cmi5.LAUNCH_DATA, b"{}")


def test_the_learners_preferences_are_read_and_not_written(learner):
    learner.launch()
    assert msgspec.json.decode(learner.preferences())["audioPreference"] == "on"
    with pytest.raises(NotAllowed):
        learner.preferences(write=True)


def test_a_try_out_counts_nothing_and_takes_no_outcome(learner):
    ld: Learner = learner.as_author()
    made = ld.try_out()
    assert ld.row().mode == "Browse"
    ld.say("initialized")
    with pytest.raises(NotAllowed, match="Browse"):
        ld.say("completed")
    assert learner.house.directory.find(Enrolment) == []
    assert made.sandbox == "allow-scripts allow-forms"


def test_sessions_past_their_time_are_closed_and_told(learner):
    made = learner.launch()
    learner.say("initialized")
    learner.house.directory.put(replace(learner.row(), ends=learner.house.clock() - timedelta(seconds=1)))
    assert learner.house.hosting.expire() == 1
    assert learner.house.directory.get(Launch, made.session).state == "abandoned"
    assert len(learner.told("abandoned")) == 1


def test_a_unit_that_is_done_opens_in_review_and_says_no_outcome_again(learner):
    learner.launch()
    learner.say("initialized", "completed", "passed", "terminated")
    learner.launch()
    assert learner.state(cmi5.LAUNCH_DATA)["launchMode"] == "Review"
    learner.say("initialized")
    with pytest.raises(NotAllowed, match="Review"):
        learner.say("completed")


# Tin Can


@pytest.fixture
def tin_can(furnished):
    return hosted(*furnished, manifest=tincan(activity(STRAPS)), name="tincan.xml")


def test_a_tin_can_package_finds_its_credential_in_its_address(tin_can):
    tin_can.launch()
    given = tin_can.address()
    assert given.keys() == {"endpoint", "auth", "actor", "registration", "activity_id"}
    assert given["activity_id"] == STRAPS
    key = tin_can.house.statements.key(given["auth"])
    assert key.id == tin_can.row().key


def test_a_tin_can_package_is_satisfied_when_completed_and_keeps_state_without_a_registration(tin_can):
    tin_can.launch()
    actor = tin_can.session().actor
    done = {"actor": actor, "verb": {"id": f"{cmi5.ADL}/completed"}, "object": {"id": STRAPS},
            "context": {"registration": tin_can.row().registration}}  # fmt: skip
    tin_can.send(done)
    assert tin_can.house.hosting.standing(tin_can.viewer, tin_can.package).satisfied
    assert tin_can.told("satisfied") == []
    tin_can.keep_state("suspend_data", b"x", registration="")
    with pytest.raises(NotAllowed):
        tin_can.send(done | {"actor": {"mbox": "mailto:somebody@example.com"}})
