"""Scores as survey tools write them, and answers that were not finished: in any survey's CSV and in Typeform."""

import json

import pytest
from feed_files import FILES, bad, good, read, skipped

HEAD = "response,answered_at,boutique,score,finished,comment\n"


def scores(text, mapping=""):
    return [(one.raw, one.low, one.high) for one in good(read("survey_csv", HEAD + line(text), mapping))]


def line(text, finished="yes", comment=""):
    return f'1,2026-04-01 09:12,GVA01,"{text}",{finished},"{comment}"\n'


WORDS = [
    ("Very satisfied", 5), ("satisfied", 4), ("Neither satisfied nor dissatisfied", 3), ("Dissatisfied", 2),
    ("Très satisfait", 5), ("PLUTÔT SATISFAITE", 4), ("Ni satisfait ni insatisfait", 3), ("Très insatisfait(e)", 1),
    ("Molto soddisfatto", 5), ("Per niente soddisfatta", 1), ("Sehr zufrieden", 5), ("eher zufrieden", 4),
    ("Weder noch", 3), ("Sehr unzufrieden", 1), ("Muy satisfecho", 5), ("Algo insatisfecha", 2),
    ("非常に満足", 5), ("どちらともいえない", 3), ("不満", 2), ("非常满意", 5), ("满意", 4), ("不满意", 2),
    ("很不满意", 1),
    ("راضٍ جدًا", 5), ("محايد", 3), ("غير راضٍ", 2),
]  # fmt: skip


@pytest.mark.parametrize(("text", "raw"), WORDS)
def test_words_of_eight_languages_stand_for_a_score(text, raw):
    assert scores(text) == [(raw, 1, 5)]


WRITTEN = [
    ("4", (4, 1, 5)), ("4/5", (4, 1, 5)), ("4 out of 5", (4, 1, 5)), ("4 sur 5", (4, 1, 5)), ("★★★★☆", (4, 1, 5)),
    ("⭐⭐⭐", (3, 1, 5)), ("⭐️⭐️⭐️⭐️⭐️", (5, 1, 5)), ("5 - Very satisfied", (5, 1, 5)), ("4 stars", (4, 1, 5)),
    ("4 étoiles", (4, 1, 5)), ("85 %", (85, 0, 100)), ("85.5%", (85.5, 0, 100)), ("100％", (100, 0, 100)),
]  # fmt: skip


@pytest.mark.parametrize(("text", "scale"), WRITTEN)
def test_a_score_is_read_as_it_is_written(text, scale):
    assert scores(text) == [scale]


UNREADABLE = [
    ("8/10", "'8/10' is of a scale up to 10, the mapping's goes to 5; write low and high in the mapping"),
    ("★★★☆☆☆☆", "'★★★☆☆☆☆' is of a scale up to 7, the mapping's goes to 5; write low and high in the mapping"),
    ("6", "'6' is outside the scale 1..5; write low and high in the mapping"),
    ("☆☆☆☆☆", "'☆☆☆☆☆' is outside the scale 1..5; write low and high in the mapping"),
    ("120 %", "'120 %' is outside the scale 0..100; write low and high in the mapping"),
    ("Fab", "'Fab' is not a number; expected e.g. 4, or write in the mapping what it stands for: [scores]"),
    ("nan", "'nan' is not a number; expected e.g. 4, or write in the mapping what it stands for: [scores]"),
    ("1e1", "'1e1' is not a number; expected e.g. 1234.50"),
    ("5 February", "'5 February' is not a number; expected e.g. 1234.50"),
    ("", "is empty"),
]


@pytest.mark.parametrize(("text", "reason"), UNREADABLE)
def test_what_is_no_score_waits_with_its_reason(text, reason):
    assert bad(read("survey_csv", HEAD + line(text))) == [("line 2, column score", reason)]


def test_the_mappings_own_words_come_first():
    assert scores("Satisfied", "[scores]\n'Satisfied' = 5\n") == [(5, 1, 5)]


