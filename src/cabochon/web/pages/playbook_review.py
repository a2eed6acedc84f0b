"""Talk tracks due for review this quarter, beside what clients wrote since: words alone, of no door, day or score."""

from ...languages import again, say
from ...programme import reviewing
from ...refusals import Refused
from ..outer import fields
from ..page import Answered, Asked, page, to
from ..viewer import viewer_of

HERE = "/playbook/review"


def show(request: Asked) -> Answered:
    """GET /playbook/review: theme keeps the words that hold it."""
    return _page(request)


def change(request: Asked, body: bytes) -> Answered:
    """POST /playbook/review: a talk track is still right."""
    sent = fields(body, known=("csrf", "track"))
    house = request.app.state.house
    try:
        house.programme.editions.review(viewer_of(request), str(sent.get("track", "")))
    except Refused as fault:
        return _page(request, fault=again(fault.reason), status=fault.status)
    return to(f"{HERE}?done=1")


def _page(request: Asked, *, fault: str = "", status: int = 200) -> Answered:
    house, given = request.app.state.house, request.query_params
    editions, today = house.programme.editions, house.today
    due, every = reviewing.due(editions.reviewed(editions.book()), today)
    since = reviewing.since(due, today)
    words = house.see_as(viewer_of(request)).words(since)
    themes = sorted({theme for one in words for theme in one["themes"]})
    theme = given.get("theme", "") if given.get("theme", "") in themes else ""
    return page(
        request, "playbook_review.html", status=status, due=due, every=every, since=since, fault=fault, theme=theme,
        themes=themes, words=[one for one in words if not theme or theme in one["themes"]], any=bool(words),
        done=given.get("done", ""), here="/playbook",
        quarter=say("{year}, quarter {n}", year=today.year, n=(today.month + 2) // 3),
    )  # fmt: skip
