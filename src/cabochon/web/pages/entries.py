"""The door by which everything filled in on the floor comes in: an outbox's batch, or one plain form."""

import logging
from collections.abc import Iterator
from typing import Annotated, Any

import msgspec

from ...refusals import Full, Refused
from ..outer import pairs
from ..page import Answered, Asked, json, to
from ..viewer import viewer_of

BATCH = 25
PLAIN = 200  # fields of a plain form
log = logging.getLogger("cabochon.web")


class Flush(msgspec.Struct, forbid_unknown_fields=True):
    """What an outbox sends: its own clock, and at most 25 entries as they were saved."""

    sent_at: str
    entries: Annotated[list[dict[str, Any]], msgspec.Meta(max_length=BATCH)]


def keep(request: Asked, body: bytes) -> Answered:
    """POST /floor/entries: a batch from an outbox (JSON), or one plain form without JavaScript."""
    if request.headers.get("content-type", "").startswith("application/json"):
        return json({"results": _keep_batch(request, body)})
    if dict(pairs(body)).get("kind", "observation") == "observation":
        from . import checklist  # the page that shows what was wrong

        return checklist.keep_form(request, body)
    form = plain(body)
    after = form.pop("after", "")
    keep_one(request, form)
    return to(after if isinstance(after, str) and after.startswith("/floor") else "/floor")


def _keep_batch(request: Asked, body: bytes) -> list[dict[str, str]]:
    """One result an entry, in order: kept, repeated, refused (with reason and pointer) or later (not its own fault)."""
    try:
        flush = msgspec.json.decode(body, type=Flush)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as e:
        raise Refused(f"is not a batch of at most {BATCH} entries: {e}") from None
    results = []
    for entry in flush.entries:
        said = {"id": str(entry.get("id", ""))[:80]}
        try:
            _, status = keep_one(request, {**entry, "sent_at": flush.sent_at})
            results.append({**said, "status": status})
        except Full:
            results.append({**said, "status": "later"})
        except Refused as refused:
            results.append({**said, "status": "refused", "reason": refused.reason, "pointer": refused.pointer})
        except Exception:  # a bug of ours must neither lose an entry nor hold up those behind it
            log.exception("an entry could not be kept")
            results.append({**said, "status": "later"})
    return results


def keep_one(request: Asked, entry: dict[str, Any]) -> tuple[str, str]:
    for name, value in entry.items():
        if any("\x00" in text for text in _texts(value)):
            raise Refused("holds a character no text has (NUL); type it again", f"/{name}")
    return request.app.state.house.keep_as(viewer_of(request)).enter(entry)  # type: ignore[no-any-return]


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for part in value.items() if isinstance(value, dict) else value:
            yield from _texts(list(part) if isinstance(part, tuple) else part)


def plain(body: bytes) -> dict[str, Any]:
    """A plain form as an entry: `mark-welcome=yes` goes into marks; `[]` at the end of a name makes a list."""
    found: dict[str, Any] = {}
    for name, value in pairs(body):
        if name == "csrf":
            continue
        if name.startswith("mark-"):
            found.setdefault("marks", {})[name[5:]] = value
        elif name.endswith("[]"):
            found.setdefault(name[:-2], []).append(value)
        elif name in found:
            raise Refused("is given twice", f"/{name}")
        elif value:
            found[name] = value
    return found
