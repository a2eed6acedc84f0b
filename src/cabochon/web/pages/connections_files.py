"""A file that was dropped: how it would be read, what would come of it, names mapped in place, then brought in."""

from datetime import UTC, datetime
from typing import IO, Any

from litestar.concurrency import sync_to_thread

from ...connectors import KINDS
from ...house.previewing import Dropped
from ...languages import again, say
from ...privacy.roles import may
from ...refusals import Refused, Unknown
from .. import spool
from ..outer import fields
from ..page import Answered, Asked, json, page, to
from ..viewer import viewer_of
from . import connections, health_mend
from . import connections_columns as columns
from . import connections_preview as preview
from . import connections_words as words

FORM = ("csrf", "do", "text", "sku", "kind", "line", "source", "code", "boutique", "person", *columns.FORM)
DEEDS = ("look", "text", "anew", "doors", "sku", "code", "bring", "again", "away")


async def drop(request: Asked) -> Answered:
    """POST /connections/files: a file (multipart), onto the disk as it comes; of a connection, or of a new one."""
    files = request.app.state.house.connections.files
    sent, file, name = await spool.of(request).form(
        known=("csrf", "source", "connector", "title", "modified"), file="file", folder=files.room()
    )
    try:
        return await sync_to_thread(_drop, request, sent, file, name)
    except BaseException:
        file.close()
        raise


def show(request: Asked, file: str) -> Answered:
    """GET /connections/files/{file}."""
    return _show(request, _one(request, file))


def change(request: Asked, body: bytes, file: str) -> Answered:
    """POST /connections/files/{file}: read otherwise, map a name, bring it in, let it go."""
    house, viewer = request.app.state.house, viewer_of(request)
    sent = {k: str(v) for k, v in fields(body, known=FORM).items()}
    one, deed = _one(request, file), sent.get("do", "look")
    if deed not in DEEDS:
        raise Refused(f"should be one of {', '.join(DEEDS)}", "do")
    try:
        match deed:
            case "look" | "doors":
                columns.chosen(house, one, sent)
            case "text":
                house.connections.files.choose(one, sent.get("text", "").replace("\r\n", "\n"))
            case "anew":
                house.connections.files.propose(one)
            case "sku":
                said = {"sku": sent.get("sku", ""), "kind": sent.get("kind", ""), "line": sent.get("line", "")}
                house.amending.map_sku(viewer, said, None)
            case "code":
                house.amending.claim_code(
                    viewer, sent.get("source", ""), sent.get("code", ""), boutique=sent.get("boutique", ""),
                    person=sent.get("person", ""), since=None,
                )  # fmt: skip
            case "bring":
                house.connections.files.bring(viewer, one)
            case "again":
                house.connections.files.reopen(viewer, file)
            case "away":
                house.connections.files.away(viewer, file)
                return to(f"/connections/{one.source}")
    except Unknown:
        raise
    except Refused as fault:
        return _show(request, one, fault=fault, sent=sent, status=fault.status)
    return to(f"/connections/files/{file}{'#names' if deed in ('sku', 'code', 'doors') else ''}")


def progress(request: Asked, file: str) -> Answered:
    """GET /connections/files/{file}/progress: how far it is; it keeps no session awake."""
    one = _one(request, file)
    return json({"done": one.done, "share": round(one.share, 2), "ended": one.state != "running"})


def _drop(request: Asked, sent: dict[str, str], file: IO[bytes], name: str) -> Answered:
    house, viewer = request.app.state.house, viewer_of(request)
    row = house.connections.one(sent["source"]) if sent.get("source") else None
    feed = house.connections.feed(row) if row else KINDS.get(sent.get("connector", ""))
    if feed is None:
        raise Unknown("there is no such connector")
    try:
        title = "" if row else connections.named(sent.get("title", ""), feed)
        held = house.connections.files.hold(
            viewer, feed, file, row=row, name=name, modified=_modified(sent.get("modified", ""))
        )
    except Refused as fault:
        file.close()
        reason = again(str(fault) if fault.pointer not in ("", "file") else fault.reason)
        if _fetched(request):
            told = reason[:1].upper() + reason[1:].removesuffix(".")
            return json({"error": say("{reason}. Nothing was kept.", reason=told)}, fault.status)
        if row is None:
            return connections.new(request, feed.name, said=sent.get("title", ""), fault=reason, status=fault.status)
        return connections.one_of(request, row.id, fault=reason, status=fault.status)
    if row is None:  # only now: a file that is no table leaves no connection behind
        made = house.connections.add(connections.free(house, title, feed), connector=feed.name, title=title,
                                     by=viewer.account)  # fmt: skip
        held.source = made.id
    address = f"/connections/files/{held.id}"
    return json({"to": address}) if _fetched(request) else to(address)


def _one(request: Asked, file: str) -> Dropped:
    found: Dropped = request.app.state.house.connections.files.one(viewer_of(request), file)
    return found


def _show(request: Asked, one: Dropped, *, fault: Refused | None = None, sent: dict[str, str] | None = None,
          status: int = 200) -> Answered:  # fmt: skip
    house = request.app.state.house
    row = house.connections.one(one.source)
    shared: dict[str, Any] = {
        "one": one, "row": row, "known_as": row.title or row.id, "connector": words.title(row.connector),
        "fault": again(fault.reason) if fault else "", "where": fault.pointer if fault else "",
        "sent": dict.fromkeys(("text", "sku", "kind", "line"), "") | (sent or {}),
    }  # fmt: skip
    if one.state in ("running", "ended"):
        sees = may(viewer_of(request), "today.see")
        return page(request, "connections_brought.html", status=status, today=sees, **shared)
    kinds = [(kind, say(said)) for kind, said in health_mend.KIND_WORDS.items()]
    return page(request, "connections_file.html", status=status, **shared, kinds=kinds,
                **preview.made(house, one))  # fmt: skip


def _modified(text: str) -> datetime | None:
    """The file's own time, in milliseconds since 1970, as a script tells it."""
    return datetime.fromtimestamp(int(text) / 1000, UTC) if text.isdecimal() and 12 <= len(text) <= 13 else None


def _fetched(request: Asked) -> bool:
    return "application/json" in request.headers.get("accept", "")
