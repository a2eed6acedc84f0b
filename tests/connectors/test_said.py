"""What a feed gives can be said: no connector makes an event that breaks its template."""

import pytest
from feed_files import good, read
from test_shopify import MAPPING
from test_surveys import QUALTRICS

from cabochon.vocabulary import hear, say

HOME = "https://3f9a.cabochon.invalid"


@pytest.mark.parametrize(
    ("feed", "file", "mapping"),
    [
        ("till_csv", "till.csv", ""),
        ("shopify", "orders.json", MAPPING),
        ("survey_csv", "qualtrics.csv", QUALTRICS),
        ("typeform", "typeform.json", ""),
        ("traffic_csv", "traffic.csv", ""),
    ],
)
def test_every_event_of_a_feed_is_said_and_heard(feed, file, mapping):
    events = good(read(feed, file, mapping))
    assert events
    assert [hear(say(event, HOME), HOME) for event in events] == events
