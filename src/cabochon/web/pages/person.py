"""One of the team, for their managers: what they were told and took on, and how they come on against their own past."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from ...dashboards import coaching_day, threads
from ...dashboards import person as told
from ...dashboards.periods import short_day
from ...house import coaching
from ...house.seeing import See
from ...privacy.roles import may, right
from ...privacy.shutting import within
from ...refusals import Unknown
from ...retail.open_actions import Action
from ..page import Answered, Asked, floor_page, fresh, to
from ..viewer import viewer_of
from . import verdicts
from .coaching import VISIT


def show(request: Asked, person: str) -> Answered:
    """GET /floor/person/{id}. One's own is /me; who is out of reach is not there."""
    viewer, house = viewer_of(request), request.app.state.house
    if person == viewer.person:
        return to("/me")
    see = house.see_as(viewer)
    boutique = next((code for code, team in see.labels.team.items() if person in team), "")
    if not boutique and may(viewer, "names.see"):
        house.trust.agreements.stop(within(viewer), person)
    if not boutique or person not in see.labels.people:
        raise Unknown("nothing is here")
    today, manages = coaching.day_of(house, boutique), right(viewer, "record.read") == "boutique"
    open_ones = [pair for pair in acts_of(request, see, boutique, about=person) if pair[0].open]
    acts = [act for _, act in sorted(open_ones, key=coaching_day.pressing)]
    checklist = house.effects.retiring.shown(house.programme.checklist(VISIT, language=viewer.language))
    shown = told.page(
        see, person, today=today, behaviours=checklist.behaviours if checklist else (), acts=acts, measured=manages
    )
    leave = coaching.team(house, boutique, today).away
    away = (short_day(until) if (until := leave[person]) else "") if person in leave else None
    return floor_page(
        request, "person.html", away=away, shown=shown, boutique=boutique, manages=manages, anew=fresh,
        place=see.labels.doors[boutique], here="/floor/coach", episodes=verdicts.episodes(request, person),
    )  # fmt: skip


def of_oneself(request: Asked, since: date) -> dict[str, Any]:
    """What partials/me_coached.html needs: the viewer's own threads and actions, with forms to answer them."""
    viewer, house = viewer_of(request), request.app.state.house
    see = house.see_as(viewer)
    found: list[tuple[Action, threads.Act]] = []
    for code in see.labels.doors:
        found += acts_of(request, see, code, about=viewer.person)
    by_key = {act.key: act for _, act in found}
    return {
        "threads": told.threads(see, viewer.person, since, acts=by_key),
        "mine": coaching_day.mine(found, viewer.person, house.today),
        "anew": fresh,
    }


def acts_of(
    request: Asked, see: See, boutique: str, *, about: str = "", page: str = ""
) -> Iterator[tuple[Action, threads.Act]]:
    """The actions of a boutique's people as they stand, each with its line."""
    house = request.app.state.house
    checklist = house.programme.checklist(VISIT, language=see.viewer.language)
    words = {one.key: one.says for one in checklist.actions} if checklist else {}
    found = coaching.open_actions(house, see, boutique, about=about, page=page)
    made = threads.acts(
        found, boutique, names=see.labels.people, me=see.viewer.person, actions=words,
        today=coaching.day_of(house, boutique),
    )  # fmt: skip
    return zip(found, made, strict=True)
