"""What codes are called, as far as a viewer may know."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from ..directory.lookup import Snapshot
from ..privacy.roles import right
from ..privacy.shutting import closed
from ..privacy.viewer import Viewer
from ..retail.master import Person


@dataclass(frozen=True, slots=True)
class Labels:
    """people: id -> name, alphabetical; doors: code -> name."""

    doors: Mapping[str, str]
    people: Mapping[str, str]
    team: Mapping[str, Sequence[str]]  # door code -> ids of its people
    zones: Mapping[str, str]  # door code -> IANA time zone
    regions: Mapping[str, str]  # door code -> region
    counts: Mapping[str, tuple[date | None, date | None]]  # door code -> first and last day it counts


def labels_of(viewer: Viewer, snapshot: Snapshot, today: date) -> Labels:
    """Of the boutiques within reach, and of the people the viewer may see by name."""
    reached = [d for d in snapshot.doors(today) if d.code in viewer.boutiques]
    doors = {d.code: d.name for d in reached}
    people: dict[str, str] = {}
    team: dict[str, list[str]] = {code: [] for code in doors}
    if right(viewer, "names.see") == "boutique":
        here = [p for p in snapshot.people(today) if p.boutique in doors and (p.left is None or p.left >= today)]
        for one in sorted(here, key=lambda p: (p.name.casefold(), p.id)):
            if not closed(viewer, one.boutique, one.id):
                people[one.id] = one.name
                team[one.boutique].append(one.id)
    else:
        for one in _managers(viewer, snapshot, doors, today):  # whom everybody of a boutique knows, and who visits it
            people[one.id] = one.name
            if right(viewer, "names.see") == "scope":
                team[one.boutique].append(one.id)
    own = viewer.person
    if own and (right(viewer, "names.see") != "boutique" or (own in people and not viewer.names)):
        people[viewer.person] = viewer.name
    return Labels(
        doors, people, team, {d.code: d.zone for d in reached}, {d.code: d.region for d in reached},
        {d.code: (max(filter(None, (d.open_date, d.go_live)), default=None), d.close_date) for d in reached},
    )  # fmt: skip


def _managers(viewer: Viewer, snapshot: Snapshot, doors: Collection[str], today: date) -> list[Person]:
    if right(viewer, "names.see") == "no":
        return []
    found = [
        p for p in snapshot.people(today)
        if p.job_role == "manager" and p.boutique in doors and not closed(viewer, p.boutique, p.id)
    ]  # fmt: skip
    here = (p for p in found if p.left is None or p.left >= today)
    return sorted(here, key=lambda p: (p.name.casefold(), p.id))
