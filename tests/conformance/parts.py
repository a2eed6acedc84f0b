"""Multipart bodies and signatures, made byte by byte."""

from base64 import urlsafe_b64encode
from functools import cache
from hashlib import sha256
from typing import Any

import msgspec
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from lrs_store import Answer

BOUNDARY = "-------314159265358979323846"
MIXED = f"multipart/mixed; boundary={BOUNDARY}"
SIGNATURE = "http://adlnet.gov/expapi/attachments/signature"
JSON = (("Content-Type", "application/json"),)
HASHES: dict[str, Any] = {"RS256": hashes.SHA256(), "RS384": hashes.SHA384(), "RS512": hashes.SHA512()}


def attached(content: bytes, **more: Any) -> dict[str, Any]:
    """What a statement declares of a content that comes along."""
    return {
        "usageType": "https://example.com/usage/text",
        "display": {"en-US": "A text"},
        "contentType": "text/plain",
        "length": len(content),
        "sha2": sha256(content).hexdigest(),
        **more,
    }


def headers(content: bytes, kind: str = "text/plain") -> tuple[tuple[str, str], ...]:
    return (
        ("Content-Type", kind),
        ("Content-Transfer-Encoding", "binary"),
        ("X-Experience-API-Hash", sha256(content).hexdigest()),
    )


def multipart(*parts: tuple[tuple[tuple[str, str], ...], bytes], colon: str = ": ", boundary: str = BOUNDARY) -> bytes:
    body = b""
    for named, content in parts:
        head = "".join(f"{name}{colon}{value}\r\n" for name, value in named)
        body += f"--{boundary}\r\n{head}\r\n".encode() + content + b"\r\n"
    return body + f"--{boundary}--\r\n".encode()


def told(statement: Any) -> tuple[tuple[tuple[str, str], ...], bytes]:
    """The first part: statements as JSON."""
    return JSON, msgspec.json.encode(statement)


def read(answer: Answer) -> list[tuple[dict[str, str], bytes]]:
    """The parts of a multipart answer: headers by lower-case name, and content."""
    kind, _, rest = answer.headers["content-type"].partition(";")
    assert kind == "multipart/mixed"
    boundary = rest.partition("boundary=")[2].strip().strip('"').encode()
    found = []
    for piece in (b"\r\n" + answer.body).split(b"\r\n--" + boundary)[1:]:
        if piece.startswith(b"--"):
            break
        head, _, content = piece.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        lines = [line.partition(": ") for line in head.decode("latin-1").split("\r\n")]
        found.append(({name.lower(): value for name, _, value in lines}, content))
    return found


@cache
def private_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def signature(payload: bytes, algorithm: str = "RS256", **header: Any) -> bytes:
    """A compact JWS; an algorithm we do not know is named and signed as RS256."""
    head = _base64(msgspec.json.encode({"alg": algorithm, **header}))
    signing = head + b"." + _base64(payload)
    made = private_key().sign(signing, padding.PKCS1v15(), HASHES.get(algorithm, HASHES["RS256"]))
    return signing + b"." + _base64(made)


def _base64(value: bytes) -> bytes:
    return urlsafe_b64encode(value).rstrip(b"=")


def signed(statement: dict[str, Any], jws: bytes, **more: Any) -> bytes:
    """A body as a careful sender writes it: CRLF first, no space after the colons."""
    declared = attached(jws, usageType=SIGNATURE, contentType="application/octet-stream", **more)
    whole = {**statement, "attachments": [declared]}
    part = (("Content-Type", declared["contentType"]), *headers(jws)[1:])
    return b"\r\n" + multipart(told(whole), (part, jws), colon=":")
