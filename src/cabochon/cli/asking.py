"""`ask` and `measures`: any number a page shows."""

import argparse
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from math import isnan
from typing import Any

from ..house import OPERATOR, House
from ..measures.catalogue import BY_KEY, OPEN
from ..measures.question import Answer, Cell, Question
from ..privacy import leaving
from ..privacy.viewer import Viewer
from ..refusals import Refused, Unknown
from ..retail.closed_weeks import said
from .answers import lines, measured, money_of
from .command import OK, Command, Out, as_json, folder
from .command import table as columns


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("measure", metavar="MEASURE", help="its key: attach_rate, csat, behaviour.accessory ...")
    parser.add_argument(
        "--by", default="", metavar="CUTS", help="breakdowns, separated by commas: boutique,product_line"
    )
    parser.add_argument(
        "--since",
        type=day,
        metavar="D",
        help="first business day, 2026-03-01 (default: from the first; above the boutique, of people, the last lot)",
    )
    parser.add_argument("--until", type=day, metavar="D", help="last business day, included (default: to the last)")
    parser.add_argument(
        "--where", action="append", default=[], metavar="CUT=X", help="only these: boutique=GVA01; repeat for several"
    )
    parser.add_argument(
        "--as", dest="who", metavar="ACCOUNT", help="ask as this login (default: operator, an HQ leader)"
    )
    as_json(parser)
    folder(parser)


def day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a date; write 2026-03-31") from None


def ask(args: argparse.Namespace, house: House, out: Out) -> int:
    house.catch_up()
    viewer = viewer_as(args, house)
    where: dict[str, tuple[str, ...]] = {}
    for pair in args.where:
        cut, sign, value = (part.strip() for part in pair.partition("="))
        if not (cut and sign and value):
            raise Refused(f"{pair!r} should read CUT=VALUE, for example boutique=GVA01", "--where")
        where[cut] = (*where.get(cut, ()), value)
    cuts = tuple(cut.strip() for cut in args.by.split(",") if cut.strip())
    asked = " ".join((args.by, *args.where, *([f"as {viewer.account}"] if args.who else []))).strip()
    house.directory.note(OPERATOR, "asked", args.measure, asked)
    see = house.see_as(viewer)
    try:
        with house.looked.at_page("the command line", by=OPERATOR):
            question = Question(args.measure, cuts, args.since, args.until, where)
            leaving.file(question)
            answer = see.ask(meant := see.dated(question))
    except Unknown as refusal:
        known = ", ".join(see.labels.doors) if refusal.pointer == "boutique" else ""
        raise Unknown(f"{refusal.reason}: {known}" if known else refusal.reason, "--where") from None
    if meant != question and meant.since and meant.until:
        answer = replace(answer, notes=(*answer.notes, f"of {said(meant.since, meant.until)}, closed weeks"))
    money = money_of(answer)
    if args.json:
        out.say(json.dumps(_json(answer, see.labels.people, money), ensure_ascii=False, default=str))
    else:
        for line in lines(answer, see.labels.people, money):
            out.say(line)
    return OK


def viewer_as(args: argparse.Namespace, house: House) -> Viewer:
    """Whose eyes `--as` names: an account, or the operator."""
    if not args.who or args.who == "operator":
        return house.operator()
    viewer = house.viewer_by_login(args.who)
    if viewer is None:
        raise Refused(f"there is no account {args.who!r}, or it is disabled; `cabochon user list` shows them", "--as")
    return viewer


def _json(answer: Answer, names: Mapping[str, str], money: Mapping[tuple[str, ...], str]) -> dict[str, Any]:
    q, measure = answer.question, measured(answer)
    people = {part: names[part] for key in answer.cells for part in key if part in names}
    return {
        "measure": q.measure, "title": measure.title, "unit": measure.unit, "since": q.since, "until": q.until,
        "by": q.by, "where": dict(q.where), "notes": answer.notes, "names": people, "currency": answer.currency,
        "cells": [
            dict(zip(q.by, key, strict=True)) | _cell(cell) | ({"currency": money[key]} if money.get(key) else {})
            for key, cell in answer.cells.items()
        ],
    }  # fmt: skip


def _cell(cell: Cell | None) -> dict[str, Any]:
    if cell is None:
        return {"value": None, "held_back": True}
    value = None if isnan(cell.value) else cell.value
    return {"value": value, "low": cell.low, "high": cell.high, "n": cell.n, "top": cell.top, "bottom": cell.bottom,
            "interval_by": cell.terms, "beside": dict(cell.beside), "held_back": False}  # fmt: skip


def measures_arguments(parser: argparse.ArgumentParser) -> None:
    as_json(parser)
    parser.set_defaults(alone=measures)


def measures(args: argparse.Namespace, out: Out) -> int:
    if args.json:
        found = [
            {
                "measure": m.key,
                "title": m.title,
                "family": m.family,
                "kind": m.kind,
                "unit": m.unit,
                "says": m.says,
                "cuts": m.cuts,
            }
            for m in BY_KEY.values()
        ]
        out.say(json.dumps(found, ensure_ascii=False))
        return OK
    for line in columns(
        [
            ("measure", "family", "kind", "shown as", "can be cut by"),
            *((m.key, m.family, m.kind, m.title, ", ".join(m.cuts)) for m in BY_KEY.values()),
            *((key, family, "open", "one for each key", "") for family, key in OPEN.items()),
        ]
    ):
        out.say(line)
    return OK


COMMANDS = (
    Command(
        "ask",
        "Ask any number a page shows",
        "cabochon ask attach_rate --by boutique,product_line --since 2026-11-01 --data data",
        arguments,
        ask,
        more="As operator you see what a leader at headquarters sees: numbers that too few people or events stand\n"
        "behind are held back. --as asks with the eyes of an account: a manager sees the own boutique whole.\n"
        "In JSON money is in minor units of the currency, a rate from 0 to 1. Each use is audited.",
    ),
    Command("measures", "List every measure that can be asked", "cabochon measures", measures_arguments, None),
)
