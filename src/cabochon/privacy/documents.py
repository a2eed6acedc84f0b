"""Documents at rest: whose they are, and their bytes sealed so that forgetting a person takes them along.

A document about an agent is opened by the agent's own text key and the key of documents, one about an activity by the
house's key. A place names the agent by a keyed hash, never by an address.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from ..directory import Directory
from ..stream.documents import Content, Context, Place, in_order
from ..xapi.agents import identifier
from ..xapi.documents import Named
from .naming import Naming
from .sealing import NONCE, seal, unseal

KIND = "kind:document"  # the second of the two text keys


@dataclass(frozen=True, slots=True)
class Whose:
    """agent: the keyed hash a place names it by. key: the name of its text key. person: its id where it is one of ours.

    All "" for what is about nobody.
    """

    agent: str = ""
    key: str = ""
    person: str = ""


def whose(agent: Mapping[str, Any] | None, *, home: str, naming: Naming) -> Whose:
    """An agent or identified group that has been checked. Ours have the text key their statements have."""
    known = identifier(agent) if agent is not None else None
    if agent is None or known is None:
        return Whose()
    hashed = naming.agent(known)
    account = agent.get("account")
    if account and account["homePage"] == f"{home}/people":
        return Whose(hashed, f"person:{account['name']}", account["name"])
    if account and account["homePage"].startswith(f"{home}/identities/"):
        return Whose(hashed, f"code:{account['homePage'][len(home) + 12 :]}/{account['name']}")
    return Whose(hashed, f"agent:{hashed}")


def context(named: Named, who: Whose) -> Context:
    return Context(named.resource.word, named.activity, who.agent, named.registration)


def key_names(who: Whose) -> tuple[str, ...]:
    """The text keys that must be there before anything of theirs is sealed."""
    return (who.key, KIND) if who.key else ()


def closed(directory: Directory, place: Place, *, content_type: str, body: bytes, key: str) -> Content:
    """What may be kept at a place; bound to it, so that one document cannot be passed off as another."""
    if key:
        return Content(content_type, seal(directory, body, _bound(place), person=key, month=KIND), key)
    nonce = os.urandom(NONCE)
    return Content(content_type, nonce + _own(directory).encrypt(nonce, body, _bound(place).encode()))


def opened(directory: Directory, place: Place, content: Content) -> bytes | None:
    """The bytes as they were sent; None when the key that sealed them has been destroyed.

    The store has compared its checksum, so what does not open was sealed under a key that is gone, though another may
    have taken its name since.
    """
    try:
        if content.key:
            return unseal(directory, content.body, _bound(place), person=content.key, month=KIND)
        return _own(directory).decrypt(content.body[:NONCE], content.body[NONCE:], _bound(place).encode())
    except (ValueError, InvalidTag):
        return None


def _own(directory: Directory) -> AESGCM:
    return AESGCM(directory.secret("rest"))


def _bound(place: Place) -> str:
    return "document\n" + "\n".join(in_order(place))
