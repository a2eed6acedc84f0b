"""The library for who writes it: all modules and documents, their state, a new one, a new season."""

from typing import Any

from ...house import House
from ...languages import say
from ...privacy.roles import may
from ...programme import season, skeletons
from ...programme.kit_reading import JOB_ROLES, KINDS
from ...refusals import Refused
from ..outer import fields
from ..page import Answered, Asked, page, to
from ..viewer import viewer_of
from .library_one import change, one
from .library_rows import Row, language_name, put_away, roles, rows, slug_of, states

__all__ = ["change", "make", "new", "one", "show"]

SEASON = ("name", "product_line", "facts", "materials", "occasions", "add_ons", "watch_outs", "launch")
FIELDS = ("csrf", "do", "title", "key", "skill", "role", "kind", "sop", *SEASON)
MADE = ("job_aid", "huddle", "pocket_card", "story", "guide")  # kinds of documents that are begun here


def show(request: Asked) -> Answered:
    """GET /library: ?q= words, ?kind= module or a kind of the kit, ?role=, ?skill=, ?state=, ?waits=1."""
    house, viewer, asked = request.app.state.house, viewer_of(request), request.query_params
    found = rows(house)
    words = asked.get("q", "")[:60].strip()
    chosen: dict[str, Any] = {name: asked.get(name, "") for name in ("kind", "role", "skill", "state", "waits")}
    return page(
        request, "library.html", here="/library", rows=[one for one in found if _fits(one, words, chosen)], words=words,
        all=len(found), states=states(), roles=roles(), kinds=dict.fromkeys(one.kind for one in found),
        skills=sorted({one.skill for one in found if one.skill}), language_name=language_name,
        edits=may(viewer, "library.edit"), signs=may(viewer, "library.sign"),
        waiting=len(house.library.signing.waiting()), away=put_away(house), **chosen,
    )  # fmt: skip


def new(request: Asked) -> Answered:
    """GET /library/new: what to begin with; ?from=season for the season's form."""
    return _new(request, {"do": request.query_params.get("from", "")})


def make(request: Asked, body: bytes) -> Answered:
    """POST /library/new: drafts begin; on to the first of them."""
    sent = {name: value for name, value in fields(body, known=FIELDS).items() if isinstance(value, str)}
    try:
        return to(_made(request, sent))
    except Refused as fault:
        return _new(request, sent, fault)


def _made(request: Asked, sent: dict[str, str]) -> str:
    house: House = request.app.state.house
    viewer, drafts = viewer_of(request), house.library.drafts
    if sent.get("do") == "season":
        one = season.season(**{name: sent.get(name, "") for name in SEASON}, screen=house.programme.editions.screen)
        made = season.drafted(one)
        if taken := [each.what for each in made if each.what in house.library.everything()]:
            raise Refused(f"was begun already: {taken[0].partition(':')[2]} is in the library", "name")
        for each in made:
            drafts.begin(viewer, each.what, each.text)
        return f"/library?q={one.key}"
    title = " ".join(sent.get("title", "").split())
    if not 3 <= len(title) <= 80:
        raise Refused("is a few words, 80 characters at most", "title")
    if advice := house.programme.editions.screen(title):
        raise Refused(advice, "title")
    key = sent.get("key", "").strip() or season.slug(title)
    sop = sent.get("sop") == "yes"
    if sent.get("do") == "document":
        kind = sent.get("kind", "")
        if kind not in MADE:
            raise Refused("is one of the kinds in the list", "kind")
        what, text = f"document:{key}", skeletons.document(key, title, kind=kind, sop=sop)
    else:
        role = sent.get("role", "")
        if role not in JOB_ROLES:
            raise Refused("is one of the job roles in the list", "role")
        skill = sent.get("skill", "").strip() or "discovery"
        if season.slug(skill) != skill:
            raise Refused("is a key of the skills map, such as try-on", "skill")
        what, text = f"module:{key}", skeletons.module(key, title, skill=skill, roles=(role,), sop=sop)
    drafts.begin(viewer, what, text)
    return f"/library/{slug_of(what)}/edit"


def _new(request: Asked, sent: dict[str, str], fault: Refused | None = None) -> Answered:
    house: House = request.app.state.house
    skills = sorted({one.skill for one in house.library.shelf(closed=True)})
    return page(
        request, "library_new.html", status=fault.status if fault else 200, here="/library", sent=sent, fault=fault,
        roles=roles(), skills=skills, kinds={kind: say(KINDS[kind]) for kind in MADE},
    )  # fmt: skip


def _fits(one: Row, words: str, chosen: dict[str, str]) -> bool:
    kind, role, skill, state = (chosen[name] for name in ("kind", "role", "skill", "state"))
    return (
        all(word in one.words for word in words.casefold().split())
        and kind in ("", one.kind)
        and (not role or role in one.roles)
        and skill in ("", one.skill)
        and (not state or state == one.state or (state == "draft" and bool(one.draft)))
        and (not chosen["waits"] or bool(one.waits))
    )
