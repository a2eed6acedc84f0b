"""The identity provider as the house speaks to it: its description and keys, kept for an hour, and codes for tokens."""

import logging
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from threading import BoundedSemaphore, Lock
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote_plus, urlencode, urlsplit

import msgspec

from ..outside.http import Heard, Unreachable
from ..privacy import oidc
from ..privacy.oidc import Mistrusted, Provider, UnknownKey, Vouched
from ..refusals import Refused
from .sso_words import SAID

if TYPE_CHECKING:
    from . import House

KEPT = timedelta(hours=1)  # its description and its keys
AGAIN = timedelta(minutes=1)  # between two looks for a key nobody knew
PAUSE = timedelta(seconds=15)  # after it did not answer, before it is asked again
SECONDS = 8.0  # for one answer
MOST = 300_000  # bytes of one
TURNS = 8  # threads that wait for it at once; the web has 32
WELL_KNOWN = "/.well-known/openid-configuration"
FORM = "application/x-www-form-urlencoded"
T = TypeVar("T")
log = logging.getLogger("cabochon.sso")


class Spent(Refused):
    """The provider no longer takes this code: used before, too old, or never one of its own."""


class Busy(Refused):
    """Enough threads wait for the provider already; a page that has nothing to do with it must not wait as well."""

    status = 503


@dataclass(frozen=True, slots=True)
class Client:
    """What the settings say, found usable. scopes: among them openid."""

    issuer: str
    id: str
    secret: str
    scopes: str


@dataclass(frozen=True, slots=True)
class Trouble:
    """What last went wrong with the provider, and when."""

    reason: str
    at: datetime


