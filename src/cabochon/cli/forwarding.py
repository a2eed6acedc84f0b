"""`forward` and `webhook`: other record stores that get what is kept, and programs that are told of it."""

import argparse
import json
from typing import Any

from ..house import OPERATOR, House
from ..house.exporting_choice import choice_of
from ..house.forwarding import STORE, VERSIONS, WEBHOOK, State
from ..refusals import Refused
from .command import FAULT, OK, USAGE, Command, Out, as_json, folder, table
from .exporting import filters, words

BOTH = ("add", "list", "pause", "resume", "remove", "test", "letters", "retry", "discard", "rotate")
CHOSEN = ("verb", "activity", "boutique", "kind", "source", "since")


def store_arguments(parser: argparse.ArgumentParser) -> None:
    _common(parser, "the other store's xAPI address, https://lrs.example/xapi")
    parser.add_argument("--key", default="", metavar="KEY", help="add: the key the other store gave")
    parser.add_argument(
        "--version", choices=VERSIONS, default="1.0.3", help="add: of xAPI, as the other store speaks it"
    )
    parser.add_argument("--since", metavar="T", help="add: only what was stored after this time, or now (default: all)")
    folder(parser)


def webhook_arguments(parser: argparse.ArgumentParser) -> None:
    _common(parser, "where to POST, https://bi.example/hear")
    folder(parser)


def _common(parser: argparse.ArgumentParser, url: str) -> None:
    parser.add_argument("do", metavar="DO", choices=BOTH, help=f"one of {', '.join(BOTH)}")
    parser.add_argument("name", nargs="?", default="", metavar="NAME", help="a short name of your choice")
    parser.add_argument("ids", nargs="*", metavar="ID", help="retry, discard: these statements (default: all)")
    parser.add_argument("--url", default="", help=f"add: {url}")
    parser.add_argument("--secret", default="", help="add, rotate: better on stdin, out of the shell's history")
    filters(parser, dates=False)
    as_json(parser)


def store(args: argparse.Namespace, house: House, out: Out) -> int:
    return _run(args, house, out, STORE)


def webhook(args: argparse.Namespace, house: House, out: Out) -> int:
    return _run(args, house, out, WEBHOOK)


def _run(args: argparse.Namespace, house: House, out: Out, way: str) -> int:
    if args.do == "list":
        return _listed(args, house, out, way)
    if not args.name or (args.do == "add" and not args.url):
        out.tell(f"cabochon {_word(way)} {args.do}: say NAME{' and --url' if args.do == 'add' else ''}\n")
        return USAGE
    if args.do == "add":
        return _added(args, house, out, way)
    target = house.forwarding.get(args.name)
    if target.way != way:
        raise Refused(f"is no {_word(way)}; say cabochon {_word(target.way)}", "NAME")
    if args.do in ("letters", "retry", "discard"):
        return _letters(args, house, out)
    good, said, more = _done(args, house, out)
    if args.json:
        out.say(json.dumps({"name": args.name, "done": good, "said": said, **more}))
    else:
        out.say(said)
        if "secret" in more:
            out.say(more["secret"])
    return OK if good else FAULT


def _done(args: argparse.Namespace, house: House, out: Out) -> tuple[bool, str, dict[str, str]]:
    """Whether it went well, what is said of it, and what is shown once."""
    name, forwarding = args.name, house.forwarding
    if args.do == "pause":
        forwarding.pause(name, by=OPERATOR)
        return True, f"{name} gets nothing until it is resumed.", {}
    if args.do == "resume":
        forwarding.resume(name, by=OPERATOR)
        return True, f"{name} goes on where it had stopped.", {}
    if args.do == "remove":
        forwarding.remove(name, by=OPERATOR)
        return True, f"{name} gets nothing any more.", {}
    if args.do == "test":
        good, said = forwarding.test(name, by=OPERATOR)
        return good, f"{name}: {said}.", {}
    if forwarding.get(name).way == STORE:
        secret = args.secret or out.secret("The other store's new secret")
        forwarding.rotate(name, secret=secret, by=OPERATOR)
        return True, f"{name} is sent to with the new secret.", {}
    made = forwarding.rotate(name, secret=args.secret, by=OPERATOR)
    return True, f"{name} is signed with this new secret, shown once, and with the one before:", {"secret": made}


