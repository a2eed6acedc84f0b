"""A file before it is brought in: what it would become, and a mapping for a table nobody has described yet."""

import argparse
import json
import os
from datetime import UTC, datetime
from pathlib import Path

from ..connectors.looks import shown
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
    """Print a mapping as TOML; what a person should look at goes to stderr, and as comments above it."""
    feed = house.imports.feed(args.connector)
    if not feed.table:
        raise Refused(f"{feed.name} reads no tables; its mapping is printed by `cabochon mapping {feed.name}`",
                      "--connector")  # fmt: skip
    codes = frozenset(door.code for door in house.snapshot.doors(house.today))
    with _file(args).open("rb") as source:
        found = proposed(feed, source, sheet=args.sheet, codes=codes)
    if args.json:
        out.say(json.dumps(_facts(found), ensure_ascii=False))
    else:
        for note in found.notes:
            out.say(f"# {note}")
        for name in found.lacking:
            out.say(f"# No column was found for {name}, which is needed: write it below.")
        for line in shown(found.settings):
            out.say(line)
    return FAULT if found.lacking else OK


def _facts(found: Proposal) -> dict[str, object]:
    return {
        "settings": found.settings, "notes": found.notes, "lacking": found.lacking, "sheets": found.sheets,
        "columns": [{"heading": one.heading, "field": one.field, "cells": one.cells} for one in found.columns],
    }  # fmt: skip


def _file(args: argparse.Namespace) -> Path:
    path = Path(args.cwd, args.names[-1])
    if path.is_dir():
        raise Refused("is a folder; name the file in it", args.names[-1])
    return path
