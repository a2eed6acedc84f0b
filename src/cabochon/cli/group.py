"""`group`: the group's other houses, and pulling their weekly sums now."""

import argparse
import json

from ..house import House
from ..house.group import Pulled, State
from .command import FAULT, OK, Command, Out, as_json, folder, table


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("do", nargs="?", choices=("list", "pull"), default="list", help="list the houses, or pull now")
    parser.add_argument("name", nargs="?", default="", metavar="HOUSE", help="pull: this one alone")
    as_json(parser)
    folder(parser)


def group(args: argparse.Namespace, house: House, out: Out) -> int:
    known = house.trust.group
    if args.do == "pull":
        names = [args.name] if args.name else [one.instance.id for one in known.listed() if not one.instance.paused]
        done = [known.pull(name) for name in names]
        if args.json:
            out.say(json.dumps([_pulled(one) for one in done]))
        for one in () if args.json else done:
            out.say(f"{one.name}: {one.reason or f'{one.news} new, {one.restated} restated, {one.same} unchanged'}")
        if not done and not args.json:
            out.say("No other house is pulled from; an administrator adds one at /group/houses.")
        return FAULT if any(one.reason for one in done) else OK
    listed = known.listed()
    if args.json:
        out.say(json.dumps([_listed(one) for one in listed]))
        return OK
    if not listed:
        out.say("No other house is pulled from; an administrator adds one at /group/houses.")
        return OK
    rows = [("HOUSE", "CALLED", "STATE", "LAST PULLED", "WEEKS", "REASON")]
    for state in listed:
        row = state.instance
        pulled = f"{row.pulled:%Y-%m-%d %H:%M}" if row.pulled else "never"
        rows.append((row.id, row.called or "-", state.word, pulled, str(state.weeks), row.reason or "-"))
    for line in table(rows, frozenset({4})):
        out.say(line)
    return OK


def _pulled(one: Pulled) -> dict[str, object]:
    return {"house": one.name, "new": one.news, "restated": one.restated, "same": one.same, "reason": one.reason}


def _listed(one: State) -> dict[str, object]:
    row = one.instance
    return {
        "house": row.id, "called": row.called, "url": row.url, "state": one.word, "weeks": one.weeks,
        "pulled": row.pulled.isoformat() if row.pulled else None, "reason": row.reason,
        "missing": [week.isoformat() for week in one.missing],
    }  # fmt: skip


COMMANDS = (
    Command(
        "group",
        "List the group's other houses, or pull their weekly sums now",
        "cabochon group list --data data\n  cabochon group pull --json --data data",
        arguments,
        group,
        more="A running server asks each house once a day. Only sums of closed weeks come, as it lets them out;\n"
        "nothing about any one person.",
    ),
)
