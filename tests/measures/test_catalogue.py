"""Every measure against a recount in plain Python, over the same made-up weeks."""

from datetime import date, timedelta
from itertools import combinations
from math import isclose

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cabochon.facts.tables import TABLES
from cabochon.measures.answer import answer
from cabochon.measures.catalogue import BY_KEY, CATALOGUE, FAMILIES
from cabochon.measures.cuts import CARRIES, CUTS, DERIVED
from cabochon.measures.question import Question
from cabochon.measures.reference import reference
from cabochon.programme.playbook import CLIENT_VISIT


def ones(table, when, rows=lambda r: True):
    return (table, rows, lambda r: int(bool(when(r)))), (table, rows, lambda r: 1)


def sums(table, column, rows):
    return (table, rows, lambda r: r[column]), (table, rows, lambda r: 1)


def per_qualifying(*columns):
    sold = ("receipt", lambda r: True, lambda r: sum(r[c] for c in columns))
    return sold, ("receipt", lambda r: r["qualifying"], lambda r: 1)


def satisfied(row):
    return row["question"] == "satisfaction"


# measure -> (table, rows counted, value) of its top and its bottom
RECOUNT = {
    "csat": sums("survey", "score", satisfied),
    "csat_top2": ones("survey", lambda r: r["score"] >= 4, satisfied),
    "nps": (
        ("survey", lambda r: r["question"] == "nps", lambda r: (r["score"] >= 9) - (r["score"] <= 6)),
        ("survey", lambda r: r["question"] == "nps", lambda r: 1),
    ),
    "response_rate": ones("receipt", lambda r: r["surveyed"], lambda r: r["qualifying"]),
    "attach_rate": ones("receipt", lambda r: r["attached"], lambda r: r["qualifying"]),
    "enrolment_rate": ones("receipt", lambda r: r["enrolled"], lambda r: r["qualifying"]),
    "secondary_per_qualifying": per_qualifying("accessory_net", "care_net"),
    "accessory_per_qualifying": per_qualifying("accessory_net"),
    "care_per_qualifying": per_qualifying("care_net"),
    "offer_to_sale": ones("visit", lambda r: r["secondary"], lambda r: r["offered"]),
    "atv": sums("receipt", "net", lambda r: r["sale"]),
    "upt": sums("receipt", "units", lambda r: r["sale"]),
    "conversion": (
        ("receipt", lambda r: True, lambda r: r["sale"]),
        ("traffic", lambda r: True, lambda r: r["corrected"]),
    ),
    "match_rate": ones("link", lambda r: r["visit"], lambda r: r["linkable"]),
    "unlinked_surveys": ones("survey", lambda r: not r["linked"]),
    "unmapped_skus": ones("line", lambda r: r["unmapped"]),
    "receipts_without_associate": ones("receipt", lambda r: not r["associate"]),
    **{
        f"behaviour.{b.key}": ones(
            "step", lambda r: r["yes"], lambda r, key=b.key: r["behaviour"] == key and r["judged"]
        )
        for b in CLIENT_VISIT.behaviours
    },
}


def cut_of(row, cut):
    day = row["day"]
    if cut == "week":
        return (day - timedelta(days=day.weekday())).isoformat()
    return str(day.isoweekday()) if cut == "weekday" else day.isoformat() if cut == "day" else str(row[cut])


def recount(events, question):
    """top and bottom by cut, added up row by row."""
    wanted = {*question.by, *question.where}
    everyone = not wanted.isdisjoint({"associate", "job_role"}) or question.measure == "receipts_without_associate"
    found = {}
    for place, (table, rows, value) in enumerate(RECOUNT[question.measure]):
        for event in (e for e in events if e.table == table):
            for row in event.views(seller=everyone, line="product_line" in wanted):
                in_days = (not question.since or row["day"] >= question.since) and (
                    not question.until or row["day"] <= question.until
                )
                if in_days and rows(row) and all(cut_of(row, c) in v for c, v in question.where.items()):
                    key = tuple(cut_of(row, cut) for cut in question.by)
                    found.setdefault(key, [0, 0])[place] += value(row)
    return {key: tuple(both) for key, both in found.items() if any(both)}


