"""Pilot plans: what could be shown where, the plan frozen before the fact, and the report against it."""

from collections.abc import Mapping
from typing import Any

from ...dashboards import pilots as told
from ...house.entries.reading import uuid
from ...house.pilots import DRAFT, FROZEN, WITHDRAWN, Listed, turn_of
from ...house.pilots_form import APART, GROUPS, WORDS, Faulty, typed
from ...house.pilots_outlook import Outlook
from ...house.pilots_past import Refusal
from ...house.pilots_questions import ANSWERS, COACHING, LEARNING, QUESTIONS, readiness
from ...house.pilots_report import DONE, Finding, Report
from ...house.pilots_text import method
from ...languages import again, mark, say, whole
from ...measures.catalogue import measure
from ...privacy.roles import may
from ...refusals import Refused, Unknown
from ...verdicts.planning import LONGEST, Chance, Plan
from ..outer import fields
from ..page import Answered, Asked, fresh, page, to
from ..viewer import viewer_of

HERE = "/pilots"
ONES = ("csrf", "id", "do", "turn", "title", "about", "measure", "lift", "since", "weeks", "groups", "apart",
        "half_way", "reason", "answer-", "start-")  # fmt: skip
MANY = ("door", "held")
FAMILIES = mark({
    "behaviour": "Behaviour", "sales": "Sales", "client": "Clients", "traffic": "Traffic", "stock": "Stock",
})  # fmt: skip
Form = dict[str, str | list[str]]


def show(request: Asked) -> Answered:
    """GET /pilots: plans within reach, the newest first."""
    house, viewer = request.app.state.house, viewer_of(request)
    pilots = house.effects.pilots
    plans = [(one, _title(one.plan.measure)) for one in pilots.listed(viewer)]
    return page(
        request, "pilots.html", here=HERE, plans=plans, abouts=pilots.shelf(viewer).abouts, today=house.today,
        plans_may=may(viewer, "pilots.plan"),
    )  # fmt: skip


def form(request: Asked) -> Answered:
    """GET /pilots/new: the readiness questions, then the plan."""
    pilots = request.app.state.house.effects.pilots
    return _new(request, pilots.proposal(viewer_of(request)), fresh()["id"])


def draft(request: Asked, body: bytes) -> Answered:
    """POST /pilots: do=look, what the plan as typed could show; do=draft, keep it."""
    pilots, viewer = request.app.state.house.effects.pilots, viewer_of(request)
    sent = fields(body, known=ONES, lists=MANY)
    name = str(uuid(sent.get("id"), "/id"))
    if sent.get("do") == "look":
        return _new(request, sent, name)
    try:
        return to(f"{HERE}/{pilots.draft(viewer, sent, name)}?done=draft")
    except Refused as fault:
        return _new(request, sent, name, fault=fault)


def one(request: Asked, pilot: str) -> Answered:
    """GET /pilots/{pilot}: a draft with its power, or a frozen plan with the report against it; as=text, its bytes."""
    viewer, pilots = viewer_of(request), request.app.state.house.effects.pilots
    found = pilots.one(viewer, pilot)
    if request.query_params.get("as") == "text" and found.kept.text:
        headers = {"content-disposition": f'attachment; filename="pilot-{pilot[:8]}.json"'}
        return Answered(found.kept.text.encode(), media_type="text/plain; charset=utf-8", headers=headers)
    return _one(request, found)


