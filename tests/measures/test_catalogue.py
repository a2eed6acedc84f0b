"""Every measure against a recount in plain Python, over the same made-up weeks."""

from datetime import date, timedelta
from itertools import combinations
from math import isclose

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cabochon.facts.tables import TABLES
from cabochon.measures.answer import answer
from cabochon.measures.catalogue import BY_KEY, CATALOGUE, FAMILIES, SIGNALS, measure
from cabochon.measures.cuts import CARRIES, COLUMNS, CUTS, DERIVED
from cabochon.measures.question import Question
from cabochon.measures.reference import reference
from cabochon.programme.playbook import CLIENT_VISIT
from cabochon.retail.operations import EXCEPTIONS, PROCESSES


def ones(table, when, rows=lambda r: True):
    return (table, rows, lambda r: int(bool(when(r)))), (table, rows, lambda r: 1)


def sums(table, column, rows):
    return (table, rows, lambda r: r[column]), (table, rows, lambda r: 1)


def over(table, top, bottom, rows=lambda r: True):
    return (table, rows, lambda r: r[top]), (table, rows, lambda r: r[bottom])


def counts(table, rows=lambda r: True):
    return (table, rows, lambda r: 1), None


def per_qualifying(*columns):
    sold = ("receipt", lambda r: True, lambda r: sum(r[c] for c in columns))
    return sold, ("receipt", lambda r: r["qualifying"], lambda r: 1)


def per_visit(name):
    return ("signal", lambda r: r["name"] == name, lambda r: 1), ("visit", lambda r: True, lambda r: 1)


def per_ticket(kind):
    rung = ("ticket", lambda r: r["sale_type"] != "test", lambda r: 1)
    return ("exception", lambda r: r["kind"] == kind, lambda r: 1), rung


def satisfied(row):
    return row["question"] == "satisfaction"


def asked(row):
    return row["what"] == "practised"


# measure -> (table, rows counted, value) of its top and its bottom; no bottom: a plain count
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
    "service_booking_rate": ones("visit", lambda r: r["booked"]),
    "appointment_rate": ones("appointment", lambda r: r["kept"], lambda r: r["booked"]),
    "appointment_conversion": ones("appointment", lambda r: r["sold_by_it"], lambda r: r["kept"]),
    "follow_up_done_rate": ones("follow_up", lambda r: r["done"]),
    "offer_to_sale": ones("visit", lambda r: r["secondary"], lambda r: r["offered"]),
    "atv": sums("receipt", "net", lambda r: r["sale"]),
    "upt": sums("receipt", "units", lambda r: r["sale"]),
    "discount_share": (
        ("receipt", lambda r: r["sale"], lambda r: r["discount"]),
        ("receipt", lambda r: r["sale"], lambda r: r["net"] + r["discount"]),
    ),
    "return_rate": over("receipt", "back", "sold"),
    "secondary_return_rate": over("receipt", "addon_back", "addon_sold"),
    "conversion": (
        ("receipt", lambda r: True, lambda r: r["sale"]),
        ("traffic", lambda r: True, lambda r: r["corrected"]),
    ),
    "count_accuracy": over("stock", "equal", "skus"),
    "addon_availability": over("listing", "in_stock", "listed"),
    "module_completion": ones("assigned", lambda r: r["done"]),
    "practice_count": counts("learnt", asked),
    "item_difficulty": ones("learnt", lambda r: r["right"] == 1, lambda r: asked(r) and r["right"] is not None),
    "job_aid_opens": counts("aid"),
    "coaching_moments": counts("coached"),
    "coaching_actions_closed": ones("action", lambda r: r["closed"], lambda r: r["due"] and not r["dropped"]),
    "recognitions": counts("praise"),
    "match_rate": ones("link", lambda r: r["visit"], lambda r: r["linkable"]),
    "unlinked_surveys": ones("survey", lambda r: not r["linked"]),
    "unmapped_skus": ones("line", lambda r: r["unmapped"]),
    "receipts_without_associate": ones("receipt", lambda r: not r["associate"]),
    "comment_theme.rushed": ones("survey", lambda r: "|rushed|" in r["themes"], lambda r: r["comment"]),
    **{f"signal.{key}": per_visit(key) for key in SIGNALS},
    **{f"exception_rate.{kind}": per_ticket(kind) for kind in EXCEPTIONS},
    **{f"sop.{key}": ones("sop", lambda r: r["done"], lambda r, key=key: r["process"] == key) for key in PROCESSES},
    **{
        f"behaviour.{b.key}": ones(
            "step", lambda r: r["yes"], lambda r, key=b.key: r["behaviour"] == key and r["judged"]
        )
        for b in CLIENT_VISIT.behaviours
    },
}
MONEY = {"secondary_per_qualifying": (0,), "accessory_per_qualifying": (0,), "care_per_qualifying": (0,), "atv": (0,),
         "discount_share": (0, 1)}  # fmt: skip  # which of the two sums are amounts
