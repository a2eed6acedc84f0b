"""SurveyMonkey: a webhook that names a response, the response itself, the survey that gives choices a place."""

import base64
import hmac
import json
from datetime import UTC, datetime

import pytest
from feed_files import bad, good, read, skipped

from cabochon.house import House
from cabochon.outside.http import Unreachable
from cabochon.refusals import Refused
from cabochon.retail.who import Who
from cabochon.settings import load as settings

API = "https://api.surveymonkey.com/v3/surveys/105723396"
MAPPING = 'score = "11"\ncomment = "12"\n'
PERSONAL = ("192.0.2", "example.org", "Client", "Ada")


def event(**change):
    return json.dumps({
        "name": "Cabochon", "filter_type": "survey", "filter_id": "105723396", "event_type": "response_completed",
        "event_id": "10027", "object_type": "response", "object_id": "5007154325",
        "event_datetime": "2026-04-01T07:12:41.182613+00:00",
        "resources": {"respondent_id": "5007154325", "recipient_id": "0", "collector_id": "5", "user_id": "1",
                      "survey_id": "105723396"}, **change,
    }).encode()  # fmt: skip


def response(score=None, **change):
    answers = [{"choice_id": "905", "row_id": "900"}] if score is None else score
    return {
        "id": "5007154325", "recipient_id": "", "collector_id": "5", "response_status": "completed",
        "collection_mode": "default", "date_created": "2026-04-01T07:10:55+00:00",
        "date_modified": "2026-04-01T07:12:41+00:00", "ip_address": "192.0.2.7", "email_address": "client@example.org",
        "first_name": "Ada", "last_name": "Client", "survey_id": "105723396",
        "custom_variables": {"boutique": "GVA01", "associate": "A1", "receipt": "1001",
                             "visit_time": "2026-03-31 14:00", "language": "FR", "email": "client@example.org"},
        "pages": [{"id": "1", "questions": [{"id": "11", "answers": answers}]},
                  {"id": "2", "questions": [{"id": "12", "answers": [{"text": "Merci"}]},
                                            {"id": "13", "answers": [{"text": "Ada Client"}]}]}], **change,
    }  # fmt: skip


def survey(*choices, first=901):
    offered = [{"id": str(first + n), "position": n + 1, **one} for n, one in enumerate(choices)]
    asked = {"id": "11", "family": "matrix", "subtype": "rating", "answers": {"choices": offered}}
    return {"id": "105723396", "pages": [{"id": "1", "questions": [asked]}]}


def weighed(*weights):
    return survey(*({"text": "", "weight": one} for one in weights))


def named(*texts, **more):
    return survey(*({"text": one, **more} for one in texts))


def sender(details, answer=None):
    """What the sender's API gives, and the addresses it was asked at."""
    asked = []

    def ask(url):
        asked.append(url)
        return {f"{API}/responses/5007154325/details": answer or response(), f"{API}/details": details}[url]

    return ask, asked


def test_a_response_that_is_named_is_fetched_with_the_survey_that_gives_its_choice_a_place():
    ask, asked = sender(weighed(1, 2, 3, 4, 5, 6, 7))
    items = read("surveymonkey", event(), MAPPING, ask=ask)
    (one,) = items
    assert (one.key, one.raw, one.low, one.high) == ("5007154325", 5, 1, 7)
    assert (one.boutique, one.receipt, one.language, one.channel) == ("GVA01", "GVA01-1001", "fr", "default")
    assert one.associate == Who("survey:surveymonkey", "A1")
    assert one.at == datetime(2026, 4, 1, 7, 10, 55, tzinfo=UTC)
    assert one.revision == "2026-04-01T07:12:41.000000Z"
    assert one.visited.isoformat() == "2026-03-31T14:00:00+02:00"
    assert one.comment == "Merci"
    assert asked == [f"{API}/responses/5007154325/details", f"{API}/details"]
    assert not [word for word in PERSONAL if word in repr(items)]


FIVE = ("Very dissatisfied", "Dissatisfied", "Neutral", "Satisfied", "Very satisfied")
PLACES = [
    (weighed(1, 2, 3, 4, 5), (5, 1, 5)),
    (weighed("1", "2", "3", "4", "5"), (5, 1, 5)),
    (named("0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10"), (4, 0, 10)),  # as NPS is asked
    (named(*FIVE), (5, 1, 5)),
    (named(*FIVE[::-1]), (1, 1, 5)),  # the best first: what it says counts, not where it stands
    (survey(*({"text": one, "weight": n} for n, one in enumerate(FIVE[::-1], 1))), (1, 1, 5)),
]


