"""What a row of a people file without a day says of somebody who is known: the state of the file's own day.

Another boutique or job role holds from that day; a name, a hire or a last day corrects what holds then. A first day
after the last one known is another hire, from that day. What could mean two things waits for its day.
"""

from collections.abc import Sequence
from datetime import date

from ..languages import mark
from ..retail.master import Dated, Person

Step = tuple[Person, date | None]


def holds(one: Person, versions: Sequence[Dated], day: date) -> tuple[Person, date | None] | str:
    """What is kept of a row and from when, or why it waits.

    Args:
        versions: all that is known of them, by day. day: the file's.
    """
    steps = [(step.row, step.since) for step in versions if isinstance(step.row, Person)]
    if not steps:
        return one, None
    past = [(row, since) for row, since in steps if since is None or since <= day]
    later = steps[len(past) :]
    now, since = past[-1] if past else steps[0]
    if now.left and one.hired and one.hired > now.left:
        return one, one.hired
    if _place(one) == _place(now):
        if later or (len(steps) > 1 and now.left and not one.left):
            return next((step for step in steps if step[0] == one), None) or _waits(steps)
        return one, since
    if later:
        return next((step for step in later if _place(step[0]) == _place(one)), None) or _waits(steps)
    if since != day and any(_place(row) == _place(one) for row, _ in past[:-1]):
        return mark(
            f"says what held before {since}; if it holds again, give the row the day it does from, in the column "
            "valid_from or with --valid-from"
        )
    return one, day


def _place(one: Person) -> tuple[str, str]:
    return one.boutique, one.job_role


def _waits(steps: Sequence[Step]) -> str:
    return mark(
        f"what is known of them changed on {steps[-1][1]}; give the row the day it holds from, in the column "
        "valid_from or with --valid-from"
    )
