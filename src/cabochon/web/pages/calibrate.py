"""Calibration: score the clip of the week; see where raters differ; note what was agreed."""

from ...dashboards.logging import logging_seconds
from ...house.calibrating import LEAST_OTHERS, TEXT, as_marks
from ...languages import again as told_again
from ...languages import mark, say
from ...measures.question import Answer, Question
from ...privacy.roles import may
from ...programme.checklists import BY_NAME, TITLES
from ...refusals import Refused, Unknown
from ...retail.closed_weeks import latest, said
from ..markdown import render
from ..outer import fields
from ..page import Answered, Asked, floor_page, page, to
from ..viewer import viewer_of

WEEKS = 12  # closed
MARKS = (("yes", "yes", mark("Yes")), ("partly", "partly", mark("Partly")), ("not_yet", "no", mark("Not yet")),
         ("not_applicable", "na", mark("N/A")))  # fmt: skip
FIELDS = mark({"behaviour": "The behaviour", "clip": "The clip", "text": "The text", "standard": "The standard"})


def form(request: Asked) -> Answered:
    """GET /floor/calibrate: this week's clip, or ?clip=: to be scored, or how it was once one has."""
    viewer, house = viewer_of(request), request.app.state.house
    calibrating = house.calibrating
    known = {clip.key: clip for clip in calibrating.clips()}
    wished = request.query_params.get("clip", "")
    if wished and wished not in known:
        raise Unknown("there is no such clip; see the list")
    week = calibrating.of_week(house.today)
    clip = known.get(wished) or week
    rated = calibrating.rated(viewer, clip) if clip else None
    again = request.query_params.get("again") == "1"
    return floor_page(
        request, "calibrate.html", here="/floor/calibrate", clip=clip, rated=as_marks(rated) if rated else None,
        script=render(clip.script) if clip else "", scoring=bool(rated and (not rated.own or again)), marks=_marks(),
        words=_words(),
        checklist=BY_NAME["client-visit"], leaning=calibrating.leaning(viewer), week=week, clips=calibrating.clips(),
        boutique=min(viewer.boutiques, default=""), others=LEAST_OTHERS,
        standards=[one for one in calibrating.standards() if clip and one.clip == clip.key],
    )  # fmt: skip


def show(request: Asked, *, fault: str = "", status: int = 200) -> Answered:
    """GET /calibration: agreement by step, every clip with where raters differ, standards agreed."""
    viewer, house = viewer_of(request), request.app.state.house
    steps = [b.key for b in BY_NAME["client-visit"].behaviours]
    days = latest(house.today, WEEKS)
    asked = [Question(f"agreement.{key}", (), *days) for key in steps]
    found = house.see_as(viewer).ask_many(asked)
    agreement = [
        (say(TITLES[key]), one.whole if isinstance(one, Answer) else None)
        for key, one in zip(steps, found, strict=True)
    ]
    calibrating = house.calibrating
    rated = [as_marks(calibrating.rated(viewer, clip)) for clip in calibrating.clips()]
    return page(
        request, "calibration.html", status=status, agreement=agreement, days=said(*days), rated=rated,
        marks=_marks(),
        words=_words(), titles={key: say(title) for key, title in TITLES.items()},
        week=calibrating.of_week(house.today), standards=calibrating.standards(), fault=fault, most=TEXT,
        named=viewer.role == "area_coach", edits=may(viewer, "playbook.edit"), steps=steps,
        logged=logging_seconds(house.see_as(viewer), house.today),
        clip_titles={clip.key: clip.title for clip in calibrating.clips()}, me_account=viewer.account,
    )  # fmt: skip


def agree(request: Asked, body: bytes) -> Answered:
    """POST /calibration: note a standard, take one back, or choose the clip of the week."""
    form = fields(body, known=("csrf", "what", "behaviour", "clip", "text", "standard"))
    said = {name: str(value) for name, value in form.items()}
    viewer, house = viewer_of(request), request.app.state.house
    try:
        match said.get("what"):
            case "choose":
                house.calibrating.choose(viewer, said.get("clip", ""), house.today)
            case "undo":
                house.calibrating.undo(viewer, said.get("standard", ""))
            case _:
                house.calibrating.agree(
                    viewer, behaviour=said.get("behaviour", ""), clip=said.get("clip", ""), text=said.get("text", "")
                )
    except Refused as refused:
        what = say(FIELDS.get(refused.pointer.strip("/"), "The entry"))
        fault = say("{what} {why}", what=what, why=told_again(refused.reason))
        return show(request, fault=f"{fault}.", status=refused.status)
    return to("/calibration")


def _marks() -> tuple[tuple[str, str, str], ...]:
    """Value, class and word of each mark, as a form offers them."""
    return tuple((value, kind, say(word)) for value, kind, word in MARKS)


def _words() -> dict[str, str]:
    """What a mark is called within a sentence."""
    return {"yes": say("yes"), "partly": say("partly"), "not_yet": say("not yet"),
            "not_applicable": say("not applicable")}  # fmt: skip
