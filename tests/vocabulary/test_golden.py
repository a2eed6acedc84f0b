"""Statements are immutable for ever: a change of wording is seen here first. The files are never made anew."""

import json
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from uuid import UUID

import pytest
from golden_events import ANNA, AT, BESIDE, MARC, STRANGER, common

from cabochon.facts.versions import KINDS as NAMES
from cabochon.retail.events import Action, Coaching, Learning, Line, Observation, Receipt, Survey, Traffic
from cabochon.vocabulary import KINDS, hear, kind_of, say
from cabochon.xapi.checking import check
from cabochon.xapi.versions import Version

HOME = "https://3f9a.cabochon.invalid"
EVENTS = {
    "observation": Observation(
        **common(1, "floor"), associate=ANNA, observer=MARC, started=AT - timedelta(minutes=25),
        marks={"greeting": "yes", "discovery": "partly", "add_on": "not_yet", "farewell": "not_applicable"},
        product_line="watch", wordings=("asked-open-question",), note="Told the story of the dial.",
        action=Action(what="role-play-add-on", owner=ANNA, due=date(2026, 4, 3)), seconds=41, visit="v1",
    ),
    "receipt": Receipt(
        **common(2, "till:csv", "5d41402a"), business_day=date(2026, 3, 31), currency="CHF",
        lines=(Line(sku="W-1815", quantity=1, net=2_350_000),
               Line(sku="STRAP-20", quantity=0.5, net=12_050, discount=1_340),
               Line(sku="KIT", quantity=1, net=0, zero_reason="gift")),
        sellers=((ANNA, 0.75), (STRANGER, 0.25)), cashier=MARC, basket="b4", segment="local", appointment="a9",
    ),
    "return": Receipt(
        **common(3, "till:csv", "7d793037"), business_day=date(2026, 4, 2), currency="JPY", sale_type="return",
        lines=(Line(sku="RING-7", quantity=1, net=480_000),), sellers=((ANNA, 1),), original="5d41402a",
    ),
    "survey": Survey(
        **common(4, "survey:typeform", "9a0364b9"), raw=4, low=1, high=5, associate=ANNA, receipt="5d41402a",
        visited=AT - timedelta(days=1), comment="Kind and patient.", language="fr-CH", channel="mail",
    ),
    "traffic": Traffic(
        **common(5, "traffic:csv", "GVA01/2026-03-31T12:00Z"), minutes=60, entries=37, exits=35, excluded=4, counter="1"
    ),
    "coaching": Coaching(
        **common(6, "floor"), associate=ANNA, coach=MARC, behaviour="add_on", form="practice", follows=UUID(int=1),
        positives=("Warm welcome", "Let the client hold it"), improvement="Offer the strap earlier",
        next_time="May I show you a second strap?", practised=True, minutes=12, picked="low_rate",
        picked_since=date(2026, 3, 1), picked_until=date(2026, 3, 28), episode=UUID(int=99),
    ),
    "learning": Learning(
        **common(7, "floor"), associate=ANNA, what="practised", module="add-on-offer", item="q3", skill="add_on",
        job_role="advisor", language="en", version="3", scaled=0.5, success=True, seconds=12.4,
        attempt=UUID(int=98), response="May I show you...",
    ),
    **BESIDE,
}  # fmt: skip
golden = pytest.mark.parametrize("name", EVENTS)


def written(name):
    return json.loads((Path(__file__).parent / "golden" / f"{name}.json").read_text("utf-8"))


@golden
def test_an_event_is_said_in_these_words(name):
    assert say(EVENTS[name], HOME) == written(name)


@golden
def test_these_words_are_heard(name):
    assert hear(written(name), HOME) == EVENTS[name]


@golden
@pytest.mark.parametrize("version", Version)
def test_these_words_are_a_statement_of_both_versions(name, version):
    check(written(name), version=version)


def test_every_kind_has_its_words():
    assert {kind.name for kind in KINDS} == {kind_of(written(name)).name for name in EVENTS}


def test_every_event_of_the_shop_has_a_kind_of_its_name():
    assert {kind.event: kind.name for kind in KINDS} == NAMES


def test_an_offset_with_seconds_is_said_in_utc():
    old = datetime(1935, 1, 1, tzinfo=timezone(timedelta(minutes=34, seconds=8)))
    event = Traffic(at=old, boutique="GVA01", source="traffic:csv", minutes=60, entries=1)
    assert say(event, HOME)["timestamp"] == old.astimezone(UTC).isoformat()
    assert hear(say(event, HOME), HOME) == event