def change(request: Asked, body: bytes, pilot: str) -> Answered:
    """POST /pilots/{pilot}: look, save, freeze, drop or restore a draft; withdraw a frozen plan."""
    viewer, pilots = viewer_of(request), request.app.state.house.effects.pilots
    sent = fields(body, known=ONES, lists=MANY)
    do, turn = sent.get("do"), str(sent.get("turn", ""))
    if do == "look":
        return _one(request, pilots.one(viewer, pilot), sent=sent)
    try:
        match do:
            case "save":
                pilots.change(viewer, pilot, sent, turn)
            case "freeze":
                pilots.freeze(viewer, pilot, turn, form=uuid(sent.get("id"), "/id"))
            case "drop":
                pilots.drop(viewer, pilot, turn)
            case "restore":
                pilots.restore(viewer, pilot)
            case "withdraw":
                pilots.withdraw(viewer, pilot, str(sent.get("reason", "")))
            case _:
                raise Refused("is none of the buttons of this page", "do")
    except Unknown:
        raise
    except Refused as fault:
        if fault.pointer == "do":
            raise
        return _one(request, pilots.one(viewer, pilot), sent=sent if do == "save" else None, fault=fault)
    return to(f"{HERE}/{pilot}?done={do}")


def _new(request: Asked, sent: Mapping[str, Any], name: str, *, fault: Refused | None = None) -> Answered:
    pilots, viewer = request.app.state.house.effects.pilots, viewer_of(request)
    read = pilots.read(viewer, sent, name)
    typing = request.method == "GET" or sent.get("do") == "look"
    faults = _faults(fault) if fault else _again(read.faults) if not typing or sent.get("title") else {}
    about = sent.get("about") or _nearest(str(sent.get("measure", "")), pilots.shelf(viewer).abouts)
    untitled = pilots.read(viewer, {**sent, "title": "x", "about": about}, name).plan
    return page(
        request, "pilot_new.html", status=fault.status if fault else 200, name=name,
        **_editor(request, sent, faults, untitled, ""),
    )  # fmt: skip


def _one(
    request: Asked, found: Listed, *, sent: Mapping[str, Any] | None = None, fault: Refused | None = None
) -> Answered:  # fmt: skip
    house, viewer = request.app.state.house, viewer_of(request)
    pilots = house.effects.pilots
    common = {
        "found": found, "done": request.query_params.get("done", ""), "fault": fault, "faults": _faults(fault),
        "status": fault.status if fault else 200, "anew": fresh(), "turn": turn_of(found.row),
        "plans_may": may(viewer, "pilots.plan"), "primary": measure(found.plan.measure),
        "lift": _amount(found.plan), "about": pilots.shelf(viewer).abouts.get(found.plan.about, found.plan.about),
    }  # fmt: skip
    if found.state in (FROZEN, WITHDRAWN):
        report = pilots.report(viewer, found)
        return page(
            request, "pilot.html", here=HERE, report=report, state=readiness(dict(found.plan.answers)),
            findings=_findings(report), verdict=_verdict(found.plan, report), today=house.today,
            method=method(found.plan), **common,
        )  # fmt: skip
    form = sent or typed(found.plan)
    read = pilots.read(viewer, form, found.id, found.plan)
    faults = common["faults"] or (_again(read.faults) if sent else {})
    return page(
        request, "pilot_draft.html",
        **{**common, **_editor(request, form, faults, read.plan, found.id)}, editing=found.state == DRAFT,
    )  # fmt: skip


def _editor(
    request: Asked, sent: Mapping[str, Any], faults: Mapping[str, str], plan: Plan | None, name: str
) -> dict[str, Any]:  # fmt: skip
    """What the form of a plan needs."""
    house, viewer = request.app.state.house, viewer_of(request)
    pilots = house.effects.pilots
    shelf = pilots.shelf(viewer)
    families: dict[str, list[Any]] = {}
    for what in shelf.measures.values():
        families.setdefault(say(FAMILIES.get(what.family, what.family)), []).append(what)
    seen: Outlook | None = pilots.outlook(viewer, plan, name) if plan else None
    chosen = shelf.measures.get(str(sent.get("measure", "")))
    answers = {key.removeprefix("answer-"): str(said) for key, said in sent.items() if key.startswith("answer-")}
    return {
        "here": HERE, "sent": sent, "faults": faults, "shelf": shelf, "families": families, "plan": plan, "seen": seen,
        "shows": _shows(plan, seen.primary, plan.lift) if plan and seen else None,
        "beside": [_shows(plan, one, None) for one in seen.others] if plan and seen else [],
        "questions": {study: [q for q in QUESTIONS if q.study == study] for study in (COACHING, LEARNING)},
        "words": {key: say(word) for key, word in ANSWERS.items()}, "answers": answers, "state": readiness(answers),
        "longest": LONGEST, "groups": GROUPS, "apart": APART, "chosen": chosen,
        "unit": say(WORDS.get(chosen.unit, "") if chosen else "points"),
        "regions": _regions(shelf),
    }  # fmt: skip


