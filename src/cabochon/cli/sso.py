"""`sso`: whether single sign-on works, what to register at the provider, and letting go of who somebody is there."""

import argparse
import json
from urllib.parse import urlsplit

from ..house import OPERATOR, House
from ..refusals import Refused
from .command import FAULT, OK, USAGE, Command, Out, as_json, folder


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("do", metavar="DO", nargs="?", default="check", choices=("check", "unbind"),
                        help="one of check, unbind")  # fmt: skip
    parser.add_argument("login", nargs="?", default="", metavar="LOGIN", help="unbind: whose account")
    as_json(parser)
    folder(parser)


def run(args: argparse.Namespace, house: House, out: Out) -> int:
    if args.do == "unbind":
        return _unbound(args, house, out)
    sso = house.trust.sso
    if not sso.on:
        raise Refused("is empty, so there is no single sign-on; see docs/guides/single-sign-on.md", "oidc_issuer")
    found = sso.check()
    one, remarks = found.provider, _remarks(found.back)
    if one.pkce is None:
        remarks.append("it does not say that it knows PKCE (S256); most that do not say so know it")
    elif not one.pkce:
        remarks.append("it says that it knows no PKCE with S256; the house sends it all the same")
    if args.json:
        out.say(json.dumps({
            "issuer": one.issuer, "authorize": one.authorize, "token": one.token, "keys": found.keys,
            "algorithms": one.algorithms, "way": one.way, "iss": one.iss, "pkce": one.pkce, "redirect": found.back,
            "remarks": remarks,
        }))  # fmt: skip
        return OK
    for title, what in (
        ("issuer", one.issuer), ("signs in at", one.authorize), ("tokens at", one.token),
        ("keys", f"{found.keys} at {one.keys}"), ("signs with", ", ".join(one.algorithms)),
        ("takes the secret by", one.way), ("names itself beside a code", "yes" if one.iss else "no"),
        ("register as redirect URI", found.back),
    ):  # fmt: skip
        out.say(f"{title + ':':28}{what}")
    for remark in remarks:
        out.tell(f"Note: {remark}.\n")
    return OK


def _remarks(back: str) -> list[str]:
    """What is likely to go wrong later, though the provider answers."""
    public = urlsplit(back)
    if not public.netloc:
        return ["public_url is empty; set it to the https address people use, it is part of the redirect URI"]
    if public.scheme != "https" and public.hostname not in ("localhost", "127.0.0.1", "::1"):
        return ["public_url is not https; providers register no such redirect URI"]
    return []


def _unbound(args: argparse.Namespace, house: House, out: Out) -> int:
    if not args.login:
        out.tell("cabochon sso unbind: say whose LOGIN\n")
        return USAGE
    account = house.people.account(args.login)
    if not house.trust.sso.unbind(account.id, by=OPERATOR):
        out.say(f"{account.login} never signed in that way.")
        return FAULT
    out.say(f"{account.login} is found by a verified e-mail address again, the next time they sign in.")
    return OK


COMMANDS = (
    Command("sso", "Check single sign-on and say what to register, or unbind an account from it",
            "cabochon sso check --data data", arguments, run,
            more="The check asks the provider of the setting oidc_issuer for its description and keys."),
)  # fmt: skip
