"""Boutiques side by side as data: what chance explains is said, nobody is ranked, what cannot be compared says why."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime

import pytest

from cabochon.dashboards.doors import AT_ONCE, doors
from cabochon.dashboards.filters import Filters
from cabochon.impact import funnel, intervals
from cabochon.impact.variation import variation
from cabochon.measures.families import FAMILIES
from cabochon.measures.question import Answer, Cell
from cabochon.refusals import Refused, Unanswerable

NOW = datetime(2026, 11, 20, 13, 32, tzinfo=UTC)
FIVE = {"B": (40, 100), "A": (38, 100), "C": (42, 100), "D": (90, 100), "E": (4, 10)}


@dataclass
class Labels:
    codes: list
    region: str = "Europe"
    people: dict = field(default_factory=dict)
    last: dict = field(default_factory=dict)

    @property
    def doors(self):
        return {code: f"Door {code}" for code in self.codes}

    @property
    def zones(self):
        return dict.fromkeys(self.codes, "Europe/Zurich")

    @property
    def regions(self):
        return {code: self.region if n % 2 else "Asia" for n, code in enumerate(self.codes)}

    @property
    def counts(self):
        return {code: (None, self.last.get(code)) for code in self.codes}


def rate(x, n, currency=""):
    low, high = intervals.rate(x, n) or (None, None)
    return Cell(x, n, n, 6, x, low, high, currency=currency)


class See:
    """Shares by boutique; a spread over them as the facts would make it; the same every week."""

    def __init__(self, shares, *, held=(), currencies=None, refuses="", last=None):
        self.shares, self.held, self.currencies, self.refuses = shares, held, currencies or {}, refuses
        self.labels, self.asked = Labels(sorted(shares, reverse=True), last=last or {}), []

    def ask(self, q):
        self.asked.append(q)
        if self.refuses and q.by == ("boutique",):
            raise Unanswerable(self.refuses)
        some = {c: s for c, s in self.shares.items() if c in q.where.get("boutique", self.shares)}
        if q.measure.startswith("door_spread"):
            told = variation(list(some.values()))
            if told is None:
                return Answer(q, {})
            beside = (("doors", float(told.doors)), ("raw", told.raw))
            return Answer(q, {(): Cell(told.sd, 1.0, 50, 0, 0.0, told.low, told.high, "doors", beside)})
        cells = {c: None if c in self.held else rate(*s, self.currencies.get(c, "")) for c, s in some.items()}
        if q.by == ("boutique",):
            return Answer(q, {(c,): cell for c, cell in cells.items()})
        if q.by == ("boutique", "week"):
            return Answer(q, {(c, "2026-11-02"): cell for c, cell in cells.items()})
        x, n = sum(s[0] for s in some.values()), sum(s[1] for s in some.values())
        return Answer(q, {("2026-11-02",) if q.by else (): rate(x, n)})

    def ask_many(self, questions):
        found = []
        for one in questions:
            try:
                found.append(self.ask(one))
            except Unanswerable as refused:
                found.append(refused)
        return found

    def changes(self):
        return 1


def made(see, filters=None, **more):
    how = {"families": frozenset(FAMILIES), "kinds": dict.fromkeys(see.shares, "boutique"), **more}
    return doors(see, filters or Filters(), NOW, **how)


def test_a_funnel_names_only_those_whom_chance_does_not_explain():
    page = made(See(FIVE))
    assert page.state == "full"
    assert [one.name for one in page.funnel.outside] == ["Door A", "Door B", "Door D"]
    assert "above the 99.8% limits" in page.funnel.outside[2].says
    assert "3 of 5 boutiques" in page.funnel.says
    assert "about 0.3 would lie outside the 95% limits by chance alone" in page.funnel.looking


def test_limits_are_those_of_the_middle_and_the_boutiques_own_n():
    """By hand: 214 of 410 together, so 52.2 %; of A's 100 the 95 % limits of the binomial are 42 to 61 %."""
    low, high = funnel.limits_of_rate(214 / 410, 100, 0.95)
    assert (round(low * 100), round(high * 100)) == (42, 61)
    assert f"limits, {round(low * 100)} to {round(high * 100)}%" in made(See(FIVE)).funnel.outside[0].says


def test_a_point_carries_its_sentence_and_only_those_outside_a_name():
    drawn = str(made(See(FIVE)).funnel.wide)
    assert "Door B: 40%, 100 qualifying receipts; " in drawn
    assert ">Door D</text>" in drawn
    assert ">Door E</text>" not in drawn


def test_the_spread_is_told_beside_what_the_eye_sees():
    page = made(See(FIVE))
    told = variation(list(FIVE.values()))
    assert f"about {round(told.sd * 100)} points either way" in page.apart.says
    assert f"What the eye sees is {round(told.raw * 100)} points" in page.apart.says


def test_boutiques_alike_are_said_to_differ_by_chance_alone():
    page = made(See(dict.fromkeys("ABCDEF", (40, 100))))
    assert "no more than chance alone makes" in page.apart.says
    assert page.funnel.outside == ()
    assert "does not make them alike" in page.funnel.says


