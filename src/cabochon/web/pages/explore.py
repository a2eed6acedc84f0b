"""Explore: any number by any two breakdowns, as a page and as a file."""

from dataclasses import replace
from typing import Any

from ...dashboards import explore as dashboard
from ...dashboards import explore_drawn, number_files, number_page
from ...dashboards.breakdown import breakdown
from ...dashboards.explore import HERE, OWN, Chosen
from ...dashboards.look.pictures import entitled
from ...dashboards.view import View
from ...languages import listed, say
from ...privacy.roles import may
from ...refusals import Refused, Unanswerable, Unknown
from ..page import Answered, Asked, to
from . import number_files as files
from .boarding import Board, board, show


def show_all(request: Asked) -> Answered:
    """GET /explore."""
    ground = board(request, besides=OWN)
    view, chosen = ground.view(), _chosen(request)
    if chosen.find and not chosen.measure:
        one = dashboard.found(chosen.find, dashboard.measures(ground.see))
        if one is not None:
            return to(f"{HERE}?{dashboard.query(view, Chosen(one.key))}")
    made = dashboard.explore(ground.see, view, chosen)
    return show(
        request, "explore.html", ground, _kept(view, made), here=HERE, page=made,
        embeds=may(ground.viewer, "embed.make"),
        files={kind: f"{HERE}.{kind}?{made.query}" for kind in files.KINDS},
    )  # fmt: skip


def file(request: Asked) -> Answered:
    """GET /explore.csv, .png, .svg: what the page shows.

    Raises:
        Unknown: nothing is chosen, or it cannot be asked. NotAllowed: it is about single people.
    """
    _, kind = files.kind_of(request.url.path.lstrip("/"))
    ground = board(request, besides=OWN)
    view, chosen = ground.view(), _chosen(request)
    if not chosen.measure or not chosen.by:
        raise Refused(say("Choose a number and by what it is broken down first."), "by")
    what = number_page.known(chosen.measure)
    cuts = tuple(cut for cut in (chosen.by, chosen.then) if cut)
    files.allowed(view.ask(what.key, *cuts))
    try:
        if kind == "csv":
            body = files.csv(number_files.table(ground.see, view, what, cuts))
        else:
            body = files.picture(drawn(ground, view, what.key, cuts), kind)
    except Unanswerable as refusal:
        raise files.answerable(refusal) from None
    return files.sent(request, body, kind, name=what.key, about=number_files.headed(ground.see, view))


def drawn(ground: Board, view: View, key: str, cuts: tuple[str, ...]) -> Any:
    """The drawing with its title.

    Raises:
        Unknown: there is nothing to draw.
    """
    what = number_page.known(key)
    told = breakdown(ground.see, view, what, *cuts)
    spec, rest = explore_drawn.spec(told, what, width=900, columns=3)
    if spec is None:
        raise Unknown(told.said or say("There is nothing to draw in this view."))
    whole = told.total
    behind = say("All together: {value} ({counted})", value=whole.value, counted=whole.counted) if (
        whole and whole.cell) else ""  # fmt: skip
    title = say("{title} by {cuts}", title=say(what.title), cuts=listed(told.heads))
    return entitled(spec, title, number_files.headed(ground.see, view), behind, rest, told.held, *told.notes)


def _chosen(request: Asked) -> Chosen:
    asked = request.query_params
    return Chosen(**{name: asked.get(name, "").strip() for name in OWN})


def _kept(view: View, made: dashboard.Explore) -> View:
    """The view whose ways out of its filters keep what is looked at."""
    if not made.query or not made.key:
        return view
    own = "&".join(part for part in made.query.split("&") if part.split("=")[0] in OWN)
    clear = f"{view.clear}{'' if view.clear == '?' else '&'}{own}"
    return replace(view, clear=clear, wider=f"{view.wider}&{own}" if view.wider else "")
