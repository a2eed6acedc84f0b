"""Data 2.4.5 and 2.4.6: what came of it, and what it belongs to."""

from grammar import bad, good, judge
from kit import CROWD, FILE, MBOX, fresh, look, ref, small, somebody, whole, within
from sections import V1, V2, Case, checks

TEXTS = (12345, {"key": "x"}, [], True)
UUIDS = ("should fail", 12345, {"key": "x"}, "AA97B177-9383-4934-8543-0F91A7A028368", "", True,
         "MA97B177-9383-4934-8543-0F91A7A02836", "{AA97B177-9383-4934-8543-0F91A7A02836}",
         "urn:uuid:AA97B177-9383-4934-8543-0F91A7A02836", "AA97B1779383493485430F91A7A02836")  # fmt: skip
SLOTS = ("parent", "grouping", "category", "other")

RESULTS = [
    *bad("/result/score", 12345, "should fail", [], True),
    *bad("/result/score/scaled", 1.01, -1.00001, "0.5", True, {}, 2),
    *good("/result/score/scaled", 0.6767676, 1.0, -1.0, 0, -1, 1),
    *good("/result/score", {"raw": 0.6767676}, {"min": 0.6767676}, {"max": 100.6767676}, {"raw": -1e9}, {},
          {"raw": 1, "min": 1, "max": 2}, {"raw": 2, "min": 1, "max": 2}, {"raw": 100.12345678901}),
    *bad("/result/score", {"raw": 1, "max": 0.98}, {"raw": 1, "min": 1.73}, {"min": 2, "max": 1}, {"min": 1, "max": 1},
         {"raw": 5, "min": 6, "max": 10}, {"raw": 11, "min": 6, "max": 10}, {"raw": "5"}, {"min": "5"}, {"max": "100"},
         {"max": "one hundred"}, {"raw": True}, {"min": False}, {"max": True}, {"scaled": []}, {"iota": 1}),
    *[case for key in ("success", "completion") for case in bad(f"/result/{key}", "true", "false", 0, 1, "x", {})],
    *[case for key in ("success", "completion") for case in good(f"/result/{key}", True, False)],
    *bad("/result/response", *TEXTS),
    *good("/result/response", "", "a", "観察 \U0001f600"),
    *bad("/result/extensions", 12345, "should fail", [], {"no iri": 1}),
]  # fmt: skip

CONTEXTS = [
    *bad("/context/registration", *UUIDS),
    *good("/context/registration", fresh(), fresh().upper()),
    *[case for key in ("instructor", "team") for case in bad(f"/context/{key}", "should fail", 12345, {}, [])],
    *[case for key in ("revision", "platform") for case in bad(f"/context/{key}", *TEXTS)],
    *[case for key in ("revision", "platform") for case in good(f"/context/{key}", "", "x")],
    *bad("/context/language", *TEXTS, "something", "a12345678", "", "de-419-DE", "zh-z-aaa-z-bbb-c-ccc"),
    *good("/context/language", "cmn", "fr-CA", "de", "zh-Hant", "i-klingon"),
    *bad("/context/statement", *(ref(one) for one in UUIDS), {"id": fresh()}, {"objectType": "StatementRef"},
         {"objectType": "Activity", "id": fresh()}, "x", 12345, within(small())["object"]),
    *good("/context/statement", ref(fresh())),
    *bad("/context/extensions", 12345, "should fail", [], {"no iri": 1}),
    *bad("/context/contextActivities", "should fail", 12345, [], {"Parent": []}, {"parents": []}),
    *good("/context/contextActivities", {}, {"parent": []}, {"parent": [{"id": "x:a"}, {"id": "x:b"}]}),
    *[case for slot in SLOTS for case in bad(f"/context/contextActivities/{slot}", "x", 12345, {}, ["x"], [{}], [[]],
        {"id": "x"}, [{"id": "x:a"}, {"id": "no iri"}], {"id": "x:a", "objectType": "Agent"},
        {"objectType": "Agent", **MBOX}, [ref(fresh())])],
    *[case for slot in SLOTS for case in good(f"/context/contextActivities/{slot}", {"id": "x:a"}, [{"id": "x:a"}],
        [], [{"objectType": "Activity", "id": "x:a", "definition": {"name": {"en": "A"}}}])],
]  # fmt: skip


