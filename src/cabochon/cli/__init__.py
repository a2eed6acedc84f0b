"""The front step: every command, run on a house of its own or through the one that is running."""

import argparse
import os
import sys
from collections.abc import Sequence

from .. import __version__
from ..refusals import Refused, Unanswerable
from ..settings import load
from . import accounts, asking, importing, serving, socket, upkeep
from .command import CODES, FAULT, Command

COMMANDS: tuple[Command, ...] = (
    *serving.COMMANDS,
    *importing.COMMANDS,
    *asking.COMMANDS,
    *accounts.COMMANDS,
    *upkeep.COMMANDS,
)


class Terminal:
    def say(self, line: str = "") -> None:
        print(line, flush=True)

    def tell(self, text: str) -> None:
        sys.stderr.write(text)
        sys.stderr.flush()

    def input(self) -> bytes:
        return b"" if sys.stdin is None or sys.stdin.isatty() else sys.stdin.buffer.read()


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    words = list(sys.argv[1:] if argv is None else argv)
    try:
        args = parser().parse_args(words)
        return run(args, words)
    except (Refused, Unanswerable) as refusal:
        print(f"cabochon: {refusal}", file=sys.stderr)
        return FAULT
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # the reader had enough (| head)
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def run(args: argparse.Namespace, words: list[str]) -> int:
    from ..house import House  # noqa: PLC0415 - opening the rooms takes a moment --help need not wait for
    from ..house.folder import InUse  # noqa: PLC0415

    command: Command = args.command
    if command.run is None:
        return int(args.alone(args, Terminal()))
    values = load(args.data, os.environ)
    try:
        house = House.open(args.data, values)
    except InUse:
        return socket.forward(args.data, words, Terminal())
    try:
        return command.run(args, house, Terminal())
    finally:
        house.close()


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(
        prog="cabochon", description="Coaching and short training in boutiques, and what they changed."
    )
    top.add_argument("--version", action="version", version=f"cabochon {__version__}")
    commands = top.add_subparsers(metavar="COMMAND", required=True)
    for command in COMMANDS:
        add(commands, command)
    return top


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]", command: Command) -> None:
    one = commands.add_parser(
        command.name,
        help=command.help,
        description=command.help,
        epilog=f"example:\n  {command.example}\n\n{CODES}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.arguments(one)
    one.set_defaults(command=command)
