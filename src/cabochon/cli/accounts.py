"""`user` and `link`: which people may come in."""

import argparse
import json

from ..house import House
from ..privacy.viewer import ROLES
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


COMMANDS = (
    Command("user", "Add, list, disable or enable accounts; set a password from stdin",
            "cabochon user add anna@maison.example --role manager --boutique GVA01 --data data", user_arguments, user,
            makes=True,
            more="A leader, analyst, learning designer, loss-prevention lead or brand partner reaches every door\n"
                 "unless a boutique or region is given; a manager or associate of people.csv their own boutique."),
    Command("link", "Print a one-use sign-in link", "cabochon link anna@maison.example --data data", link_arguments,
            link),
)  # fmt: skip
