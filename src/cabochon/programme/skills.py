"""The skills map: what each job role has to be able to do, what good looks like, and what it should move.

Every checklist item, signal, step, measure, module and document hangs on a skill. Keys are permanent; words are not.
Keys of measures are the catalogue's: whoever publishes a map looks whether they are there.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace

from ..languages import mark
from .checklists import BY_NAME, TITLES
from .kit_reading import JOB_ROLES, Document
from .lint import ERROR, Finding, Screen, of_text
from .module import Module
from .playbook import BY_KEY
from .processes import STEPS
from .signals import WORDS

FEWEST, MOST = 2, 6  # sentences of what good looks like
ALL_STEPS = {f"{process}/{key}": says for process, steps in STEPS.items() for key, says in steps.items()}
CHECKLIST_OF = {b.key: checklist.title for checklist in BY_NAME.values() for b in checklist.behaviours}


@dataclass(frozen=True, slots=True, kw_only=True)
class Skill:
    """One skill.

    roles: job roles, the first as whose it is listed. good: sentences of what can be seen when it is there. behaviours:
    items of any checklist. signals: what people log of it themselves. steps: "receiving/seal_checked". leading: the
    measure that moves first, "" for none. outcomes: measures it should move after that.
    """

    key: str
    title: str
    roles: tuple[str, ...]
    good: tuple[str, ...] = ()
    behaviours: tuple[str, ...] = ()
    signals: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    leading: str = ""
    outcomes: tuple[str, ...] = ()

    @property
    def measures(self) -> tuple[str, ...]:
        """Every measure that hangs on it: the named ones, and the shares of its own items, signals and procedures."""
        own = [f"behaviour.{key}" for key in self.behaviours if key in BY_KEY]
        own += [f"signal.{key}" for key in self.signals]
        own += [f"sop.{step.partition('/')[0]}" for step in self.steps]
        return tuple(dict.fromkeys(key for key in (self.leading, *self.outcomes, *own) if key))


@dataclass(frozen=True, slots=True)
class SkillsMap:
    """The skills in their order, each key once."""

    skills: tuple[Skill, ...] = ()

    def skill(self, key: str) -> Skill | None:
        return next((one for one in self.skills if one.key == key), None)

    def of_role(self, role: str) -> tuple[Skill, ...]:
        return tuple(one for one in self.skills if role in one.roles)

    def having(self, behaviour: str) -> tuple[Skill, ...]:
        """The skills a checklist item hangs on."""
        return tuple(one for one in self.skills if behaviour in one.behaviours)

    def with_skill(self, skill: Skill) -> "SkillsMap":
        """That skill in place of the one of its key, or at the end."""
        if self.skill(skill.key) is None:
            return SkillsMap((*self.skills, skill))
        return SkillsMap(tuple(skill if one.key == skill.key else one for one in self.skills))

    def without(self, key: str) -> "SkillsMap":
        return SkillsMap(tuple(one for one in self.skills if one.key != key))

    def moved(self, key: str, by: int) -> "SkillsMap":
        """A skill in the place of the next one of its job role, down (1) or up (-1), and that one in its own."""
        one = self.skill(key)
        row = [other.key for other in self.skills if one and other.roles[:1] == one.roles[:1]]
        at = row.index(key) + by if key in row else -1
        if one is None or not 0 <= at < len(row):
            return self
        other = self.skill(row[at])
        change = {key: other, row[at]: one}
        return SkillsMap(tuple(change.get(kept.key) or kept for kept in self.skills))


@dataclass(frozen=True, slots=True)
class Coverage:
    """What hangs nowhere, by key. untaught: skills without a module. modules, documents: those that name no known skill
    (a document that names none at all is none of them)."""

    behaviours: tuple[str, ...] = ()
    signals: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()
    modules: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    untaught: tuple[str, ...] = ()

    @property
    def whole(self) -> bool:
        return not any((self.behaviours, self.signals, self.steps, self.measures, self.modules, self.documents,
                        self.untaught))  # fmt: skip


def coverage(
    skills: SkillsMap, modules: Iterable[Module], documents: Iterable[Document] = (), *, measures: Collection[str] = ()
) -> Coverage:
    """What hangs on no skill.

    Args:
        measures: keys of the measures that a skill could move.
    """
    known, modules = {one.key for one in skills.skills}, tuple(modules)
    hung = {name: {key for one in skills.skills for key in getattr(one, name)}
            for name in ("behaviours", "signals", "steps", "measures")}  # fmt: skip
    taught = {one.skill for one in modules}
    return Coverage(
        behaviours=_left(TITLES, hung["behaviours"]),
        signals=_left(WORDS, hung["signals"]),
        steps=_left(ALL_STEPS, hung["steps"]),
        measures=_left(measures, hung["measures"]),
        modules=tuple(one.key for one in modules if one.skill not in known),
        documents=tuple(dict.fromkeys(one.key for one in documents if one.skill and one.skill not in known)),
        untaught=tuple(one.key for one in skills.skills if one.key not in taught),
    )


def findings(skills: SkillsMap, *, measures: Collection[str], screen: Screen = lambda _: "") -> list[Finding]:
    """What stands in a map's way. Addresses are "<skill>.<field>"; errors block publishing.

    Args:
        measures: keys of the catalogue. screen: what the house says of personal details in a phrase.
    """
    return [found for one in skills.skills for found in of_skill(one, measures=measures, screen=screen)]


def of_skill(skill: Skill, *, measures: Collection[str], screen: Screen = lambda _: "") -> Iterator[Finding]:
    """The same of one of them."""
    yield from (_error(skill, where, why) for where, why in _faults(skill, measures))
    if not FEWEST <= len(skill.good) <= MOST:
        yield _error(skill, "good", mark(f"has {len(skill.good)} sentences; {FEWEST} to {MOST} can be watched for"))
    for index, sentence in enumerate(skill.good):
        for one in of_text(f"{skill.key}.behaviours", sentence, index=index, screen=screen):
            yield replace(one, address=f"{skill.key}.good")
    if advice := screen(skill.title):
        yield _error(skill, "title", advice)


def _faults(skill: Skill, measures: Collection[str]) -> Iterator[tuple[str, str]]:
    if not skill.title.strip():
        yield "title", "is empty"
    if not skill.roles:
        yield "roles", mark("is empty; choose at least one job role")
    for name, keys, known in (
        ("roles", skill.roles, JOB_ROLES), ("behaviours", skill.behaviours, TITLES), ("signals", skill.signals, WORDS),
        ("steps", skill.steps, ALL_STEPS), ("leading", (skill.leading,) if skill.leading else (), measures),
        ("outcomes", skill.outcomes, measures),
    ):  # fmt: skip
        if strange := [key for key in keys if key not in known]:
            yield name, mark(f"names {', '.join(strange)}, which is not known")
    if not skill.leading:
        yield "leading", mark("is empty; without a measure nobody can tell whether a module changed anything")


def _error(skill: Skill, where: str, why: str) -> Finding:
    return Finding(f"{skill.key}.{where}", ERROR, why)


def _left(known: Iterable[str], hung: Collection[str]) -> tuple[str, ...]:
    return tuple(key for key in known if key not in hung)
