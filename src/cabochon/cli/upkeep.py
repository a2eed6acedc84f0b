"""`rebuild`, `doctor` and `reference`: looking after a house."""

import argparse
import json
from pathlib import Path

from ..house import House
from .command import FAULT, OK, Command, Out, folder


def upkeep_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print JSON")
    folder(parser)


def rebuild(args: argparse.Namespace, house: House, out: Out) -> int:
    house.catch_up()
    before = house.warehouse.digest()
    out.tell(f"Retelling {house.log.position():,} statements ...\n")
    after = house.rebuild()
    same = before == after
    if args.json:
        out.say(json.dumps({"statements": house.log.position(), "same": same, "digest": after}))
    else:
        out.say(
            "The facts were rebuilt and are the same."
            if same
            else "The facts were rebuilt and differ from what stood there before."
        )
    return OK


def doctor(args: argparse.Namespace, house: House, out: Out) -> int:
    faults = house.doctor()
    waiting = len(house.quarantined.waiting())
    if args.json:
        out.say(json.dumps({"faults": faults, "quarantined": waiting, "statements": house.log.position()}))
    else:
        for fault in faults:
            out.say(f"Fault: {fault}")
        out.say(f"{house.log.position():,} statements, {len(faults)} faults, {waiting} in the quarantine.")
    return FAULT if faults else OK


def reference_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, metavar="DIR", help="where the pages go: docs/reference")
    parser.set_defaults(alone=reference)


def reference(args: argparse.Namespace, out: Out) -> int:
    from .reference import pages  # noqa: PLC0415

    args.folder.mkdir(parents=True, exist_ok=True)
    for name, text in pages().items():
        (args.folder / name).write_text(text, "utf-8")
        out.say(str(args.folder / name))
    return OK


COMMANDS = (
    Command(
        "rebuild",
        "Throw the facts away and retell the whole stream",
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
