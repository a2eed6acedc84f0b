"""Single rows on their way out: whose they are, and what of them remains."""

from datetime import date

import pytest

from cabochon.privacy import leaving
from cabochon.privacy.viewer import ROLES, Viewer


def viewer(role, *boutiques, person=""):
    return Viewer(account=role, role=role, boutiques=frozenset(boutiques), person=person)


DOORS = ("GVA", "PAR")
HQ = viewer("hq_leader", *DOORS)
MANAGER = viewer("manager", "GVA", person="GVA-0")

MOMENTS = [
    {"event": "1", "kind": "receipt", "boutique": "GVA", "associate": "GVA-0", "a": 1.0, "statement": "s"},
    {"event": "2", "kind": "observation", "boutique": "GVA", "associate": "GVA-1", "a": 6.0, "statement": "t"},
    {"event": "3", "kind": "survey", "boutique": "PAR", "associate": "PAR-0", "a": 5.0, "statement": "u"},
]
COMMENTS = [
    {"text": "Anna and Anna Rossi were kind, rose gold it is", "boutique": "GVA", "associate": "GVA-0", "score": 5.0,
     "day": date(2026, 3, 2), "visit": "v", "statement": "s", "behaviours": ("welcome",), "missed": ()},
    {"text": "A little rushed", "boutique": "PAR", "associate": "PAR-0", "score": 2.0, "statement": "t"},
]  # fmt: skip


def test_a_manager_reads_the_moments_of_the_own_boutique_whole():
    assert leaving.moments(MANAGER, MOMENTS) == MOMENTS[:2]


def test_an_associate_reads_the_own_moments():
    assert leaving.moments(viewer("associate", "GVA", person="GVA-0"), MOMENTS) == MOMENTS[:1]
    assert leaving.moments(viewer("associate", "GVA"), MOMENTS) == []


@pytest.mark.parametrize("role", sorted(set(ROLES) - {"manager", "associate"}))
def test_nobody_else_reads_single_events(role):
    assert leaving.moments(viewer(role, *DOORS), MOMENTS) == []


def test_a_manager_reads_the_comments_of_the_own_boutique():
    assert leaving.comments(MANAGER, COMMENTS) == COMMENTS[:1]


@pytest.mark.parametrize("role", ["area_coach", "hq_leader"])
def test_above_the_boutique_a_comment_says_nothing_of_who_served(role):
    found = leaving.comments(viewer(role, *DOORS), COMMENTS, names=["Anna Rossi", "Rose Müller", "田中"])
    assert found == [
        {"text": "[staff] and [staff] were kind, rose gold it is", "boutique": "GVA", "day": date(2026, 3, 2)},
        {"text": "A little rushed", "boutique": "PAR"},
    ]
    assert leaving.comments(viewer(role), COMMENTS) == []


@pytest.mark.parametrize("role", ["ld_author", "lp_lead", "auditor", "key", "brand_partner", "admin", "analyst"])
def test_other_roles_read_no_comments(role):
    assert leaving.comments(viewer(role, *DOORS), COMMENTS) == []


def test_a_name_is_masked_in_scripts_without_spaces_too():
    rows = [{"text": "田中さんはとても親切でした", "boutique": "GVA"}]
    assert leaving.comments(HQ, rows, names=["田中"]) == [{"text": "[staff]さんはとても親切でした", "boutique": "GVA"}]
