"""Comm 1.4, 1.5 and Data 2.4.11: encodings, content types, attachments as they are declared and as they come along."""

import json
from os import urandom

import pytest
from grammar import bad, good, judge
from kit import FILE, GONE, SHA2, fresh, small, thing, voiding, whole
from parts import BOUNDARY, MIXED, attached, headers, multipart, read, told
from sections import Case, checks

ONE, TWO, THREE = b"here is a simple attachment", b"here is another attachment", b"a third"
NO_MAP = (12345, "should fail", [], {"a12345678": "x"}, {"en": 1}, True)
AT = "/attachments/0"
DECLARED = [
    *bad("/attachments", FILE, 12345, "should fail", {}, ["x"], [1], [[]], [{}], True),
    *good("/attachments", [], [FILE, {**FILE, "sha2": "0" * 64}]),
    *[case for key in ("usageType", "display", "contentType", "length", "sha2",
    "fileUrl") for case in bad(f"{AT}/{key}", GONE)],
    *[case for key in ("usageType", "fileUrl") for case in bad(f"{AT}/{key}", "should fail", 12345, {}, "", "ab=c://x")],
    *[case for key in ("display", "description") for case in bad(f"{AT}/{key}", *NO_MAP)],
    *good(f"{AT}/description", {"es-MX": "x"}), *good(f"{AT}/display", {"es": "x"}, {}),
    *bad(f"{AT}/contentType", "should fail", 12345, {}, "", "text", "/plain"),
    *good(f"{AT}/contentType", "image/jpeg", "application/vnd.x+json", 'text/plain; charset="utf-8"'),
    *bad(f"{AT}/length", "should fail", "27", 27.5, -1, {}, True), *good(f"{AT}/length", 0, 27),
    *bad(f"{AT}/sha2", 12345, {}, "", []), *good(f"{AT}/sha2", SHA2, SHA2.upper()),
    *bad(f"{AT}/iota", "x"),
]  # fmt: skip


@checks("Data 2.4.11", DECLARED)
def test_an_attachment_is_declared_with_all_it_needs(case, version, talk):
    judge(case, version, talk)


@checks("Comm 1.4", [Case(name, words) for name, words in (
    ("latin", "Zoë"), ("japanese", "観察"), ("arabic", "مرحبا"), ("emoji", "\U0001f600 \U0001f469\u200d\U0001f4bb"),
    ("combining", "e\u0301"), ("escaped", "\u2028 \x7f \\ / \""))])  # fmt: skip
def test_text_is_utf_8_all_the_way(case, version, talk):
    one = small(id=fresh(), verb={"id": thing(), "display": {"und": case.what}})
    for escaped in (True, False):
        sid = fresh()
        body = json.dumps({**one, "id": sid}, ensure_ascii=escaped)
        assert talk.ask("POST", "/statements", body=body).status == 200
        assert talk.one(sid)["verb"]["display"]["und"] == case.what
    assert len(talk.find(verb=one["verb"]["id"]).ids) == 2


@checks("Comm 1.5", [Case(kind or "none", kind) for kind in (
    "application/json", "application/json; charset=utf-8", "application/json;charset=UTF-8",
    "APPLICATION/JSON")])  # fmt: skip
def test_statements_come_as_json(case, version, talk):
    assert talk.post(small(), headers={"Content-Type": case.what}).status == 200
    assert talk.put(small(), fresh(), headers={"Content-Type": case.what}).status == 204


@checks(
    "Comm 1.5",
    [
        Case(kind or "none", kind)
        for kind in (
            "",
            "text/plain",
            "multipart/form-data; boundary=" + BOUNDARY,
            "application/xml",
            "application/jsonx",
            "application/x-www-form-urlencoded",
            "multipart/mixed",
            "multipart/mixed;",
            "application/octet-stream",
            "json",
        )
    ],
)
def test_statements_come_as_nothing_else(case, version, talk):
    for one in (small(), small(attachments=[FILE])):
        assert talk.post(one, headers={"Content-Type": case.what or None}).status == 400
        assert talk.put(one, fresh(), headers={"Content-Type": case.what or None}).status == 400


@checks("Comm 1.5")
def test_a_multipart_body_under_another_name_is_refused(version, talk):
    body = multipart(told(small(attachments=[attached(ONE)])), (headers(ONE), ONE))
    kind = MIXED.replace("mixed", "form-data")
    assert talk.ask("POST", "/statements", body=body, headers={"Content-Type": kind}).status == 400


def send(talk, body, kind=MIXED):
    return talk.ask("POST", "/statements", body=body, headers={"Content-Type": kind})


def with_two():
    return told(small(attachments=[attached(ONE), attached(TWO)]))


