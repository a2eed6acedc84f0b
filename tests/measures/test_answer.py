"""What an answer carries besides its two sums, and which questions it refuses."""

from datetime import date

import pytest
from made_up import Told

from cabochon.impact import intervals
from cabochon.measures import trees
from cabochon.measures.answer import answer, answers
from cabochon.measures.catalogue import BY_KEY, CATALOGUE
from cabochon.measures.question import Question
from cabochon.measures.trees import Shape, Term
from cabochon.refusals import Unanswerable

TWENTY = {"reading": "t", "entries": 20, "corrected": 20.0}


def sale(row):
    return row["sale"]


def corrected(row):
    return row["corrected"]


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
    pairs = values(events, "receipt", lambda r: r["boutique"] == "PAR02",
                   lambda r: (r["accessory_net"] + r["care_net"], r["qualifying"]))  # fmt: skip
    top, bottom = sum(y for y, _ in pairs), sum(x for _, x in pairs)
    expected = intervals.ratio(
        top, bottom, squares=sum(y * y for y, _ in pairs), cross=sum(x * y for y, x in pairs),
        bottom_squares=bottom, n=bottom,
    )  # fmt: skip
    cell = answer(Question("secondary_per_qualifying", where={"boutique": ("PAR02",)}), warehouse).whole
    assert (cell.low, cell.high) == pytest.approx(expected)


def test_accessory_and_care_add_up_to_secondary(warehouse):
    both, accessory, care = (
        answer(Question(f"{key}_per_qualifying"), warehouse).whole for key in ("secondary", "accessory", "care")
    )
    assert both.top == pytest.approx(accessory.top + care.top)
    assert both.bottom == accessory.bottom == care.bottom


def test_conversion_counts_entries_and_divides_by_the_corrected_ones(events, warehouse):
    cell = answer(Question("conversion"), warehouse).whole
    entries = sum(e.columns["entries"] for e in events if e.table == "traffic")
    assert cell.n == entries
    assert cell.bottom == pytest.approx(entries * 0.8)
    assert cell.terms == "doors"


def by(events, table, cut, value, where=lambda r: True):
    found = {}
    for e in events:
        if e.table == table and where(e.columns):
            found[e.columns[cut]] = found.get(e.columns[cut], 0) + value(e.columns)
    return found


def test_a_ratio_of_two_tables_is_clustered_by_door(events, warehouse):
    sold, counted = (by(events, t, "boutique", v) for t, v in (("receipt", sale), ("traffic", corrected)))
    cell = answer(Question("conversion"), warehouse).whole
    assert (cell.low, cell.high) == pytest.approx(intervals.clustered([(sold[d], counted[d]) for d in sold]))


def test_for_one_door_the_clusters_are_its_days(events, warehouse):
    def here(row):
        return row["boutique"] == "PAR02"

    sold = by(events, "receipt", "day", sale, here)
    counted = by(events, "traffic", "day", corrected, here)
    pairs = [(sold.get(d, 0), counted.get(d, 0)) for d in sold.keys() | counted.keys() if sold.get(d) or counted.get(d)]
    expected = intervals.clustered(pairs)
    for question in (Question("conversion", where={"boutique": ("PAR02",)}), Question("conversion", ("boutique",))):
        cell = list(answer(question, warehouse).cells.values())[0 if question.where else 1]
        assert cell.terms == "days"
        assert (cell.low, cell.high) == pytest.approx((max(0, expected[0]), min(1, expected[1])))


def test_one_door_on_one_day_has_the_interval_of_its_events(telling):
    day = {"day": date(2026, 3, 2), "boutique": "GVA01"}
    told = [Told("receipt", day | {"receipt": f"r{i}", "sale": 1}) for i in range(4)]
    cell = answer(Question("conversion"), telling([*told, Told("traffic", day | TWENTY)])).whole
    assert (cell.terms, cell.low, cell.high) == ("events", *intervals.rate(4, 20))


def test_signals_are_per_visit_and_have_an_interval(events, warehouse):
    cell = answer(Question("signal.discovery_asked"), warehouse).whole
    assert cell.n == sum(e.table == "visit" for e in events)
    assert cell.terms == "doors"
    assert cell.low < cell.value < cell.high


def test_partly_is_shown_beside_and_not_counted(events, warehouse):
    marked = [e.columns for e in events if e.table == "step" and e.columns["behaviour"] == "welcome"]
    cell = answer(Question("behaviour.welcome"), warehouse).whole
    assert dict(cell.beside) == {"partly": sum(r["partly"] for r in marked)}
    assert cell.top == sum(r["yes"] for r in marked)


def test_a_plain_count_is_its_own_value(events, warehouse):
    cell = answer(Question("recognitions"), warehouse).whole
    assert cell.value == cell.n == sum(e.table == "praise" for e in events)
    assert answer(Question("recognitions", since=date(2999, 1, 1)), warehouse).whole.value == 0


def test_one_event_has_no_interval(events, warehouse):
    cells = answer(Question("csat", ("day", "associate")), warehouse).cells.values()
    lonely = [cell for cell in cells if cell.n == 1]
    assert lonely
    assert all(cell.low is None and cell.high is None for cell in lonely)


