"""Qualtrics: export, JSON, event; the client's address, place and mail stay outside whatever is written."""

import io
import json
from datetime import UTC, datetime

import openpyxl
import pytest
from feed_files import FILES, bad, good, read, skipped

from cabochon.connectors import KINDS
from cabochon.house import House
from cabochon.refusals import Refused
from cabochon.retail.who import Who
from cabochon.settings import load as settings

EMBEDDED = """
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
"""
API = 'api = "https://fra1.qualtrics.com/"\n'
RESPONSE = "R_2Geneva00000001"
WHERE = f"https://fra1.qualtrics.com/API/v3/surveys/SV_visit1/responses/{RESPONSE}"
VALUES = {
    "startDate": "2026-04-02T07:00:00Z", "endDate": "2026-04-02T07:02:00Z", "status": 0, "ipAddress": "192.0.2.7",
    "progress": 100, "duration": 120, "finished": 1, "recordedDate": "2026-04-02T07:02:01.123Z", "_recordId": RESPONSE,
    "recipientEmail": "client@example.org", "recipientLastName": "Client", "locationLatitude": "46.2044",
    "distributionChannel": "email", "userLanguage": "FR", "externalDataReference": "1001", "QID1": 4,
    "QID2_TEXT": "Merci", "boutique": "GVA01", "associate": "A1", "visit_time": "2026-03-31 14:00",
}  # fmt: skip
LABELS = {"status": "IP Address", "finished": "True", "QID1": "Somewhat satisfied"}
PERSONAL = ("192.0.2", "example.org", "Client", "46.2044")


def result(labels=LABELS, **change):
    return {"responseId": RESPONSE, "values": VALUES | change, "labels": labels, "displayedFields": ["QID1"]}


def fetched(**change):
    asked = []

    def ask(url):
        asked.append(url)
        return {WHERE: {"result": result(**change), "meta": {"httpStatus": "200 - OK"}}}[url]

    return ask, asked


def thin(**change):
    return json.dumps({"SurveyID": "SV_visit1", "ResponseID": RESPONSE, **change}).encode()


def test_an_export_is_read_below_its_three_headers():
    items = read("qualtrics", "qualtrics.csv", EMBEDDED)
    (one,) = good(items)
    assert (one.key, one.raw, one.boutique, one.receipt, one.language) == ("R_1", 5, "GVA01", "GVA01-1001", "fr")
    assert one.source == "survey:qualtrics"
    assert one.comment == "Merci,\nà bientôt"
    assert skipped(items) == [("line 7", "Status is '1'"), ("line 8", "is an answer that was not finished")]
    assert bad(items) == [("line 9, column Q1", "'9' is outside the scale 1..5; write low and high in the mapping")]
    assert not [word for word in PERSONAL if word in repr(items)]


def test_an_export_of_excel_is_read_alike():
    book, at = openpyxl.Workbook(), datetime.fromisoformat("2026-04-02T09:02:00")
    names = ("endDate", "status", "finished", "recordedDate", "_recordId", "recipientEmail", "QID1", "QID2_TEXT", "b")
    for row in (
        ["EndDate", "Status", "Finished", "RecordedDate", "ResponseId", "RecipientEmail", "Q1", "Q2", "boutique"],
        ["End Date", "Response Type", "Finished", "Recorded Date", "Response ID", "Mail", "How was it?", "More", "b"],
        [json.dumps({"ImportId": name}, separators=(",", ":")) for name in names],
        [at, 0, True, at, "R_1", "client@example.org", 5, "Merci", "GVA01"],
        [at, 8, True, at, "R_2", "client@example.org", 1, "spam", "GVA01"],
    ):
        book.active.append(row)
    saved = io.BytesIO()
    book.save(saved)
    items = read("qualtrics", saved.getvalue())
    (one,) = good(items)
    assert (one.key, one.raw, one.at.isoformat()) == ("R_1", 5, "2026-04-02T09:02:00+02:00")
    assert skipped(items) == [("line 5", "Status is '8'")]


def test_labels_are_read_as_words():
    body = "EndDate,Finished,ResponseId,Q1,boutique\n2026-04-02 09:02:00,True,R_1,Sehr zufrieden,GVA01\n"
    assert [one.raw for one in good(read("qualtrics", body))] == [5]


@pytest.mark.parametrize("wrap", [lambda one: one, lambda one: {"result": one}, lambda one: {"responses": [one]}])
def test_a_response_in_json_is_read_by_the_names_of_the_api(wrap):
    items = read("qualtrics", json.dumps(wrap(result())).encode())
    (one,) = items
    assert (one.key, one.raw, one.boutique, one.receipt) == (RESPONSE, 4, "GVA01", "GVA01-1001")
    assert one.associate == Who("survey:qualtrics", "A1")
    assert one.at == datetime(2026, 4, 2, 7, 2, tzinfo=UTC)
    assert one.revision == "2026-04-02T07:02:01.123000Z"
    assert one.visited.isoformat() == "2026-03-31T14:00:00+02:00"
    assert (one.language, one.channel, one.comment) == ("fr", "email", "Merci")
    assert not [word for word in PERSONAL if word in repr(items)]


