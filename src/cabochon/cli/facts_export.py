"""`export facts`: the numbers that may leave, as a folder of Parquet."""

import argparse
import time
from datetime import date
from pathlib import Path

from ..house import House
from ..house.cells import weeks_of
from ..house.cells_export import export as written
from ..privacy.viewer import Viewer
from ..refusals import Refused
from .command import OK, Out

SIEVE = ("verb", "activity", "boutique", "kind", "agent", "source")
OFTEN = 0.5  # s between two words on how far it is


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--to", metavar="DIR", default="", help="facts: the folder that is made, or made anew")
    parser.add_argument(
        "--as", dest="who", metavar="ACCOUNT", default="", help="facts: as this login sees them (default: operator)"
    )


def export(args: argparse.Namespace, house: House, out: Out) -> int:
    if not args.to:
        raise Refused("is needed: the folder to be made", "--to")
    _refuse_statements(args)
    viewer = seen_as(args.who, house)
    house.catch_up()
    weeks = weeks_of(house.today, since=_day(args.since, "--since"), until=_day(args.until, "--until"))
    begun = said = time.monotonic()

    def watch(what: str, done: int, whole: int) -> None:
        nonlocal said
        if (now := time.monotonic()) - said > OFTEN:
            said = now
            out.progress(f"{what}; {done / whole:.0%}, {now - begun:,.0f} s")

    target = Path(args.cwd, args.to)
    try:
        made = written(house, viewer, target, weeks=weeks, by="operator", watch=watch, apart=args.data)
    finally:
        out.progress("")
    rows, size = sum(file.rows for file in made.files), sum(file.bytes for file in made.files)
    out.tell(
        f"{weeks.count} weeks, {weeks.since} to {weeks.until}: {rows:,} rows in {len(made.files)} files, "
        f"{size:,} bytes, {time.monotonic() - begun:,.1f} s; {args.to}/dictionary.md says what they mean\n"
    )
    return OK


def seen_as(login: str, house: House) -> Viewer:
    """The viewer a login is; without one the operator, an HQ leader.

    Raises:
        Refused: there is no such account.
    """
    viewer = house.viewer_by_login(login) if login and login != "operator" else house.operator()
    if viewer is None:
        raise Refused(f"there is no account {login!r}, or it is disabled; `cabochon user list` shows them", "--as")
    return viewer


def refuse_facts(args: argparse.Namespace) -> None:
    """
    Raises:
        Refused: a word that the export of statements does not know.
    """
    for name, word in (("to", "--to"), ("who", "--as")):
        if getattr(args, name):
            raise Refused("is for `export facts`; statements go to --out FILE", word)


def _refuse_statements(args: argparse.Namespace) -> None:
    """
    Raises:
        Refused: a word that chooses statements.
    """
    chosen = {"--out": args.out != "-", "--gzip": args.gzip, "--voided": args.voided, "--after": args.after,
              "--key": args.key, "--format": args.format != "jsonl"}  # fmt: skip
    chosen |= {f"--{name}": getattr(args, name) for name in SIEVE}
    for word, given in chosen.items():
        if given:
            raise Refused("chooses statements; an export of facts has --to, --since, --until and --as", word)


def _day(text: str | None, word: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Refused(f"{str(text)[:40]!r} is not a date; write 2026-03-31", word) from None
