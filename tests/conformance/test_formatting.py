"""Data 2.2: which properties a statement has, of which types, in which case; and never null."""

from grammar import bad, good, judge
from kit import FILE, GONE, MBOX, definition, fresh, ref, small, whole, within
from sections import BOTH, Case, checks

EXTENSIONS = ("/object/definition/extensions", "/result/extensions", "/context/extensions")

# Every place of a whole statement where null may not stand, in a SubStatement too.
NEVER_NULL = (
    "/actor", "/actor/mbox", "/actor/name", "/actor/objectType", "/verb", "/verb/id", "/verb/display",
    "/verb/display/en-US", "/object", "/object/id", "/object/objectType", "/object/definition",
    "/object/definition/name", "/object/definition/name/en-US", "/object/definition/description",
    "/object/definition/type", "/object/definition/moreInfo", "/object/definition/interactionType",
    "/object/definition/correctResponsesPattern", "/object/definition/correctResponsesPattern/0",
    "/object/definition/choices", "/object/definition/choices/0", "/object/definition/choices/0/id",
    "/object/definition/choices/0/description", "/object/definition/extensions",
    "/result", "/result/score", "/result/score/scaled", "/result/score/raw", "/result/score/min", "/result/score/max",
    "/result/success", "/result/completion", "/result/response", "/result/duration", "/result/extensions",
    "/context", "/context/registration", "/context/instructor", "/context/instructor/name", "/context/team",
    "/context/team/member", "/context/contextActivities", "/context/contextActivities/parent",
    "/context/contextActivities/parent/0", "/context/revision", "/context/platform", "/context/language",
    "/context/statement", "/context/statement/id", "/context/extensions", "/timestamp", "/attachments",
    "/attachments/0", "/attachments/0/display", "/attachments/0/description", "/attachments/0/fileUrl",
)  # fmt: skip
TOP_NULL = ("/id", "/stored", "/authority", "/version")

# A key that differs from the standard's by its case.
CASES = (
    "/Actor", "/veRb", "/oBject", "/RESULT", "/conText", "/timeStamp", "/attachmentS", "/actor/Mbox",
    "/actor/objecttype",
    "/verb/ID", "/verb/Display", "/object/Id", "/object/Definition", "/object/definition/Name",
    "/object/definition/moreinfo", "/object/definition/InteractionType", "/result/Score", "/result/score/Raw",
    "/context/Registration", "/context/contextactivities", "/context/contextActivities/Parent",
    "/attachments/0/usagetype",
)  # fmt: skip
UNKNOWN = (
    "", "/actor", "/verb", "/object", "/object/definition", "/object/definition/choices/0", "/result", "/result/score",
    "/context", "/context/instructor", "/context/team", "/context/contextActivities", "/context/statement",
    "/context/contextActivities/parent/0", "/attachments/0",
)  # fmt: skip

TABLE = [
    *[case for place in ("/actor", "/verb", "/object") for case in bad(place, GONE)],
    *[case for place in NEVER_NULL for case in bad(place, None)],
    *[case for place in TOP_NULL for case in bad(place, None, inside=(False,))],
    *[case for place in CASES for case in bad(place, "x")],
    *[case for place in ("/iD", "/STOred", "/auTHORity", "/Version") for case in bad(place, "x", inside=(False,))],
    *[case for place in UNKNOWN for case in bad(f"{place}/iota", "x")],
    *[case for place in ("/actor", "/verb", "/object") for case in bad(place, {}, [], "", 12345, "x", True)],
    *[case for place in ("/result", "/context") for case in bad(place, [], "", 12345, "x", True)],
    *good("/result", {}),
    *good("/context", {}),
    *[
        case
        for place in EXTENSIONS
        for case in good(place, {}, *({"https://example.com/e": v} for v in (None, "", {})))
    ],
]

