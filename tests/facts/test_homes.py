"""A survey that names a receipt of another boutique is told there."""

from datetime import UTC, datetime

import pytest

from cabochon.facts.homes import homed
from cabochon.facts.versions import version

from .floor import observation, receipt, survey

WHEN = datetime(2026, 3, 3, tzinfo=UTC)


def heard(event):
    return version(str(event.id), 1, WHEN, event)


GENEVA, PARIS, ROME = (heard(receipt("r1", boutique=door)) for door in ("GVA01", "PAR01", "ROM01"))
ASKED = heard(survey("s", boutique="NYC02", receipt="r1"))


def test_it_goes_where_the_receipt_it_names_was_rung_up():
    moved = homed(ASKED, [GENEVA])
    assert moved.boutique == "GVA01"
    assert moved._replace(boutique="NYC02") == ASKED


@pytest.mark.parametrize("names", [{"visit": "r1"}, {"visit": "r1", "receipt": "r2"}])
def test_a_visit_it_names_may_be_a_receipt(names):
    assert homed(heard(survey("s", boutique="NYC02", **names)), [GENEVA]).boutique == "GVA01"


def test_its_own_boutiques_receipt_comes_first():
    own = heard(receipt("r1", boutique="NYC02"))
    assert homed(ASKED, [GENEVA, own]) == ASKED


def test_a_number_that_several_others_have_is_nobodys():
    assert homed(ASKED, [GENEVA, PARIS, ROME]) == ASKED


def test_a_return_is_not_what_was_meant():
    back = heard(receipt("r1", sale_type="return", original="r0"))
    assert homed(ASKED, [back]) == ASKED


def test_only_guests_leave_their_boutique():
    seen = heard(observation("o", boutique="NYC02", visit="r1"))
    assert homed(seen, [GENEVA]) == seen
