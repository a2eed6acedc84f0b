"""`import` and `hook`: what comes from tills, survey tools, counters and spreadsheets."""

import argparse
import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from ..connectors import KINDS
from ..connectors.mapping import default_text
from ..house import House
from ..house.importing import Imported, outcome_of
from ..refusals import Refused
from .command import FAULT, OK, PARTLY, USAGE, Command, Out, folder


def arguments(parser: argparse.ArgumentParser) -> None:
    kinds = "; ".join(f"{name}: {feed.says}" for name, feed in KINDS.items())
    parser.add_argument("kind", metavar="KIND", choices=sorted(KINDS), help=kinds)
    parser.add_argument("file", metavar="FILE", nargs="?", type=Path, help="the file; - for stdin")
    parser.add_argument("--mapping", type=Path, metavar="FILE", help="which column means what (TOML); see --show-mapping")
    parser.add_argument("--show-mapping", action="store_true", help="print the feed's default mapping, to start from")
    parser.add_argument("--dry-run", action="store_true", help="keep nothing; show what would happen")
    parser.add_argument("--exported", type=moment, metavar="TIME",
                        help="when the file was exported, for rows without a version (default: the file's own time)")  # fmt: skip
    parser.add_argument("--valid-from", type=date.fromisoformat, metavar="D",
                        help="master data: holds from this day on (default: it always held)")  # fmt: skip
    parser.add_argument("--json", action="store_true", help="print JSON")
    folder(parser)


