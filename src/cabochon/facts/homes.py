"""Where a guest of a visit belongs: a survey that names a receipt rung up in another boutique is told there.

A survey, signal, booking or enrolment (retail.records.GUESTS) joins visits of its own boutique. Where it names a
receipt that its own boutique does not have and exactly one other has, it is linked and told there: `homed` gives its
version that boutique, and everything after goes by `version.boutique`. Codes of people are still looked up in the
boutique it was said in.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from ..retail.records import GUESTS
from ..warehouse.staging import Staging
from .staging import versions
from .versions import Version

World = Mapping[str, Version]


def calls(version: Version) -> set[str]:
    """What a guest may call a receipt elsewhere by; nothing for what is no guest."""
    return {version.ref, version.awaits} - {""} if version.kind in GUESTS else set()


def answers(version: Version) -> bool:
    """Whether something of another boutique may be at home where this was rung up."""
    return version.kind == "receipt" and not version.original and bool(version.called)


def homed(version: Version, receipts: Iterable[Version]) -> Version:
    """The version as it is linked. receipts: versions in force, of any boutique, that go by a name it calls; others
    among them are passed over. A number that several other boutiques have is nobody's: it stays where it was said."""
    names = calls(version)
    if not names:
        return version
    places = {r.boutique for r in receipts if r.called in names and answers(r)}
    if version.boutique in places or len(places) != 1:
        return version
    return version._replace(boutique=places.pop())


def guests_of(staging: Staging, was: World, now: World) -> list[Version]:
    """Guests that call receipts of this news and are not news themselves: where they belong may have changed."""
    sold = {v.called for v in (*was.values(), *now.values()) if answers(v)}
    found = versions(staging.naming(sold))
    return [v for v in found if v.event not in was and v.event not in now and calls(v) & sold]


def settled(staging: Staging, was: World, now: World) -> tuple[World, World]:
    """Both worlds of news with their guests where they belong; what is no news is as it is staged."""
    worlds, changed = (was, now), was.keys() | now.keys()
    names = {name for world in worlds for v in world.values() for name in calls(v)}
    rest = [v for v in versions(staging.naming(names)) if v.event not in changed]
    before, after = (
        dict(zip(world, at_home(world.values(), [*rest, *world.values()]), strict=True)) for world in worlds
    )
    return before, after


def at_home(found: Iterable[Version], receipts: Iterable[Version]) -> list[Version]:
    """Versions, the guests among them where they belong. receipts: all that may be called; others are passed over."""
    called: dict[str, list[Version]] = defaultdict(list)
    for r in receipts:
        if answers(r):
            called[r.called].append(r)
    return [homed(v, [r for name in calls(v) for r in called.get(name, ())]) for v in found]
