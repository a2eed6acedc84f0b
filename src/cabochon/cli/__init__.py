"""The front step: every command, run on a house of its own or through the one that is running."""

import argparse
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from traceback import extract_tb, print_exc

from .. import __version__
from ..refusals import Refused, Unanswerable, Unknown
from . import (
    accounts,
    agreement,
    asking,
    audit,
    backup,
    connections,
    exporting,
    forgetting,
    forwarding,
    group,
    hooks,
    importing,
    keys,
    pulling,
    report,
    retention,
    scaling,
    serving,
    socket,
    sql,
    sso,
    upkeep,
    verdicts,
)
from .command import CODES, FAULT, OK, Command, settled
from .terminal import Terminal

COMMANDS: tuple[Command, ...] = (
    *serving.COMMANDS,
    *importing.COMMANDS,
    *pulling.COMMANDS,
    *connections.COMMANDS,
    *hooks.COMMANDS,
    *exporting.COMMANDS,
    *forwarding.COMMANDS,
    *group.COMMANDS,
    *asking.COMMANDS,
    *verdicts.COMMANDS,
    *report.COMMANDS,
    *sql.COMMANDS,
    *accounts.COMMANDS,
    *forgetting.COMMANDS,
    *agreement.COMMANDS,
    *sso.COMMANDS,
    *keys.COMMANDS,
    *audit.COMMANDS,
    *upkeep.COMMANDS,
    *backup.COMMANDS,
    *retention.COMMANDS,
    *scaling.COMMANDS,
)
START = """start here:
  cabochon demo                                         a pretend maison, to look at
  cabochon import doors doors.csv --data data           your own: doors, people, catalogue, then what the till sends
  cabochon serve --data data                            open it; prints the first administrator's sign-in link
  cabochon COMMAND --help                               every command has an example"""
PATIENCE = 5.0  # seconds to wait for a folder that another command holds, or a server that is just starting
PRIVATE = 0o077


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code. Nothing but a bug's own line ever reaches stderr as a fault of ours."""
    words = list(sys.argv[1:] if argv is None else argv)
    before = os.umask(PRIVATE)  # what is written into a data folder is its owner's
    try:
        return run(parser().parse_args(words), words)
    except SystemExit as left:  # argparse: --help, or wrong usage
        return left.code if isinstance(left.code, int) else OK
    except (Refused, Unanswerable) as refusal:
        print(f"cabochon: {refusal}", file=sys.stderr)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # the reader had enough (| head)
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK
    except OSError as error:
        named = f"{error.filename}: " if error.filename else ""
        print(f"cabochon: {named}{error.strerror or error}", file=sys.stderr)
    except Exception as fault:
        print(f"cabochon: {bug(fault)}", file=sys.stderr)
        if os.environ.get("CABOCHON_TRACE"):
            print_exc()
    finally:
        os.umask(before)
    return FAULT


def bug(fault: Exception) -> str:
    """A fault of our own in one line: what, and where in the source."""
    place = extract_tb(fault.__traceback__)[-1]
    where = f"{'/'.join(Path(place.filename).parts[-2:])}, line {place.lineno}"
    met = f"met a fault of its own ({type(fault).__name__} at {where})"
    return f"{met}; please report it. CABOCHON_TRACE=1 shows the trace"


def run(args: argparse.Namespace, words: list[str]) -> int:
    from ..house import House  # opening the rooms takes a moment --help need not wait for
    from ..house.folder import InUse

    command: Command = args.command
    if command.run is None:
        return int(args.alone(args, Terminal()))
    there(args.data, command)
    args.cwd = os.getcwd()
    values = settled(args.data, args)
    until = time.monotonic() + PATIENCE
    while True:
        try:
            house = House.open(args.data, values)
            break
        except InUse:
            try:
                return socket.forward(args.data, words, Terminal())
            except socket.Silent:
                if time.monotonic() > until:
                    raise
        time.sleep(0.1)
    try:
        return command.run(args, house, Terminal())
    finally:
        house.close()


def there(folder: Path, command: Command) -> None:
    """
    Raises:
        Unknown: there is no such folder, and the command makes none. Refused: it is a file.
    """
    if folder.exists() and not folder.is_dir():
        raise Refused("is a file; a data folder is needed", f"--data {folder}")
    if not folder.exists() and not command.makes:
        raise Unknown("there is no such folder; `cabochon serve` or `cabochon import` makes one", f"--data {folder}")


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(
        prog="cabochon",
        description="Coaching and short training in boutiques, and what they changed.",
        epilog=START,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    top.add_argument("--version", action="version", version=f"cabochon {__version__}")
    commands = top.add_subparsers(metavar="COMMAND", required=True)
    for command in COMMANDS:
        add(commands, command)
    return top


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]", command: Command) -> None:
    more = f"{command.more}\n\n" if command.more else ""
    one = commands.add_parser(
        command.name,
        help=command.help,
        description=command.help + ".",
        epilog=f"{more}example:\n  {command.example}\n\n{CODES}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    command.arguments(one)
    one.set_defaults(command=command)
