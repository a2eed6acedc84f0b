"""Amounts of several currencies: answered in the one there is, or converted at the day's stored rate."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from .asking import Asked, Asking, Raw, Wanted
from .kinds import Measure, Sum
from .trees import Term, both, times

HAS_RATE = "rate > 0"


@dataclass(frozen=True, slots=True)
class Purse:
    """What the amounts of an answer are in. cells: raw cut values -> currency; all: the one of all, "" for several or
    none. group: the group's currency when amounts are converted to it, "" while they stay as they are."""

    all: str = ""
    cells: tuple[tuple[Raw, str], ...] = ()
    group: str = ""
    notes: tuple[str, ...] = ()


def want(measure: Measure, asked: Asked, asking: Asking) -> Wanted | None:
    """Asks which currencies the amounts behind a measure are in; None where it adds no amounts."""
    amounts = [s for s in (measure.top, measure.bottom) if s.money]
    if not amounts or measure.kind == "derived":
        return None
    rows = " or ".join(f"({both(s.rows, f'({s.value}) <> 0')})" for s in amounts)
    finer = Asked.of(replace(asked.shape, by=(*asked.shape.by, "currency")), asked.binds)
    return asking.want(amounts[0].table, [Term("1", rows), Term("case when rate > 0 then 0 else 1 end", rows)], finer)


def settled(wanted: Wanted, asked: Asked, group: str) -> Purse:
    """One currency stays; several stay where the question is cut by boutique and each part has one; else convert."""
    codes: dict[str, tuple[int, int]] = {}
    parts: dict[Raw, set[str]] = {}
    for key, (rows, unrated) in wanted.rows.items():
        if rows:
            seen, without = codes.get(key[-1], (0, 0))
            codes[key[-1]] = seen + int(rows), without + int(unrated or 0)
            parts.setdefault(key[:-1], set()).add(key[-1])
    return purse(codes, parts, by_door="boutique" in asked.shape.by, group=group)


def purse(codes: dict[str, tuple[int, int]], parts: dict[Raw, set[str]], *, by_door: bool, group: str) -> Purse:
    """codes: currency -> (rows, rows without a rate); parts: raw cut values -> the currencies in them."""
    if len(codes) < 2:
        only = next(iter(codes), "")
        return Purse(only, tuple((key, only) for key in parts))
    if by_door and all(len(some) == 1 for some in parts.values()):
        return Purse("", tuple((key, next(iter(some))) for key, some in parts.items()))
    notes = [f"Amounts in {listed(sorted(codes))} are converted to {group} at each day's stored rate; ask by boutique "
             "to keep them apart."]  # fmt: skip
    for code, (_, unrated) in sorted(codes.items()):
        if unrated and code != group:
            notes.append(f"{unrated:,} in {code} without a stored rate are left out; add the rate of {code} to the "
                         "exchange rates in the master data.")  # fmt: skip
    return Purse(group, tuple((key, group) for key in parts), group, tuple(notes))


def converted(measure: Measure, group: str) -> Measure:
    """The same measure in the group's currency: amounts times their rate, rows without one left out of both sums."""
    there = f"({HAS_RATE} or currency = '{group}')"
    worth = f"case when currency = '{group}' then 1 else rate end"

    def change(total: Sum) -> Sum:
        value = times(total.value, worth) if total.money else total.value
        return replace(total, value=value, rows=both(total.rows, there))

    return replace(measure, top=change(measure.top), bottom=change(measure.bottom))


def listed(words: Sequence[str]) -> str:
    return f"{', '.join(words[:-1])} and {words[-1]}" if len(words) > 1 else "".join(words)
