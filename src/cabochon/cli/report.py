"""`report`: the weekly snapshot as a file, of one place or of all."""

import argparse
import json
import os
from datetime import date
from pathlib import Path

import msgspec

from ..dashboards import weekly_letter
from ..dashboards.look import paper
from ..house import OPERATOR, House
from ..house.reviews_places import Spot
from ..house.weekly import file_name, palette
from ..languages import LANGUAGES, speaking
from ..privacy.viewer import Viewer
from ..refusals import Refused, Unknown
from ..retail.week_plan import monday
from .asking import day, viewer_as
from .command import OK, USAGE, Command, Out, folder

FORMATS = ("pdf", "png", "html", "json")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", metavar="WHAT", choices=("weekly",), help="weekly: the snapshot of a week")
    parser.add_argument("--place", metavar="PLACE", default="", help="boutique:GVA01, region:Europe or company")
    parser.add_argument("--all", action="store_true", help="every place within reach")
    parser.add_argument("--week", type=day, metavar="D", help="any day of it, 2026-11-16 (default: the last closed)")
    parser.add_argument("--language", choices=tuple(LANGUAGES), default="", help="default: the account's own")
    parser.add_argument("--format", choices=FORMATS, default="pdf", help="default: pdf")
    parser.add_argument("--out", metavar="DIR", default=".", help="folder it is written to (default: this one)")
    parser.add_argument("--as", dest="who", metavar="ACCOUNT", help="as this login (default: operator, an HQ leader)")
    folder(parser)


def report(args: argparse.Namespace, house: House, out: Out) -> int:
    if bool(args.place) == args.all:
        out.tell("cabochon report weekly --place boutique:GVA01 --data data, or --all for every place\n")
        return USAGE
    house.catch_up()
    viewer = viewer_as(args, house)
    language = args.language or viewer.language
    with speaking(language), house.looked.at_page("the command line", by=OPERATOR):
        found = house.weekly.places(viewer) if args.all else [_place(house, viewer, args.place)]
        house.directory.note(OPERATOR, "asked", "weekly", f"{args.place or 'all'} as {viewer.account}")
        target = Path(args.cwd, args.out)
        target.mkdir(parents=True, exist_ok=True)
        for here in found:
            week = monday(args.week) if args.week else house.weekly.latest(viewer, here)
            out.say(_one(house, viewer, here, week, args.format, target))
    return OK


def _place(house: House, viewer: Viewer, key: str) -> Spot:
    try:
        return house.weekly.place(viewer, key)
    except Unknown as fault:
        known = ", ".join(one.key.rstrip(":") for one in house.weekly.places(viewer))
        raise Unknown(f"{fault.reason}: {known}" if known else fault.reason, "--place") from None


def _one(house: House, viewer: Viewer, here: Spot, week: date, kind: str, target: Path) -> str:
    """The file's path.

    Raises:
        Refused: the week cannot be told yet.
    """
    told = house.weekly.snapshot(viewer, here, week)
    if told.shut:
        raise Refused(told.shut, "--week")
    path = target / f"{file_name(here, week)}.{kind}"
    if kind == "json":
        body = json.dumps(msgspec.to_builtins(told), ensure_ascii=False, indent=1).encode() + b"\n"
    elif kind == "html":
        base = str(house.values["public_url"]).rstrip("/")
        made = weekly_letter.letter(told, palette(), palette("dark"), page=f"{base}/weekly", settings=f"{base}/weekly")
        body = weekly_letter.alone(made).encode()
    else:
        body = house.weekly.drawn(told, paper.PDF if kind == "pdf" else paper.PNG).body
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    part.write_bytes(body)
    part.replace(path)
    return str(path)


COMMANDS = (
    Command(
        "report",
        "Write the weekly snapshot of a boutique, a region or the company to a file",
        "cabochon report weekly --place boutique:GVA01 --out reports --data data\n"
        "  cabochon report weekly --all --week 2026-11-16 --language fr --data data",
        arguments,
        report,
        more="As operator you see what a leader at headquarters sees: closed weeks, and nothing that too few people\n"
        "stand behind. --as makes the page as that account sees it. pdf is tagged (PDF/UA-1); html carries its\n"
        "pictures inside; json is the page as data. Each use is audited.",
    ),
)
