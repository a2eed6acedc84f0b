"""The same facts give the same answers on every engine: each measure, uncut and by each of its cuts, and filtered.

DuckDB and ClickHouse are asked everything. Spark, where a table costs four seconds and a question one, has ten of the
tables and is asked every other measure of theirs uncut in one round, and each cut of one measure.
"""

from collections.abc import Iterator, Sequence
from dataclasses import fields
from datetime import date
from pathlib import Path

import pytest

from cabochon.facts.tables import TABLES
from cabochon.measures.answer import answers
from cabochon.measures.catalogue import CATALOGUE
from cabochon.measures.question import Answer, Question
from cabochon.refusals import Unanswerable
from cabochon.warehouse import Batch, Bookmark, Table, Warehouse

from .adapters import clickhouse, memory, spark
from .pretend_facts import WORDS, facts

THEMES = ("comment_theme.rushed",)
APART = {"outside", "staff"}  # of these alone nothing can be told without numbers from outside the facts
OF = {m.key: tuple(sorted(m.asks)) for m in CATALOGUE if {*m.asks} - APART} | dict.fromkeys(THEMES, THEMES)
TOGETHER = {tables: [key for key in OF if OF[key] == tables] for tables in OF.values()}  # asked in one round
SINCE, UNTIL = date(2026, 2, 9), date(2026, 3, 8)


TEN = {"receipt", "survey", "step", "visit", "traffic", "stock", "learnt", "coached", "shift", "tag"}
FEW = tuple(table for table in TABLES if table.name in TEN)


def filled(warehouse: Warehouse, tables: Sequence[Table] = TABLES) -> Warehouse:
    names = {table.name for table in tables}
    warehouse.prepare(tables)
    warehouse.replace(Batch(Bookmark(1), {name: rows for name, rows in facts().items() if name in names}))
    return warehouse


@pytest.fixture(scope="module")
def duckdb() -> Iterator[Warehouse]:
    one = filled(memory(Path()))
    yield one
    one.close()


@pytest.fixture(scope="module")
def chdb(duckdb: Warehouse) -> Iterator[Warehouse]:
    one = filled(clickhouse(Path()))
    yield one
    one.close()


@pytest.fixture(scope="module")
def sparks(duckdb: Warehouse, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    one = filled(spark(tmp_path_factory.mktemp("facts")), FEW)
    yield one
    one.close()


def asked(questions: list[Question], warehouse: Warehouse, *, people: bool = True) -> list[Answer | str]:
    """Each answer, or why there is none: numbers from outside the facts and targets are not handed in."""
    try:
        return [*answers(questions, warehouse, people=people)]
    except Unanswerable as why:
        half = len(questions) // 2
        parts = (questions[:half], questions[half:]) if half else ()
        return [told for part in parts for told in asked(part, warehouse, people=people)] or [str(why)]


def agree(questions: list[Question], one: Warehouse, other: Warehouse, *, people: bool = True) -> None:
    found = asked(questions, one, people=people)
    able = [question for question, told in zip(questions, found, strict=True) if not isinstance(told, str)]
    assert able
    for told, again in zip(
        (t for t in found if not isinstance(t, str)), answers(able, other, people=people), strict=True
    ):
        same(told, again)


def same(one: Answer, other: Answer) -> None:
    assert (one.question, one.notes, one.currency) == (other.question, other.notes, other.currency)
    assert list(one.cells) == list(other.cells), one.question
    for key, cell in one.cells.items():
        told, found = cell, other.cells[key]
        for field in fields(told):
            mine, theirs = getattr(told, field.name), getattr(found, field.name)
            if field.name == "beside":
                assert [name for name, _ in mine] == [name for name, _ in theirs]
                mine, theirs = [value for _, value in mine], [value for _, value in theirs]
            where = (one.question, key, field.name)
            exact = mine is None or isinstance(mine, str)
            assert mine == (theirs if exact else pytest.approx(theirs, rel=1e-9, abs=1e-9)), where


def cuts_of(key: str) -> tuple[str, ...]:
    return next((m.cuts for m in CATALOGUE if m.key == key), ("day", "boutique"))


def every(key: str) -> list[Question]:
    """Uncut, of some days, by each cut, filtered, and filtered by all there is."""
    cuts = cuts_of(key)
    filters = {cut: WORDS[cut][:2] for cut in cuts if cut in WORDS}
    return [
        Question(key),
        Question(key, since=SINCE, until=UNTIL),
        *(Question(key, (cut,)) for cut in cuts),
        *(Question(key, since=SINCE, where={cut: words}) for cut, words in list(filters.items())[:2]),
        Question(key, tuple(c for c in cuts if c in ("week", "boutique")), where=filters),
    ]


@pytest.mark.parametrize("keys", TOGETHER.values(), ids=map("+".join, TOGETHER))
def test_clickhouse_answers_as_duckdb_does(keys, duckdb, chdb):
    """A round a test: what measures of the same tables have in common is asked of an engine once."""
    agree([question for key in keys for question in every(key)], duckdb, chdb)


OF_SPARK = [m for m in CATALOGUE if {*m.asks} <= TEN]


def test_spark_answers_every_other_measure_as_duckdb_does(duckdb, sparks):
    agree([Question(m.key) for m in OF_SPARK[::2]], duckdb, sparks, people=False)


def test_spark_cuts_and_filters_as_duckdb_does(duckdb, sparks):
    of_cut = {cut: m.key for m in OF_SPARK if m.kind != "derived" for cut in m.cuts}
    questions = [Question(key, (cut,), since=SINCE, until=UNTIL) for cut, key in of_cut.items()]
    agree(questions, duckdb, sparks, people=False)
    agree([Question("attach_rate", ("week",), where={"boutique": WORDS["boutique"][:2]})], duckdb, sparks)


@pytest.mark.parametrize(("engine", "tables"), [("chdb", TABLES), ("sparks", FEW)])
def test_rows_and_digest_are_the_same(engine, tables, request):
    other, one = request.getfixturevalue(engine), filled(memory(Path()), tables)
    for table in tables[:: 1 if engine == "chdb" else 3]:  # the digest has them all
        assert sorted(map(repr, other.fetch(table.name, {}))) == sorted(map(repr, one.fetch(table.name, {})))
    assert other.digest() == one.digest()
    one.close()
