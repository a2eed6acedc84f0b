"""What the pretend maison decided: words a review would take, a number a decision may name, one that is done."""

import pytest

from cabochon.demo.reviews import BOUTIQUE, COMPANY
from cabochon.house.reviews_form import WORDS
from cabochon.house.reviews_places import MEASURES
from cabochon.measures.catalogue import BY_KEY


@pytest.mark.parametrize("one", [*BOUTIQUE, *COMPANY])
def test_every_decision_could_have_been_typed(one):
    assert len(one.text) <= WORDS
    assert len(one.done) <= WORDS
    assert one.measure in BY_KEY
    assert one.measure in MEASURES or one.measure.startswith("behaviour.")
    assert 0 < one.after <= 92


def test_one_is_done_and_one_was_just_written_down():
    for some in (BOUTIQUE, COMPANY):
        assert [bool(one.done) for one in some].count(True) == 1
        assert [one.back for one in some] == sorted((one.back for one in some), reverse=True)
        assert some[-1].back == 0
