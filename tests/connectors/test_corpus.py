"""Seven hundred tables as senders of eight countries write them: each is read as meant, or a person is asked."""

from itertools import groupby

import pytest
from corpus_cases import cases, judged
from corpus_files import FIELDS
from feed_files import DOORS

from cabochon.connectors import KINDS
from cabochon.connectors.recognising import proposed

EVERY = {
    feed: list(some) for feed, some in groupby(sorted(cases(), key=lambda one: one.feed), key=lambda one: one.feed)
}


@pytest.mark.parametrize("feed", FIELDS)
def test_every_table_is_read_as_it_was_meant_or_asks(feed):
    verdicts = {one.name: judged(one) for one in EVERY[feed]}
    assert {name: found for name, found in verdicts.items() if found[0] != "right"} == {}


@pytest.mark.parametrize("feed", ["till_csv", "survey_csv", "traffic_csv"])
def test_an_order_of_days_that_nothing_decides_is_a_guess_and_says_so(feed):
    import io

    doubtful = [one for one in EVERY[feed] if "days in doubt" in one.name]
    assert len(doubtful) == 5
    for one in doubtful:
        found = proposed(KINDS[feed], io.BytesIO(one.body), codes=frozenset(DOORS))
        assert found.guess in found.settings["dates"], one.name
        assert found.otherwise, one.name
        assert found.otherwise[0] not in found.settings["dates"], one.name
        assert any("is a guess" in note for note in found.notes), one.name


def test_no_other_order_is_asked_for_where_the_file_decides_it():
    import io

    for one in EVERY["survey_csv"]:
        if "settled far down" in one.name or "d/m/y" in one.name:
            found = proposed(KINDS["survey_csv"], io.BytesIO(one.body), codes=frozenset(DOORS))
            assert (found.guess, found.otherwise) == ("", ()), one.name
