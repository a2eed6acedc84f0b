"""`user` and `link`: which people may come in."""

import argparse
import json
from typing import Any

from ..directory.rows import Account
from ..house import OPERATOR, House
from ..house.people_changing import RIGHTS
from ..house.people_listing import Line
from ..house.people_reach import GIVEN
from ..programme.content import LANGUAGES
from ..refusals import NotAllowed, Refused
from .command import OK, USAGE, Command, Out, as_json, folder, table

DEEDS = ("add", "list", "change", "disable", "enable", "password", "sessions-end", "reset-factors", "hand-over")


def user_arguments(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    # fmt: off
    add("do", metavar="DO", choices=DEEDS, help=f"one of {', '.join(DEEDS)}")
    add("login", nargs="?", default="", metavar="LOGIN", help="an e-mail address or a short name")
    add("--role", choices=GIVEN, default=None, help="access role (add: associate unless said)")
    add("--name", default=None, help="as others see it (default: the login)")
    add("--login", dest="other", default=None, metavar="NEW", help="change: signs in by this name from now on")
    add("--boutique", action="append", default=None, metavar="CODE",
        help="a door in reach; repeat for several. change: these and the regions given take the place of all before")
    add("--region", action="append", default=None, metavar="REGION",
        help="a region in reach; '*' is every door, also later")
    add("--brand", default=None, metavar="BRAND", help="of a brand partner, as the catalogue writes it")
    add("--person", default=None, metavar="CODE", help="any code of the staff member this account belongs to")
    add("--language", default=None, metavar="CODE", choices=["", *LANGUAGES], help="of the pages, like fr")
    add("--key", default="", metavar="KEY", help="hand-over: the identity system's key; empty: by hand again")
    add("--from", dest="old", default="", metavar="KEY", help="hand-over: all of this key, no LOGIN")
    add("--url", default="", help="address in front of the link (default: public_url, or http://127.0.0.1:8000)")
    # fmt: on
    as_json(parser)
    folder(parser)


def user(args: argparse.Namespace, house: House, out: Out) -> int:
    if args.do == "list":
        return _accounts(args, house, out)
    if args.do == "hand-over" and args.old and not args.login:
        return _handed(args, house, out)
    if not args.login:
        out.tell(f"cabochon user {args.do}: say whose account, for example anna@maison.example\n")
        return USAGE
    if args.do == "add":
        account = house.people.add(
            args.login, role=args.role or "associate", name=args.name or "", boutiques=args.boutique or (),
            regions=args.region or (), brand=args.brand or "", person=args.person or "", language=args.language or "",
        )  # fmt: skip
        return _link(house, account.id, args, out)
    account = house.people.account(args.login)
    words = _done(args, house, account, out)
    if args.json:
        line = house.people.listing.line(house.people.changing.account(account.id))
        out.say(json.dumps(_row(line), ensure_ascii=False))
    else:
        out.say(words)
    return OK


def _done(args: argparse.Namespace, house: House, account: Account, out: Out) -> str:
    """Do it; what was done, as a sentence."""
    login = account.login
    match args.do:
        case "password":
            house.doorman.set_password(account.id, out.secret(f"New password for {login}"))
            return f"{login} signs in with the new password; other sessions have ended."
        case "change":
            wanted = _wanted(args)
            after = house.people.changing.change(account.id, by=OPERATOR, **wanted)
            ended = any(name in wanted for name in RIGHTS) and after != account
            return f"{after.login} is changed{'; every sign-in has ended' if ended else ''}."
        case "sessions-end":
            count = house.people.changing.end_sessions(account.id, by=OPERATOR)
            return f"{login} is signed out everywhere ({count} sign-in{'s' if count != 1 else ''})."
        case "reset-factors":
            house.trust.factors.reset(account.id, by=OPERATOR)
            return f"{login} has no second factor any more and sets up a new one at the next sign-in."
        case "hand-over":
            key = house.people.key(args.key) if args.key else None
            house.trust.scim.hand_over(account.id, key.id if key else "", by=OPERATOR)
            return f"{login} is looked after by {key.name if key else 'hand'}."
    house.people.disable(account.id, args.do == "disable")
    return f"{login} is {args.do}d."


def _wanted(args: argparse.Namespace) -> dict[str, Any]:
    """What `change` was told to change."""
    wanted: dict[str, Any] = {name: getattr(args, name) for name in ("role", "name", "brand", "person", "language")}
    wanted = {name: value for name, value in wanted.items() if value is not None}
    if args.other is not None:
        wanted["login"] = args.other
    if args.boutique is not None or args.region is not None:
        wanted |= {"boutiques": tuple(args.boutique or ()), "regions": tuple(args.region or ())}
    if not wanted:
        raise Refused(
            "say what to change: --role, --boutique, --region, --brand, --person, --name, --login, --language"
        )
    if wanted.get("role") not in (None, "brand_partner"):
        wanted.setdefault("brand", "")
    return wanted


def _handed(args: argparse.Namespace, house: House, out: Out) -> int:
    """All accounts of one key to another, or to nobody's."""
    old, new = house.people.key(args.old).id, house.people.key(args.key).id if args.key else ""
    moved, left = 0, []
    for account, _ in house.trust.scim.users(old):
        try:
            house.trust.scim.hand_over(account.id, new, by=OPERATOR)
            moved += 1
        except NotAllowed as refused:
            left.append({"login": account.login, "reason": refused.reason})
    if args.json:
        out.say(json.dumps({"moved": moved, "left": left}, ensure_ascii=False))
    else:
        out.say(f"{moved} account{'s' if moved != 1 else ''} handed over.")
        for one in left:
            out.tell(f"{one['login']}: {one['reason']}\n")
    return OK


def _row(line: Line) -> dict[str, Any]:
    """One account for a program to read; nothing secret."""
    account = line.account
    return {
        "id": account.id, "login": account.login, "role": account.role, "name": account.name,
        "boutiques": account.boutiques, "regions": account.regions, "brand": account.brand,
        "disabled": account.disabled, "second_factor": line.factors,
        "last_seen": line.seen.isoformat() if line.seen else None, "looked_after_by": line.scim,
    }  # fmt: skip


def _accounts(args: argparse.Namespace, house: House, out: Out) -> int:
    found = house.people.accounts()
    if args.json:
        lines = house.people.listing.lines(most=len(found)).lines
        out.say(json.dumps([_row(line) for line in lines], ensure_ascii=False))
        return OK
    rows = [
        (a.login, a.role, ", ".join((*a.boutiques, *a.regions)) or "-", "disabled" if a.disabled else "") for a in found
    ]
    for line in table([("login", "role", "reaches", ""), *rows]) if rows else ["Nobody has an account yet."]:
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
    Command("user", "Add, list, change, disable or enable accounts; set a password from stdin",
            "cabochon user add anna@maison.example --role manager --boutique GVA01 --data data", user_arguments, user,
            makes=True,
            more="A leader, analyst, learning designer, loss-prevention lead or brand partner reaches every door\n"
                 "unless a boutique or region is given; a manager or associate of people.csv their own boutique."),
    Command("link", "Print a one-use sign-in link", "cabochon link anna@maison.example --data data", link_arguments,
            link),
)  # fmt: skip
