"""`key`: credentials for programs: made, listed, rotated, revoked."""

import argparse
import json
from datetime import UTC, datetime, time, timedelta

from ..house import OPERATOR, House
from ..privacy import keys
from ..privacy.roles import EVERYWHERE
from ..privacy.scopes import PRESETS, preset
from ..refusals import Refused
from .command import OK, USAGE, Command, Out, as_json, folder, table

DEEDS = ("add", "list", "rotate", "revoke")
DAY = timedelta(days=1)


def arguments(parser: argparse.ArgumentParser) -> None:
    sets = ", ".join(p.name for p in PRESETS)
    parser.add_argument("do", metavar="DO", choices=DEEDS, help=f"one of {', '.join(DEEDS)}")
    add = parser.add_argument
    # fmt: off
    add("name", nargs="?", default="", metavar="NAME",
        help="add: what it is for; rotate and revoke: the key itself, or what it is for")
    add("--scopes", default="", metavar="SET", help=f"add: the scopes for one purpose: {sets}")
    add("--scope", action="append", default=[], metavar="SCOPE",
        help=f"add: one of {', '.join(keys.SCOPES)}; repeat for several (default: statements/write)")
    add("--boutique", action="append", default=[], metavar="CODE", help="add: bind it to this door; repeat for several")
    add("--source", default="", metavar="NAME",
        help="add: of events of our own kinds it may send those of this source only, like till:csv")
    add("--expires", default="", metavar="DATE", help="add: its last day, like 2027-01-31 (default: none)")
    add("--days", type=int, default=0, metavar="N", help="add: expires after so many days instead")
    add("--grace", type=float, metavar="HOURS",
        help="rotate: the old secret still fits for this long; 0: stops at once (default: key_grace_hours)")
    # fmt: on
    as_json(parser)
    folder(parser)


def run(args: argparse.Namespace, house: House, out: Out) -> int:
    if args.do == "list":
        return _listed(args, house, out)
    if not args.name:
        out.tell(f"cabochon key {args.do}: {'a name says what it is for' if args.do == 'add' else 'say which'}\n")
        return USAGE
    if args.do == "add":
        return _added(args, house, out)
    if args.do == "rotate":
        return _rotated(args, house, out)
    gone = house.people.revoke(args.name)
    out.say(json.dumps({"key": gone, "revoked": True}) if args.json else f"{gone} opens nothing any more.")
    return OK


def _added(args: argparse.Namespace, house: House, out: Out) -> int:
    scopes = _scopes(args)
    house.people.check_boutiques(args.boutique)
    made, secret = keys.make(
        house.directory, args.name, scopes=scopes, boutiques=tuple(args.boutique) or (EVERYWHERE,), source=args.source,
        expires=_expires(args, house.clock()), clock=house.clock, by=OPERATOR,
    )  # fmt: skip
    if args.json:
        out.say(json.dumps({"key": made, "secret": secret, "scopes": scopes}))
    else:
        out.tell(f"A key for {args.name} ({', '.join(scopes)}). The secret is shown this once:\n")
        out.say(f"{made} {secret}")
    return OK


def _scopes(args: argparse.Namespace) -> tuple[str, ...]:
    if args.scopes and not (known := preset(args.scopes)):
        raise Refused(f"there is no set {args.scopes!r}; there are {', '.join(p.name for p in PRESETS)}", "--scopes")
    if wrong := [s for s in args.scope if s not in keys.SCOPES]:
        raise Refused(f"there is no scope {wrong[0]!r}; there are {', '.join(keys.SCOPES)}", "--scope")
    return (*(known.scopes if args.scopes and known else ()), *args.scope) or ("statements/write",)


def _expires(args: argparse.Namespace, now: datetime) -> datetime | None:
    """The end of the day that was said, or so many days from now."""
    if args.days < 0:
        raise Refused("should be a number of days from now", "--days")
    if not args.expires:
        return now + args.days * DAY if args.days else None
    if args.days:
        raise Refused("says when already; leave --days out", "--expires")
    try:
        day = datetime.strptime(args.expires, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        raise Refused("should be a date like 2027-01-31", "--expires") from None
    if (last := datetime.combine(day, time(23, 59, 59), UTC)) <= now:
        raise Refused("is over already; give a day to come", "--expires")
    return last


def _rotated(args: argparse.Namespace, house: House, out: Out) -> int:
    if args.grace is not None and not 0 <= args.grace <= 24 * 365:
        raise Refused("should be a number of hours, at most a year's", "--grace")
    grace = house.keyring.grace if args.grace is None else timedelta(hours=args.grace)
    key = house.people.key(args.name)
    secret = house.keyring.rotate(key.id, by=OPERATOR, grace=grace)
    until = house.keyring.key(key.id).old_until
    if args.json:
        out.say(json.dumps({"key": key.id, "secret": secret, "old_until": until and until.isoformat()}))
        return OK
    old = f"fits until {until:%Y-%m-%d %H:%M} UTC" if until else "has stopped"
    out.tell(f"A new secret for {key.name}; the old one {old}. It is shown this once:\n")
    out.say(f"{key.id} {secret}")
    return OK


def _listed(args: argparse.Namespace, house: House, out: Out) -> int:
    found, uses, now = house.keyring.all(), house.keyring.uses(), house.clock()
    if args.json:
        rows = [{"key": k.id, "name": k.name, "scopes": k.scopes, "boutiques": k.boutiques, "source": k.source,
                 "created": k.created, "made_by": k.made_by, "expires": k.expires, "last_use": uses.get(k.id),
                 "rotated": k.rotated, "old_until": k.old_until, "revoked": k.revoked} for k in found]  # fmt: skip
        out.say(json.dumps(rows, ensure_ascii=False, default=str))
        return OK
    lines = [("key", "for", "scopes", "boutiques", "source", "last used", "")]
    for k in found:
        used = f"{uses[k.id]:%Y-%m-%d %H:%M}" if k.id in uses else "never"
        ended = "revoked" if k.revoked else "" if keys.live(k, now) else "expired"
        state = ended or (f"until {k.expires:%Y-%m-%d}" if k.expires else "")
        doors = "every" if EVERYWHERE in k.boutiques else ", ".join(k.boutiques) or "none"
        lines.append((k.id, k.name, ", ".join(k.scopes), doors, k.source or "any", used, state))
    for line in table(lines) if found else ["There is no key yet."]:
        out.say(line)
    return OK


COMMANDS = (
    Command("key", "Make, list, rotate or revoke a key for programs; KEY and SECRET are the last line",
            "cabochon key add till --scopes till --source till:csv --data data", arguments, run, makes=True,
            more="Sets of scopes:\n" + "\n".join(f"  {p.name:5} {p.title}: {', '.join(p.scopes)}" for p in PRESETS)),
)  # fmt: skip
