"""What the standard allows and a strict reader may not refuse; what differs between its two versions."""

import pytest
from whole_statement import ANN, FILE, GONE, ID, SUB, TEAM, WHOLE, changed

from cabochon.refusals import Refused
from cabochon.xapi.checking import VOIDED, check
from cabochon.xapi.versions import V103, V200

BOTH = (V103, V200)
REF = {"objectType": "StatementRef", "id": ID.upper()}
LOOSE = {key: value for key, value in WHOLE.items() if key not in ("context", "attachments")}  # fits any object
CONTEXT_AGENT = {"objectType": "contextAgent", "agent": ANN, "relevantTypes": ["https://example.com/coach"]}
CONTEXT_GROUP = {"objectType": "contextGroup", "group": TEAM, "relevantTypes": ["https://example.com/shift"]}

# fmt: off
GOOD = [
    *[("/actor", actor) for actor in (
        ANN, TEAM, {"mbox_sha1sum": "0aF3" * 10}, {"openid": "https://ann.example.com/"},
        {"mbox": "mailto:a.b+c@[127.0.0.1]"},
        {"objectType": "Group", **ANN}, {"objectType": "Group", **ANN, "member": []},
        {"mbox": "mailto:änn@exämple.com"},
        {"account": {"homePage": "https://example.com", "name": ""}}, {"name": "", **ANN})],
    *[("/verb/id", iri) for iri in (
        "course-v1:FUN+00002", "urn:uuid:" + ID, "uuid://" + ID, "https://例え.jp/観察", "https://a/path/../x",
        "HTTPS://A/%7E",
        "tag:a.example,2026:x", "https://a:80/b?c[0]=d#e", "https://[::1]/", "mailto:a@b.c", "x:y")],
    *[("/verb/display", {tag: "x"}) for tag in (
        "de", "ja", "cmn", "ase", "de-DE", "fr-CA", "es-MX", "zh-Hant", "sr-Cyrl", "sr-Latn-RS", "zh-Hans-CN", "und",
        "es-419",
        "zh-cmn-Hans-CN", "sl-rozaj-biske", "de-CH-1901", "en-a-bbb-x-a-ccc", "x-whatever", "i-klingon",
        "en-US-u-islamcal",
        "EN-us")],
    ("/verb", {"id": "https://example.com/v"}), ("/verb/display", {}),
    *[("/timestamp", time) for time in (
        "2031-01-01T00:00:00.000Z", "2026-03-01T09:30:00+00:00", "2026-03-01T09:30:00.123456789-05:30",
        "2026-03-01T09:30Z",
        "2026-03-01T09:30:00", "20260301T093000Z", "20260301T093000.5+0100", "2008-09-15 15:53:00.601+00:00",
        "2026-03-01T09:30:00,5Z",
        "2016-12-31T23:59:60Z", "2026-03-01T09:30:00+0100", "2026-03-01T09:30:00+01", "2026-03-01t09:30:00z",
        "2024-02-29T00:00:00Z")],
    *[("/result/duration", time) for time in (
        "PT4H35M59.14S", "PT16559.14S", "P3Y1M29DT4H35M59.14S", "P3Y", "P4W", "PT0S", "PT1.123456789S", "P0.5Y",
        "PT1,5S", "P1DT0.5H")],
    ("/result", {}), ("/context", {}), ("/result/score", {}), ("/result/score", {"scaled": -1}), ("/result/score",
    {"raw": 1e300}),
    ("/result/extensions", {"https://a.example/x": None, "tag:x": {"": [None, {}, ""]}}),
    ("/object", {"id": "https://example.com"}), ("/object/definition", {}),
    *[("/object/definition/interactionType", kind) for kind in (
        "true-false", "choice", "fill-in", "long-fill-in", "matching", "performance", "sequencing", "likert",
        "numeric", "other")],
    ("/context/contextActivities", {"parent": [{"id": "https://a.example"}], "grouping": [],
    "category": {"id": "x:y"}}),
    ("/authority", {"objectType": "Group", "member": [ANN, ANN]}),
    ("/attachments", []), ("/version", "1.0"), ("/version", "1.0.9"),
]
# fmt: on


