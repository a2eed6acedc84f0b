"""The data dictionary of an export: every file, column, meaning, unit and source, made from the declarations."""

from collections.abc import Iterable, Sequence
from typing import Any

from ..measures.kinds import Measure
from ..warehouse import Table
from . import cells_doors
from .cells import CELLS, DOORS, EXTRAS, MEASURES, STEPS
from .cells_doors import DoorTable

KINDS = {"text": "text", "day": "date", "int": "whole number", "real": "number", "truth": "true or false"}
UNITS = {**dict.fromkeys(("value", "low", "high"), "the row's unit"), "n": "events", "decimals": "digits"}
MONTH = "2026-03: of the day, or of the Monday; of the last day where a row is of four weeks"
FOLDERS = {"family": ("text", "family of the measure"), "month": ("text", MONTH)}
CELL_FILES, DOOR_FILES = "cells/family=*/month=*/cells.parquet", "facts/{0}/month=*/{0}.parquet"
COLUMNS = ("column", "type", "meaning", "unit", "source")


def dictionary(measures: Sequence[Measure], doors: Sequence[DoorTable]) -> dict[str, Any]:
    """For a program."""
    files = [
        _file(CELL_FILES, CELLS, folders=("family", "month"), source="counted by the house"),
        _file("measures.parquet", MEASURES, source="declared by the house"),
        _file("doors.parquet", DOORS, source="the house's master data"),
        *(
            _file(DOOR_FILES.format(one.of.name), one.table, folders=("month",), source="facts of whole doors")
            for one in doors
        ),
    ]
    told = [
        {"measure": m.key, "title": m.title, "family": m.family, "unit": m.unit, "better": m.better, "n": m.counts,
         "definition": m.says, "steps": [step.name for step in STEPS if {*step.cuts, step.extra} - {""} <= set(m.cuts)]}
        for m in measures
    ]  # fmt: skip
    return {"files": files, "measures": told}


def page(told: dict[str, Any]) -> str:
    """The same for a person, in Markdown."""
    parts = [
        f"""# Data dictionary

Made by Cabochon from its own declarations. Money is in minor units (rappen, cents, yen), net of tax and discount; a
rate is from 0 to 1. A row of `cells` with `held_back` has no value and no n: too few people or events stand behind
it. It is there so that "too few to show" and "nothing happened" (no row) are told apart. A cell has at most one cut
besides its place and week: {" or ".join(f"`{extra}`" for extra in EXTRAS)}. Where all cuts are empty it is
the whole: never add up the rows of different cuts."""
    ]
    for file in told["files"]:
        rows = [(f"`{c['name']}`", c["type"], c["meaning"], c["unit"], c["source"]) for c in file["columns"]]
        says = f"{file['says'][:1].upper()}{file['says'][1:]}."
        parts.append(f"## {file['path']}\n\n{says}\n\n{_table(COLUMNS, rows)}")
    names = ("title", "unit", "better", "n", "definition")
    rows = [(f"`{one['measure']}`", *(one[name] for name in names)) for one in told["measures"]]
    head = ("measure", "shown as", "unit", "better", "n counts", "definition")
    return "\n\n".join((*parts, f"## Measures\n\n{_table(head, rows)}")) + "\n"


def _file(path: str, table: Table, *, source: str, folders: tuple[str, ...] = ()) -> dict[str, Any]:
    columns = [
        {"name": name, "type": FOLDERS[name][0], "meaning": FOLDERS[name][1], "unit": "", "source": "the folder's name"}
        for name in folders
    ]
    columns += [
        {"name": c.name, "type": KINDS[c.type], "meaning": c.says, "unit": _unit(table, c.name), "source": source}
        for c in table.columns
        if c.name not in folders
    ]
    return {"path": path, "says": table.says, "columns": columns}


def _unit(table: Table, column: str) -> str:
    return (UNITS if table in (CELLS, MEASURES, DOORS) else cells_doors.UNITS).get(column, "")


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(str(cell).replace("|", "\\|") for cell in row) + " |" for row in lines)
