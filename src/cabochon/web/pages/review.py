"""The weekly review: a week's numbers, what was decided the week before and what came of it, what is decided now."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from urllib.parse import urlencode

from ...dashboards import review as told
from ...dashboards import verdict_list as list_of
from ...house.entries.reading import uuid
from ...house.pilots_form import Faulty
from ...house.reviews import Page
from ...house.reviews_form import AS_IT_IS, FIELDS, WORDS
from ...house.reviews_places import BOUTIQUE, Spot
from ...house.reviews_told import DONE, DROPPED, OPEN, Past, Told
from ...languages import again, say
from ...languages import day as said_day
from ...privacy.roles import may
from ...refusals import Refused
from ...verdicts.told import Head
from ..outer import fields
from ..page import Answered, Asked, fresh, page, to
from ..viewer import viewer_of
from .verdicts import opens
from .week import behaviours, day_of

HERE = "/review"
KNOWN = ("csrf", "id", "do", "place", "week", "turn", "state", "outcome", *FIELDS)
WAITING = 5  # of what waits for a decision that are listed
Form = dict[str, str]


def show(request: Asked) -> Answered:
    """GET /review?place=boutique:GVA01&week=2026-03-30: the review of that place and week, else the last one."""
    return _show(request)


def change(request: Asked, body: bytes) -> Answered:
    """POST /review: do=decide, edit, close, reopen, remove, restore a decision; held, unheld: the review itself."""
    reviews, viewer = request.app.state.house.reviews, viewer_of(request)
    sent = dict.fromkeys(FIELDS, "") | {name: str(value) for name, value in fields(body, known=KNOWN).items()}
    name, place, do = sent.get("id", ""), sent.get("place", ""), sent.get("do", "")
    week, turn = _week(sent), sent.get("turn", "")
    try:
        match do:
            case "decide":
                reviews.decide(viewer, str(uuid(name, "/id")), place, week, sent)
            case "edit":
                reviews.edit(viewer, name, sent, turn)
            case "close":
                reviews.close(viewer, name, sent.get("state", ""), sent.get("outcome", ""), week, turn)
            case "reopen":
                reviews.reopen(viewer, name)
            case "remove":
                reviews.remove(viewer, name)
            case "restore":
                reviews.restore(viewer, name)
            case "held" | "unheld":
                reviews.held(viewer, place, week, undo=do == "unheld")
            case _:
                raise Refused(say("is none of the buttons of this page"), "do")
    except Refused as fault:
        if fault.status not in (400, 409) or fault.pointer in ("do", "/id", "/week"):
            raise
        return _show(request, sent=sent, fault=fault)
    more = {"about": name} if name and do not in ("held", "unheld") else {}
    return to(f"{HERE}?{urlencode({'place': place, 'week': str(week), 'done': do, **more})}#said")


def _show(request: Asked, *, sent: Form | None = None, fault: Refused | None = None) -> Answered:
    house, viewer, asked = request.app.state.house, viewer_of(request), request.query_params
    place = (sent or asked).get("place", "")
    week = _week(sent) if sent else day_of(request, "week", date.min) if asked.get("week") else None
    heads = house.effects.verdicts.heads(viewer) if opens(viewer) else []
    found: Page = house.reviews.page(viewer, place, week, heads=heads)
    see, names = house.see_as(viewer), behaviours(house, viewer.language)
    waits = _waiting(request, found.spot, heads)
    return page(
        request, "review.html", status=fault.status if fault else 200, here=HERE, found=found, spot=found.spot,
        days=_days(found.week), today=found.today, before=_beside(found, -7), after=_beside(found, 7),
        eyebrow=say("{place}, week {number}", place=found.spot.name, number=found.week.isocalendar().week),
        numbers=_parts(told.numbers(see, found.spot.where, found.week, names)), waits=waits[:WAITING],
        more=len(waits) - WAITING, anew=fresh(), sent=sent or {}, faults=_faults(fault),
        general=_general(fault), done=asked.get("done", ""), about=asked.get("about", ""), words=WORDS,
        open=OPEN, states={DONE: say("Done"), DROPPED: say("Dropped")}, as_it_is=AS_IT_IS,
        due=found.today + timedelta(days=7), mine=f"person:{viewer.person}",
        rhythm=_rhythm(found), short=_short, held=_held(found), tally=_tally, due_said=_due, decided_said=_decided,
    )  # fmt: skip


def _waiting(request: Asked, here: Spot, heads: Sequence[Head]) -> list[tuple[str, str, str]]:
    """What waits for a decision at that place: address, title and why."""
    house, viewer = request.app.state.house, viewer_of(request)

    def there(head: Head) -> bool:
        one = head.subject
        if here.kind == BOUTIQUE:
            return one.boutique == here.code
        return one.boutique in here.doors or bool(here.doors & set(one.doors))

    some = [one for one in heads if there(one)]
    if not some:
        return []
    modules = {one.key: one for one in house.library.shelf(language=viewer.language, closed=True)}
    decided = house.results.in_force(viewer) if may(viewer, "results.see") else ()
    rows = list_of.waiting(some, house.today, modules, decided, closes=may(viewer, "focus.set"))
    return [
        (row.close or f"/verdicts/{row.key}", row.title,
         say("This focus is over and not closed: keep, tune or drop it.") if row.close else row.state.word)
        for row in rows
    ]  # fmt: skip


def _parts(lines: Sequence[told.Line]) -> list[tuple[str, list[told.Line]]]:
    """The lines under their headings."""
    titles = {"outcome": say("Clients and sales"), "behaviour": say("What was seen on the floor"),
              "rhythm": say("Coaching and learning")}  # fmt: skip
    parts = [(title, [one for one in lines if one.part == part]) for part, title in titles.items()]
    return [(title, some) for title, some in parts if some]


def _beside(found: Page, days: int) -> str:
    """The address of the review so many days away; "" where there is none."""
    other = found.week + timedelta(days=days)
    return "" if other > found.latest else f"{HERE}?{urlencode({'place': found.spot.key, 'week': str(other)})}"


def _days(monday: date) -> str:
    sunday = monday + timedelta(days=6)
    return say("{first} to {last}", first=said_day(monday, "short"), last=said_day(sunday, "year"))


def _short(one: date) -> str:
    return said_day(one, "short")


def _rhythm(found: Page) -> str:
    return say("{n} of the last {of} weeks were reviewed.", n=found.kept, of=found.of)


def _held(found: Page) -> str:
    one = found.held
    return say("Reviewed by {name} on {day}.", name=one.by, day=said_day(one.at, "long")) if one and one.at else ""


def _due(one: Told) -> str:
    day = _short(one.due)
    return say("due {day}", day=day) if one.state == OPEN else say("was due {day}", day=day)


def _decided(one: Told) -> str:
    return say("decided {day}", day=_short(one.at.date()))


def _tally(one: Past) -> str:
    """What came of the decisions of a past review."""
    if not one.decided:
        return say("Nothing was decided")
    return say("{n} decided: {done} done, {dropped} dropped, {open} open", n=one.decided, done=one.done,
               dropped=one.dropped, open=one.open)  # fmt: skip


def _general(fault: Refused | None) -> str:
    """A fault that belongs to no field of a form: somebody else was faster, or it is closed."""
    if fault is None or isinstance(fault, Faulty):
        return ""
    return say("This decision {fault}. Nothing was changed.", fault=again(fault.reason))


def _faults(fault: Refused | None) -> dict[str, str]:
    return {name: again(why) for name, why in fault.at.items()} if isinstance(fault, Faulty) else {}


def _week(sent: Mapping[str, str]) -> date:
    """
    Raises:
        Refused: no day.
    """
    try:
        found = date.fromisoformat(sent.get("week", ""))
    except ValueError:
        raise Refused(say("is no day; write 2026-03-31"), "/week") from None
    if not date(2000, 1, 1) <= found < date(2100, 1, 1):
        raise Refused(say("lies in another century"), "/week")
    return found
