"""A visit: one client's time in the boutique, put together from what was rung up, observed, answered and noted.

Rules (each link keeps its rule and its distance in minutes):

- `reference`: what names a receipt, an appointment or a visit belongs to whatever answers to that name.
- `basket`: receipts of one associate within `basket` minutes with the till's same client or basket.
- `window` / `nearest`: an observation and a receipt of the same associate when the receipt's time lies between the
  visit's start less `before` and its end plus `after`; a signal, booking or enrolment and an observation likewise; a
  survey and the most recent receipt of its associate in the `survey` days before it, or, when there is none, the
  nearest observation of those days. `window` when nothing else came into question, `nearest` when the nearest took it.
- `ambiguous`: two were equally near and of the same standing, so none was taken. `none`: nothing to join.

Distance of an observation and something else: 0 while the visit lasts, else the minutes to its nearer end. Of a survey:
from the receipt, or the end of the observation, to the visit time its tool gives, else to the response. A survey has
one candidate only: having lost it to a nearer survey it does not go looking for an older receipt.
"""

from collections.abc import Iterable

from .anchors import Groups, answering, baskets, observed, references
from .answers import answers
from .records import OBSERVATION, RECEIPT, SURVEY, Link, Linked, Record, Windows

__all__ = ["OBSERVATION", "RECEIPT", "SURVEY", "Link", "Linked", "Record", "Windows", "link"]


def link(records: Iterable[Record], windows: Windows) -> Linked:
    """The visits of one boutique. A function of the set of records: their order does not matter."""
    known = {r.key: r for r in records}
    receipts, seen, guests = list[Record](), list[Record](), list[Record]()
    for r in known.values():
        (receipts if r.kind == RECEIPT else seen if r.kind == OBSERVATION else guests).append(r)
    anchors = [*receipts, *seen]
    refs = {ref for r in known.values() if r.refs for ref in r.refs}
    named = answering(anchors, refs)
    found, groups = dict[str, Link](), Groups()
    references((a for a in anchors if a.refs), named, found, groups)
    baskets(receipts, windows, found, groups)
    unsure = observed(receipts, seen, windows, links=found, groups=groups)
    visits: dict[str, list[str]] = groups.several()
    links = {a.key: Link(a.key, "none") for a in anchors if a.key not in found}
    for key, (_, rule, distance) in found.items():
        links[key] = Link(groups.of(key), rule, distance)
    unsure |= answers(guests, receipts, seen, named, windows=windows, groups=groups, links=links)
    for g in guests:
        if visit := links[g.key].visit:
            visits.setdefault(visit, [visit]).append(g.key)
    whole: dict[str, tuple[str, ...]] = {a.key: (a.key,) for a in anchors if links[a.key].visit == a.key}
    whole |= {visit: tuple(sorted(keys)) for visit, keys in visits.items()}
    return Linked(links, whole, {groups.of(key) for key in unsure})