KEPT: dict[tuple[object, ...], tuple[list[object], list[dict[str, object]]]] = {}
PEOPLE, GOODS = {"associate", "job_role", "tenure"}, {"product_line", "brand", "collection"}


def cut_of(row, cut):
    day = row["day"]
    if cut == "week":
        return (day - timedelta(days=day.weekday())).isoformat()
    return str(day.isoweekday()) if cut == "weekday" else day.isoformat() if cut == "day" else str(row[cut])


def seen(events, table, wanted, *, everyone):
    """The rows of a table as often as these cuts count them, with the tags of their day and the sale they led to."""
    tags = {}
    for told in events:
        if told.table == "tag":
            tags.setdefault((told.columns["boutique"], told.columns["day"]), set()).add(told.columns["tag"])
    named = {e.columns["appointment"] for e in events if e.table == "receipt" and e.columns["sale"]} - {""}
    for event in (e for e in events if e.table == table):
        for view in event.views(seller=everyone, goods=frozenset(wanted & GOODS)):
            more = {"sold_by_it": view.get("appointment") in named}
            mine = tags.get((view.get("boutique"), view["day"]), set()) or {""}
            for tag in mine if "tag" in wanted else [""]:
                yield view | more | {"tag": tag}


def kept(events, table, wanted, *, everyone):
    """`seen`, made once for all that ask alike; the events are held so that no others can pass for them."""
    alike = id(events), table, frozenset(wanted & GOODS), "tag" in wanted, everyone
    if alike not in KEPT:
        KEPT[alike] = events, list(seen(events, table, wanted, everyone=everyone))
    return KEPT[alike][1]


def recount(events, question):
    """top and bottom by cut, row by row; amounts of several currencies in francs, unless boutiques are apart."""
    wanted = {*question.by, *question.where}
    everyone = not wanted.isdisjoint(PEOPLE) or question.measure == "receipts_without_associate"
    parts, codes = [], set()
    for place, part in enumerate(RECOUNT[question.measure]):
        if part is None:
            continue
        table, rows, value = part
        for row in kept(events, table, wanted, everyone=everyone):
            in_days = (not question.since or row["day"] >= question.since) and (
                not question.until or row["day"] <= question.until
            )
            if in_days and rows(row) and all(cut_of(row, c) in v for c, v in question.where.items()):
                money = place in MONEY.get(question.measure, ())
                codes |= {row["currency"]} if money and value(row) else set()
                parts.append(
                    (tuple(cut_of(row, cut) for cut in question.by), place, value(row), row if money else None)
                )
    convert = len(codes) > 1 and "boutique" not in question.by
    found = {}
    for key, place, value, row in parts:
        found.setdefault(key, [0, 0])[place] += value * (row["rate"] if row and convert else 1)
    return {key: tuple(both) for key, both in found.items() if any(both)}


def agree(events, warehouse, question):
    cells, expected = answer(question, warehouse).cells, recount(events, question)
    plain = RECOUNT[question.measure][1] is None
    cells = {key: cell for key, cell in cells.items() if cell.top or (cell.bottom and not plain)}
    assert cells.keys() == expected.keys()
    for key, (top, bottom) in expected.items():
        assert isclose(cells[key].top, top, rel_tol=1e-9)
        assert isclose(cells[key].bottom, 1.0 if plain else bottom, rel_tol=1e-9)


ADDITIVE = [m.key for m in CATALOGUE if m.additive] + ["comment_theme.rushed"]


def test_every_measure_has_a_recount_here():
    assert set(RECOUNT) == set(ADDITIVE)


