"""Statements about statements: one whose object is a StatementRef matches a filter when its target matches.

xAPI 1.0.3 Part Three, 2.1.4 (filter conditions for StatementRefs). One statement of the chain has to hold all
conditions by itself; time and limit judge the referring statement alone.
"""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import NamedTuple

# How far a chain is followed. A statement about a statement about ... is three or four long in life; without an end a
# writer could make each further statement cost as many index rows as all before it.
LINKS = 128
AWAITED = 100_000  # ids awaited at a time; more, and referrers are looked for always


class Link(NamedTuple):
    """One statement of a chain: its place, index keys of its own, and the id its object names ("" if none)."""

    seq: int
    id: str
    refs: tuple[int, ...]
    target: str


Find = Callable[[str], Link | None]
Referrers = Callable[[list[str]], list[Link]]


class Awaited:
    """Ids that statements refer to and that are not kept yet; without one, nobody needs to look for referrers."""

    def __init__(self, targets: Iterable[str]) -> None:
        self._targets = set(islice(targets, AWAITED + 1))

    def any(self, links: Iterable[Link]) -> bool:
        """Whether somebody kept before may refer to one of these new statements."""
        return bool(self._targets) and (
            len(self._targets) > AWAITED or not self._targets.isdisjoint(link.id for link in links)
        )

    def note(self, links: Iterable[Link], find: Find) -> None:
        """Take new statements in, after they are kept."""
        for link in links:
            if link.target and len(self._targets) <= AWAITED and find(link.target) is None:
                self._targets.add(link.target)


def chain(link: Link, find: Find) -> Iterator[Link]:
    """The statement, its target, the target's target ... as far as they are kept; a circle is walked once."""
    seen = {link.id}
    yield link
    for _ in range(LINKS):
        target = find(link.target) if link.target and link.target not in seen else None
        if target is None:
            return
        seen.add(target.id)
        yield target
        link = target


def matches(link: Link, conditions: tuple[frozenset[int], ...], *, find: Find, bound: int) -> bool:
    """Whether the statement or one down its chain holds every condition, as the log stood at `bound`."""
    for one in chain(link, find):
        if one.seq > bound:
            return False
        if all(not condition.isdisjoint(one.refs) for condition in conditions):
            return True
    return False


def pairs(links: Iterable[Link], *, find: Find, referrers: Referrers) -> Iterator[tuple[int, int]]:
    """Index rows (key, seq) of statements just kept: theirs, their targets', and what referrers kept before them gain.

    Pairs may repeat; a row that is there already does no harm.
    """
    links = list(links)
    first = links[0].seq if links else 0
    # Those kept with them walk down to them by themselves.
    referred = {one.target for one in referrers([link.id for link in links]) if one.seq < first}
    for link in links:
        keys = {key for one in chain(link, find) for key in one.refs} if link.target else link.refs
        for key in keys:
            yield key, link.seq
        if link.id in referred:
            for referrer in _upward(link, referrers, before=first):
                for key in keys:
                    yield key, referrer.seq


def _upward(link: Link, referrers: Referrers, *, before: int) -> Iterator[Link]:
    seen, level = {link.id}, [link.id]
    for _ in range(LINKS):
        above = [one for one in referrers(level) if one.seq < before and one.id not in seen]
        if not above:
            return
        yield from above
        level = [one.id for one in above]
        seen.update(level)
