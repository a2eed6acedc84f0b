"""A file before it is brought in: what it would become, and a mapping for a table nobody has described yet."""

import argparse
import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from ..connectors.dates import read_as, tidied
from ..connectors.looks import literal, shown
from ..connectors.orders import doubtful, put_first
from ..connectors.recognising import Proposal, proposed
from ..house import House
from ..house.importing import outcome_of
from ..refusals import Refused
from .command import FAULT, OK, PARTLY, Out
from .importing import text_of, told
from .preview import preview


def tried(args: argparse.Namespace, house: House, out: Out) -> int:
    """Read a file by a connection's connector and mapping, or by those named, and keep nothing."""
    kind, mapping = args.connector, text_of(args.mapping)
    if len(args.names) > 1:
        row = house.connections.one(args.names[0])
        kind, mapping = row.connector, mapping or row.mapping
    elif not kind:
        raise Refused("say a connection before the file, or --connector", "NAME")
    path = _file(args)
    with path.open("rb") as source:
        received = datetime.fromtimestamp(os.fstat(source.fileno()).st_mtime, UTC)
        done = house.imports.read(kind, source, received=received, mapping=mapping, dry=True)
    if args.json:
        first = [preview(item) for item in done.preview]
        out.say(json.dumps({"kind": kind, "dry_run": True, "first": first} | outcome_of(done), ensure_ascii=False))
    else:
        for line in told(done, dry=True):
            out.say(line)
    return PARTLY if done.bad else OK


def propose(args: argparse.Namespace, house: House, out: Out) -> int:
    """Print a mapping as TOML; what a person should look at stands as comments above it.

    Where nothing in the file says in which order its days are written the mapping has no `dates`, and no such day is
    read by it until one of those that are shown is written there.
    """
    feed = house.imports.feed(args.connector)
    if not feed.table:
        raise Refused(f"{feed.name} reads no tables; its mapping is printed by `cabochon mapping {feed.name}`",
                      "--connector")  # fmt: skip
    doors = house.snapshot.doors(house.today)
    codes, countries = frozenset(door.code for door in doors), {door.country for door in doors}
    with _file(args).open("rb") as source:
        found = proposed(feed, source, sheet=args.sheet, codes=codes, today=house.today,
                         country=countries.pop() if len(countries) == 1 else "")  # fmt: skip
    if args.json:
        out.say(json.dumps(_facts(found), ensure_ascii=False))
    else:
        for note in found.notes:
            if not doubtful(note):
                out.say(f"# {note}")
        for name in found.lacking:
            out.say(f"# No column was found for {name}, which is needed: write it below.")
        for line in _either(found):
            out.say(f"# {line}")
        for line in shown(_undated(found) if found.guess else found.settings):
            out.say(line)
    return FAULT if found.lacking or found.guess else OK


def _either(found: Proposal) -> Iterator[str]:
    """What to write of days whose order nobody can know."""
    if not found.guess:
        return
    yield "Nothing in the file says which comes first in its days. Write the right one of these into the mapping:"
    for form in (found.guess, *found.otherwise):
        at = read_as(found.example, form) or read_as(tidied(found.example), form)
        said = f"  # if {found.example} is {at:%Y-%m-%d}" if at else ""
        yield f"dates = {literal(put_first(form, found.settings['dates']))}{said}"


def _undated(found: Proposal) -> dict[str, object]:
    return {name: value for name, value in found.settings.items() if name != "dates"}


def _facts(found: Proposal) -> dict[str, object]:
    return {
        "settings": _undated(found) if found.guess else found.settings,
        "notes": found.notes, "lacking": found.lacking, "sheets": found.sheets,
        "guess": found.guess, "otherwise": found.otherwise, "example": found.example,
        "columns": [{"heading": one.heading, "field": one.field, "cells": one.cells} for one in found.columns],
    }  # fmt: skip


def _file(args: argparse.Namespace) -> Path:
    path = Path(args.cwd, args.names[-1])
    if path.is_dir():
        raise Refused("is a folder; name the file in it", args.names[-1])
    return path
