"""`hook` and `quarantine`: what tills and survey tools send by themselves, and what could not be used."""

import argparse
import json
from pathlib import Path

from ..connectors import KINDS
from ..house import House
from ..refusals import Refused
from .command import FAULT, OK, USAGE, Command, Out, as_json, folder, table
from .importing import text_of

SENDING = ", ".join(sorted(name for name, one in KINDS.items() if one.signing))


def hook_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("do", metavar="DO", choices=("add", "list", "remove"), help="one of add, list, remove")
    parser.add_argument("name", nargs="?", default="", metavar="NAME", help="its address is /hooks/NAME")
    parser.add_argument("--connector", default="", metavar="KIND", help=f"one that sends webhooks: {SENDING}")
    parser.add_argument(
        "--secret", default="", help="the sender's signing secret; better on stdin, out of the shell's history"
    )
    parser.add_argument("--mapping", type=Path, metavar="FILE", help="which field means what (TOML)")
    as_json(parser)
    folder(parser)


def hook(args: argparse.Namespace, house: House, out: Out) -> int:
    base = (str(house.values["public_url"]) or "http://127.0.0.1:8000").rstrip("/")
    if args.do == "list":
        found = house.connections.all()
        if args.json:
            rows = [{"name": h.id, "connector": h.connector, "secrets": len(h.secrets), "mapping": bool(h.mapping),
                     "address": f"{base}/hooks/{h.id}"} for h in found]  # fmt: skip
            out.say(json.dumps(rows))
            return OK
        lines = [
            (f"{base}/hooks/{h.id}", h.connector, str(len(h.secrets)), "its own" if h.mapping else "default")
            for h in found
        ]
        for line in (
            table([("address", "connector", "secrets", "mapping"), *lines]) if lines else ["There is no webhook yet."]
        ):
            out.say(line)
        return OK
    if not args.name or (args.do == "add" and not args.connector):
        out.tell(f"cabochon hook {args.do}: say NAME{' and --connector' if args.do == 'add' else ''}\n")
        return USAGE
    if args.do == "remove":
        house.connections.remove(args.name)
        out.say(f"/hooks/{args.name} takes nothing any more.")
        return OK
    mapping = text_of(args.mapping)
    feed = KINDS.get(args.connector)
    if feed is None or feed.signing is None:
        raise Refused(f"{args.connector!r} sends no webhooks; there are {SENDING}", "--connector")
    known = house.connections.named(args.name)
    secret = args.secret or out.secret("The sender's signing secret")
    if not secret.strip() and not known and args.name not in str(house.values["unsigned_hooks"]).split():
        raise Refused("is empty; the sender's signing secret comes on the first line of stdin", "--secret")
    one = house.connections.add(args.name, connector=args.connector, secret=secret.strip(), mapping=mapping)
    if args.json:
        out.say(json.dumps({"name": one.id, "address": f"{base}/hooks/{one.id}", "secrets": len(one.secrets)}))
        return OK
    if len(one.secrets) > 1:
        out.tell("The secret before this one still fits, until another is added.\n")
    out.say(f"{base}/hooks/{one.id}")
    return OK


def quarantine_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "do",
        metavar="DO",
        nargs="?",
        default="list",
        choices=("list", "replay", "discard"),
        help="one of list, replay, discard",
    )
    parser.add_argument("names", nargs="*", metavar="ID", help="which; replay without one tries all")
    parser.add_argument("--mapping", type=Path, metavar="FILE", help="replay: read by this mended mapping file")
    parser.add_argument("--all", action="store_true", help="discard: all that waits")
    as_json(parser)
    folder(parser)


def quarantine(args: argparse.Namespace, house: House, out: Out) -> int:
    if args.do == "list":
        return _listed(args, house, out)
    if args.do == "discard" and not args.names and not args.all:
        out.tell("cabochon quarantine discard: say which, or --all\n")
        return USAGE
    done = _discarded(args, house) if args.do == "discard" else _replayed(args, house)
    house.catch_up()
    if args.json:
        out.say(json.dumps([{"id": name, "said": said, "done": good} for name, said, good in done], ensure_ascii=False))
    else:
        for name, said, _ in done:
            out.say(f"{name}\n    {said}")
        left = len(house.quarantined.waiting())
        out.say(f"{left:,} {'waits' if left == 1 else 'wait'} now.")
    return OK if all(good for _, _, good in done) else FAULT


def _listed(args: argparse.Namespace, house: House, out: Out) -> int:
    waiting = house.quarantined.waiting()
    if args.json:
        rows = [{"id": q.id, "source": q.source, "place": q.place, "reason": q.reason, "boutique": q.boutique,
                 "at": q.at.isoformat()} for q in waiting]  # fmt: skip
        out.say(json.dumps(rows, ensure_ascii=False))
        return OK
    for q in waiting:
        out.say(f"{q.id}\n    {q.place}: {q.reason}" if q.place else f"{q.id}\n    {q.reason}")
    out.say(f"{len(waiting):,} {'waits' if len(waiting) == 1 else 'wait'}.")
    return OK


def _replayed(args: argparse.Namespace, house: House) -> list[tuple[str, str, bool]]:
    mapping = text_of(args.mapping)
    if not args.names:
        return list(house.quarantined.replay_all(mapping=mapping))
    done: list[tuple[str, str, bool]] = []
    for name in args.names:
        try:
            done.append((name, house.quarantined.replay(name, mapping=mapping), True))
        except Refused as refusal:
            done.append((name, str(refusal), False))
    return done


def _discarded(args: argparse.Namespace, house: House) -> list[tuple[str, str, bool]]:
    done: list[tuple[str, str, bool]] = []
    for name in args.names or [q.id for q in house.quarantined.waiting()]:
        try:
            house.quarantined.discard(name)
            done.append((name, "discarded", True))
        except Refused as refusal:
            done.append((name, str(refusal), False))
    return done


COMMANDS = (
    Command("hook", "Open, list or close a webhook address for a till or a survey tool",
            "echo SECRET | cabochon hook add shop --connector shopify --mapping shop.toml --data data", hook_arguments,
            hook, makes=True,
            more="Adding a name again gives it one more secret, for the days the sender changes over, or a mapping."),
    Command("quarantine", "List, replay or discard what could not be used",
            "cabochon quarantine replay --mapping till.toml --data data", quarantine_arguments, quarantine,
            more="Mend the cause first: import the missing door or person, or write the mapping. Rows of one ticket\n"
                 "are tried together. What waits is kept sealed for 30 days."),
)  # fmt: skip
