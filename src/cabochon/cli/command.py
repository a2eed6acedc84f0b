"""What a command is: its words, its arguments, an example, and a function of a house."""

import argparse
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from ..house import House
from ..settings import load

OK, FAULT, USAGE, PARTLY = 0, 1, 2, 3
CODES = "exit codes: 0 done, 1 refused or faulty, 2 wrong usage, 3 done in part (something waits in the quarantine)"


class Out(Protocol):
    """Where a command writes: its own terminal, or through the socket of a running server."""

    def say(self, line: str = "") -> None: ...
    def tell(self, text: str) -> None:
        """Progress and remarks, to stderr; no line end is added."""

    def input(self) -> bytes:
        """All of stdin; b"" when it is a terminal: nobody typed ahead of the command."""

    def piece(self) -> bytes:
        """The next bytes of stdin, b"" at its end: for what may be larger than memory."""

    def progress(self, text: str) -> None:
        """A line that replaces itself on a terminal; nothing where nobody watches. "" takes it away."""

    def secret(self, prompt: str, environ: str = "") -> str:
        """One line that is not shown: of the caller's environment, the first of stdin, or asked for at a terminal."""


@dataclass(frozen=True, slots=True)
class Command:
    """more: said under the help's arguments. makes: a folder that is not there yet is made."""

    name: str
    help: str
    example: str
    arguments: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace, House, Out], int] | None  # None: `alone`, set by arguments, opens what it needs
    more: str = ""
    makes: bool = False


def folder(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", metavar="DIR", type=Path, required=True, help="the data folder")
    parser.add_argument(
        "--log", metavar="ADDRESS", default="", help="postgresql:// address of a shared house (or CABOCHON_LOG)"
    )


def settled(folder: Path, args: argparse.Namespace) -> dict[str, Any]:
    """The settings for a folder, with what this command says besides."""
    values = load(folder, os.environ)
    values["log"] = getattr(args, "log", "") or values["log"]
    return values


def as_json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print JSON, for a program to read")


def table(rows: Sequence[Sequence[str]], right: frozenset[int] = frozenset()) -> list[str]:
    """Lines of columns two spaces apart; the first row is the head. right: columns of numbers."""
    wide = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    written = [
        "  ".join(
            c.rjust(w) if i in right else c.ljust(w) for i, (c, w) in enumerate(zip(row, wide, strict=True))
        ).rstrip()
        for row in rows
    ]
    return [written[0], "  ".join("-" * w for w in wide), *written[1:]]
