"""Every connector brings a delivery as its sender makes it, and reads it by its own default mapping."""

from datetime import UTC, datetime

import pytest

from cabochon.connectors import KINDS, Bad, Delivery, Skipped, default_text, load, sample_of
from cabochon.retail.master import Door

GENEVA = Door(code="GVA01", name="Geneva", zone="Europe/Zurich", currency="CHF")
# What senders call the boutique where they do not use our code; a mapping translates it, here a door of that name.
DOORS = dict.fromkeys(("GVA01", "487838322", "057P1F7S0EBKX", "014"), GENEVA)
DOORS |= {"TYO01": Door(code="TYO01", name="Ginza", zone="Asia/Tokyo", currency="JPY")}


@pytest.mark.parametrize("name", KINDS)
def test_a_sample_is_read_whole(name):
    file, body = sample_of(KINDS[name])
    assert file.startswith(name)
    items = list(KINDS[name].read(Delivery(body=body, received=datetime(2026, 4, 3, tzinfo=UTC), doors=DOORS)))
    assert [one for one in items if isinstance(one, (Bad, Skipped))] == []
    assert items


@pytest.mark.parametrize("name", KINDS)
def test_a_default_mapping_is_a_mapping(name):
    load(default_text(name), name)


@pytest.mark.parametrize("name", KINDS)
def test_a_connector_says_what_it_is(name):
    feed = KINDS[name]
    assert feed.title
    assert feed.says
