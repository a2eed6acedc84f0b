"""What a command is: its words, its arguments, an example, and a function of a house."""

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from ..house import House

OK, FAULT, USAGE, PARTLY = 0, 1, 2, 3
CODES = "exit codes: 0 done, 1 refused or faulty, 2 wrong usage, 3 done in part (something waits in the quarantine)"


class Out(Protocol):
    """Where a command writes: its own terminal, or through the socket of a running server."""

    def say(self, line: str = "") -> None: ...
    def tell(self, text: str) -> None:
        """Progress and remarks, to stderr; no line end is added."""

    def input(self) -> bytes:
        """All of stdin, b"" when nobody typed ahead of the command."""


@dataclass(frozen=True, slots=True)
class Command:
    name: str
    help: str
    example: str
    arguments: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace, House, Out], int] | None  # None: the command opens its house itself


def folder(parser: argparse.ArgumentParser, default: str | None = None) -> None:
    parser.add_argument("--data", metavar="DIR", type=Path, required=default is None,
                        default=Path(default) if default else None, help="the data folder")  # fmt: skip
