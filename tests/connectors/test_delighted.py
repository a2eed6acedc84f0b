"""Delighted: an answer of any of its types on its own scale; of the person only the properties that link it."""

import json
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from feed_files import bad, good, read, skipped

from cabochon.connectors import KINDS
from cabochon.house import House
from cabochon.refusals import Refused
from cabochon.retail.who import Who
from cabochon.settings import load as settings

AT = 1775027561  # 2026-04-01 07:12:41 UTC
PERSONAL = ("example.org", "Ada", "Client", "Zurich")


def response(**change):
    properties = {"boutique": "GVA01", "associate": "A1", "receipt": 1001, "visit_time": "2026-03-31 14:00",
                  "Delighted Source": "Email", "Locale": "fr", "City": "Zurich"}  # fmt: skip
    return {
        "id": "5435", "person": {"id": "1", "email": "client@example.org", "name": "Ada Client"}, "survey_type": "csat",
        "score": 4, "comment": "Merci", "permalink": "https://delighted.com/r/5", "created_at": AT,
        "updated_at": AT + 60,
        "person_properties": properties, "notes": [{"text": "Ada Client rang"}], "tags": [], **change,
    }  # fmt: skip


def webhook(event="survey_response.created", **change):
    return json.dumps({"event_type": event, "event_id": "e1", "event_data": response(**change)}).encode()


def test_an_answer_is_linked_by_its_persons_properties():
    items = read("delighted", webhook())
    (one,) = items
    assert (one.key, one.raw, one.low, one.high, one.question) == ("5435", 4, 1, 5, "satisfaction")
    assert one.at == datetime(2026, 4, 1, 7, 12, 41, tzinfo=UTC)
    assert one.revision == "2026-04-01T07:13:41.000000Z"
    assert (one.boutique, one.receipt) == ("GVA01", "GVA01-1001")
    assert one.associate == Who("survey:delighted", "A1")
    assert one.visited.isoformat() == "2026-03-31T14:00:00+02:00"
    assert (one.language, one.channel, one.comment) == ("fr", "email", "Merci")
    assert not [word for word in PERSONAL if word in repr(items)]


TYPES = [
    ("nps", 9, (0, 10, "nps")), ("csat", 5, (1, 5, "satisfaction")), ("ces", 2, (1, 5, "other")),
    ("ces7", 7, (1, 7, "other")), ("stars5", 3, (1, 5, "satisfaction")), ("smileys", 5, (1, 5, "satisfaction")),
    ("smileys3", 3, (1, 3, "satisfaction")), ("thumbs", 1, (0, 1, "satisfaction")),
    ("thumbs", 0, (0, 1, "satisfaction")),
]  # fmt: skip


@pytest.mark.parametrize(("type_", "score", "scale"), TYPES)
def test_every_type_has_its_scale(type_, score, scale):
    (one,) = read("delighted", webhook(survey_type=type_, score=score))
    assert (one.raw, one.low, one.high, one.question) == (score, *scale)


def test_files_are_read_as_webhooks_are():
    array = json.dumps([response(), response(id="2"), {"event_data": response(id="3")}]).encode()
    lines = b"\n".join(json.dumps(response(id=str(n))).encode() for n in range(3))
    assert [one.key for one in good(read("delighted", array))] == ["5435", "2", "3"]
    assert [one.key for one in good(read("delighted", lines))] == ["0", "1", "2"]


def test_a_later_version_corrects():
    (first,) = read("delighted", webhook())
    (later,) = read("delighted", webhook("survey_response.updated", score=5, updated_at=AT + 600))
    assert later.key == first.key
    assert later.revision > first.revision


def test_what_is_no_answer_is_passed_over():
    assert skipped(read("delighted", webhook("survey_response.deleted"))) == [
        ("", "is a survey_response.deleted, no answer")
    ]
    assert skipped(read("delighted", webhook(survey_type="pmf"))) == [("/event_data", "survey_type is 'pmf'")]
    only = '[skip]\nCity = ["Zurich"]\n'
    assert skipped(read("delighted", webhook(), only)) == [("/event_data", "City is 'Zurich'")]


BROKEN = [
    ({"survey_type": "dice"}, "survey_type", "'dice' has no scale here; write in the mapping [scales] dice = [1, 5]"),
    ({"score": 6}, "score", "'6' is outside the scale 1..5; write low and high in the mapping"),
    ({"score": None}, "score", "is empty"),
    ({"created_at": "soon"}, "created_at", "'soon' is not a date; expected e.g. 2026-03-31 14:05"),
    ({"created_at": 10**18}, "created_at", "'1000000000000000000' is not a date; expected e.g. 2026-03-31 14:05"),
    ({"person_properties": {}}, "person_properties/boutique", "is empty"),
    ({"person_properties": [1]}, "person_properties/boutique", "is empty"),
    ({"id": {"a": 1}}, "id", "is empty"),
]


@pytest.mark.parametrize(("change", "place", "reason"), BROKEN)
def test_a_bad_answer_waits_with_its_place(change, place, reason):
    items = read("delighted", webhook(**change))
    assert bad(items) == [(f"/event_data/{place}", reason)]
    assert not [word for word in PERSONAL if word in repr(items)]


def test_an_answer_that_waited_is_read_again():
    (waits,) = read("delighted", webhook(survey_type="dice"))
    (one,) = read("delighted", b"", "[scales]\ndice = [1, 6]\n", again=(waits.row,))
    assert (one.raw, one.low, one.high, one.boutique) == (4, 1, 6, "GVA01")


@pytest.mark.parametrize("body", [b"", b"{", b'{"hello": 1}', b"\xff\xfe", b'{"event_data": 3}'])
def test_what_is_none_of_it_is_refused_or_waits(body):
    with suppress(Refused):
        assert bad(read("delighted", body))


def test_it_becomes_a_fact_once_and_is_corrected(tmp_path):
    assert KINDS["delighted"].signing.path
    at = datetime(2026, 4, 3, tzinfo=UTC)
    house = House.open(tmp_path, settings(tmp_path, {}), clock=lambda: at)
    try:
        house.imports.read("doors", b"code,zone,currency\nGVA01,Europe/Zurich,CHF\n", received=at)
        assert house.imports.read("delighted", webhook(), received=at).kept.new == 1
        assert house.imports.read("delighted", webhook(), received=at).kept.repeated == 1
        later = webhook(score=5, updated_at=AT + 600)
        assert house.imports.read("delighted", later, received=at).kept.corrected == 1
        house.connections.add("clients", connector="delighted", secret="seekrit")
        with pytest.raises(Refused):
            house.deliver("clients", {}, webhook(id="2"), "another")
        assert house.deliver("clients", {}, webhook(id="2"), "seekrit") is True
        house.deliveries.read_waiting()
        assert house.log.position() == 3
    finally:
        house.close()
