"""The skills map's editor: its one draft, skill by skill, published with a note; earlier versions to go back to."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from ...house.skills import MOVABLE
from ...house.versions_kept import Overtaken
from ...languages import mark, say
from ...measures.catalogue import BY_KEY as MEASURES
from ...programme import lint
from ...programme.changing import keyed
from ...programme.checklists import CHECKLISTS
from ...programme.processes import PROCESSES
from ...programme.signals import WORDS
from ...programme.skills import MOST, Skill, SkillsMap
from ...refusals import Refused, Unknown
from ..outer import fields
from ..page import Answered, Asked, page, to
from ..viewer import viewer_of
from .playbook_fields import number_of
from .skills import called

HERE = "/skills/edit"
ONES = ("csrf", "do", "turn", "skill", "title", "good", "leading", "note", "number")
MANY = ("roles", "behaviours", "signals", "steps", "outcomes")
FAMILIES = mark({"behaviour": "Behaviour", "sales": "Sales", "client": "Clients", "traffic": "Traffic",
                 "stock": "Stock", "coaching": "Coaching", "engagement": "Learning",
                 "programme": "Programme"})  # fmt: skip


def show(request: Asked) -> Answered:
    """GET /skills/edit: the draft and the versions; with skill=, that one's form."""
    return _page(request, request.query_params.get("skill", ""))


def change(request: Asked, body: bytes) -> Answered:
    """POST /skills/edit: every button of the editor."""
    sent = fields(body, known=ONES, lists=MANY)
    given = {name: value for name, value in sent.items() if isinstance(value, str)}
    try:
        return to(_deed(request, given, sent))
    except Refused as fault:
        if isinstance(fault, Unknown):
            raise
        typed = _typed(given, sent, given.get("skill", "")) if given.get("do") == "save" else None
        return _page(request, given.get("skill", "") if typed else "", fault=fault, typed=typed, given=given)


def _deed(request: Asked, given: Mapping[str, str], sent: Mapping[str, Any]) -> str:
    """Does what the button says; where to go on."""
    viewer, skills = viewer_of(request), request.app.state.house.skills
    turn, key = number_of(given.get("turn", "")), given.get("skill", "")
    match given.get("do", ""):
        case "save":
            skills.put(viewer, turn, _typed(given, sent, key))
            return f"{HERE}?done=saved#{quote(key)}"
        case "add":
            if not given.get("title", "").strip():
                raise Refused("is missing; what is the skill called?", "title")
            taken = {one.key.replace("-", "_") for one in skills.of(skills.draft).skills}
            new = keyed(given["title"], taken).replace("_", "-")
            roles = tuple(str(one) for one in sent.get("roles", ()))
            skills.put(viewer, turn, Skill(key=new, title=" ".join(given["title"].split()), roles=roles))
            return f"{HERE}?skill={new}"
        case "remove":
            skills.change(viewer, turn, lambda kept: kept.without(key))
            return f"{HERE}?done=removed"
        case "up" | "down" as way:
            skills.change(viewer, turn, lambda kept: kept.moved(key, 1 if way == "down" else -1))
            return f"{HERE}#{quote(key)}"
        case "publish":
            skills.publish(viewer, turn, given.get("note", ""))
            return f"{HERE}?done=published"
        case "discard":
            skills.discard(viewer, turn)
            return f"{HERE}?done=discarded"
        case "restore":
            skills.restore(viewer)
            return HERE
        case "onto":
            skills.onto(viewer, turn)
            return HERE
        case "back":
            skills.roll_back(viewer, number_of(given.get("number", "")), given.get("note", ""))
            return f"{HERE}?done=published"
    raise Refused("is no button of this page", "do")


def _typed(given: Mapping[str, str], sent: Mapping[str, Any], key: str) -> Skill:
    def many(name: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(str(one) for one in sent.get(name, ())))

    good = tuple(line for raw in given.get("good", "").splitlines() if (line := " ".join(raw.split())))
    outcomes = tuple(one for one in many("outcomes") if one != given.get("leading"))
    return Skill(
        key=key, title=" ".join(given.get("title", "").split()), roles=many("roles"), good=good,
        behaviours=many("behaviours"), signals=many("signals"), steps=many("steps"),
        leading=given.get("leading", ""), outcomes=outcomes,
    )  # fmt: skip


def _page(request: Asked, key: str, *, fault: Refused | None = None, typed: Skill | None = None,
          given: Mapping[str, str] | None = None) -> Answered:  # fmt: skip
    skills = request.app.state.house.skills
    draft = skills.draft
    kept = skills.of(draft)
    skill = typed or (kept.skill(key) if key else None)
    if key and skill is None:
        raise Unknown("there is no such skill; look at the map for its key")
    findings = skills.findings(kept.with_skill(skill) if skill else kept)
    here = [one for one in findings if not skill or one.address.startswith(f"{skill.key}.")]
    common = {
        "draft": draft, "by": skills.writer(draft.by) if draft else "", "in_force": skills.number, "fault": fault,
        "findings": here, "blocking": lint.blocking(findings), "here": "/skills", "roles": called(), "most": MOST,
        "status": fault.status if fault else 200,
    }  # fmt: skip
    if skill:
        overtaken = kept.skill(skill.key) if isinstance(fault, Overtaken) else None
        return page(request, "skills_one.html", skill=skill, theirs=overtaken, checklists=CHECKLISTS, words=WORDS,
                    processes=PROCESSES, families=_families(), **common)  # fmt: skip
    before = skills.in_force()
    return page(
        request, "skills_edit.html", kept=kept, changed=_changed(before, kept) if draft else (),
        put_away=skills.discarded(), versions=[(one, skills.writer(one.by)) for one in skills.listed()],
        done=request.query_params.get("done", ""), given=given or {}, **common,
    )  # fmt: skip


def _changed(before: SkillsMap, after: SkillsMap) -> tuple[tuple[str, str], ...]:
    """(title, what became of it) of each skill that is otherwise than in force."""
    found = [(one.title or one.key, say("changed") if before.skill(one.key) else say("new"))
             for one in after.skills if before.skill(one.key) != one]  # fmt: skip
    found += [(one.title, say("taken out")) for one in before.skills if after.skill(one.key) is None]
    order = [one.key for one in before.skills if after.skill(one.key)]
    if not found and order != [one.key for one in after.skills]:
        found.append((say("The order"), say("changed")))
    return tuple(found)


def _families() -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {say(title): [] for title in FAMILIES.values()}
    for key, title in MOVABLE.items():
        found[say(FAMILIES[MEASURES[key].family])].append((key, say(title)))
    return found
