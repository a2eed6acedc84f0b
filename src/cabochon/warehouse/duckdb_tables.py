"""What lies in a DuckDB file, and whether it can be read."""

from collections.abc import Iterable

import duckdb

from .columnar import quoted

Columns = dict[str, list[tuple[str, str]]]  # table -> (column, its type)


def found(db: duckdb.DuckDBPyConnection) -> Columns:
    """The columns of the tables of facts, in their order."""
    told: Columns = {}
    for table, column, kind in db.execute(
        "select table_name, column_name, lower(data_type) from duckdb_columns()"
        " where not internal and table_name <> 'bookmark' order by table_name, column_index"
    ).fetchall():
        told.setdefault(table, []).append((column, kind))
    return told


def look(db: duckdb.DuckDBPyConnection, tables: Iterable[str], *, closely: bool) -> None:
    """Read every table once; closely: every block of it.

    Raises:
        duckdb.Error: the file is damaged.
    """
    what = "max(columns(*)::text)" if closely else "count(*)::text"
    looks = (f"select {what} from {quoted(name)}" for name in tables)  # noqa: S608
    for one in looks if closely else [" union all ".join(looks)]:
        db.execute(one).fetchall()
