"""Mapping files: what is wrong is named with its line, and the shipped defaults are right."""

import pytest

from cabochon.connectors import KINDS, default_text, load
from cabochon.refusals import Refused


@pytest.mark.parametrize("feed", KINDS)
def test_the_shipped_default_is_a_mapping_and_every_key_is_explained(feed):
    text = default_text(feed)
    assert load(text, feed)
    assert text.startswith("# ")


WRONG = [
    ('source = "x"\ncolour = "red"\n', "mapping, line 2", "colour is no key at the top; there are amounts"),
    ('[columns]\nticket = "a"\nseler = "b"\n', "mapping, line 3", "seler is no key of [columns]"),
    ("decimal = 1\n", "mapping, line 1", "decimal should be a text, such as '.'"),
    ('decimal = ";"\n', "mapping, line 1", "decimal should be one of '.', ','"),
    ('\nzone = "Europe/Atlantis"\n', "mapping, line 2", "is no time zone"),
    ('[boutiques]\n"014" = 14\n', "mapping, line 2", "014 should be a text"),
    ('[skip]\nStatus = "1"\n', "mapping, line 2", "Status should be a list"),
    ("source = ", "mapping", "is not valid TOML"),
]


@pytest.mark.parametrize(("text", "place", "reason"), WRONG)
def test_a_wrong_line_is_named(text, place, reason):
    with pytest.raises(Refused) as refused:
        load(text, "till_csv")
    assert refused.value.pointer == place
    assert reason in refused.value.reason


@pytest.mark.parametrize("written", ["dates = []", "dates = [1]", 'dates = [""]'])
def test_a_day_has_to_be_written_somehow(written):
    with pytest.raises(Refused, match="dates should name at least one way of writing a day") as refused:
        load(written, "till_csv")
    assert refused.value.pointer == "mapping, line 1"
