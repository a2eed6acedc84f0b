"""The playbook's editor: its draft, moment by moment, its languages and variants, its versions."""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

from ...house.drafting import Overtaken
from ...house.editions import Edition
from ...languages import again, day
from ...programme import changing, comparing, content, lint
from ...programme.changing import Place
from ...programme.content import LANGUAGES, MOMENTS, Book, Text, Tracked
from ...refusals import Refused, Unknown
from ..outer import fields
from ..page import Answered, Asked, json, page, to
from ..viewer import viewer_of
from . import playbook, playbook_fields
from .playbook_fields import WORDED

HERE = "/playbook/edit"
ONES = ("csrf", "do", "turn", "at", "language", "line", "brand", "note", "number", "situation", "says",
        "product_line", "for_brand", "kind", playbook_fields.ONE_OF)  # fmt: skip
MOVES = ("up:", "down:", "gone:")


def show(request: Asked) -> Answered:
    """GET /playbook/edit: the draft and the versions; with `at`, one moment's words in one layer."""
    sent = dict(request.query_params)
    return _page(request, playbook_fields.at_of(sent), playbook_fields.place_of(sent))


def change(request: Asked, body: bytes) -> Answered:
    """POST /playbook/edit: every button of the editor; a script gets JSON, a browser a page."""
    sent = fields(body, known=ONES, lists=(playbook_fields.MANY_OF,))
    given = {name: value for name, value in sent.items() if isinstance(value, str)}
    at, place, texts = playbook_fields.at_of(sent), playbook_fields.place_of(sent), playbook_fields.read(sent)
    script = "application/json" in request.headers.get("accept", "")
    try:
        if given.get("do", "").startswith(MOVES):
            texts = playbook_fields.moved(texts, given["do"])
        goes = _deed(request, given, place, texts)
    except Overtaken as fault:
        if script:
            return json({"fault": again(fault.reason), "turn": fault.draft.turn, "by": _name(request, fault.draft.by),
                         "mine": fault.mine, "theirs": fault.theirs}, 409)  # fmt: skip
        return _page(request, at, place, fault=fault, typed=texts, status=409)
    except Refused as fault:
        if script:
            return json({"fault": again(fault.reason), "where": fault.pointer}, fault.status)
        return _page(request, at, place, fault=fault, typed=texts, status=fault.status)
    if script:
        return _saved(request, at, place)
    return to(goes)


def _deed(request: Asked, given: Mapping[str, str], place: Place, texts: Mapping[str, Text]) -> str:
    """Does what the button says; where to go on."""
    viewer, house = viewer_of(request), request.app.state.house
    editions, draft = house.programme.editions, house.programme.editions.draft
    turn = playbook_fields.number_of(given.get("turn", ""))
    do, back = given.get("do", "save"), address(given.get("at", ""), place)

    def alter(deed: Callable[[Book], Book]) -> str:
        draft.change(viewer, turn, deed)
        return back

    match do:
        case "publish":
            editions.publish(viewer, turn, given.get("note", ""))
            return f"{HERE}?done=published"
        case "discard":
            draft.discard(viewer, turn)
            return HERE
        case "onto":
            draft.onto(viewer, turn)
            return HERE
        case "back":
            editions.roll_back(viewer, playbook_fields.number_of(given.get("number", "")), given.get("note", ""))
            return f"{HERE}?done=back"
        case "track":
            beside = Tracked(given.get("product_line", ""), given.get("for_brand", "").strip())
            return alter(lambda book: changing.with_track(
                book, given.get("at", ""), "", situation=given.get("situation", ""), line=given.get("says", ""),
                beside=beside,
            ))  # fmt: skip
        case "words":
            return alter(lambda book: changing.with_words(book, given.get("kind", ""), given.get("says", "")))
        case "layer":
            alter(lambda book: changing.with_layer(book, place))
            return address(MOMENTS[0], place)
        case "unlayer":
            alter(lambda book: changing.without_layer(book, place))
            return HERE
    what, _, about = do.partition(":")
    saved = draft.save(viewer, turn, place, texts)
    if what == "out":
        draft.change(viewer, saved.turn, lambda book: changing.without(book, about))
    elif what == "right":
        draft.change(viewer, saved.turn, lambda book: changing.still_right(book, place, about))
    return back


def address(at: str, place: Place) -> str:
    asked = {"at": at, "language": place[0] if place[0] != content.ENGLISH else "", "line": place[1], "brand": place[2]}
    told = urlencode({name: value for name, value in asked.items() if value})
    return f"{HERE}?{told}" if told else HERE


