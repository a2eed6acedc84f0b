"""`sql`: a SELECT over the cells that may leave the house, as the page /sql answers it."""

import argparse
import json
from math import isfinite

from ..house import House
from ..house.analyst import ROWS, TABLES, Told
from ..house.analyst_rows import as_csv
from ..refusals import Refused
from .command import OK, Command, Out, as_json, folder, table
from .facts_export import seen_as

HOUR = 3600.0  # s: here one waits until the cells are counted
WIDE = 60  # characters of a cell in a terminal


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "sql",
        metavar="SQL",
        nargs="?",
        default="",
        help="a SELECT; - reads it from standard input; left out: the tables",
    )
    parser.add_argument(
        "--as", dest="who", metavar="ACCOUNT", default="", help="ask as this login (default: operator, an HQ leader)"
    )
    shape = parser.add_mutually_exclusive_group()
    as_json(shape)  # type: ignore[arg-type]
    shape.add_argument("--csv", action="store_true", help="print CSV, for a spreadsheet")
    folder(parser)


def sql(args: argparse.Namespace, house: House, out: Out) -> int:
    viewer = seen_as(args.who, house)
    if not args.sql:
        return _tables(args, out)
    text = out.input().decode("utf-8", "replace") if args.sql == "-" else args.sql
    house.catch_up()

    def watch(done: int, whole: int) -> None:
        out.progress(f"counting cells: {done} of {whole}")

    try:
        told = house.analyst.ask(viewer, text, patience=HOUR, watch=watch)
    finally:
        out.progress("")
    if told.found is None:
        raise Refused("the cells are not counted within an hour; name fewer tables", "SQL")
    _said(args, told, out)
    if told.found.cut:
        out.tell(f"cut after {len(told.found.rows):,} rows; at most {ROWS:,} are answered\n")
    return OK


def _said(args: argparse.Namespace, told: Told, out: Out) -> None:
    found = told.found
    if found is None:
        return
    if args.csv:
        out.say(as_csv(found).decode().removesuffix("\r\n"))
    elif args.json:
        rows = [[_plain(cell) for cell in row] for row in found.rows]
        out.say(json.dumps({"columns": found.columns, "rows": rows, "cut": found.cut, "since": told.weeks.since,
                            "until": told.weeks.until}, ensure_ascii=False, default=str))  # fmt: skip
    elif not found.rows:
        out.say("no rows")
    else:
        numbers = frozenset(i for i, kind in enumerate(found.kinds) if kind == "number")
        words = [[_word(cell) for cell in row] for row in found.rows]
        for line in table([list(found.columns), *words], numbers):
            out.say(line)


def _tables(args: argparse.Namespace, out: Out) -> int:
    if args.json:
        out.say(json.dumps({name: {c.name: c.says for c in one.columns} for name, one in TABLES.items()}))
        return OK
    rows = [("table", "column", "meaning")]
    known: set[tuple[str, ...]] = set()
    for name, one in TABLES.items():
        if (names := tuple(c.name for c in one.columns)) in known:
            rows.append((name, "", "as cells, of this step alone"))
            continue
        known.add(names)
        rows += [(name if i == 0 else "", c.name, c.says) for i, c in enumerate(one.columns)]
    for line in table(rows):
        out.say(line)
    return OK


def _plain(cell: object) -> object:
    return None if isinstance(cell, float) and not isfinite(cell) else cell


def _word(cell: object) -> str:
    if cell is None:
        return "-"
    if isinstance(cell, bool):
        return "true" if cell else "false"
    text = f"{cell:.6g}" if isinstance(cell, float) else str(cell).replace("\n", " ")
    return text if len(text) <= WIDE else text[: WIDE - 1] + "…"


COMMANDS = (
    Command(
        "sql",
        "Ask in SQL, over every number by closed week",
        "cabochon sql \"select boutique, week, value from boutique where measure = 'attach_rate'\" --data data",
        arguments,
        sql,
        more="Only SELECT, over the tables that `cabochon sql --data DIR` lists: cells as a leader at headquarters\n"
        "(or the account of --as) may see them. What too few people or events stand behind is a row with held_back\n"
        "and no value. The cells of a table are counted when it is first named. At most 10,000 rows, ten seconds.\n"
        "Each use is audited.",
    ),
)
