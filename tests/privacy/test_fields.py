"""The fields of the may-table: every column has an entry, and what has none stays in."""

import pytest

from cabochon.facts import tables
from cabochon.privacy import leaving
from cabochon.privacy.fields import FIELDS, LEVELS, OUT, let_out
from cabochon.privacy.viewer import Viewer

BESIDE = {"visit_at", "behaviours", "missed"}  # what facts.reading.beside adds


def test_every_column_that_is_read_row_by_row_has_an_entry_and_no_entry_is_of_nothing():
    assert set(FIELDS["moment"]) == {one.name for one in tables.MOMENT.columns} | BESIDE | {"key"}
    assert set(FIELDS["comment"]) == {one.name for one in tables.SURVEY.columns} | BESIDE | {"text", "language"}


def test_only_known_levels_are_named():
    said = {level for fields in FIELDS.values() for levels in fields.values() for level in levels.split()}
    assert said == set(LEVELS)


def test_what_is_shown_further_off_is_less():
    assert OUT["comment", "above"] < OUT["comment", "near"]
    assert not OUT["comment", "above"] & {"associate", "score", "statement", "visit", "behaviours", "survey"}
    assert OUT["comment", "apart"] == {"text", "themes"}
    assert not OUT["moment", "above"] | OUT["moment", "apart"]


def test_a_field_without_an_entry_stays_in():
    row = {"boutique": "GVA", "associate": "p1", "text": "kind", "salary": 1}
    for role, person in (("manager", "p0"), ("associate", "p1"), ("hq_leader", ""), ("ld_author", "")):
        viewer = Viewer(account=role, role=role, boutiques=frozenset({"GVA"}), person=person)
        told = [*leaving.comments(viewer, [row]), *leaving.moments(viewer, [row])]
        assert not [one for one in told if "salary" in one]


def test_a_thing_nobody_declared_is_a_bug_not_a_yes():
    with pytest.raises(KeyError):
        let_out("diary", "near", {})
