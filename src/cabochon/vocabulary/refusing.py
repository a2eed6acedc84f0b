"""One refusal for all that is wrong with a statement or an event."""

from ..refusals import Refused

Fault = tuple[str, str]  # pointer, what to send instead


def refusal(faults: list[Fault]) -> Refused:
    """One refusal for all faults: the first one's pointer, the others named in the reason."""
    (place, reason), *rest = faults
    return Refused("; ".join([reason, *(f"{p}: {r}" for p, r in rest)]), place)
