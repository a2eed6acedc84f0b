"""Pictures, recordings and films for modules: brought in, captioned, replaced, removed."""

from ...house.films import there
from ...house.module_media import KINDS, LONGEST, MOST, MOST_PICTURE
from ...languages import again, say
from ...programme import captions
from ...programme.content import LANGUAGES
from ...refusals import Refused, Unknown
from .. import upload
from ..outer import POLICY, fields
from ..page import Answered, Asked, json, page, to
from ..viewer import viewer_of

SENT = ("csrf", "key", "title", "replace")
CAPTIONS = ("csrf", "do", "language", "text")
PLAYS = {"content-security-policy": f"{POLICY}; media-src 'self'"}


def show(request: Asked) -> Answered:
    """GET /library/media: all of them, ?q= words, ?kind=, ?removed= one that was just removed."""
    return _list(request, {})


def add(request: Asked, body: bytes) -> Answered:
    """POST /library/media: a file (multipart), new or in the place of what has that key."""
    viewer, media = viewer_of(request), request.app.state.house.media
    sent: dict[str, str] = {}
    try:
        sent, file = upload.parts(body, request.headers.get("content-type", ""), known=SENT, file="file")
        row = media.add(
            viewer, key=sent.get("key", "").strip(), title=sent.get("title", ""), body=file,
            replacing=sent.get("replace") == "yes",
        )  # fmt: skip
    except Refused as refused:
        if refused.status in (403, 404) or _by_script(request):
            raise
        if sent.get("replace") == "yes" and media.get(sent.get("key", "")):
            return _one(request, sent["key"], fault=refused)
        return _list(request, sent, fault=refused)
    return json({"to": f"/library/media/{row.id}"}) if _by_script(request) else to(f"/library/media/{row.id}")


def one(request: Asked, medium: str) -> Answered:
    """GET /library/media/{key}: one of them; as JSON how far its encoding is."""
    if _by_script(request):
        share = request.app.state.house.media.progress(medium)
        return json({"share": share})
    return _one(request, medium)


def change(request: Asked, body: bytes, medium: str) -> Answered:
    """POST /library/media/{key}: rename, caption, uncaption, remove, restore."""
    viewer, media = viewer_of(request), request.app.state.house.media
    kind = request.headers.get("content-type", "")
    sent: dict[str, str] = {}
    try:
        if kind.startswith(upload.KIND):
            sent, file = upload.parts(body, kind, known=CAPTIONS, file="captions")
            media.caption(viewer, medium, sent.get("language", ""), _text(file) or sent.get("text", ""))
            return to(f"/library/media/{medium}#captions")
        known = ("csrf", "do", "title", "language", "text")
        sent = {name: str(value) for name, value in fields(body, known=known).items()}
        match sent.get("do"):
            case "rename":
                media.rename(viewer, medium, sent.get("title", ""))
            case "caption":
                media.caption(viewer, medium, sent.get("language", ""), sent.get("text", ""))
            case "uncaption":
                was = media.uncaption(viewer, medium, sent.get("language", ""))
                return _one(request, medium, gone=(sent.get("language", ""), was))
            case "remove":
                media.remove(viewer, medium)
                return to("/library/media" if media.get(medium) else f"/library/media?removed={medium}")
            case "restore":
                media.restore(viewer, medium)
            case _:
                raise Refused("is none of the buttons of this page", "do")
    except Refused as refused:
        if refused.status == 404:
            raise
        return _one(request, medium, fault=refused, sent=sent)
    return to(f"/library/media/{medium}")


def _list(request: Asked, sent: dict[str, str], *, fault: Refused | None = None) -> Answered:
    house, asked = request.app.state.house, request.query_params
    kind = asked.get("kind", "") if asked.get("kind") in KINDS else ""
    words = asked.get("q", "")[:80].strip()
    rows = house.media.listed(words=words, kind=kind)
    answer = page(
        request, "library_media.html", status=fault.status if fault else 200, here="/library",
        rows=[(row, house.media.shown(row.id), house.media.used(row.id)) for row in rows], words=words, kind=kind,
        kinds=_kinds(), sent=sent, removed=asked.get("removed", "")[:60], most=MOST, most_picture=MOST_PICTURE,
        longest=LONGEST, smaller=there(), fault=fault.reason if fault else "",
        where=fault.pointer.strip("/") if fault else "",
    )  # fmt: skip
    answer.headers.update(PLAYS)
    return answer


def _one(request: Asked, key: str, *, fault: Refused | None = None, sent: dict[str, str] | None = None,
         gone: tuple[str, str] = ("", "")) -> Answered:  # fmt: skip
    media = request.app.state.house.media
    row = media.get(key)
    if row is None:
        raise Unknown("there is no medium of that name")
    said = [(language, LANGUAGES.get(language, language), captions.words(captions.read(text)))
            for language, text in row.captions]  # fmt: skip
    answer = page(
        request, "library_medium.html", status=fault.status if fault else 200, here="/library", row=row,
        shown=media.shown(key), used=media.used(key), own=media.own(key), replaced=media.replaced(key), kinds=_kinds(),
        warnings=[again(one) for one in media.warnings(key)], share=media.progress(key), said=said, languages=LANGUAGES,
        gone=gone, sent=sent or {}, most=MOST, most_picture=MOST_PICTURE, longest=LONGEST, smaller=there(),
        fault=fault.reason if fault else "", where=fault.pointer.strip("/") if fault else "",
    )  # fmt: skip
    answer.headers.update(PLAYS)
    return answer


def _kinds() -> dict[str, str]:
    return {key: say(title) for key, title in KINDS.items()}


def _text(file: bytes) -> str:
    """
    Raises:
        Refused: no text in UTF-8.
    """
    try:
        return file.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refused("are no text in UTF-8; export them as WebVTT (.vtt)", "captions") from None


def _by_script(request: Asked) -> bool:
    return "application/json" in request.headers.get("accept", "")
