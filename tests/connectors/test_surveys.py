"""Surveys: any CSV, Qualtrics' export, Typeform's webhook. Nothing of the client comes in but score and comment."""

import json
from datetime import UTC, datetime

import pytest
from feed_files import FILES, bad, good, read, skipped

from cabochon.connectors import Bad
from cabochon.refusals import Refused
from cabochon.retail.who import Who

QUALTRICS = """
source = "survey:qualtrics"
[columns]
response = "ResponseId"
answered_at = "EndDate"
revision = "RecordedDate"
finished = "Finished"
score = "Q1"
comment = "Q2"
language = "UserLanguage"
boutique = "shop"
associate = "staff"
receipt = "ticket"
[boutiques]
"014" = "GVA01"
[skip]
Status = ["1"]
"""


def test_a_qualtrics_export_is_read_below_its_three_headers():
    items = read("survey_csv", "qualtrics.csv", QUALTRICS)
    (survey,) = good(items)
    assert (survey.key, survey.raw, survey.low, survey.high) == ("R_1", 5, 1, 5)
    assert survey.at == datetime(2026, 4, 2, 7, 2, tzinfo=UTC)
    assert survey.revision == "2026-04-02T07:02:01.000000Z"
    assert (survey.boutique, survey.receipt, survey.language) == ("GVA01", "GVA01-1001", "fr")
    assert survey.associate == Who("survey:qualtrics", "A1")
    assert survey.comment == "Merci,\nà bientôt"


def test_previews_and_unfinished_answers_are_passed_over_and_a_score_off_the_scale_waits():
    items = read("survey_csv", "qualtrics.csv", QUALTRICS)
    assert skipped(items) == [("line 7", "Status is '1'"), ("line 8", "is an answer that was not finished")]
    assert bad(items) == [
        ("line 9, column Q1", "'9' is outside the scale 1..5; write low and high in the mapping"),
    ]


def test_nothing_of_the_client_comes_in():
    items = read("survey_csv", "qualtrics.csv", QUALTRICS)
    assert not [word for word in ("192.0.2", "example.org", "Recipient") if word in repr(items)]


def test_words_may_stand_for_scores():
    body = "response,answered_at,score,boutique\n1,2026-04-01,Very good,GVA01\n2,2026-04-01,,GVA01\n"
    items = read("survey_csv", body, 'unscored = "skip"\n[scores]\n"Very good" = 5\n')
    assert [survey.raw for survey in good(items)] == [5]
    assert skipped(items) == [("line 3", "has no score")]


def test_a_language_that_is_none_is_left_out():
    body = "response,answered_at,score,boutique,language\n" + "".join(
        f"{n},2026-04-01,4,GVA01,{language}\n" for n, language in enumerate(["ZH-S", "fr_CH", "Deutsch (Schweiz)", ""])
    )
    assert [survey.language for survey in read("survey_csv", body)] == ["zh-Hans", "fr-ch", "", ""]


def payload(**change):
    found = json.loads((FILES / "typeform.json").read_bytes())
    found["form_response"].update(change)
    return json.dumps(found).encode()


def test_a_typeform_answer_is_linked_by_its_hidden_fields():
    (survey,) = read("typeform", "typeform.json")
    assert (survey.key, survey.boutique, survey.receipt) == ("tok-1", "GVA01", "GVA01-1001")
    assert survey.associate == Who("survey:typeform", "A1")
    assert survey.at == datetime(2026, 4, 2, 8, 1, 30, tzinfo=UTC)
    assert survey.visited == datetime(2026, 3, 31, 12, 0, tzinfo=UTC)
    assert (survey.raw, survey.low, survey.high) == (6, 1, 7)  # the definition's seven steps
    assert survey.comment == "Très bien, merci"


def test_an_answer_the_mapping_does_not_name_stays_outside():
    items = read("typeform", payload(submitted_at="soon"))
    assert isinstance(items[0], Bad)
    assert not [word for word in ("Ada", "example.org") if word in repr(items + read("typeform", "typeform.json"))]


SCALES = [
    ({"type": "opinion_scale", "properties": {"steps": 11}}, (0, 10), "satisfaction"),
    ({"type": "opinion_scale", "properties": {"steps": 10, "start_at_one": True}}, (1, 10), "satisfaction"),
    ({"type": "nps"}, (0, 10), "nps"),
    ({"type": "rating", "properties": {"steps": 10}}, (1, 10), "satisfaction"),
]


@pytest.mark.parametrize(("field", "scale", "question"), SCALES)
def test_the_scale_is_the_definitions(field, scale, question):
    (survey,) = read("typeform", payload(definition={"fields": [{"ref": "score", **field}]}))
    assert (survey.low, survey.high) == scale
    assert survey.question == question


BROKEN = [
    ({"submitted_at": "soon"}, "/form_response/submitted_at", "'soon' is not a time"),
    ({"token": None}, "/form_response/token", "is missing"),
    ({"answers": []}, "/form_response/answers", "no answer has the ref 'score'"),
    ({"answers": None}, "/form_response/answers", "no answer has the ref 'score'"),
    ({"hidden": {}}, "/form_response/hidden/boutique", "is empty; pass it in the form's address"),
    ({"hidden": {"boutique": "PAR09"}}, "/form_response/hidden", "'PAR09' is not a boutique"),
    (
        {"hidden": {"boutique": "GVA01", "visit_time": "noon"}},
        "/form_response/hidden/visit_time",
        "'noon' is not a date",
    ),
    ({"definition": {}}, "/form_response/answers", "'6' is outside the scale 1..5; write low and high"),
]


@pytest.mark.parametrize(("change", "place", "reason"), BROKEN)
def test_a_bad_answer_waits_with_its_place(change, place, reason):
    ((found, why),) = bad(read("typeform", payload(**change)))
    assert found == place
    assert why.startswith(reason)


def test_other_deliveries_are_passed_over_or_refused():
    assert skipped(read("typeform", b'{"event_type": "form_published"}')) == [("", "is a form_published, no answer")]
    with pytest.raises(Refused, match="no form_response"):
        read("typeform", b'{"hello": 1}')
