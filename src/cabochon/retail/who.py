"""Who an event is about: a person we know, a code a source uses for somebody, or nobody."""

from dataclasses import dataclass

PEOPLE = "people"


@dataclass(frozen=True, slots=True)
class Who:
    """One staff member, as far as known.

    scope is `people` with the person's random id as name; or the name of a source ("till:shopify", "survey:typeform")
    with that source's own code. Before `privacy.entering` the code is in clear; in a statement it is a keyed hash.
    """

    scope: str
    name: str

    @property
    def known(self) -> bool:
        return self.scope == PEOPLE


def person(name: str) -> Who:
    return Who(PEOPLE, name)
