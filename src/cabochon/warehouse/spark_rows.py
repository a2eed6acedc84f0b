"""Rows to and from Spark as Arrow tables, and a table's rows by month."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa  # type: ignore[import-untyped]
from pyspark.sql import Column as Expression
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as f
from pyspark.sql import types as t
from sqlglot import exp

from . import Table
from .rendering import quantiles

ARROW = {"text": pa.string(), "day": pa.date32(), "time": pa.timestamp("us", "UTC"), "int": pa.int64(),
         "real": pa.float64(), "blob": pa.binary()}  # fmt: skip
SPARK: dict[str, type[t.DataType]] = {
    "text": t.StringType, "day": t.DateType, "time": t.TimestampType, "int": t.LongType, "real": t.DoubleType,
    "blob": t.BinaryType,
}  # fmt: skip
MONTH = "month_of_day"  # the column folders are made by; it is in their names and not in the files
ALL, NONE = "all", "none"


def schema(table: Table) -> t.StructType:
    return t.StructType([t.StructField(c.name, SPARK[c.type](), True) for c in table.columns])


def arrow(table: Table, rows: Sequence[tuple[Any, ...]]) -> pa.Table:
    """
    Raises:
        ValueError, TypeError: a cell that its column does not hold.
    """
    columns = list(zip(*rows, strict=True)) or [()] * len(table.columns)
    if len(columns) != len(table.columns):
        raise ValueError(f"{table.name} has {len(table.columns)} columns, a row has {len(columns)}")
    arrays = [pa.array(cells, type=ARROW[c.type]) for c, cells in zip(table.columns, columns, strict=True)]
    return pa.table(dict(zip((c.name for c in table.columns), arrays, strict=True)))


def rows_of(frame: DataFrame) -> list[tuple[Any, ...]]:
    """All rows of a frame; times aware, in UTC."""
    columns = []
    for column in frame.toArrow().columns:
        cells = column.to_pylist()
        if pa.types.is_timestamp(column.type):
            cells = [cell and cell.astimezone(UTC) for cell in cells]
        columns.append(cells)
    return list(zip(*columns, strict=True))


def words(spark: SparkSession, name: str, values: Sequence[str]) -> DataFrame:
    return spark.createDataFrame(pa.table({name: pa.array(values, type=pa.string())}))


def month(table: Table) -> Expression:
    if all(c.name != "day" for c in table.columns):
        return f.lit(ALL)
    return f.coalesce(f.date_format("day", "yyyy-MM"), f.lit(NONE))


def mend(tree: exp.Expression, *, views: Mapping[str, str]) -> exp.Expression:
    """Changes a tree into what Spark can say; views: what stands for each table."""
    for found in list(tree.find_all(exp.DayOfWeekIso)):  # SQLGlot's own form counts from another day
        found.replace(exp.paren(exp.Anonymous(this="weekday", expressions=[found.this]) + exp.Literal.number(1)))
    for total in tree.find_all(exp.Sum):  # products of whole numbers outgrow 64 bits
        for product in total.find_all(exp.Mul):
            product.set("this", exp.cast(product.this.copy(), "DOUBLE"))
    for table in list(tree.find_all(exp.Table)):
        if table.name in views:
            table.replace(exp.table_(views[table.name], alias=table.alias_or_name))
    return quantiles(tree, lambda value, fraction: exp.Anonymous(this="percentile", expressions=[value, fraction]))


def plain(value: Any) -> Any:
    return value.astimezone(UTC) if isinstance(value, datetime) else value
