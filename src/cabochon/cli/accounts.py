"""`user`, `link` and `key`: who may come in, people and programs."""

import argparse
import json
from datetime import timedelta

from ..house import House
from ..privacy import keys
from ..privacy.roles import EVERYWHERE
from ..privacy.viewer import ROLES
from ..refusals import Refused
from .command import OK, USAGE, Command, Out, folder


def user_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("do", choices=("add", "list", "disable", "enable", "password"), help="what to do")
    parser.add_argument("login", nargs="?", default="", metavar="LOGIN", help="an e-mail address or a short name")
    parser.add_argument("--role", choices=[r for r in ROLES if r != "key"], default="associate", help="access role")
    parser.add_argument("--name", default="", help="as others see it (default: the login)")
    parser.add_argument(
        "--boutique", action="append", default=[], metavar="CODE", help="a door in reach; repeat for several"
    )
    parser.add_argument("--region", action="append", default=[], metavar="REGION", help="a region in reach")
    parser.add_argument(
        "--person", default="", metavar="CODE", help="any code of the staff member this account belongs to"
    )
    parser.add_argument(
        "--url", default="", help="address in front of the link (default: public_url, or http://127.0.0.1:8000)"
    )
    parser.add_argument("--json", action="store_true", help="print JSON")
    folder(parser)


def user(args: argparse.Namespace, house: House, out: Out) -> int:
    if args.do == "list":
        for one in house.people.accounts():
            doors = ",".join((*one.boutiques, *one.regions)) or "-"
            out.say(f"{one.login:32} {one.role:14} {doors:24} {'disabled' if one.disabled else ''}".rstrip())
        return OK
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
        house.doorman.set_password(account.id, out.input().decode("utf-8", "replace").partition("\n")[0].rstrip("\r"))
        out.say(f"{account.login} signs in with the new password; other sessions have ended.")
    else:
        house.people.disable(account.id, args.do == "disable")
        out.say(f"{account.login} is {args.do}d.")
    return OK


def link_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("login", metavar="LOGIN", help="whose")
    parser.add_argument("--url", default="", help="address in front of the link")
    parser.add_argument("--json", action="store_true", help="print JSON")
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
    parser.add_argument("do", choices=("add", "list", "revoke"), help="what to do")
    parser.add_argument(
        "name", nargs="?", default="", metavar="NAME", help="what it is for, or for revoke the key itself"
    )
    parser.add_argument("--scope", action="append", default=[], metavar="SCOPE",
                        help=f"one of {', '.join(keys.SCOPES)}; repeat for several (default: statements/write)")  # fmt: skip
    parser.add_argument("--boutique", action="append", default=[], metavar="CODE", help="bind it to this door")
    parser.add_argument("--days", type=int, default=0, help="expires after so many days (default: never)")
    parser.add_argument("--json", action="store_true", help="print JSON")
    folder(parser)


def key(args: argparse.Namespace, house: House, out: Out) -> int:
    if args.do == "list":
        for one in house.people.keys():
            used = f"{one.last_use:%Y-%m-%d %H:%M}" if one.last_use else "never used"
            out.say(f"{one.id}  {one.name:24} {','.join(one.scopes):32} {used}{'  revoked' if one.revoked else ''}")
        return OK
    if not args.name:
        out.tell(f"cabochon key {args.do}: {'a name says what it is for' if args.do == 'add' else 'say which'}\n")
        return USAGE
    if args.do == "revoke":
        house.people.revoke(args.name)
        out.say(f"{args.name} opens nothing any more.")
        return OK
    scopes = tuple(args.scope) or ("statements/write",)
    if wrong := [s for s in scopes if s not in keys.SCOPES]:
        raise Refused(f"there is no scope {wrong[0]!r}; there are {', '.join(keys.SCOPES)}", "--scope")
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


COMMANDS = (
    Command("user", "Add, list, disable or enable accounts; set a password from stdin",
            "cabochon user add anna@maison.example --role manager --boutique GVA01 --data data", user_arguments, user),
    Command("link", "Print a one-use sign-in link", "cabochon link anna@maison.example --data data", link_arguments, link),
    Command("key", "Make, list or revoke a key for programs; KEY and SECRET are the last line",
            "cabochon key add till --scope statements/write --data data", key_arguments, key),
)  # fmt: skip
