"""The grammar's faults, point by point: a whole statement, one thing changed, and where the fault is seen."""

import pytest
from whole_statement import ANN, GONE, ID, SUB, TEAM, WHOLE, changed

from cabochon.refusals import Refused
from cabochon.xapi.checking import VOIDED, check
from cabochon.xapi.versions import V103, V200

BOTH = (V103, V200)


def refusal(statement, version=V103, pointer=""):
    with pytest.raises(Refused) as caught:
        check(statement, version=version, pointer=pointer)
    assert caught.value.status == 400
    assert caught.value.reason
    return caught.value


@pytest.mark.parametrize("version", BOTH)
def test_a_statement_that_uses_everything_is_taken(version):
    check(WHOLE, version=version)


@pytest.mark.parametrize("version", BOTH)
@pytest.mark.parametrize(
    "key", ["id", "result", "context", "timestamp", "stored", "authority", "version", "attachments"]
)
def test_what_is_optional_may_be_left_out(version, key):
    check(changed(f"/{key}", GONE), version=version)


# item 12: null; item 13: no coercion; item 14: keys and case. (place, value, where the fault is seen)
# fmt: off
STRINGS = ["/actor/name", "/actor/account/name", "/result/response", "/context/revision", "/context/platform",
           "/verb/display/ja", "/object/definition/name/en", "/object/definition/choices/0/id",
           "/object/definition/correctResponsesPattern/0"]
IRIS = ["/verb/id", "/object/id", "/object/definition/type", "/object/definition/moreInfo", "/actor/account/homePage",
        "/attachments/0/usageType", "/attachments/0/fileUrl", "/context/contextActivities/parent/id"]
OBJECTS = ["/actor", "/verb", "/object", "/result", "/context", "/authority", "/actor/account", "/verb/display",
           "/object/definition", "/object/definition/name", "/object/definition/description", "/result/score",
           "/object/definition/choices/0", "/object/definition/choices/0/description", "/object/definition/extensions",
           "/result/extensions", "/context/extensions", "/context/contextActivities", "/context/team",
           "/context/instructor", "/context/statement", "/attachments/0", "/attachments/0/display"]
LISTS = ["/attachments", "/object/definition/choices", "/object/definition/correctResponsesPattern",
         "/context/team/member"]
NUMBERS = ["/result/score/scaled", "/result/score/raw", "/result/score/min", "/result/score/max"]
TRUTHS = ["/result/success", "/result/completion"]
UUIDS = ["/id", "/context/registration", "/context/statement/id"]
TIMES = ["/timestamp", "/stored"]
KINDS = {str: STRINGS + IRIS + UUIDS + TIMES + ["/result/duration", "/version", "/context/language"], dict: OBJECTS,
list: LISTS, float: NUMBERS, bool: TRUTHS}
VALUES = {str: "1", dict: {}, list: [], float: 1, bool: True, type(None): None}
# fmt: on


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (place, value)
        for kind, places in KINDS.items()
        for place in places
        for other, value in VALUES.items()
        if other is not kind and not (other is dict and kind is list)
    ],
)
def test_another_type_is_refused_where_it_stands(place, value):
    for version in BOTH:
        assert refusal(changed(place, value), version).pointer.startswith(place)


@pytest.mark.parametrize("place", ["", *OBJECTS])
def test_an_unknown_key_is_refused_where_it_stands(place):
    fault = refusal(changed(f"{place}/Objecttype", 1))
    assert fault.pointer == f"{place}/Objecttype"


def test_a_key_in_another_case_is_named():
    assert "did you mean 'mbox'" in refusal(changed("/actor", {"Mbox": "mailto:a@b.c"})).reason


@pytest.mark.parametrize(
    "place",
    ["/actor", "/verb", "/object", "/verb/id", "/object/id", "/actor/account/homePage", "/actor/account/name",
     "/object/definition/choices/0/id", "/context/statement/id", "/context/statement/objectType",
     "/context/team/objectType", "/object/definition/interactionType", "/attachments/0/usageType",
     "/attachments/0/display", "/attachments/0/contentType", "/attachments/0/length", "/attachments/0/sha2",
     "/attachments/0/fileUrl"],
)  # fmt: skip
def test_what_is_required_may_not_be_missing(place):
    assert refusal(changed(place, GONE)).pointer in (place, place.rpartition("/")[0] + "/objectType")


