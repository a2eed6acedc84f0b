"""The door by which everything filled in on the floor comes in: an outbox's batch, or one plain form."""

import logging
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Annotated, Any

import msgspec

from ...house import writing
from ...languages import again, mark, say
from ...privacy import envelopes
from ...refusals import Full, NotAllowed, Refused
from ..outer import pairs
from ..page import Answered, Asked, json, to
from ..viewer import SignInFirst, signed_of, viewer_of

BATCH = 25
PLAIN = 200  # fields of a plain form
WAITS = mark("for your area coach, as your account was closed meanwhile")
OWN_PAGES = ("/floor", "/me", "/contests")  # where a plain form may go on to
log = logging.getLogger("cabochon.web")


class Flush(msgspec.Struct, forbid_unknown_fields=True):
    """What an outbox sends: its own clock, and at most 25 entries as they were saved, or {id, seal}: sealed."""

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
    return to(after if isinstance(after, str) and after.startswith(OWN_PAGES) else "/floor")


def _keep_batch(request: Asked, body: bytes) -> list[dict[str, str]]:
    """One result an entry, in order: kept, repeated, refused (with reason and pointer) or later (not its own fault).
    `waits` says besides that somebody decides first.

    Raises:
        SignInFirst: the account is closed, and nothing of this was written before.
    """
    flush, signed = _flush(body), signed_of(request)
    closed = signed.closed if signed else None
    results = [_kept(request, entry, flush.sent_at, closed) for entry in flush.entries]
    if closed and all(one["status"] == "refused" for one in results):
        raise SignInFirst(mark("this account is closed; what was written after that is not taken"))
    return results


def _flush(body: bytes) -> Flush:
    try:
        return msgspec.json.decode(body, type=Flush)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as e:
        raise Refused(f"is not a batch of at most {BATCH} entries: {e}") from None


def keep_sealed(request: Asked, body: bytes) -> Answered:
    """POST /floor/sealed: {sent_at, entries: [{id, seal}]} from whoever holds the device. Each entry carries its own
    writer's token, sealed with it; `signin` says that this one needs its writer to sign in."""
    flush = _flush(body)
    return json({"results": [_by_token(request, entry, flush.sent_at) for entry in flush.entries]})


def opened(request: Asked, body: bytes) -> Answered:
    """POST /floor/opened: {sent_at, entries: [{id, seal}]}; what was sealed, to its writer alone, to be mended."""
    viewer, found = viewer_of(request), []
    for one in _flush(body).entries:
        try:
            inside = envelopes.opened(request.app.state.house.directory, str(one.get("seal", "")))
        except Refused:
            continue
        if inside.writer == viewer.account:
            found.append({"id": str(one.get("id", ""))[:80], "entry": inside.entry})
    return json({"entries": found})


def _by_token(request: Asked, sealed: dict[str, Any], sent_at: str) -> dict[str, str]:
    house, said = request.app.state.house, {"id": str(sealed.get("id", ""))[:80]}
    try:
        inside = _inside(request, sealed)
        writer, shut = house.doorman.outbox_account(inside.token), house.doorman.shut_account(inside.token)
        account = writer or (shut[0] if shut else None)
        if account is None or account.id != inside.writer:
            return {**said, "status": "signin"}
    except Refused as refused:
        return {**said, "status": "refused", "reason": again(refused.reason), "pointer": refused.pointer}
    entry = {**inside.entry, "sent_at": sent_at}
    if shut and not writer:
        return _outcome(said, lambda: writing.hold(house, account.id, shut[1], _texted(entry)), say(WAITS))
    return _outcome(said, lambda: writing.enter(house, account.id, _texted(entry))[1])


def _inside(request: Asked, sealed: dict[str, Any]) -> envelopes.Envelope:
    inside = envelopes.opened(request.app.state.house.directory, str(sealed.get("seal", "")))
    if str(sealed.get("id", "")) != str(inside.entry.get("id", "")):
        raise Refused(envelopes.ALTERED, "/id")
    return inside


def _kept(request: Asked, entry: dict[str, Any], sent_at: str, closed: datetime | None) -> dict[str, str]:
    said = {"id": str(entry.get("id", ""))[:80]}

    def keep() -> str:
        plain = entry
        if "seal" in entry:
            inside = _inside(request, entry)
            if inside.writer != viewer_of(request).account:
                raise NotAllowed("was written by somebody else; it goes when they sign in", "/writer")
            plain = inside.entry
        timed = {**plain, "sent_at": sent_at}
        return hold_one(request, timed, closed) if closed else keep_one(request, timed)[1]

    return _outcome(said, keep, say(WAITS) if closed else "")


def _outcome(said: dict[str, str], keep: Callable[[], str], waits: str = "") -> dict[str, str]:
    try:
        status = keep()
        return {**said, "status": "kept", "waits": waits} if waits else {**said, "status": status}
    except Full:
        return {**said, "status": "later"}
    except Refused as refused:
        return {**said, "status": "refused", "reason": again(refused.reason), "pointer": refused.pointer}
    except Exception:  # a bug of ours must neither lose an entry nor hold up those behind it
        log.exception("an entry could not be kept")
        return {**said, "status": "later"}


def keep_one(request: Asked, entry: dict[str, Any]) -> tuple[str, str]:
    """Judged by the rights its writer had when it was written; on a boutique's tablet by those of the moment."""
    _texted(entry)
    house, viewer = request.app.state.house, viewer_of(request)
    if viewer.shared:
        return house.keep_as(viewer).enter(entry)  # type: ignore[no-any-return]
    return writing.enter(house, viewer.account, entry)


def hold_one(request: Asked, entry: dict[str, Any], closed: datetime) -> str:
    return writing.hold(request.app.state.house, viewer_of(request).account, closed, _texted(entry))


def _texted(entry: dict[str, Any]) -> dict[str, Any]:
    """The same, without a character no text has.

    Raises:
        Refused: it has one.
    """
    for name, value in entry.items():
        if any("\x00" in text for text in _texts(value)):
            raise Refused("holds a character no text has (NUL); type it again", f"/{name[:80]}")
    return entry


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
        if name == "csrf" or not value:
            continue
        if name.startswith("mark-"):
            found.setdefault("marks", {})[name[5:]] = value
        elif name.endswith("[]"):
            found.setdefault(name[:-2], []).append(value)
        elif name in found:
            raise Refused("is given twice", f"/{name}")
        else:
            found[name] = value
    return found
