"""Comm 2.2: documents are kept as they come; POST merges JSON objects."""

from email.utils import parsedate_to_datetime
from time import sleep

from document_kit import FORM, everywhere, get, place, post
from sections import V2, checks


@checks("Comm 2.2", everywhere(("same key", "one level", "united", "deep object")))
def test_post_merges_objects_at_their_first_level(case, version, talk):
    path, name = case.what
    first, second, wanted = {
        "same key": ({"car": "MKX"}, {"car": "MKZ"}, {"car": "MKZ"}),
        "one level": (
            {"car": {"make": "Ford", "model": "Escape"}},
            {"car": {"make": "Dodge"}},
            {"car": {"make": "Dodge"}},
        ),
        "united": ({"car": "Honda"}, {"type": "Civic"}, {"car": "Honda", "type": "Civic"}),
        "deep object": ({"a": {"b": {"c": 1}}, "d": 1}, {"a": None}, {"a": None, "d": 1}),
    }[name]
    where = place(path)
    assert post(talk, path, where, first).status == post(talk, path, where, second).status == 204
    assert get(talk, path, where).json == wanted


@checks("Comm 2.2", everywhere(("text on JSON", "JSON on text", "an array on JSON", "JSON on an array",
    "broken JSON on JSON",
                                "a form on JSON")))  # fmt: skip
def test_post_to_what_cannot_be_merged_is_refused(case, version, talk):
    path, name = case.what
    where, text, kind = place(path), b"abc", {"Content-Type": "text/plain"}
    good = b'{"a":1}'
    first, second = {
        "text on JSON": ((good, {}), (text, kind)), "JSON on text": ((text, kind), (good, {})),
        "an array on JSON": ((good, {}), (b"[1]", {})), "JSON on an array": ((b"[1]", {}), (good, {})),
        "broken JSON on JSON": ((good, {}), (b'{"a"', {})), "a form on JSON": ((good, {}), (text, FORM)),
    }[name]  # fmt: skip
    how = "PUT" if name == "JSON on an array" else "POST"
    made = talk.ask(
        how, path, params=where, body=first[0], headers={"If-None-Match": "*", **first[1]} if how == "PUT" else first[1]
    )
    assert made.status == 204
    assert talk.ask("POST", path, params=where, body=second[0], headers=second[1]).status == 400
    assert get(talk, path, where).body == first[0]


@checks("Comm 2.2", everywhere())
def test_broken_json_is_refused_even_where_nothing_is(case, version, talk):
    path, _ = case.what
    where = place(path)
    assert talk.ask("POST", path, params=where, body=b'{"a":').status == 400
    assert get(talk, path, where).status == 404


KINDS = {
    "text": (b"abc", "text/plain"), "a form": (b"1", FORM["Content-Type"]), "true as a form": (b"true",
    FORM["Content-Type"]),
    "bytes": (bytes(range(256)), "application/octet-stream"), "a picture": (b"\xff\xd8\xff", "image/jpeg"),
    "spaced JSON": (b'{ "a" : 1.10 }', "application/json"), "XML": (b"<a/>", "application/xml; charset=utf-8"),
    "an empty object": (b"{}", "application/json"),
}  # fmt: skip


@checks("Comm 2.2", everywhere(tuple(KINDS)))
def test_any_content_is_kept_and_given_back_as_it_came(case, version, talk):
    path, name = case.what
    content, kind = KINDS[name]
    for how, said in (("POST", {}), ("PUT", {"If-None-Match": "*"})):
        where = place(path)
        assert talk.ask(how, path, params=where, body=content, headers={"Content-Type": kind, **said}).status == 204
        answer = get(talk, path, where)
        assert (answer.status, answer.body) == (200, content)
        assert answer.headers["content-type"].startswith(kind)


@checks("Comm 2.2", everywhere())
def test_what_is_not_there_is_404(case, version, talk):
    path, _ = case.what
    assert get(talk, path, place(path)).status == 404
    assert talk.ask("DELETE", path, params=place(path)).status in (204, 404)


@checks("Comm 2.2", everywhere(), versions=(V2,))
def test_last_modified_moves_with_the_document(case, version, talk):
    path, _ = case.what
    where = place(path)
    post(talk, path, where, {"a": 1})
    first = parsedate_to_datetime(get(talk, path, where).headers["last-modified"])
    sleep(1.1)
    post(talk, path, where, {"a": 2})
    again = parsedate_to_datetime(get(talk, path, where).headers["last-modified"])
    assert again > first
