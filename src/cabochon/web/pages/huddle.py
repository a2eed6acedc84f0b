"""The huddle: logged in two taps, and its sheet of one page, on the phone and on paper."""

from datetime import timedelta
from typing import Any

from ...dashboards import bright, focusing
from ...house import bright as spots_of
from ...house import focusing as house_of
from ...privacy.roles import may
from ..page import Answered, Asked, floor_page
from ..viewer import viewer_of

AROUND, USUAL, MOST = 3, 5, 40  # counts beside the roster's; people without a roster
MINUTES = ("3", "5", "8", "10")


def form(request: Asked) -> Answered:
    """GET /floor/huddle: everything is filled in already."""
    viewer, house = viewer_of(request), request.app.state.house
    here = house_of.here(house, viewer, request.query_params.get("boutique", ""))
    if here is None:
        return floor_page(request, "huddle.html", here="/floor", place=None, **_blank())
    see = house.see_as(viewer)
    past = house_of.past(see, here.code, here.day)
    held = past.on(here.day)
    known = here.behaviour(held.behaviour) if held else None
    present = house_of.present(house, see, here.code, here.day)
    last = past.huddles.get(here.day)
    found = {
        "focus": known.key if known else "",
        "title": known.title if known else "",
        "tip": (held.tip(here.day) if held else "") or _said(house, viewer, known),
        "spot": (held.repeat(here.day) if held else "") or _spot(house, see, here, held.behaviour if held else ""),
        "present": present,
        "counts": _counts(present),
        "doors": see.labels.doors,
        "held": last is not None,
        "at": here.door.local(last.at) if last else None,
    }
    return floor_page(request, "huddle.html", here="/floor", place=here, **(_blank() | found))


def shell(request: Asked) -> Answered:
    """GET /floor/shell/huddle: the same form without a boutique or a word of anybody."""
    return floor_page(
        request,
        "huddle.html",
        here="/floor",
        place=None,
        me=None,
        nav=[],
        tabs=[],
        csrf="",
        fresh={"id": "", "opened_at": ""},
        **_blank() | {"shell": True},
    )


def sheet(request: Asked) -> Answered:
    """GET /floor/huddle/sheet: focus, what to say, one rep, yesterday's bright spot, a client's words. No names."""
    viewer, house = viewer_of(request), request.app.state.house
    here = house_of.here(house, viewer, request.query_params.get("boutique", ""))
    if here is None:
        return floor_page(request, "huddle_sheet.html", here="/floor", place=None)
    see = house.see_as(viewer)
    held = house_of.past(see, here.code, here.day).on(here.day)
    known = here.behaviour(held.behaviour) if held else None
    numbers = may(viewer, "measure.behaviour")
    above = viewer.above_boutique
    standing = focusing.standing(see, here.every, here.code, here.day, held, above=above) if held and numbers else None
    return floor_page(
        request, "huddle_sheet.html", here="/floor", place=here, doors=see.labels.doors,
        large=request.query_params.get("large") == "1", focus=known, held=held, standing=standing,
        tip=held.tip(here.day) if held else "", phrases=house_of.phrases(house, viewer, known)[:2] if known else (),
        steps=house_of.steps(house, viewer, known)[:4] if known else (),
        spot=(held.repeat(here.day) if held else "") or _spot(house, see, here, held.behaviour if held else ""),
        words=house_of.words(house, see, here.code, here.day), leads=may(viewer, "focus.set"),
    )  # fmt: skip


def _blank() -> dict[str, Any]:
    return {
        "focus": "", "title": "", "tip": "", "spot": "", "present": 0, "counts": _counts(0), "held": False, "at": None,
        "minutes": MINUTES, "shell": False, "doors": {},
    }  # fmt: skip


def _counts(present: int) -> tuple[int, ...]:
    """Seven to tap, the roster's in the middle."""
    first = max(1, (present or USUAL) - AROUND)
    return tuple(range(first, first + 2 * AROUND + 1))


def _said(house: Any, viewer: Any, known: Any) -> str:
    return str(house_of.phrases(house, viewer, known)[0]) if known else ""


def _spot(house: Any, see: Any, here: house_of.Here, focus: str) -> str:
    """The newest bright spot before today, as a line without a name; one of the focus before others."""
    found = spots_of.spots(house, see, here.code, here.day - timedelta(days=1))
    ordered = sorted(found, key=lambda one: (focus in one.done, one.day), reverse=True)
    lines = (bright.tip(one, here.every, focus) for one in ordered)
    return next((line for line in lines if line), "")
