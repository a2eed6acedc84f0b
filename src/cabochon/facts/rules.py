"""By what the facts are told: addresses, windows, currency. Facts told by other rules are told anew."""

from collections.abc import Callable
from dataclasses import dataclass

from ..retail.visit import Windows
from ..warehouse import Bookmark, Warehouse
from .hearing import Refuse
from .master import CodeHash
from .tables import RULES

TELLING = "2"  # raise it when the same columns are told otherwise: facts of an earlier version are then told anew


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """By what the facts are told.

    home: the instance's address. code_hash(source, code): the keyed hash statements hold for a code.
    refused(statement id, JSON pointer, reason) is told of what cannot be used. comment(statement id): a client's words.
    currency: the group's. follow_up_days: when a follow-up is due that names no day.
    """

    home: str
    windows: Windows
    code_hash: CodeHash
    refused: Refuse
    comment: Callable[[str], str] = lambda _: ""
    currency: str = ""
    follow_up_days: int = 7

    @property
    def rules(self) -> list[tuple[str, str]]:
        w = self.windows
        spans = (w.before, w.after, w.basket, w.survey)
        return [
            ("follow up", str(self.follow_up_days)),
            ("group currency", self.currency),
            ("telling", TELLING),
            ("windows", " ".join(f"{span.total_seconds():.0f}" for span in spans)),
        ]


def renew(warehouse: Warehouse, telling: Telling) -> bool:
    """Empty facts that were told by other rules, with other windows or by an earlier version; True when they were."""
    if warehouse.bookmark() == Bookmark() or sorted(warehouse.fetch(RULES.name, {})) == telling.rules:
        return False
    warehouse.clear()
    return True
