"""Loss prevention as data: shrink beside steps, zones by their rhythm, exceptions; words that claim no more."""

from datetime import UTC, date, datetime, timedelta

import pytest
from test_doors_compared import Labels, rate

from cabochon.dashboards.filters import Filters
from cabochon.dashboards.loss import KINDS, loss
from cabochon.dashboards.reach import Reach
from cabochon.measures.question import Answer, Cell
from cabochon.refusals import NotAllowed, Unanswerable

NOW = datetime(2026, 11, 20, 13, 32, tzinfo=UTC)
TODAY = date(2026, 11, 20)
LOST = {"A": 900, "B": 100}  # minor units, of a million sold each


class See:
    """Two boutiques (or more) with a vault counted each week and a till counted each month."""

    def __init__(self, codes=("A", "B"), *, held=(), empty=False, refuses=(), steps=None, lost=None):
        self.labels, self.held, self.empty, self.refuses = Labels(list(codes)), held, empty, refuses
        self.steps, self.lost, self.asked = steps or dict.fromkeys(codes, (45, 50)), lost or LOST, []

    def ask(self, q):
        self.asked.append(q)
        if q.measure in self.refuses:
            raise NotAllowed("your role sees counts")
        if self.empty:
            return Answer(q, {})
        if q.measure in self.held:
            return Answer(q, {(code,): None for code in self.labels.codes} if q.by else {(): None})
        return Answer(q, self.cells(q))

    def cells(self, q):
        codes = [c for c in self.labels.codes if c in q.where.get("boutique", self.labels.codes)]
        match q.measure.split("."):
            case ["shrink_rate"]:
                found = {c: shrink(self.lost.get(c, 0)) for c in codes}
                return by(q, found, shrink(sum(self.lost.get(c, 0) for c in codes), len(codes)))
            case ["count_accuracy"] if q.by == ("boutique", "zone"):
                return {(c, zone): rate(95, 100) for c in codes for zone in ("vault", "till")}
            case ["count_accuracy"] if "day" in q.by:
                weekly = [TODAY - timedelta(days=4 + 7 * n) for n in range(10)]
                late = [TODAY - timedelta(days=40 + 28 * n) for n in range(4)]
                zones = [("vault", one) for one in weekly] + [("till", one) for one in late]
                return {(c, zone, str(one)): rate(95, 100) for c in codes for zone, one in zones}
            case ["sop", process]:
                if process == "transfer":
                    return {}
                return by(q, {c: rate(*self.steps[c]) for c in codes}, rate(90, 100))
            case ["exception_rate", "void"]:
                return by(q, {c: rate(3, 200) for c in codes}, rate(6, 400))
            case ["exception_rate", "refund"]:
                return by(q, {c: rate(1, 200) for c in codes}, rate(2, 400))
            case ["exception_rate", _]:
                return by(q, {c: rate(0, 200) for c in codes}, rate(0, 400))
        return by(q, {c: rate(4, 100) for c in codes}, rate(8, 200))

    def ask_many(self, questions):
        found = []
        for one in questions:
            try:
                found.append(self.ask(one))
            except (Unanswerable, NotAllowed) as refused:
                found.append(refused)
        return found

    def changes(self):
        return 1


def shrink(lost, doors=1):
    return Cell(lost, 1_000_000.0 * doors, 12 * doors, 0, 0.0, lost / 2e6, lost / 5e5, "days", (("over", 5_000.0),))


def by(q, parts, whole):
    if q.by == ("boutique",):
        return {(code,): cell for code, cell in parts.items()}
    return {("2026-11-16",): whole} if q.by == ("week",) else {(): whole}


def made(see=None, filters=None, **more):
    return loss(see or See(), filters or Filters(), NOW, currencies={"A": "CHF", "B": "CHF"}, group="CHF", **more)


def tile(page, key):
    return next(one for one in page.tiles if one.key == key)