def one(request: Asked, version: str) -> Answered:
    """GET /playbook/edit/{version}: one that was published, to read, compare and take back."""
    editions = request.app.state.house.programme.editions
    number = playbook_fields.number_of(version)
    if number < 1:
        raise Unknown("there is no such version")
    book = editions.book(number)
    choice = playbook.chosen(request, book)
    read = content.read(book, language=choice.language, product_line=choice.line, brand=choice.brand)
    kept = editions.one(number) if number > 1 else None
    return page(
        request, "playbook_version.html", version_of=number, kept=kept, read=read, choice=choice,
        by=_name(request, kept.by) if kept else "", in_force=editions.number, parts=playbook.parts, here="/playbook",
        choices=playbook.choices(book),
    )  # fmt: skip


def compare(request: Asked) -> Answered:
    """GET /playbook/compare?from=1&to=draft: what came and went, field by field."""
    editions = request.app.state.house.programme.editions
    draft, given = editions.draft.kept, request.query_params
    known = [str(one.number) for one in editions.listed()] + ["1"]
    versions = (["draft"] if draft else []) + known
    newer = given.get("to", "") if given.get("to", "") in versions else versions[0]
    older = given.get("from", "") if given.get("from", "") in versions else known[0 if newer == "draft" else -1]

    def book(name: str) -> Book:
        found: Book = editions.book_of(draft) if name == "draft" and draft else editions.book(int(name))
        return found

    names = {m.key: m.name for m in content.read(book(newer)).moments}
    found = [(playbook.shown(c, names), c) for c in comparing.compare(book(older), book(newer))]
    return page(
        request, "playbook_compare.html", versions=versions, older=older, newer=newer, changes=found, here="/playbook"
    )  # fmt: skip


def _page(request: Asked, at: str, place: Place, *, fault: Refused | None = None,
          typed: Mapping[str, Text] | None = None, status: int = 200) -> Answered:  # fmt: skip
    editions = request.app.state.house.programme.editions
    draft = editions.draft.kept
    book = editions.book_of(draft) if draft else editions.book()
    findings = editions.findings(book)
    common = {
        "draft": draft, "by": _name(request, draft.by) if draft else "", "in_force": editions.number, "place": place,
        "fault": fault, "findings": findings, "blocking": lint.blocking(findings), "book": book, "at": at,
        "moments": content.read(book).moments, "languages": LANGUAGES, "address": address, "here": "/playbook",
        "lines": playbook.lines(), "overtaken": _both(fault) if isinstance(fault, Overtaken) else [],
    }  # fmt: skip
    if not at:
        names = {m.key: m.name for m in content.read(book).moments}
        return page(
            request, "playbook_edit.html", status=status, versions=[_version(request, e) for e in editions.listed()],
            progress=[(code, *content.progress(book, code)) for code in book.languages if code != content.ENGLISH],
            variants=_variants(book), done=request.query_params.get("done", ""),
            changed=[(playbook.shown(c, names), c) for c in comparing.compare(editions.book(), book)] if draft else [],
            **common,
        )  # fmt: skip
    if book.layer(*place) is None:
        raise Unknown("there is no such language or variant; add it on the editor's first page")
    read = content.read(book, language=place[0], product_line=place[1], brand=place[2])
    count = {m: sum(1 for f in findings if f.address.startswith(f"{m}.") and f.place == place) for m in MOMENTS}
    return page(
        request, "playbook_moment.html", status=status, read=read, count=count, words=WORDED, parts=playbook.parts,
        groups=playbook_fields.groups(book, place, at, findings, typed), blank=playbook_fields.BLANK,
        preview=next((m for m in read.moments if m.key == at), None),
        index=MOMENTS.index(at) + 1 if at in MOMENTS else 0,
        **common,
    )  # fmt: skip


def _saved(request: Asked, at: str, place: Place) -> Answered:
    editions = request.app.state.house.programme.editions
    draft = editions.draft.kept
    book = editions.book_of(draft) if draft else editions.book()
    findings = editions.findings(book)
    here = [f for f in findings if f.place == place and (not at or f.address.startswith(f"{at}.") or at == WORDED)]
    return json({
        "turn": draft.turn if draft else 0, "blocking": len(lint.blocking(findings)),
        "findings": [{"address": f.address, "index": f.index, "level": f.level, "why": again(f.why),
                      "instead": again(f.instead)}
                     for f in here],
    })  # fmt: skip


def _variants(book: Book) -> list[tuple[tuple[str, str], list[content.Layer]]]:
    """By whom they are for: the languages that have words for them, English first."""
    found = dict.fromkeys(layer.place[1:] for layer in book.layers if any(layer.place[1:]))
    return [(who, [layer for layer in book.layers if layer.place[1:] == who]) for who in found]


def _both(fault: Overtaken) -> list[tuple[str, Text, Text]]:
    return [(address, mine, fault.theirs.get(address, "")) for address, mine in fault.mine.items()]


def _version(request: Asked, one: Edition) -> dict[str, Any]:
    return {"number": one.number, "note": one.note, "by": _name(request, one.by), "based_on": one.based_on,
            "day": day(one.published, "year") if one.published else ""}  # fmt: skip


def _name(request: Asked, account: str) -> str:
    name: str = request.app.state.house.programme.editions.writer(account)
    return name