@pytest.mark.parametrize(("details", "scale"), PLACES)
def test_a_choice_stands_where_the_survey_says(details, scale):
    (one,) = read("surveymonkey", event(), MAPPING, ask=sender(details)[0])
    assert (one.raw, one.low, one.high) == scale


def test_a_choice_without_a_place_waits_until_the_mapping_gives_it_one():
    ask, _ = sender(named("Meh", "Fine", "Nice", "Grand", "Superb"))
    items = read("surveymonkey", event(), MAPPING, ask=ask)
    ((place, reason),) = bad(items)
    assert place == "/pages"
    assert reason.startswith("'Superb' is a choice whose place on the scale is not known")
    assert not [word for word in PERSONAL if word in repr(items)]
    assert bad(read("surveymonkey", b"", MAPPING, again=(items[0].row,)))
    (one,) = read("surveymonkey", b"", MAPPING + "[scores]\nSuperb = 5\n", again=(items[0].row,))
    assert (one.raw, one.low, one.high, one.boutique) == (5, 1, 5, "GVA01")


def test_not_applicable_is_no_score():
    details = weighed(1, 2, 3, 4)
    details["pages"][0]["questions"][0]["answers"]["choices"].append({"id": "905", "text": "N/A", "is_na": True})
    ((place, reason),) = bad(read("surveymonkey", event(), MAPPING, ask=sender(details)[0]))
    assert (place, reason[:31]) == ("/pages", "has no answer to question 11; i")
    items = read("surveymonkey", event(), MAPPING + 'unscored = "skip"\n', ask=sender(details)[0])
    assert skipped(items) == [("", "has no score")]


def test_of_a_matrix_the_row_of_the_mapping_is_read():
    given = [{"choice_id": "902", "row_id": "800"}, {"choice_id": "905", "row_id": "801"}]
    ask, _ = sender(weighed(1, 2, 3, 4, 5), response(given))
    assert bad(read("surveymonkey", event(), MAPPING, ask=ask))[0][1].startswith("has several answers")
    (one,) = read("surveymonkey", event(), MAPPING + 'row = "800"\n', ask=ask)
    assert one.raw == 2


def test_a_number_typed_in_needs_no_survey():
    ask, asked = sender({}, response([{"text": "80"}]))
    (one,) = read("surveymonkey", event(), MAPPING + "low = 0\nhigh = 100\n", ask=ask)
    assert (one.raw, one.high, len(asked)) == (80, 100, 1)


def test_a_file_is_read_by_the_weights_it_brings():
    given = [{"choice_id": "905", "row_id": "900", "choice_metadata": {"weight": "4"}}]
    body = json.dumps({"data": [response(given), response([{"choice_id": "905", "simple_text": "Very satisfied"}])]})
    assert [(one.raw, one.high) for one in read("surveymonkey", body.encode(), MAPPING)] == [(4, 5), (5, 5)]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"response_status": "partial"}, "is an answer that was not finished"),
        ({"response_status": "disqualified"}, "is disqualified"),
        ({"collection_mode": "survey_preview"}, "is a preview"),
    ],
)
def test_what_is_no_finished_answer_is_passed_over(change, why):
    ask, _ = sender(weighed(1, 2, 3, 4, 5), response(**change))
    assert skipped(read("surveymonkey", event(), MAPPING, ask=ask)) == [("", why)]


def test_a_partial_answer_is_kept_where_that_is_chosen():
    ask, _ = sender(weighed(1, 2, 3, 4, 5), response(response_status="partial"))
    assert len(good(read("surveymonkey", event(), MAPPING + 'partial = "keep"\n', ask=ask))) == 1


def test_other_events_and_surveys_are_not_asked_for():
    ask, asked = sender({})
    assert skipped(read("surveymonkey", event(event_type="collector_created"), MAPPING, ask=ask)) == [
        ("", "is a collector_created, no answer")
    ]
    assert len(skipped(read("surveymonkey", event(), 'surveys = ["1"]\n' + MAPPING, ask=ask))) == 1
    assert asked == []


def test_what_cannot_be_fetched_waits_whole():
    def silent(url):
        raise Unreachable("api.surveymonkey.com answered 429")

    with pytest.raises(Unreachable):
        read("surveymonkey", event(), MAPPING, ask=silent)
    with pytest.raises(Refused, match="access token"):
        read("surveymonkey", event(), MAPPING)
    with pytest.raises(Refused, match="names no response"):
        read("surveymonkey", event(object_id="../../users/me"), MAPPING, ask=dict)
    with pytest.raises(Refused, match="is no object"):
        read("surveymonkey", event(), MAPPING, ask=lambda url: [])


