"""The way in: who, which, repeats, corrections, text, rights."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import msgspec
import pytest

from cabochon.demo.maison import SURVEY, TILL
from cabochon.privacy.opening import opened
from cabochon.privacy.viewer import Viewer
from cabochon.refusals import Conflict, NotAllowed, Refused, Unknown
from cabochon.retail.events import Line, Receipt, Survey
from cabochon.retail.who import Who

NOON = datetime(2026, 3, 20, 12, tzinfo=UTC)


def receipt(**changes):
    base = Receipt(
        at=NOON, boutique="GVA01", source=TILL, key="T-1", revision="1", business_day=date(2026, 3, 20), currency="CHF",
        lines=(Line(sku="W-STEEL-40", quantity=1, net=790_000),), sellers=((Who(TILL, "GVA-03"), 1.0),),
    )  # fmt: skip
    return replace(base, **changes)


def form(one, **changes):
    seller, opened_at = one.sellers["GVA01"][0].person, datetime.now(UTC) - timedelta(minutes=1)
    return {
        "id": str(uuid4()), "associate": seller.id, "boutique": "GVA01", "product_line": "watch",
        "opened_at": opened_at.isoformat(), "marks": {"welcome": "yes", "accessory": "partly"}, "wordings": [],
        "note": "Linked the strap to the trip", "action": None, "seconds": 41, "practice": False,
    } | changes  # fmt: skip


def manager_of(one, door="GVA01"):
    return Viewer(account="a1", role="manager", boutiques=frozenset({door}), person=one.managers[door][0].id)


def kept(house):
    return house.log.after(0)


def test_the_same_delivery_twice_is_kept_once(furnished):
    house, _ = furnished
    assert house.keep_as().events([receipt()]).new == 1
    again = house.keep_as().events([receipt()])
    assert (again.new, again.repeated, again.corrected) == (0, 1, 0)


def test_a_later_export_of_the_same_rows_is_a_repeat(furnished):
    house, _ = furnished
    house.keep_as().events([receipt()])
    again = house.keep_as().events([receipt(revision="2")], exported="2")
    assert (again.new, again.repeated) == (0, 1)


def test_other_lines_under_a_known_key_are_a_correction(furnished):
    house, _ = furnished
    house.keep_as().events([receipt()])
    outcome = house.keep_as().events([receipt(revision="2", lines=(Line(sku="W-STEEL-40", quantity=1, net=700_000),))])
    assert (outcome.new, outcome.corrected) == (1, 1)


def test_a_known_till_code_is_said_as_the_person(furnished):
    house, one = furnished
    house.keep_as().events([receipt()])
    person = next(i.person for i in one.identifiers if (i.source, i.code) == (TILL, "GVA-03"))
    assert person.encode() in kept(house)[0].entry.clear


def test_neither_a_receipt_number_nor_an_unclaimed_code_is_stored_in_clear(furnished):
    house, _ = furnished
    house.keep_as().events([receipt(key="TICKET-4711", sellers=((Who(TILL, "NOBODY-9"), 1.0),))])
    stored = kept(house)[0].entry
    assert b"4711" not in stored.clear
    assert b"NOBODY" not in stored.clear


def test_a_clients_phone_number_in_a_comment_is_masked_and_the_answer_kept(furnished):
    house, _ = furnished
    survey = Survey(
        at=NOON, boutique="GVA01", source=SURVEY, key="R1", raw=5, low=1, high=5, comment="Call me +41 79 555 01 23"
    )
    outcome = house.keep_as().events([survey])
    assert outcome.new == 1
    assert len(outcome.masked) == 1
    assert b"555 01 23" not in opened(house.directory, kept(house)[0])


def test_a_comment_lies_sealed_and_opens_as_it_was(furnished):
    house, _ = furnished
    survey = Survey(
        at=NOON, boutique="GVA01", source=SURVEY, key="R2", raw=4, low=1, high=5, comment="Très bien conseillée"
    )
    house.keep_as().events([survey])
    one = kept(house)[0]
    assert "Très".encode() not in one.entry.clear + one.entry.sealed
    assert "Très bien conseillée" in msgspec.json.decode(opened(house.directory, one))["result"]["response"]


def test_a_destroyed_key_leaves_the_fact_and_no_text(furnished):
    house, _ = furnished
    survey = Survey(at=NOON, boutique="GVA01", source=SURVEY, key="R3", raw=4, low=1, high=5, comment="Sehr gut")
    house.keep_as().events([survey])
    one = kept(house)[0]
    house.directory.forget_text_key(one.entry.key_person)
    assert opened(house.directory, one) is None
    assert one.entry.clear is not None


def test_an_observation_is_kept_once_however_often_the_phone_sends_it(furnished):
    house, one = furnished
    keep, sent = house.keep_as(manager_of(one)), form(one)
    now = datetime.now(UTC)
    assert keep.enter(sent | {"sent_at": now.isoformat()})[1] == "kept"
    assert keep.enter(sent | {"sent_at": (now + timedelta(seconds=40)).isoformat()})[1] == "repeated"
    with pytest.raises(Conflict):
        keep.enter(sent | {"note": "Something else"})


def test_a_phone_whose_clock_is_an_hour_slow_lands_on_the_right_time(furnished):
    house, one = furnished
    now = datetime.now(UTC)
    late = (now - timedelta(hours=1)).isoformat()
    house.keep_as(manager_of(one)).enter(form(one, opened_at=late, sent_at=late))
    said = msgspec.json.decode(kept(house)[0].entry.clear)["timestamp"]
    assert abs(datetime.fromisoformat(said) - now) < timedelta(minutes=1)


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"marks": {}}, "/marks"),
        ({"marks": {"welcome": "perhaps"}}, "/marks/welcome"),
        ({"marks": {"smile": "yes"}}, "/marks/smile"),
        ({"id": "7"}, "/id"),
        ({"opened_at": "yesterday"}, "/opened_at"),
        ({"opened_at": "2026-03-20T12:00:00"}, "/opened_at"),
        ({"opened_at": "2099-03-20T12:00:00Z"}, "/opened_at"),
        ({"note": "x" * 141}, "/note"),
        ({"note": "Call Mme Durand on +41 79 555 01 23"}, "/note"),
        ({"seconds": -1}, "/seconds"),
        ({"wordings": ["rude"]}, "/wordings/0"),
        ({"action": {"what": "x", "due": "soon"}}, "/action/due"),
        ({"associate": ""}, "/associate"),
        ({"favourite": "blue"}, "/favourite"),
    ],
)
def test_a_wrong_field_is_named(furnished, changes, pointer):
    house, one = furnished
    with pytest.raises(Refused) as refusal:
        house.keep_as(manager_of(one)).enter(form(one, **changes))
    assert refusal.value.pointer == pointer
    assert house.log.position() == 0


def test_a_manager_cannot_log_in_another_boutique(furnished):
    house, one = furnished
    with pytest.raises(Unknown):
        house.keep_as(manager_of(one, "ZRH01")).enter(form(one))


def test_nobody_observes_themselves(furnished):
    house, one = furnished
    manager = manager_of(one)
    with pytest.raises(NotAllowed):
        house.keep_as(manager).enter(form(one, associate=manager.person))
