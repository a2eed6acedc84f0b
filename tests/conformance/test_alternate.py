"""Comm 1.3: a whole request inside a form, of 1.0.3 alone; 2.0 has it no more."""

import json
from urllib.parse import quote, urlencode

from kit import ACCOUNT, document, fresh, small, somebody, thing
from sections import V1, V2, Case, checks

FORM = "application/x-www-form-urlencoded"
AGENT = {"objectType": "Agent", **ACCOUNT}


def alternate(talk, path, method, fields, *, how="POST", query="", headers=None, kind=FORM):
    body = urlencode({k: v if isinstance(v, str) else json.dumps(v) for k, v in fields.items()})
    where = f"{path}?{query or f'method={method}'}"
    return talk.ask(how, where, body=body, headers={"Content-Type": kind, **(headers or {})})


@checks("Comm 1.3", versions=(V1,))
def test_a_get_may_come_in_a_form(version, talk):
    talk.keep(small(), small())
    answer = alternate(talk, "/statements", "GET", {"limit": "1"})
    assert (answer.status, len(answer.statements), bool(answer.json["more"])) == (200, 1, True)
    assert answer.headers["x-experience-api-consistent-through"]


@checks("Comm 1.3", versions=(V1,))
def test_a_put_may_come_in_a_form(version, talk):
    sid = fresh()
    answer = alternate(talk, "/statements", "PUT", {"statementId": sid, "content": small()})
    assert (answer.status, answer.body) == (204, b"")
    assert talk.one(sid)["id"] == sid


@checks("Comm 1.3", versions=(V1,))
def test_a_post_may_come_in_a_form(version, talk):
    answer = alternate(talk, "/statements", "POST", {"content": [small(), small()]})
    assert (answer.status, len(answer.json)) == (200, 2)


@checks("Comm 1.3", versions=(V1,))
def test_who_asks_and_which_version_may_stand_in_the_form(version, talk):
    sid = fresh()
    fields = {"statementId": sid, "content": small(), "X-Experience-API-Version": "1.0.3", "Authorization": talk.header,
              "Content-Type": "application/json"}  # fmt: skip
    bare = {"Authorization": None, "X-Experience-API-Version": None}
    assert alternate(talk, "/statements", "PUT", fields, headers=bare).status == 204
    assert talk.one(sid)["id"] == sid
    assert alternate(talk, "/statements", "GET", {"limit": "1"}, headers=bare).status in (400, 401)


@checks(
    "Comm 1.3", [Case(name, name) for name in ("version", "authorization", "content type", "if-match")], versions=(V1,)
)
def test_headers_in_the_form_win(case, version, talk):
    fields, wanted = {
        "version": ({"X-Experience-API-Version": "0.8"}, 400),
        "authorization": ({"Authorization": "Basic Zm9vOmJhcg=="}, 401),
        "content type": ({"Content-Type": "text/plain"}, 400),
        "if-match": ({}, 204),
    }[case.what]
    answer = alternate(talk, "/statements", "PUT", {"statementId": fresh(), "content": small(), **fields})
    assert answer.status == wanted


