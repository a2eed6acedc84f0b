"""One module or document for who writes it: its state, languages, versions and their differences, every button."""

from typing import Any

from ...house import House
from ...languages import day as said_day
from ...languages import mark, say
from ...privacy.roles import may
from ...programme import comparing
from ...programme.kit_reading import BASE
from ...programme.lint import ERROR
from ...refusals import Refused, Unknown
from ..outer import fields
from ..page import Answered, Asked, page, to
from ..viewer import viewer_of
from . import library_rows as words

FIELDS = ("csrf", "do", "turn", "note", "number", "language")
DONE = mark({"published": "Published. The floor has it from its next page on.",
        "waits": "Published as a procedure: the floor gets it as soon as it is signed.",
        "back": "Taken back: that version’s words are in force again.", "retired": "Retired. The floor has it no more.",
        "restored": "Back on the floor, in the words it had.", "asked": "The draft waits for a second reader.",
        "answered": "Sent back with your remark.", "discarded": "The draft is put away. It can be taken back below.",
        "taken": "The draft is here again.", "onto": "The draft stands on the version in force now.",
        "without": "The translation is out of the draft."})  # fmt: skip
AROUND = 1  # lines that stay shown beside a change


def one(request: Asked, module: str) -> Answered:
    """GET /library/{module}: ?from=1&to=draft&language=fr compares two versions."""
    return _page(request, words.what_of(module))


def change(request: Asked, body: bytes, module: str) -> Answered:
    """POST /library/{module}: every button of its page."""
    sent = {name: value for name, value in fields(body, known=FIELDS).items() if isinstance(value, str)}
    what = words.what_of(module)
    try:
        done = _deed(request, what, sent)
    except Refused as fault:
        if isinstance(fault, Unknown):
            raise
        return _page(request, what, fault=fault, note=sent.get("note", ""))
    return to(f"/library/{module}?done={done}")


def _deed(request: Asked, what: str, sent: dict[str, str]) -> str:
    viewer, house = viewer_of(request), request.app.state.house
    library = house.library
    turn, note = number_of(sent.get("turn", "")), sent.get("note", "")
    match sent.get("do", ""):
        case "publish":
            library.publishing.publish(viewer, what, turn, note)
            return "waits" if library.entry(what).waiting else "published"
        case "ask":
            library.drafts.ask(viewer, what, turn, note)
            return "asked"
        case "answer":
            library.drafts.answer(viewer, what, turn, note)
            return "answered"
        case "discard":
            library.drafts.discard(viewer, what, turn)
            return "discarded"
        case "take":
            library.drafts.take_back(viewer, what)
            return "taken"
        case "onto":
            library.drafts.onto(viewer, what, turn)
            return "onto"
        case "back":
            library.publishing.roll_back(viewer, what, number_of(sent.get("number", "")), note)
            return "waits" if library.entry(what).waiting else "back"
        case "retire":
            library.retire(viewer, what, note)
            return "retired"
        case "restore":
            library.restore(viewer, what)
            return "restored"
        case "without":
            library.drafts.without(viewer, what, turn, sent.get("language", ""))
            return "without"
    raise Refused("is no button of this page", "do")


def number_of(text: str) -> int:
    return int(text) if text.isdigit() and len(text) < 10 else 0


def _page(request: Asked, what: str, *, fault: Refused | None = None, note: str = "") -> Answered:
    house: House = request.app.state.house
    library, viewer = house.library, viewer_of(request)
    draft, away = library.drafts.kept(what), library.drafts.discarded(what)
    if not (draft or away):
        library.known(what)
    row = words.row(house, what)
    entry, body = library.entry(what), library.drafts.body(what) if row else None
    findings = library.publishing.faults(what, body) if body else []
    return page(
        request, "library_one.html", status=fault.status if fault else 200, here="/library", row=row, what=what,
        title=row.title if row else what.partition(":")[2], slug=words.slug_of(what), entry=entry, draft=draft,
        away=away, fault=fault, note=note, states=words.states(), findings=findings, roles=words.roles(),
        blocking=[one for one in findings if one.level == ERROR],
        done=say(DONE.get(request.query_params.get("done", ""), "")),
        progress=[(code, body.progress(code)) for code in body.languages() if code != BASE] if body else [],
        versions=_versions(house, what), vouched=library.signing.in_force(what), waits=library.signing.of(what),
        name=lambda account: words.name(house, account), language_name=words.language_name,
        base_is=entry.waiting or entry.number, edits=may(viewer, "library.edit"), signs=may(viewer, "library.sign"),
        retires=may(viewer, "library.edit"), measured=may(viewer, "results.see") and what.startswith("module:"),
        minutes=words.minutes(house, what, BASE, body.base) if body else None,
        on_phone=words.on_a_phone(request, what, BASE, body.base) if body else "", compared=_compared(request, what),
    )  # fmt: skip


def _versions(house: House, what: str) -> list[dict[str, Any]]:
    """The newest first; the one that ships last."""
    entry, found = house.library.entry(what), []
    for each in house.library.versions(what):
        day = said_day(each.published, "year") if each.published else ""
        found.append({"number": each.number, "note": each.note, "by": words.name(house, each.by), "day": day,
                      "waits": each.number == entry.waiting != entry.number,
                      "state": say("in force") if each.number == entry.number else
                      say("waits for a sign-off") if each.number == entry.waiting else ""})  # fmt: skip
    if not any(each["number"] == 1 for each in found) and house.library.ships(what):
        found.append({"number": 1, "note": say("As it ships"), "by": "", "day": "", "waits": False,
                      "state": say("in force") if entry.number == 1 else ""})  # fmt: skip
    return found


def _compared(request: Asked, what: str) -> dict[str, Any] | None:
    """Two versions line by line; None when the address asks for none."""
    asked, library = request.query_params, request.app.state.house.library
    older, newer = asked.get("from", ""), asked.get("to", "")
    if not older or not newer:
        return None
    language = asked.get("language", "") or BASE

    def text(version: str) -> str:
        if version == "draft":
            return str(library.drafts.body(what).texts.get(language, ""))
        body = library.body(what, number_of(version))
        return str(body.texts.get(language, "")) if body else ""

    return {"from": older, "to": newer, "language": language, "lines": differing(text(older), text(newer))}


def differing(old: str, new: str) -> list[tuple[comparing.Part, ...] | None]:
    """Lines that came, went or read otherwise, with what stands around them; None where lines are left out."""
    lines = list(comparing.lines(tuple(old.splitlines()), tuple(new.splitlines())))
    changed = {n for n, parts in enumerate(lines) if any(kind != comparing.SAME for kind, _ in parts)}
    near = {n + by for n in changed for by in range(-AROUND, AROUND + 1)}
    found: list[tuple[comparing.Part, ...] | None] = []
    for n, parts in enumerate(lines):
        if n in near:
            found.append(parts)
        elif found and found[-1] is not None and changed:
            found.append(None)
    return found if changed else []