def agree(events, warehouse, question):
    cells, expected = answer(question, warehouse).cells, recount(events, question)
    cells = {key: cell for key, cell in cells.items() if cell.top or cell.bottom}
    assert cells.keys() == expected.keys()
    for key, (top, bottom) in expected.items():
        assert isclose(cells[key].top, top, rel_tol=1e-9)
        assert isclose(cells[key].bottom, bottom, rel_tol=1e-9)


def test_every_measure_has_a_recount_here():
    assert RECOUNT.keys() == BY_KEY.keys()


@pytest.mark.parametrize("key", list(BY_KEY))
def test_a_measure_is_its_recount_whole_and_by_each_of_its_cuts(events, warehouse, key):
    agree(events, warehouse, Question(key))
    for cut in BY_KEY[key].cuts:
        agree(events, warehouse, Question(key, (cut,)))


@pytest.fixture(scope="module")
def values(events):
    found = {}
    for told in events:
        for row in told.views(seller=True, line=True):
            for cut in {*CARRIES[told.table], *DERIVED} - {"grain"}:
                found.setdefault((told.table, cut), set()).add(cut_of(row, cut))
    return {key: sorted(some) for key, some in found.items()}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_question_is_its_recount(events, warehouse, values, data):
    measure = data.draw(st.sampled_from(CATALOGUE))
    by = tuple(data.draw(st.permutations(measure.cuts)))[: data.draw(st.integers(0, 2))]
    cuts = data.draw(st.lists(st.sampled_from(measure.cuts), max_size=2, unique=True))
    where = {
        cut: tuple(data.draw(st.lists(st.sampled_from(values[measure.bottom.table, cut]), min_size=1, max_size=5)))
        for cut in cuts
    }
    day = st.dates(date(2026, 2, 20), date(2026, 3, 18)) | st.none()
    since, until = data.draw(day), data.draw(day)
    if since and until and since > until:
        since, until = until, since
    agree(events, warehouse, Question(measure.key, by, since, until, where))


@pytest.mark.parametrize("key", list(BY_KEY))
def test_parts_add_up_to_the_whole_where_an_event_has_one_part(warehouse, key):
    whole = answer(Question(key), warehouse).whole
    plain = [c for c in BY_KEY[key].cuts if c not in {"associate", "job_role", "product_line"}]
    for by in [*((cut,) for cut in plain), *combinations(plain[:3], 2)]:
        parts = answer(Question(key, by), warehouse).cells.values()
        assert isclose(whole.top, sum(c.top for c in parts), rel_tol=1e-9)
        assert isclose(whole.bottom, sum(c.bottom for c in parts), rel_tol=1e-9)
        assert whole.n == sum(c.n for c in parts)


def test_cuts_are_the_columns_the_fact_tables_have():
    for table in TABLES:
        if table.name in CARRIES:
            columns = {column.name for column in table.columns}
            known = ({"grain"} | set(CUTS) - set(DERIVED)) & columns
            if table.name in {"receipt", "survey", "step", "visit", "traffic"}:
                assert set(CARRIES[table.name]) == known
            else:
                assert set(CARRIES[table.name]) <= known
    assert {m.top.table for m in CATALOGUE} | {m.bottom.table for m in CATALOGUE} <= set(CARRIES)


def test_the_seven_behaviours_are_there():
    seven = ["welcome", "discovery", "reasons", "try_on", "accessory", "care_plan", "next_step"]
    assert [key for key in BY_KEY if key.startswith("behaviour.")] == [f"behaviour.{key}" for key in seven]


@pytest.mark.parametrize("measure", CATALOGUE, ids=lambda m: m.key)
def test_a_measure_says_what_it_is(measure):
    assert measure.says.endswith(".")
    assert measure.counts
    assert measure.family in FAMILIES
    assert measure.better in {"up", "down", "none"}


def test_keys_are_there_once():
    assert len(BY_KEY) == len(CATALOGUE)


def test_the_reference_holds_every_measure_its_definition_and_every_cut():
    page = reference()
    for measure in CATALOGUE:
        assert f"| `{measure.key}` | {measure.title} | {measure.says} |" in page
    assert all(f"| `{cut}` |" in page for cut in CUTS)
