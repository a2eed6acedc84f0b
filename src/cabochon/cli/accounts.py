"""`user`, `link` and `key`: who may come in, people and programs."""

import argparse
import json
from datetime import timedelta

from ..house import House
from ..privacy import keys
from ..privacy.roles import EVERYWHERE
from ..privacy.viewer import ROLES
from ..refusals import Refused
from .command import OK, USAGE, Command, Out, as_json, folder, table


def user_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "do",
        metavar="DO",
        choices=("add", "list", "disable", "enable", "password"),
        help="one of add, list, disable, enable, password",
    )
    parser.add_argument("login", nargs="?", default="", metavar="LOGIN", help="an e-mail address or a short name")
    parser.add_argument("--role", choices=[r for r in ROLES if r != "key"], default="associate", help="access role")
    parser.add_argument("--name", default="", help="as others see it (default: the login)")
    parser.add_argument(
        "--boutique", action="append", default=[], metavar="CODE", help="a door in reach; repeat for several"
    )
    parser.add_argument(
        "--region",
        action="append",
        default=[],
        metavar="REGION",
        help="a region in reach; '*' is every door, also later",
    )
    parser.add_argument(
        "--person", default="", metavar="CODE", help="any code of the staff member this account belongs to"
    )
    parser.add_argument(
        "--url", default="", help="address in front of the link (default: public_url, or http://127.0.0.1:8000)"
    )
    as_json(parser)
    folder(parser)


def user(args: argparse.Namespace, house: House, out: Out) -> int:
    if args.do == "list":
        return _accounts(args, house, out)
    if not args.login:
        out.tell(f"cabochon user {args.do}: say whose account, for example anna@maison.example\n")
        return USAGE
    if args.do == "add":
        account = house.people.add(
            args.login, role=args.role, name=args.name, boutiques=args.boutique, regions=args.region, person=args.person
        )
        return _link(house, account.id, args, out)
    account = house.people.account(args.login)
    if args.do == "password":
        house.doorman.set_password(account.id, out.secret(f"New password for {account.login}"))
        out.say(f"{account.login} signs in with the new password; other sessions have ended.")
    else:
        house.people.disable(account.id, args.do == "disable")
        out.say(f"{account.login} is {args.do}d.")
    return OK


def _accounts(args: argparse.Namespace, house: House, out: Out) -> int:
    found = house.people.accounts()
    if args.json:
        rows = [{"login": a.login, "role": a.role, "name": a.name, "boutiques": a.boutiques, "regions": a.regions,
                 "disabled": a.disabled} for a in found]  # fmt: skip
        out.say(json.dumps(rows, ensure_ascii=False))
        return OK
    lines = [
        (a.login, a.role, ", ".join((*a.boutiques, *a.regions)) or "-", "disabled" if a.disabled else "") for a in found
    ]
    for line in table([("login", "role", "reaches", ""), *lines]) if lines else ["Nobody has an account yet."]:
        out.say(line)
    return OK


def link_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("login", metavar="LOGIN", help="whose")
    parser.add_argument("--url", default="", help="address in front of the link")
    as_json(parser)
    folder(parser)


def link(args: argparse.Namespace, house: House, out: Out) -> int:
    return _link(house, house.people.account(args.login).id, args, out)


def _link(house: House, account: str, args: argparse.Namespace, out: Out) -> int:
    address = house.people.link(account, base=args.url)
    life = int(house.values["link_minutes"])
    if args.json:
        out.say(json.dumps({"account": account, "link": address, "minutes": life}))
    else:
        out.tell(f"Good once, for {life} minutes:\n")
        out.say(address)
    return OK


def key_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("do", metavar="DO", choices=("add", "list", "revoke"), help="one of add, list, revoke")
    parser.add_argument(
        "name", nargs="?", default="", metavar="NAME", help="what it is for, or for revoke the key itself"
    )
    parser.add_argument("--scope", action="append", default=[], metavar="SCOPE",
                        help=f"one of {', '.join(keys.SCOPES)}; repeat for several "
                             "(default: statements/write)")  # fmt: skip
    parser.add_argument("--boutique", action="append", default=[], metavar="CODE", help="bind it to this door")
    parser.add_argument("--days", type=int, default=0, help="expires after so many days (default: never)")
    as_json(parser)
    folder(parser)


def key(args: argparse.Namespace, house: House, out: Out) -> int:
    if args.do == "list":
        return _keys(args, house, out)
    if not args.name:
        out.tell(f"cabochon key {args.do}: {'a name says what it is for' if args.do == 'add' else 'say which'}\n")
        return USAGE
    if args.do == "revoke":
        out.say(f"{house.people.revoke(args.name)} opens nothing any more.")
        return OK
    scopes = tuple(args.scope) or ("statements/write",)
    if wrong := [s for s in scopes if s not in keys.SCOPES]:
        raise Refused(f"there is no scope {wrong[0]!r}; there are {', '.join(keys.SCOPES)}", "--scope")
    house.people.check_boutiques(args.boutique)
    if args.days < 0:
        raise Refused("should be a number of days from now", "--days")
    expires = house.clock() + timedelta(days=args.days) if args.days else None
    made, secret = keys.make(
        house.directory,
        args.name,
        scopes=scopes,
        boutiques=tuple(args.boutique) or (EVERYWHERE,),
        expires=expires,
        clock=house.clock,
    )
    house.directory.note("operator", "made a key", made, f"{args.name}: {' '.join(scopes)}")
    if args.json:
        out.say(json.dumps({"key": made, "secret": secret, "scopes": scopes}))
    else:
        out.tell(f"A key for {args.name} ({', '.join(scopes)}). The secret is shown this once:\n")
        out.say(f"{made} {secret}")
    return OK


def _keys(args: argparse.Namespace, house: House, out: Out) -> int:
    found = house.people.keys()
    if args.json:
        rows = [{"key": k.id, "name": k.name, "scopes": k.scopes, "boutiques": k.boutiques, "created": k.created,
                 "expires": k.expires, "last_use": k.last_use, "revoked": k.revoked} for k in found]  # fmt: skip
        out.say(json.dumps(rows, ensure_ascii=False, default=str))
        return OK
    lines = [("key", "for", "scopes", "boutiques", "last used", "")]
    for k in found:
        used = f"{k.last_use:%Y-%m-%d %H:%M}" if k.last_use else "never"
        state = "revoked" if k.revoked else f"until {k.expires:%Y-%m-%d}" if k.expires else ""
        lines.append((k.id, k.name, ", ".join(k.scopes), ", ".join(k.boutiques) or "none", used, state))
    for line in table(lines) if found else ["There is no key yet."]:
        out.say(line)
    return OK


COMMANDS = (
    Command("user", "Add, list, disable or enable accounts; set a password from stdin",
            "cabochon user add anna@maison.example --role manager --boutique GVA01 --data data", user_arguments, user,
            makes=True,
            more="A leader, analyst, learning designer, loss-prevention lead or brand partner reaches every door\n"
                 "unless a boutique or region is given; a manager or associate of people.csv their own boutique."),
    Command("link", "Print a one-use sign-in link", "cabochon link anna@maison.example --data data", link_arguments,
            link),
    Command("key", "Make, list or revoke a key for programs; KEY and SECRET are the last line",
            "cabochon key add till --scope statements/write --data data", key_arguments, key, makes=True),
)  # fmt: skip
