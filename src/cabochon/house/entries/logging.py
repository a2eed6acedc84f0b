"""What people log of their own work, in one tap: a signal, the steps of a procedure."""

from ...refusals import NotAllowed, Refused
from ...retail.operations import SIGNALS, Signal, StepDone
from .desk import SHOWN, Desk, kind, said
from .observing import line
from .reading import Form, day, one_of, whole


def signal(form: Form, desk: Desk) -> tuple[Signal]:
    base = said(form, desk)
    _own(desk, base.boutique)
    return (Signal(
        **base.common, associate=desk.me, signal=one_of(form, "signal", SIGNALS), due=day(form, "due"),
        product_line=line(form),
    ),)  # fmt: skip


def steps(form: Form, desk: Desk) -> tuple[StepDone, ...]:
    """The steps of one procedure as they were ticked: yes, or no for one that was left out."""
    base = said(form, desk)
    _own(desk, base.boutique)
    process = one_of(form, "process", tuple(desk.processes))
    marks = form.get("marks") or {}
    if not isinstance(marks, dict) or not marks:
        raise Refused("is empty; tick at least one step", "/marks")
    for key, mark in marks.items():
        if key not in desk.processes[process]:
            raise Refused(f"is no step of it; there are {', '.join(desk.processes[process])}", f"/marks/{key[:SHOWN]}")
        if mark not in ("yes", "no"):
            raise Refused("should be yes or no", f"/marks/{key[:SHOWN]}")
    found = whole(form, "exceptions", most=9_999) or 0
    first = next(iter(marks))
    return tuple(
        StepDone(
            **(base.common if key == first else base.beside(key)), associate=desk.me, process=process, step=key,
            done=mark == "yes", exceptions=found if key == first else 0,
        )
        for key, mark in marks.items()
    )  # fmt: skip


def _own(desk: Desk, boutique: str) -> None:
    if boutique not in desk.writer.boutiques:
        raise NotAllowed("is no boutique of yours", "/boutique")


KINDS = (
    kind("signal", "signal.write", signal, "signal", "due", "product_line"),
    kind("steps", "signal.write", steps, "process", "marks", "exceptions"),
)
