"""A module: one skill in five to ten minutes, in three parts. See it, try it, use it today. What it is made of.

Source: case study 001, "learn, try, apply": a short demo, a quick practice, one action for this shift.
"""

from dataclasses import dataclass
from decimal import Decimal

from ..languages import mark
from .kit_reading import JOB_ROLES

__all__ = ["EXERCISES", "JOB_ROLES", "JUDGED", "Action", "Area", "Block", "Choice", "Exercise", "Module"]

# kind -> how it is called to who writes one, and what the learner does
EXERCISES = {
    "choose": (mark("Choose the line"), mark("choose one of several lines")),
    "order": (mark("Put in order"), mark("put the steps in their order")),
    "spot": (mark("Spot the miss"), mark("find the line where it went wrong")),
    "fill": (mark("Fill the phrase"), mark("choose the words that are left out")),
    "say": (mark("Say it aloud"), mark("say it to a colleague and mark oneself")),
    "hotspot": (mark("Find it in the picture"), mark("point to a place in a picture")),
    "number": (mark("Count it"), mark("write down a number")),
}
JUDGED = frozenset(EXERCISES) - {"say"}  # the others the learner marks alone: practice without right or wrong


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of the demo. kind: words (Markdown), line (somebody speaks; who: by what name, ours: of the boutique),
    media (media: its key; text: what it shows, for who does not see or hear it)."""

    kind: str
    text: str
    who: str = ""
    ours: bool = False
    media: str = ""


@dataclass(frozen=True, slots=True)
class Area:
    """A part of a picture, in percent of its width and height from the upper left corner."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Choice:
    """key: "a", "b" ... in the order it is written, the same in every language. says: what is told who takes it.

    right: of `order` always; of `say` never: there it is one thing to mark oneself by.
    """

    key: str
    text: str
    right: bool = False
    says: str = ""
    area: Area | None = None


@dataclass(frozen=True, slots=True)
class Exercise:
    """One thing to do. key: permanent, the item of `learning` events. prompt, model, says: Markdown.

    choices: what is chosen from; of `order` in the right order. blanks: of `fill`, one a gap of `phrase`, the right
    words first. phrase: with {} for each gap. answer, unit, slips: of `number`; slips: number -> what is told who
    writes it. media: a picture to look at, of `hotspot` always. model: of `say`, one way to say it, shown afterwards.
    says: told after any answer.
    """

    key: str
    kind: str
    prompt: str
    choices: tuple[Choice, ...] = ()
    phrase: str = ""
    blanks: tuple[tuple[str, ...], ...] = ()
    answer: Decimal | None = None
    unit: str = ""
    slips: tuple[tuple[Decimal, str], ...] = ()
    media: str = ""
    alt: str = ""
    model: str = ""
    says: str = ""

    @property
    def judged(self) -> bool:
        return self.kind in JUDGED


@dataclass(frozen=True, slots=True)
class Action:
    """What to try this shift. key: the item of `took_on` and `tried`. text: Markdown."""

    key: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Module:
    """One language of it.

    skill: a key of the skills map. roles: job roles it is for. minutes: as its author says. pass_mark: share of the
    judged exercises to get right at the first try, 0..1; 0: nobody fails. aids: documents of the kit to look up
    afterwards. sop: a procedure, which loss prevention or operations signs before the floor gets it.
    """

    key: str
    title: str
    summary: str
    skill: str
    roles: tuple[str, ...]
    language: str
    minutes: int
    see: tuple[Block, ...]
    exercises: tuple[Exercise, ...]
    action: Action
    order: int = 0
    product_line: str = ""
    collection: str = ""
    aids: tuple[str, ...] = ()
    pass_mark: float = 0.0
    sop: bool = False

    @property
    def media(self) -> tuple[str, ...]:
        """Keys of all it shows, each once."""
        found = [b.media for b in self.see if b.media] + [e.media for e in self.exercises if e.media]
        return tuple(dict.fromkeys(found))

    def exercise(self, key: str) -> Exercise | None:
        return next((one for one in self.exercises if one.key == key), None)
