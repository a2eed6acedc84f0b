"""The usual group, new statements that void nothing and refer to nothing, in one step of the server."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from . import Appended
from .postgres_binary import Bodies, Ids, Numbers, Words
from .postgres_database import Line
from .rows import Packed

if TYPE_CHECKING:
    from .writer import Submission

AT_ONCE = 128  # statements; beyond, a COPY is quicker than lists
ENTER = f"select last, first from enter(%b::bigint, {', '.join(['%b'] * 13)})"  # noqa: S608


def quick(
    line: Line,
    group: "list[Submission]",
    *,
    authorities: dict[bytes, int],
    knows: Callable[[Packed], bool],
    now: int | None,
) -> tuple[list[Appended], int] | None:
    """What became of it, and `stored` of the last; None when it is another kind of group: then nothing is kept.

    knows: whether what came along with an entry is kept already.
    """
    packed = [one for submission in group for one in submission.entries]
    if not 0 < len(packed) <= AT_ONCE or len({one.row[0] for one in packed}) < len(packed):
        return None
    if not all(one.entry.authority in authorities and not one.entry.target and knows(one) for one in packed):
        return None
    row = line.execute(ENTER, (now, *_columns(packed, authorities)), binary=True).fetchone()
    if row is None or row[0] is None:
        return None
    seq, stored = row
    outcomes = []
    for submission in group:
        seq += len(submission.entries)
        outcomes.append(Appended(tuple(one.entry.id for one in submission.entries), len(submission.entries), seq))
    return outcomes, stored + len(packed) - 1


def _columns(packed: list[Packed], authorities: dict[bytes, int]) -> Iterable[object]:
    ids, digests, versions, kinds, persons, months, refs, _, _, clears, sealeds = zip(
        *(one.row for one in packed), strict=True
    )
    pairs = sorted({(key, nth) for nth, one in enumerate(packed, 1) for key in one.entry.refs})
    yield Ids(ids)
    yield Bodies(digests)
    yield Numbers(authorities[one.entry.authority] for one in packed)
    yield Numbers(one.checksum for one in packed)
    for words in (versions, kinds, persons, months):
        yield Words(word.encode() for word in words)
    yield Bodies(refs)
    yield Bodies(clears)
    yield Bodies(sealeds)
    yield Numbers(key for key, _ in pairs)
    yield Numbers(nth for _, nth in pairs)
