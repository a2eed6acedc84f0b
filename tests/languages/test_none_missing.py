"""Every word of the product is there in every language, and fits its English."""

import sys
from pathlib import Path

import pytest

from cabochon.languages import LANGUAGES, SOURCE

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tools"))
import words  # noqa: E402 lies beside the source, not in it

OTHERS = [one for one in LANGUAGES if one != SOURCE]


@pytest.fixture(scope="module")
def found():
    return words.gathered()


@pytest.mark.parametrize("language", OTHERS)
def test_none_missing(found, language):
    assert words.missing(found, language) == {}, f"./run words, then translate words/{language}.po"


@pytest.mark.parametrize("language", OTHERS)
def test_nothing_is_kept_that_nobody_says(found, language):
    assert words.read(language).keys() - found.places.keys() == set(), "./run words drops it"
