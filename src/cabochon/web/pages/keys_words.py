"""A key in words: how far it reaches, when it was used, what to paste where."""

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from ...languages import count, day, say, wall_clock
from ...privacy.keys import live
from ...privacy.roles import EVERYWHERE
from ...privacy.scopes import MEANINGS, allows

SOON = timedelta(days=14)
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
ACCOUNTS = ("accounts/write",)
LONG_AGO = timedelta(days=60)
VERSION = '-H "X-Experience-API-Version: 1.0.3"'


@dataclass(frozen=True, slots=True)
class Line:
    """One key as the list shows it. soon: expires within 14 days. old: "until ..." while two secrets fit."""

    id: str
    name: str
    may: tuple[str, ...]
    scopes: tuple[str, ...]
    boutiques: str
    source: str
    made: str
    used: str
    used_at: datetime | None
    expires: str
    state: str
    every: bool
    revoked: bool
    live: bool
    soon: bool
    old: str


@dataclass(frozen=True, slots=True)
class Ready:
    """What is pasted into a tool. tried: what the curl line answers when all is well."""

    endpoint: str
    key: str
    secret: str
    basic: str
    curl: str
    tried: str
    token: str
    bearer: str = ""  # for an identity system, which sends one text


def line(key: Any, used: datetime | None, *, now: datetime, names: Mapping[str, str]) -> Line:
    """names: of accounts, by id, for who made it."""
    alive = live(key, now)
    soon = alive and key.expires is not None and key.expires - now <= SOON
    return Line(
        id=key.id, name=key.name, may=tuple(say(MEANINGS.get(scope, scope)) for scope in key.scopes), scopes=key.scopes,
        boutiques=boutiques(key), source=key.source, made=_made(key, names),
        used=ago(used, now) if used else say("never"), used_at=used,
        expires=f"{date(key.expires)}, {ahead(key.expires, now)}" if key.expires and alive
        else date(key.expires) if key.expires else say("never"),
        state=_state(key, alive=alive, soon=soon, used=used), every=EVERYWHERE in key.boutiques,
        revoked=bool(key.revoked), live=alive, soon=soon,
        old=until(key) if alive and key.old_until and key.old_until > now else "",
    )  # fmt: skip


def _made(key: Any, names: Mapping[str, str]) -> str:
    if key.made_by == "operator":
        return say("{day} on the command line", day=date(key.created))
    if not key.made_by:
        return date(key.created)
    if key.made_by not in names:
        return say("{day} by an account that is gone", day=date(key.created))
    return say("{day} by {name}", day=date(key.created), name=names[key.made_by])


def _state(key: Any, *, alive: bool, soon: bool, used: datetime | None) -> str:
    if key.revoked:
        return say("Revoked")
    if not alive:
        return say("Expired")
    return say("Expires soon") if soon else say("In use") if used else say("Not used yet")


def boutiques(key: Any) -> str:
    if EVERYWHERE in key.boutiques:
        return say("every boutique")
    return ", ".join(key.boutiques) or say("none")


def until(key: Any) -> str:
    """When the old secret stops; "" where there is none."""
    return f"{date(key.old_until)}, {wall_clock(key.old_until)} UTC" if key.old_until else ""


def ago(at: datetime, now: datetime) -> str:
    """How long ago, as people say it."""
    passed = now - at
    if passed < 2 * MINUTE:
        return say("just now")
    if passed > LONG_AGO:
        return say("on {day}", day=date(at))
    if days := passed // DAY:
        return count(days, "{n} day ago", "{n} days ago")
    if hours := passed // HOUR:
        return count(hours, "{n} hour ago", "{n} hours ago")
    return count(passed // MINUTE, "{n} minute ago", "{n} minutes ago")


def ahead(at: datetime, now: datetime) -> str:
    left = at - now
    if left < HOUR:
        return say("within the hour")
    if days := left // DAY:
        return count(days, "in {n} day", "in {n} days")
    return count(left // HOUR, "in {n} hour", "in {n} hours")


def date(at: datetime) -> str:
    return day(at, "full")


def endpoint(origin: str, key: Any) -> str:
    """Where a program with this key speaks to; one that looks after accounts alone, to SCIM."""
    return f"{origin}/scim/v2" if key.scopes == ACCOUNTS else f"{origin}/xapi/"


def ready(key: Any, secret: str, *, origin: str) -> Ready:
    """origin: where programs reach the house, without a slash at the end."""
    both = f"{key.id}:{secret}"
    where = endpoint(origin, key)
    if key.scopes == ACCOUNTS:
        return _scim(key, secret, origin=origin)
    asked, tried = _try(key, where)
    return Ready(
        endpoint=where, key=key.id, secret=secret, basic=f"Basic {b64encode(both.encode()).decode()}",
        curl=f"curl -u {both} {asked}", tried=tried,
        token=f'curl -u {both} -d grant_type=client_credentials "{origin}/oauth/token"',
    )  # fmt: skip


def _scim(key: Any, secret: str, *, origin: str) -> Ready:
    """For a key that looks after accounts and nothing else."""
    where, both = endpoint(origin, key), f"{key.id}:{secret}"
    return Ready(
        endpoint=where, key=key.id, secret=secret, basic=f"Basic {b64encode(both.encode()).decode()}",
        curl=f'curl -H "Authorization: Bearer {key.id}.{secret}" "{where}/Users?count=1"',
        tried=say("the first account it looks after, or an empty list"),
        token=f'curl -u {both} -d grant_type=client_credentials "{origin}/oauth/token"', bearer=f"{key.id}.{secret}",
    )  # fmt: skip


def _try(key: Any, where: str) -> tuple[str, str]:
    """What this key may ask without leaving a trace, and what the answer looks like."""
    if allows(key, "statements/read/mine", reading=True):
        return f'{VERSION} "{where}statements?limit=1"', say("the newest statement it may read, or an empty list")
    if allows(key, "statements/write"):
        return f'{VERSION} -H "Content-Type: application/json" -d "[]" "{where}statements"', say("[]: nothing was sent")
    thing = "activityId=https://example.com/trial"
    if allows(key, "profile"):
        return f'{VERSION} "{where}activities/profile?{thing}"', say("[]: nothing is kept there")
    if allows(key, "state"):
        who = "agent=%7B%22mbox%22%3A%22mailto%3Atrial%40example.com%22%7D"
        return f'{VERSION} "{where}activities/state?{thing}&{who}"', say("[]: nothing is kept there")
    return f'"{where}about"', say("the versions spoken here")
