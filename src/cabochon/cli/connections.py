"""`connection`: sources that are connected, from where they are fetched, what they delivered; a file tried first."""

import argparse
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ..connectors import KINDS
from ..directory.rows import Connection, Delivery
from ..house import House
from ..house.rehearsing import BAD, rehearse
from ..outside import sftp
from ..refusals import Refused
from .command import FAULT, OK, PARTLY, USAGE, Command, Out, as_json, folder, table
from .connections_trying import propose, tried
from .importing import text_of

STATES = ("waiting", "reading", "read", "failed")
SHOWN = 50
ASKING = "The password, private key or token; nothing leaves what was given before"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("do", metavar="DO", choices=tuple(DEEDS), help=f"one of {', '.join(DEEDS)}")
    parser.add_argument("names", nargs="*", metavar="NAME", help="the connection; of try and propose also the file")
    parser.add_argument("--connector", default="", metavar="KIND", help="add, try, propose: how it is read")
    parser.add_argument("--title", default="", help="add: what people call it")
    parser.add_argument("--mapping", type=Path, metavar="FILE", help="add, try: which field means what (TOML)")
    parser.add_argument("--unsigned", action="store_true", help="add: take webhooks although nobody signs them")
    parser.add_argument("--way", default="", help="pickup: folder, sftp, url or api")
    parser.add_argument(
        "--place", default="", help="pickup: a folder below `incoming`, sftp://user@host/out/*.csv, https://..."
    )
    parser.add_argument("--every", type=int, default=60, metavar="MINUTES", help="pickup: 60; 0: only by look")
    parser.add_argument("--host-key", default="", metavar="KEY", help="pickup by sftp: SHA256:..., as it was confirmed")
    parser.add_argument(
        "--state", default="", choices=("", *STATES), metavar="STATE", help=f"history: {', '.join(STATES)}"
    )
    parser.add_argument("--sheet", default="", help="propose: of a workbook")
    as_json(parser)
    folder(parser)


def connection(args: argparse.Namespace, house: House, out: Out) -> int:
    run, least = DEEDS[args.do]
    if len(args.names) < least:
        out.tell(f"cabochon connection {args.do}: say {'which FILE' if args.do in ('try', 'propose') else 'NAME'}\n")
        return USAGE
    return run(args, house, out)


def _list(args: argparse.Namespace, house: House, out: Out) -> int:
    rows = [_facts(house, one) for one in house.connections.all()]
    if args.json:
        out.say(json.dumps(rows, ensure_ascii=False))
        return OK
    lines = [(r["name"], r["connector"], r["way"] or ("webhook" if r["address"] else "file"), _state(r),
              f"{r['deliveries']['waiting']:,}") for r in rows]  # fmt: skip
    head = ("name", "connector", "by", "state", "waiting")
    for line in table([head, *lines], frozenset({4})) if lines else ["Nothing is connected yet."]:
        out.say(line)
    return OK


def _show(args: argparse.Namespace, house: House, out: Out) -> int:
    facts = _facts(house, house.connections.one(args.names[0]))
    if args.json:
        out.say(json.dumps(facts, ensure_ascii=False))
        return OK
    counts = ", ".join(f"{n:,} {state}" for state, n in facts.pop("deliveries").items())
    for name, value in [*facts.items(), ("deliveries", counts)]:
        if value not in ("", 0, False, None):
            out.say(f"{name.replace('_', ' '):12} {'yes' if value is True else value}")
    return OK


def _add(args: argparse.Namespace, house: House, out: Out) -> int:
    feed = KINDS.get(args.connector)
    if not args.connector or feed is None:
        raise Refused(f"names no connector; there are {', '.join(sorted(KINDS))}", "--connector")
    secret = out.secret("The sender's signing secret; nothing for files alone").strip() if feed.signing else ""
    one = house.connections.add(args.names[0], connector=args.connector, secret=secret, title=args.title,
                                mapping=text_of(args.mapping), unsigned=args.unsigned)  # fmt: skip
    return _said(args, house, out, one)


def _pickup(args: argparse.Namespace, house: House, out: Out) -> int:
    row = house.connections.one(args.names[0])
    credential = _credential(out) if args.way != "folder" else ""
    one = house.pickups.arrange(row.id, way=args.way, place=args.place, credential=credential, every=args.every,
                                host_key=args.host_key)  # fmt: skip
    if args.way == "sftp" and not one.host_key:
        key = sftp.key_of(sftp.place_of(one.place), private=bool(house.values["allow_private_targets"]))
        out.tell(f"It shows the host key {key}. Ask its owner, then say it again with --host-key {key}\n")
    return _said(args, house, out, one)


def _credential(out: Out) -> str:
    """The first line of stdin, all of it where it is a private key, or what is typed at a terminal."""
    given = out.input().decode("utf-8", "replace").strip() or out.secret(ASKING).strip()
    return f"{given}\n" if "PRIVATE KEY" in given else given.partition("\n")[0].rstrip("\r")


def _look(args: argparse.Namespace, house: House, out: Out) -> int:
    row = house.connections.one(args.names[0])
    if not row.way:
        raise Refused("is fetched from nowhere; `cabochon connection pickup` says from where", row.id)
    done = house.pickups.look(row)
    house.catch_up()
    if args.json:
        out.say(json.dumps({"files": done.files, "new": done.new, "quarantined": done.quarantined, "said": done.said}))
    else:
        out.say(f"{done.files:,} files read, {done.new:,} new, {done.quarantined:,} wait in the quarantine")
        out.say(done.said or "All went well.")
    return FAULT if done.said else PARTLY if done.quarantined else OK


