"""Survey answers as tools really send them: zones, lost headers, recoded choices, N/A, edits, words typed in."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from feed_files import EXPORTED, bad, good, read, skipped

from cabochon.connectors import Bad
from cabochon.house import House
from cabochon.house.screened_words import screened
from cabochon.refusals import Refused
from cabochon.settings import load as settings

NAMES = "StartDate,EndDate,Status,Finished,RecordedDate,ResponseId,Q1,Q2,boutique,visit_time"
WORDINGS = (
    'Start,End,Type,Finished,Recorded,Response ID,"How ""happy""\nwere you, all in all?",More,boutique,visit_time'
)


def ids(zone):
    told = ['{"ImportId":"x","timeZone":"' + zone + '"}'] * 2 + ['{"ImportId":"x"}'] * 2
    every = [*told, told[0], *['{"ImportId":"x"}'] * 5]
    return ",".join('"' + one.replace('"', '""') + '"' for one in every)


DENVER = (WORDINGS, ids("America/Denver"))


def export(*answers, heads=DENVER):
    return ("\r\n".join([NAMES, *heads, *answers]) + "\r\n").encode()


def answer(score="5", ended="2026-04-01 01:12:41", finished="True", visit="2026-03-31 13:40"):
    return f"{ended},{ended},IP Address,{finished},{ended},R_1,{score},,GVA01,{visit}"


def test_the_times_of_an_export_are_in_the_zone_its_third_header_says():
    (one,) = good(read("qualtrics", export(answer())))
    assert one.at == datetime(2026, 4, 1, 7, 12, 41, tzinfo=UTC)
    assert one.revision == "2026-04-01T07:12:41.000000Z"
    assert one.visited == datetime(2026, 3, 31, 11, 40, tzinfo=UTC)  # embedded data is in the boutique's own
    (own,) = good(read("qualtrics", export(answer()), 'zone = "UTC"\n'))
    assert own.at == datetime(2026, 4, 1, 1, 12, 41, tzinfo=UTC)
    (none,) = good(read("qualtrics", export(answer(), heads=(WORDINGS, ids("Mars/Olympus")))))
    assert none.at.utcoffset() == timedelta(hours=2)


def test_a_row_that_waits_keeps_the_zone_of_its_export():
    (waiting,) = [one for one in read("qualtrics", export(answer("9"))) if isinstance(one, Bad)]
    mapping = 'low = 1\nhigh = 10\ndates = ["%Y-%m-%d %H:%M:%S"]\n'
    (one,) = good(read("qualtrics", b"", mapping, again=(waiting.row,)))
    assert (one.raw, one.at) == (9, datetime(2026, 4, 1, 7, 12, 41, tzinfo=UTC))


@pytest.mark.parametrize("heads", [(WORDINGS,), (ids("Europe/Zurich"),), ()])
@pytest.mark.parametrize("partial", ["skip", "keep"])
def test_an_export_that_lost_a_header_row_is_read(heads, partial):
    items = read("qualtrics", export(answer(), heads=heads), f'partial = "{partial}"\n')
    assert [one.raw for one in good(items)] == [5]
    assert skipped(items) == [("line 2", "is a second header")] * len(heads)
    assert bad(items) == []


@pytest.mark.parametrize(("word", "counts"), [
    ("VERDADERO", True), ("VERO", True), ("abgeschlossen", True), ("完成", True), ("صحيح", True), ("FALSO", False),
    ("Falsch", False), ("0", False), ("partial", False),
])  # fmt: skip
def test_finished_is_said_in_the_language_of_the_spreadsheet(word, counts):
    items = read("qualtrics", export(answer(finished=word)))
    assert len(good(items)) == counts
    assert len(skipped(items)) == (not counts)


HEAD = "response,answered_at,boutique,score\n"


@pytest.mark.parametrize(
    "text", ["N/A", "n.a.", "-", "—", "-99", "Keine Angabe", "sans réponse", "無回答", "不适用", "لا ينطبق"]
)
def test_what_says_not_answered_is_no_score(text):
    body = HEAD + f"R-1,2026-04-01 09:12,GVA01,{text}\n"
    ((place, reason),) = bad(read("survey_csv", body))
    assert (place, 'unscored = "skip"' in reason) == ("line 2, column score", True)
    assert skipped(read("survey_csv", body, 'unscored = "skip"\n')) == [("line 2", "has no score")]
    assert good(read("survey_csv", body, f'[scores]\n"{text}" = 3\n'))[0].raw == 3


def test_minus_ninety_nine_is_a_score_where_the_scale_reaches_so_far():
    body = HEAD + "R-1,2026-04-01 09:12,GVA01,-99\n"
    assert good(read("survey_csv", body, "low = -100\nhigh = 100\n"))[0].raw == -99


def labelled(number, label):
    values = {"endDate": "2026-04-01T07:12:41Z", "status": 0, "finished": 1, "recordedDate": "2026-04-01T07:12:42Z",
              "_recordId": "R_1", "QID1": number, "boutique": "GVA01"}  # fmt: skip
    return json.dumps({"responseId": "R_1", "values": values, "labels": {"QID1": label}}).encode()


def test_a_recoded_choice_is_told_by_its_word_and_one_that_says_the_opposite_waits():
    assert good(read("qualtrics", labelled(21, "Somewhat satisfied")))[0].raw == 4
    assert good(read("qualtrics", labelled(4, "Very good")))[0].raw == 4  # the number is finer than the word
    items = read("qualtrics", labelled(1, "Extremely satisfied"))
    ((place, reason),) = bad(items)
    assert (place, "reversed = true" in reason) == ("/values/QID1", True)
    again = tuple(one.row for one in items if isinstance(one, Bad))
    assert len(bad(read("qualtrics", b"", again=again))) == 1
    assert good(read("qualtrics", b"", "reversed = true\n", again=again))[0].raw == 5
    assert good(read("qualtrics", labelled(1, "Extremely satisfied"), "reversed = true\n"))[0].raw == 5


def test_a_subscription_with_a_shared_key_wraps_its_message():
    where = "https://fra1.qualtrics.com/API/v3/surveys/SV_1/responses/R_1"
    inner = "%7B%22SurveyID%22%3A%22SV_1%22%2C%22ResponseID%22%3A%22R_1%22%7D"
    api = 'api = "https://fra1.qualtrics.com"\n'
    fetched = {where: {"result": json.loads(labelled(4, "Somewhat satisfied"))}}
    (one,) = good(read("qualtrics", f"HMAC=abc&MSG={inner}".encode(), api, ask=fetched.__getitem__))
    assert one.raw == 4
    with pytest.raises(Refused, match="encrypt false"):
        read("qualtrics", b"HMAC=abc&MSG=3f2a9c", api, ask=fetched.__getitem__)


def test_a_score_that_is_corrected_in_a_later_export_stands(tmp_path):
    house = House.open(tmp_path, settings(tmp_path, {}))
    house.imports.read("doors", b"code,zone,currency\nGVA01,Europe/Zurich,CHF\n", received=EXPORTED)
    for days, score in enumerate((5, 5, 2, 4, 1, 5)):
        body = HEAD + f"R-1,2026-04-01 09:12,GVA01,{score}\n"
        done = house.imports.read("survey_csv", body.encode(), received=EXPORTED + timedelta(days=days))
        house.catch_up()
        (fact,) = house.warehouse.fetch("survey", {})
        assert float(score) in fact
        assert done.kept.corrected == (days > 1)
    again = house.imports.read("survey_csv", body.encode(), received=EXPORTED + timedelta(days=9))
    assert (again.kept.new, again.kept.repeated) == (0, 1)
    house.close()


def typeform(answer, type_="multiple_choice", **change):
    field = {"id": "f1", "ref": "score", "type": type_, **change.pop("field", {})}
    body = {"form_id": "visit", "token": "t", "submitted_at": "2026-04-01T07:12:00Z", "hidden": {"boutique": "GVA01"},
            "definition": {"fields": [field]}, "answers": [{**answer, "field": field}] if answer else []}  # fmt: skip
    return json.dumps({"event_type": "form_response", "form_response": body}).encode()


@pytest.mark.parametrize(("answer", "type_", "mapping", "told"), [
    ({"type": "boolean", "boolean": True}, "yes_no", "", (1, 0, 1)),
    ({"type": "boolean", "boolean": False}, "yes_no", "", (0, 0, 1)),
    ({"type": "boolean", "boolean": True}, "yes_no", "low = 1\nhigh = 5\n[scores]\nyes = 5\nno = 1\n", (5, 1, 5)),
    ({"type": "choices", "choices": {"labels": ["Satisfied"]}}, "multiple_choice", "", (4, 1, 5)),
    ({"type": "text", "text": " 4 "}, "short_text", "low = 1\nhigh = 5\n", (4, 1, 5)),
    ({"type": "number", "number": 3}, "rating", 'score = "f1"\n', (3, 1, 5)),
])  # fmt: skip
def test_answers_of_every_type_that_tell_a_score(answer, type_, mapping, told):
    (one,) = good(read("typeform", typeform(answer, type_), mapping))
    assert (one.raw, one.low, one.high) == told


@pytest.mark.parametrize("answer", [
    {"type": "choice", "choice": {"other": "Marie Dupont"}}, {"type": "email", "email": "marie@example.org"},
    {"type": "phone_number", "phone_number": "+41 79 555 12 12"}, {"type": "text", "text": "Marie Dupont"},
    {"type": "file_url", "file_url": "https://example.org/marie.jpg"},
    {"type": "choices", "choices": {"labels": ["Good", "Bad"], "other": "Marie"}},
])  # fmt: skip
def test_what_tells_no_score_waits_without_what_was_typed_in(answer):
    items = read("typeform", typeform(answer, "short_text"), "low = 1\nhigh = 5\n")
    assert [place for place, _ in bad(items)] == ["/form_response/answers"]
    assert not [word for word in ("marie", "Marie", "555") if word in repr(items)]


def test_a_question_left_out_is_passed_over_where_the_form_asks_it_and_no_other():
    nothing = typeform(None, "rating")
    assert "though it was asked" in bad(read("typeform", nothing))[0][1]
    assert skipped(read("typeform", nothing, 'unscored = "skip"\n')) == [("/form_response", "has no score")]
    assert len(bad(read("typeform", nothing, 'unscored = "skip"\nscore = "renamed"\n'))) == 1
    na = typeform({"type": "choice", "choice": {"label": "N/A"}})
    assert skipped(read("typeform", na, 'unscored = "skip"\n')) == [("/form_response", "has no score")]


@pytest.mark.parametrize("created", [1775027561, "1775027561", 1775027561000, "2026-04-01T07:12:41Z"])
def test_delighteds_times_are_seconds_or_milliseconds_or_written(created):
    body = {"id": 1, "survey_type": "CSAT", "score": "4", "created_at": created,
            "person_properties": {"boutique": "GVA01"}}  # fmt: skip
    (one,) = good(read("delighted", json.dumps(body).encode()))
    assert (one.raw, one.at) == (4, datetime(2026, 4, 1, 7, 12, 41, tzinfo=UTC))


def test_a_score_that_a_client_typed_in_is_screened_before_it_waits():
    row = screened({"score": "write to marie@example.org", "answers": [{"choice": {"label": "+41 79 555 12 12"}}]},
                   frozenset())  # fmt: skip
    assert "marie@example.org" not in repr(row)
    assert "555 12" not in repr(row)
    assert screened({"score": "Very satisfied"}, frozenset()) == {"score": "Very satisfied"}


def test_without_a_revision_the_later_export_of_qualtrics_stands():
    columns = '[columns]\nresponse = "ResponseId"\nanswered_at = "EndDate"\nscore = "Q1"\nboutique = "boutique"\n'
    first, later = (
        good(read("qualtrics", export(answer(score)), columns, received=EXPORTED + timedelta(days=days)))[0]
        for days, score in enumerate("52")
    )
    assert (first.key, first.revision < later.revision, later.raw) == (later.key, True, 2)