def test_an_event_that_only_names_its_response_is_asked_for():
    for body in (
        thin(),
        b"Topic=surveyengine.completedResponse.SV_visit1&Status=Complete&SurveyID=SV_visit1&ResponseID="
        + RESPONSE.encode() + b"&CompletedDate=2026-04-02%2007%3A02%3A00&BrandID=maison",
    ):  # fmt: skip
        ask, asked = fetched()
        (one,) = read("qualtrics", body, API, ask=ask)
        assert (one.key, one.raw) == (RESPONSE, 4)
        assert asked == [WHERE]


def test_a_workflow_may_send_the_answers_themselves():
    body = {"SurveyID": "SV_visit1", "ResponseId": "R_7", "EndDate": "2026-04-02T07:02:00Z", "Q1": "5"}
    body |= {"boutique": "GVA01"}
    (one,) = read("qualtrics", json.dumps(body).encode())
    assert (one.key, one.raw) == ("R_7", 5)


def test_an_event_that_cannot_be_asked_for_waits_whole():
    with pytest.raises(Refused, match="write in the mapping api"):
        read("qualtrics", thin())
    with pytest.raises(Refused, match="access token"):
        read("qualtrics", thin(), API)
    with pytest.raises(Refused, match="holds no values"):
        read("qualtrics", thin(), API, ask=lambda url: {"result": {}})
    with pytest.raises(Refused, match="names no response"):
        read("qualtrics", thin(ResponseID="../../users"), API, ask=dict)
    with pytest.raises(Refused, match="names no response"):
        read("qualtrics", b'{"hello": 1}')


def test_a_survey_that_is_not_named_is_not_asked_for():
    ask, asked = fetched()
    items = read("qualtrics", thin(), API + 'surveys = ["SV_other"]\n', ask=ask)
    assert skipped(items) == [("", "is of a survey that the mapping does not name")]
    assert asked == []


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"status": 1}, "Status is '1'"),
        ({"status": 8}, "Status is '8'"),
        ({"labels": LABELS | {"status": "Survey Preview"}}, "Status is 'Survey Preview'"),
        ({"finished": 0}, "is an answer that was not finished"),
    ],
)
def test_previews_spam_and_unfinished_answers_are_passed_over(change, why):
    assert skipped(read("qualtrics", json.dumps(result(**change)).encode())) == [("", why)]


def test_an_answer_that_waits_is_cut_and_can_be_read_again():
    items = read("qualtrics", json.dumps({"responses": [result(boutique="PAR09"), result()]}).encode())
    assert bad(items)[0][0] == "/responses/0/values/boutique"
    assert len(good(items)) == 1
    assert not [word for word in PERSONAL if word in repr(items)]
    (one,) = read("qualtrics", b"", '[boutiques]\n"PAR09" = "GVA01"\n', again=(items[0].row,))
    assert (one.boutique, one.raw, one.key) == ("GVA01", 4, RESPONSE)


@pytest.mark.parametrize("name", ["IPAddress", "RecipientEmail", "LocationLatitude", "E-Mail", "recipientLastName"])
def test_what_is_the_clients_cannot_even_be_named(name):
    with pytest.raises(Refused, match="is the client's and is not read"):
        read("qualtrics", "qualtrics.csv", EMBEDDED.replace('"ticket"', f'"{name}"'))


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[1, 2", b'{"values": 3}', b'{"result": [1]}', b"a=b", b"%%%", b"PK\x03\x04junk"]
)
def test_what_is_none_of_it_is_refused(body):
    with pytest.raises(Refused):
        read("qualtrics", body)


def test_an_answer_without_the_question_says_which():
    body = json.dumps({"responses": [result(QID1=None)]}).encode()
    assert bad(read("qualtrics", body)) == [("/responses/0/values/QID1", "is empty")]
    assert skipped(read("qualtrics", body, 'unscored = "skip"\n')) == [("/responses/0", "has no score")]


def test_strange_json_waits_and_the_rest_is_read():
    body = json.dumps({"responses": [1, None, {"values": {"QID1": {"a": [1]}}}, {"x": 1}, result()]}).encode()
    items = read("qualtrics", body)
    assert (len(bad(items)), len(good(items))) == (4, 1)


def test_it_is_signed_by_its_address_and_becomes_a_fact(tmp_path):
    assert KINDS["qualtrics"].signing.path
    at = datetime(2026, 4, 3, tzinfo=UTC)
    house = House.open(tmp_path, settings(tmp_path, {}), clock=lambda: at)
    try:
        house.imports.read("doors", b"code,zone,currency\nGVA01,Europe/Zurich,CHF\n", received=at)
        body = json.dumps(result(QID2_TEXT="Write me at client@maison.example")).encode()
        done = house.imports.read("qualtrics", body, received=at)
        assert (done.kept.new, len(done.kept.masked), done.bad) == (1, 1, [])
        assert house.imports.read("qualtrics", body, received=at).kept.repeated == 1
        csv = (FILES / "qualtrics.csv").read_bytes()
        assert house.imports.read("qualtrics", csv, received=at, mapping=EMBEDDED).kept.new == 1
        assert house.log.position() == 2
    finally:
        house.close()