def _paused(args: argparse.Namespace, house: House, out: Out) -> int:
    return _said(args, house, out, house.pickups.pause(args.names[0], args.do == "pause"))


def _remove(args: argparse.Namespace, house: House, out: Out) -> int:
    house.connections.remove(args.names[0])
    out.say(
        "[]"
        if args.json
        else f"{args.names[0]} is not connected any more. What it delivered stays; "
        "for 30 days `connection restore` brings it back."
    )
    return OK


def _restore(args: argparse.Namespace, house: House, out: Out) -> int:
    return _said(args, house, out, house.connections.restore(args.names[0]))


def _test(args: argparse.Namespace, house: House, out: Out) -> int:
    done = rehearse(house, house.connections.one(args.names[0]))
    if args.json:
        out.say(json.dumps([{"what": one.what, "state": one.state, "said": one.said} for one in done],
                           ensure_ascii=False))  # fmt: skip
    else:
        for one in done:
            out.say(f"{one.what:10} {one.state:8} {one.said}")
        out.say("Nothing of it was kept.")
    return FAULT if any(one.state == BAD for one in done) else OK


def _history(args: argparse.Namespace, house: House, out: Out) -> int:
    name = house.connections.one(args.names[0]).id
    rows = [_delivery(one) for one in house.deliveries.of(name, SHOWN, state=args.state)]
    if args.json:
        out.say(json.dumps(rows, ensure_ascii=False))
        return OK
    for row in rows:
        out.say(f"{row['id']}\n    {row['at']}  {row['way']}  {row['name']}".rstrip())
        counts = ", ".join(f"{row[key]:,} {key}" for key in ("new", "repeated", "corrected", "quarantined") if row[key])
        out.say("    " + ": ".join(part for part in (row["state"], counts, row["reason"]) if part))
    out.say(f"{house.deliveries.tally(name, args.state):,} in all.")
    return OK


def _replay(args: argparse.Namespace, house: House, out: Out) -> int:
    name = house.connections.one(args.names[0]).id
    wanted = args.names[1:] or [one.id for one in house.deliveries.of(name, 10_000, state="failed")]
    done: list[tuple[str, str, bool]] = []
    for delivery in wanted:
        try:
            house.deliveries.one(name, delivery)
            done.append((delivery, house.deliveries.again(delivery), True))
        except Refused as refusal:
            done.append((delivery, str(refusal), False))
    house.catch_up()
    if args.json:
        out.say(json.dumps([{"id": one, "said": said, "done": good} for one, said, good in done], ensure_ascii=False))
    else:
        for one, said, _ in done:
            out.say(f"{one}\n    {said}")
        out.say(f"{len(done):,} replayed." if done else "None has failed.")
    return OK if all(good for _, _, good in done) else FAULT


def _said(args: argparse.Namespace, house: House, out: Out, one: Connection) -> int:
    if args.json:
        out.say(json.dumps(_facts(house, one), ensure_ascii=False))
    else:
        out.say(_facts(house, one)["address"] or f"{one.id} is connected.")
    return OK


def _facts(house: House, one: Connection) -> dict[str, Any]:
    """What a program reads of a connection; nothing secret."""
    feed = KINDS.get(one.connector)
    hook = feed is not None and feed.signing is not None and (one.secrets or house.connections.unsigned(one))
    return {
        "name": one.id, "connector": one.connector, "title": one.title,
        "address": house.connections.address(one.id) if hook else "", "secrets": len(one.secrets),
        "unsigned": house.connections.unsigned(one), "mapping": "its own" if one.mapping else "default",
        "way": one.way, "place": one.place, "every": one.every, "host_key": one.host_key,
        "credential": bool(one.credential), "paused": one.paused,
        "looked": one.looked.isoformat() if one.looked else None, "said": one.said,
        "deliveries": {state: house.deliveries.tally(one.id, state) for state in STATES},
    }  # fmt: skip


def _state(row: dict[str, Any]) -> str:
    return "paused" if row["paused"] else row["said"][:60] or "on"


def _delivery(one: Delivery) -> dict[str, Any]:
    return {
        "id": one.id, "at": one.at.isoformat(), "way": one.way, "name": one.name, "state": one.state,
        "bytes": one.size, "tries": one.tries, "rows": one.rows, "new": one.new, "repeated": one.repeated,
        "corrected": one.corrected, "quarantined": one.quarantined, "skipped": one.skipped, "reason": one.reason,
    }  # fmt: skip


DEEDS: dict[str, tuple[Callable[[argparse.Namespace, House, Out], int], int]] = {
    "list": (_list, 0), "show": (_show, 1), "add": (_add, 1), "pickup": (_pickup, 1), "look": (_look, 1),
    "pause": (_paused, 1), "resume": (_paused, 1), "remove": (_remove, 1), "restore": (_restore, 1), "test": (_test, 1),
    "history": (_history, 1),
    "replay": (_replay, 1), "try": (tried, 1), "propose": (propose, 1),
}  # fmt: skip
COMMANDS = (
    Command("connection", "Connect a source, say from where it is fetched, and look at what it delivered",
            "echo PASSWORD | cabochon connection pickup till --way sftp --place 'sftp://ada@example.com/out/*.csv' "
            "--data data", arguments, connection, makes=True,
            more="A signing secret, password, private key or token comes on stdin, never as an argument.\n"
                 "try reads a file and keeps nothing: `connection try till sales.csv`, or `connection try sales.csv\n"
                 "--connector till_csv`. propose prints a mapping for a table nobody has described yet:\n"
                 "`connection propose sales.csv --connector till_csv > till.toml`."),
)  # fmt: skip