class Answering:
    """The provider of the settings. Safe from several threads: one asks, the others wait for what it hears."""

    def __init__(self, house: "House") -> None:
        self._house = house
        self._lock, self._asking, self._turns = Lock(), Lock(), BoundedSemaphore(TURNS)
        self._kept: dict[str, tuple[datetime | None, Any]] = {}
        self._looked: datetime | None = None
        self._shut: tuple[datetime, Refused] | None = None
        self.trouble: Trouble | None = None

    def client(self) -> Client:
        """
        Raises:
            Refused: a setting is missing or cannot be right; the pointer is its name.
        """
        values = self._house.values
        issuer, client, secret = (str(values[f"oidc_{name}"]).strip() for name in ("issuer", "client", "secret"))
        scopes = str(values["oidc_scopes"]).split()
        parts = urlsplit(issuer)
        if parts.query or "#" in issuer or not parts.netloc:
            raise Refused("should be an address as https://login.example/realm, without ? and #", "oidc_issuer")
        try:
            self._house.forwarding.outward.check(issuer)
        except Refused as fault:
            raise Refused(fault.reason, "oidc_issuer") from None
        if not client:
            raise Refused("is empty; the provider gave the house a client id when it was registered", "oidc_client")
        if not secret:
            raise Refused("is empty; the provider gave the house a client secret as well", "oidc_secret")
        if "openid" not in scopes:
            raise Refused("should hold openid, or the provider gives no ID token", "oidc_scopes")
        oidc.installed()
        return Client(issuer, client, secret, " ".join(scopes))

    def provider(self, *, anew: bool = False) -> Provider:
        """What the provider says of itself, at most an hour old. anew: asked now.

        Raises:
            Refused: nobody can sign in there now; why, for those who look after it.
        """
        issuer = self.client().issuer
        if anew:
            self._forget()
        address = issuer.rstrip("/") + WELL_KNOWN
        return self._known("provider", lambda: oidc.provider(self._got(address, "its description"), issuer))

    def keys(self) -> list[dict[str, str]]:
        """The provider's public keys, at most an hour old.

        Raises:
            Refused.
        """
        place = self.provider().keys
        return self._known("keys", lambda: oidc.keys(self._got(place, "its keys")))

    def exchange(self, code: str, *, verifier: str, back: str, nonce: str) -> tuple[Vouched, str]:
        """Whom a code stands for, and the access token. back: the redirect address it was asked with.

        Raises:
            Spent: a code that is good no more. Refused: anything that does not hold.
        """
        client, provider = self.client(), self.provider()
        asked = {"grant_type": "authorization_code", "code": code, "redirect_uri": back, "code_verifier": verifier}
        headers = {"content-type": FORM, "accept": "application/json"}
        if provider.way == oidc.BASIC:  # RFC 6749 2.3.1: both are form-encoded first
            pair = f"{quote_plus(client.id)}:{quote_plus(client.secret)}"
            headers["authorization"] = f"Basic {b64encode(pair.encode()).decode()}"
        else:
            asked |= {"client_id": client.id, "client_secret": client.secret}
        with self._turn():
            heard = self._ask("POST", provider.token, headers, urlencode(asked).encode())
        said = _object(heard)
        if heard.status != 200:
            word = str(said.get("error", ""))[:60]
            if word == "invalid_grant":
                raise Spent("the provider does not take this code any more")
            raise Mistrusted(f"its token endpoint answers {heard.status} {word!r}{_hint(word)}", "oidc_client")
        token, access = said.get("id_token"), said.get("access_token")
        access = access if isinstance(access, str) else ""
        found = self._vouched(str(token or ""), provider=provider, client=client.id, nonce=nonce, access=access)
        self.trouble = None
        return found, access

    def with_email(self, found: Vouched, access: str) -> Vouched:
        """With the address of the UserInfo endpoint, where the token carries none (Core 5.3)."""
        place = self.provider().userinfo
        if "email" in found.claims or not place or not access:
            return found
        try:
            heard = self._ask("GET", place, {"authorization": f"Bearer {access}", "accept": "application/json"})
            said = _object(heard) if heard.status == 200 else {}
        except Refused as fault:
            log.warning("the UserInfo endpoint was of no use: %s", fault)
            return found
        if said.get("sub") != found.subject:  # 5.3.2: another's
            return found
        return replace(found, email=oidc.verified(said, found.issuer))

    def troubled(self, fault: Refused) -> None:
        """Write down what went wrong with the provider, for the log and `cabochon doctor`."""
        self.trouble = Trouble(str(fault), self._house.clock())
        log.warning("single sign-on does not work: %s", fault)

    def _vouched(self, token: str, *, provider: Provider, client: str, nonce: str, access: str) -> Vouched:
        def judged() -> Vouched:
            return oidc.vouched(
                token, self.keys(), provider=provider, client=client, nonce=nonce, access=access,
                now=self._house.clock(),
            )  # fmt: skip

        try:
            return judged()
        except UnknownKey:
            if not self._may_look():
                raise
        return judged()

    def _may_look(self) -> bool:
        """Let go of the keys, so that they are asked for again; at most once a minute, whoever asks."""
        now = self._house.clock()
        with self._lock:
            if self._looked is not None and now - self._looked < AGAIN:
                return False
            self._looked = now
            self._kept.pop("keys", None)
        return True

    # One answer, kept

    def _known(self, name: str, ask: Callable[[], T]) -> T:
        found: tuple[T] | None = self._fresh(name)
        if found is None:
            with self._turn(), self._asking:
                found = self._fresh(name)  # another thread asked meanwhile
                if found is None:
                    found = (self._heard(name, ask),)
        return found[0]

    def _fresh(self, name: str) -> tuple[Any] | None:
        """
        Raises:
            Mistrusted: it did not answer a moment ago, and is left alone for another.
        """
        now = self._house.clock()
        with self._lock:
            at, found = self._kept.get(name, (None, None))
            if at is not None and now - at < KEPT:
                return (found,)
            if self._shut and now - self._shut[0] < PAUSE:
                raise Mistrusted(self._shut[1].reason, self._shut[1].pointer)
        return None

    def _heard(self, name: str, ask: Callable[[], T]) -> T:
        try:
            found = ask()
        except Refused as fault:
            with self._lock:
                self._shut = (self._house.clock(), fault)
            raise
        with self._lock:
            self._shut, self._kept[name] = None, (self._house.clock(), found)
        return found

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if not self._turns.acquire(timeout=1):
            raise Busy(SAID["temporarily_unavailable"])
        try:
            yield
        finally:
            self._turns.release()

    def _forget(self) -> None:
        with self._lock:
            self._kept.clear()
            self._shut = None

    def _got(self, address: str, what: str) -> bytes:
        heard = self._ask("GET", address, {"accept": "application/json"})
        if heard.status != 200:
            raise Mistrusted(f"it answers {heard.status} where {what} should be: {address}", "oidc_issuer")
        return heard.body

    def _ask(self, method: str, address: str, headers: Mapping[str, str], body: bytes | None = None) -> Heard:
        try:
            return self._house.forwarding.outward.ask(
                method, address, headers=headers, body=body, most=MOST, seconds=SECONDS
            )
        except Unreachable as fault:
            raise Mistrusted(f"{address.partition('?')[0]}: {fault}", "oidc_issuer") from None
        except Refused as fault:
            raise Mistrusted(f"{address.partition('?')[0]} {fault.reason}", "oidc_issuer") from None


def _object(heard: Heard) -> dict[str, Any]:
    """
    Raises:
        Mistrusted: the answer is no JSON object.
    """
    try:
        found = msgspec.json.decode(heard.body, type=dict[str, Any])
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        kind = heard.headers.get("content-type", "nothing it names")[:60]
        raise Mistrusted(f"it answers {heard.status} with {kind} where JSON should be", "oidc_issuer") from None
    return found


def _hint(word: str) -> str:
    return "; are oidc_client and oidc_secret right, and not expired?" if word == "invalid_client" else ""
