"""Comm 3.1: ETags guard documents against those who have not seen the newest. 1.0.3 asks it of profiles alone."""

import json
import re
from hashlib import sha1

from document_kit import ACTIVITY, PERSON, STATE, everywhere, get, place, post, put
from kit import document
from sections import V1, V2, checks


@checks("Comm 3.1", everywhere(("POST", "PUT")))
def test_a_document_has_the_sha_1_of_its_content_for_an_etag(case, version, talk):
    path, how = case.what
    where, content = place(path), json.dumps(document()).encode()
    said = {"If-None-Match": "*"} if how == "PUT" else {}
    assert talk.ask(how, path, params=where, body=content, headers=said).status == 204
    tag = get(talk, path, where).headers["etag"]
    assert re.fullmatch(r'"[0-9a-f]{40}"', tag)
    assert tag == f'"{sha1(content).hexdigest()}"'


TAGGED = ("right", "wrong", "star", "weak", "one of many")


@checks("Comm 3.1", everywhere([(how, tag) for how in ("PUT", "POST", "DELETE") for tag in TAGGED], state=(V2,)))
def test_a_tag_that_no_longer_fits_is_412_and_changes_nothing(case, version, talk):
    path, (how, tag) = case.what
    where, what = place(path), document()
    post(talk, path, where, what)
    right = get(talk, path, where).headers["etag"]
    said = {"right": right, "wrong": '"1111111111111111111111111111111111111111"', "star": "*", "weak": f"W/{right}",
            "one of many": f'"x", {right}'}[tag]  # fmt: skip
    body = None if how == "DELETE" else {**what, "name": "new"}
    answer = talk.ask(how, path, params=where, json_body=body, headers={"If-Match": said})
    if tag in ("wrong", "weak"):
        assert answer.status == 412 or (tag == "weak" and answer.status == 204)
    else:
        assert (answer.status, answer.body) == (204, b"")
    if answer.status == 412:
        assert get(talk, path, where).json == what
    elif how == "DELETE":
        assert get(talk, path, where).status == 404
    else:
        assert get(talk, path, where).json == body


@checks("Comm 3.1", everywhere(("absent", "present"), state=(V2,)))
def test_if_none_match_star_keeps_only_what_is_new(case, version, talk):
    path, name = case.what
    where, what = place(path), document()
    if name == "present":
        post(talk, path, where, what)
        answer = put(talk, path, where, document(), If_None_Match="*")
        assert answer.status == 412
        assert get(talk, path, where).json == what
    else:
        assert put(talk, path, where, what, If_None_Match="*").status == 204


# What a PUT without a condition is answered: (absent, present) by version.
UNCONDITIONED = {
    V1: {STATE: (204, 204), PERSON: (400, 409), ACTIVITY: (400, 409)},
    V2: {STATE: (204, 409), PERSON: (204, 409), ACTIVITY: (204, 409)},
}


@checks("Comm 3.1", everywhere(("absent", "present")))
def test_put_without_a_condition_never_overwrites_what_it_may_not(case, version, talk):
    path, name = case.what
    where, what, other = place(path), document(), document()
    if name == "present":
        post(talk, path, where, what)
    answer = put(talk, path, where, other)
    assert answer.status == UNCONDITIONED[version][path][name == "present"]
    if answer.status != 204:
        assert answer.body
        left = get(talk, path, where)
        assert (left.status, left.json if left.status == 200 else None) == (
            (200, what) if name == "present" else (404, None)
        )
    else:
        assert get(talk, path, where).json == other


@checks("Comm 3.1", everywhere(("POST", "DELETE")))
def test_post_and_delete_need_no_condition(case, version, talk):
    path, how = case.what
    where = place(path)
    assert post(talk, path, where, {"a": 1}).status == 204
    body = {"b": 2} if how == "POST" else None
    assert talk.ask(how, path, params=where, json_body=body).status == 204
