"""Single sign-on: the maison's own identity provider says who somebody is (OpenID Connect, code flow with PKCE).

Whom it vouches for is known by issuer and subject. The first time, an existing account is found by a verified e-mail
address or by what a SCIM client calls it; nothing is made by itself. RFC 9700, 7636, 9207; OpenID Connect Core 1.0 3.1.
"""

import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from hashlib import sha256
from threading import Lock
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import msgspec

from ..directory.factor_rows import Challenge, Federated, Provisioned
from ..directory.rows import Account
from ..privacy import oidc
from ..privacy.oidc import Mistrusted, Provider, Vouched
from ..privacy.sealing import locked, unlocked
from ..refusals import Refused, Unknown
from .sso_provider import Answering, Busy, Spent, log
from .sso_words import DOWN, MANY, NOBODY, NOT_NOW, OLD, OTHER, SAID

if TYPE_CHECKING:
    from . import House

KIND = "sso"
LIFE = timedelta(minutes=10)  # from leaving for the provider to coming back
SWEEP = timedelta(minutes=1)
MOST = 50_000  # sign-ins under way at once, in one process; some 25 MB
BACK = "/signin/sso/back"


@dataclass(frozen=True, slots=True)
class Begun:
    """Where the browser goes, and what its cookie holds meanwhile."""

    address: str
    cookie: str


@dataclass(frozen=True, slots=True)
class Finished:
    """A new session, and the page wished for ("" for none)."""

    session: str
    onward: str


@dataclass(frozen=True, slots=True)
class Found:
    """What `cabochon sso check` tells: the provider, how many keys, the redirect address to register."""

    provider: Provider
    keys: int
    back: str


class Brought(Mistrusted):
    """What a browser brought back does not hold. Anybody can write it, so it proves nothing against the provider."""


class _Asked(msgspec.Struct):
    """What a sign-in began with. again: the account that proves itself once more, "" for a first sign-in."""

    browser: str
    nonce: str
    verifier: str
    back: str
    onward: str
    again: str
    at: float


