"""The port packages run at, beside the house's own."""

import socket
from collections.abc import Mapping
from contextlib import ExitStack
from typing import Any

from ..refusals import Refused

NEXT, OFF = "next", ("", "0", "off")


def port(values: Mapping[str, Any], host: str, own: int) -> str:
    """The port as it will be, "" for none.

    `next` is the one after the house's own; where another program has it, packages are not run rather than the house
    not opened.

    Raises:
        Refused: it is no port, or it was named and is taken.
    """
    wished = str(values["content_port"]).strip().lower()
    if wished in OFF:
        return ""
    if wished == NEXT:
        return str(own + 1) if own < 65_535 and _free(host, own + 1) is None else ""
    if not wished.isdigit() or not 1 <= int(wished) <= 65_535 or int(wished) == own:
        raise Refused(f"should be next, 0, or a port other than {own}, not {wished!r}", "the setting content_port")
    if (fault := _free(host, int(wished))) is not None:
        raise Refused(f"cannot listen on {host}:{wished} ({fault}); choose another", "the setting content_port")
    return wished


def bound(values: Mapping[str, Any], host: str, stack: ExitStack) -> socket.socket | None:
    """A socket on that port, closed with the stack; None where packages are not run on a port."""
    wished = str(values["content_port"])
    if not wished.isdigit():
        return None
    place = stack.enter_context(_socket(host))
    try:
        place.bind((host, int(wished)))
    except OSError as error:
        raise Refused(f"cannot listen on {host}:{wished} ({error.strerror})", "the setting content_port") from None
    return place


def _free(host: str, wished: int) -> str | None:
    with _socket(host) as probe:
        try:
            probe.bind((host, wished))
        except OSError as error:
            return str(error.strerror)
    return None


def _socket(host: str) -> socket.socket:
    one = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    return one
