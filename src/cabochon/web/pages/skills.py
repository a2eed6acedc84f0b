"""The skills map by job role: what good looks like, what it should move, and what teaches it."""

from dataclasses import dataclass
from typing import Any

from ...house.skills import MOVABLE, Skills
from ...languages import mark, say
from ...privacy.roles import may
from ...programme.checklists import TITLES
from ...programme.kit_reading import JOB_ROLES, Document
from ...programme.module import Module
from ...programme.playbook import BY_KEY
from ...programme.processes import PROCESSES
from ...programme.signals import WORDS
from ...programme.skills import ALL_STEPS, CHECKLIST_OF, Coverage, Skill, SkillsMap
from ...refusals import Unknown
from ..page import Answered, Asked, page
from ..viewer import viewer_of

CALLED = mark({"advisor": "Advisors", "stock": "Stock", "cashier": "Cashiers", "manager": "Managers"})
PROCESS = {process: title for process, title, _ in PROCESSES}


@dataclass(frozen=True, slots=True)
class Card:
    """A skill as it is read. items: (checklist, [(words, address in the playbook)]). modules: those this reader may
    open, with their address; documents: what there is to look up, those that name the skill first."""

    skill: Skill
    items: tuple[tuple[str, list[tuple[str, str]]], ...]
    steps: tuple[tuple[str, list[str]], ...]
    modules: tuple[tuple[Module, str], ...]
    documents: tuple[Document, ...]


def show(request: Asked) -> Answered:
    """GET /skills: role=advisor for one job role; for L&D also draft=1 or version=2 to read before it is in force."""
    house, viewer, given = request.app.state.house, viewer_of(request), request.query_params
    edits = may(viewer, "skills.edit")
    skills, which = _chosen(house.skills, given) if edits else (house.skills.in_force(), "")
    person = house.snapshot.person_on(viewer.person, house.today) if viewer.person else None
    role = given.get("role", person.job_role if person else "")
    role = role if role in JOB_ROLES else ""
    teaches, knows = _modules(house, viewer), house.library.documents(language=viewer.language)
    shown = [(one, tuple(card(skill, teaches, knows) for skill in skills.of_role(one)))
             for one in ((role,) if role else JOB_ROLES)]  # fmt: skip
    return page(
        request, "skills.html", shown=shown, role=role, roles=called(), which=which, number=house.skills.number,
        titles={key: say(title) for key, title in MOVABLE.items()},
        words={key: say(words[0]) for key, words in WORDS.items()}, edits=edits,
        draft=house.skills.draft if edits else None,
        lacking=lacking(house.skills.coverage(skills), skills) if edits else (),
    )  # fmt: skip


def called() -> dict[str, str]:
    """Job roles as groups of people are called."""
    return {key: say(word) for key, word in CALLED.items()}


def card(skill: Skill, teaches: list[tuple[Module, str]], knows: tuple[Document, ...]) -> Card:
    items: dict[str, list[tuple[str, str]]] = {}
    for key in skill.behaviours:
        address = f"/playbook#{key}" if key in BY_KEY else ""
        items.setdefault(say(CHECKLIST_OF.get(key, "")), []).append((say(TITLES.get(key, key)), address))
    steps: dict[str, list[str]] = {}
    for key in skill.steps:
        process = key.partition("/")[0]
        steps.setdefault(say(PROCESS.get(process, process)), []).append(say(ALL_STEPS.get(key, key)))
    beside = set(skill.behaviours) & BY_KEY.keys()
    named = [one for one in knows if one.skill == skill.key]
    near = [one for one in knows if not one.skill and one.kind in ("job_aid", "pocket_card") and len(one.behaviours) < 3
            and beside & set(one.behaviours)]  # fmt: skip
    modules = tuple(pair for pair in teaches if pair[0].skill == skill.key)
    return Card(skill, tuple(items.items()), tuple(steps.items()), modules, (*named, *near))


def lacking(found: Coverage, skills: SkillsMap) -> tuple[tuple[str, str, list[str]], ...]:
    """What hangs nowhere, as L&D reads it: (what, what to do, names); nothing that is empty."""
    titled = {one.key: one.title for one in skills.skills}
    rows = (
        (say("Checklist items"), say("Add them to a skill."), [say(TITLES[key]) for key in found.behaviours]),
        (say("Signals"), say("Add them to a skill."), [say(WORDS[key][0]) for key in found.signals]),
        (say("Steps of procedures"), say("Add them to a skill."),
         [f"{say(PROCESS[key.partition('/')[0]])}: {say(ALL_STEPS[key])}" for key in found.steps]),
        (say("Measures"),
         say("Name them as an outcome of a skill, or leave them: not every number is somebody’s skill."),
         [say(MOVABLE[key]) for key in found.measures]),
        (say("Modules of no known skill"), say("Change the skill in the module, or add it here."), list(found.modules)),
        (say("Documents of no known skill"), say("Change the skill in the document, or add it here."),
         list(found.documents)),
        (say("Skills without a module"), say("Write one, or say with which module it is learnt."),
         [titled[key] for key in found.untaught]),
    )  # fmt: skip
    return tuple(row for row in rows if row[2])


def _chosen(skills: Skills, given: Any) -> tuple[SkillsMap, str]:
    """What an editor asked to read, and what it is called; "" for what is in force."""
    if given.get("draft") and skills.draft:
        return skills.of(skills.draft), say("the draft")
    number = given.get("version", "")
    if number.isascii() and number.isdigit() and len(number) < 10:
        if int(number) < 1:
            raise Unknown("there is no such version")
        return skills.version(int(number)), say("version {n}", n=int(number))
    return skills.in_force(), ""


def _modules(house: Any, viewer: Any) -> list[tuple[Module, str]]:
    """The modules with the address at which this reader finds each."""
    if may(viewer, "library.read"):
        return [(one, f"/library/{one.key}") for one in house.library.shelf(language=viewer.language, closed=True)]
    address = "/floor/learn/" if may(viewer, "learn.take") else ""
    return [(one, f"{address}{one.key}" if address else "") for one in house.library.shelf(language=viewer.language)]