def _nearest(key: str, abouts: Mapping[str, str]) -> str:
    """What a plan that names nothing yet may be about, so that it can be looked at all the same."""
    own = f"focus:{key.partition('.')[2]}"
    return own if own in abouts else next((one for one in abouts if one.startswith("module:")), "")


def _regions(shelf: Any) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for door in sorted(shelf.doors.values(), key=lambda one: (one.region, one.name)):
        found.setdefault(door.region, []).append(door)
    return found


def _shows(plan: Plan, one: Chance | Refusal, lift: float | None) -> Any:
    """A chance in words; of what cannot be looked at the reason."""
    what = measure(one.measure)
    if isinstance(one, Refusal) or what is None:
        why = again(one.reason) if isinstance(one, Refusal) else ""
        return {"title": _title(one.measure), "word": "refused", "says": why}
    return told.shows(
        what, wanted=one.useful if lift is None else lift, power=one.power, least=one.least, weeks=one.weeks,
        doors=one.doors, smallest_p=one.smallest_p, base=one.base, events=one.events, now=len(plan.codes),
        within=plan.weeks, longest=LONGEST,
    )  # fmt: skip


def _verdict(plan: Plan, report: Report) -> dict[str, Any] | None:
    found = report.primary
    if found is None or found.outcome is None:
        return None
    out, what = found.outcome, found.measure
    word, tone = told.STATES[out.state]
    says = told.came_out(
        what, out.state, effect=out.effect, low=out.low, high=out.high, hoped=plan.lift, n=out.after.n,
        smallest_p=out.smallest_p, look=told.AT_END if report.state == DONE else told.HALF_WAY,
    )  # fmt: skip
    return {"word": say(word), "tone": tone, "says": says}


def _findings(report: Report) -> list[dict[str, Any]]:
    return [_line(one) for one in (report.primary, *report.others) if one is not None]


def _line(one: Finding) -> dict[str, Any]:
    what, out = one.measure, one.outcome
    counts = "" if what.kind == "derived" else what.counts  # of shrink the panel weighs by value, which is no count
    told_of: dict[str, Any] = {"title": say(what.title), "held": one.held, "hidden": one.hidden, "counts": say(counts)}
    if out is None:
        return told_of
    money = what.unit == "money"  # of several currencies: shares alone
    return told_of | {
        "before": "" if money or out.before.value is None else told.value(what, out.before.value),
        "after": "" if money or out.after.value is None else told.value(what, out.after.value),
        "expected": "" if out.expected is None else told.value(what, out.expected),
        "n": ("", "") if what.kind == "derived" else (whole(out.before.n), whole(out.after.n)),
        "doors": out.doors, "compared": out.compared,
        "effect": "" if out.effect is None else told.amount(what, out.effect, signed=True),
        "between": told.between(what, out.low, out.high),
        "p": out.p, "smallest_p": out.smallest_p,
    }  # fmt: skip


def _faults(fault: Refused | None) -> dict[str, str]:
    if fault is None:
        return {}
    at = fault.at if isinstance(fault, Faulty) else {fault.pointer.strip("/") or "title": fault.reason}
    return _again(at)


def _again(faults: Mapping[str, str]) -> dict[str, str]:
    return {name: again(reason) for name, reason in faults.items()}


def _title(key: str) -> str:
    what = measure(key)
    return say(what.title) if what else key


def _amount(plan: Plan) -> str:
    what = measure(plan.measure)
    return told.amount(what, plan.lift) if what else ""
