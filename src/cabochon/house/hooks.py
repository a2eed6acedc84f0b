"""Webhooks: verified, put into a durable queue, answered; a duty reads the queue."""

from collections.abc import Mapping
from dataclasses import replace
from hashlib import blake2b
from typing import TYPE_CHECKING

from ..connectors import KINDS
from ..directory.rows import Delivery, Hook
from ..privacy.sealing import locked, unlocked
from ..refusals import Refused, Unknown

if TYPE_CHECKING:
    from . import House

TRIES = 5


class Hooks:
    def __init__(self, house: "House") -> None:
        self._house, self._directory = house, house.directory

    def add(self, name: str, *, connector: str, secret: str, mapping: str = "") -> Hook:
        """Open /hooks/<name>, or give it one more secret while the sender changes over.

        Raises:
            Refused: a feed that sends no webhooks, or no secret where the sender signs.
        """
        feed = KINDS.get(connector)
        if feed is None or feed.verify is None:
            able = ", ".join(sorted(k for k, f in KINDS.items() if f.verify))
            raise Refused(f"{connector!r} sends no webhooks; there are {able}", "--connector")
        if not secret and name not in self._unsigned():
            raise Refused("is empty; the sender's signing secret comes on the first line of stdin", "--secret")
        known = self._directory.get(Hook, name)
        kept = known.secrets[-1:] if known else ()
        sealed = (locked(self._directory, secret, f"hook:{name}"),) if secret else ()
        hook = Hook(id=name, connector=connector, secrets=(*kept, *sealed), mapping=mapping or (known.mapping if known else ""))
        self._directory.put(hook)
        self._directory.note("operator", "opened a webhook", name, connector)
        return hook

    def all(self) -> list[Hook]:
        return self._directory.find(Hook)

    def deliver(self, name: str, headers: Mapping[str, str], body: bytes) -> bool:
        """Take a webhook's body; False when it had come before.

        Raises:
            Unknown: no such webhook. Refused: 401, the signature is wrong or missing.
        """
        hook = self._directory.get(Hook, name)
        if hook is None:
            raise Unknown("there is no webhook of that name")
        feed = KINDS[hook.connector]
        if feed.verify is not None and name not in self._unsigned():
            feed.verify(body, headers.get(feed.header.lower(), ""), [unlocked(self._directory, s, f"hook:{name}").encode() for s in hook.secrets])
        given = headers.get("x-shopify-webhook-id") or headers.get("webhook-id") or blake2b(body, digest_size=16).hexdigest()
        row = Delivery(id=f"{name}:{given[:100]}", source=name, at=self._house.clock(),
                       body=locked(self._directory, body.decode("utf-8", "surrogateescape"), f"delivery:{name}"))  # fmt: skip
        return self._directory.add(row)

    def read_waiting(self) -> bool:
        """One round over the queue; True when something was read."""
        waiting = self._directory.find(Delivery, state="waiting")
        for one in waiting:
            self._read(one)
        return bool(waiting)

    def _read(self, one: Delivery) -> None:
        hook = self._directory.get(Hook, one.source)
        body = unlocked(self._directory, one.body, f"delivery:{one.source}").encode("utf-8", "surrogateescape")
        try:
            if hook is None:
                raise Refused("the webhook is gone")
            self._house.imports.read(hook.connector, body, received=one.at, mapping=hook.mapping)
        except Refused as refusal:
            self._house.quarantined.hold(
                f"webhook:{one.source}", refusal.pointer, refusal.reason, row="", name=f"webhook:{one.id}"
            )
            self._directory.put(replace(one, state="failed", tries=one.tries + 1, reason=str(refusal), body=b""))
        except Exception as fault:
            self._directory.put(
                replace(one, state="failed" if one.tries + 1 >= TRIES else "waiting", tries=one.tries + 1, reason=str(fault))
            )
            raise
        else:
            self._directory.put(replace(one, state="read", tries=one.tries + 1, body=b""))

    def _unsigned(self) -> list[str]:
        return str(self._house.values["unsigned_hooks"]).split()