def entry(kind, who, **more):
    return {"objectType": kind, ("agent" if kind == "contextAgent" else "group"): who, **more}


IRIS = ["https://example.com/roles/coach", "https://example.com/roles/lead"]
LISTS = [
    *[case for kind, key, right, wrong in (("contextAgent", "contextAgents", MBOX, CROWD),
                                           ("contextGroup", "contextGroups", CROWD, MBOX))
      for case in (
        *good(f"/context/{key}", [entry(kind, right)], [entry(kind, right, relevantTypes=IRIS)],
              [entry(kind, right), entry(kind, right)], [], versions=(V2,)),
        *bad(f"/context/{key}", entry(kind, right), "x", 1, {}, ["x"], [{}], [entry("Should fail", right)],
             [entry(kind.lower(), right)], [entry(kind, wrong)], [entry(kind, {"key": "Should fail"})],
             [{"objectType": kind}], [{("agent" if kind == "contextAgent" else "group"): right}],
             [entry(kind, right, relevantTypes=[])], [entry(kind, right, relevantTypes=["abc"])],
             [entry(kind, right, relevantTypes="https://example.com/x")], [entry(kind, right, relevantTypes=[1])],
             [entry(kind, right, relevantTypes=[*IRIS, "abc"])], [entry(kind, right, iota=1)],
             [entry(kind, right, relevantTypes={})], versions=(V2,)),
        *bad(f"/context/{key}", [entry(kind, right)], [], versions=(V1,)))],
]  # fmt: skip

OTHERS = {
    "an agent": somebody(), "a group": CROWD, "a StatementRef": ref(fresh()),
    "a SubStatement": within(small())["object"],
}  # fmt: skip
OF_ACTIVITIES = [
    *[Case(f"{key} with {name}{' in a SubStatement' if deep else ''}", (key, what, deep))
      for key in ("revision", "platform") for name, what in OTHERS.items() for deep in (False, True)
      if not (deep and name == "a SubStatement")],
]  # fmt: skip


@checks("Data 2.4.5", RESULTS)
def test_a_result_has_a_score_within_its_bounds(case, version, talk):
    judge(case, version, talk)


@checks("Data 2.4.6", CONTEXTS)
def test_a_context_has_members_of_their_types(case, version, talk):
    judge(case, version, talk)


@checks("Data 2.4.6", LISTS)
def test_context_agents_and_groups_are_of_2_0_alone(case, version, talk):
    judge(case, version, talk)


@checks("Data 2.4.6", OF_ACTIVITIES)
def test_revision_and_platform_belong_to_activities(case, version, talk):
    key, target, deep = case.what
    one = small(object=target, context={key: "1"})
    answer = talk.post(within(one) if deep else one)
    assert (answer.status, answer.json["pointer"]) == (400, f"{'/object' if deep else ''}/context/{key}")
    one["object"] = {"id": "x:activity"}
    assert talk.post(within(one) if deep else one).status == 200


@checks("Data 2.4.6", [Case(f"{slot}{' in a SubStatement' if deep else ''}", (slot, deep))
                       for slot in SLOTS for deep in (False, True)])  # fmt: skip
def test_one_context_activity_comes_back_in_an_array(case, version, talk):
    slot, deep = case.what
    one = small(context={"contextActivities": {slot: {"id": "x:a", "definition": {"name": {"en": "A"}}}}})
    (sid,) = talk.keep(within(one) if deep else one)
    for form in ("exact", "ids", "canonical"):
        kept = talk.one(sid, format=form)
        found = look(f"{'/object' if deep else ''}/context/contextActivities/{slot}", kept)
        assert [activity["id"] for activity in found] == ["x:a"]


@checks("Data 2.4.6")
def test_a_whole_context_stands_in_a_substatement_too(version, talk):
    one = within(whole(version))
    (sid,) = talk.keep(one)
    assert talk.one(sid)["object"] == one["object"]
    assert one["object"]["attachments"] == [FILE]
    assert talk.post({**one, "object": {**one["object"], "context": {"team": MBOX}}}).status == 400
