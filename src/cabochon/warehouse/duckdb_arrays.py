"""A DuckDB select as arrays: text stays inside but for one of each name, numbers come out as they lie."""

from collections.abc import Mapping, Sequence
from typing import Any

import duckdb
import numpy as np

from .arrays import Arrays, numbered, plain
from .columnar import quoted


def read(cursor: duckdb.DuckDBPyConnection, sql: str, binds: Mapping[str, Any], named: Sequence[str]) -> Arrays:
    """named: the leading columns, that say what a row is of. What is kept meanwhile is the cursor's own."""
    text = ", ".join(map(quoted, named))
    each = f"(select distinct {text} from told)"  # noqa: S608
    numbered = f"select {text}, row_number() over (order by {text}) - 1 as place from {each}"  # noqa: S608
    cursor.execute(f"create or replace temp table told as {sql}", binds)
    try:
        cursor.execute(f"create or replace temp table named as {numbered}")
        names = cursor.execute(f"select {text} from named order by place").fetchall()  # noqa: S608
        cells = f"select place, told.* exclude ({text}) from told join named using ({text})"  # noqa: S608
        place, *columns = cursor.execute(cells).fetchnumpy().values()
    finally:
        cursor.execute("drop table if exists temp.named")
        cursor.execute("drop table if exists temp.told")
    return Arrays(names, plain(place).astype(np.intp), [plain(column) for column in columns])


def few(cursor: duckdb.DuckDBPyConnection, sql: str, binds: Mapping[str, Any], names: int) -> Arrays:
    """The same for some thousands of rows: their names come out as text, without tables meanwhile."""
    columns = list(cursor.execute(sql, binds).fetchnumpy().values())
    return Arrays(*numbered([c.tolist() for c in columns[:names]]), [plain(column) for column in columns[names:]])