@pytest.mark.parametrize("body", [b"", b"{", b"[", b'{"hello": 1}', b"\xff\xfe", b'{"data": 3}', b"null and void"])
def test_what_is_none_of_it_is_refused(body):
    with pytest.raises(Refused):
        read("surveymonkey", body)


@pytest.mark.parametrize("pages", [3, [1], [{"questions": "x"}], [{"questions": [{"id": "11", "answers": {}}]}], []])
def test_strange_answers_wait(pages):
    (one,) = read("surveymonkey", json.dumps(response(pages=pages)).encode(), MAPPING)
    assert bad([one])


def test_a_signed_webhook_becomes_a_fact_once(tmp_path, monkeypatch):
    at = datetime(2026, 4, 3, tzinfo=UTC)
    house = House.open(tmp_path, settings(tmp_path, {}), clock=lambda: at)
    try:
        house.imports.read("doors", b"code,zone,currency\nGVA01,Europe/Zurich,CHF\n", received=at)
        house.connections.add("clients", connector="surveymonkey", secret="key&seekrit", mapping=MAPPING)
        monkeypatch.setattr(house.senders, "ask", lambda row: sender(weighed(1, 2, 3, 4, 5))[0])
        body = event()
        made = base64.b64encode(hmac.digest(b"key&seekrit", body, "sha1")).decode()
        assert house.deliver("clients", {"sm-signature": made}, body) is True
        assert house.deliver("clients", {"sm-signature": made}, body) is False
        with pytest.raises(Refused):
            house.deliver("clients", {"sm-signature": "bm8="}, body)
        house.deliveries.read_waiting()
        assert house.log.position() == 1
    finally:
        house.close()


GONE = event(event_type="response_deleted", event_datetime="2026-04-02T08:00:00.5+00:00")
DOOR = b"code,zone,currency\nGVA01,Europe/Zurich,CHF\n"


@pytest.fixture
def house(tmp_path):
    at = datetime(2026, 4, 3, tzinfo=UTC)
    one = House.open(tmp_path, settings(tmp_path, {}), clock=lambda: at)
    one.imports.read("doors", DOOR, received=at)
    yield one
    one.close()


def counted(house):
    house.catch_up()
    return [len(house.warehouse.fetch(table, {})) for table in ("survey", "link", "visit")]


def took(house, body, mapping=MAPPING, **more):
    at = house.clock()
    return house.imports.read("surveymonkey", body, received=at, mapping=mapping, **more)


def test_a_deleted_answer_is_not_fetched_and_is_taken_back():
    ask, asked = sender(weighed(1, 2, 3, 4, 5))
    (gone,) = good(read("surveymonkey", GONE, MAPPING, ask=ask))
    assert (gone.key, gone.cancelled, gone.boutique, gone.comment) == ("5007154325", True, "", "")
    assert asked == []
    (gone,) = good(read("surveymonkey", GONE, MAPPING + 'boutique = "GVA01"\n', ask=ask))
    assert gone.boutique == "GVA01"


def test_an_answer_counts_until_it_is_deleted_there(house):
    till = b"boutique,till,ticket,sold_at,sku,quantity,net,type\nGVA01,1,1001,2026-03-31 14:00,W,1,100.00,sale\n"
    house.imports.read("till_csv", till, received=house.clock())
    took(house, event(), ask=sender(weighed(1, 2, 3, 4, 5))[0])
    assert counted(house) == [1, 2, 1]
    assert took(house, GONE).kept.corrected == 1
    assert took(house, GONE).kept.repeated == 1
    assert counted(house) == [0, 1, 1]
    assert house.log.position() == 3


def test_an_answer_that_comes_after_its_deletion_does_not_count(house):
    mapping = MAPPING + 'boutique = "GVA01"\n'
    took(house, GONE, mapping)
    took(house, event(), mapping, ask=sender(weighed(1, 2, 3, 4, 5))[0])
    assert counted(house) == [0, 0, 0]
    assert house.log.position() == 2


def test_the_deletion_of_an_answer_that_is_not_kept_waits_where_its_boutique_is_not_known(house):
    assert len(took(house, GONE).bad) == 1
    assert house.log.position() == 0
