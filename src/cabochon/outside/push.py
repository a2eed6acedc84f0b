"""A knock at a browser that asked for it, by Web Push without words: the browser then asks the house what there is.

RFC 8030 (push), RFC 8292 (who knocks: VAPID). Nothing about anybody passes the push service, only that somebody was
knocked at. Endpoints come from browsers, so only the push services named in the settings are spoken to.
"""

from base64 import urlsafe_b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

import msgspec
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from ..refusals import Refused
from .addresses import site_of
from .http import Heard, Unreachable

TAKEN, GONE, WAIT, FAILED = "taken", "gone", "wait", "failed"
LIFE = timedelta(hours=12)  # of a signed claim; RFC 8292 2 allows 24 h
TTL = 3_600  # s a push service keeps a knock for a browser that is away; later it is no news
WAITED = 3_600.0  # s, where a push service says "later" without saying when
LONGEST = 86_400.0
ORDER = int("FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551", 16)  # of P-256
ANSWER = 10_000  # bytes
SECONDS = 15.0


class Asks(Protocol):
    """What is needed of `http.Outward`."""

    def ask(
        self, method: str, url: str, *, headers: Mapping[str, str] | None, body: bytes | None, most: int,
        seconds: float | None,
    ) -> Heard: ...  # fmt: skip


@dataclass(frozen=True, slots=True)
class Knocked:
    """fate: taken; gone (forget the browser); wait (that many seconds); failed (try again at the next nudge)."""

    fate: str
    seconds: float = 0.0
    status: int = 0


class Knocker:
    """Who knocks. secret: 32 random bytes the key is made from. contact: mailto: or https:, for the push service.

    hosts: names of push services, "*." for everything below one.
    """

    def __init__(self, secret: bytes, *, contact: str, hosts: Sequence[str]) -> None:
        if not contact.startswith(("mailto:", "https://")):
            raise Refused("should begin with mailto: or https://", "push_contact")
        self._key = ec.derive_private_key(int.from_bytes(secret, "big") % (ORDER - 1) + 1, ec.SECP256R1())
        self._contact, self._hosts = contact, tuple(host.lower() for host in hosts)

    @property
    def public(self) -> str:
        """What a browser subscribes for (applicationServerKey): the uncompressed point, base64url."""
        return _text(self._key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))

    def check(self, endpoint: str) -> None:
        """
        Raises:
            Refused: an address that is no push service's of the settings.
        """
        site, _ = site_of(endpoint)
        if not any(site.host == one or (one[:2] == "*." and site.host.endswith(one[1:])) for one in self._hosts):
            raise Refused("is no push service this house speaks to; see the setting push_hosts", "/endpoint")

    def knock(self, outward: Asks, endpoint: str, *, now: datetime) -> Knocked:
        """Knock once.

        Raises:
            Refused: an address the house does not speak to.
        """
        self.check(endpoint)
        headers = {
            "Authorization": f"vapid t={self._claim(endpoint, now)}, k={self.public}",
            "TTL": str(TTL), "Urgency": "low", "Topic": "cabochon",  # one that waits is replaced by the next
        }  # fmt: skip
        try:
            heard = outward.ask("POST", endpoint, headers=headers, body=b"", most=ANSWER, seconds=SECONDS)
        except Unreachable:
            return Knocked(FAILED)
        if 200 <= heard.status < 300:
            return Knocked(TAKEN, status=heard.status)
        if heard.status in (404, 410):
            return Knocked(GONE, status=heard.status)
        if heard.status in (429, 503):
            said = heard.headers.get("retry-after", "").strip()
            return Knocked(WAIT, min(float(said[:9]) if said.isdigit() else WAITED, LONGEST), heard.status)
        return Knocked(FAILED, status=heard.status)

    def _claim(self, endpoint: str, now: datetime) -> str:
        """The signed token: for this push service alone, for some hours (RFC 8292 2)."""
        site, _ = site_of(endpoint)
        claims = {"aud": f"{site.scheme}://{site.header}", "exp": int((now + LIFE).timestamp()), "sub": self._contact}
        head = _text(msgspec.json.encode({"typ": "JWT", "alg": "ES256"}))
        said = f"{head}.{_text(msgspec.json.encode(claims))}"
        r, s = decode_dss_signature(self._key.sign(said.encode(), ec.ECDSA(hashes.SHA256())))
        return f"{said}.{_text(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))}"  # RFC 7518 3.4


def _text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()
