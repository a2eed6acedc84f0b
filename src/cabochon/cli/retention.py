"""`retention`: how long what is kept, what the next night finds, and changing it."""

import argparse
import json
from typing import Any

from ..house import OPERATOR, House
from ..house.retaining import Due
from ..house.retaining_table import TABLE, months
from ..refusals import Refused
from .command import OK, USAGE, Command, Out, as_json, folder, table


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("do", nargs="?", choices=("set",), metavar="set", help="set KIND MONTHS: keep it so long")
    parser.add_argument("kind", nargs="?", default="", metavar="KIND", help="as the table names it")
    parser.add_argument("months", nargs="?", type=_months, metavar="MONTHS", help="whole months; 0 is for ever")
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--dry-run", action="store_true", help="only what the next night removes")
    which.add_argument("--run", action="store_true", help="remove it now")
    parser.add_argument("--yes", action="store_true", help="set: a shorter time may remove what is there")
    parser.add_argument("--why", default="", metavar="REASON", help="set: needed for 0; a law or a contract")
    as_json(parser)
    folder(parser)


def _months(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 6):
        raise argparse.ArgumentTypeError(f"{text!r} is no number of months")
    return int(text)


def retention(args: argparse.Namespace, house: House, out: Out) -> int:
    retaining = house.trust.retaining
    if args.do == "set":
        if args.run or args.dry_run or args.months is None:
            out.tell("cabochon retention set KIND MONTHS, for example: cabochon retention set survey 12 --data data\n")
            return USAGE
        try:
            due = retaining.change(args.kind, args.months, by=OPERATOR, sure=args.yes, why=args.why)
        except Refused as refused:
            if refused.pointer == "/sure":
                raise Refused(refused.reason.replace("confirm it to go on", "say --yes to go on"), "MONTHS") from None
            names = {"/why": "--why", "/months": "MONTHS", "/name": "KIND"}
            raise Refused(refused.reason, names.get(refused.pointer, "")) from None
        if args.json:
            out.say(json.dumps(_row(due)))
        else:
            out.say(f"{due.kept.title}: {months(due.months)}. The next night removes {due.going:,} of {due.there:,}.")
        return OK
    if args.run:
        return _run(args, house, out)
    plan = [due for due in retaining.plan() if not args.dry_run or due.going or due.held]
    if args.json:
        out.say(json.dumps([_row(due) for due in plan]))
        return OK
    if not plan:
        out.say("The next night removes nothing.")
        return OK
    rows = [("KIND", "KEPT FOR", "THERE", "SINCE", "GOES", "HELD", "WHAT GOES")]
    for d in plan:
        counts = (f"{d.there:,}", d.oldest or "-", f"{d.going:,}", f"{d.held:,}")
        rows.append((d.kept.name, months(d.months), *counts, d.kept.goes))
    for line in table(rows, frozenset({2, 4, 5})):
        out.say(line)
    return OK


def _run(args: argparse.Namespace, house: House, out: Out) -> int:
    night = house.trust.retaining.run(by=OPERATOR)
    if args.json:
        out.say(json.dumps({"day": night.id, "removed": dict(night.counts), "held": dict(night.held)}))
        return OK
    for name, number in night.counts:
        out.say(f"{TABLE[name].title}: {number:,} removed ({TABLE[name].goes}).")
    for name, number in night.held:
        out.say(f"{TABLE[name].title}: {number:,} kept by a hold.")
    if not night.counts and not night.held:
        out.say("Nothing was older than it may be.")
    return OK


def _row(due: Due) -> dict[str, Any]:
    return {
        "kind": due.kept.name, "months": due.months, "default": due.kept.months, "there": due.there,
        "oldest": due.oldest, "removes": due.going, "held": due.held, "what": due.kept.goes,
    }  # fmt: skip


COMMANDS = (
    Command(
        "retention",
        "Say how long what is kept and what the next night removes; change it, or remove it now",
        "cabochon retention --dry-run --data data\n  cabochon retention set survey 12 --yes --data data",
        arguments,
        retention,
        more="A running server removes each night from 03:30 (UTC) what is older than its time. Text goes with the\n"
        "key of its kind and month; figures stay.",
    ),
)