def test_rows_stand_in_the_order_of_the_alphabet_and_are_drawn_towards_all():
    page = made(See(FIVE))
    assert [row.name for row in page.rows] == [f"Door {code}" for code in "ABCDE"]
    small, large = page.rows[4], page.rows[3]
    assert abs(small.raw[3] - small.raw[0]) > abs(large.raw[3] - large.raw[0])
    assert large.raw[3] < large.raw[0]


def test_a_boutique_too_small_to_show_is_said_and_never_told():
    page = made(See(FIVE, held=("D",)))
    row = next(row for row in page.rows if row.name == "Door D")
    assert row.said == "Too few to show."
    assert row.raw == ()
    assert "1 boutique has too few behind it" in page.also
    assert "Door D" not in str(page.funnel.wide)


def test_a_closed_boutique_says_since_when():
    page = made(See(FIVE, last={"C": date(2026, 10, 3)}))
    assert next(row for row in page.rows if row.name == "Door C").note == "closed on 3 Oct 2026"


def test_one_boutique_has_nothing_to_be_compared_with():
    assert made(See({"A": (1, 2)})).state == "alone"
    assert made(See(FIVE), Filters(boutique="A")).state == "alone"
    assert made(See({})).state == "nowhere"


def test_nothing_and_too_few_are_told_apart():
    assert made(See(dict.fromkeys("AB", (0, 0)))).state == "nothing"
    page = made(See(FIVE, held=tuple(FIVE)))
    assert (page.state, page.said) == ("held", "Too few to show.")


def test_what_cannot_be_asked_says_why_in_its_place():
    page = made(See(FIVE, refuses="Conversion does not know the shift"))
    assert (page.state, page.said) == ("held", "Conversion does not know the shift")


def test_amounts_in_several_currencies_are_not_held_side_by_side():
    page = made(See(FIVE, currencies={"A": "CHF", "B": "EUR"}), key="atv")
    assert "several currencies" in page.why
    assert page.funnel is None
    assert len(page.rows) == 5


def test_a_number_without_a_share_of_chance_says_so():
    page = made(See(FIVE), key="shrink_rate")
    assert "How far chance alone reaches cannot be said" in page.why
    assert page.funnel is None
    assert page.rows[0].expected == ""


def test_only_measures_the_viewer_may_ask_are_offered():
    page = made(See(FIVE), families=frozenset({"behaviour", "coaching"}))
    offered = next(one for one in page.view.choices if one.name == "measure").options
    assert {one.value for one in offered} > {"behaviour.accessory", "huddle_days"}
    assert "attach_rate" not in {one.value for one in offered}
    with pytest.raises(Refused):
        made(See(FIVE), families=frozenset({"behaviour"}), key="csat")
    with pytest.raises(Refused):
        made(See(FIVE), key="no_such")


def test_neither_a_person_nor_a_boutique_is_a_choice():
    assert not {"associate", "boutique"} & {one.name for one in made(See(FIVE)).view.choices}


def test_a_thousand_are_drawn_some_at_a_time_and_all_in_the_funnel():
    many = {f"{n:04d}": (40 + n % 9, 100) for n in range(1000)} | {"9999": (95, 100)}
    page = made(See(many), start=AT_ONCE)
    assert len(page.rows) == len(page.trends.each) == AT_ONCE
    assert (page.paging.first, page.paging.last, page.paging.total) == (25, 48, 1001)
    assert page.paging.after == "/doors?measure=attach_rate&start=48#each"
    assert [one.name for one in page.funnel.outside] == ["Door 9999"]
    drawn = str(page.funnel.wide)
    assert "Door 9999: 95%" in drawn
    assert "Door 0000: 40%" not in drawn  # a thousand sentences help nobody
    assert len(page.every) == 1001
    assert made(See(many), start=10**6).paging.last == 1001


def test_boutiques_that_differ_anyway_may_have_the_limits_widened_and_it_is_said():
    many = {f"{n:02d}": (30 + 2 * n, 100) for n in range(20)}
    plain, wide = made(See(many)), made(See(many), wide=True)
    assert plain.funnel.could
    assert plain.funnel.allowed == ""
    assert "times as wide as chance alone" in wide.funnel.allowed
    assert len(wide.funnel.outside) < len(plain.funnel.outside)


def test_trends_share_one_scale_of_closed_weeks():
    page = made(See(FIVE))
    assert "every drawing has the same scale" in page.trends.caption
    assert [one.name for one in page.trends.each] == [f"Door {code}" for code in "ABCDE"]
    assert page.trends.each[0].says == "Door A: 38% in the last of 1 weeks; all boutiques together 52%"
    assert page.trends.each[0].dots


def test_regions_are_sums_of_their_boutiques_with_an_interval():
    page = made(See(FIVE))
    found = {one.label: one for one in page.cohorts}
    assert set(found) == {"Asia", "Europe"}
    assert found["Europe"].boutiques == "2 boutiques"
    assert found["Europe"].address.startswith("/doors?region=Europe")
