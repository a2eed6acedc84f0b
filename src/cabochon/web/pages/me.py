"""One's own page: feedback, actions, praise, practice and numbers; what is stored about one and who looked."""

from collections import defaultdict
from datetime import timedelta

from ...dashboards import own
from ...house.pulse import ANSWERS, QUESTIONS
from ...house.stored import stored as fields_of
from ...privacy.roles import may
from ...retail.coaching import Praise
from ..page import Answered, Asked, floor_page
from ..viewer import viewer_of
from . import person, verdicts

BACK = timedelta(days=28)


def show(request: Asked) -> Answered:
    """GET /me."""
    viewer, house = viewer_of(request), request.app.state.house
    see, today = house.see_as(viewer), house.today
    on_floor = bool(viewer.person) and may(viewer, "record.read")
    since = today - BACK
    figures = own.figures(see, viewer.person, today) if on_floor else []
    practice = own.figures(see, viewer.person, today, own.PRACTICE) if on_floor else []
    shown = [one.key for one in figures if one.now]
    spans = (today - own.LATELY - own.BEFORE, today)
    ranges = house.own.ranges(viewer, shown, since=spans[0], until=spans[1]) if on_floor else {}
    praise = see.record([Praise], about=viewer.person, since=since) if on_floor else []
    return floor_page(
        request, "me.html", here="/me", on_floor=on_floor, figures=figures, practice=[p for p in practice if p.now],
        ranges=ranges, praise=praise[::-1], people=see.labels.people,
        pulse=house.pulse.open_to(viewer), questions=QUESTIONS, answers=ANSWERS,
        thanks=request.query_params.get("thanks") == "1",
        episodes=verdicts.episodes(request, viewer.person) if on_floor else (),
        **(person.of_oneself(request, since) if on_floor else {}),
    )  # fmt: skip


def stored(request: Asked) -> Answered:
    """GET /me/stored: what is kept about one, for what, and who looked at it."""
    viewer, house = viewer_of(request), request.app.state.house
    kinds = {kind.name: kind for kind in fields_of(house.directory).events}
    return floor_page(
        request,
        "me_stored.html",
        here="/me",
        kept=house.own.kept(viewer),
        readers=house.own.readers(viewer),
        kinds=kinds,
        names=viewer.names,
        periods=defaultdict(str, house.trust.retaining.periods()),
    )
