"""Comm 2.3, 2.6 and 2.7: state and profiles, kept under their parameters, listed and deleted."""

from datetime import UTC, datetime, timedelta

from document_kit import METHODS, ONE, STATE, cases, get, place, post, put
from kit import document, fresh, somebody, thing
from sections import Case, checks


def basics(case, talk):
    path, name = case.what
    where, what = place(path), document()
    if name == "PUT":
        assert put(talk, path, where, what, If_None_Match="*").status == 204
    else:
        answer = post(talk, path, where, what)
        assert (answer.status, answer.body) == (204, b"")
    if name == "DELETE":
        assert talk.ask("DELETE", path, params=where).status == 204
        assert get(talk, path, where).status == 404
    else:
        answer = get(talk, path, where)
        assert (answer.status, answer.json) == (200, what)
        assert answer.headers["content-type"].startswith("application/json")


BASICS = ("POST", "PUT", "DELETE")


@checks("Comm 2.3", cases("Comm 2.3", BASICS))
def test_a_state_is_kept_given_and_deleted(case, version, talk):
    basics(case, talk)


@checks("Comm 2.6", cases("Comm 2.6", BASICS))
def test_an_agent_profile_is_kept_given_and_deleted(case, version, talk):
    basics(case, talk)


@checks("Comm 2.7", cases("Comm 2.7", BASICS))
def test_an_activity_profile_is_kept_given_and_deleted(case, version, talk):
    basics(case, talk)


def missing(case, talk):
    path, (method, gone) = case.what
    where = place(path)
    del where[gone]
    body = None if method in ("GET", "DELETE") else document()
    answer = talk.ask(method, path, params=where, json_body=body, headers={"If-None-Match": "*"} if body else {})
    assert answer.status == 400
    assert answer.json["error"]


def without(section, *names, spare=()):
    return cases(section, [(method, name) for method in METHODS for name in names if (method, name) not in spare])


NO_ID = (("GET", "stateId"), ("DELETE", "stateId"), ("GET", "profileId"))


@checks("Comm 2.3", without("Comm 2.3", "activityId", "agent", "stateId", spare=NO_ID))
def test_a_state_needs_its_parameters(case, version, talk):
    missing(case, talk)


@checks("Comm 2.6", without("Comm 2.6", "agent", "profileId", spare=NO_ID))
def test_an_agent_profile_needs_its_parameters(case, version, talk):
    missing(case, talk)


@checks("Comm 2.7", without("Comm 2.7", "activityId", "profileId", spare=NO_ID))
def test_an_activity_profile_needs_its_parameters(case, version, talk):
    missing(case, talk)


BAD_AGENTS = ("not JSON", "true", "{}", '{"name":"x"}', '{"mbox":"x"}', '{"objectType":"Agent"}', "[]")
WRONG = {
    "activityId": ("true", "x", "", "//x"), "agent": BAD_AGENTS, "registration": ("true", "x", "", "not a uuid"),
    "since": ("not a timestamp", "x", ""), "foo": ("bar",), "StateId": ("x",), "method": ("GET",),
}  # fmt: skip


def wrong(case, talk):
    path, (method, name, value) = case.what
    where = {**place(path), name: value}
    if name == "since":
        del where[ONE[path]]
    body = None if method in ("GET", "DELETE") else document()
    assert (
        talk.ask(method, path, params=where, json_body=body, headers={"If-None-Match": "*"} if body else {}).status
        == 400
    )


def malformed(section, *names):
    return cases(section, [
        (method, name, value) for name in names for value in WRONG[name]
        for method in (("GET",) if name == "since" else METHODS)])  # fmt: skip


@checks("Comm 2.3", malformed("Comm 2.3", "activityId", "agent", "registration", "since", "foo", "StateId"))
def test_a_malformed_parameter_of_a_state_is_refused(case, version, talk):
    wrong(case, talk)


@checks("Comm 2.6", malformed("Comm 2.6", "agent", "since", "foo"))
def test_a_malformed_parameter_of_an_agent_profile_is_refused(case, version, talk):
    wrong(case, talk)


@checks("Comm 2.7", malformed("Comm 2.7", "activityId", "since", "foo"))
def test_a_malformed_parameter_of_an_activity_profile_is_refused(case, version, talk):
    wrong(case, talk)


def listed(case, talk):
    path, name = case.what
    first, second = place(path), {}
    post(talk, path, first, document())
    second = {**first, ONE[path]: fresh()}
    post(talk, path, second, document())
    whole = {key: value for key, value in first.items() if key != ONE[path]}
    before = (datetime.now(UTC) - timedelta(minutes=1)).isoformat().replace("+00:00", "Z")
    asked = {
        "all": whole, "since": {**whole, "since": before}, "since later": {**whole, "since": "2099-01-01T00:00:00Z"},
        "of another": {**whole,
            ("agent" if "agent" in whole else "activityId"): somebody() if "agent" in whole else thing()},
    }[name]  # fmt: skip
    answer = get(talk, path, asked)
    assert answer.status == 200
    wanted = {first[ONE[path]], second[ONE[path]]} if name in ("all", "since") else set()
    assert set(answer.json) == wanted
    assert isinstance(answer.json, list)


LISTS = ("all", "since", "since later", "of another")


@checks("Comm 2.3", cases("Comm 2.3", LISTS))
def test_states_are_listed_by_their_ids(case, version, talk):
    listed(case, talk)


@checks("Comm 2.6", cases("Comm 2.6", LISTS))
def test_agent_profiles_are_listed_by_their_ids(case, version, talk):
    listed(case, talk)


@checks("Comm 2.7", cases("Comm 2.7", LISTS))
def test_activity_profiles_are_listed_by_their_ids(case, version, talk):
    listed(case, talk)


@checks("Comm 2.3", [Case(name, name) for name in METHODS])
def test_a_registration_makes_another_state(case, version, talk):
    plain = place(STATE)
    own = {**plain, "registration": fresh()}
    post(talk, STATE, plain, {"a": 1})
    if case.what == "PUT":
        assert put(talk, STATE, own, {"a": 2}, If_None_Match="*").status == 204
    else:
        post(talk, STATE, own, {"a": 2})
    if case.what == "DELETE":
        assert talk.ask("DELETE", STATE, params=own).status == 204
        assert get(talk, STATE, own).status == 404
    else:
        assert get(talk, STATE, own).json == {"a": 2}
    assert get(talk, STATE, plain).json == {"a": 1}
    assert get(talk, STATE, {**plain, "registration": fresh()}).status == 404


@checks("Comm 2.3", [Case(name, name) for name in ("all", "one registration", "one agent")])
def test_delete_without_a_state_id_clears_the_context(case, version, talk):
    first = place(STATE)
    second, other = {**first, "stateId": fresh()}, {**first, "agent": somebody()}
    own = {**first, "registration": fresh()}
    for where in (first, second, other, own):
        post(talk, STATE, where, document())
    context = own if case.what == "one registration" else other if case.what == "one agent" else first
    clear = {key: value for key, value in context.items() if key != "stateId"}
    assert talk.ask("DELETE", STATE, params=clear).status == 204
    assert get(talk, STATE, clear).json == []
    left = {"all": other, "one registration": first, "one agent": first}[case.what]
    assert get(talk, STATE, left).status == 200
