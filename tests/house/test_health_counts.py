"""What the house counts itself is asked like any measure: by source and boutique, within one's reach."""

from datetime import UTC, date, datetime, timedelta

import pytest

from cabochon.demo.maison import TILL
from cabochon.measures.question import Question
from cabochon.privacy.viewer import Viewer
from cabochon.refusals import Unknown
from cabochon.retail.events import Line, Receipt, Traffic

DOORS = frozenset({"GVA01", "ZRH01"})
LEADER = Viewer(account="h", role="hq_leader", boutiques=DOORS)
MANAGER = Viewer(account="m", role="manager", boutiques=frozenset({"GVA01"}))


@pytest.fixture
def told(furnished):
    """Repeats of one boutique, rows that wait (one names no boutique of ours), a clock two hours ahead."""
    house, _ = furnished
    now = datetime.now(UTC)
    sold = [
        Receipt(at=now - timedelta(days=1), boutique=door, source=TILL, key=door, revision="1",
                business_day=(now - timedelta(days=1)).date(), currency="CHF",
                lines=(Line(sku="W-STEEL-40", quantity=1, net=100_000),))
        for door in ("GVA01", "ZRH01")
    ]  # fmt: skip
    house.keep_as().events(sold)
    house.keep_as().events(sold)
    house.keep_as().events(sold[:1])
    ahead = Traffic(at=now + timedelta(hours=2), boutique="GVA01", source="traffic:x", key="1", minutes=60, entries=3)
    house.keep_as().events([ahead])
    body = (
        b"boutique,ticket,sold_at,sku,quantity,net,seller\nGVA01,1,soon,A,1,10,AB\nXXX99,2,2026-01-01 10:00,A,1,1,AB\n"
    )
    house.imports.read("till_csv", body, received=now)
    house.catch_up()
    return house


def asked(house, viewer, measure, *by):
    cells = house.see_as(viewer).ask(Question(measure, by=by)).cells
    return {key: cell.top for key, cell in cells.items() if cell}


def test_what_waits_is_counted_by_source_what_names_no_boutique_for_who_sees_them_all(told):
    assert asked(told, LEADER, "quarantined", "source") == {("import:till_csv",): 2}
    assert asked(told, MANAGER, "quarantined", "source") == {("import:till_csv",): 1}


def test_repeats_are_counted_by_boutique(told):
    assert asked(told, LEADER, "duplicates", "boutique") == {("GVA01",): 2, ("ZRH01",): 1}
    assert asked(told, MANAGER, "duplicates", "boutique") == {("GVA01",): 2}


def test_a_clock_that_runs_ahead_is_counted_by_source(told):
    assert asked(told, LEADER, "clock_skew", "source")["traffic:x",] == 1


def test_no_feed_is_late_on_its_first_day(told):
    assert sum(asked(told, LEADER, "late_feeds", "source").values()) == 0


def test_one_looks_only_where_one_reaches(told):
    assert set(told.health.look(MANAGER).doors) == {"GVA01"}
    assert told.health.look(Viewer(account="a", role="admin")).every
    for boutique in ("ZRH01", "XXX99"):
        with pytest.raises(Unknown, match=f"there is no boutique {boutique} here"):
            told.health.look(MANAGER, boutique)


def test_nobody_without_boutiques_is_shown_any(told):
    look = told.health.look(Viewer(account="x", role="manager"))
    assert [count.n for count in told.health.counts(look)] == [0] * 10


def test_days_are_those_looked_at(told):
    look = told.health.look(MANAGER, days=7)
    assert (look.until - look.since).days == 6
    assert look.days[0] == look.since.isoformat()
    assert len(look.days) == 7
    assert date.fromisoformat(look.days[-1]) == look.until
