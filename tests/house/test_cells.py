"""Cells that leave: only closed weeks, only what `ask` shows, no group under five; SQL over them and nothing else."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from cabochon.house import House, cells
from cabochon.house.analyst_rows import as_csv
from cabochon.house.analyst_sql import checked
from cabochon.house.cells import CELLS, STEPS, asked_of, closed, rows, weeks_of
from cabochon.house.cells_doors import DOOR_TABLES
from cabochon.measures.catalogue import BY_KEY
from cabochon.measures.question import Question
from cabochon.privacy.roles import may
from cabochon.privacy.viewer import ROLES
from cabochon.refusals import NotAllowed, Refused, Unanswerable
from cabochon.warehouse.desk import Found
from counted import CREW, FEW, PEOPLE, SMALL, TODAY, WEEKS, filled, opened

PLACE = {column.name: i for i, column in enumerate(CELLS.columns)}
PERSONAL = {
    "associate",
    "coach",
    "rater",
    "job_role",
    "tenure",
    "statement",
    "person",
    "receipt",
    "visit",
    "at",
    "reason",
}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cells, "WEEKS", 9)  # of a year only two hold anything
        one = filled(tmp_path_factory.mktemp("cells") / "data")
        yield one
        one.close()


def asked(house: House, sql: str, role: str = "hq_leader") -> Found:
    found = house.analyst.ask(house.viewer(role), sql, patience=120).found
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("today", "sunday"),
    [(date(2026, 4, 12), 5), (date(2026, 4, 13), 5), (date(2026, 4, 14), 12), (date(2026, 4, 18), 12)],
)
def test_a_week_is_closed_when_it_is_over_in_every_time_zone(today, sunday):
    assert closed(today) == date(2026, 4, sunday)


def test_days_are_taken_as_the_whole_weeks_within_them():
    weeks = weeks_of(TODAY, since=date(2026, 3, 31), until=date(2026, 4, 30))
    assert (weeks.since, weeks.until, weeks.count) == (date(2026, 4, 6), date(2026, 4, 12), 1)
    assert weeks_of(TODAY).count == 53
    with pytest.raises(Refused, match="no whole week"):
        weeks_of(TODAY, since=date(2026, 4, 7), until=date(2026, 4, 12))


def test_a_cell_is_what_ask_shows_the_same_viewer(house):
    see, weeks, seen = house.see_as(house.viewer("hq_leader")), weeks_of(house.today), 0
    for measure in (BY_KEY[key] for key in ("attach_rate", "csat", "conversion", "upt")):
        for step in (step for step in STEPS if not step.extra and set(step.cuts) <= set(measure.cuts)):
            for row in rows(see, measure, step, weeks=weeks):
                answer = see.ask(Question(measure.key, step.cuts, row[PLACE["since"]], row[PLACE["until"]]))
                cell = answer.cells[tuple(row[PLACE[cut]] for cut in step.cuts)]
                told = tuple(row[PLACE[name]] for name in ("value", "low", "high", "n", "held_back"))
                assert told == ((None, None, None, None, True) if cell is None else (
                    cell.value, cell.low, cell.high, cell.n, False)), row  # fmt: skip
                seen += 1
    assert seen > 30


def test_only_closed_weeks_are_told(house):
    assert asked(house, "select max(until) from boutique").rows == (("2026-04-12",),)
    found = asked(house, "select distinct week, until from boutique where week is not null order by week")
    assert found.rows == tuple((day.isoformat(), (day + timedelta(days=6)).isoformat()) for day in WEEKS)


def test_a_group_under_five_has_no_value_and_is_not_given_away_beside_the_others(house):
    sql = "select boutique, week, value, low, high, n from boutique where measure = 'attach_rate' and held_back = {}"
    held, shown = asked(house, sql.format(True)), asked(house, sql.format(False))
    assert len(held.rows) + len(shown.rows) == len(CREW) * len(WEEKS)
    for week in (day.isoformat() for day in WEEKS):
        behind = [CREW[row[0]] for row in held.rows if row[1] == week]
        assert SMALL in {row[0] for row in held.rows if row[1] == week}
        assert sum(behind) >= 5 and len(behind) > 1  # noqa: PT018 - what is left over beside the region
    assert {row[2:] for row in held.rows} == {(None, None, None, None)}
    assert all(row[2] is not None and row[5] == 42 for row in shown.rows)
    whole = asked(house, "select value, n from company where measure = 'attach_rate' and week = date '2026-04-06'")
    assert whole.rows[0][1] == 7 * sum(CREW.values())


def test_a_door_number_is_told_of_the_small_door_too(house):
    found = asked(house, f"select value, n, currency from boutique where measure = 'atv' and boutique = '{SMALL}'")
    assert [row[1:] for row in found.rows] == [(21, "CHF"), (21, "CHF")]
    assert all(500_000 <= row[0] <= 510_000 for row in found.rows)


def test_no_name_and_no_person_is_in_any_table(house, monkeypatch):
    monkeypatch.setattr(cells, "WEEKS", 4)  # a desk of its own
    tables = [step.name for step in STEPS] + ["measures", "doors"]
    told = {name: as_csv(asked(house, f"select * from {name}")).decode() for name in ("measures", "boutique")}
    monkeypatch.setattr(cells, "CATALOGUE", FEW)  # the other tables have the same columns
    told |= {name: as_csv(asked(house, f"select * from {name}")).decode() for name in tables if name not in told}
    filled_in = {name for name in tables if told[name].count("\n") > 1}
    assert filled_in >= {"boutique", "boutique_by_daypart", "job_role", "company_by_product_line", "measures", "doors"}
    said = "\n".join(told.values())
    assert [one.id for one in PEOPLE if one.id in said or one.name.split()[0] in said] == []


def test_rows_of_whole_doors_hold_no_column_that_could_name_somebody():
    for one in DOOR_TABLES:
        assert set(one.columns) & PERSONAL == set(), one.of.name
        assert {column.name for column in one.table.columns} == set(one.columns), one.of.name
        assert one.of.key not in one.columns
    assert {one.of.name for one in DOOR_TABLES if "hour" in one.columns} == {"traffic", "ticket"}


@pytest.mark.parametrize("role", ROLES)
def test_sql_is_for_analysts_and_leaders(house, role):
    viewer = house.viewer(role)
    if viewer is not None and may(viewer, "sql.ask"):
        assert role in ("analyst", "hq_leader")
        assert asked(house, "select count(*) from measures", role).rows == ((len(asked_of(viewer)),),)
    elif viewer is not None:
        with pytest.raises(NotAllowed):
            house.analyst.ask(viewer, "select 1", patience=1)


def test_each_question_is_in_the_audit_with_who_asked(house):
    asked(house, "select count(*) as audited from doors", "analyst")
    _, actor, deed, about, detail = house.directory.notes(actor="analyst", limit=1)[0]
    assert (actor, deed, about) == ("analyst", "asked in SQL", "doors")
    assert "audited" in detail


FORBIDDEN = [
    "copy (select 1) to '/tmp/x.csv'", "attach '/tmp/x.db'", "install httpfs", "load httpfs", "pragma version",
    "set memory_limit = '9GB'", "call pragma_version()", "export database '/tmp/x'", "create table x as select 1",
    "insert into doors values (1)", "update doors set name = ''", "delete from doors", "drop table doors", "checkpoint",
    "describe doors", "explain select 1", "use memory", "grant all on doors to x", "values (1)", "", "-- nothing",
    "select 1; select 2", "select * into x from doors", "with a as (delete from doors) select 1", "select ?",
    "select $a",
    "select * from read_csv('/etc/passwd')", "from read_text('/etc/passwd')", "select * from '/etc/passwd'",
    "select * from parquet_scan('x')", "select * from glob('*')", "select * from duckdb_settings()",
    "select * from duckdb_tables", "select * from sqlite_master", "select * from information_schema.tables",
    "select * from pg_catalog.pg_class", "select * from query('select 1')", "select getenv('HOME')",
    "select current_setting('memory_limit')", "select version()", "select getvariable('x')", "select write_log('x')",
    "select sleep_ms(1000)", "select nextval('x')", "with duckdb_tables as (select 1) select * from duckdb_tables",
    "select * from doors where name in (select content from read_text('/etc/passwd'))",
    "select 'unclosed", "selct 1", "select " + "(" * 300 + "1" + ")" * 300,
]  # fmt: skip


@pytest.mark.parametrize("sql", FORBIDDEN)
def test_what_is_no_select_over_the_tables_is_refused_before_it_runs(house, sql):
    with pytest.raises(Unanswerable) as said:
        house.analyst.ask(house.viewer("analyst"), sql, patience=120)
    assert "\n" not in str(said.value)
    assert "/work" not in str(said.value)


@pytest.mark.parametrize(
    "sql",
    [
        "from doors", "select 1;", "(select 1)", "select 1 union all select 2", "select * from Doors d /* all */",
        "with a as (select * from doors) select a.name, m.title from a cross join measures m limit 3",
        "select date_trunc('month', date '2026-03-05'), quantile_cont(decimals, 0.5) from doors group by all",
        "select * from doors qualify row_number() over (order by name) = 1", "select * from range(3)",
        "select (select max(decimals) from doors), {'a': 1}.a, list_transform([1, 2], x -> x + 1)",
        "select current_date",
        "with recursive t as (select 1 a union all select a + 1 from t where a < 5) select * from t",
    ],
)  # fmt: skip
def test_what_is_one_select_is_answered(house, sql):
    assert asked(house, sql).rows


def test_the_tables_a_question_reads_are_known_before_it_runs():
    both = checked(
        "with a as (select * from doors) select * from a join cells using (boutique)", ["doors", "cells", "x"]
    )
    assert both.tables == {"doors", "cells"}


@pytest.mark.parametrize(
    "sql",
    ["select count(*) from range(100000000000)", "select repeat('x', 900000000)",
     "select string_agg(a.title || b.title, '') from measures a, measures b, range(100000)",
     "with recursive t as (select 1 a union all select a + 1 from t) select count(*) from t"],
)  # fmt: skip
def test_what_would_never_end_or_fill_the_memory_is_ended_and_the_next_is_answered(house, sql, monkeypatch):
    monkeypatch.setattr("cabochon.house.analyst.SECONDS", 1.0)
    with pytest.raises(Unanswerable, match="less at a time"):
        house.analyst.ask(house.viewer("hq_leader"), sql, patience=120)
    assert len(asked(house, "select * from doors").rows) == len(CREW)


def test_an_answer_is_cut_at_ten_thousand_rows(house):
    found = asked(house, "select range from range(20000)")
    assert (len(found.rows), found.cut) == (10_000, True)


def test_a_fault_of_the_question_is_said_in_a_sentence(house):
    with pytest.raises(Unanswerable, match='"nope" not found'):
        asked(house, "select nope from doors")
    with pytest.raises(Unanswerable, match="did you mean doors"):
        asked(house, "select * from dors")


def test_a_spreadsheet_takes_no_text_of_an_answer_for_a_formula():
    found = Found(
        ("=cmd()", "n"), ("text", "number"), (("=1+1", -1.5), ("@x", None), ("+1", 2), ("fine", float("nan")))
    )
    assert as_csv(found).decode() == "'=cmd(),n\r\n'=1+1,-1.5\r\n'@x,\r\n'+1,2\r\nfine,\r\n"


def test_before_the_first_week_is_closed_a_sentence_says_so(tmp_path: Path):
    one = opened(tmp_path / "data")
    try:
        empty = one.analyst.ask(one.operator(), "select * from company", patience=60)
        assert empty.found is not None
        assert empty.found.rows == ()
    finally:
        one.close()