@checks(
    "Comm 1.3",
    [
        Case(name, name)
        for name in (
            "by PUT",
            "by GET",
            "a parameter beside",
            "no content",
            "an empty form",
            "content that is no JSON",
            "a body of JSON",
            "no form",
            "an unknown method",
            "a method in lower case",
            "DELETE",
            "an unknown field",
            "method twice",
        )
    ],
    versions=(V1,),
)
def test_a_form_that_is_wrong_is_refused(case, version, talk):
    sid = fresh()
    whole = {"statementId": sid, "content": small()}
    ask = {
        "by PUT": lambda: alternate(talk, "/statements", "POST", whole, how="PUT"),
        "by GET": lambda: talk.ask("GET", "/statements?method=GET"),
        "a parameter beside": lambda: alternate(talk, "/statements", "", whole, query=f"method=PUT&statementId={sid}"),
        "no content": lambda: alternate(talk, "/statements", "PUT", {"statementId": sid}),
        "an empty form": lambda: talk.ask("POST", "/statements?method=PUT"),
        "content that is no JSON": lambda: alternate(talk, "/statements", "PUT", {**whole, "content": "{"}),
        "a body of JSON": lambda: talk.ask("POST", "/statements?method=PUT", json_body=whole,
            headers={"Content-Type": FORM}),
        "no form": lambda: talk.ask("POST", "/statements?method=PUT", json_body=whole),
        "an unknown method": lambda: alternate(talk, "/statements", "BREW", whole),
        "a method in lower case": lambda: alternate(talk, "/statements", "put", whole),
        "DELETE": lambda: alternate(talk, "/statements", "DELETE", {"statementId": sid}),
        "an unknown field": lambda: alternate(talk, "/statements", "PUT", {**whole, "foo": "bar"}),
        "method twice": lambda: alternate(talk, "/statements", "", whole, query="method=PUT&method=PUT"),
    }[case.what]  # fmt: skip
    answer = ask()
    assert answer.status in (
        (400, 405) if case.what in ("DELETE", "an unknown method", "a method in lower case") else (400,)
    )
    assert talk.find(statementId=sid).status == 404


@checks(
    "Comm 1.3",
    [Case(path, path) for path in ("/activities/state", "/activities/profile", "/agents/profile")],
    versions=(V1,),
)
def test_documents_may_be_kept_given_and_deleted_by_forms(case, version, talk):
    where = {
        "/activities/state": {"activityId": thing(), "agent": AGENT, "stateId": fresh()},
        "/activities/profile": {"activityId": thing(), "profileId": fresh()},
        "/agents/profile": {"agent": somebody(), "profileId": fresh()},
    }[case.what]
    what = document()
    kept = {**where, "content": what, "Content-Type": "application/json", "If-None-Match": "*"}
    assert alternate(talk, case.what, "PUT", kept).status == 204
    answer = alternate(talk, case.what, "GET", where)
    assert (answer.status, answer.json) == (200, what)
    assert (
        alternate(talk, case.what, "POST", {**where, "content": {"a": 1}, "Content-Type": "application/json"}).status
        == 204
    )
    assert talk.ask("GET", case.what, params=where).json == {**what, "a": 1}
    stale = {**where, "content": {}, "Content-Type": "application/json", "If-Match": '"x"'}
    if case.what != "/activities/state":
        assert alternate(talk, case.what, "PUT", stale).status == 412
    assert alternate(talk, case.what, "DELETE", where).status == 204
    assert talk.ask("GET", case.what, params=where).status == 404


@checks("Comm 1.3", [Case(path, path) for path in ("/agents", "/activities")], versions=(V1,))
def test_agents_and_activities_may_be_asked_by_forms(case, version, talk):
    field = {"/agents": {"agent": AGENT}, "/activities": {"activityId": thing()}}[case.what]
    assert alternate(talk, case.what, "GET", field).status == 200


@checks("Comm 1.3", [Case("utf-8", "Zoë 観察 & = + %")], versions=(V1,))
def test_text_in_a_form_is_utf_8(case, version, talk):
    sid = fresh()
    body = f"statementId={sid}&content={quote(json.dumps(small(result={'response': case.what}), ensure_ascii=False))}"
    answer = talk.ask("POST", "/statements?method=PUT", body=body, headers={"Content-Type": FORM})
    assert answer.status == 204
    assert talk.one(sid)["result"]["response"] == case.what


@checks(
    "Comm 1.3",
    [
        Case(f"{how} {method}{' of a form' if form else ''}", (how, method, form))
        for how in ("POST", "PUT")
        for method in ("GET", "PUT", "POST")
        for form in (False, True)
    ],
    versions=(V2,),
)
def test_2_0_has_no_alternate_syntax(case, version, talk):
    how, method, form = case.what
    sid = fresh()
    fields = {"statementId": sid, "content": small()} if method == "PUT" else {"limit": "1"}
    kind = FORM if form else "application/json"
    assert 400 <= alternate(talk, "/statements", method, fields, how=how, kind=kind).status <= 499
    assert 400 <= talk.ask(how, f"/statements?method={method}").status <= 499
    assert talk.find(statementId=sid).status == 404