# fmt: off
BAD = [
    # 18 agents
    ("/actor", {}, "/actor"),
    ("/actor", {"name": "Ann"}, "/actor"),
    ("/actor", {**ANN, "openid": "https://ann.example.com"}, "/actor"),
    ("/actor", {"mbox": "ann@example.com"}, "/actor/mbox"),
    ("/actor", {"mbox": "mailto:ann"}, "/actor/mbox"),
    ("/actor", {"mbox": "mailto:ann@"}, "/actor/mbox"),
    ("/actor", {"mbox": "mailto:a@b@c"}, "/actor/mbox"),
    ("/actor", {"mbox": "mailto:a@b.example?subject=x"}, "/actor/mbox"),
    ("/actor", {"mbox_sha1sum": "ab" * 19}, "/actor/mbox_sha1sum"),
    ("/actor", {"mbox_sha1sum": "g" * 40}, "/actor/mbox_sha1sum"),
    ("/actor", {"openid": "ann"}, "/actor/openid"),
    ("/actor", {"openid": "https://exämple.com"}, "/actor/openid"),
    ("/actor/account", {"homePage": "example.com", "name": "ann"}, "/actor/account/homePage"),
    ("/actor/objectType", "agent", "/actor/objectType"),
    ("/actor", {"objectType": "Activity", "id": "https://example.com"}, "/actor/objectType"),
    # 19 groups
    ("/actor", {"objectType": "Group"}, "/actor/member"),
    ("/actor", {"objectType": "Group", "member": []}, "/actor/member"),
    ("/actor", {"objectType": "Group", "member": ANN}, "/actor/member"),
    ("/actor", {"objectType": "Group", "member": [ANN, TEAM]}, "/actor/member/1/objectType"),
    ("/actor", {"objectType": "Group", "member": [ANN, {}]}, "/actor/member/1"),
    ("/actor", {"objectType": "Group", **ANN, "openid": "https://a.example"}, "/actor"),
    ("/actor", {"member": [ANN]}, "/actor/member"),
    ("/object", ANN, "/object/objectType"),
    ("/object", {"objectType": "group", **ANN}, "/object/objectType"),
    ("/object", {"objectType": "Person", **ANN}, "/object/objectType"),
    # 20 IRIs
    *[(place, bad, place) for place in IRIS
      for bad in ("", "x", "example.com/a", "ab=c://x", "https:", "https://", "https://a b", "https://a/%zz",
                  "https://a/<b>", "https://a#b#c", "https://a/\u0007", "1a:b", ":a", "http:a")],
    ("/result/extensions", {"x": 1}, "/result/extensions/x"),
    ("/context/extensions", {"a/b~c": 1}, "/context/extensions/a~1b~0c"),
    # 21 UUIDs
    *[(place, bad, place) for place in UUIDS
      for bad in (ID + "0", ID[:-1], "M" + ID[1:], "{" + ID + "}", "urn:uuid:" + ID, ID.replace("-", ""),
                  ID.replace("-", "--"), ID + "\n", "６" + ID[1:])],
    # 22 languages
    *[(f"{place}/{tag}", "x", f"{place}/{tag}") for place in ("/verb/display", "/attachments/0/display",
          "/object/definition/choices/0/description")
      for tag in ("a12345678", "zh-z-aaa-z-bbb-c-ccc", "", "e", "en_US", "en-", "1en", "de-1901-1901", "abcdefghi",
      "en-\u212aA")],
    ("/context/language", "a12345678", "/context/language"),
    ("/context/language", "en-a-bbb-a-ccc", "/context/language"),
    # 23 timestamps
    *[(place, bad, place) for place in TIMES
      for bad in ("01/011/2015", "", "2026-03-01", "2008-09-15T15:53:00.601-00", "2008-09-15T15:53:00.601-0000",
                  "2008-09-15T15:53:00.601-00:00", "2026-02-30T00:00:00Z", "2026-13-01T00:00:00Z",
                  "2026-03-01T25:00:00Z",
                  "2026-03-01T00:61:00Z", "2026-03-01T00:00:00+25:00", "20260301T093000-0000", "now",
                  "2026-W09-7T00:00:00Z", "0001-01-01T00:00:00+14:00", "0000-01-01T00:00:00Z",
                  "２026-03-01T00:00:00Z")],
    # 25 durations
    *[("/result/duration", bad, "/result/duration")
      for bad in ("PA1H0M0S", "P0003-06-04T12:30:05", "P", "PT", "P1YT", "1H", "pt1h", "-PT1H", "PT1.S", "PT1.5H3S",
                  "P1.5DT3H", "P1W1D", "PT1S1M", "P1S", "PT1H\n", "PT" + "1" * 2000 + "S")],
    # 26 scores
    ("/result/score/scaled", 1.01, "/result/score/scaled"),
    ("/result/score/scaled", -2, "/result/score/scaled"),
    ("/result/score/min", 10, "/result/score/min"),
    ("/result/score/max", -1, "/result/score/min"),
    ("/result/score/raw", 11, "/result/score/raw"),
    ("/result/score/raw", -1, "/result/score/raw"),
    # 27 interactions
    ("/object/definition/interactionType", "Choice", "/object/definition/interactionType"),
    ("/object/definition/choices/1/id", "a", "/object/definition/choices/1/id"),
    *[("/object/definition", {key: []}, "/object/definition/interactionType")
      for key in ("correctResponsesPattern", "choices", "scale", "source", "target", "steps")],
    # 28 contexts
    ("/context/team", ANN, "/context/team/objectType"),
    ("/context/instructor", {"name": "Ann"}, "/context/instructor"),
    ("/context/contextActivities/Parent", [], "/context/contextActivities/Parent"),
    ("/context/contextActivities/parent", "https://example.com", "/context/contextActivities/parent"),
    ("/context/contextActivities/other", [{"id": "https://a.example"}, {"id": "b"}],
    "/context/contextActivities/other/1/id"),
    ("/context/statement/objectType", "Statement", "/context/statement/objectType"),
    *[("/object", target, "/context/revision")
      for target in ({"objectType": "Agent", **ANN}, TEAM, {"objectType": "StatementRef", "id": ID}, SUB)],
    # 24 SubStatements
    *[("/object", {**SUB, key: WHOLE[key]}, f"/object/{key}") for key in ("id", "stored", "version", "authority")],
    ("/object", {**SUB, "object": SUB}, "/object/object/objectType"),
    ("/object", {**SUB, "verb": {}}, "/object/verb/id"),
    ("/object", {**SUB, "context": {"language": "a12345678"}}, "/object/context/language"),
    ("/object", {**SUB, "result": {"duration": "x"}}, "/object/result/duration"),
    ("/object", {**SUB, "timestamp": "x"}, "/object/timestamp"),
    ("/object", {**SUB, "attachments": [{}]}, "/object/attachments/0/usageType"),
    ("/object", {**SUB, "object": TEAM, "context": {"platform": "x"}}, "/object/context/platform"),
    ("/object", {**SUB, "object": {"objectType": "Agent"}}, "/object/object"),
    ("/object", {"objectType": "StatementRef", "id": "x"}, "/object/id"),
    ("/object", {"objectType": "StatementRef"}, "/object/id"),
    # 30 authorities
    ("/authority", TEAM, "/authority/member"),
    ("/authority", {"objectType": "Group", "member": [ANN, ANN, ANN]}, "/authority/member"),
    ("/authority", {"objectType": "Group", "member": [ANN, ANN], **ANN}, "/authority"),
    ("/authority", {"name": "x"}, "/authority"),
    # 39 voiding
    ("/verb/id", VOIDED, "/object"),
    # 5 versions of statements
    *[("/version", bad, "/version") for bad in ("0.9.9", "1.1.0", "1", "", "1.0.", "v1.0.0", "1.0.x", "2.1.0",
          "1.0.0\n")],
    # 43, 45 attachments
    ("/attachments/0/contentType", "should fail", "/attachments/0/contentType"),
    ("/attachments/0/length", 27.5, "/attachments/0/length"),
    ("/attachments/0/length", -1, "/attachments/0/length"),
    ("/attachments/0/sha2", "", "/attachments/0/sha2"),
    ("/attachments/0/usageType", "http://adlnet.gov/expapi/attachments/signature", "/attachments/0/contentType"),
]
# fmt: on


@pytest.mark.parametrize(("place", "value", "pointer"), BAD)
def test_a_fault_is_seen_where_it_stands(place, value, pointer):
    for version in BOTH:
        assert refusal(changed(place, value), version).pointer == pointer


def test_a_pointer_starts_in_the_batch():
    assert refusal(changed("/actor", {"mbox": "x"}), pointer="/3").pointer == "/3/actor/mbox"


def test_a_message_does_not_grow_with_the_input():
    fault = refusal(changed("/actor/" + "k" * 100_000, "x"))
    assert len(fault.reason) + len(fault.pointer) < 500
    assert len(refusal(changed("/verb/id", "x" * 100_000)).reason) < 200
