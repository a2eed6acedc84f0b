"""Days out of the ordinary: those marked, by month, and the form to mark some."""

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import groupby
from uuid import UUID

from ...house.annotating import Noted
from ...house.annotations_form import DAYS, TITLE
from ...languages import day, mark, say
from ...privacy.roles import may
from ...refusals import Refused
from ..outer import fields
from ..page import Answered, Asked, fresh, page, to
from ..viewer import viewer_of

HERE = "/annotations"
KNOWN = ("csrf", "id", "do", "tag", "title", "since", "until", "place")
BACK, AHEAD = timedelta(days=400), timedelta(days=3700)
TAGS = mark({"launch": "Launch", "holiday": "Holiday", "promotion": "Promotion", "staffing": "Staffing",
             "other": "Something else"})  # fmt: skip
BOUTIQUE, REGION, ALL = "boutique:", "region:", "all"


def show(request: Asked) -> Answered:
    """GET /annotations."""
    return _page(request, {})


def change(request: Asked, body: bytes) -> Answered:
    """POST /annotations: do=add marks days; do=withdraw, do=restore with an id."""
    annotations, viewer = request.app.state.house.boards.annotations, viewer_of(request)
    sent = {name: str(value) for name, value in fields(body, known=KNOWN).items()}
    do, name = sent.get("do", ""), sent.get("id", "")
    try:
        match do:
            case "add":
                place = sent.get("place", "")
                name = annotations.add(
                    viewer, sent.get("tag", ""), sent.get("title", ""), _day(sent, "since"), _day(sent, "until"),
                    form=_id(name), everywhere=place == ALL, boutique=_after(place, BOUTIQUE),
                    region=_after(place, REGION),
                )  # fmt: skip
            case "withdraw":
                annotations.withdraw(viewer, name)
            case "restore":
                name = annotations.restore(viewer, name)
            case _:
                raise Refused(say("That is none of the buttons of this page."), "/do")
    except Refused as fault:
        if do != "add" or fault.status not in (400, 409):
            raise
        return _page(request, sent, fault)
    return to(f"{HERE}?done={do}&noted={name}")


def _page(request: Asked, sent: dict[str, str], fault: Refused | None = None) -> Answered:
    house, viewer, asked = request.app.state.house, viewer_of(request), request.query_params
    annotations, today, done = house.boards.annotations, house.today, asked.get("done", "")
    noted = annotations.listed(viewer, today - BACK, today + AHEAD)
    gone = annotations.withdrawn(viewer, asked.get("noted", "")) if done == "withdraw" else None
    return page(
        request, "annotations.html", status=fault.status if fault else 200, here=HERE, today=today,
        ahead=_months(one for one in noted if one.until >= today),
        past=_months(reversed([one for one in noted if one.until < today])),
        writes=may(viewer, "annotate.write"), places=annotations.places(viewer),
        tags={key: say(word) for key, word in TAGS.items()}, days=_days, longest=TITLE, most=DAYS,
        sent=sent, fault=fault.reason if fault else "", where=fault.pointer.strip("/") if fault else "",
        anew=fresh(), done=done, gone=gone,
        fresh_one=asked.get("noted"),
    )  # fmt: skip


def _months(noted: Iterable[Noted]) -> list[tuple[str, list[Noted]]]:
    """In the order given, under the month each begins in."""
    grouped = groupby(noted, key=lambda one: one.since.replace(day=1))
    return [(day(month, "month"), list(some)) for month, some in grouped]


def _days(one: Noted) -> str:
    if one.since == one.until:
        return day(one.since, "short")
    form = "short" if one.since.year == one.until.year else "year"
    return say("{first} to {last}", first=day(one.since, form), last=day(one.until, form))


def _day(sent: dict[str, str], name: str) -> date | None:
    try:
        return date.fromisoformat(sent[name]) if sent.get(name) else None
    except ValueError:
        raise Refused(say("Write the day as year, month and day, such as 2026-11-23."), f"/{name}") from None


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Refused(say("This form has lost its id; open the page again."), "/id") from None


def _after(text: str, head: str) -> str:
    return text.removeprefix(head) if text.startswith(head) else ""