def _added(args: argparse.Namespace, house: House, out: Out, way: str) -> int:
    given = words(args, CHOSEN)
    if given.get("since") == ["now"]:
        given["since"] = [house.clock().isoformat()]
    if way == WEBHOOK and "statement" in given.get("kind", ()):  # every one: no filter
        del given["kind"]
    try:
        choice = choice_of(given)
    except Refused as fault:
        raise Refused(fault.reason, f"--{fault.pointer}") from None
    if way == STORE:
        secret = args.secret or out.secret("The other store's secret")
        forwarding = house.forwarding
        target = forwarding.add_store(
            args.name, url=args.url, key=args.key, secret=secret, version=args.version, choice=choice, by=OPERATOR
        )
        more: dict[str, Any] = {}
        said = f"What is kept goes to {target.url} while the server runs; `cabochon forward list` shows how far it is."
    else:
        target, secret = house.forwarding.add_webhook(
            args.name, url=args.url, secret=args.secret, choice=choice, by=OPERATOR
        )
        more = {"secret": secret}
        said = f"{target.url} is told of what is kept from now on. Its secret, shown once, to check our signature by:"
    if args.json:
        out.say(json.dumps({"name": target.id, "url": target.url, **more}))
        return OK
    out.say(said)
    if more:
        out.say(more["secret"])
    return OK


def _listed(args: argparse.Namespace, house: House, out: Out, way: str) -> int:
    found = house.forwarding.all(way)
    if args.json:
        out.say(json.dumps([_json(one) for one in found]))
        return OK
    if not found:
        out.say(f"There is none yet; `cabochon {_word(way)} add` makes one.")
        return OK
    lines = [(s.target.id, s.target.url, s.word, f"{s.behind:,}", f"{s.course.sent:,}", f"{s.dead:,}") for s in found]
    for line in table([("name", "address", "is", "behind", "sent", "refused"), *lines], frozenset({3, 4, 5})):
        out.say(line)
    for one in found:
        if why := one.course.ended or one.course.reason:
            out.say(f"{one.target.id}: {why}")
    return OK


def _json(one: State) -> dict[str, Any]:
    target, course = one.target, one.course
    return {
        "name": target.id, "url": target.url, "state": one.word, "behind": one.behind, "sent": course.sent,
        "dead_letters": one.dead, "position": course.position, "reason": course.ended or course.reason,
        "failing_since": course.failing.isoformat() if course.failing else None,
        "next_try": course.again.isoformat() if course.again else None,
        "verbs": target.verbs, "activities": target.activities, "boutiques": target.boutiques, "kinds": target.kinds,
        "sources": target.sources, "since": target.since.isoformat() if target.since else None,
    }  # fmt: skip


def _letters(args: argparse.Namespace, house: House, out: Out) -> int:
    found = [one for one in house.forwarding.letters(args.name) if not args.ids or one.statement in args.ids]
    ids = [one.id for one in found]
    if args.do == "letters":
        if args.json:
            out.say(json.dumps([{"statement": d.statement, "reason": d.reason, "at": d.at.isoformat()} for d in found]))
            return OK
        for one in found:
            out.say(f"{one.statement}\n    {one.reason}")
        out.say(f"{len(found):,} {'was' if len(found) == 1 else 'were'} refused.")
        return OK
    if args.do == "discard":
        gone = house.forwarding.discard(ids, by=OPERATOR)
        out.say(json.dumps({"discarded": gone}) if args.json else f"{gone:,} discarded; the statements stay here.")
        return OK
    taken, why = house.forwarding.retry(ids, by=OPERATOR)
    if args.json:
        out.say(json.dumps({"taken": taken, "refused": len(ids) - taken, "reason": why}))
    else:
        out.say(f"{taken:,} of {len(ids):,} {'was' if taken == 1 else 'were'} taken.")
        if why:
            out.say(f"The last reason: {why}")
    return OK if taken == len(ids) else FAULT


def _word(way: str) -> str:
    return "forward" if way == STORE else "webhook"


COMMANDS = (
    Command(
        "forward",
        "Send what is kept to other record stores",
        "cabochon forward add group --url https://lrs.example/xapi --key KEY --since now --data data",
        store_arguments,
        store,
        more="The other store's secret is asked for, or is the first line of stdin. The server sends by itself until\n"
        "the other store has everything; what it will not take is listed by `letters`, to be retried or discarded.\n"
        "What leaves is what a key of the given boutiques would read, text included.",
    ),
    Command(
        "webhook",
        "Tell other programs of what is kept",
        "cabochon webhook add bi --url https://bi.example/hear --kind observation --data data",
        webhook_arguments,
        webhook,
        more="Signed as Standard Webhooks are (standardwebhooks.com). A message names a statement and, for a kind of\n"
        "ours, carries it without text and without names. `rotate` gives a new secret; the one before signs as well.",
    ),
)
