"""What a process beside the house reads comes over as it was: every kind of event, rows kept back or passed over."""

import pytest
from floor_events import EVENTS
from hypothesis import given, settings
from hypothesis import strategies as st

from cabochon.connectors import Bad, Skipped
from cabochon.connectors.beside import packed, unpacked
from cabochon.privacy.naming import Naming
from cabochon.vocabulary import say

HOME = "https://3f9a.cabochon.invalid"


@pytest.mark.parametrize("kind", sorted(EVENTS))
@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_an_event_comes_over_as_it_was(kind, data):
    event = data.draw(EVENTS[kind])
    (over,) = unpacked(packed([event]))
    assert over == event
    assert type(over) is type(event)
    assert say(over, HOME) == say(event, HOME)
    naming = Naming(b"secret")
    assert naming.content(over) == naming.content(event)


def test_rows_come_over():
    rows = [Bad("line 2", "'x' is not a number", {"sku": "W-1", "lines": [{"net": "1.50"}]}), Skipped("line 3", "web")]
    assert list(unpacked(packed(rows))) == rows
