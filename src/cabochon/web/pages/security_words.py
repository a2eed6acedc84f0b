"""Sign-ins, browsers and passkeys in words a person knows."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ...languages import again, mark, say
from ...privacy.sessions import OUTBOX, OUTBOX_LIFE, SHARED
from ...refusals import Refused
from .keys_words import ago, date

BROWSERS = (  # what a browser calls itself, the one that others pretend to be last
    ("Edge", r"Edg(?:e|A|iOS)?/"),
    ("Opera", r"OPR/|Opera"),
    ("Samsung Internet", r"SamsungBrowser/"),
    ("Firefox", r"Firefox/|FxiOS/"),
    ("Chrome", r"(?:Headless)?Chrome/|CriOS/|Chromium/"),
    ("Safari", r"Version/.*Safari/"),
)
SYSTEMS = (
    ("iPhone", r"iPhone"),
    ("iPad", r"iPad"),
    ("Android", r"Android"),
    ("Windows", r"Windows"),
    (mark("a Chromebook"), r"CrOS"),
    (mark("a Mac"), r"Macintosh|Mac OS X"),
    ("Linux", r"Linux|X11"),
)
WAYS = mark({"link": "by link", "password": "by password", "passkey": "by passkey", "sso": "by company account",
             "pin": "by PIN"})  # fmt: skip
BOTH = mark({"link": "by link and a second factor", "password": "by password and a second factor"})
VERBS = ("is ", "are ", "was ", "has ", "should ")


@dataclass(frozen=True, slots=True)
class SignIn:
    """One row of the list. here: it is the one that looks at it."""

    id: str
    name: str
    began: datetime
    since: str
    seen: str
    how: str
    here: bool


@dataclass(frozen=True, slots=True)
class Key:
    id: str
    name: str
    made: str
    used: str


def browser(agent: str) -> str:
    """ "Firefox on Windows"; "An unknown browser" where it does not say."""
    name = next((name for name, mark in BROWSERS if re.search(mark, agent)), "")
    system = next((name for name, mark in SYSTEMS if re.search(mark, agent)), "")
    if not name and not system:
        return say("An unknown browser")
    if not system:
        return name
    return say("{browser} on {system}", browser=name or say("A browser"), system=say(system))


def device(agent: str) -> str:
    """What a passkey is called unless its owner says otherwise."""
    system = next((name for name, mark in SYSTEMS if re.search(mark, agent)), "")
    return system.removeprefix("a ") or say("Passkey")


def sign_ins(house: Any, account: str, token: str) -> list[SignIn]:
    """The live ones, the latest first."""
    mine, now = house.doorman.session(token, passive=True), house.clock()
    found = []
    for one in house.doorman.sessions(account):
        if one.kind == OUTBOX:
            name = say("A phone’s unsent entries")
            how = say("it may hand them in until {day}", day=date(one.created + OUTBOX_LIFE))
        else:
            name, how = browser(one.agent), _way(one.way, second=one.second)
            if one.kind == SHARED:
                name = say("{browser}, the boutique’s tablet", browser=name)
        here = bool(mine and mine[1].id == one.id)
        since, seen = ago(one.created, now), "" if one.kind == OUTBOX else ago(one.seen, now)
        found.append(SignIn(one.id, name, one.created, since, seen, how, here))
    return sorted(found, key=lambda one: (one.here, one.began), reverse=True)


def keys(factors: Any, account: str, house: Any) -> list[Key]:
    now = house.clock()
    return [
        Key(one.id, one.name, date(one.made), ago(one.used, now) if one.used else "")
        for one in factors.passkeys.of(account)
    ]


def told(refused: Refused, names: dict[str, str]) -> str:
    """A refusal as a sentence, with its field as the subject where it wants one."""
    why = again(refused.reason)
    if refused.reason.startswith(VERBS):
        why = say("{what} {why}", what=names.get(refused.pointer.strip("/"), say("It")), why=why)
    return f"{why[:1].upper()}{why[1:]}."


def _way(way: str, *, second: bool) -> str:
    if second and way in BOTH:
        return say(BOTH[way])
    return say(WAYS[way]) if way in WAYS else ""
