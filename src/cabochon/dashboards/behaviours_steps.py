"""The seven steps of a visit: how often each was seen, how sure that is, what changed, and where it is going."""

from dataclasses import dataclass, replace

from ..languages import mark, say, whole
from ..measures.catalogue import measure
from ..programme.playbook import CLIENT_VISIT, Behaviour
from . import See, attempt, gone
from .numbers import NONE_YET, Number, number
from .series import by_week
from .view import View

NO_OBSERVATION = mark("No observations in this view yet.")
LEAST = 2  # values a sparkline is drawn of


@dataclass(frozen=True, slots=True)
class Step:
    """A step's number. key: of the behaviour; good: what good looks like; partly: "9 partly", "" where none was."""

    key: str
    good: str
    number: Number
    partly: str = ""


def every(see: See) -> tuple[Behaviour, ...]:
    """The steps that are shown, in the order of a visit: all but those whose measure is retired."""
    return tuple(one for one in CLIENT_VISIT.behaviours if measured(one.key) not in gone(see))


def measured(key: str) -> str:
    """ "behaviour.welcome" """
    return f"behaviour.{key}"


def title(key: str) -> str:
    """What a step is called, in the language spoken."""
    what = measure(measured(key))
    return say(what.title) if what else key


def steps(see: See, view: View) -> tuple[Step, ...]:
    """Each by itself: one that cannot be asked for says so in its place."""
    return tuple(_step(see, view, one) for one in every(see))


def _step(see: See, view: View, one: Behaviour) -> Step:
    key = measured(one.key)
    made = number(see, view, key, spark=attempt(lambda: _spark(see, view, key), lambda _: ()))
    if made.said == say(NONE_YET):
        made = replace(made, said=say(NO_OBSERVATION))
    return Step(one.key, say(one.good), made, attempt(lambda: _partly(see, view, key), lambda _: ""))


def _spark(see: See, view: View, key: str) -> tuple[float, ...]:
    """The weeks of these days and of twelve at least."""
    what = measure(key)
    if what is None:
        return ()
    points, _ = by_week(see, view, what, view.ask(key))
    found = tuple(one.value for one in points if one.value is not None)
    return found if len(found) >= LEAST else ()


def _partly(see: See, view: View, key: str) -> str:
    cell = see.ask(view.ask(key)).whole
    partly = dict(cell.beside).get("partly", 0.0) if cell else 0.0
    return say("{n} partly", n=whole(partly)) if partly else ""
