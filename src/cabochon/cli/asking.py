"""`ask`: any number a page shows."""

import argparse
import json
from datetime import date
from math import isnan
from typing import Any

from ..house import House
from ..measures.catalogue import BY_KEY
from ..measures.question import Answer, Cell, Question
from ..privacy.viewer import Viewer
from ..refusals import Refused
from .command import OK, Command, Out, folder


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("measure", metavar="MEASURE", help="its key: attach_rate, csat, behaviour.accessory ...")
    parser.add_argument(
        "--by", default="", metavar="CUTS", help="breakdowns, separated by commas: boutique,product_line"
    )
    parser.add_argument(
        "--since", type=day, metavar="D", help="first business day, 2026-03-01 (default: from the first)"
    )
    parser.add_argument("--until", type=day, metavar="D", help="last business day, included (default: to the last)")
    parser.add_argument("--where", action="append", default=[], metavar="CUT=X", help="only these; repeat for several")
    parser.add_argument(
        "--as", dest="who", metavar="ACCOUNT", help="ask as this login (default: operator, an HQ leader)"
    )
    parser.add_argument("--json", action="store_true", help="print JSON")
    folder(parser)


def day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a date; write 2026-03-31") from None


def ask(args: argparse.Namespace, house: House, out: Out) -> int:
    house.catch_up()
    viewer = _viewer(args, house)
    where: dict[str, tuple[str, ...]] = {}
    for pair in args.where:
        cut, sign, value = pair.partition("=")
        if not sign:
            raise Refused(f"{pair!r} should read CUT=VALUE, for example boutique=GVA01", "--where")
        where[cut] = (*where.get(cut, ()), value)
    cuts = tuple(cut for cut in args.by.split(",") if cut)
    house.directory.note(viewer.account, "asked", args.measure, " ".join((args.by, *args.where)))
    answer = house.see_as(viewer).ask(Question(args.measure, cuts, args.since, args.until, where))
    if args.json:
        out.say(json.dumps(_json(answer), ensure_ascii=False, default=str))
    else:
        for line in _table(answer):
            out.say(line)
    return OK


def _viewer(args: argparse.Namespace, house: House) -> Viewer:
    if not args.who or args.who == "operator":
        return house.operator()
    viewer = house.viewer_by_login(args.who)
    if viewer is None:
        raise Refused(f"there is no account {args.who!r}; `cabochon user list` shows them", "--as")
    return viewer


def _json(answer: Answer) -> dict[str, Any]:
    q, measure = answer.question, BY_KEY[answer.question.measure]
    return {
        "measure": q.measure, "title": measure.title, "unit": measure.unit, "since": q.since, "until": q.until,
        "by": q.by, "where": dict(q.where), "notes": answer.notes,
        "cells": [dict(zip(q.by, key, strict=True)) | _cell(cell) for key, cell in answer.cells.items()],
    }  # fmt: skip


def _cell(cell: Cell | None) -> dict[str, Any]:
    if cell is None:
        return {"value": None, "held_back": True}
    value = None if isnan(cell.value) else cell.value
    return {"value": value, "low": cell.low, "high": cell.high, "n": cell.n, "top": cell.top, "bottom": cell.bottom,
            "held_back": False}  # fmt: skip


def _table(answer: Answer) -> list[str]:
    measure, q = BY_KEY[answer.question.measure], answer.question
    rows = [(*q.by, measure.title, "95 % interval", "n")]
    for key, cell in answer.cells.items():
        names = tuple(str(part) or "-" for part in key)
        if cell is None:
            rows.append((*names, "too few to show", "", ""))
            continue
        span = (
            ""
            if cell.low is None or cell.high is None
            else f"{_written(cell.low, measure.unit)} to {_written(cell.high, measure.unit)}"
        )
        rows.append((*names, _written(cell.value, measure.unit), span, f"{cell.n:,}"))
    if len(rows) == 1:
        return [f"{measure.title}: nothing to count yet in these days and filters.", *answer.notes]
    wide = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    lines = ["  ".join(text.ljust(w) for text, w in zip(row, wide, strict=True)).rstrip() for row in rows]
    return [lines[0], "  ".join("-" * w for w in wide), *lines[1:], *(f"Note: {note}." for note in answer.notes)]


def _written(value: float, unit: str) -> str:
    if isnan(value):
        return "-"
    if unit in ("rate", "points"):
        return f"{value * 100:.1f} %" if unit == "rate" else f"{value * 100:+.0f}"
    if unit == "money":
        return f"{value / 100:,.2f}"
    return f"{value:.2f}"


def measures(args: argparse.Namespace, house: House, out: Out) -> int:
    for m in BY_KEY.values():
        out.say(f"{m.key:28} {m.title}")
    return OK


COMMANDS = (
    Command(
        "ask",
        "Ask any number a page shows",
        "cabochon ask attach_rate --by boutique,product_line --since 2026-11-01 --data data",
        arguments,
        ask,
    ),
    Command("measures", "List every measure that can be asked", "cabochon measures --data data", folder, measures),
)
