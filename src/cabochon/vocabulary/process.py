"""`step_done`: a step of a process in the boutique was ticked, done or not."""

from collections.abc import Iterator

from ..retail.operations import PROCESSES, StepDone
from .codecs import COUNT, FLAG
from .iris import ITEM
from .kind import Kind, Member
from .learning import WHAT
from .named import named
from .places import OBJECT, of_result, pointer
from .refusing import Fault
from .shared import CANCELLED, actor

PLACE = named(ITEM, "processes", ":process", "steps", ":step")


def a_process(process: str) -> Iterator[Fault]:
    if process not in PROCESSES:
        yield pointer(OBJECT), f"should name one of the processes {', '.join(PROCESSES)}, not {process!r}"


def _mend(event: StepDone) -> Iterator[Fault]:
    yield from a_process(event.process)


KIND = Kind(
    name="step_done",
    event=StepDone,
    says="A step of receiving, transfer, return control or the end-of-day count was ticked.",
    verbs=(WHAT["completed"],),
    types=(ITEM,),
    object=PLACE.of,
    undress=PLACE.read,
    mend=_mend,
    members=(
        actor("associate", "who did it; the source where nobody is known", needed=False),
        Member("done", ("result", "completion"), FLAG, "true when it was done"),
        Member("exceptions", of_result("exceptions"), COUNT, "how many exceptions were found"),
        CANCELLED,
    ),
)
