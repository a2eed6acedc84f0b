"""What an identity system says of somebody's work as dated versions of a person: joined, moved, left, back again."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from ..directory.lookup import at
from ..retail.master import Dated, Person
from .scim_work import Work

DAY = timedelta(days=1)
Step = tuple[Person, date | None]


def said(
    work: Work, one: str, history: Sequence[Dated], *, active: bool, filed: bool, today: date
) -> tuple[list[Step], list[date]]:
    """Versions to be kept, each with its first day; first days of versions to come that nobody says any more.

    A new person holds from ever, hired on the day that is said or today. Another boutique or job role holds from the
    day that is said or today, another name or hire day at once. Who is not active any more has today for their last
    day, or the day that is said. Who is active again within a day had not left; later it is another hire.

    Args:
        history: their versions, by day. filed: a people file names them too, whose last day still to come stays.
    """
    valid = at({one: history}, one, today)
    person = valid.row if valid else None
    if not isinstance(person, Person) or valid is None:
        first = work.hired or work.since or today
        return [(Person(id=one, name=work.name, boutique=work.boutique, job_role=work.job_role, hired=first,
                        left=work.left), None)], []  # fmt: skip
    begun = valid.since or date.min
    coming = [version.since for version in history if version.since and version.since > today]
    if not active:
        return _left(person, work, begun=begun, today=today), coming
    after = replace(person, name=work.name, boutique=work.boutique, job_role=work.job_role, left=work.left)
    if work.left and work.left < today:
        return ([(after, max(work.left, begun))] if not person.left or person.left != work.left else []), coming
    if filed and work.left is None and person.left and person.left >= today:
        after = replace(after, left=person.left)
    ahead = work.hired and person.left and work.hired > person.left
    if person.left is None or person.left >= today or (person.left + DAY >= today and not ahead):
        after = replace(after, hired=work.hired or person.hired)
        moved = (person.boutique, person.job_role) != (after.boutique, after.job_role)
        since = max(work.since or today, begun) if moved else begun
        return [(after, None if since == date.min else since)], [day for day in coming if day != since]
    hired = work.hired if ahead else work.since
    again = hired if hired and hired > person.left else today
    return [(replace(after, hired=again), again)], [day for day in coming if day != again]


def _left(person: Person, work: Work, *, begun: date, today: date) -> list[Step]:
    if person.left and person.left <= today:
        return []
    left = work.left if work.left and work.left <= today else today
    return [(replace(person, left=left), max(left, begun))]
