"""A visit: one client's time in the boutique, put together from what was rung up, observed and answered.

Rules (each link keeps its rule and its distance in minutes):

- `reference`: what names a receipt, an appointment or a visit belongs to whatever answers to that name.
- `basket`: receipts of one associate within `basket` minutes with the till's same client or basket.
- `window` / `nearest`: an observation and a receipt of the same associate when the receipt's time lies between the
  visit's start less `before` and its end plus `after`; a survey and the most recent receipt of its associate in the
  `survey` days before it, or, when there is none, the nearest observation of those days. `window` when nothing else
  came into question, `nearest` when the nearest took it.
- `ambiguous`: two were equally near and of the same standing, so none was taken. `none`: nothing to join.

Distance of an observation and a receipt: 0 while the visit lasts, else the minutes to its nearer end. Of a survey: from
the receipt, or the end of the observation, to the visit time its tool gives, else to the response. A survey has one
candidate only: having lost it to a nearer survey it does not go looking for an older receipt.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable

from .anchors import Groups, baskets, observed, references
from .answers import answers
from .records import OBSERVATION, RECEIPT, SURVEY, Link, Linked, Record, Windows

__all__ = ["OBSERVATION", "RECEIPT", "SURVEY", "Link", "Linked", "Record", "Windows", "link"]


def link(records: Iterable[Record], windows: Windows) -> Linked:
    """The visits of one boutique. A function of the set of records: their order does not matter."""
    known = {r.key: r for r in records}
    anchors = [known[key] for key in sorted(known) if known[key].kind != SURVEY]
    linked, groups = Linked(), Groups(anchors)
    named = references(anchors, linked, groups)
    baskets(anchors, windows, linked, groups)
    unsure = observed(anchors, windows, linked, groups)
    linked.links = {a.key: _seated(linked.links.get(a.key), groups.of(a.key)) for a in anchors}
    surveys = [known[key] for key in sorted(known) if known[key].kind == SURVEY]
    unsure += answers(surveys, anchors, named, windows=windows, linked=linked)
    linked.unsure = Counter(linked.links[key].visit for pair in unsure for key in pair if key in groups.parent)
    members: dict[str, list[str]] = defaultdict(list)
    for key in sorted(linked.links):
        if visit := linked.links[key].visit:
            members[visit].append(key)
    linked.visits = {visit: tuple(keys) for visit, keys in members.items()}
    return linked


def _seated(link: Link | None, visit: str) -> Link:
    return Link(visit, link.rule, link.distance) if link else Link(visit, "none")
