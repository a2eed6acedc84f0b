"""Trees in ClickHouse's words: bit functions, exact quantiles, typed places, and the generation that is asked for."""

from collections.abc import Container, Mapping
from datetime import UTC, datetime
from typing import Any

from sqlglot import exp

from .clickhouse_tables import SINCE, UNTIL, Place, called
from .rendering import quantiles

KINDS = {"date": "Date32", "int64": "Int64", "bigint": "Int64", "int": "Int64", "real": "Float64", "double": "Float64",
         "float64": "Float64", "timestamp": "DateTime64(6, 'UTC')", "time": "DateTime64(6, 'UTC')", "text": "String",
         "string": "String", "varchar": "String"}  # fmt: skip
BITS = {exp.BitwiseAnd: "bitAnd", exp.BitwiseOr: "bitOr", exp.BitwiseXor: "bitXor"}
EDITION = "\N{LOZENGE}"  # stands in rendered SQL where the edition's number goes
NOW = "generation_asked"
# SQL as the standard has it: a sum of nothing is null, a name is a column before it is an alias.
STANDARD = {"aggregate_functions_null_for_empty": 1, "join_use_nulls": 1, "prefer_column_name_to_alias": 1,
            "cast_keep_nullable": 1, "max_partitions_per_insert_block": 0}  # fmt: skip
CLUSTERED = {"distributed_product_mode": "global", "distributed_foreground_insert": 1, "insert_quorum": "auto",
             "insert_quorum_parallel": 0, "select_sequential_consistency": 1,
             "distributed_ddl_task_timeout": 180}  # fmt: skip


def mend(tree: exp.Expression, *, tables: Container[str], place: Place) -> exp.Expression:
    """Changes the tree: every table it reads becomes that of an edition, its rows those of one generation."""
    for found in list(tree.find_all(*BITS)):
        found.replace(exp.Anonymous(this=BITS[type(found)], expressions=[found.this, found.expression]))
    for mark in tree.find_all(exp.Placeholder):
        mark.set("kind", KINDS[str(mark.args["kind"]).lower()])
    for total in tree.find_all(exp.Sum):  # products of whole numbers outgrow 64 bits, and would wrap
        for product in total.find_all(exp.Mul):
            product.set("this", exp.Anonymous(this="toFloat64", expressions=[product.this.copy()]))
    quantiles(tree, _quantile)
    for select in list(tree.find_all(exp.Select)):
        for source in (select.args.get("from_"), *(select.args.get("joins") or ())):
            table = source.this if source else None
            if not isinstance(table, exp.Table) or table.name not in tables:
                continue
            alias = table.alias_or_name
            seen = exp.and_(
                exp.column(SINCE, alias) <= exp.Placeholder(this=NOW, kind="UInt64"),
                exp.column(UNTIL, alias) > exp.Placeholder(this=NOW, kind="UInt64"),
            )
            stored = exp.table_(called(table.name, EDITION), db=place.database, alias=alias)
            if isinstance(source, exp.From):
                table.replace(stored)
                select.where(seen, copy=False)
            else:  # what is joined is narrowed before it is joined: an outer join must not lose its rows
                table.replace(exp.select("*").from_(stored).where(seen).subquery(alias))
    return tree


def plain(value: Any) -> Any:
    """A bound value: times in UTC, sequences as lists."""
    if isinstance(value, datetime):
        return value.astimezone(UTC)
    return [plain(one) for one in value] if isinstance(value, tuple | list | set | frozenset) else value


def bound(names: Container[str], binds: Mapping[str, Any]) -> dict[str, Any]:
    return {name: plain(value) for name, value in binds.items() if name in names}


def _quantile(value: exp.Expr, fraction: exp.Expr) -> exp.Expr:
    return exp.ParameterizedAgg(this="quantileExactInclusive", expressions=[fraction], params=[value])
