"""Person-level views of boutiques whose country waits for its works council's agreement: shut, but to oneself.

What is about one person there is neither shown to anybody else nor written by them. What has nobody in it, the door's
numbers, its focus and huddles, is as it was.
"""

from collections.abc import Iterable
from dataclasses import replace

from ..languages import mark
from ..refusals import NotAllowed
from .viewer import Viewer


def sentence(countries: Iterable[str]) -> str:
    """countries: what they are called."""
    named = sorted(set(countries))
    if len(named) > 1:
        some, last = ", ".join(named[:-1]), named[-1]
        return mark(
            f"Person-level views are shut for {some} and {last} until the works councils’ agreements are recorded"
        )
    where = "".join(named)
    return mark(f"Person-level views are shut for {where} until the works council’s agreement is recorded")


def told(viewer: Viewer, boutiques: Iterable[str] | None = None) -> str:
    """The sentence for who has shut boutiques within reach, or among those; "" for nobody else."""
    asked = viewer.boutiques if boutiques is None else viewer.boutiques & set(boutiques)
    found = [country for code, country in viewer.countries if code in asked]
    return sentence(found) if found else ""


def within(viewer: Viewer) -> Viewer:
    """The viewer who is told of what is shut at their own boutiques alone: elsewhere nobody is there to them."""
    return replace(viewer, shut=viewer.shut & viewer.boutiques)


def closed(viewer: Viewer, boutique: str, person: str) -> bool:
    """Whether what is about that person at that boutique is shut to this viewer. person: "" for nobody."""
    return boutique in viewer.shut and bool(person) and person != viewer.person


def refuse(viewer: Viewer, boutique: str, person: str, pointer: str = "") -> None:
    """
    Raises:
        NotAllowed: it is shut, in a sentence that names the country.
    """
    if closed(viewer, boutique, person):
        raise NotAllowed(sentence(country for code, country in viewer.countries if code == boutique), pointer)