@pytest.mark.parametrize("mapping", ["low = 0\nhigh = 10\nquestion = 'nps'\n", "low = 1\nhigh = 7\n"])
def test_words_stand_on_no_other_scale_than_one_to_five(mapping):
    assert scores("Very satisfied", mapping) == []


def test_a_scale_below_zero_and_a_scale_upside_down():
    below = "low = -2\nhigh = 2\n"
    assert [scores(text, below)[0][0] for text in ("-2", "+2", "\N{MINUS SIGN}1", "0")] == [-2, 2, -1, 0]
    assert scores("1", "reversed = true\n") == [(5, 1, 5)]
    assert scores("2/5", "reversed = true\n") == [(4, 1, 5)]
    assert scores("Very satisfied", "reversed = true\n") == [(5, 1, 5)]
    assert scores("★★★★★", "reversed = true\n") == [(5, 1, 5)]


def test_nps_is_what_the_mapping_says():
    (one,) = good(read("survey_csv", HEAD + line("9"), "low = 0\nhigh = 10\nquestion = 'nps'\n"))
    assert (one.question, one.raw, one.low, one.high) == ("nps", 9, 0, 10)


def test_an_answer_that_was_not_finished_is_kept_where_that_is_chosen_and_it_has_a_score():
    body = HEAD + line("4", "False") + line("", "no")
    assert len(skipped(read("survey_csv", body))) == 2
    items = read("survey_csv", body, 'partial = "keep"\n')
    assert [one.raw for one in good(items)] == [4]
    assert skipped(items) == [("line 3", "is an answer that was not finished")]


def typeform(change, mapping=""):
    found = json.loads((FILES / "typeform.json").read_bytes())
    change(found)
    return read("typeform", json.dumps(found).encode(), mapping)


def chosen(label):
    def change(found):
        answers = found["form_response"]["answers"]
        answers[0] = {"type": "choice", "choice": {"id": "c1", "label": label},
                      "field": {"id": "f1", "ref": "score", "type": "multiple_choice"}}  # fmt: skip
        found["form_response"]["definition"]["fields"][0] = {"id": "f1", "ref": "score", "type": "multiple_choice"}

    return change


def test_a_choice_of_typeform_may_be_the_score():
    (one,) = typeform(chosen("Sehr zufrieden"))
    assert (one.raw, one.low, one.high) == (5, 1, 5)
    (one,) = typeform(chosen("Superb"), "[scores]\nSuperb = 5\n")
    assert one.raw == 5
    assert bad(typeform(chosen("Superb")))[0][0] == "/form_response/answers"
    assert bad(typeform(chosen(None)))[0][1] == "is an answer of type 'choice', no number and no choice"


def test_hidden_fields_may_be_numbers():
    def change(found):
        found["form_response"]["hidden"] |= {"receipt": 1001, "boutique": 14, "associate": 7}

    (one,) = typeform(change, '[boutiques]\n"14" = "GVA01"\n')
    assert (one.boutique, one.receipt, one.associate.name) == ("GVA01", "GVA01-1001", "7")


def test_a_form_that_is_not_named_is_passed_over():
    assert len(good(typeform(lambda _: None, 'forms = ["vis1t"]\n'))) == 1
    assert skipped(typeform(lambda _: None, 'forms = ["other"]\n')) == [
        ("/form_response", "is of a form that the mapping does not name")
    ]


def test_a_partial_response_of_typeform_is_kept_where_that_is_chosen():
    def change(found):
        found["event_type"] = "form_response_partial"
        found["form_response"]["submitted_at"] = None

    assert skipped(typeform(change)) == [("/form_response", "is an answer that was not finished")]
    (one,) = good(typeform(change, 'partial = "keep"\n'))
    assert one.at.isoformat() == "2026-04-02T08:00:00+00:00"


def test_an_export_of_typeforms_api_says_which_are_partial():
    found = json.loads((FILES / "typeform.json").read_bytes())["form_response"]
    body = json.dumps({"items": [{**found, "response_type": kind} for kind in ("completed", "partial", "started")]})
    items = read("typeform", body.encode())
    assert (len(good(items)), len(skipped(items))) == (1, 2)
