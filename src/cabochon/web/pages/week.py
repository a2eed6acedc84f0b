"""A manager's week at a glance: who was seen, what is planned, what leaders asked for, how the rhythm holds."""

from datetime import date, timedelta
from typing import Any

from ...dashboards import week
from ...languages import say
from ...programme.playbook import BY_KEY
from ...refusals import Refused, Unknown
from ...retail.week_plan import PICKED
from ..page import Answered, Asked, floor_page, fresh
from ..viewer import viewer_of


def show(request: Asked) -> Answered:
    """GET /floor/week?boutique=&week=2026-03-30: the week of that day, else the present one."""
    viewer, house = viewer_of(request), request.app.state.house
    see = house.see_as(viewer)
    here = door_of(request, see)
    today = house.rhythm.today(here)
    chosen = house.rhythm.week(see, here, day_of(request, "week", today))
    until = min(chosen.sunday, max(today, chosen.monday))
    leaders = {one.by for one in chosen.assigned if one.by}
    return floor_page(
        request, "week.html", week=chosen, here_door=here, doors=see.labels.doors, people=week.people(see, chosen),
        marks=week.rhythm(see, here, chosen.monday, until), behaviours=behaviours(house, viewer.language),
        offered=offered(house, viewer.language),
        picked={key: say(why) for key, why in PICKED.items()},
        names=see.labels.people, leaders=leaders, anew=fresh, today=today,
        windows=house.rhythm.days(see, here, today, 1)[0], before=chosen.monday - timedelta(days=7),
        after=chosen.monday + timedelta(days=7),
    )  # fmt: skip


def behaviours(house: Any, language: str = "en") -> dict[str, str]:
    """Key -> title of the client visit's behaviours, as in force."""
    visit = house.programme.checklist("client-visit", language=language)
    return {b.key: b.title for b in visit.behaviours} if visit else {key: b.title for key, b in BY_KEY.items()}


def offered(house: Any, language: str = "en") -> dict[str, str]:
    """Those that may be chosen: without what is retired."""
    gone = house.effects.retiring.gone(house.today)
    return {key: title for key, title in behaviours(house, language).items() if f"behaviour.{key}" not in gone}


def door_of(request: Asked, see: Any) -> str:
    """The boutique of the address, else the first within reach by name.

    Raises:
        Unknown: none of theirs, or there is none.
    """
    asked, doors = request.query_params.get("boutique", ""), see.labels.doors
    if asked and asked not in doors:
        raise Unknown("there is no boutique by this code within your reach; choose one from the list", "boutique")
    if not doors:
        raise Unknown("no boutique is yours yet; ask your administrator", "boutique")
    return asked or str(min(doors, key=lambda code: (doors[code].casefold(), code)))


def day_of(request: Asked, name: str, otherwise: date) -> date:
    """
    Raises:
        Refused: no date.
    """
    asked = request.query_params.get(name, "")
    try:
        found = date.fromisoformat(asked) if asked else otherwise
    except ValueError:
        raise Refused("is no day; write 2026-03-31", name) from None
    if not date(2000, 1, 1) <= found < date(2100, 1, 1):
        raise Refused("lies in another century", name)
    return found
