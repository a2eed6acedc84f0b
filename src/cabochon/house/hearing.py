"""A webhook as it came: opened where it is packed, proved by its signature, known by its sender's id."""

import re
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from hashlib import blake2b

from ..connectors import Arrived, Signing
from ..refusals import Refused
from .unpacking import GZIP

PLAIN, PACKED = ("", "identity"), ("gzip", "x-gzip")
SHORT = re.compile(r"[A-Za-z0-9._-]{1,64}")


def opened(headers: Mapping[str, str], body: bytes, most: int) -> bytes:
    """The body; one that is sent as gzip is unpacked.

    Raises:
        Refused: 415, packed in another way. 413, more than `most` bytes come out. 400, no gzip, or not all of it.
    """
    coding = headers.get("content-encoding", "").strip().lower()
    if coding in PLAIN:
        return body
    if coding not in PACKED:
        raise Refused("is none that is read here; send the body as gzip, or as it is", "Content-Encoding", 415)
    unpack = zlib.decompressobj(GZIP)
    try:
        plain = unpack.decompress(body, most + 1)
    except zlib.error:
        raise Refused("is no gzip, as Content-Encoding says; send it anew, or as it is", "body") from None
    if len(plain) > most:
        raise Refused(f"is larger than {most:,} bytes when it is unpacked; send less at a time", "body", 413)
    if not unpack.eof or unpack.unused_data:
        raise Refused("ends in the middle of what is packed; send it anew, or as it is", "body")
    return plain


def prove(signing: Signing, arrived: Arrived, keys: Sequence[bytes], sent: bytes) -> None:
    """
    Args:
        sent: the body before it was unpacked: some senders sign that.
    Raises:
        Refused: 401, the signature is wrong or missing.
    """
    refusal = Refused("")
    for body in dict.fromkeys((arrived.body, sent)):
        try:
            signing.check(replace(arrived, body=body), keys)
        except Refused as fault:
            refusal = fault
        except (ValueError, OverflowError):  # a time of the year 30000: what cannot be judged proves nothing
            refusal = Refused("cannot be read; send what the sender's documentation says", "signature", 401)
        else:
            return
    raise refusal


def known_by(signing: Signing, arrived: Arrived) -> str:
    """What a repeat is known by: the sender's id and the body. Under an id that came before, other words are news.

    Ids that are long or odd go by their hash: two that begin alike are two.
    """
    said, told = signing.id(arrived), blake2b(arrived.body, digest_size=16).hexdigest()
    if said == told:
        return said
    odd = not SHORT.fullmatch(said)
    return f"{blake2b(said.encode('utf-8', 'replace'), digest_size=16).hexdigest() if odd else said}.{told[:12]}"
