"""What is due, begun, done; where one left off, on every device the same; actions that wait to be tried."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cabochon.directory.path_rows import LearningPath
from cabochon.directory.rows import Account, Key
from cabochon.house.learning_state import Answer, State, read, together
from cabochon.refusals import NotAllowed, Refused, Unknown
from cabochon.retail.coaching import Assignment
from cabochon.retail.learning import Learning
from cabochon.retail.who import person
from cabochon.xapi.documents import Named, Resource
from seven_ways import ACTION, KEY, MODULE, ship

NOW = datetime(2026, 3, 31, 9, tzinfo=UTC)
HERE = "GVA01"


class Learner:
    def __init__(self, furnished):
        self.house, one = furnished
        self.house.clock = lambda: NOW
        self.one = one.sellers[HERE][0].person
        for name, role, who in (("ana", "associate", self.one.id), ("leo", "ld_author", "")):
            self.house.directory.put(Account(id=name, login=name, name=name, role=role, boutiques=(HERE,), person=who))
        self.viewer = self.house.viewer("ana")

    def did(self, what, *, ago=1, **fields):
        event = Learning(
            id=uuid4(), at=NOW - timedelta(days=ago), boutique=HERE, source="floor", associate=person(self.one.id),
            what=what, module=KEY, version="1", language="en", **fields,
        )  # fmt: skip
        self.house.keep_as().events([event])

    def assign(self, *, ago=1, due=3, **fields):
        event = Assignment(
            id=uuid4(), at=NOW - timedelta(days=ago), boutique=HERE, source="floor", what="module", item=KEY,
            due=(NOW + timedelta(days=due)).date(), **({"job_role": "advisor"} | fields),
        )  # fmt: skip
        self.house.keep_as().events([event])

    def mine(self):
        return next(one for one in self.house.learning.mine(self.viewer) if one.module.key == KEY)

    def keep(self, attempt, *, answers=(), part="see", done=False, at=NOW, viewer=None):
        state = {"part": part, "answers": {one: {"response": "b", "success": True, "tries": 1} for one in answers},
                 "done": done, "took": "", "seconds": 9, "at": at.isoformat()}  # fmt: skip
        body = msgspec.json.encode({"attempt": attempt, "state": state})
        return self.house.learning.keep(viewer or self.viewer, KEY, body)


@pytest.fixture
def learner(furnished, monkeypatch):
    ship(monkeypatch)
    return Learner(furnished)


def test_a_module_of_ones_role_is_there_without_being_asked_for(learner):
    assert (learner.mine().state, learner.mine().due) == ("new", None)


def test_what_was_assigned_to_ones_role_or_oneself_is_due(learner):
    learner.assign()
    assert learner.mine().state == "due"
    assert learner.mine().due == (NOW + timedelta(days=3)).date()
    assert learner.house.learning.mine(learner.viewer)[0].module.key == KEY


def test_what_was_assigned_to_others_is_not(learner):
    learner.assign(associate=person("somebody"), job_role="")
    learner.assign(job_role="stock")
    assert learner.mine().state == "new"


def test_the_earliest_day_counts_and_a_day_that_has_passed_is_late(learner):
    learner.assign(due=9)
    learner.assign(due=-1)
    assert (learner.mine().due, learner.mine().late) == ((NOW - timedelta(days=1)).date(), True)


def test_completed_after_it_was_asked_for_it_is_done(learner):
    learner.assign(ago=5)
    learner.did("completed", ago=2)
    assert learner.mine().state == "done"
    assert learner.mine().done is not None


def test_asked_for_again_after_it_was_done_it_is_to_freshen_up(learner):
    learner.did("completed", ago=20)
    learner.assign(ago=2)
    assert learner.mine().state == "refresh"


def test_a_path_says_from_when_it_comes_again(learner):
    learner.house.directory.put(LearningPath(
        id="start", title="Start", steps=((KEY, 7),), begins=NOW.date(), refresh=(30, 90), on=True,
        by="ld", changed=NOW,
    ))  # fmt: skip
    learner.did("completed", ago=1)
    assert learner.mine().again == (NOW + timedelta(days=29)).date()


def test_a_second_device_goes_on_where_the_first_one_stopped(learner):
    attempt = str(uuid4())
    learner.keep(attempt, answers=["which-line"], part="the-because")
    found = learner.house.learning.state(learner.viewer, KEY)
    assert (found.attempt, found.state.part, list(found.state.answers)) == (attempt, "the-because", ["which-line"])
    assert (learner.mine().state, learner.mine().step) == ("begun", 1)


def test_two_devices_never_lose_an_answer(learner):
    attempt = str(uuid4())
    learner.keep(attempt, answers=["which-line"], part="the-because")
    kept = learner.keep(attempt, answers=["the-because", "aloud"], part="use", at=NOW - timedelta(hours=1))
    assert (kept.state.part, set(kept.state.answers)) == ("use", {"which-line", "the-because", "aloud"})


def test_an_attempt_begun_elsewhere_while_one_is_open_joins_it(learner):
    first = str(uuid4())
    learner.keep(first, answers=["which-line"])
    assert learner.keep(str(uuid4()), answers=["aloud"]).attempt == first


def test_once_done_the_next_attempt_is_one_of_its_own(learner):
    first, second = str(uuid4()), str(uuid4())
    learner.keep(first, answers=["which-line"], done=True, part="end")
    assert learner.keep(second).attempt == second
    assert learner.keep(first, answers=["aloud"]).attempt == first  # a phone that was away
    assert learner.house.learning.state(learner.viewer, KEY).attempt == second


def test_a_key_reads_the_same_document_by_the_standard(learner):
    attempt = str(uuid4())
    learner.keep(attempt, answers=["which-line"])
    agent = {"objectType": "Agent", "account": {"homePage": f"{learner.house.home}/people", "name": learner.one.id}}
    named = Named(resource=Resource.STATE, activity=f"{learner.house.home}/modules/{KEY}", agent=agent,
                  registration=attempt, name="lesson")  # fmt: skip
    found = learner.house.documents.read(_key(), named)
    assert found.content_type == "application/json"
    assert msgspec.json.decode(found.body)["answers"]["which-line"]["response"] == "b"


def test_where_a_person_is_goes_with_the_person(learner):
    learner.keep(str(uuid4()), answers=["which-line"])
    agent = {"objectType": "Agent", "account": {"homePage": f"{learner.house.home}/people", "name": learner.one.id}}
    assert learner.house.documents.forget(agent) == 2
    assert learner.house.learning.state(learner.viewer, KEY) is None


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"{}", b'{"attempt": "x", "state": {"at": "2026-01-01T00:00:00Z"}}', b"x" * 20_001,
     b'{"attempt": "5f2c1f2e-1b7a-4c39-9a53-2f4a8b3c1d2e", "state": {"at": "2026-01-01T00:00:00Z", "more": 1}}'],
)  # fmt: skip
def test_what_is_no_state_is_refused(body):
    with pytest.raises(Refused):
        read(body)


def test_a_state_is_of_a_module_and_of_a_person(learner):
    with pytest.raises(Unknown):
        learner.house.learning.keep(learner.viewer, "no-such", _body())
    with pytest.raises(NotAllowed):
        learner.house.learning.keep(learner.house.viewer("leo"), KEY, _body())


STATES = st.builds(
    State, part=st.sampled_from(["see", "a", "use"]), done=st.booleans(), seconds=st.floats(0, 900), took=st.just(""),
    answers=st.dictionaries(st.sampled_from("abcd"), st.builds(Answer, response=st.sampled_from("xy")), max_size=4),
    at=st.datetimes(timezones=st.just(UTC)),
)  # fmt: skip


@given(STATES, STATES)
def test_together_holds_all_answers_and_is_no_less_far(one, other):
    both = together(one, other)
    assert both.answers.keys() == one.answers.keys() | other.answers.keys()
    assert both.done == (one.done or other.done)
    assert together(both, other) == both


def test_an_action_waits_until_it_was_tried(learner):
    attempt = uuid4()
    learner.did("took_on", ago=3, item=ACTION, attempt=attempt)
    (found,) = learner.house.learning.actions(learner.viewer)
    assert (found.title, found.attempt) == (MODULE.title, str(attempt))
    assert found.text == MODULE.action.text
    learner.did("tried", ago=1, item=ACTION, attempt=attempt)
    assert learner.house.learning.actions(learner.viewer) == ()


def test_who_is_nobody_of_a_team_has_nothing_due(learner):
    author = learner.house.viewer("leo")
    assert learner.house.learning.actions(author) == ()
    assert all(one.state == "new" for one in learner.house.learning.mine(author))


def _key():
    return Key(id="k", name="k", secret_hash="", scopes=("state",), boutiques=("*",), created=NOW)


def _body():
    state = {"at": NOW.isoformat()}
    return msgspec.json.encode({"attempt": str(uuid4()), "state": state})
