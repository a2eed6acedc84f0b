"""Comm 1.1, 3.2, 3.3 and 4: HEAD, errors, versions and who asks."""

import socket
from base64 import b64encode

from kit import ACCOUNT, document, fresh, small, somebody, thing
from sections import BOTH, V1, V2, Case, checks
from talk import query

AGENT = {"objectType": "Agent", **ACCOUNT}
PARAMETERS = ("statementId", "voidedStatementId", "agent", "verb", "activity", "registration", "related_activities",
              "related_agents", "since", "until", "limit", "format", "attachments", "ascending")  # fmt: skip
VALUES = {"statementId": fresh(), "voidedStatementId": fresh(), "agent": AGENT, "verb": "x:v", "activity": "x:a",
          "registration": fresh(), "related_activities": "true", "related_agents": "true", "limit": "10",
          "since": "2012-06-01T19:09:13.245Z", "until": "2012-06-01T19:09:13.245Z", "format": "ids",
          "attachments": "true", "ascending": "true"}  # fmt: skip
DOCUMENTS = ("/activities/state", "/activities/profile", "/agents/profile")
RESOURCES = {
    "/about": {}, "/statements": {}, "/statements?one": {}, "/statements?attachments=true": {}, "/activities": {},
    "/agents": {}, "/activities/state": {}, "/activities/profile": {}, "/agents/profile": {},
    "/activities/state?list": {},
}  # fmt: skip
FAULTS = {"/statements?limit=x": 400, f"/statements?statementId={fresh()}": 404, "/nothing": 404, "/activities": 400}


def address(talk, path):
    """Where something can be got, kept there first."""
    where, _, kind = path.partition("?")
    if where == "/statements":
        (sid,) = talk.keep(small())
        return where, {"one": {"statementId": sid}, "": {"limit": "1"}}.get(kind, {"limit": "1", "attachments": "true"})
    asked = {
        "/about": {}, "/activities": {"activityId": thing()}, "/agents": {"agent": AGENT},
        "/activities/state": {"activityId": thing(), "agent": AGENT, "stateId": fresh()},
        "/activities/profile": {"activityId": thing(), "profileId": fresh()},
        "/agents/profile": {"agent": somebody(), "profileId": fresh()},
    }[where]  # fmt: skip
    if where in DOCUMENTS:
        assert talk.ask("POST", where, params=asked, json_body=document()).status == 204
    if kind == "list":
        del asked["stateId"]
    return where, asked


@checks("Comm 1.1", [Case(path, path) for path in RESOURCES])
def test_head_is_get_without_the_body(case, version, talk):
    where, asked = address(talk, case.what)
    got = talk.ask("GET", where, params=asked)
    heard = talk.ask("HEAD", where, params=asked)
    assert (got.status, heard.status, heard.body) == (200, 200, b"")
    changing = ("date", "x-experience-api-consistent-through")
    mixed = got.headers["content-type"].startswith("multipart")
    unlike = {*changing, "content-type"} if mixed else {*changing}
    assert {k: v for k, v in heard.headers.items() if k not in unlike} == {
        k: v for k, v in got.headers.items() if k not in unlike
    }


@checks("Comm 1.1", [Case(path, path) for path in (*RESOURCES, *FAULTS)])
def test_head_sends_not_one_byte_of_a_body(case, version, talk, port):
    if case.what in FAULTS:
        line_path, wanted = f"/xapi{case.what}", FAULTS[case.what]
    else:
        where, asked = address(talk, case.what)
        line_path, wanted = f"/xapi{where}?{query(asked)}", 200
    with socket.create_connection(("127.0.0.1", port)) as line:
        line.sendall(
            f"HEAD {line_path} HTTP/1.1\r\nHost: x\r\nAuthorization: {talk.header}\r\n"
            f"X-Experience-API-Version: {version}\r\nConnection: close\r\n\r\n".encode()
        )
        heard = b""
        while piece := line.recv(65536):
            heard += piece
    head, _, rest = heard.partition(b"\r\n\r\n")
    assert head.startswith(f"HTTP/1.1 {wanted}".encode())
    assert rest == b""


@checks("Comm 3.2", [Case(name, name) for name in PARAMETERS])
def test_a_parameter_in_another_case_is_refused(case, version, talk):
    for other in (case.what.title(), case.what.upper()):
        answer = talk.find(**{other: VALUES[case.what]})
        assert answer.status == 400
        assert answer.headers["x-experience-api-consistent-through"]


@checks("Comm 3.2", [Case(path, path) for path in ("/statements", "/activities", "/agents", *DOCUMENTS)])
def test_an_unknown_parameter_is_refused(case, version, talk):
    where, asked = address(talk, case.what)
    assert talk.ask("GET", where, params={**asked, "foo": "bar"}).status == 400
    assert talk.ask("GET", f"{where}?{next(iter(asked))}=%ff").status == 400


@checks("Comm 3.2", [Case(name, name) for name in PARAMETERS])
def test_a_parameter_given_twice_is_refused(case, version, talk):
    one = query({case.what: VALUES[case.what]})
    assert talk.ask("GET", f"/statements?{one}&{one}").status == 400


METHODS = [
    *[("/statements", method) for method in ("DELETE", "PATCH", "OPTIONS")],
    *[(path, method) for path in ("/activities", "/agents", "/about") for method in ("DELETE", "POST", "PUT")],
    *[(path, "PATCH") for path in DOCUMENTS],
]


