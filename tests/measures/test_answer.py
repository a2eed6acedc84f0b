"""What an answer carries besides its two sums, and which questions it refuses."""

from datetime import date

import pytest

from cabochon.impact import intervals
from cabochon.measures import trees
from cabochon.measures.answer import answer
from cabochon.measures.catalogue import BY_KEY, CATALOGUE
from cabochon.measures.question import Question
from cabochon.measures.trees import Shape
from cabochon.refusals import Unanswerable


def values(events, table, rows, value):
    return [value(e.columns) for e in events if e.table == table and rows(e.columns)]


def test_a_rate_has_wilsons_interval(warehouse):
    cell = answer(Question("attach_rate"), warehouse).whole
    assert (cell.low, cell.high) == pytest.approx(intervals.rate(cell.top, cell.n))
    assert cell.low < cell.value < cell.high


def test_a_mean_has_students_interval(events, warehouse):
    scores = values(events, "survey", lambda r: r["question"] == "satisfaction", lambda r: r["score"])
    cell = answer(Question("csat"), warehouse).whole
    assert cell.n == len(scores)
    assert cell.squares == pytest.approx(sum(s * s for s in scores))
    assert (cell.low, cell.high) == pytest.approx(intervals.mean(sum(scores), sum(s * s for s in scores), len(scores)))


def test_money_over_other_rows_has_the_interval_of_a_ratio(events, warehouse):
    pairs = values(events, "receipt", lambda r: True, lambda r: (r["accessory_net"] + r["care_net"], r["qualifying"]))
    top, bottom = sum(y for y, _ in pairs), sum(x for _, x in pairs)
    expected = intervals.ratio(
        top, bottom, squares=sum(y * y for y, _ in pairs), cross=sum(x * y for y, x in pairs),
        bottom_squares=bottom, n=bottom,
    )  # fmt: skip
    cell = answer(Question("secondary_per_qualifying"), warehouse).whole
    assert (cell.low, cell.high) == pytest.approx(expected)


def test_accessory_and_care_add_up_to_secondary(warehouse):
    both, accessory, care = (
        answer(Question(f"{key}_per_qualifying"), warehouse).whole for key in ("secondary", "accessory", "care")
    )
    assert both.top == accessory.top + care.top
    assert both.bottom == accessory.bottom == care.bottom


def test_conversion_counts_entries_and_divides_by_the_corrected_ones(events, warehouse):
    cell = answer(Question("conversion"), warehouse).whole
    entries = sum(e.columns["entries"] for e in events if e.table == "traffic")
    assert cell.n == entries
    assert cell.bottom == pytest.approx(entries * 0.8)
    assert (cell.low, cell.high) == pytest.approx(intervals.rate(cell.top, cell.bottom))


def test_one_event_has_no_interval(events, warehouse):
    cells = answer(Question("csat", ("day", "associate")), warehouse).cells.values()
    lonely = [cell for cell in cells if cell.n == 1]
    assert lonely
    assert all(cell.low is None and cell.high is None for cell in lonely)


def test_people_are_the_distinct_associates_behind_the_bottom(events, warehouse):
    sold = [e for e in events if e.table == "receipt" and e.columns["qualifying"]]
    everyone = {who for e in sold for who, _ in e.sellers}
    assert answer(Question("attach_rate"), warehouse).whole.people == len(everyone)
    by_door = answer(Question("attach_rate", ("boutique",)), warehouse).cells
    for code in ("GVA01", "PAR02", "TYO03"):
        here = {who for e in sold if e.columns["boutique"] == code for who, _ in e.sellers}
        assert by_door[(code,)].people == len(here)
    watches = {who for e in sold if "watch" in e.lines for who, _ in e.sellers}
    assert answer(Question("attach_rate", where={"product_line": ("watch",)}), warehouse).whole.people == len(watches)


def test_the_door_counter_names_nobody(warehouse):
    assert answer(Question("conversion"), warehouse).whole.people == 0


def test_shift_is_daypart(warehouse):
    by_shift = answer(Question("csat", ("shift",), where={"shift": ("morning",)}), warehouse)
    assert by_shift.cells == answer(Question("csat", ("daypart",), where={"daypart": ("morning",)}), warehouse).cells
    assert by_shift.question.by == ("shift",)


def test_days_and_hours_come_in_their_own_order(warehouse):
    assert [key[0] for key in answer(Question("csat", ("hour",)), warehouse).cells] == [str(h) for h in range(9, 21)]
    weeks = ["2026-02-23", "2026-03-02", "2026-03-09"]
    assert [key[0] for key in answer(Question("csat", ("week",)), warehouse).cells] == weeks


