"""What connecting needs of the system: the numbers of a name, whom to trust, and its errors in plain words."""

import socket
import ssl
from collections.abc import Sequence

from urllib3.exceptions import SSLError

from ..refusals import Refused


def numbers(host: str, port: int) -> Sequence[str]:
    """The numbers of a name, in the order the system prefers; none when it has none."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return ()
    return tuple(dict.fromkeys(str(one[4][0]) for one in found))


def trusted(authorities: str) -> ssl.SSLContext:
    """The system's authorities and those of a PEM file.

    Raises:
        Refused: the file cannot be read.
    """
    trust = ssl.create_default_context()
    trust.minimum_version = ssl.TLSVersion.TLSv1_2
    if authorities:
        try:
            trust.load_verify_locations(authorities)
        except (OSError, ssl.SSLError):
            raise Refused("cannot be read as PEM certificates", "trusted_certificates") from None
    return trust


def plainly(error: Exception) -> str:
    """What went wrong in words for a page; nothing of ours in it."""
    cause: BaseException = error
    while cause.__cause__ or cause.__context__:
        cause = cause.__cause__ or cause.__context__ or cause
    if isinstance(error, SSLError | ssl.SSLError) or isinstance(cause, ssl.SSLError):
        why = getattr(cause, "verify_message", "") or getattr(cause, "reason", "") or "no TLS is spoken there"
        return f"its certificate does not hold: {why}" if getattr(cause, "verify_message", "") else f"TLS failed: {why}"
    if "hostname" in str(error) or "doesn't match" in str(error):
        return "its certificate is for another name"
    if isinstance(cause, TimeoutError):
        return "it did not answer in time"
    if isinstance(cause, ConnectionRefusedError):
        return "nobody listens there"
    if isinstance(cause, OSError) and cause.strerror:
        return f"no connection: {cause.strerror}"
    return f"it does not speak HTTP as it should ({type(cause).__name__})"
