"""A furnished house behind a server: who is where, and an account for every role."""

from dataclasses import dataclass

from cabochon.demo.maison import Maison
from cabochon.directory.rows import Account
from cabochon.house import House
from cabochon.privacy.viewer import ROLES
from served import Browser


@dataclass
class Place:
    """door: the manager's boutique; other: one that is not theirs; team: its associates' ids."""

    house: House
    port: int
    door: str
    other: str
    team: tuple[str, ...]
    stranger: str  # an associate of the other boutique

    def browser(self) -> Browser:
        return Browser(self.port)

    def signed_in(self, role: str = "manager") -> Browser:
        browser = self.browser()
        assert browser.sign_in(self.house.doorman.link(role)).status == 303
        return browser


def furnish(house: House, one: Maison) -> tuple[str, str, tuple[str, ...], str]:
    """An account per role, its id the role's name; the manager, associate and area coach are of the first boutique."""
    here, there = (door.code for door in one.doors[:2])
    people = {"manager": one.managers[here][0].id, "associate": one.sellers[here][0].person.id}
    for role in ROLES:
        doors = (here,) if role in ("manager", "associate", "area_coach") else (here, there)
        house.directory.put(
            Account(id=role, login=role, name=role.title(), role=role, boutiques=doors, person=people.get(role, ""))
        )
    team = tuple(seller.person.id for seller in one.sellers[here])
    return here, there, team, one.sellers[there][0].person.id