@pytest.mark.parametrize("key", ADDITIVE)
def test_a_measure_is_its_recount_whole_and_by_each_of_its_cuts(events, warehouse, key):
    agree(events, warehouse, Question(key))
    for cut in measure(key).cuts:
        agree(events, warehouse, Question(key, (cut,)))


@pytest.fixture(scope="module")
def values(events):
    found = {}
    for told in events:
        if told.table not in CARRIES:
            continue
        for row in seen([told], told.table, PEOPLE | GOODS, everyone=True):
            for cut in {*CARRIES[told.table], *DERIVED} - {"grain"}:
                found.setdefault((told.table, cut), set()).add(cut_of(row, cut))
        found.setdefault((told.table, "tag"), set()).update({"launch", "holiday"})
    return {key: sorted(some - {""}) or ["x"] for key, some in found.items()}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_question_is_its_recount(events, warehouse, values, data):
    one = measure(data.draw(st.sampled_from(ADDITIVE)))
    by = tuple(data.draw(st.permutations(one.cuts)))[: data.draw(st.integers(0, 2))]
    cuts = data.draw(st.lists(st.sampled_from(one.cuts), max_size=2, unique=True))
    where = {
        cut: tuple(data.draw(st.lists(st.sampled_from(values[one.bottom.table, cut]), min_size=1, max_size=5)))
        for cut in cuts
    }
    if "tag" in where and "tag" not in by:
        where["tag"] = where["tag"][:1]  # a day with both tags is one day to a filter: held apart below
    day = st.dates(date(2026, 2, 20), date(2026, 3, 18)) | st.none()
    since, until = data.draw(day), data.draw(day)
    if since and until and since > until:
        since, until = until, since
    agree(events, warehouse, Question(one.key, by, since, until, where))


def test_a_filter_of_two_tags_counts_a_day_with_both_once(events, warehouse):
    tagged = {(e.columns["boutique"], e.columns["day"]) for e in events if e.table == "tag"}
    sold = [e for e in events if e.table == "receipt" and e.columns["sale"]]
    there = sum((e.columns["boutique"], e.columns["day"]) in tagged for e in sold)
    both = answer(Question("upt", where={"tag": ("launch", "holiday")}), warehouse).whole
    assert both.n == there
    assert (
        answer(Question("upt", ("tag",), where={"tag": ("launch", "holiday")}), warehouse).notes[-1].startswith("Parts")
    )


@pytest.mark.parametrize("key", ADDITIVE)
def test_parts_add_up_to_the_whole_where_an_event_has_one_part(warehouse, key):
    """Of one door, so that amounts have one currency."""
    one = measure(key)
    where = {"boutique": ("PAR02",)}
    whole = answer(Question(key, where=where), warehouse).whole
    plain = [c for c in one.cuts if c not in PEOPLE | GOODS | {"tag"}]
    for by in [*((cut,) for cut in plain), *combinations(plain[:3], 2)]:
        parts = answer(Question(key, by, where=where), warehouse).cells.values()
        assert isclose(whole.top, sum(c.top for c in parts), rel_tol=1e-9)
        assert whole.n == sum(c.n for c in parts)
        if one.kind != "count":
            assert isclose(whole.bottom, sum(c.bottom for c in parts), rel_tol=1e-9)


def test_cuts_are_the_columns_the_fact_tables_have():
    for table in TABLES:
        if table.name in CARRIES:
            columns = {column.name for column in table.columns}
            carried = {COLUMNS.get((table.name, cut), cut) for cut in CARRIES[table.name]}
            assert carried <= columns, table.name
            if table.name in {"receipt", "survey", "step", "visit", "traffic", "coached", "watched", "signal", "stock"}:
                known = {"grain"} | set(CUTS) - set(DERIVED) - {"kind"}
                assert carried >= known & columns, table.name
    asked = {table for m in CATALOGUE for table in (*m.asks, m.top.table)}
    assert asked <= set(CARRIES)
    assert asked - {table.name for table in TABLES} == {"outside"}


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
    for one in CATALOGUE:
        assert f"| `{one.key}` | {one.title} | {one.says.replace('<', '&lt;')} |" in page
    assert all(f"| `{cut}` |" in page for cut in CUTS)
