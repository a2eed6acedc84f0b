"""Clients' words on their way to those who keep the talk tracks fresh: words, and nothing that says whose."""

from cabochon.privacy import leaving
from cabochon.privacy.rows import FEWEST
from cabochon.privacy.viewer import Viewer

DOORS = ("GVA", "PAR")
AUTHOR = Viewer(account="l", role="ld_author", boutiques=frozenset(DOORS))
NAMES, PLACES = ["Anna Rossi"], ["Genève Rue du Rhône"]
ROWS = [
    {"text": f"Anna was kind at Genève, {n}", "boutique": "GVA", "day": "2026-03-02", "score": 5.0, "associate": "a",
     "statement": f"s{n}", "themes": "kind|waiting" if n else "", "visit": "v"}
    for n in range(FEWEST)
]  # fmt: skip


def words(viewer=AUTHOR, rows=ROWS, shuffle="2026-04-01"):
    return leaving.words(viewer, rows, names=NAMES, doors=PLACES, shuffle=shuffle)


def test_nothing_but_text_and_themes_leaves_and_names_are_masked():
    found = words()
    assert {key for row in found for key in row} == {"text", "themes"}
    assert all(row["text"].startswith("[staff] was kind at [boutique], ") for row in found)
    assert sorted(map(tuple, (row["themes"] for row in found)))[-1] == ("kind", "waiting")


def test_the_order_is_the_days_own_and_tells_no_time():
    told = [row["text"] for row in words()]
    assert told == [row["text"] for row in words()]
    orders = {tuple(row["text"] for row in words(shuffle=str(day))) for day in range(20)}
    assert len(orders) > 10


def test_of_fewer_than_five_nothing_is_shown():
    assert words(rows=ROWS[1:]) == []


def test_roles_without_the_right_read_nothing():
    for role in ("associate", "analyst", "auditor", "admin", "brand_partner"):
        assert words(Viewer(account="x", role=role, boutiques=frozenset(DOORS))) == []


def test_words_of_boutiques_out_of_reach_do_not_count():
    assert words(Viewer(account="l", role="ld_author", boutiques=frozenset({"PAR"}))) == []
