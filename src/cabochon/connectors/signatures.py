"""How senders sign: HMAC of what they send, compared in constant time; several secrets fit while one is changed."""

import base64
import hashlib
import hmac
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from ..refusals import Refused
from .feed import Arrived, Signing, by_body

WINDOW = timedelta(minutes=5)  # Standard Webhooks: how far a message's own time may be from ours
X_SERIES = "HMAC-SHA256"
SECRET = "whsec_"  # noqa: S105 - how Standard Webhooks marks one


def of_body(header: str, *, prefix: str = "", hashed: str = "sha256", id_header: str = "",
            text: Callable[[Arrived], bytes] = lambda arrived: arrived.body,
            key: Callable[[bytes], bytes] = lambda secret: secret) -> Signing:  # fmt: skip
    """base64(HMAC(text)) behind a prefix, in a header. text: what is signed, the body as a rule.

    id_header: where the sender names a delivery; without one, or without that header, the body names it.
    """

    def check(arrived: Arrived, secrets: Sequence[bytes]) -> None:
        made = (prefix + _hmac(key(one), text(arrived), hashed) for one in secrets)
        _among(arrived.headers.get(header.lower(), "").strip(), made, header)

    def named(arrived: Arrived) -> str:
        return (arrived.headers.get(id_header.lower(), "") if id_header else "") or by_body(arrived)

    def sign(arrived: Arrived, secret: bytes) -> Mapping[str, str]:
        return {header.lower(): prefix + _hmac(key(secret), text(arrived), hashed)}

    says = f"{prefix}base64 HMAC-{hashed.upper().replace('SHA', 'SHA-')} in {header}"
    return Signing(says=says, check=check, id=named, sign=sign)


def in_path(arrived: Arrived, secrets: Sequence[bytes]) -> None:
    """The address itself holds the secret: /hooks/<name>/<secret>.

    Raises:
        Refused: 401.
    """
    _among(arrived.secret, (one.decode("utf-8", "replace") for one in secrets), "the address", "secret")


def _standard(arrived: Arrived, secrets: Sequence[bytes]) -> None:
    said, stamp = arrived.headers.get("webhook-id", ""), arrived.headers.get("webhook-timestamp", "")
    if not said or not stamp:
        raise Refused("is missing: this hook takes Standard Webhooks only", "webhook-id and webhook-timestamp", 401)
    if not stamp.isascii() or not stamp.isdecimal() or len(stamp) > 11:
        raise Refused("should be seconds since 1970", "webhook-timestamp", 401)
    if abs(arrived.at - datetime.fromtimestamp(int(stamp), UTC)) > WINDOW:
        raise Refused("lies more than five minutes from our clock; send it anew with its own time",
                      "webhook-timestamp", 401)  # fmt: skip
    signed = b".".join((_sent(said), stamp.encode(), arrived.body))
    made = [f"v1,{_hmac(_whsec(one), signed, 'sha256')}" for one in secrets]
    given = arrived.headers.get("webhook-signature", "").split()
    if not given:
        raise Refused("is missing: this hook takes signed deliveries only", "webhook-signature", 401)
    fits = [hmac.compare_digest(one.encode("utf-8", "replace"), two.encode()) for one in given[:16] for two in made]
    if True not in fits:
        raise Refused("does not fit: the secret is another, or something was changed on its way", "webhook-signature",
                      401)  # fmt: skip


def _signed(arrived: Arrived, secret: bytes) -> Mapping[str, str]:
    name, stamp = by_body(arrived), str(int(arrived.at.timestamp()))
    made = _hmac(_whsec(secret), b".".join((name.encode(), stamp.encode(), arrived.body)), "sha256")
    return {"webhook-id": name, "webhook-timestamp": stamp, "webhook-signature": f"v1,{made}"}


def _sent(header: str) -> bytes:
    """A header's own bytes: what arrives is read as Latin-1, whatever it was written in."""
    try:
        return header.encode("latin-1")
    except UnicodeEncodeError:
        return header.encode("utf-8", "replace")


def _whsec(secret: bytes) -> bytes:
    """The key itself, of one as its sender shows it: in base64 of either alphabet, its padding copied or not."""
    text = secret.decode("utf-8", "replace").strip()
    if not text.startswith(SECRET):
        return secret
    shown = text.removeprefix(SECRET).rstrip("=").replace("-", "+").replace("_", "/")
    try:
        return base64.b64decode(shown + "=" * (-len(shown) % 4), validate=True)
    except ValueError:
        return secret


def _x_series(arrived: Arrived, secrets: Sequence[bytes]) -> None:
    """X-Signature: signature=<hex HMAC-SHA256 of the body>, algorithm=HMAC-SHA256"""
    parts = (part.strip().partition("=") for part in arrived.headers.get("x-signature", "").split(","))
    said = {name.strip().lower(): value.strip() for name, _, value in parts}
    if said.get("algorithm", X_SERIES).upper() != X_SERIES:
        raise Refused(f"is made by another algorithm than {X_SERIES}", "X-Signature", 401)
    made = (hmac.digest(one, arrived.body, hashlib.sha256).hex() for one in secrets)
    _among(said.get("signature", "").lower(), made, "X-Signature")


def _x_signed(arrived: Arrived, secret: bytes) -> Mapping[str, str]:
    made = hmac.digest(secret, arrived.body, hashlib.sha256).hex()
    return {"x-signature": f"signature={made}, algorithm={X_SERIES}"}


def _hmac(secret: bytes, signed: bytes, hashed: str) -> str:
    return base64.b64encode(hmac.digest(secret, signed, getattr(hashlib, hashed))).decode()


def _among(given: str, made: Iterable[str], name: str, what: str = "signature") -> None:
    if not given:
        raise Refused("is missing: this hook takes signed deliveries only", name, 401)
    known = list(made)
    if not known:
        raise Refused("cannot be checked: no secret is set for this hook", name, 401)
    if True not in [hmac.compare_digest(given.encode("utf-8", "replace"), one.encode()) for one in known]:
        if what == "secret":
            raise Refused("holds another secret than this hook's", name, 401)
        raise Refused("does not fit the body: the secret is another, or the body was changed on its way", name, 401)


# https://shopify.dev/docs/apps/build/webhooks/subscribe/https
SHOPIFY = of_body("X-Shopify-Hmac-Sha256", id_header="X-Shopify-Webhook-Id")
# https://www.typeform.com/developers/webhooks/secure-your-webhooks/
TYPEFORM = of_body("Typeform-Signature", prefix="sha256=")
# https://developer.squareup.com/docs/webhooks/step3validate
SQUARE = of_body("x-square-hmacsha256-signature", text=lambda one: one.url.encode() + one.body)
# https://api.surveymonkey.com/v3/docs#webhooks: the key is "<api key>&<secret>"
SURVEYMONKEY = of_body("Sm-Signature", hashed="sha1")
# https://x-series-api.lightspeedhq.com/docs/webhooks: the key is the application's client secret
LIGHTSPEED = Signing(says="hex HMAC-SHA-256 in X-Signature", check=_x_series, sign=_x_signed)
# https://www.standardwebhooks.com
STANDARD = Signing(says="Standard Webhooks: webhook-id, webhook-timestamp, webhook-signature", check=_standard,
                   id=lambda one: one.headers.get("webhook-id", "") or by_body(one), sign=_signed)  # fmt: skip
PATH = Signing(says="a secret in the address", check=in_path, path=True)
