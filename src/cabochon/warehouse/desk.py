"""A desk for somebody else's SQL: tables in the memory of a process of its own, which reads no file and can be ended.

DuckDB ends a query between two steps, not within one (repeat('x', 10**9) ran on for seconds and took 1.8 GB), and what
is asked here is written by people outside: so it runs beside the house, with limits of the operating system's own.
"""

import os
import struct
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import IO, Any

import msgspec

from ..refusals import Unanswerable
from . import Table

CHUNK = 20_000  # rows that go over at once
GRACE = 3.0  # s between asking a query to end and ending its process
SIZE = struct.Struct(">I")
TYPES = {"text": "varchar", "day": "date", "int": "bigint", "real": "double", "truth": "boolean"}


class Ended(Unanswerable):
    """The process is gone, and the tables with it; another desk has to be laid."""


@dataclass(frozen=True, slots=True)
class Found:
    """The rows of an answer. kinds: number, text or truth, by column; cut: there would have been more rows."""

    columns: tuple[str, ...]
    kinds: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    cut: bool = False


class Desk:
    """Safe from several threads: one question at a time. memory: MB that its tables and questions may take."""

    def __init__(self, *, memory: int = 512, threads: int = 1) -> None:
        self._asking, self.ended = threading.Lock(), False
        # Nothing of our surroundings goes along: no environment, no open files, no working folder.
        self._process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", "cabochon.warehouse.desk_child", str(memory), str(threads)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd="/",
            env={"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
        )  # fmt: skip

    def make(self, table: Table) -> None:
        """An empty table in place of one of this name; types are those of TYPES: truth besides what a fact has.

        Raises:
            Ended: see there; every method may raise it.
        """
        self._told({"do": "make", "table": table.name, "columns": _shape(table)}, 60.0)

    def add(self, table: Table, rows: Sequence[tuple[Any, ...]]) -> None:
        """Rows in column order; days are dates or text.

        Raises:
            Unanswerable: they do not fit into the memory.
        """
        for start in range(0, len(rows), CHUNK):
            part = zip(*rows[start : start + CHUNK], strict=True)
            cells = msgspec.json.encode({f"c{i}": column for i, column in enumerate(part)}).decode()
            self._told({"do": "put", "table": table.name, "columns": _shape(table), "cells": cells}, 60.0)

    def together(self, name: str, tables: Sequence[str]) -> None:
        """One name for several tables of the same columns."""
        self._told({"do": "together", "table": name, "of": list(tables)}, 60.0)

    def ask(self, sql: str, *, seconds: float, rows: int) -> Found:
        """Run one SELECT, for so long, up to so many rows.

        Raises:
            Unanswerable: the engine cannot make sense of it, it took too long or too much room.
        """
        said = self._told({"do": "ask", "sql": sql, "seconds": seconds, "rows": rows}, seconds)
        return Found(tuple(said["names"]), tuple(said["kinds"]), tuple(map(tuple, said["rows"])), said["cut"])

    def close(self) -> None:
        self.ended = True
        for pipe in (self._process.stdin, self._process.stdout):
            with suppress(OSError):
                if pipe is not None:
                    pipe.close()
        try:
            self._process.wait(GRACE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _told(self, message: dict[str, Any], seconds: float) -> dict[str, Any]:
        with self._asking:
            end = threading.Timer(seconds + GRACE, self._process.kill)
            end.daemon = True
            end.start()
            try:
                if self.ended:
                    raise Ended("the desk is closed; ask again")
                send(self._process.stdin, message)
                said = hear(self._process.stdout)
            except (OSError, ValueError, EOFError):
                self.ended = True
                raise Ended("it took too much time or memory and was ended; ask for less at a time") from None
            finally:
                end.cancel()
        if "fault" in said:
            raise Unanswerable(said["fault"])
        return said


def _shape(table: Table) -> list[tuple[str, str]]:
    return [(column.name, TYPES[column.type]) for column in table.columns]


def send(pipe: IO[bytes] | None, message: dict[str, Any]) -> None:
    if pipe is None:
        raise EOFError
    body = msgspec.msgpack.encode(message)
    pipe.write(SIZE.pack(len(body)) + body)
    pipe.flush()


def hear(pipe: IO[bytes] | None) -> dict[str, Any]:
    """
    Raises:
        EOFError: the other side is gone.
    """
    head = pipe.read(SIZE.size) if pipe is not None else b""
    if pipe is None or len(head) < SIZE.size:
        raise EOFError
    (size,) = SIZE.unpack(head)
    body = pipe.read(size)
    if len(body) < size:
        raise EOFError
    found: dict[str, Any] = msgspec.msgpack.decode(body)
    return found
