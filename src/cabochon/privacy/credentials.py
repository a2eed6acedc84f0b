"""The Authorization header: Basic for a key, Bearer for a token lent to one (RFC 7617, RFC 6750); else 401."""

import re
from base64 import b64decode
from dataclasses import dataclass

from ..refusals import Refused

HOW = "send Authorization: Basic base64(key:secret), or Bearer and a token of /oauth/token"
NAME = re.compile(r"[0-9a-f]{20}")  # of a key: what has another shape is nobody's, and is not looked up
TOKEN = re.compile(r"[A-Za-z0-9._~+/-]{1,200}=*")  # RFC 6750, 2.1


@dataclass(frozen=True, slots=True)
class Credential:
    """key and secret; or key "" and a bearer token as the secret."""

    key: str
    secret: str


def credential(header: str | None) -> Credential:
    """
    Raises:
        Refused: 401; no header, another scheme, or one that is malformed.
    """
    if not header:
        raise Refused(f"is missing; {HOW}", "Authorization", 401)
    scheme, _, rest = header.partition(" ")
    match scheme.lower():
        case "basic":
            return _basic(rest.strip(" "))
        case "bearer":
            token = rest.strip(" ")
            if not TOKEN.fullmatch(token):
                raise Refused(f"holds no bearer token; {HOW}", "Authorization", 401)
            return Credential("", token)
    raise Refused(f"is neither Basic nor Bearer; {HOW}", "Authorization", 401)


def _basic(given: str) -> Credential:
    try:
        key, colon, secret = b64decode(given, validate=True).decode().partition(":")
    except ValueError:  # base64 or UTF-8
        raise Refused(f"is not base64 of UTF-8 text; {HOW}", "Authorization", 401) from None
    if not colon:
        raise Refused(f"holds no colon; {HOW}", "Authorization", 401)
    if not key:  # "" is how a bearer token is told from a key
        raise Refused(f"names no key; {HOW}", "Authorization", 401)
    return Credential(key, secret)
