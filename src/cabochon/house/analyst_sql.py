"""What an analyst may write: one SELECT over the tables that are there. Everything else is refused before it runs.

What is run is the tree that was looked at, written anew: the engine never reads a text this file understood otherwise.
"""

import logging
from collections.abc import Collection
from dataclasses import dataclass
from difflib import get_close_matches

import sqlglot
from sqlglot import exp
from sqlglot.errors import ErrorLevel, SqlglotError

from ..refusals import Unanswerable

LONGEST = 20_000  # characters
DEEPEST = 200  # opening brackets
FORBIDDEN = (exp.DML, exp.DDL, exp.Into, exp.Command, exp.Placeholder, exp.Parameter, exp.Version, exp.Pragma, exp.Set)
SERIES = (exp.GenerateSeries, exp.Unnest, exp.Explode)  # make rows of numbers and lists
# Functions that look at the engine, not at the tables; most are shut by its configuration too.
LOOKS = ("read_", "duckdb_", "pragma_", "pg_", "parquet_", "sniff_", "which_", "json_execute", "json_serialize",
         "current_", "arrow_", "pandas_", "python_", "test_", "txid", "inquiry", "query", "has_", "getenv",
         "getvariable", "create_", "register_", "destroy_", "deregister_", "enable_", "disable_",
         "truncate_")  # fmt: skip
ENGINE = frozenset(("glob", "version", "nextval", "currval", "setval", "write_log", "sleep_ms", "setseed", "checkpoint",
                    "force_checkpoint", "seq_scan", "repeat_row", "in_search_path", "summary", "icu_calendar_names",
                    "session_user", "user"))  # fmt: skip
DATES = frozenset(("current_date", "current_timestamp", "current_time"))
logging.getLogger("sqlglot").setLevel(logging.ERROR)  # what somebody wrote here is told to them, not to the log


@dataclass(frozen=True, slots=True)
class Checked:
    """sql: to be run. tables: those it reads, of the ones that are there."""

    sql: str
    tables: frozenset[str]


def checked(sql: str, known: Collection[str]) -> Checked:
    """
    Raises:
        Unanswerable: it is no single SELECT over the known tables; says what is not answered.
    """
    if len(sql) > LONGEST or sql.count("(") > DEEPEST:
        raise Unanswerable(f"That is too long: up to {LONGEST:,} characters and {DEEPEST} brackets are read")
    try:
        trees = [tree for tree in sqlglot.parse(sql, dialect="duckdb") if tree is not None]
        if not trees:
            raise Unanswerable("There is nothing to ask; write a SELECT")
        if len(trees) > 1:
            raise Unanswerable("One question at a time: leave out what follows the semicolon")
        tree = trees[0]
        if not isinstance(tree, exp.Query):
            raise Unanswerable(f"Only SELECT is answered here, not {sql.split()[0][:20].upper()}")
        found = _read(tree, {name.lower() for name in known})
        return Checked(tree.sql(dialect="duckdb", comments=False, unsupported_level=ErrorLevel.IGNORE), found)
    except SqlglotError as fault:
        raise Unanswerable(_said(fault)) from None
    except RecursionError:
        raise Unanswerable("That is nested too deeply; write it flatter, with WITH") from None


def _read(tree: exp.Query, known: set[str]) -> frozenset[str]:
    """The tables a tree reads, once everything in it may be run."""
    given = {cte.alias.lower() for cte in tree.find_all(exp.CTE)}
    if odd := [name for name in sorted(given) if _looks(name)]:
        raise Unanswerable(f"{odd[0]} is the name of something else; call that part of your WITH otherwise")
    read: set[str] = set()
    for node in tree.walk():
        if isinstance(node, FORBIDDEN):
            raise Unanswerable(f"Only SELECT is answered here, without {node.key.upper()} in it")
        if isinstance(node, exp.Table) and not isinstance(node.this, SERIES):
            read.add(_table(node, known | given))
        if isinstance(node, exp.Func) and _looks(name := _name(node)):
            raise Unanswerable(f"The function {name} is not answered here: it does not look at the tables")
    return frozenset(read & known)


def _table(node: exp.Table, names: set[str]) -> str:
    if isinstance(node.this, exp.Func):
        raise Unanswerable(f"{_name(node.this)} cannot be read from; there are {_list(names)}")
    name = node.name.lower()
    if node.db or node.catalog or name not in names:
        close = get_close_matches(name, sorted(names), n=3)
        hint = f"did you mean {' or '.join(close)}?" if close else f"there are {_list(names)}"
        raise Unanswerable(f"There is no table called {node.sql(dialect='duckdb')[:60]}; {hint}")
    return name


def _list(names: set[str]) -> str:
    """The tables there are, those with a further cut left out: a page lists them all."""
    return ", ".join(sorted(name for name in names if "_by_" not in name))


def _name(node: exp.Func) -> str:
    return (node.name if isinstance(node, exp.Anonymous | exp.AnonymousAggFunc) else node.sql_name()).lower()


def _looks(name: str) -> bool:
    return name not in DATES and (name in ENGINE or name.startswith(LOOKS))


def _said(fault: SqlglotError) -> str:
    """The first fault of the grammar in one line, with its place."""
    errors = getattr(fault, "errors", None)
    if not errors:
        return "That is no SQL that can be read; look at its quotes and brackets"
    first = errors[0]
    near = str(first.get("highlight") or "").strip()
    place = f"line {first.get('line')}, column {first.get('col')}"
    return f"That is no SQL that can be read: {place}{f', near {near[:40]}' if near else ''}"