GOOD = {
    "one content": lambda: multipart(told(small(attachments=[attached(ONE)])), (headers(ONE), ONE)),
    "two contents": lambda: multipart(with_two(), (headers(ONE), ONE), (headers(TWO), TWO)),
    "contents in another order": lambda: multipart(with_two(), (headers(TWO), TWO), (headers(ONE), ONE)),
    "nothing attached": lambda: multipart(told(small())),
    "an address alone": lambda: multipart(told(small(attachments=[FILE]))),
    "an address and its content": lambda: multipart(
        told(small(attachments=[attached(ONE, fileUrl="https://example.com/f")])), (headers(ONE), ONE)),
    "one content for two statements": lambda: multipart(
        told([small(attachments=[attached(ONE)]), small(attachments=[attached(ONE)])]), (headers(ONE), ONE)),
    "no space after the colons": lambda: multipart(
        told(small(attachments=[attached(ONE)])), (headers(ONE), ONE), colon=":"),
    "CRLF before the first boundary": lambda: b"\r\n" + multipart(
        told(small(attachments=[attached(ONE)])), (headers(ONE), ONE)),
    "a preamble": lambda: b"to be ignored\r\n" + multipart(told(small(attachments=[attached(ONE)])),
    (headers(ONE), ONE)),
    "an epilogue": lambda: multipart(told(small(attachments=[attached(ONE)])), (headers(ONE), ONE)) + b"ignored",
    "header names in lower case": lambda: multipart(
        told(small(attachments=[attached(ONE)])), (tuple((n.lower(), v) for n, v in headers(ONE)), ONE)),
    "no Content-Transfer-Encoding": lambda: multipart(
        told(small(attachments=[attached(ONE)])), ((headers(ONE)[0], headers(ONE)[2]), ONE)),
    "an empty content": lambda: multipart(told(small(attachments=[attached(b"")])), (headers(b""), b"")),
    "charset in the first part": lambda: multipart(
        ((("Content-Type", "application/json; charset=utf-8"),), told(small(attachments=[attached(ONE)]))[1]),
        (headers(ONE), ONE)),
    "an attachment of a SubStatement": lambda: multipart(told(small(object={
        "objectType": "SubStatement", **small(attachments=[attached(ONE)])})), (headers(ONE), ONE)),
}  # fmt: skip
DASHES = f"--{BOUNDARY}\r\n".encode()
BAD = {
    "a content that nothing declares": lambda: multipart(
        with_two(), (headers(ONE), ONE), (headers(TWO), TWO), (headers(THREE), THREE)),
    "a declared content that is missing": lambda: multipart(with_two(), (headers(ONE), ONE)),
    "no content at all": lambda: multipart(told(small(attachments=[attached(ONE)]))),
    "no boundary before the first part": lambda: GOOD["one content"]().removeprefix(DASHES),
    "no boundary between the parts": lambda: GOOD["one content"]().replace(b"\r\n" + DASHES, b"\r\n"),
    "no boundary in the body": lambda: told(small())[1],
    "no end": lambda: GOOD["one content"]().removesuffix(f"--{BOUNDARY}--\r\n".encode()),
    "a first part that is no JSON": lambda: multipart(
        ((("Content-Type", "text/plain"),), told(small(attachments=[attached(ONE)]))[1]), (headers(ONE), ONE)),
    "a first part without a type": lambda: multipart(
        ((), told(small(attachments=[attached(ONE)]))[1]), (headers(ONE), ONE)),
    "a content first": lambda: multipart((headers(ONE), ONE), told(small(attachments=[attached(ONE)]))),
    "statements in two parts": lambda: multipart(
        told(small(attachments=[attached(ONE)])), told(small()), (headers(ONE), ONE)),
    "no hash": lambda: multipart(told(small(attachments=[attached(ONE)])), (headers(ONE)[:2], ONE)),
    "the hash of something else": lambda: multipart(
        told(small(attachments=[attached(ONE)])), ((*headers(ONE)[:2], headers(TWO)[2]), ONE)),
    "a content that is not of its hash": lambda: multipart(
        told(small(attachments=[attached(ONE)])), (headers(ONE), TWO)),
    "base64": lambda: multipart(told(small(attachments=[attached(ONE)])),
        ((headers(ONE)[0], ("Content-Transfer-Encoding", "base64"), headers(ONE)[2]), ONE)),
    "a statement that is wrong": lambda: multipart(
        told(small(verb={"id": "x"}, attachments=[attached(ONE)])), (headers(ONE), ONE)),
    "nothing": lambda: b"",
}  # fmt: skip


@checks("Comm 1.5", [Case(name, made) for name, made in GOOD.items()])
def test_a_multipart_body_is_taken(case, version, talk):
    answer = send(talk, case.what())
    assert answer.status == 200, answer.body
    assert all(talk.find(statementId=sid).status == 200 for sid in answer.json)


@checks("Comm 1.5", [Case(name, made) for name, made in BAD.items()])
def test_a_multipart_body_that_is_wrong_is_refused(case, version, talk):
    body = case.what()
    assert send(talk, body).status == 400
    put = talk.ask("PUT", f"/statements?statementId={fresh()}", body=body, headers={"Content-Type": MIXED})
    assert put.status == 400


