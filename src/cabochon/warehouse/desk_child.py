"""The other side of `desk`: a process that holds tables in memory and answers SELECTs, and does nothing else."""

import resource
import sys
import threading
from datetime import date, datetime
from itertools import chain
from typing import Any

import duckdb

from .columnar import quoted
from .desk import hear, send
from .duckdb import LOCKED

MB = 1_000_000
BESIDE = 700  # MB of a process besides what DuckDB counts: Python, stacks, strings in the making
LONGEST = 10_000  # characters of one cell
MOST = 8_000_000  # characters of an answer
WHOLE = 2**63  # beyond it a whole number goes over as text
NUMBERS = ("INT", "DOUBLE", "FLOAT", "DECIMAL", "REAL", "NUMERIC")  # of names like HUGEINT, UBIGINT, DECIMAL(18,3)


def main(memory: int, threads: int) -> None:
    """Serve the pipe until it is closed."""
    limit = (memory + BESIDE) * MB
    resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    own: dict[str, Any] = {"memory_limit": f"{memory}MB", "threads": threads, "temp_directory": ""}
    db = duckdb.connect(":memory:", config={**LOCKED, **own, "python_enable_replacements": "false"})
    db.execute("set lock_configuration = true")
    while True:
        try:
            message = hear(sys.stdin.buffer)
        except EOFError:
            return
        send(sys.stdout.buffer, answered(db, message))


def answered(db: duckdb.DuckDBPyConnection, message: dict[str, Any]) -> dict[str, Any]:
    try:
        match message["do"]:
            case "make":
                columns = ", ".join(f"{quoted(name)} {kind}" for name, kind in message["columns"])
                db.execute(f"create or replace table {quoted(message['table'])} ({columns})")
            case "put":
                put(db, message["table"], message["columns"], cells=message["cells"])
            case "together":
                parts = " union all ".join(f"from {quoted(name)}" for name in message["of"])
                db.execute(f"create or replace view {quoted(message['table'])} as {parts}")
            case _:
                return asked(db, message)
    except duckdb.Error as fault:
        return {"fault": said(fault)}
    except MemoryError:
        return {"fault": "it needs more memory than one question may take; ask for less at a time"}
    return {}


def put(db: duckdb.DuckDBPyConnection, table: str, columns: list[list[str]], *, cells: str) -> None:
    shape = ", ".join(f'"c{i}": ["{kind}"]' for i, (_, kind) in enumerate(columns))
    unnested = ", ".join(f"unnest(s.c{i})" for i in range(len(columns)))
    told = f"select from_json_strict($cells, '{{{shape}}}') s"
    db.execute(f"insert into {quoted(table)} select {unnested} from ({told})", {"cells": cells})  # noqa: S608


def asked(db: duckdb.DuckDBPyConnection, message: dict[str, Any]) -> dict[str, Any]:
    statements = duckdb.extract_statements(message["sql"])
    if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
        return {"fault": "only a single SELECT is answered here"}
    cursor, most = db.cursor(), message["rows"]
    end = threading.Timer(message["seconds"], cursor.interrupt)
    end.daemon = True
    end.start()
    try:
        found = cursor.execute(statements[0])
        heads = [(str(column[0]), kind(str(column[1]))) for column in found.description or ()]
        rows: list[list[Any]] = []
        size = 0
        while len(rows) <= most and size < MOST and (part := found.fetchmany(500)):
            rows += ([plain(cell) for cell in row] for row in part)
            size += sum(len(cell) for cell in chain(*rows[-len(part) :]) if isinstance(cell, str))
    except duckdb.InterruptException:
        return {"fault": f"it took longer than {message['seconds']:g} seconds; ask for less at a time"}
    finally:
        end.cancel()
        cursor.close()
    names, kinds = [name for name, _ in heads], [one for _, one in heads]
    return {"names": names, "kinds": kinds, "rows": rows[:most], "cut": len(rows) > most or size >= MOST}


def kind(name: str) -> str:
    return "truth" if name == "BOOLEAN" else "number" if any(one in name for one in NUMBERS) else "text"


def plain(cell: Any) -> Any:
    """What goes over: truth, whole numbers, reals and text; a day as 2026-03-01."""
    match cell:
        case None | bool() | float():
            return cell
        case int():
            return cell if abs(cell) < WHOLE else str(cell)
        case datetime() | date():
            return cell.isoformat()
        case str():
            return cell if len(cell) <= LONGEST else cell[:LONGEST] + "…"
        case _ if type(cell).__name__ == "Decimal":
            return float(cell)
        case _:
            return str(cell)[:LONGEST]


def said(fault: duckdb.Error) -> str:
    """The engine's own words, without its name for the fault and the place in SQL that was written anew."""
    text = str(fault).split("\n\nLINE ", 1)[0].strip()
    if isinstance(fault, duckdb.OutOfMemoryException):
        return "it needs more memory than one question may take; ask for less at a time"
    head, colon, rest = text.partition(": ")
    return (rest if colon and head.endswith("Error") else text).replace("\n", " ")[:600]


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