def moment(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a time; write 2026-03-31T22:00+02:00") from None
    return at if at.tzinfo else at.astimezone()


def bring(args: argparse.Namespace, house: House, out: Out) -> int:
    if args.show_mapping:
        out.say(default_text(args.kind).rstrip())
        return OK
    if args.file is None:
        out.tell("cabochon import: say which file\n")
        return USAGE
    try:
        mapping = args.mapping.read_text("utf-8") if args.mapping else ""
        if str(args.file) == "-":
            done = _read(args, house, out, out.input(), house.clock(), mapping)
        else:
            exported = args.exported or datetime.fromtimestamp(args.file.stat().st_mtime, UTC)
            with args.file.open("rb") as source:
                done = _read(args, house, out, source, exported, mapping)
    except OSError as error:
        raise Refused(f"{error.strerror}", str(error.filename)) from None
    except UnicodeDecodeError:
        raise Refused("is not UTF-8; save the mapping file as UTF-8", str(args.mapping)) from None
    if not args.dry_run:
        house.directory.note("operator", "imported", args.kind, f"{done.rows} rows, {len(done.bad)} quarantined")
        house.catch_up()
    if args.json:
        out.say(json.dumps(outcome_of(done) | {"dry_run": args.dry_run}, ensure_ascii=False))
    else:
        _tell(done, args, out)
    return PARTLY if done.bad else OK


def _read(args: argparse.Namespace, house: House, out: Out, body: Any, exported: datetime, mapping: str) -> Imported:
    def progress(rows: int) -> None:
        if not args.json:
            out.tell(f"\r{rows:,} rows read")

    done = house.imports.read(
        args.kind, body, received=exported, mapping=mapping, valid_from=args.valid_from, dry=args.dry_run, progress=progress
    )
    if not args.json:
        out.tell("\n")
    return done


def _tell(done: Imported, args: argparse.Namespace, out: Out) -> None:
    counts = outcome_of(done)
    if args.dry_run:
        out.say("A dry run: nothing was kept. The first rows would become:")
        for item in done.preview:
            out.say(f"  {_line(item)}")
    for name, count in done.master.items():
        out.say(f"{count:>8,} {name}{'' if done.changed or args.dry_run else ', as known already'}")
    if not done.master or counts["new"]:
        out.say(f"{counts['new']:>8,} new")
        out.say(f"{counts['repeated']:>8,} repeated (known already, counted once)")
        out.say(f"{counts['corrected']:>8,} corrected")
    if counts["masked"]:
        out.say(f"{counts['masked']:>8,} with a text taken out, because it told of a client")
    if counts["skipped"]:
        out.say(f"{counts['skipped']:>8,} passed over ({done.skipped[0][1]})")
    out.say(f"{counts['quarantined']:>8,} {'would wait' if args.dry_run else 'wait'} in the quarantine")
    for place, reason in done.bad[:12]:
        out.say(f"         {place}: {reason}")
    if len(done.bad) > 12:
        out.say(f"         ... and {len(done.bad) - 12:,} more; --json lists all, the Quarantine page too")


def _line(item: Any) -> str:
    shown = {name: getattr(item, name) for name in getattr(item, "__slots__", ()) if getattr(item, name, None)}
    for base in type(item).__mro__:
        for name in getattr(base, "__slots__", ()):
            if (value := getattr(item, name, None)) not in (None, "", ()):
                shown[name] = value
    return f"{type(item).__name__.lower()}: " + ", ".join(f"{k} {v}" for k, v in shown.items())[:200]


def hook_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("do", choices=("add", "list"), help="what to do")
    parser.add_argument("name", nargs="?", default="", metavar="NAME", help="its address is /hooks/NAME")
    parser.add_argument("--connector", default="", metavar="KIND", help="shopify, typeform ...")
    parser.add_argument("--secret", default="", help="the sender's signing secret; better on stdin, out of the shell's history")
    parser.add_argument("--mapping", type=Path, metavar="FILE", help="mapping file")
    folder(parser)


def hook(args: argparse.Namespace, house: House, out: Out) -> int:
    if args.do == "list":
        for one in house.hooks.all():
            out.say(f"/hooks/{one.id:20} {one.connector:12} {len(one.secrets)} secrets")
        return OK
    if not args.name or not args.connector:
        out.tell("cabochon hook add: say NAME and --connector\n")
        return USAGE
    mapping = args.mapping.read_text("utf-8") if args.mapping else ""
    secret = args.secret or out.input().decode("utf-8", "replace").partition("\n")[0].strip()
    one = house.hooks.add(args.name, connector=args.connector, secret=secret, mapping=mapping)
    base = str(house.values["public_url"]) or "http://127.0.0.1:8000"
    out.say(f"{base.rstrip('/')}/hooks/{one.id}")
    return OK


def quarantine_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("do", nargs="?", default="list", choices=("list", "replay", "discard"), help="what to do")
    parser.add_argument("names", nargs="*", metavar="ID", help="which; all that wait when none is named")
    parser.add_argument("--json", action="store_true", help="print JSON")
    folder(parser)


def quarantine(args: argparse.Namespace, house: House, out: Out) -> int:
    waiting = house.quarantined.waiting()
    if args.do == "list":
        if args.json:
            rows = [{"id": q.id, "source": q.source, "place": q.place, "reason": q.reason, "at": q.at.isoformat()} for q in waiting]
            out.say(json.dumps(rows, ensure_ascii=False))
            return OK
        for q in waiting:
            out.say(f"{q.id}\n    {q.place}: {q.reason}")
        out.say(f"{len(waiting)} waiting.")
        return OK
    code = OK
    for name in args.names or [q.id for q in waiting]:
        try:
            if args.do == "discard":
                house.quarantined.discard(name)
                out.say(f"{name}: discarded")
            else:
                out.say(f"{name}: {house.quarantined.replay(name)}")
        except Refused as refusal:
            out.say(f"{name}: {refusal}")
            code = FAULT
    house.catch_up()
    return code


COMMANDS = (
    Command("import", "Bring in a file: receipts, surveys, door counts, master data",
            "cabochon import till_csv sales.csv --mapping till.toml --dry-run --data data", arguments, bring),
    Command("hook", "Open a webhook address for a till or a survey tool",
            "echo SECRET | cabochon hook add shop --connector shopify --data data", hook_arguments, hook),
    Command("quarantine", "List, replay or discard what could not be used", "cabochon quarantine replay --data data",
            quarantine_arguments, quarantine),
)  # fmt: skip
