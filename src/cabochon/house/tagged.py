"""Rows of the facts of days out of the ordinary: an annotation tags a boutique's days, not the rows."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from ..facts import reading
from ..facts.tables_beside import TAG
from ..warehouse import Table, Warehouse
from .answering import Answering

MORE = 4  # times as many are read where boutiques do not share their days


def recent(
    warehouse: Warehouse,
    table: Table,
    where: Mapping[str, Sequence[Any]],
    *,
    since: date | None = None,
    until: date | None = None,
    limit: int = 20,
    grain: int = 0,
) -> list[reading.Row]:
    """As `facts.reading.recent`, where `where` may also hold `tag`: rows of the days that have one of these tags."""
    if "tag" not in where:
        return reading.recent(warehouse, table, where, since=since, until=until, limit=limit, grain=grain)
    names = [column.name for column in TAG.columns]
    told = [dict(zip(names, row, strict=True)) for row in warehouse.fetch(TAG.name, {"tag": tuple(where["tag"])})]
    inside = {(one["boutique"], one["day"]) for one in told
              if (since is None or one["day"] >= since) and (until is None or one["day"] <= until)}  # fmt: skip
    days = sorted({day for door, day in inside if door in where.get("boutique", (door,))})
    within = {**{cut: values for cut, values in where.items() if cut != "tag"}, "day": days}
    found = reading.recent(
        warehouse, table, within, since=since, until=until, limit=limit * MORE, grain=grain
    )  # fmt: skip
    return [row for row in found if (row["boutique"], row["day"]) in inside][:limit]


def newest(
    warehouse: Warehouse,
    answering: Answering | None,
    table: Table,
    within: Mapping[str, Sequence[Any]],
    near_by: timedelta,
    *,
    since: date | None = None,
    until: date | None = None,
    limit: int = 20,
    grain: int = 0,
) -> Sequence[reading.Row]:
    """`recent`, each with what else is known of its visit; read again when any of that moved. Not to be changed.

    within: boutiques among them. near_by: how far from a row's day its visit's other rows may lie.
    """

    def read() -> Sequence[reading.Row]:
        found = recent(warehouse, table, within, since=since, until=until, limit=limit, grain=grain)
        return reading.beside(warehouse, found, near_by=near_by)

    if answering is None:
        return read()
    told = tuple((cut, tuple(values)) for cut, values in sorted(within.items()))
    return answering.rows(
        ("newest", table.name, told, since, until, limit, grain, near_by), read,
        tables=(table.name, "moment", "step", "tag"), doors=within["boutique"],
        until=until + near_by if until else None,
    )  # fmt: skip
