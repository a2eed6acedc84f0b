"""Rows of a panel, each around its own start: what is counted of an episode, and who stands behind it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from ..impact.panel import F1, I1, Panel
from ..impact.verdict import WEEKS

WEEK = timedelta(weeks=1)
WINDOW, LOCKED = WEEK, 2 * WEEK
BEFORE = {"window": WINDOW, "locked": LOCKED, "history": WEEKS * WEEK, "early": WEEKS * WEEK}


@dataclass(frozen=True, slots=True)
class Rows:
    """Some rows of a panel, each with the day it began, which stands on neither side, and its last one (ordinals)."""

    panel: Panel
    row: I1
    began: I1
    until: I1

    @classmethod
    def of(cls, panel: Panel, told: Collection[tuple[int, date, date]]) -> "Rows":
        """told: (row, the day it began, the last day)."""
        table = [(row, began.toordinal(), until.toordinal()) for row, began, until in told]
        row, began, until = np.array(table, np.int64).reshape(-1, 3).T
        return cls(panel, row, began, until)

    def sums(self, span: str) -> tuple[F1, F1]:
        """x and n of each. span: window, locked, history, early (history without the window) or after."""
        low, high = self.began + 1, self.until + 1
        if span != "after":
            low, high = low - BEFORE[span].days, low - (WINDOW.days if span == "early" else 0)
        first = self.panel.first.toordinal()
        return self.panel.each(self.row, low - first, high - first)

    def week(self, low: int) -> tuple[F1, F1]:
        """x and n of the week from this ordinal day on; 0 of rows that began later or ended before it was over."""
        there = (self.began < low) & (low + 6 <= self.until)
        at = low - self.panel.first.toordinal()
        return self.panel.each(self.row, np.full(len(self.row), at), np.where(there, at + 7, at))

    def active(self, span: str) -> list[int]:
        """Those with an event in the span."""
        rows: list[int] = self.row[self.sums(span)[1] > 0].tolist()
        return rows
