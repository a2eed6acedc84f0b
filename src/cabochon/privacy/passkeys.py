"""Passkeys (WebAuthn Level 3): made, shown, and judged here; the browser's side is web/static/js/passkey.js."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from hmac import compare_digest
from typing import Any, TypeVar
from urllib.parse import urlsplit

import msgspec
from fido2.server import Fido2Server
from fido2.utils import websafe_encode
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    RegistrationResponse,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from ..directory import Directory
from ..directory.factor_rows import Challenge, Passkey
from ..directory.rows import Account
from ..languages import mark
from ..refusals import Refused, Unknown
from .sealing import locked, unlocked

T = TypeVar("T")
LIFE = timedelta(minutes=5)
SWEEP = timedelta(minutes=1)
OPEN = 100  # questions that one account, or the strangers at one address, may have open at a time
MOST = 10  # passkeys of an account
NAME = 60  # characters
SIGN_IN, SECOND, AGAIN, MAKE = "passkey sign-in", "passkey second", "passkey again", "passkey make"  # what one is for
KINDS = frozenset((SIGN_IN, SECOND, AGAIN, MAKE))
NO_FIT = mark("this passkey does not fit; try again, or sign in another way")
CLONED = mark("this passkey was used by two devices, as a copy of it would be; it is not taken. Ask your administrator")


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks, so that an answer fits only the question. origin: of the page. bound: a secret of this browser.

    account: "" for a stranger. address: where a stranger's request came from.
    """

    origin: str
    bound: str
    account: str = ""
    address: str = ""


