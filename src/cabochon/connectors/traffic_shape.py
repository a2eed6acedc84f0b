"""The shapes door counters send as JSON, each cut down to intervals of one form.

RetailNext answers a question with metrics, each with data[].group.start/finish and value; others send a list of
intervals with members of their own, which the mapping names.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..languages import mark
from ..refusals import Refused
from .delivery import Bad, Skipped
from .documents import Document, text_of

MEMBERS = ("store", "counter", "start", "end", "minutes", "entries", "exits", "excluded", "availability", "validity",
           "ok", "revision")  # fmt: skip
LISTS = ("data", "intervals", "readings", "items")


class Passed(Exception):
    """Is rightly no reading."""


@dataclass(frozen=True, slots=True)
class Interval:
    place: str
    cells: Document  # of MEMBERS, as sent


def intervals(place: str, document: Document, settings: Mapping[str, Any], *,
              plain: bool = False) -> Iterator[Interval | Bad | Skipped]:  # fmt: skip
    """plain: the document is an interval's cells, of the quarantine.

    Raises:
        Refused: it is of neither shape.
    """
    if plain:
        yield Interval(place, {name: one for name, one in document.items() if name in MEMBERS})
    elif "metrics" in document:
        yield from _metrics(place, document, settings)
    elif any(_grouped(document, name) for name in LISTS):
        yield from _merged([(place, document)], {}, settings)
    elif settings["members"]["start"] in document:
        yield _plain(place, document, {}, settings)
    else:
        name = next((one for one in LISTS if isinstance(document.get(one), list)), "")
        if not name:
            raise Refused(
                "holds no metrics, no data and no interval; expected e.g. "
                '{"store": "GVA01", "start": "2026-03-31T14:00:00", "minutes": 60, "entries": 12}',
                place or "/",
            )
        above = _read(document, settings)
        for n, one in enumerate(document[name]):
            at = f"{place}/{name}/{n}"
            yield _plain(at, one, above, settings) if isinstance(one, dict) else Bad(at, "is not an object", {})


def _grouped(document: Document, name: str) -> bool:
    """data[] holds groups and values, as RetailNext writes them."""
    found = document.get(name)
    return isinstance(found, list) and any(isinstance(one, dict) and "group" in one for one in found)


def _read(document: Document, settings: Mapping[str, Any]) -> Document:
    """The members the mapping names, under our names. A location may be an object with a code or a name."""
    cells: Document = {}
    for name, member in settings["members"].items():
        found = document.get(member)
        if isinstance(found, dict) and name in ("store", "counter"):
            found = next((text for one in ("code", "store_id", "id", "name") if (text := text_of(found, one))), None)
        if found is not None and not isinstance(found, (dict, list)):
            cells[name] = found
    return cells


def _plain(place: str, one: Document, above: Document, settings: Mapping[str, Any]) -> Interval:
    return Interval(place, {**above, **_read(one, settings)})


def _metrics(place: str, document: Document, settings: Mapping[str, Any]) -> Iterator[Interval | Bad | Skipped]:
    """Several metrics of the same intervals: what came in, what went out."""
    many = document["metrics"]
    if not isinstance(many, list):
        raise Refused("should be a list", f"{place}/metrics")
    sound = []
    for n, one in enumerate(many):
        at = f"{place}/metrics/{n}"
        if not isinstance(one, dict):
            yield Bad(at, "is not an object", {})
        elif document.get("ok") is False or one.get("ok") is False:
            yield Skipped(at, mark("the counter says that this metric is not ok"))
        elif not _field(one, settings):
            yield Skipped(at, mark(f"is {text_of(one, 'name')!r}, which the mapping names neither entries nor exits"))
        else:
            sound.append((at, one))
    yield from _merged(sound, _read({**document, "ok": None}, settings), settings)


def _field(metric: Document, settings: Mapping[str, Any]) -> str:
    name = (text_of(metric, "name") or text_of(metric, "metric")).lower()
    return "entries" if not name or name in settings["entries"] else next(
        (one for one in ("exits", "excluded") if name in settings[one]), "")  # fmt: skip


def _merged(metrics: list[tuple[str, Document]], above: Document,
            settings: Mapping[str, Any]) -> Iterator[Interval | Bad | Skipped]:  # fmt: skip
    """One interval of the values of all metrics. Where a time comes twice for one metric it is the next interval."""
    found: dict[tuple[Any, ...], Interval] = {}
    for at, metric in metrics:
        field, outer = _field(metric, settings), {**above, **_read(metric, settings)}
        name = next(one for one in (*LISTS, "") if not one or isinstance(metric.get(one), list))
        if not name:
            yield Bad(at, "has no data; expected a list of {group, value}", {})
            continue
        times: dict[tuple[Any, ...], int] = {}
        for n, one in enumerate(metric[name]):
            place = f"{at}/{name}/{n}"
            group = one.get("group") if isinstance(one, dict) else None
            if not isinstance(group, dict):
                yield Bad(place, "has no group with start and finish", {})
                continue
            cells = {**outer, **_read(group, settings), **_read(one, settings)}
            cells |= {"start": group.get("start"), "end": group.get("finish", group.get("end"))}
            cells = {key: value for key, value in cells.items() if not isinstance(value, (dict, list))}
            label = (text_of(cells, "store"), text_of(cells, "counter"), text_of(cells, "start"), text_of(cells, "end"))
            times[label] = times.get(label, 0) + 1
            kept = found.setdefault((*label, times[label]), Interval(place, {}))
            value = one.get("value")
            kept.cells.update({**cells, field: value if not isinstance(value, (dict, list)) else None})
    yield from found.values()