@checks("Comm 1.5", [Case(kind, kind) for kind in ("multipart/mixed", "multipart/mixed;", "multipart/mixed; boundary=",
                                                   "multipart/mixed; boundary=other")])  # fmt: skip
def test_the_boundary_must_stand_in_the_header(case, version, talk):
    assert send(talk, GOOD["one content"](), case.what).status == 400


@checks(
    "Comm 1.5",
    [
        Case(name, kind)
        for name, kind in (
            ("quoted", f'multipart/mixed; boundary="{BOUNDARY}"'),
            ("upper case", f"Multipart/Mixed; Boundary={BOUNDARY}"),
            ("charset", f"{MIXED}; charset=x"),
        )
    ],
)
def test_the_boundary_is_read_as_headers_are(case, version, talk):
    assert send(talk, GOOD["one content"](), case.what).status == 200


CONTENTS = {
    "text": ONE, "line feeds": b"\n\na\n\r\nb\r", "every byte": bytes(range(256)), "nothing": b"",
    "the boundary's text": b"x" + BOUNDARY.encode() + b"\n--" + BOUNDARY.encode() + b"\n", "dashes": b"--\r\n--",
    "a picture": b"\xff\xd8\xff\xe0" + urandom(5000), "JSON": b'{"statements":[]}',
}  # fmt: skip


@checks("Comm 1.5", [Case(name, name) for name in CONTENTS])
def test_a_content_comes_back_byte_by_byte(case, version, talk):
    content = CONTENTS[case.what]
    one = small(attachments=[attached(content, contentType="image/jpeg")])
    (sid,) = send(talk, multipart(told(one), (headers(content, "image/jpeg"), content))).json
    (first, body), (head, back) = read(talk.find(statementId=sid, attachments="true"))
    assert first["content-type"].startswith("application/json")
    assert json.loads(body)["id"] == sid
    assert back == content
    assert head["x-experience-api-hash"] == one["attachments"][0]["sha2"]
    assert head["content-transfer-encoding"] == "binary"
    assert head["content-type"] == "image/jpeg"


@checks("Comm 2.1.3", [Case(asked or "absent", asked) for asked in ("", "false", "true")])
def test_attachments_are_given_out_where_they_are_asked_for(case, version, talk):
    reg = fresh()
    sent = [small(attachments=[attached(content)], context={"registration": reg}) for content in (ONE, TWO, ONE)]
    assert send(talk, multipart(told(sent), (headers(ONE), ONE), (headers(TWO), TWO))).status == 200
    asked = {"attachments": case.what} if case.what else {}
    answer = talk.find(registration=reg, **asked)
    assert answer.status == 200
    if case.what != "true":
        assert answer.headers["content-type"].startswith("application/json")
        assert len(answer.statements) == 3
        return
    (_, body), *contents = read(answer)
    assert len(json.loads(body)["statements"]) == 3
    assert sorted(content for _, content in contents) == sorted([ONE, TWO])


@checks("Comm 2.1.3", [Case(name, name) for name in ("none to send", "an address alone", "an empty list", "voided")])
def test_attachments_true_is_multipart_even_without_any(case, version, talk):
    (sid,) = talk.keep(small(attachments=[FILE]) if case.what == "an address alone" else small())
    if case.what == "voided":
        talk.keep(voiding(sid))
        answer = talk.find(voidedStatementId=sid, attachments="true")
    elif case.what == "an empty list":
        answer = talk.find(verb=thing(), attachments="true")
    else:
        answer = talk.find(statementId=sid, attachments="true")
    ((head, _),) = read(answer)
    assert answer.status == 200
    assert head["content-type"].startswith("application/json")


@checks("Comm 2.1.3")
def test_a_content_is_given_out_even_where_it_has_an_address_too(version, talk):
    one = small(attachments=[attached(ONE, fileUrl="https://example.com/file.txt")])
    (sid,) = send(talk, multipart(told(one), (headers(ONE), ONE))).json
    answer = talk.find(statementId=sid, attachments="true")
    assert '"' not in answer.headers["content-type"]
    assert [content for _, content in read(answer)[1:]] == [ONE]


@checks("Comm 1.5")
def test_a_refused_body_leaves_no_content_behind(version, talk):
    one, content = small(id=fresh()), fresh().encode()
    one["attachments"] = [attached(content)]
    bad = {**small(), "verb": {"id": "x"}}
    assert send(talk, multipart(told([one, bad]), (headers(content), content))).status == 400
    assert talk.find(statementId=one["id"]).status == 404
    assert talk.post(one).status == 400  # the content did not stay: as JSON it still needs an address


@pytest.mark.parametrize("form", ["exact", "canonical"])
@checks("Comm 2.1.3")
def test_attachments_go_with_every_format(version, talk, form):
    (sid,) = send(talk, multipart(told(small(attachments=[attached(ONE)])), (headers(ONE), ONE))).json
    (_, body), (_, content) = read(talk.find(statementId=sid, attachments="true", format=form))
    assert (json.loads(body)["id"], content) == (sid, ONE)
    assert whole(version)["attachments"]
