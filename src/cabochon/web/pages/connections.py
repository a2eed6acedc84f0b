"""Connections: which sources are connected and how each stands; another is connected, set up, tried out, let go."""

import base64
import re
import secrets
import unicodedata
from dataclasses import replace
from typing import Any

from ...connectors import KINDS, Feed
from ...house.connections import Connection
from ...house.rehearsing import Tried, rehearse
from ...languages import again, mark, say
from ...outside.http import Unreachable
from ...refusals import Refused, Unknown
from ..outer import fields
from ..page import Answered, Asked, page, to
from ..viewer import viewer_of
from . import connections_history as history
from . import connections_pickup as pickup
from . import connections_standing as standing
from . import connections_words as words
from . import till_words

NEW = ("csrf", "connector", "title", "secret")
FORM = ("csrf", "do", "title", "secret", "sure", "way", "place", "credential", "every", "host_key", "text")
TAKEN = ("new", "files")  # words of our own addresses
DEEDS = ("name", "secret", "end-secret", "unsigned", "signed", "token", "fetch", "key", "unfetch", "look", "pause",
         "resume", "test", "replay", "mapping", "before", "remove")  # fmt: skip
TRIED = mark({
    "signature": "Signature", "token": "Access token", "mapping": "Mapping", "sample": "The sender’s sample",
    "last": "Last delivery",
})  # fmt: skip
GONE = ("back", "forget")  # of one that was removed


def show(request: Asked) -> Answered:
    """GET /connections."""
    house = request.app.state.house
    rows = sorted(house.connections.all(), key=lambda row: (row.title or row.id).casefold())
    return page(
        request, "connections.html", listed=[standing.line(house, row) for row in rows], families=words.catalogue(),
        broken=words.broken(), steps=words.steps(house, rows),
        removed=[(row.id, row.title or row.id, words.moment(row.removed)) for row in house.connections.removed()],
    )  # fmt: skip


def form(request: Asked) -> Answered:
    """GET /connections/new?connector=till_csv."""
    return new(request, request.query_params.get("connector", ""))


def new(request: Asked, connector: str, *, said: str = "", fault: str = "", status: int = 200) -> Answered:
    """The form of another connection; a connector that is not there is one of the list's."""
    feed = KINDS.get(connector)
    if feed is None:
        raise Unknown("there is no such connector")
    house = request.app.state.house
    return page(
        request, "connections_new.html", status=status, feed=feed, title=said or words.proposal(feed), fault=fault,
        kind=words.title(connector), setup=words.setup(feed),
        address=house.connections.address(free(house, said or words.proposal(feed), feed)),
        says=again(feed.says), given=words.given(feed), doors=len(house.snapshot.doors(house.today)),
        path=bool(feed.signing and feed.signing.path), most=200_000_000,
    )  # fmt: skip


def add(request: Asked, body: bytes) -> Answered:
    """POST /connections: one that sends by webhook. Its secret is shown once, on the answer."""
    house, by = request.app.state.house, viewer_of(request).account
    sent = {k: str(v) for k, v in fields(body, known=NEW).items()}
    feed = KINDS.get(sent.get("connector", ""))
    if feed is None or feed.signing is None:
        raise Refused("sends no webhooks; drop its file instead", "connector")
    title, secret = named(sent.get("title", ""), feed), sent.get("secret", "").strip()
    if words.given(feed) and not secret:
        fault = say("Paste the secret that the sender shows; without it nobody could tell its deliveries from others.")
        return new(request, feed.name, said=title, fault=fault, status=400)
    made = "" if words.given(feed) else fresh(feed)
    row = house.connections.add(free(house, title, feed), connector=feed.name, secret=secret or made, title=title,
                                by=by)  # fmt: skip
    return _shown(request, row, feed, made)


def one(request: Asked, source: str) -> Answered:
    """GET /connections/{source}?state=failed&page=N."""
    return one_of(request, source)


def change(request: Asked, body: bytes, source: str) -> Answered:
    """POST /connections/{source}: one of DEEDS."""
    house = request.app.state.house
    sent = {k: str(v) for k, v in fields(body, known=FORM).items()}
    if (deed := sent.get("do", "")) in GONE:
        return _gone(request, source, deed)
    row = house.connections.one(source)
    if deed not in DEEDS:
        raise Refused(f"should be one of {', '.join((*DEEDS, *GONE))}", "do")
    try:
        return _done(request, row, deed, sent)
    except Unknown:
        raise
    except (Refused, Unreachable) as fault:
        reason = again(fault.reason if isinstance(fault, Refused) else str(fault))
        where = fault.pointer if isinstance(fault, Refused) else ""
        return one_of(request, source, fault=reason, where=where, sent=sent, status=getattr(fault, "status", 400))


def _gone(request: Asked, source: str, deed: str) -> Answered:
    """What was removed is brought back, or forgotten with its secrets."""
    connections, by = request.app.state.house.connections, viewer_of(request).account
    if deed == "forget":
        connections.forget(source, by)
        return to("/connections")
    return to(f"/connections/{connections.restore(source, by).id}")


