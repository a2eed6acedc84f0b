"""Links that show a number elsewhere: made, listed and taken back by whoever may; and what such a link shows."""

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qsl, urlencode

from ...dashboards import explore as dashboard
from ...dashboards import explore_drawn, filters, number_page
from ...dashboards.breakdown import breakdown
from ...dashboards.explore import OWN
from ...dashboards.numbers import number
from ...dashboards.reach import Reach
from ...dashboards.series import series
from ...dashboards.view import View
from ...dashboards.view import view as made_view
from ...house.embeds import USUAL
from ...languages import LANGUAGES, heard, say, speaking
from ...privacy import leaving
from ...privacy.roles import right
from ...refusals import NotAllowed, Refused, Unanswerable, Unknown
from ..outer import POLICY, fields
from ..page import Answered, Asked, page, to
from ..viewer import viewer_of

HERE = "/embeds"
KNOWN = ("csrf", "do", "id", "page", "query", "name", "days")
CLOSED = {"today": "w1", "7": "w1", "28": "w4", "90": "w12", "": ""}  # a period of the floor -> of closed weeks
THEMES = ("light", "dark")
ABOVE = Reach(above=True, comments=False, moments=False)
NOBODY = "frame-ancestors 'none'"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a page and query ask: a measure, by which cuts, over which view."""

    key: str
    cuts: tuple[str, ...]
    view: View


def show(request: Asked, status: int = 200, fault: str = "") -> Answered:
    """GET /embeds: one's own links."""
    embeds, viewer = request.app.state.house.boards.embeds, viewer_of(request)
    labels = request.app.state.house.see_as(viewer).labels
    rows = [(row, embeds.state(row), _address(request, embeds.token(row)), _called(row), [
        labels.doors.get(code, code) for code in row.boutiques]) for row in embeds.listed(viewer)]  # fmt: skip
    return page(request, "embeds.html", status=status, here=HERE, rows=rows, fault=fault,
                fresh_one=request.query_params.get("made", ""))  # fmt: skip


def change(request: Asked, body: bytes) -> Answered:
    """POST /embeds: do=make a link of a page, or revoke one."""
    house, viewer = request.app.state.house, viewer_of(request)
    sent = {name: str(value) for name, value in fields(body, known=KNOWN).items()}
    match sent.get("do", ""):
        case "make":
            place, query = sent.get("page", ""), _kept(sent.get("query", ""))
            doors = _doors(house.see_as(viewer).labels, query)
            told(house, house.boards.embeds.viewer("new", doors), place, query)
            row = house.boards.embeds.make(viewer, place, query, sent.get("name", ""), boutiques=doors,
                                           days=_days(sent.get("days", "")))  # fmt: skip
            return to(f"{HERE}?made={row.id}")
        case "revoke":
            house.boards.embeds.revoke(viewer, sent.get("id", ""))
            return to(HERE)
    raise Refused(say("That is none of the buttons of this page."), "/do")


def shown(request: Asked, token: str) -> Answered:
    """GET /embed/{token}: the number, without anybody signed in. ?theme=light, dark; ?lang=fr."""
    house, asked = request.app.state.house, request.query_params
    wished = asked.get("lang", "")
    language = wished if wished in LANGUAGES else heard(request.headers.get("accept-language", ""))
    theme = asked.get("theme", "") if asked.get("theme", "") in THEMES else ""
    with speaking(language):
        try:
            row, viewer, maker = house.boards.embeds.opened(token)
            one = told(house, viewer, row.page, row.query)
            if right(maker, f"measure.{number_page.known(one.key).family}") == "no":
                raise Unknown(say("This link shows nothing."))
            values = _drawn(house.see_as(viewer), one)
        except (Refused, Unanswerable) as fault:
            status = fault.status if isinstance(fault, Refused) and fault.status == 410 else 404
            said = fault.reason if isinstance(fault, Refused) and status == 410 else say("This link shows nothing.")
            return _dressed(house, page(request, "embed.html", status=status, theme=theme, title="", said=said))
        return _dressed(house, page(request, "embed.html", theme=theme, said="", name=row.name, **values))