def test_people_are_the_distinct_associates_behind_the_bottom(events, warehouse):
    sold = [e for e in events if e.table == "receipt" and e.columns["qualifying"]]
    everyone = {who for e in sold for who, *_ in e.sellers}
    assert answer(Question("attach_rate"), warehouse).whole.people == len(everyone)
    by_door = answer(Question("attach_rate", ("boutique",)), warehouse).cells
    for code in ("GVA01", "PAR02", "TYO03"):
        here = {who for e in sold if e.columns["boutique"] == code for who, *_ in e.sellers}
        assert by_door[(code,)].people == len(here)
    watches = {who for e in sold if "watch" in {line for line, *_ in e.goods} for who, *_ in e.sellers}
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


def test_a_door_that_sold_without_counting_anybody_is_named(telling):
    day = {"day": date(2026, 3, 2), "region": "Europe", "daypart": "morning", "hour": 10}
    sold = [Told("receipt", day | {"receipt": code, "boutique": code, "sale": 1}) for code in ("GVA01", "PAR02")]
    silent = telling([*sold, Told("traffic", day | TWENTY | {"boutique": "GVA01"})])
    found = answer(Question("conversion"), silent)
    assert found.notes == ("No entries were counted in PAR02 while it sold: Conversion is too high.",)
    assert answer(Question("conversion", ("boutique",)), silent).notes == ()


def test_parts_that_may_exceed_the_total_say_so(warehouse):
    for cut in ("product_line", "associate", "job_role"):
        assert "may exceed the total" in answer(Question("attach_rate", (cut,)), warehouse).notes[0]
    assert answer(Question("attach_rate", ("day",)), warehouse).notes == ()


@pytest.mark.parametrize(
    ("question", "says"),
    [
        (Question("conversion", ("associate",)), "Conversion cannot be cut by associate: the door counter does not know"
         " who served; it can be cut by day, week, weekday, hour, daypart, boutique, region, door_type, tag"),
        (Question("conversion", where={"product_line": ("watch",)}), "Conversion cannot be filtered by product_line"),
        (Question("csat", ("behaviour",)), "only a step of an observation, coaching and ratings"),
        (Question("match_rate", ("hour",)), "Match rate cannot be cut by hour: the link facts do not record it"),
        (Question("observation_coverage", ("day",)), "cannot be cut by day: it is made over all of them together"),
        (Question("door_spread", ("boutique",)), "it can be filtered by boutique, not cut by it"),
        (Question("comment_theme.' or 1=1"), "There is no measure called"),
        (Question("quarantined"), "is counted by the house as it takes things in"),
        (Question("exception_rate.void", ("associate",)), "exceptions are counted by door, never by person"),
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


def test_many_questions_are_one_look_at_each_table(warehouse):
    week = {"since": date(2026, 3, 2), "until": date(2026, 3, 8)}
    keys = [
        "attach_rate",
        "enrolment_rate",
        "response_rate",
        "secondary_per_qualifying",
        "return_rate",
        "csat",
        "nps",
        *(f"behaviour.{b}" for b in ("welcome", "discovery", "reasons", "try_on", "accessory", "care_plan")),
    ]
    questions = [Question(key, **week, where={"boutique": ("PAR02",)}) for key in keys]
    looks = []

    class Counting:
        def select(self, tree, binds):
            looks.append(tree)
            return warehouse.select(tree, binds)

    together = answers(questions, Counting(), people=False)
    assert len(looks) == 4  # receipts, their currencies, surveys, steps
    assert together == [answer(one, warehouse, people=False) for one in questions]


def test_one_unanswerable_question_among_many_is_refused(warehouse):
    with pytest.raises(Unanswerable):
        answers([Question("csat"), Question("nothing")], warehouse)


@pytest.mark.parametrize("measure", [m for m in CATALOGUE if m.additive], ids=lambda m: m.key)
def test_no_measure_uses_a_filter_clause_or_an_alias_that_is_a_column(measure):
    for total in (measure.top, measure.bottom):
        sql = trees.summed(total.table, (Term(total.value, total.rows),), Shape(("day",))).sql("duckdb").lower()
        assert "filter" not in sql
        assert " as cut_0" in sql
        assert " as sum_0" in sql


SAME = (
    " SUM(CASE WHEN attached = 1 THEN 1 ELSE 0 END) AS sum_1 FROM receipt"
    " WHERE (qualifying = 1 AND (grain & 1) = 1) AND day >= {} AND boutique IN ({}, {}) GROUP BY {}, boutique"
)


@pytest.mark.parametrize(
    ("dialect", "week", "names"),
    [
        ("duckdb", "CAST(DATE_TRUNC('WEEK', day) AS DATE)", ("$since", "$boutique_0", "$boutique_1")),
        ("spark", "CAST(DATE_TRUNC('WEEK', day) AS DATE)", (":since", ":boutique_0", ":boutique_1")),
        ("clickhouse", "CAST(dateTrunc('WEEK', day) AS Nullable(DATE))",
         ("{since: Date}", "{boutique_0: String}", "{boutique_1: String}")),
    ],
)  # fmt: skip
def test_the_sql_is_what_it_was(dialect, week, names):
    measure = BY_KEY["attach_rate"]
    terms = (Term("1", measure.bottom.rows), Term(measure.top.value, measure.top.rows))
    shape = Shape(("week", "boutique"), since=True, where=(("boutique", 2),))
    said = (
        trees.summed("receipt", terms, shape)
        .sql(dialect)
        .replace("((", "(", 1)
        .replace(") AND boutique", " AND boutique")
    )
    assert said == f"SELECT {week} AS cut_0, boutique AS cut_1, SUM(1) AS sum_0," + SAME.format(*names, week)
