"""Signatures of webhooks: HMAC-SHA256 over the raw body, compared in constant time, several secrets while rotating."""

import base64
import hashlib
import hmac
from collections.abc import Iterable

from ..refusals import Refused


def shopify(body: bytes, header: str | None, secrets: Iterable[bytes]) -> None:
    """X-Shopify-Hmac-Sha256: base64.

    Raises:
        Refused: 401; no header, no secret, or none of the secrets made it.
    """
    _verify(body, header, secrets, name="X-Shopify-Hmac-Sha256", prefix="")


def typeform(body: bytes, header: str | None, secrets: Iterable[bytes]) -> None:
    """Typeform-Signature: `sha256=` and base64.

    Raises:
        Refused: 401; no header, no secret, or none of the secrets made it.
    """
    _verify(body, header, secrets, name="Typeform-Signature", prefix="sha256=")


def _verify(body: bytes, header: str | None, secrets: Iterable[bytes], *, name: str, prefix: str) -> None:
    if not header:
        raise Refused("is missing: this hook takes signed deliveries only", name, 401)
    known = list(secrets)
    if not known:
        raise Refused("cannot be checked: no secret is set for this hook", name, 401)
    given = header.strip().encode("utf-8", "replace")
    made = [prefix.encode() + base64.b64encode(hmac.digest(secret, body, hashlib.sha256)) for secret in known]
    if True not in [hmac.compare_digest(given, one) for one in made]:  # all are compared, whichever fits
        raise Refused("does not fit the body: the secret is another, or the body was changed on its way", name, 401)