def told(house: Any, viewer: Any, place: str, query: str) -> Told:
    """What a link asks, once it is something that may be shown to anybody who has it.

    Raises:
        Unknown: no such page or measure. NotAllowed: it is about single people. Refused: it cannot be asked of closed
        weeks; says what can.
    """
    asked = dict(parse_qsl(query))
    chosen = filters.read(asked.items(), besides=(*OWN, "by", "then"))
    if chosen.associate:
        raise NotAllowed(say("A link never shows the numbers of one person."), "associate")
    key = asked.get("measure", "") if place == dashboard.HERE else place.removeprefix(number_page.HERE)
    if place != dashboard.HERE and not place.startswith(number_page.HERE):
        raise Unknown(say("There is no such page to make a link of."))
    what, see = number_page.known(key), house.see_as(viewer)
    view = made_view(see, replace(chosen, period=CLOSED.get(chosen.period, chosen.period)), house.clock(), reach=ABOVE)
    cuts = tuple(cut for cut in (asked.get("by", ""), asked.get("then", "")) if cut) if place == dashboard.HERE else ()
    question = view.ask(what.key, *cuts)
    leaving.file(question)
    (refusal,) = see.refused([question])
    if refusal is not None:
        raise Refused(str(refusal) if isinstance(refusal, Unanswerable) else refusal.reason)
    return Told(key=what.key, cuts=cuts, view=view)


def _drawn(see: Any, one: Told) -> dict[str, Any]:
    """What the page shows: the number and its series, or a breakdown and its drawing."""
    what, view = number_page.known(one.key), one.view
    values: dict[str, Any] = {
        "view": view, "title": say(what.title), "says": say(what.says), "number": number(see, view, one.key),
        "by": None, "series": None, "picture": None,
    }  # fmt: skip
    if not one.cuts:
        return {**values, "series": series(see, view, one.key)}
    parts = breakdown(see, view, what, *one.cuts)
    return {**values, "by": parts, "picture": explore_drawn.drawing(parts, what, say(what.title))}


def _dressed(house: Any, answer: Answered) -> Answered:
    """Its own headers: who may frame it, and that its address goes nowhere."""
    policy = POLICY.replace(NOBODY, f"frame-ancestors {house.boards.embeds.origins()}")
    answer.headers["content-security-policy"] = policy
    answer.headers["referrer-policy"] = "no-referrer"
    answer.headers["x-robots-tag"] = "noindex"
    return answer


def _address(request: Asked, token: str) -> str:
    state = request.app.state
    origin = state.origin or f"{request.url.scheme}://{request.headers.get('host', '')}"
    return f"{origin}/embed/{token}"


def _called(row: Any) -> str:
    key: str = dict(parse_qsl(row.query)).get("measure", "") or row.page.removeprefix(number_page.HERE)
    try:
        what = number_page.known(key)
    except Unknown:
        return key
    return say(what.title)


def _doors(labels: Any, query: str) -> tuple[str, ...]:
    """The boutiques a link is of: what is chosen, else all within reach, as they are today."""
    asked = dict(parse_qsl(query))
    code, region = asked.get("boutique", ""), asked.get("region", "")
    if code:
        if code not in labels.doors:
            raise Unknown(say("There is no such boutique within your reach."), "boutique")
        return (code,)
    return tuple(one for one in labels.doors if region in ("", labels.regions.get(one, "")))


def _kept(query: str) -> str:
    """The query as it is kept: fields that say something, each once."""
    pairs = [(name, value.strip()) for name, value in parse_qsl(query) if value.strip()]
    pairs = [(name, value) for name, value in pairs if name not in ("sort", "find", "csrf")]
    filters.read(pairs, besides=OWN)
    return urlencode(pairs)


def _days(text: str) -> int:
    if not text:
        return USUAL
    if not (text.isascii() and text.isdigit() and len(text) < 5):
        raise Refused(say("Write the days as a number."), "/days")
    return int(text)