class Sso:
    def __init__(self, house: "House") -> None:
        self._house, self._directory = house, house.directory
        self.answering = Answering(house)
        self._binding, self._sweeping = Lock(), Lock()
        self._swept, self._waiting = house.clock() - SWEEP, 0

    @property
    def name(self) -> str:
        """What the sign-in page calls it; "" where there is none."""
        return str(self._house.values["oidc_name"] or "your company account") if self.on else ""

    @property
    def on(self) -> bool:
        return bool(self._house.values["oidc_issuer"])

    def begin(self, *, back: str, onward: str = "", again: str = "") -> Begun:
        """Where to send a browser.

        Args:
            back: the house's own address for it to come back to. again: an account that is signed in and is asked to
                prove itself once more; the provider must then ask for its sign-in anew.
        Raises:
            Refused: 503 or 429, in words for who signs in; why is in the log and in `cabochon doctor`.
        """
        try:
            client, provider = self.answering.client(), self.answering.provider()
        except Busy:
            raise
        except Refused as fault:
            self.answering.troubled(fault)
            raise Refused(DOWN, "", 503) from None
        self._room()
        state, browser, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(4))
        now, key = self._house.clock(), _hash(state)
        kept = _Asked(_hash(browser), nonce, verifier, back, onward, again, now.timestamp())
        sealed = locked(self._directory, msgspec.json.encode(kept).decode(), f"{KIND}:{key}")
        self._directory.put(Challenge(id=key, kind=KIND, state=sealed, expires=now + LIFE))
        asked = {
            "response_type": "code", "client_id": client.id, "redirect_uri": back, "scope": client.scopes,
            "state": state, "nonce": nonce, "code_challenge": oidc.challenge(verifier),
            "code_challenge_method": "S256", **({"prompt": "login", "max_age": "0"} if again else {}),
        }  # fmt: skip
        return Begun(f"{provider.authorize}{'&' if '?' in provider.authorize else '?'}{urlencode(asked)}", browser)

    def finish(self, said: Mapping[str, str], *, browser: str, agent: str) -> Finished:
        """A session for whom the provider vouches.

        Args:
            said: the parameters it sent the browser back with. browser: the cookie `begin` gave.
        Raises:
            Refused: 401 or 503, in words for who signs in; nothing the provider wrote is in them.
        """
        asked = self._asked(said.get("state", ""), browser)
        try:
            found, access = self._answered(said, asked)
        except Spent:
            raise Refused(OLD, "", 401) from None
        except Mistrusted as fault:
            if isinstance(fault, Brought):
                log.warning("a browser came back from single sign-on with something else: %s", fault)
            else:
                self.answering.troubled(fault)
            self._directory.note("anonymous", "refused single sign-on", "", "the provider's answer does not hold")
            raise Refused(DOWN, "", 503) from None
        if asked.again and (found.at is None or found.at < asked.at - oidc.SKEW):
            raise Refused(NOT_NOW, "", 401)
        account = self._account(found, access)
        if asked.again and account.id != asked.again:
            raise Refused(OTHER, "", 401)
        try:
            return Finished(self._house.doorman.by_sso(account.id, agent=agent), asked.onward)
        except Unknown:  # disabled meanwhile
            raise Refused(NOBODY, "", 401) from None

    def check(self) -> Found:
        """Ask the provider what it is, now.

        Raises:
            Refused: why nobody can sign in there; the pointer is the setting to mend.
        """
        provider = self.answering.provider(anew=True)
        keys = self.answering.keys()
        self.answering.trouble = None
        return Found(provider, len(keys), str(self._house.values["public_url"]).rstrip("/") + BACK)

    def faults(self) -> list[str]:
        """What keeps people from signing in this way, one sentence each; nobody is asked."""
        if not self.on:
            return []
        try:
            self.answering.client()
        except Refused as fault:
            return [f"single sign-on: {fault}"]
        trouble = self.answering.trouble
        return [f"single sign-on failed at {trouble.at:%Y-%m-%d %H:%M} UTC: {trouble.reason}"] if trouble else []

    def bound(self, account_id: str) -> list[Federated]:
        """What providers know an account as."""
        return self._directory.find(Federated, account=account_id)

    def unbind(self, account_id: str, *, by: str) -> int:
        """Let go of what providers know an account as, so that it is found by its e-mail address again; how many."""
        gone = sum(self._directory.delete(Federated, one.id) for one in self.bound(account_id))
        if gone:
            self._directory.note(by, "unbound from single sign-on", account_id)
        return gone

    # One sign-in

    def _asked(self, state: str, browser: str) -> _Asked:
        """What a state was made for; it is good once, and in the browser it was made for."""
        key = _hash(state)
        row = self._directory.get(Challenge, key) if state else None
        if row is None or row.kind != KIND or not self._directory.delete(Challenge, key):
            raise Refused(OLD, "", 401)
        asked = msgspec.json.decode(unlocked(self._directory, row.state, f"{KIND}:{key}"), type=_Asked)
        if row.expires <= self._house.clock() or not hmac.compare_digest(asked.browser, _hash(browser)):
            raise Refused(OLD, "", 401)
        return asked

    def _answered(self, said: Mapping[str, str], asked: _Asked) -> tuple[Vouched, str]:
        provider = self.answering.provider()
        if said.get("iss", provider.issuer) != provider.issuer or (provider.iss and "iss" not in said):
            raise Brought("the answer came from another provider than the one that was asked (iss)", "oidc_issuer")
        if word := said.get("error", ""):
            if word in SAID:
                raise Refused(SAID[word], "", 401)
            raise Brought(f"it sends people back with the error {word[:60]!r}", "oidc_client")
        if not (code := said.get("code", "")):
            raise Refused(OLD, "", 401)
        return self.answering.exchange(code, verifier=asked.verifier, back=asked.back, nonce=asked.nonce)

    def _account(self, found: Vouched, access: str) -> Account:
        """The account of whom the provider vouches for.

        Raises:
            Refused: 401, in the same words whatever the reason.
        """
        key, now = self._named(found), self._house.clock()
        if account := self._known(key):
            return account
        with self._binding:
            if account := self._known(key):  # bound while this one waited
                return account
            account = self._first(found, access)
            row = Federated(id=key, account=account.id, issuer=found.issuer, made=now, used=now)
            if not self._directory.add(row):
                raise self._refused("bound meanwhile", account.id)
            if len(self._here(account.id, found.issuer)) > 1:  # by another process, to somebody else
                self._directory.delete(Federated, key)
                raise self._refused("bound meanwhile", account.id)
        self._directory.note(account.id, "bound to single sign-on", account.id, found.issuer)
        return account

    def _known(self, key: str) -> Account | None:
        """The account of somebody who was here before; None for who was not."""
        known = self._directory.get(Federated, key)
        if known is None:
            return None
        account = self._directory.get(Account, known.account)
        if account is None or account.disabled:
            raise self._refused("disabled", known.account)
        self._directory.swap(known, replace(known, used=self._house.clock()))
        return account

    def _first(self, found: Vouched, access: str) -> Account:
        """The one enabled account that somebody who was never here before may take."""
        ids = [one.id for name in found.subjects for one in self._directory.find(Provisioned, external=name)]
        why, matches = "not provisioned", [self._directory.get(Account, one) for one in dict.fromkeys(ids)]
        if not matches:
            email = self.answering.with_email(found, access).email
            why = "no account of this address" if email else "no verified address"
            matches = list(self._directory.find(Account, login=email)) if email else []
        if len(matches) != 1 or (account := matches[0]) is None:
            raise self._refused(why)
        if account.disabled:
            raise self._refused("disabled", account.id)
        if self._here(account.id, found.issuer):
            raise self._refused("bound to somebody else there", account.id)
        return account

    def _here(self, account_id: str, issuer: str) -> list[Federated]:
        return [one for one in self.bound(account_id) if one.issuer == issuer]

    def _refused(self, why: str, account_id: str = "") -> Refused:
        self._directory.note("anonymous", "refused single sign-on", account_id, why)
        log.info("single sign-on refused somebody: %s", why)
        return Refused(NOBODY, "", 401)

    def _named(self, found: Vouched) -> str:
        """A keyed hash of issuer and subject: the directory does not hold what the provider calls somebody."""
        pair = msgspec.json.encode([found.issuer, found.subject])
        return hmac.new(self._directory.secret("federated"), pair, sha256).hexdigest()

    def _room(self) -> None:
        """Sweep away what never came back; refuse more than may be under way.

        Raises:
            Refused: 429.
        """
        now = self._house.clock()
        with self._sweeping:
            if now - self._swept >= SWEEP:
                waiting = [one for one in self._directory.find(Challenge, account="") if one.kind == KIND]
                late = [one for one in waiting if one.expires <= now]
                for one in late:
                    self._directory.delete(Challenge, one.id)
                self._swept, self._waiting = now, len(waiting) - len(late)
            self._waiting += 1
            if self._waiting > MOST:
                raise Refused(MANY, "", 429)


def _hash(token: str) -> str:
    return sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
