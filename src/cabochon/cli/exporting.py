"""`export`: statements as a file, in the order they were kept; and the numbers that may leave (facts_export)."""

import argparse
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import IO

from ..directory.rows import Key
from ..house import House
from ..house.exporting import FORMATS, Piece, Wanted, exported
from ..house.exporting_choice import KIND_NAMES, Limits, choice_of, limits_of_key
from ..privacy.keys import live
from ..refusals import Refused
from . import facts_export
from .command import OK, Command, Out, folder

STDOUT = "-"
OFTEN = 0.5  # s between two words on how far it is
FILTERS = ("since", "until", "verb", "activity", "boutique", "kind", "agent", "source")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", metavar="WHAT", choices=("statements", "facts"), help="what is exported")
    parser.add_argument("--format", choices=FORMATS, default="jsonl", help="default: jsonl, one statement a line")
    parser.add_argument("--out", metavar="FILE", default=STDOUT, help="default: -, the standard output")
    parser.add_argument("--gzip", action="store_true", help="packed; needs --out FILE")
    filters(parser, dates=True)
    parser.add_argument("--agent", action="append", default=[], metavar="A", help="mailto:... or an agent in JSON")
    parser.add_argument(
        "--after", type=_position, default=0, metavar="N", help="go on where an export ended; FILE is added to"
    )
    parser.add_argument("--voided", action="store_true", help="statements that were taken back as well")
    parser.add_argument("--key", metavar="KEY", help="what this key reads by GET /xapi/statements, text included")
    facts_export.arguments(parser)
    folder(parser)


def filters(parser: argparse.ArgumentParser, *, dates: bool) -> None:
    """The words a choice is made by; each may be given several times."""
    if dates:
        parser.add_argument(
            "--since", metavar="T", help="stored after this time, 2026-03-01T00:00:00+01:00; facts: first day"
        )
        parser.add_argument("--until", metavar="T", help="stored at this time or before; facts: last day")
    several = {
        "verb": "this verb's IRI; several: any of them",
        "activity": "about this activity",
        "boutique": "of this boutique",
        "kind": f"one of {', '.join(KIND_NAMES)}",
        "source": "that its sender names as platform, till:csv",
    }
    for name, says in several.items():
        parser.add_argument(f"--{name}", action="append", default=[], metavar=name[:1].upper(), help=says)


def words(args: argparse.Namespace, names: tuple[str, ...] = FILTERS) -> dict[str, list[str]]:
    """The filters as `choice_of` takes them."""
    given = {name: getattr(args, name, None) for name in names}
    return {name: [value] if isinstance(value, str) else list(value) for name, value in given.items() if value}


def _position(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise argparse.ArgumentTypeError(f"{text!r} is no position; it is a whole number from 0")
    return int(text)


def export(args: argparse.Namespace, house: House, out: Out) -> int:
    if args.what == "facts":
        return facts_export.export(args, house, out)
    facts_export.refuse_facts(args)
    try:
        choice = choice_of(words(args))
    except Refused as fault:
        raise Refused(fault.reason, f"--{fault.pointer}") from None
    if args.out == STDOUT and (args.gzip or args.format == "parquet"):
        what = "packed" if args.gzip else "Parquet"
        raise Refused(f"is the terminal's text; name a file for what is {what}", "--out")
    path = None if args.out == STDOUT else Path(args.cwd, args.out)
    adds = args.after > 0 and (path is None or (path.exists() and path.stat().st_size > 0))
    if adds and args.format == "parquet":
        raise Refused("is there already, and a Parquet file cannot be added to; name another", args.out)
    limits: Limits = ()
    if args.key:
        limits = limits_of_key(house, _key(house, args.key))
    wanted = Wanted(
        choice, args.format, raw=bool(args.key), limits=limits, voided=args.voided, after=args.after,
        gzip=args.gzip, head=not adds,
    )  # fmt: skip
    by = f"operator as key {args.key}" if args.key else "operator"
    pieces = exported(house, wanted, by=by)
    with ExitStack() as stack:
        file = stack.enter_context(path.open("ab" if adds else "wb")) if path else None
        return _written(pieces, file, out, after=args.after)


def _key(house: House, name: str) -> Key:
    """
    Raises:
        Unknown: there is no such key. Refused: it opens nothing any more.
    """
    key = house.keyring.key(name)
    if not live(key, house.clock()):
        raise Refused("is revoked or has expired; name one that still reads", "--key")
    return key


def _written(pieces: Iterator[Piece], file: IO[bytes] | None, out: Out, *, after: int) -> int:
    """Write every piece; the position is said at the end, also where the end is Ctrl-C or a full disk."""
    begun, said, count, size, position = time.monotonic(), time.monotonic(), 0, 0, after
    try:
        for piece in pieces:
            if file is not None:
                file.write(piece.body)
            elif piece.body:
                out.say(piece.body.decode().removesuffix("\n"))
            count, size, position = count + piece.statements, size + len(piece.body), piece.position
            if (now := time.monotonic()) - said > OFTEN:
                said = now
                out.progress(progress(piece, count, now - begun, after=after))
        if file is not None:
            file.flush()
    finally:
        out.progress("")
        out.tell(f"{count:,} statements, {size:,} bytes; the next export goes on with --after {position}\n")
    return OK


def progress(piece: Piece, count: int, seconds: float, *, after: int) -> str:
    """How far, how fast and how long yet: by places of the log, of which those not chosen are some."""
    done, whole = piece.position - after, piece.whole - after
    rate = done / seconds if seconds > 0 else 0.0
    left = round((whole - done) / rate) if rate else 0
    return (
        f"{count:,} statements; {done:,} of {whole:,} looked at, {rate:,.0f} a second, "
        f"{left // 60}:{left % 60:02} left (position {piece.position})"
    )


COMMANDS = (
    Command(
        "export",
        "Write statements to a file, or the numbers that may leave the house to a folder of Parquet",
        "cabochon export statements --format csv --since 2026-03-01T00:00:00+01:00 --out statements.csv --data data\n"
        "  cabochon export facts --to /srv/bi/cabochon --data data",
        arguments,
        export,
        more="Notes and clients' comments stay out; --key writes what that key may read, with its text. The last line\n"
        "on stderr says how far it came: with --after and the same FILE the next export adds what is new, also after\n"
        'an interrupted one. Parquet needs one more package: pip install "cabochon[parquet]". Each export is audited.\n'
        "\nfacts: every measure by closed week over the ladder of places, with small groups held back, and tables of\n"
        "whole doors that name nobody; by month, with a data dictionary and a manifest. The folder is put in place\n"
        "whole, the one before stays until then. Without --since the last 53 closed weeks; days between --since and\n"
        "--until are taken as the weeks that lie wholly within them.",
    ),
)
