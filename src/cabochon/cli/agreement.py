"""`agreement`: works councils' agreements by country, and what is shut without one."""

import argparse
import json
from typing import Any

from ..house import OPERATOR, House
from ..house.agreeing import STATES, Country
from ..refusals import Refused
from .command import OK, USAGE, Command, Out, as_json, folder, table


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("do", nargs="?", choices=("list", "set"), default="list", help="list them, or set one country")
    parser.add_argument("country", nargs="?", default="", metavar="COUNTRY", help="two letters of ISO 3166-1, as FR")
    parser.add_argument("state", nargs="?", default="", metavar="STATE", help=f"one of {', '.join(STATES)}")
    parser.add_argument("--reference", default="", metavar="TEXT", help="agreed: the document's name or number")
    parser.add_argument("--signed", default="", metavar="D", help="agreed: the day it was signed, 2026-03-31")
    parser.add_argument("--until", default="", metavar="D", help="agreed: its last day, where it ends")
    as_json(parser)
    folder(parser)


def agreement(args: argparse.Namespace, house: House, out: Out) -> int:
    agreements = house.trust.agreements
    if args.do == "set":
        if not args.country or not args.state:
            out.tell(
                "cabochon agreement set COUNTRY STATE, for example: cabochon agreement set FR waiting --data data\n"
            )
            return USAGE
        try:
            agreements.record(args.country, args.state, reference=args.reference, signed=args.signed,
                              until=args.until, by=OPERATOR)  # fmt: skip
        except Refused as refused:
            name = refused.pointer.strip("/")
            raise Refused(refused.reason, name.upper() if name in ("country", "state") else f"--{name}") from None
    listed = [one for one in agreements.listed() if args.do == "list" or one.code == args.country.strip().upper()]
    if args.json:
        out.say(json.dumps([_row(one) for one in listed]))
        return OK
    if not listed:
        out.say("No boutique is known yet.")
        return OK
    rows = [("COUNTRY", "VIEWS", "RECORDED", "REFERENCE", "SIGNED", "UNTIL", "BOUTIQUES")]
    for one in listed:
        row = one.row
        rows.append((
            one.code or "?", "shut" if one.shut else "open", one.state or "-", (row and row.reference) or "-",
            (row and row.signed) or "-", (row and row.until) or "-", str(len(one.boutiques)),
        ))  # fmt: skip
    for line in table(rows, frozenset({6})):
        out.say(line)
    return OK


def _row(one: Country) -> dict[str, Any]:
    row = one.row
    return {
        "country": one.code, "name": one.name, "shut": one.shut, "state": one.state, "boutiques": list(one.boutiques),
        "reference": row.reference if row else "", "signed": row.signed if row else "",
        "until": row.until if row else "",
    }  # fmt: skip


COMMANDS = (
    Command(
        "agreement",
        "Say in which countries person-level views are open or shut, and record a works council's agreement",
        "cabochon agreement list --data data\n"
        "  cabochon agreement set FR agreed --reference 'CSE 2026-04' --signed 2026-03-31 --data data",
        arguments,
        agreement,
        more="Without a record the setting `agreements` holds: open or shut. Every record is audited.",
    ),
)
