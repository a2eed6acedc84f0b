"""Data 2.4.3 and 2.4.4: verbs, and what they are done to."""

from grammar import bad, good, judge
from kit import CROWD, GONE, IDENTIFIERS, MBOX, VOIDED, definition, fresh, ref, small, somebody, within
from sections import Case, checks

NO_IRI = (
    "should fail",
    "ab=c://should.fail.com",
    "//example.com/x",
    "example.com/x",
    "",
    12345,
    {"key": "x"},
    [],
    True,
)
NO_MAP = (12345, "should fail", [], True, {"en": 1}, {"en": {}}, {"a12345678": "x"}, {"something": "x"}, {"": "x"})
NO_TEXT = (12345, {"key": "x"}, [], True)
KINDS = ("true-false", "choice", "fill-in", "long-fill-in", "matching", "performance", "sequencing", "likert",
    "numeric",
         "other")  # fmt: skip
WRONG_CASE = ("true-faLse", "choiCe", "fill-iN", "long-fiLl-in", "matchIng", "perfOrmance", "seqUencing", "liKert",
              "nUmeric", "Other")  # fmt: skip
PARTS = {"choice": ("choices",), "sequencing": ("choices",), "likert": ("scale",), "matching": ("source", "target"),
         "performance": ("steps",)}  # fmt: skip
COMPONENTS = ("choices", "scale", "source", "target", "steps")
WORDS = {"id": "one", "description": {"sr-Latn-RS": "jedan"}}

VERBS = [
    *bad("/verb/id", GONE, *NO_IRI),
    *good("/verb/id", "https://example.com/v", "urn:uuid:6690e6c9-3ef0-4ed3-8b37-7f3964730bee", "tag:x,2026:v", "x:v",
          "https://例え.jp/観察", "https://example.com/a?b=c&d[]=e#f"),
    *bad("/verb/display", *NO_MAP),
    *good("/verb/display", GONE, {}, {"de": "besucht"}, {"en-US": "x", "ja": "観察"}),
]  # fmt: skip

ACTIVITIES = [
    *bad("/object/id", GONE, *NO_IRI),
    *good("/object/id", "https://www.example.com/meetings/34534", "x:o"),
    *good("/object/objectType", GONE, "Activity"),
    *bad("/object/objectType", "activity", "Activities", "Should fail", 1, {}, "", "Person"),
    *bad("/object/definition", *NO_TEXT, "x"),
    *[case for key in ("name", "description") for case in bad(f"/object/definition/{key}", *NO_MAP)],
    *[case for key in ("type", "moreInfo") for case in bad(f"/object/definition/{key}", *NO_IRI[:5], 12345)],
    *bad("/object/definition/extensions", "x", 12345, [], {"no iri": 1}, {"": 1}, {"ab=c://fail": 1}, WORDS),
    *good("/object/definition/extensions", {}, {"https://example.com/e": {"deep": [None, "", {}]}}),
    *good("/object/definition", GONE, {}, {"name": {"de-DE": "x"}}, {"description": {"zh-Hant": "x"}}),
]

INTERACTIONS = [
    *good("/object/definition/interactionType", *KINDS),
    *bad("/object/definition/interactionType", *WRONG_CASE, "ab=c://should.fail.com", 12345, {"key": "x"}, "x",
    "", True),
    *bad("/object/definition/interactionType", GONE),
    *bad("/object/definition", *({part: [WORDS]} for part in COMPONENTS), {"correctResponsesPattern": ["x"]}),
    *good("/object/definition", *({"interactionType": kind, part: [WORDS, {"id": "two"}]}
                                  for kind, parts in PARTS.items() for part in parts)),
    *bad("/object/definition/correctResponsesPattern", "x", {}, 1, [1], [{}], [["x"]]),
    *good("/object/definition/correctResponsesPattern", [], [""], ["a", "b[,]c"]),
    *[case for part in COMPONENTS for case in bad(f"/object/definition/{part}", "x", {}, 1, ["x"], [1], [{}],
        [{"id": 1}], [{"id": "a", "description": "x"}], [{"id": "a", "description": {"a12345678": "x"}}],
        [{"id": "a"}, {"id": "a"}], [{"id": "a", "iota": 1}], inside=(part == "scale",))],
]  # fmt: skip

REFS = [
    *bad("/object", *(ref(one) for one in ("should fail", 12345, {}, "AA97B177-9383-4934-8543-0F91A7A028368",
         "MA97B177-9383-4934-8543-0F91A7A02836", "")), {"objectType": "StatementRef"}, {"objectType": "statementref",
         "id": fresh()}, {"objectType": "StatementRef", "id": fresh(), "definition": {}},
         {"objectType": "StatementReff",
         "id": fresh()}, {"id": fresh()}, base=small(), name="object as a StatementRef"),
    *good("/object", ref(fresh()), ref(fresh().upper()), base=small(), name="object as a StatementRef"),
]  # fmt: skip

SUB = within(small())["object"]
SUBSTATEMENTS = [
    *[case for key in ("id", "stored", "version", "authority") for case in bad(f"/object/{key}", {
        "id": fresh(), "stored": "2026-03-01T09:30:00Z", "version": "1.0.0", "authority": MBOX}[key],
        base=within(small()), inside=(False,))],
    *bad("/object/object", SUB, base=within(small()), inside=(False,)),
    *[case for key in ("actor", "verb", "object") for case in bad(f"/object/{key}", GONE, {}, "x", 1,
        base=within(small()), inside=(False,))],
    *bad("/object/objectType", "substatement", "subStatement", 1, GONE, base=within(small()), inside=(False,)),
    *good("/object/object", ref(fresh()), somebody(), CROWD, {"id": "x:o"}, base=within(small()), inside=(False,)),
    *good("/object/timestamp", "2026-03-01T09:30:00+01:00", base=within(small()), inside=(False,)),
    *bad("/object/timestamp", "x", 1, base=within(small()), inside=(False,)),
]  # fmt: skip


@checks("Data 2.4.3", VERBS)
def test_a_verb_has_an_iri_and_perhaps_a_display(case, version, talk):
    judge(case, version, talk)


@checks("Data 2.4.4", ACTIVITIES)
def test_an_activity_has_an_iri_and_perhaps_a_definition(case, version, talk):
    judge(case, version, talk)


@checks("Data 2.4.4", INTERACTIONS)
def test_an_interaction_has_a_type_and_components_of_ids_that_differ(case, version, talk):
    judge(case, version, talk)


@checks("Data 2.4.4", REFS)
def test_a_reference_to_a_statement_holds_a_uuid(case, version, talk):
    judge(case, version, talk)


@checks("Data 2.4.4", SUBSTATEMENTS)
def test_a_substatement_has_nothing_that_a_store_sets_and_none_inside(case, version, talk):
    judge(case, version, talk)


@checks("Data 2.4.4", [Case(next(iter(one)), one) for one in IDENTIFIERS])
def test_an_object_that_is_a_person_must_say_so(case, version, talk):
    answer = talk.post(small(object=dict(case.what)))
    assert (answer.status, answer.json["pointer"]) == (400, "/object/objectType")


@checks("Data 2.4.3", [Case(kind, what) for kind, what in (
    ("an activity", {"id": "x:o", "definition": definition()}), ("an agent", somebody()), ("a group", CROWD),
    ("a SubStatement", SUB))])  # fmt: skip
def test_the_verb_of_voiding_takes_only_a_reference(case, version, talk):
    answer = talk.post(small(verb={"id": VOIDED}, object=case.what))
    assert (answer.status, answer.json["pointer"]) == (400, "/object")
