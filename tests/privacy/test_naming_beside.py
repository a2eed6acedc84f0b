"""Who and which, of the kinds beside the floor's first six."""

from dataclasses import fields, replace
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest

from cabochon.privacy.naming import REFERENCES, Naming
from cabochon.retail.coaching import CoachingStep, Huddle, Praise
from cabochon.retail.events import KINDS, Receipt, Survey
from cabochon.retail.learning import JobAid
from cabochon.retail.operations import Booking, Counted, Enrolment, Signal, StockCount, TillClosing
from cabochon.retail.roster import Employment, Shift
from cabochon.retail.who import Who, person

NOON = datetime(2026, 3, 20, 12, tzinfo=UTC)
TILL = "till:csv"
CODE = Who(TILL, "07")
COMMON = {"at": NOON, "boutique": "GVA01", "source": TILL}


@pytest.fixture
def naming():
    return Naming(b"n" * 32)


def nobody(source, code, boutique, day):
    return ""


def test_what_names_a_receipt_an_appointment_or_a_visit_hashes_as_the_receipt_does(naming):
    till = Receipt(**COMMON, key="T-1", business_day=date(2026, 3, 20), currency="CHF", lines=(), appointment="A-7")
    sold, _ = naming.named(till, nobody)
    asked, _ = naming.named(Survey(**COMMON, key="R-1", raw=9, low=0, high=10, visit="V-2"), nobody)
    for made in (
        Booking(**COMMON, key="B-1", associate=CODE, receipt="T-1", appointment="A-7", visit="V-2"),
        Enrolment(**COMMON, key="E-1", associate=CODE, receipt="T-1", appointment="A-7", visit="V-2"),
    ):
        named, _ = naming.named(made, nobody)
        assert (named.receipt, named.appointment, named.visit) == (sold.key, sold.appointment, asked.visit)
    named, _ = naming.named(
        Signal(**COMMON, associate=CODE, signal="follow_up_done", visit="V-2", appointment="A-7"), nobody
    )
    assert (named.appointment, named.visit) == (sold.appointment, asked.visit)


def test_every_field_called_like_a_reference_is_hashed():
    called = {"receipt", "appointment", "visit", "original"}
    found = {kind: {f.name for f in fields(kind)} & called for kind in KINDS}
    assert {kind: names for kind, names in found.items() if names} == {
        kind: set(names) - {"key"} for kind, names in REFERENCES.items()
    }


def test_an_action_goes_by_the_observation_it_came_of_else_by_a_hash(naming):
    step = CoachingStep(**COMMON, key="1", associate=CODE, what="took_on", action="A-1")
    given, _ = naming.named(step, nobody)
    tried, _ = naming.named(replace(step, key="2", what="tried", source="lms:csv"), nobody)
    assert given.action == tried.action != "A-1"
    one = uuid4()
    assert naming.named(replace(step, action=str(one).upper()), nobody)[0].action == str(one)
    assert naming.named(replace(step, action=one.hex), nobody)[0].action != one.hex


@pytest.mark.parametrize(
    ("event", "names"),
    [
        (CoachingStep(**COMMON, associate=CODE, what="tried", action="a", by=CODE, owner=CODE), "associate by owner"),
        (Huddle(**COMMON, leader=CODE), "leader"),
        (Praise(**COMMON, associate=CODE, by=CODE), "associate by"),
        (JobAid(**COMMON, associate=CODE, aid="a"), "associate"),
        (StockCount(**COMMON, zone="z", currency="CHF", counter=CODE, lines=()), "counter"),
    ],
    ids=lambda one: type(one).__name__ if not isinstance(one, str) else "",
)
def test_everybody_an_event_names_is_named(naming, event, names):
    known, _ = naming.named(event, lambda *_: "p7")
    stranger, _ = naming.named(event, nobody)
    for name in names.split():
        assert getattr(known, name) == person("p7")
        assert getattr(stranger, name) == Who(TILL, naming.code(TILL, "07"))


@pytest.mark.parametrize(
    "event",
    [
        Shift(**COMMON, associate=CODE, day=date(2026, 4, 1)),
        Employment(**COMMON, associate=CODE, what="joined", since=date(2020, 1, 1)),
    ],
    ids=lambda one: type(one).__name__,
)
def test_a_code_is_looked_up_on_the_day_the_event_is_of(naming, event):
    asked = []

    def person_of(*given):
        asked.append(given)
        return "p1"

    naming.named(event, person_of)
    assert asked == [(TILL, "07", "GVA01", event.day if isinstance(event, Shift) else NOON.date())]


def test_a_till_and_a_count_go_by_keys_nobody_can_list(naming):
    till = TillClosing(**COMMON, key="Z-1", business_day=date(2026, 3, 20), currency="CHF", receipts=1, units=1, net=1)
    closed, _ = naming.named(till, nobody)
    counted, _ = naming.named(
        StockCount(**COMMON, key="Z-1", zone="z", currency="CHF", lines=(Counted(sku="a", expected=1, counted=1),)),
        nobody,
    )
    assert len({"Z-1", closed.key, counted.key}) == 3
