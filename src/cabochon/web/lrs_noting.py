"""What the record store notes of a request once it is answered: a launch check's whole, of others a refusal."""

import asyncio
from typing import Any

from ..house.launches import Heard, watches
from ..refusals import Refused
from .lrs_call import Call
from .lrs_wire import Said

ROOT = "/xapi/"
UNKNOWN = frozenset({401, 429})  # answers to who did not, or too often, show a key: no second look at it


def worth_noting(call: Call, said: Said) -> bool:
    """Asked of every request: a comparison, and an attribute where a key is known."""
    return said.status >= 400 or watches(call.key)


async def noted(house: Any, call: Call, said: Said) -> None:
    """Keep it. Whatever happens here, the answer is not changed by it."""
    key = call.key
    header = call.headers.get(b"authorization", b"").decode("latin-1")
    if key is None and header and said.status not in UNKNOWN:
        try:  # what is wrong whoever asks is said before the key is looked at
            key = await asyncio.to_thread(house.statements.key, header)
        except Refused:
            key = None
    heard = Heard(
        method=call.method, resource=call.path.removeprefix(ROOT)[:200], status=said.status, query=call.given,
        version=(call.header(b"x-experience-api-version") or "")[:40], content_type=call.content_type,
        sent=call.sent or b"", answered=said.body if len(said.body) <= 1_000_000 else b"",
    )  # fmt: skip
    if watches(key):
        await asyncio.to_thread(house.launches.heard, key, heard)
    if said.status >= 400 and not (said.status == 404 and call.method == "GET"):  # nothing there yet is no refusal
        house.launches.refused(key, heard)