class Passkeys:
    def __init__(self, directory: Directory, *, clock: Callable[[], datetime]) -> None:
        self._directory, self._clock = directory, clock
        self._swept = clock()

    def of(self, account: str) -> list[Passkey]:
        """Oldest first."""
        return sorted(self._directory.find(Passkey, account=account), key=lambda one: (one.made, one.id))

    def to_make(self, asked: Asked, account: Account) -> Mapping[str, Any]:
        """What navigator.credentials.create is given, as JSON.

        Raises:
            Refused: the account has ten already.
        """
        have = self.of(account.id)
        if len(have) >= MOST:
            raise Refused(f"has {MOST} passkeys already; remove one you no longer use", "/passkey")
        options, state = _server(asked.origin).register_begin(
            PublicKeyCredentialUserEntity(
                id=account.id.encode(), name=account.login, display_name=account.name or account.login
            ),
            [AttestedCredentialData(one.public) for one in have],
            resident_key_requirement=ResidentKeyRequirement.PREFERRED,
            user_verification=UserVerificationRequirement.PREFERRED,
        )
        self._keep(MAKE, asked, state)
        return dict(options)

    def make(self, asked: Asked, account: Account, answer: Mapping[str, Any], *, name: str) -> None:
        """Keep what the browser made.

        Raises:
            Refused: it does not answer a question of ours, comes from elsewhere, or is known already.
        """

        def judged() -> tuple[AttestedCredentialData | None, int]:
            sent = RegistrationResponse.from_dict(answer)
            state = self._taken(MAKE, asked, sent.response.client_data.challenge)
            made = _server(asked.origin).register_complete(state, sent)
            return made.credential_data, made.counter

        made, count = _careful(judged)
        if made is None or len(self.of(account.id)) >= MOST:
            raise Refused(NO_FIT, "/passkey")
        row = Passkey(
            id=websafe_encode(made.credential_id), account=account.id, public=bytes(made), count=count,
            name=" ".join(name.split())[:NAME] or "Passkey", made=self._clock(),
        )  # fmt: skip
        if not self._directory.add(row):
            raise Refused("this passkey is known already", "/passkey")
        self._directory.note(account.id, mark("set up a passkey"), account.id)

    def to_show(self, asked: Asked, *, what: str) -> Mapping[str, Any]:
        """What navigator.credentials.get is given, as JSON. what: SIGN_IN, SECOND or AGAIN.

        Raises:
            Refused: 429, a hundred are open.
        """
        known = [AttestedCredentialData(one.public) for one in self.of(asked.account)] if asked.account else None
        options, state = _server(asked.origin).authenticate_begin(known, _verification(what))
        self._keep(what, asked, state)
        return dict(options)

    def shown(self, asked: Asked, answer: Mapping[str, Any], *, what: str) -> str:
        """The account whose passkey answered the question put to this browser; the question is gone with it.

        Raises:
            Refused: 401, in the same words whatever is wrong: the question, the origin, the key, whose it is, or its
                count, which went back (WebAuthn Level 3, 6.1.1).
        """

        def judged() -> tuple[Passkey, int]:
            sent = AuthenticationResponse.from_dict(answer)
            state = self._taken(what, asked, sent.response.client_data.challenge)
            key = self._directory.get(Passkey, websafe_encode(sent.raw_id))
            if key is None or (asked.account and key.account != asked.account):
                raise ValueError("nobody's, or another's")
            owner = sent.response.user_handle
            if owner is not None and not compare_digest(owner, key.account.encode()):
                raise ValueError("another owner's")
            _server(asked.origin).authenticate_complete(state, [AttestedCredentialData(key.public)], sent)
            return key, sent.response.authenticator_data.counter

        key, count = _careful(judged)
        used = replace(key, count=count, used=self._clock())
        if (count or key.count) and count <= key.count:
            self._directory.note("anonymous", "a passkey's count went back", key.account)
            raise Refused(CLONED, "/passkey", 401)
        if not self._directory.swap(key, used):  # the same passkey at the same moment
            raise Refused(NO_FIT, "/passkey", 401)
        return key.account

    def remove(self, account: str, passkey: str) -> None:
        """
        Raises:
            Unknown: no passkey of theirs.
        """
        key = self._directory.get(Passkey, passkey)
        if key is None or key.account != account or not self._directory.delete(Passkey, passkey):
            raise Unknown("this is no passkey of yours, or it is gone already", "/passkey")
        self._directory.note(account, mark("removed a passkey"), account)

    def _keep(self, what: str, asked: Asked, state: Mapping[str, Any]) -> None:
        now, who = self._clock(), _who(asked)
        if now - self._swept >= SWEEP:
            self._swept = now
            self._gone(self._directory.find(Challenge), now)
        waiting = self._directory.find(Challenge, account=who)
        if len(waiting) - self._gone(waiting, now) >= OPEN:
            raise Refused("too many sign-ins were begun from here; try again in 5 minutes", "", 429)
        key = _key(str(state["challenge"]))
        kept = {"challenge": state["challenge"], "verification": str(state["user_verification"]), "bound": asked.bound}
        sealed = locked(self._directory, msgspec.json.encode(kept).decode(), f"challenge:{key}")
        self._directory.put(Challenge(id=key, kind=what, account=who, state=sealed, expires=now + LIFE))

    def _gone(self, rows: Iterable[Challenge], now: datetime) -> int:
        """Forget those that are too old; how many."""
        late = [one for one in rows if one.kind in KINDS and one.expires <= now]
        for one in late:
            self._directory.delete(Challenge, one.id)
        return len(late)

    def _taken(self, what: str, asked: Asked, challenge: bytes) -> dict[str, Any]:
        """The question this answers, which can be answered no second time.

        Raises:
            ValueError: none of ours, another's, too old or answered already.
        """
        key = _key(websafe_encode(challenge))
        row = self._directory.get(Challenge, key)
        if row is None or not self._directory.delete(Challenge, key):
            raise ValueError("not asked, or answered already")
        kept = msgspec.json.decode(unlocked(self._directory, row.state, f"challenge:{key}"))
        if row.kind != what or row.account != _who(asked) or row.expires <= self._clock():
            raise ValueError("asked for something else")
        if not compare_digest(str(kept["bound"]).encode(), asked.bound.encode()):
            raise ValueError("asked of another browser")
        wanted = UserVerificationRequirement(kept["verification"])
        return {"challenge": kept["challenge"], "user_verification": wanted}


def _server(origin: str) -> Fido2Server:
    """The relying party is the host of the page; its origin must be the page's own, to the letter."""
    host = urlsplit(origin).hostname or "localhost"
    return Fido2Server(PublicKeyCredentialRpEntity(name="Cabochon", id=host), verify_origin=lambda one: one == origin)


def _who(asked: Asked) -> str:
    """Whose question it is; a stranger is known by where they are."""
    return asked.account or f"from:{sha256(asked.address.encode()).hexdigest()[:16]}"


def _verification(what: str) -> UserVerificationRequirement:
    """Alone a passkey is two factors only where it knows its owner; as a second step, having it is enough."""
    alone = what in (SIGN_IN, AGAIN)
    return UserVerificationRequirement.REQUIRED if alone else UserVerificationRequirement.PREFERRED


def _key(challenge: str) -> str:
    return sha256(challenge.encode()).hexdigest()


def _careful(judged: Callable[[], T]) -> T:
    """What a stranger sent, read by a library that raises many things at what is malformed: all of them are a no."""
    try:
        return judged()
    except Refused:
        raise
    except Exception:
        raise Refused(NO_FIT, "/passkey", 401) from None
