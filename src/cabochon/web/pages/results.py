"""What modules changed: counts, raw figures by door, questions; and what a human decided to do."""

from typing import Any

from ...dashboards import module_results as told
from ...house.entries.reading import uuid
from ...languages import again, mark, say
from ...privacy.roles import may
from ...refusals import Refused
from ..outer import fields
from ..page import Answered, Asked, fresh, page, to
from ..viewer import viewer_of
from . import verdicts

WORDS = mark({"scale": "Scale", "tune": "Tune", "retire": "Retire"})
MEANS = mark({"scale": "give it to more people and doors", "tune": "keep it and rewrite what does not work",
              "retire": "take it off the floor"})  # fmt: skip


def show(request: Asked) -> Answered:
    """GET /results: every module, retired ones too."""
    house, viewer = request.app.state.house, viewer_of(request)
    modules = house.library.shelf(language=viewer.language, closed=True)
    lines = told.lines(house.see_as(viewer), modules, house.skills.in_force(), house.today)
    return page(
        request, "results.html", lines=lines, decided=house.results.in_force(viewer), words=_said(WORDS),
        until=told.counted_until(house.today),
    )  # fmt: skip


def one(request: Asked, module: str) -> Answered:
    """GET /results/{module}."""
    return _page(request, module)


def decide(request: Asked, body: bytes, module: str) -> Answered:
    """POST /results/{module}: a decision with its reason; or do=undo, one's own of today taken back."""
    house, viewer = request.app.state.house, viewer_of(request)
    sent = {k: str(v) for k, v in fields(body, known=("csrf", "id", "do", "decision", "reason", "about")).items()}
    try:
        if sent.get("do") == "undo":
            house.results.undo(viewer, module, sent.get("about", ""))
            return to(f"/results/{module}?done=undone#decisions")
        house.results.decide(viewer, module, sent.get("decision", ""), sent.get("reason", ""),
                             form=uuid(sent.get("id"), "/id"))  # fmt: skip
    except Refused as fault:
        if fault.status == 404:
            raise
        return _page(request, module, fault=fault, said=sent)
    return to(f"/results/{module}?done={sent['decision']}#decisions")


def _page(request: Asked, key: str, *, fault: Refused | None = None, said: dict[str, str] | None = None) -> Answered:
    house, viewer = request.app.state.house, viewer_of(request)
    module = house.library.module(key, viewer.language)
    see, today, results = house.see_as(viewer), house.today, house.results
    skill = house.skills.in_force().skill(module.skill)
    doors, came = see.labels.doors, results.came(viewer, key)
    decisions = results.decisions(viewer, key)
    until = told.last_sunday(today)
    after: list[Any] = []
    later = None  # the day of the decision that came after
    for one in decisions:
        end = min(until, told.last_sunday(later)) if later else until
        after.append((one, told.after(see, skill, one.day, end) if skill else ()))
        later = one.day
    return page(
        request, "results_one.html", status=fault.status if fault else 200, module=module, skill=skill, doors=doors,
        came=came, by_door=told.by_door(see, module, tuple(doors), today), items=told.items(see, module, today),
        panels=told.panels(see, skill, came, tuple(doors), today) if skill else (), decisions=after, words=_said(WORDS),
        means=_said(MEANS), decides=may(viewer, "results.decide"), state=house.library.state(key), anew=fresh(),
        fault=_fault(fault), said={"decision": "", "reason": ""} | (said or {}),
        done=request.query_params.get("done", ""),
        until=told.counted_until(today), here="/results", verdict=verdicts.of_module(request, key),
    )  # fmt: skip


def _fault(fault: Refused | None) -> str:
    if fault is None:
        return ""
    what, why = fault.pointer.strip("/"), again(fault.reason)
    if what == "reason":
        return say("The reason {why}. Nothing was decided.", why=why)
    if what == "decision":
        return say("The decision {why}. Nothing was decided.", why=why)
    return say("{why}. Nothing was decided.", why=f"{why[:1].upper()}{why[1:]}")


def _said(table: dict[str, str]) -> dict[str, str]:
    return {key: say(word) for key, word in table.items()}