COMPACT = '{"actor":{"mbox":"mailto:a@example.com"},"verb":{"id":"x:v"},"object":{"id":"x:o"}%s}'
# fmt: off
NOT_JSON = [
    Case("nothing", b""), Case("spaces", b"  "), Case("half an object", b'{"actor":'), Case("two objects", b"{}{}"),
    Case("a trailing comma", (COMPACT % ",").encode()), Case("single quotes", b"{'actor': 1}"), Case("null", b"null"),
    Case("a number", b"1"), Case("a string", b'"statement"'), Case("a list of numbers", b"[1]"),
    Case("a list in a list", b"[[]]"), Case("NaN", (COMPACT % ',"result":{"score":{"raw":NaN}}').encode()),
    Case("infinity", (COMPACT % ',"result":{"score":{"raw":Infinity}}').encode()),
    Case("a number too large", (COMPACT % ',"result":{"score":{"raw":1e999}}').encode()),
    Case("a number with a plus", (COMPACT % ',"result":{"score":{"raw":+1}}').encode()),
    Case("a number with a leading zero", (COMPACT % ',"result":{"score":{"raw":01}}').encode()),
    Case("a key twice", (COMPACT % ',"verb":{"id":"x:w"}').encode()),
    Case("a key twice in extensions", (COMPACT % ',"result":{"extensions":{"x:a":{"b":1,"b":2}}}').encode()),
    Case("a key twice by an escape", (COMPACT % ',"\\u0076erb":{"id":"x:w"}').encode()),
    Case("a lone surrogate", (COMPACT % ',"result":{"response":"\\ud800"}').encode()),
    Case("a NUL", (COMPACT % ',"result":{"response":"\\u0000"}').encode()),
    Case("bytes that are no UTF-8", (COMPACT % ',"result":{"response":"\xe9"}').encode("latin-1")),
    Case("UTF-16", (COMPACT % "").encode("utf-16")), Case("a byte order mark",
    b"\xef\xbb\xbf" + (COMPACT % "").encode()),
    Case("a comment", (COMPACT % "/* */").encode()), Case("a control character", (COMPACT % ',"id":"\n"').encode()),
    Case("too deep", (COMPACT % (',"result":{"extensions":{"x:a":' + "[" * 70 + "]" * 70 + "}}")).encode()),
    Case("an objectType that is text of JSON", b'{"actor":{"objectType":"\\"objectType\\": \\"Agent\\"",'
         b'"mbox":"mailto:a@example.com"},"verb":{"id":"x:v"},"object":{"id":"x:o"}}'),
]
# fmt: on


@checks("Data 2.2", TABLE)
def test_a_statement_has_the_properties_of_the_standard_and_no_others(case, version, talk):
    judge(case, version, talk)


@checks("Data 2.2", NOT_JSON)
def test_what_is_no_strict_json_is_refused(case, version, talk):
    answer = talk.ask("POST", "/statements", body=case.what)
    assert (answer.status, answer.headers["x-experience-api-version"]) == (400, version)
    assert talk.ask("PUT", "/statements", params={"statementId": fresh()}, body=case.what).status == 400


@checks("Data 2.2", [Case(f"{n} of {m}", (n, m)) for n, m in ((0, 2), (1, 2), (4, 5))])
def test_one_bad_statement_refuses_a_batch_and_leaves_no_trace(case, version, talk):
    at, size = case.what
    batch = [small(id=fresh()) for _ in range(size)]
    batch[at]["verb"] = {"id": "should fail"}
    answer = talk.post(batch)
    assert (answer.status, answer.json["pointer"]) == (400, f"/{at}/verb/id")
    for one in batch:
        assert talk.find(statementId=one["id"]).status == 404
        assert talk.find(activity=one["object"]["id"]).statements == []


@checks("Data 2.2")
def test_a_fault_is_named_with_its_place_and_how_to_mend_it(version, talk):
    answer = talk.post(small(result={"score": {"max": "100"}}))
    assert answer.json["pointer"] == "/result/score/max"
    assert "number" in answer.json["error"]


@checks("Data 2.2", [Case(f"{n} digits", n) for n in (8, 16, 30)])
def test_a_number_keeps_its_digits(case, version, talk):
    digits = "0." + "1234567891" * 3
    raw = digits[: case.what + 2]
    body = COMPACT % f',"result":{{"score":{{"raw":{raw}}},"extensions":{{"x:n":{raw}}}}}'
    (sid,) = talk.ask("POST", "/statements", body=body).json
    assert raw.encode() in talk.find(statementId=sid).body


@checks("Data 2.2", [Case(kind, kind) for kind in ("statement", "SubStatement")])
def test_a_whole_statement_comes_back_as_it_was_sent(case, version, talk):
    one = whole(version) if case.what == "statement" else within(whole(version))
    (sid,) = talk.keep(one)
    kept = talk.one(sid)
    assert {key: kept[key] for key in one} == one
    assert kept.keys() - one.keys() == {"id", "stored", "authority", "version", "timestamp"} - one.keys()


# Ours to decide: an array of no statements keeps nothing and says so.
@checks("Data 2.2", versions=BOTH)
def test_an_empty_batch_keeps_nothing(version, talk):
    answer = talk.post([])
    assert (answer.status, answer.json) == (200, [])
    assert talk.put([], fresh()).status == 400


@checks("Data 2.2")
def test_a_statement_may_hold_only_what_it_must(version, talk):
    for one in (
        {"actor": MBOX, "verb": {"id": "x:v"}, "object": {"id": "x:o"}},
        small(object={"id": "x:o", "definition": definition()}),
        small(object=ref(fresh())),
        small(attachments=[FILE]),
    ):
        assert talk.post(one).status == 200
