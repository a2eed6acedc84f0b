"""`rebuild`, `doctor`, `golive` and `reference`: looking after a house."""

import argparse
import json
from dataclasses import asdict
from pathlib import Path

from ..facts.projector import Progress
from ..house import House
from ..house.readiness import GoLive
from .command import FAULT, OK, PARTLY, Command, Out, as_json, folder


def upkeep_arguments(parser: argparse.ArgumentParser) -> None:
    as_json(parser)
    folder(parser)


def rebuild(args: argparse.Namespace, house: House, out: Out) -> int:
    house.catch_up()
    before, statements = house.warehouse.digest(), house.log.position()
    if not args.json:
        out.tell(f"Retelling {statements:,} statements ...\n")
    after = house.rebuild(_telling(args, out))
    same = before == after
    if args.json:
        out.say(json.dumps({"statements": statements, "same": same, "digest": after}))
    elif same:
        out.say(f"The facts were retold from {statements:,} statements and are the same.")
    else:
        out.say(f"The facts were retold from {statements:,} statements and differ from what stood there before.")
    return OK


WORDS = {"read": "statements read", "stage": "statements read", "tell": "boutiques told"}


def _telling(args: argparse.Namespace, out: Out) -> Progress:
    """How far it is, on a line of its own; a page goes on showing the facts as they stand."""

    def progress(deed: str, done: int, of: int) -> None:
        if not args.json and of:
            out.tell(f"\r{WORDS[deed]}: {done:,} of {of:,}" + ("\n" if done == of else ""))

    return progress


def doctor(args: argparse.Namespace, house: House, out: Out) -> int:
    faults = house.doctor()
    waiting, unread, statements = len(house.quarantined.waiting()), house.deliveries.waiting(), house.log.position()
    if args.json:
        said = {
            "home": house.home,
            "statements": statements,
            "faults": faults,
            "quarantined": waiting,
            "unread": unread,
        }
        out.say(json.dumps(said))
    else:
        for fault in faults:
            out.say(f"Fault: {fault}")
        out.say(f"{house.home}: {statements:,} statements, {len(faults)} faults.")
        if waiting:
            out.say(f"{waiting:,} in the quarantine; `cabochon quarantine` says why.")
        if unread:
            out.say(f"{unread:,} webhook deliveries not read yet; a running server reads them.")
    return FAULT if faults else OK


def golive_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("boutique", nargs="*", metavar="CODE", help="which doors (default: all)")
    upkeep_arguments(parser)


def golive(args: argparse.Namespace, house: House, out: Out) -> int:
    house.catch_up()
    viewer = house.operator()
    found = [house.go_live(viewer, code) for code in args.boutique or sorted(viewer.boutiques)]
    if args.json:
        rows = [{"boutique": g.door.code, "name": g.door.name, "ready": g.ready, "people": g.people,
                 "feeds": [asdict(f) for f in g.feeds], "skus": [asdict(one) for one in g.skus],
                 "codes": [asdict(one) for one in g.codes]} for g in found]  # fmt: skip
        out.say(json.dumps(rows, ensure_ascii=False, default=str))
    else:
        for one in found:
            _tell(one, out)
        if not found:
            out.say("There is no boutique yet; `cabochon import doors` brings them in.")
    return OK if all(one.ready for one in found) else PARTLY


def _tell(one: GoLive, out: Out) -> None:
    out.say(f"{one.door.code}  {one.door.name}: {'everything is mapped' if one.ready else 'not ready yet'}")
    for feed in one.feeds:
        out.say(f"  {feed.name:12} " + (f"{feed.rows:,}, {feed.first} to {feed.last}" if feed.rows else "nothing yet"))
    out.say(f"  {'people':12} {one.people:,}")
    for title, rows in (("unknown SKU", one.skus), ("unknown code", one.codes)):
        for loose in rows:
            met = "once" if loose.times == 1 else f"{loose.times:,} times"
            out.say(f"  {title} {loose.what}, met {met}; mend it in {loose.mend}")


def reference_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, metavar="DIR", help="where the pages go: docs/reference")
    parser.set_defaults(alone=reference)


def reference(args: argparse.Namespace, out: Out) -> int:
    from .reference import pages

    args.folder.mkdir(parents=True, exist_ok=True)
    for name, text in pages().items():
        (args.folder / name).write_text(text, "utf-8")
        out.say(str(args.folder / name))
    return OK


COMMANDS = (
    Command(
        "golive",
        "Say what of a boutique is still unmapped: SKUs, staff codes, feeds that have sent nothing",
        "cabochon golive GVA01 --data data",
        golive_arguments,
        golive,
        more="exit code 3: something is still to be mended",
    ),
    Command(
        "rebuild",
        "Retell the whole stream into a new generation of the facts, while the old one serves",
        "cabochon rebuild --data data",
        upkeep_arguments,
        rebuild,
    ),
    Command(
        "doctor",
        "Check what is stored: statements, index, audit, quarantine",
        "cabochon doctor --data data",
        upkeep_arguments,
        doctor,
    ),
    Command(
        "reference",
        "Write the reference pages made from the code",
        "cabochon reference docs/reference",
        reference_arguments,
        None,
    ),
)