def test_an_empty_filter_means_nothing(warehouse):
    assert answer(Question("csat", where={"boutique": ()}), warehouse).whole.n == 0
    assert answer(Question("csat", ("day",), where={"boutique": ()}), warehouse).cells == {}


def test_a_value_nobody_has_finds_nothing(warehouse):
    cell = answer(Question("csat", where={"boutique": ("' or 1 = 1 --",)}), warehouse).whole
    assert (cell.top, cell.bottom, cell.n) == (0, 0, 0)
    assert cell.value != cell.value


def test_money_in_two_currencies_says_so(warehouse):
    assert "Amounts in CHF, EUR and JPY are added as they are" in answer(Question("atv"), warehouse).notes[0]
    assert answer(Question("atv", where={"boutique": ("GVA01",)}), warehouse).notes == ()
    assert answer(Question("atv", ("boutique",)), warehouse).notes == ()


def test_a_door_that_sold_without_counting_anybody_is_named(silent_door):
    found = answer(Question("conversion"), silent_door)
    assert found.notes == ("No entries were counted in PAR02 while it sold: Conversion is too high.",)
    assert answer(Question("conversion", ("boutique",)), silent_door).notes == ()


def test_parts_that_may_exceed_the_total_say_so(warehouse):
    for cut in ("product_line", "associate", "job_role"):
        assert "may exceed the total" in answer(Question("attach_rate", (cut,)), warehouse).notes[0]
    assert answer(Question("attach_rate", ("day",)), warehouse).notes == ()


@pytest.mark.parametrize(
    ("question", "says"),
    [
        (Question("conversion", ("associate",)), "Conversion cannot be cut by associate: the door counter does not know"
         " who served; it can be cut by day, week, weekday, hour, daypart, boutique, region"),
        (Question("conversion", where={"product_line": ("watch",)}), "Conversion cannot be filtered by product_line"),
        (Question("csat", ("behaviour",)), "only a step of an observation has a behaviour"),
        (Question("match_rate", ("region",)), "Match rate cannot be cut by region: the link facts do not record it"),
        (Question("atach_rate"), "There is no measure called 'atach_rate'; did you mean attach_rate"),
        (Question("zzz"), "There is no measure called 'zzz'; there are csat, csat_top2"),
        (Question("csat", ("botique",)), "There is no cut called 'botique'; did you mean boutique"),
        (Question("csat", where={"colour": ("red",)}), "There is no cut called 'colour'"),
        (Question("csat", ("shift", "daypart")), "asked for twice"),
        (Question("csat", where={"day": ("yesterday",)}), "day is asked as business day, 2026-03-01"),
        (Question("csat", where={"hour": ("noon",)}), "hour is asked as local hour, 0 to 23"),
        (Question("csat", since=date(2026, 3, 2), until=date(2026, 3, 1)), "2026-03-02 is after until 2026-03-01"),
    ],
)  # fmt: skip
def test_a_question_that_cannot_be_answered_says_why(warehouse, question, says):
    with pytest.raises(Unanswerable) as refused:
        answer(question, warehouse)
    assert says in str(refused.value)


@pytest.mark.parametrize("measure", CATALOGUE, ids=lambda m: m.key)
def test_no_measure_uses_a_filter_clause_or_an_alias_that_is_a_column(measure):
    for total in (measure.top, measure.bottom):
        sql = trees.one(total, Shape(("day",))).sql("duckdb").lower()
        assert "filter" not in sql
        assert " as cut_0" in sql
        assert " as sum_top" in sql


def test_the_sql_is_what_it_was():
    measure = BY_KEY["attach_rate"]
    shape = Shape(("week", "boutique"), since=True, where=(("boutique", 2),))
    assert trees.both(measure.top, measure.bottom, shape).sql("clickhouse") == (
        "SELECT CAST(dateTrunc('WEEK', day) AS Nullable(DATE)) AS cut_0, boutique AS cut_1,"
        " SUM(CASE WHEN attached = 1 THEN 1 ELSE 0 END) AS sum_top, SUM(1) AS sum_bottom, SUM(1) AS sum_events,"
        " SUM((CASE WHEN attached = 1 THEN 1 ELSE 0 END) * (CASE WHEN attached = 1 THEN 1 ELSE 0 END)) AS sum_squares,"
        " SUM((CASE WHEN attached = 1 THEN 1 ELSE 0 END) * (1)) AS sum_cross, SUM((1) * (1)) AS sum_bottom_squares"
        " FROM receipt WHERE ((qualifying = 1 AND grain = 'whole') AND day >= {since: Date})"
        " AND boutique IN ({boutique_0: String}, {boutique_1: String})"
        " GROUP BY CAST(dateTrunc('WEEK', day) AS Nullable(DATE)), boutique"
    )
