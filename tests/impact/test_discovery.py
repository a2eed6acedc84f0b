"""False discovery against Benjamini and Hochberg's own example and statsmodels."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cabochon.impact.discovery import fdr

THROMBOLYSIS = [
    .0001, .0004, .0019, .0095, .0201, .0278, .0298, .0344, .0459, .3240, .4262, .5719, .6528, .7590, 1.0,
]  # fmt: skip


def test_benjamini_and_hochberg_find_four_of_fifteen():
    """JRSS B 57 (1995) 289-300, section 3.2: four are found at 0.05, Bonferroni finds three."""
    q = fdr(THROMBOLYSIS)
    assert sum(value <= 0.05 for value in q) == 4
    assert q[3] == pytest.approx(0.0095 * 15 / 4)


def test_what_was_not_tested_does_not_count():
    assert fdr([None, 0.02, None, 0.04]) == [None, pytest.approx(0.04), None, pytest.approx(0.04)]
    assert fdr([]) == []
    assert fdr([None]) == [None]


@settings(deadline=None, max_examples=60)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_q_is_that_of_statsmodels(p):
    """statsmodels 0.15, method fdr_bh."""
    from statsmodels.stats.multitest import multipletests

    np.testing.assert_allclose(fdr(p), multipletests(p, method="fdr_bh")[1], rtol=1e-9, atol=1e-12)
