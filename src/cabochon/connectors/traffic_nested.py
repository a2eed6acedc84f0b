"""Door counts inside one another, store by store: each store's own part, with what stands above it.

What a platform groups by place and then by time comes as a list of places, each with metrics or intervals of its own,
or as a group of a place around the groups of time.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from .documents import Document, text_of

LISTS = ("data", "locations", "stores", "sites", "results", "items", "readings", "intervals")
PLACES = ("location", "store", "site", "entity")  # types of a group, and members, that say where
INNER = ("metrics", "data", "intervals", "readings")
NAMES = ("code", "store_id", "id", "name")
DEEP = 4  # lists in lists


def unfolded(place: str, document: Document, settings: Mapping[str, Any]) -> Iterator[tuple[str, Document]]:
    """(place, document) of each part that is of one store; the document itself where nothing is nested."""
    yield from _parts(place, document, settings["members"]["store"], DEEP)


def _parts(place: str, document: Document, store: str, deep: int) -> Iterator[tuple[str, Document]]:
    name = next((one for one in LISTS if _nests(document.get(one))), "") if deep else ""
    if name:
        above = {one: value for one, value in document.items() if not isinstance(value, list)}
        for n, one in enumerate(document[name]):
            part = {**above, **_where(one, store), **one} if isinstance(one, dict) else {name: [one]}
            yield from _parts(f"{place}/{name}/{n}", part, store, deep - 1)
    elif isinstance(many := document.get("metrics"), list) and any(_by_place(one) for one in many):
        yield from _metrics(place, document, many, store)
    else:
        yield place, {**_where(document, store), **document}


def _nests(found: object) -> bool:
    """A list of places, each with a list of its own."""
    return isinstance(found, list) and any(
        isinstance(one, dict) and any(isinstance(one.get(inner), list) for inner in INNER)
        and not isinstance(one.get("group"), (dict, list)) for one in found
    )  # fmt: skip


def _by_place(metric: object) -> bool:
    data = metric.get("data") if isinstance(metric, dict) else None
    return isinstance(data, list) and any(isinstance(one, dict) and _place_of(one) for one in data)


def _place_of(one: Document) -> str:
    """The store a group names: one of a place, or one of a place beside one of time."""
    group = one.get("group")
    many = group if isinstance(group, list) else [group]
    return next((_named(found) for found in many if isinstance(found, dict) and found.get("type") in PLACES), "")


def _metrics(place: str, document: Document, many: list[Any], store: str) -> Iterator[tuple[str, Document]]:
    """The metrics once more for each store, in the order the stores come."""
    stores: dict[str, list[Document]] = {}
    for metric in many:
        parts: dict[str, list[Any]] = {}
        for one in metric.get("data") or () if isinstance(metric, dict) else ():
            if isinstance(one, dict):
                parts.setdefault(_place_of(one), []).extend(_timed(one))
        for name, data in parts.items():
            stores.setdefault(name, []).append({**metric, "data": data})
    for name, metrics in stores.items():
        yield place, {**document, **({store: name} if name else {}), "metrics": metrics}


def _timed(one: Document) -> list[Any]:
    """What a group of a place holds: the groups of time inside it, or itself by the time it also names."""
    if isinstance(inner := one.get("data"), list):
        return inner
    group = one.get("group")
    many = group if isinstance(group, list) else []
    times = [found for found in many if isinstance(found, dict) and "start" in found]
    return [{**one, "group": times[0]}] if times else [one]


def _where(one: Any, store: str) -> Document:
    """{store: name} of what says its place under another member than the mapping's."""
    if not isinstance(one, dict) or one.get(store) is not None:
        return {}
    for member in PLACES:
        found = one.get(member)
        if name := _named(found) if isinstance(found, dict) else text_of(one, member):
            return {store: name}
    return {}


def _named(found: Document) -> str:
    return next((text for one in NAMES if (text := text_of(found, one))), "")
