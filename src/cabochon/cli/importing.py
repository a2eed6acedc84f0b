"""`import` and `mapping`: files from tills, survey tools, counters and spreadsheets."""

import argparse
import json
import os
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from ..connectors import KINDS, default_text
from ..house import House
from ..house.importing import Imported, outcome_of
from ..house.intake import KIND
from ..refusals import Refused
from . import statements
from .command import OK, PARTLY, Command, Out, as_json, folder
from .preview import preview

STDIN = "-"
SHOWN = 12  # reasons printed; --json lists all


def kind(text: str) -> str:
    """A feed's name; the ending _csv may be left out."""
    for name in (text, f"{text}_csv"):
        if name in KINDS:
            return name
    raise argparse.ArgumentTypeError(f"there is no feed {text!r}; there are {', '.join(KINDS)}")


def brought(text: str) -> str:
    """What can be imported: a feed, or the statements of another store."""
    try:
        return text if text == KIND else kind(text)
    except argparse.ArgumentTypeError as error:
        raise argparse.ArgumentTypeError(f"{error}, {KIND}") from None


def kinds() -> str:
    return "kinds (_csv may be left out):\n" + "\n".join(f"  {name:12} {feed.says}" for name, feed in KINDS.items())


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("kind", metavar="KIND", type=brought, help="what the file holds, see below")
    parser.add_argument("files", metavar="FILE", nargs="+", help="the file; - for stdin; of statements, several")
    parser.add_argument(
        "--mapping",
        type=Path,
        metavar="FILE",
        help="which column means what (TOML); `cabochon mapping KIND` prints one to start from",
    )
    parser.add_argument("--dry-run", action="store_true", help="keep nothing; show what would happen")
    parser.add_argument(
        "--exported",
        type=moment,
        metavar="TIME",
        help="when the file was exported, for rows without a version (default: the file's own time)",
    )
    parser.add_argument(
        "--valid-from",
        type=day,
        metavar="D",
        help="master data: holds from this day on (default: it always held)",
    )
    parser.add_argument("--key", metavar="NAME", default="", help="statements: on behalf of this key, with its rights")
    as_json(parser)
    folder(parser)


def moment(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a time; write 2026-03-31T22:00+02:00") from None
    return at if at.tzinfo else at.astimezone()


def day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a date; write 2026-03-31") from None


def bring(args: argparse.Namespace, house: House, out: Out) -> int:
    if args.kind == KIND:
        return statements.bring(args, house, out)
    if len(args.files) > 1:
        raise Refused("is one file too many; import one after the other", args.files[1])
    if args.key:
        raise Refused(f"is for {KIND} alone", "--key")
    (args.file,) = args.files
    mapping = text_of(args.mapping)
    if args.file == STDIN:
        done = _read(args, house, out, out.input(), args.exported or house.clock(), mapping)
    else:
        path = Path(args.cwd, args.file)
        if path.is_dir():
            raise Refused("is a folder; name the file in it", args.file)
        with path.open("rb") as source:
            exported = args.exported or datetime.fromtimestamp(os.fstat(source.fileno()).st_mtime, UTC)
            done = _read(args, house, out, source, exported, mapping)
    if not args.dry_run:
        house.directory.note("operator", "imported", args.kind, f"{done.rows} rows, {len(done.bad)} quarantined")
        house.catch_up()
    if args.json:
        out.say(json.dumps({"kind": args.kind, "dry_run": args.dry_run} | outcome_of(done), ensure_ascii=False))
    else:
        for line in told(done, dry=args.dry_run):
            out.say(line)
    return PARTLY if done.bad else OK


def text_of(mapping: Path | None) -> str:
    """The text of a mapping file, "" for none.

    Raises:
        Refused: it is no text. OSError: it cannot be opened.
    """
    if mapping is None:
        return ""
    try:
        return mapping.read_text("utf-8-sig")
    except UnicodeDecodeError:
        raise Refused("is not UTF-8; save the mapping file as UTF-8", str(mapping)) from None


def _read(args: argparse.Namespace, house: House, out: Out, body: Any, exported: datetime, mapping: str) -> Imported:
    shown = 0

    def progress(rows: int) -> None:
        nonlocal shown
        if not args.json:
            out.tell(f"\r{rows:,} read")
            shown = rows

    try:
        return house.imports.read(
            args.kind, body, received=exported, mapping=mapping, valid_from=args.valid_from, dry=args.dry_run,
            progress=progress,
        )  # fmt: skip
    finally:
        if shown:
            out.tell("\n")


def told(done: Imported, *, dry: bool) -> list[str]:
    counts = outcome_of(done)
    lines = (
        ["A dry run: nothing was kept. The first would become:", *(f"  {preview(item)}" for item in done.preview)]
        if dry
        else []
    )
    lines += [
        f"{counts['new']:>8,} new",
        f"{counts['repeated']:>8,} repeated (known already, nothing changed)",
        f"{counts['corrected']:>8,} corrected",
    ]
    if counts["masked"]:
        lines.append(f"{counts['masked']:>8,} with a text taken out, because it told of a client")
    if done.skipped:
        lines.append(f"{counts['skipped']:>8,} passed over")
        lines += [f"         {text}" for text in _grouped(done.skipped)]
    if done.absent:
        who = "person known before is" if done.absent == 1 else "people known before are"
        lines.append(f"{done.absent:>8,} {who} not in this file; nothing is changed for them.")
        lines.append(f"{'':8} Who has left needs a last day, in the column left")
    lines.append(f"{counts['quarantined']:>8,} {'would wait' if dry else 'wait'} in the quarantine")
    return lines + [f"         {text}" for text in _grouped(done.bad)]


def _grouped(found: list[tuple[str, str]]) -> list[str]:
    """Places by their reason, the most frequent first: "line 2, column boutique (and 9 more): ..."."""
    by_reason: dict[str, list[str]] = {}
    for place, reason in found:
        by_reason.setdefault(reason, []).append(place)
    often = sorted(by_reason.items(), key=lambda one: -len(one[1]))
    lines = []
    for reason, places in often[:SHOWN]:
        more = f" (and {len(places) - 1:,} more)" if len(places) > 1 else ""
        lines.append(f"{places[0]}{more}: {reason}" if places[0] else f"{reason}{more}")
    if len(often) > SHOWN:
        lines.append(f"... and {len(often) - SHOWN:,} other reasons; --json lists all")
    return lines


def mapping_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("kind", metavar="KIND", type=kind, help="a feed, see below")
    parser.set_defaults(alone=mapping)


def mapping(args: argparse.Namespace, out: Out) -> int:
    out.say(default_text(args.kind).rstrip())
    return OK


COMMANDS = (
    Command("import", "Bring in a file: receipts, surveys, door counts, master data",
            "cabochon import till_csv sales.csv --mapping till.toml --dry-run --data data", arguments, bring,
            more=f"{kinds()}\n  {KIND:12} {statements.SAYS}", makes=True),
    Command("mapping", "Print a feed's default mapping file, to start your own from",
            "cabochon mapping till_csv > till.toml", mapping_arguments, None, more=kinds()),
)  # fmt: skip