@checks("Comm 3.2", [Case(f"{method} {path}", (path, method)) for path, method in METHODS])
def test_a_method_the_resource_has_not_is_405_for_anybody(case, version, talk):
    path, method = case.what
    body = b"{}" if method in ("POST", "PUT", "PATCH") else None
    for who in ({}, {"Authorization": None}):
        answer = talk.ask(method, path, params={"activityId": thing()}, body=body, headers=who)
        assert answer.status == 405
        assert "GET" in answer.headers["allow"]
        assert answer.headers["x-experience-api-version"] == version


@checks(
    "Comm 3.2", [Case(path, path) for path in ("/", "/nothing", "/statements/", "/Statements", "/activities/states")]
)
def test_what_is_no_resource_is_404(case, version, talk):
    answer = talk.ask("GET", case.what)
    assert answer.status == 404
    if case.what != "/":
        assert answer.headers["x-experience-api-version"] == version


WITHOUT = [
    *[(path, method) for path in ("/statements", "/activities", "/agents", *DOCUMENTS) for method in ("GET",)],
    *[(path, method) for path in ("/statements", *DOCUMENTS) for method in ("POST", "PUT")],
    *[(path, "DELETE") for path in DOCUMENTS],
]


@checks("Comm 3.3", [Case(f"{method} {path}", (path, method)) for path, method in WITHOUT])
def test_a_request_without_a_version_is_refused(case, version, talk):
    path, method = case.what
    asked = {"statementId": fresh()} if path == "/statements" and method != "POST" else {}
    body = small() if method in ("POST", "PUT") else None
    for who in ({}, {"Authorization": None}):
        answer = talk.ask(method, path, params=asked, json_body=body, headers={"X-Experience-API-Version": None, **who})
        assert answer.status == 400
        assert answer.headers["x-experience-api-version"] == ("1.0.3" if method == "GET" and not asked else "2.0.0")
        assert answer.json["error"]


@checks(
    "Comm 3.3",
    [
        Case(asked, asked)
        for asked in (
            "0.8",
            "0.9",
            "0.95",
            "1.1",
            "1.1.0",
            "2.1.0",
            "3.0.0",
            "one",
            "1",
            "1.0.x",
            "2",
            "1.0.0.0",
            "-1.0.0",
            "1.0.3, 2.0.0",
        )
    ],
)
def test_a_version_that_is_not_spoken_is_refused(case, version, talk):
    for path, method in (("/statements", "GET"), ("/statements", "POST"), ("/agents", "GET")):
        body = small() if method == "POST" else None
        answer = talk.ask(method, path, json_body=body, headers={"X-Experience-API-Version": case.what})
        assert answer.status == 400
        assert answer.headers["x-experience-api-version"] in BOTH


SPOKEN = [Case(asked, asked, (V1,)) for asked in ("1.0", "1.0.0", "1.0.1", "1.0.3", "1.0.9", " 1.0.3 ")]
SPOKEN += [Case(asked, asked, (V2,)) for asked in ("2.0", "2.0.0", "2.0.1")]


@checks("Comm 3.3", SPOKEN)
def test_a_version_is_answered_by_the_newest_of_its_family(case, version, talk):
    said = {"X-Experience-API-Version": case.what}
    for answer in (talk.ask("GET", "/statements?limit=1", headers=said), talk.post(small(), headers=said),
                   talk.ask("GET", "/agents?agent={}", headers=said)):  # fmt: skip
        assert answer.headers["x-experience-api-version"] == version


@checks("Comm 3.3", [Case(str(status), status) for status in (200, 204, 400, 401, 404, 405, 409)])
def test_every_answer_says_its_version(case, version, talk):
    one = small(id=fresh())
    talk.keep(one)
    answer = {
        200: lambda: talk.find(statementId=one["id"]), 204: lambda: talk.put(small(), fresh()),
        400: lambda: talk.post({}), 401: lambda: talk.ask("GET", "/statements",
        headers={"Authorization": "Basic eDp5"}),
        404: lambda: talk.find(statementId=fresh()), 405: lambda: talk.ask("DELETE", "/statements"),
        409: lambda: talk.post({**one, "verb": {"id": "x:v"}}),
    }[case.what]()  # fmt: skip
    assert (answer.status, answer.headers["x-experience-api-version"]) == (case.what, version)


def basic(text):
    return b64encode(text.encode()).decode()


NOBODY = {
    "none": None, "somebody else": f"Basic {basic('foo:bar')}", "malformed": f"Basic:{basic('foo:bar')}",
    "no pair": "Basic",
    "no base64": "Basic !!!", "no colon": f"Basic {basic('foobar')}", "another scheme": "Digest x",
    "a token": "Bearer x",
    "not even text": "Basic " + b64encode(b"\xff\xfe:\xff").decode(), "empty": " ",
    "a NUL": f"Basic {basic(chr(0) + ':x')}",
}  # fmt: skip


@checks("Comm 4", [Case(name, name) for name in NOBODY])
def test_who_is_not_known_is_401(case, version, talk):
    one = small(id=fresh())
    said = {"Authorization": NOBODY[case.what]}
    for answer in (
        talk.ask("GET", "/statements", headers=said), talk.put(one, one["id"], headers=said), talk.post(one,
        headers=said),
        talk.ask("GET", "/agents", params={"agent": AGENT}, headers=said),
        talk.ask("GET", "/activities/state", params={"activityId": "x:a", "agent": AGENT}, headers=said),
    ):  # fmt: skip
        assert answer.status == 401
        assert "Basic" in answer.headers["www-authenticate"]
    assert talk.find(statementId=one["id"]).status == 404


@checks("Comm 4", [Case(scheme, scheme) for scheme in ("Basic", "basic", "BASIC")])
def test_a_key_and_its_secret_are_sent_the_basic_way(case, version, talk):
    said = {"Authorization": f"{case.what} {talk.header.partition(' ')[2]}"}
    assert talk.put(small(), fresh(), headers=said).status == 204
