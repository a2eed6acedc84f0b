"""Data 2.6: signed statements."""

import json

from kit import changed, fresh, small, whole
from parts import MIXED, attached, headers, multipart, signature, signed, told
from sections import Case, checks


def send(talk, body):
    return talk.ask("POST", "/statements", body=body, headers={"Content-Type": MIXED})


def payload(one):
    return json.dumps(one).encode()


@checks("Data 2.6", [Case(name, name) for name in ("RS256", "RS384", "RS512")])
def test_a_signature_of_the_standards_algorithms_is_taken(case, version, talk):
    one = {"id": fresh(), **whole(version)}
    del one["attachments"]
    answer = send(talk, signed(one, signature(payload(one), case.what)))
    assert answer.status == 200, answer.body
    assert talk.one(one["id"])["attachments"][0]["contentType"] == "application/octet-stream"


@checks("Data 2.6", [Case(name, name) for name in ("HS256", "none", "ES256", "PS256", "", "rs256")])
def test_another_algorithm_is_refused(case, version, talk):
    one = small(id=fresh())
    assert send(talk, signed(one, signature(payload(one), case.what))).status == 400
    assert talk.find(statementId=one["id"]).status == 404


BROKEN = {
    "text": lambda one: b"not a signature",
    "nothing": lambda one: b"",
    "two parts": lambda one: signature(payload(one)).rpartition(b".")[0],
    "four parts": lambda one: signature(payload(one)) + b".x",
    "a payload that is no JSON": lambda one: signature(payload(one).replace(b'"', b"'", 1)),
    "a payload that is no statement": lambda one: signature(b"[1]"),
    "a payload of another statement": lambda one: signature(payload(small(id=one["id"]))),
    "a payload of another id": lambda one: signature(payload({**one, "id": fresh()})),
    "a head that is no JSON": lambda one: b"e30x." + signature(payload(one)).partition(b".")[2],
    "letters that are no base64": lambda one: signature(payload(one)).replace(b".", b".*", 1),
    "padding": lambda one: b"====" + signature(payload(one)),
    "a certificate that is none": lambda one: signature(payload(one), x5c=["bm9uZQ=="]),
    "certificates that are no list": lambda one: signature(payload(one), x5c="x"),
}  # fmt: skip


@checks("Data 2.6", [Case(name, made) for name, made in BROKEN.items()])
def test_a_signature_that_is_none_is_refused(case, version, talk):
    one = small(id=fresh())
    assert send(talk, signed(one, case.what(one))).status == 400
    assert talk.find(statementId=one["id"]).status == 404


@checks("Data 2.6")
def test_a_signature_has_its_content_type(version, talk):
    one = small(id=fresh())
    jws = signature(payload(one))
    declared = attached(jws, usageType="http://adlnet.gov/expapi/attachments/signature", contentType="text/plain")
    part = (("Content-Type", "text/plain"), ("Content-Transfer-Encoding", "binary"),
            ("X-Experience-API-Hash", declared["sha2"]))  # fmt: skip
    assert send(talk, multipart(told({**one, "attachments": [declared]}), (part, jws))).status == 400


@checks("Data 2.6")
def test_a_signature_must_come_along(version, talk):
    one = small(id=fresh())
    declared = attached(b"x", usageType="http://adlnet.gov/expapi/attachments/signature",
                        contentType="application/octet-stream")  # fmt: skip
    assert talk.post({**one, "attachments": [declared]}).status == 400


EQUAL = {
    "another order of keys": lambda one: dict(reversed(one.items())),
    "another display": lambda one: changed("/verb/display", {"fr": "x"}, one),
    "a longer duration": lambda one: changed("/result/duration", "P1DT12H36M0.1237S", one),
    "the timestamp written otherwise": lambda one: {**one, "timestamp": "2026-03-01T10:30:00.120+01:00"},
    "no objectType of the actor": lambda one: changed("/actor", {"mbox": one["actor"]["mbox"]}, one),
}


@checks("Data 2.6", [Case(name, name) for name in EQUAL])
def test_what_counts_as_equal_may_differ_from_what_was_signed(case, version, talk):
    one = {"id": fresh(), **changed("/result/duration", "P1DT12H36M0.12S", whole(version))}
    del one["attachments"]
    answer = send(talk, signed(EQUAL[case.what](one), signature(payload(one))))
    assert answer.status == 200, answer.body


@checks("Data 2.6", [Case(name, name) for name in ("success", "actor", "timestamp", "duration")])
def test_what_counts_as_different_may_not(case, version, talk):
    one = {"id": fresh(), **changed("/result/duration", "P1DT12H36M0.12S", whole(version))}
    del one["attachments"]
    other = {
        "success": changed("/result/success", False, one), "actor": {**one, "actor": small()["actor"]},
        "timestamp": {**one, "timestamp": "2026-03-02T09:30:00.120Z"},
        "duration": changed("/result/duration", "P1DT12H36M0.14S", one),
    }[case.what]  # fmt: skip
    assert send(talk, signed(other, signature(payload(one)))).status == 400


@checks("Data 2.6")
def test_a_signature_stands_beside_other_attachments(version, talk):
    content = b"a picture"
    one = small(id=fresh(), attachments=[attached(content)])
    jws = signature(payload(one))
    declared = attached(jws, usageType="http://adlnet.gov/expapi/attachments/signature",
                        contentType="application/octet-stream")  # fmt: skip
    whole_one = {**one, "attachments": [*one["attachments"], declared]}
    body = multipart(told(whole_one), (headers(content), content), (headers(jws, "application/octet-stream"), jws))
    assert send(talk, body).status == 200
