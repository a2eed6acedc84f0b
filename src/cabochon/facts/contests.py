"""Entries contested by whom they are about: set aside until settled, and afterwards where they were not kept."""

from ..retail.events import Contest
from ..retail.receipts import By


def set_aside(event: str, by: By) -> bool:
    """by: what is said about an entry; the last word counts, of one moment the decision."""
    last, kept = None, True
    for one in by.get(event, ()):
        said: object = one.receipt
        if isinstance(said, Contest):
            place = said.at, said.what == "settled", one.revision, one.key
            if last is None or place > last:
                last, kept = place, said.what == "settled" and said.kept
    return not kept