def test_shrink_is_lost_over_sold_by_hand_with_what_was_above_book_beside_it():
    """10.00 of 20,000.00 is 0.05 %; 50.00 above book were netted."""
    page = made()
    assert tile(page, "shrink_rate").value == "0.05%"
    assert page.over == "At cost. Counted above book and netted: CHF 50."
    row = page.steps.rows[0]
    assert (row.shrink, row.between) == ("0.09%", "0.045% to 0.18%")
    assert row.over == "CHF 50"


def test_steps_are_told_by_process_and_together():
    row = made().steps.rows[0]
    assert [one.value for one in row.steps] == ["90%", "", "90%", "90%"]
    assert row.steps[1].said == "–"
    assert (row.every.value, row.every.counted) == ("90%", "135 of 150")


def test_of_few_boutiques_no_association_is_claimed():
    assert "fewer than three" in made().steps.says
    codes = tuple("ABCDE")
    page = made(See(codes, lost=dict.fromkeys(codes, 500)))
    assert "too few to say" in page.steps.says
    assert page.steps.wide


def test_with_enough_of_them_the_association_is_said_and_named_one():
    codes = tuple("ABCDEFGHIJ")
    steps = {code: (30 + 2 * n, 50) for n, code in enumerate(codes)}
    lost = {code: 900 - 80 * n for n, code in enumerate(codes)}
    page = made(See(codes, steps=steps, lost=lost))
    assert "lose less (rank correlation −1.00" in page.steps.says
    assert "it does not say that the steps are why" in page.steps.says
    assert "Door A: shrink 0.09%, 60% of 150 steps done" in str(page.steps.wide)
    same = made(See(codes, steps=steps, lost=dict.fromkeys(codes, 500)))
    assert "nothing can be said" in same.steps.says


def test_a_zone_is_due_when_its_own_rhythm_is_over():
    page = made()
    vault, till = (next(z for z in page.zones.rows if z.zone == name) for name in ("vault", "till"))
    assert (vault.rhythm, vault.due, vault.last) == ("every 7 days", False, "16 Nov, 4 days ago")
    assert (till.rhythm, till.due) == ("every 28 days", True)
    assert page.zones.due == "2 zones were last counted longer ago than is their rhythm."


def test_exceptions_are_told_together_and_by_kind_and_by_door():
    page = made()
    assert page.kinds.total.value == "2.0 per 100"  # 8 of 400
    assert [one.title for one in page.kinds.each] == ["Voids", "Refunds"]
    assert "Stolen pieces" in page.kinds.none
    assert page.kinds.places[0] == ("Door A", "/loss?boutique=A&period=90", ("1.5", "0.5", "2.0"))


def test_what_is_held_back_is_in_no_sum():
    page = made(See(held=("exception_rate.void", "sop.return")))
    assert page.kinds.total.said == "Too few to show."
    assert page.kinds.places == ()
    assert page.steps.rows[0].every.said == "Too few to show."


def test_who_sees_no_sales_is_told_of_no_returns():
    page = made(reach=Reach(above=True, sales=False))
    assert {one.key for one in page.tiles} == {"shrink_rate", "count_accuracy"}
    assert page.returns == ()
    assert not [one for one in page.trends if one.key == "return_rate"]
    assert made().returns[0].returns[0] == "4.0%"


def test_what_one_may_not_ask_says_so_and_blanks_nothing_else():
    page = made(See(refuses=KINDS))
    assert "your role sees counts" in page.kinds.total.said
    assert tile(page, "shrink_rate").value


def test_nothing_ever_and_nobody_within_reach_are_told_apart():
    assert made(See(empty=True)).state == "first"
    assert made(See(())).state == "nowhere"


@pytest.mark.parametrize(("above", "days"), [(True, 84), (False, 90)])
def test_it_opens_with_a_long_period_as_counts_are_few(above, days):
    assert made(reach=Reach(above=above)).view.now.days == days


def test_neither_a_person_nor_a_product_is_a_choice():
    assert {one.name for one in made().view.choices} == {"boutique", "region", "period", "compare"}
