"""`audit` and `stored`: who did and who read what, proved to be whole; what is stored, and what changed of it."""

import argparse
import json
from pathlib import Path

import msgspec

from ..house import OPERATOR, House, configured
from ..house.auditing import Filter
from ..house.auditing_files import proved
from ..house.auditing_words import Line
from ..refusals import Refused
from .command import FAULT, OK, USAGE, Command, Out, as_json, folder

DEEDS = ("list", "verify", "export")


def arguments(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("do", nargs="?", default="list", metavar="DO", choices=DEEDS, help=f"one of {', '.join(DEEDS)} (default: list)")
    add("--actor", default="", metavar="WHO", help="by whom: a login, a whole name, an id, or operator")
    add("--about", default="", metavar="WHOM", help="about whom or what")
    add("--deed", default="", metavar="TEXT", help="deeds with this text in them")
    add("--since", default="", metavar="D", help="first day in UTC, 2026-03-01")
    add("--until", default="", metavar="D", help="last day, included")
    add("--limit", type=int, default=100, metavar="N", help="list: at most so many, the newest (default: 100)")
    add("--head", default="", metavar="N:HASH", help="verify: a head that was written down")
    add("--export", type=Path, metavar="FILE", help="verify: a file of exported JSON lines; export: where it goes")
    as_json(parser)
    folder(parser)


def run(args: argparse.Namespace, house: House, out: Out) -> int:
    if args.do == "verify":
        return _file(args, house, out) if args.export else _verified(args, house, out)
    wanted = Filter(who=args.actor, about=args.about, deed=args.deed, since=args.since, until=args.until)
    if args.do == "export":
        return _exported(args, wanted, house, out)
    if not 1 <= args.limit <= 10_000:
        raise Refused("should be from 1 to 10,000", "--limit")
    found = house.trust.auditing.page(house.operator(), wanted, limit=args.limit)
    for line in found.lines:
        out.say(json.dumps(_json(line), ensure_ascii=False) if args.json else _sentence(line))
    if not found.lines and not args.json:
        out.say("No entry fits.")
    if found.older:
        out.tell("There are older ones; --until and --limit reach them.\n")
    return OK


def _verified(args: argparse.Namespace, house: House, out: Out) -> int:
    chain = house.trust.auditing.check(args.head)
    if args.json:
        out.say(json.dumps({"entries": chain.entries, "head": chain.head, "faults": chain.faults}))
    elif chain.faults:
        for fault in chain.faults:
            out.say(f"Fault: {fault}")
    else:
        said = "; the head you gave is among them" if args.head else ""
        out.say(f"{chain.entries:,} entries, unbroken{said}. Head: {chain.head or 'none yet'}")
    return FAULT if chain.faults else OK


def _file(args: argparse.Namespace, house: House, out: Out) -> int:
    if args.head:
        raise Refused("is held against the store itself; leave --export out", "--head")
    with args.export.open("rb") as lines:
        found = proved(lines, house.directory)
    if args.json:
        said = {"entries": found.entries, "first": found.first, "last": found.last, "hash": found.hash}
        out.say(json.dumps(said | {"faults": found.faults}))
    else:
        for fault in found.faults:
            out.say(f"Fault: {fault}")
        if not found.faults:
            out.say(f"{found.entries:,} entries, {found.first:,} to {found.last:,}, unbroken and as they stand here.")
    return FAULT if found.faults else OK


def _exported(args: argparse.Namespace, wanted: Filter, house: House, out: Out) -> int:
    if not args.export:
        out.tell("cabochon audit export: say where with --export FILE (.csv to read, .jsonl to verify)\n")
        return USAGE
    shape = args.export.suffix.removeprefix(".")
    if shape == "jsonl" and (wanted.who or wanted.about or wanted.deed):
        raise Refused("holds every entry of its days, or it could not be verified; leave the filters out", "--export")
    pieces = house.trust.auditing.exported(house.operator(), wanted, shape, by=OPERATOR)
    try:
        with args.export.open("xb") as file:
            file.writelines(pieces)
    except FileExistsError:
        raise Refused("is there already; choose another name", str(args.export)) from None
    out.say(str(args.export))
    return OK


def _sentence(line: Line) -> str:
    about = f" {line.about}" if line.looked else f": {line.about}" if line.about else ""
    more = (
        f", page {line.page}"
        if line.page
        else " (forgotten)"
        if line.gone
        else f" ({line.detail})"
        if line.detail
        else ""
    )
    return f"{line.number:>7,}  {line.at:%Y-%m-%d %H:%M:%S}  {line.who} {line.deed}{about}{more}"


def _json(line: Line) -> dict[str, object]:
    return {"number": line.number, "at": line.at.isoformat(), "actor": line.actor, "who": line.who, "role": line.role,
            "deed": line.deed, "about": line.subject, "called": line.about, "detail": line.page or line.detail,
            "forgotten": line.gone}  # fmt: skip


def stored_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--since", type=Path, metavar="FILE", help="what an earlier --json said: show what changed")
    as_json(parser)
    folder(parser)


def stored(args: argparse.Namespace, house: House, out: Out) -> int:
    told = configured.told(house)
    digest = configured.digest_of(told)
    if args.since:
        return _compared(args, told, out)
    if args.json:
        out.say(json.dumps({"digest": digest, **told}, ensure_ascii=False))
        return OK
    for name, value in told["house"].items():
        out.say(f"{name}: {value or '–'}")
    out.say(f"kinds of record: {sum(len(some) for some in told['records'].values())}; --json lists them")
    for one in told["leaves"]:
        out.say(f"leaves: {one['name']} ({one['way']}), {one['what']}")
    out.say(f"digest: {digest}")
    return OK


def _compared(args: argparse.Namespace, told: configured.Told, out: Out) -> int:
    try:
        before = msgspec.json.decode(args.since.read_bytes())
        before.pop("digest")
        found = configured.changes(before, told)
    except (msgspec.DecodeError, AttributeError, KeyError, TypeError):
        raise Refused("is nothing that `cabochon stored --json` wrote", str(args.since)) from None
    if args.json:
        out.say(json.dumps([{"place": c.place, "was": c.was, "now": c.now} for c in found], ensure_ascii=False))
        return OK
    for change in found:
        out.say(f"{change.place}: {change.was or '–'} → {change.now or '–'}")
    if not found:
        out.say("Nothing changed.")
    return OK


COMMANDS = (
    Command("audit", "List, verify or export the audit: who did and who read what",
            "cabochon audit --about anna --since 2026-03-01 --data data", arguments, run,
            more="verify with a head that was written down:\n"
                 "  cabochon audit verify --head 4312:0f3a5b77c1d2e4f6 --data data"),
    Command("stored", "Say what is stored, for whom, how long and what leaves, from the running configuration",
            "cabochon stored --json --data data", stored_arguments, stored),
)  # fmt: skip