@pytest.mark.parametrize("version", BOTH)
@pytest.mark.parametrize(("place", "value"), GOOD)
def test_what_is_allowed_is_taken(place, value, version):
    check(changed(place, value), version=version)


@pytest.mark.parametrize("version", BOTH)
@pytest.mark.parametrize(
    "target",
    [REF, SUB, TEAM, {"objectType": "Agent", **ANN}, {"objectType": "Group", **ANN}]
    + [{**SUB, "object": inner} for inner in (REF, TEAM, {"objectType": "Agent", **ANN})]
    + [{**SUB, "attachments": [FILE]}, {**SUB, "context": {"platform": "x", "revision": "y"}}],
)
def test_every_kind_of_object_is_taken(target, version):
    check({**LOOSE, "object": target}, version=version)


@pytest.mark.parametrize("version", BOTH)
def test_a_voiding_statement_refers_to_a_statement(version):
    check({**LOOSE, "verb": {"id": VOIDED}, "object": REF}, version=version)


@pytest.mark.parametrize("key", ["contextAgents", "contextGroups"])
@pytest.mark.parametrize("at", ["", "/object"])
def test_context_agents_and_groups_are_of_2_0_alone(key, at):
    entry = CONTEXT_AGENT if key == "contextAgents" else CONTEXT_GROUP
    whole = {**LOOSE, "object": SUB, "context": {}} if at else WHOLE
    statement = changed(f"{at}/context/{key}", [entry], whole)
    check(statement, version=V200)
    with pytest.raises(Refused) as caught:
        check(statement, version=V103)
    assert caught.value.pointer == f"{at}/context/{key}"


@pytest.mark.parametrize(
    ("place", "value", "pointer"),
    [
        ("", {}, ""),
        ("/0", [], "/0"),
        ("/0/objectType", "contextagent", "/0/objectType"),
        ("/0/objectType", GONE, "/0/objectType"),
        ("/0/agent", GONE, "/0/agent"),
        ("/0/agent", {}, "/0/agent"),
        ("/0/agent", TEAM, "/0/agent/objectType"),
        ("/0/agent", {"mbox": "x"}, "/0/agent/mbox"),
        ("/0/relevantTypes", [], "/0/relevantTypes"),
        ("/0/relevantTypes", ["x:y", "z"], "/0/relevantTypes/1"),
        ("/0/relevantTypes", "x:y", "/0/relevantTypes"),
        ("/0/group", TEAM, "/0/group"),
    ],
)
def test_a_context_agent_is_checked_whole(place, value, pointer):
    whole = changed("/context/contextAgents", [CONTEXT_AGENT])
    with pytest.raises(Refused) as caught:
        check(changed(f"/context/contextAgents{place}", value, whole), version=V200)
    assert caught.value.pointer.startswith(f"/context/contextAgents{pointer}")


@pytest.mark.parametrize(
    ("place", "value"), [("/group", ANN), ("/group", {}), ("/objectType", "contextAgent"), ("/relevantTypes", [])]
)
def test_a_context_group_is_checked_whole(place, value):
    whole = changed("/context/contextGroups", [CONTEXT_GROUP])
    with pytest.raises(Refused) as caught:
        check(changed(f"/context/contextGroups/0{place}", value, whole), version=V200)
    assert caught.value.pointer.startswith(f"/context/contextGroups/0{place}")


@pytest.mark.parametrize("mine", ["2.0", "2.0.0", "2.0.7"])
def test_a_statement_of_2_0_needs_a_request_of_2_0(mine):
    check(changed("/version", mine), version=V200)
    with pytest.raises(Refused):
        check(changed("/version", mine), version=V103)


def test_an_attachment_without_a_file_url_needs_its_part():
    statement = changed("/attachments/0/fileUrl", GONE)
    check(statement, version=V103, enclosed={FILE["sha2"]})
    with pytest.raises(Refused) as caught:
        check(statement, version=V103, enclosed={"other"})
    assert caught.value.pointer == "/attachments/0/fileUrl"


@pytest.mark.parametrize("whole", [None, 1, "x", [], [WHOLE], True])
def test_a_statement_is_an_object(whole):
    with pytest.raises(Refused):
        check(whole, version=V103)