def _done(request: Asked, row: Connection, deed: str, sent: dict[str, str]) -> Answered:
    house, by, name = request.app.state.house, viewer_of(request).account, row.id
    connections, pickups = house.connections, house.pickups
    match deed:
        case "name":
            connections.keep(replace(row, title=named(sent.get("title", ""), None)), "renamed a connection", by)
        case "secret":
            feed = connections.feed(row)
            given = sent.get("secret", "").strip()
            if words.given(feed) and not given:
                raise Refused("is missing; paste the one the sender shows", "secret")
            made = "" if words.given(feed) else fresh(feed)
            row = connections.add(name, connector=row.connector, secret=given or made, by=by)
            if made:
                return _shown(request, row, feed, made)
        case "end-secret":
            connections.keep(replace(row, secrets=row.secrets[-1:]), "ended the old secret of a connection", by)
        case "unsigned" | "signed":
            if deed == "unsigned" and sent.get("sure") != "yes":
                raise Refused("tick the box first: anybody who knows the address could then send", "sure")
            said = "takes a connection unsigned" if deed == "unsigned" else "takes a connection signed only"
            connections.keep(replace(row, unsigned=deed == "unsigned"), said, by)
        case "token":
            sealed = connections.sealed_credential(name, sent.get("credential", "").strip())
            connections.keep(replace(row, credential=sealed), "gave a connection its token", by)
        case "fetch":
            return _fetch(request, row, sent)
        case "key":
            return one_of(request, name, host_key=pickups.key(row))
        case "unfetch":
            gone = replace(row, way="", place="", host_key="", cursor="", said="", looked=None, paused=False)
            connections.keep(gone, "ended a pickup", by)
        case "look":
            said, fault = pickup.looked(house, row, by)
            return one_of(request, name, said=said, fault=again(fault))
        case "pause" | "resume":
            pickups.pause(name, deed == "pause", by)
        case "test":
            return one_of(request, name, tried=rehearse(house, row))
        case "replay":
            said, left = history.replayed(house, row, by)
            return one_of(request, name, said="" if left else said, fault=said if left else "")
        case "mapping":
            connections.mapped(row, sent.get("text", "").replace("\r\n", "\n"), by)
        case "before":
            connections.mapped(row, row.before, by)
        case "remove":
            if sent.get("sure") != "yes":
                raise Refused("tick the box to remove it", "sure")
            connections.remove(name, by)
            return to("/connections")
    return to(f"/connections/{name}")


def _fetch(request: Asked, row: Connection, sent: dict[str, str]) -> Answered:
    """A pickup. An SFTP server's key is shown first, and kept when a person says that it is the right one."""
    house, by = request.app.state.house, viewer_of(request).account
    if key := sent.get("host_key", ""):
        house.pickups.confirm(row.id, key, by)
    elif shown := pickup.arrange(house, row, sent, by):
        return one_of(request, row.id, host_key=shown)
    try:
        return one_of(request, row.id, said=pickup.there(house, house.connections.one(row.id)))
    except (Refused, Unreachable) as fault:  # it is arranged, and will be tried again
        reason, where = (fault.reason, fault.pointer) if isinstance(fault, Refused) else (str(fault), "")
        return one_of(request, row.id, fault=again(reason), where=where)


def one_of(
    request: Asked, name: str, *, fault: str = "", where: str = "", said: str = "", host_key: str = "",
    sent: dict[str, str] | None = None, tried: list[Tried] | None = None, status: int = 200,
) -> Answered:  # fmt: skip
    house = request.app.state.house
    row = house.connections.one(name)
    feed: Feed | None = KINDS.get(row.connector)
    return page(
        request, "connections_one.html", status=status, row=row, feed=feed, where=where,
        fault=fault if where else standing.opened(fault),
        said=said, known_as=row.title or row.id, connector=words.title(row.connector), host_key=host_key,
        sent=dict.fromkeys(FORM, "") | (sent or {}), tried=tried or [],
        tried_what={key: say(word) for key, word in TRIED.items()},
        rules=till_words.rules() if feed is not None and feed.family == "till" else [],
        standing=standing.standing(house, row), unsigned=house.connections.unsigned(row),
        address=house.connections.address(name), setup=words.setup(feed) if feed else "",
        given=bool(feed and words.given(feed)), hook=words.by_webhook(house, row),
        minutes=pickup.minutes(), ways=pickup.ways(feed), pickup=pickup.told(house, row),
        root=str(house.pickups.root), most=200_000_000,
        default=history.default_of(row), **history.listed(request, name),
    )  # fmt: skip


def _shown(request: Asked, row: Connection, feed: Feed, secret: str) -> Answered:
    address = request.app.state.house.connections.address(row.id)
    path = bool(feed.signing and feed.signing.path)
    return page(request, "connections_shown.html", row=row, known_as=row.title or row.id, setup=words.setup(feed),
                address=f"{address}/{secret}" if path else address, secret="" if path else secret)  # fmt: skip


def named(title: str, feed: Feed | None) -> str:
    """
    Raises:
        Refused: too long, or not to be printed.
    """
    text = " ".join(title.split()) or (words.proposal(feed) if feed else "")
    if len(text) > 80 or not text.isprintable():
        raise Refused("should be at most 80 printable characters", "title")
    return text


def free(house: Any, title: str, feed: Feed) -> str:
    """A name for the address that nobody has yet: of the title's letters, else of the connector's."""
    bare = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    stem = re.sub(r"[^a-z0-9]+", "-", bare).strip("-")[:40] or feed.name.replace("_", "-")
    names = [stem, *(f"{stem}-{n}" for n in range(2, 1_000))]
    return next(one for one in names if one not in TAKEN and not house.connections.taken(one))


def fresh(feed: Feed) -> str:
    """A secret of ours, as the sender takes it."""
    if feed.signing is not None and "Standard Webhooks" in feed.signing.says:
        return f"whsec_{base64.b64encode(secrets.token_bytes(24)).decode()}"
    return secrets.token_urlsafe(24)
