"""Webhooks: verified, put into a durable queue, answered; a duty reads the queue."""

import logging
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from hashlib import blake2b
from typing import TYPE_CHECKING

import msgspec

from ..connectors import KINDS, load
from ..directory.rows import Delivery, Hook
from ..privacy.sealing import locked, unlocked
from ..refusals import Full, Refused, Unknown
from .importing import Imported
from .quarantine import KEPT, Held

if TYPE_CHECKING:
    from . import House

TRIES = 5
REMEMBERED = timedelta(days=7)  # so long a sender's repeat is known again by its id
NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,59}")
log = logging.getLogger("cabochon.hooks")


class Hooks:
    def __init__(self, house: "House") -> None:
        self._house, self._directory = house, house.directory

    def add(self, name: str, *, connector: str, secret: str, mapping: str = "") -> Hook:
        """Open /hooks/<name>, or give it one more secret while the sender changes over, or another mapping.

        Raises:
            Refused: a feed that sends no webhooks, no secret where the sender signs, a mapping that cannot be read.
        """
        if not NAME.fullmatch(name):
            raise Refused("should be lower-case letters, digits, . _ or -, as it becomes part of an address", "NAME")
        feed = KINDS.get(connector)
        if feed is None or feed.verify is None:
            able = ", ".join(sorted(k for k, f in KINDS.items() if f.verify))
            raise Refused(f"{connector!r} sends no webhooks; there are {able}", "--connector")
        if mapping:
            load(mapping, connector)
        known = self._directory.get(Hook, name)
        if known and known.connector != connector:
            raise Refused(
                f"/hooks/{name} is a {known.connector} address; remove it first, or take another name", "NAME"
            )
        if not secret and not known and name not in self._unsigned():
            raise Refused("is empty; the sender's signing secret comes on the first line of stdin", "--secret")
        secrets = known.secrets if known else ()
        if secret:
            secrets = (*secrets[-1:], locked(self._directory, secret, f"hook:{name}"))
        hook = Hook(id=name, connector=connector, secrets=secrets, mapping=mapping or (known.mapping if known else ""))
        self._directory.put(hook)
        self._directory.note("operator", "changed a webhook" if known else "opened a webhook", name, connector)
        return hook

    def remove(self, name: str) -> None:
        """Close the address; what it delivered before is still read.

        Raises:
            Unknown: there is none by that name.
        """
        if not self._directory.delete(Hook, name):
            raise Unknown(f"there is no webhook {name!r}; `cabochon hook list` shows them", "NAME")
        self._directory.note("operator", "closed a webhook", name)

    def all(self) -> list[Hook]:
        return self._directory.find(Hook)

    def mapping(self, name: str) -> str:
        """The text of a webhook's mapping file, "" for the feed's default or a webhook that is gone."""
        hook = self._directory.get(Hook, name)
        return hook.mapping if hook else ""

    def waiting(self) -> int:
        """Deliveries that were answered and not yet read."""
        return len(self._directory.find(Delivery, state="waiting"))

    def deliver(self, name: str, headers: Mapping[str, str], body: bytes) -> bool:
        """Take a webhook's body; False when it had come before.

        Args:
            headers: by lower-case name.
        Raises:
            Unknown: no such webhook. Refused: 401, the signature is wrong or missing.
        """
        hook = self._directory.get(Hook, name)
        if hook is None:
            raise Unknown("there is no webhook of that name")
        feed = KINDS[hook.connector]
        if feed.verify is not None and name not in self._unsigned():
            secrets = [unlocked(self._directory, one, f"hook:{name}").encode() for one in hook.secrets]
            feed.verify(body, headers.get(feed.header.lower(), ""), secrets)
        given = (
            headers.get("x-shopify-webhook-id")
            or headers.get("webhook-id")
            or blake2b(body, digest_size=16).hexdigest()
        )
        sealed = locked(self._directory, body.decode("utf-8", "surrogateescape"), f"delivery:{name}")
        row = Delivery(id=f"{name}:{given[:100]}", source=name, at=self._house.clock(), body=sealed)
        return self._directory.add(row)

    def read_waiting(self) -> bool:
        """One round over the queue; True when something was read. One that cannot be read holds up no other."""
        waiting = self._directory.find(Delivery, state="waiting")
        for one in waiting:
            try:
                self._read(one)
            except Full:
                raise  # it waits for room
            except Refused as refusal:
                self._failed(one, refusal)
            except Exception as fault:
                tries = one.tries + 1
                log.exception("delivery %s cannot be read, try %d of %d", one.id, tries, TRIES)
                if tries >= TRIES:
                    self._failed(one, Refused(f"met a fault of our own ({type(fault).__name__}); the log says more"))
                else:
                    self._directory.put(replace(one, tries=tries, reason=type(fault).__name__))
                return False  # a pause before the next round
        return bool(waiting)

    def again(self, delivery: str) -> str:
        """Read a delivery that failed once more, by the webhook's present mapping; says what came of it.

        Raises:
            Refused: it still cannot be read.
        """
        one = self._directory.get(Delivery, delivery)
        if one is None or not one.body:
            raise Refused("was held for 30 days and is gone; ask the sender to deliver it again")
        done = self._read(one)
        return f"{done.kept.new} kept, {done.kept.repeated} known already"

    def expire(self) -> int:
        """Forget deliveries read 7 days ago, and those that failed 30 days ago; how many."""
        now = self._house.clock()
        old = [d for d in self._directory.find(Delivery, state="read") if d.at < now - REMEMBERED]
        old += [d for d in self._directory.find(Delivery, state="failed") if d.at < now - KEPT]
        return sum(self._directory.delete(Delivery, one.id) for one in old)

    def _read(self, one: Delivery) -> Imported:
        hook = self._directory.get(Hook, one.source)
        if hook is None:
            raise Refused("its webhook was closed before it was read; open it again and replay this")
        body = unlocked(self._directory, one.body, f"delivery:{one.source}").encode("utf-8", "surrogateescape")
        done = self._house.imports.read(hook.connector, body, received=one.at, mapping=hook.mapping, hook=one.source)
        self._directory.put(replace(one, state="read", tries=one.tries + 1, body=b""))
        return done

    def _failed(self, one: Delivery, refusal: Refused) -> None:
        held, reason = msgspec.json.encode({"delivery": one.id}).decode(), self._house.imports.safe(refusal.reason)
        source = f"webhook:{one.source}"
        self._house.quarantined.hold(
            Held(name=f"delivery:{one.id}", source=source, place=refusal.pointer, reason=reason, body=held)
        )  # fmt: skip
        self._directory.put(replace(one, state="failed", tries=one.tries + 1, reason=reason))

    def _unsigned(self) -> list[str]:
        return str(self._house.values["unsigned_hooks"]).split()
