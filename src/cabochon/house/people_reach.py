"""What an account may be given: roles, boutiques, regions, brands that exist, and the staff member it belongs to."""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, cast

from ..directory.dated import key_of
from ..directory.rows import Account
from ..privacy.roles import EVERYWHERE
from ..privacy.viewer import ROLES
from ..refusals import Refused
from ..retail.master import Identifier, Person, Product

if TYPE_CHECKING:
    from . import House

ON_THE_FLOOR = {"manager": "manager", "associate": "advisor"}  # access role -> job role of a person made for it
WHOLE = frozenset({"hq_leader", "analyst", "ld_author", "lp_lead", "brand_partner"})  # every door unless told otherwise
GIVEN = tuple(role for role in ROLES if role != "key")  # a key is no account
LOGIN = "login"  # the source of a code that is the person's sign-in name
PARTNER = "brand_partner"


class Reach:
    def __init__(self, house: "House") -> None:
        self._house, self._directory = house, house.directory

    def check(self, role: str, *, boutiques: Iterable[str], regions: Iterable[str], brand: str) -> None:
        """
        Raises:
            Refused: an unknown role, boutique, region or brand; a brand for another role, or none for a brand partner.
        """
        if role not in GIVEN:
            raise Refused(f"there is no role {role!r}; there are {', '.join(GIVEN)}", "--role")
        self.check_boutiques(boutiques)
        self.check_regions(regions)
        if brand and role != PARTNER:
            raise Refused("is for brand partners alone; leave it empty for other roles", "--brand")
        if role == PARTNER:
            self.check_brand(brand)

    def check_boutiques(self, codes: Iterable[str]) -> None:
        """
        Raises:
            Refused: a code that no door has.
        """
        doors = {d.code for d in self._house.snapshot.doors(self._house.today)}
        for code in codes:
            if code not in doors:
                raise Refused(
                    f"there is no boutique {code[:40]!r}; import doors first, or use one of {_some(doors)}",
                    "--boutique",
                )

    def check_regions(self, regions: Iterable[str]) -> None:
        """
        Raises:
            Refused: a region of no door.
        """
        known = self.regions()
        for region in regions:
            if region not in known and region != EVERYWHERE:
                raise Refused(
                    f"there is no region {region[:40]!r}; there are {_some(known)}, and '*' for every door", "--region"
                )

    def check_brand(self, brand: str) -> None:
        """
        Raises:
            Refused: none, or one that no product of the catalogue has.
        """
        known = self.brands()
        if not brand:
            raise Refused(f"a brand partner needs a brand of the catalogue: {_some(known)}", "--brand")
        if brand not in known:
            raise Refused(f"there is no brand {brand[:40]!r} in the catalogue; there are {_some(known)}", "--brand")

    def regions(self) -> set[str]:
        """Of every door there is today."""
        return {d.region for d in self._house.snapshot.doors(self._house.today)} - {""}

    def brands(self) -> set[str]:
        """Of every product of the catalogue, whenever."""
        kinds = self._house.snapshot.kinds
        rows = (version.row for versions in kinds.get("Product", {}).values() for version in versions)
        return {cast("Product", row).brand for row in rows} - {""}

    def usual(self, role: str, person: str) -> tuple[Sequence[str], Sequence[str]]:
        """(boutiques, regions) of an account made without any.

        Raises:
            Refused: an area coach needs some.
        """
        if role in WHOLE:
            return (), (EVERYWHERE,)
        if role == "area_coach":
            raise Refused("an area coach needs a region or boutiques", "--region")
        known = self._house.snapshot.person_on(person, self._house.today) if person else None
        return ((known.boutique,) if known and role in ON_THE_FLOOR else ()), ()

    def person(self, login: str, code: str) -> str:
        """The id of the staff member meant by a code, or by the login itself; "" when there is none.

        Raises:
            Refused: nobody, or several, have the code.
        """
        snapshot, today = self._house.snapshot, self._house.today
        for wanted in (code, login):
            if wanted and snapshot.person_on(wanted, today):
                return wanted
            if wanted and (found := snapshot.person_by_code(wanted, today)):
                return str(found)
            if wanted and wanted == code:
                raise Refused(
                    f"no one staff member has the code {code[:60]!r}: none has it, or several; import people first, "
                    "or give another of their codes",
                    "--person",
                )
        return ""

    def engaged(self, account: Account) -> Account:
        """The same with a person made for it, in its first boutique."""
        one = Person(id=secrets.token_hex(10), name=account.name, boutique=account.boutiques[0],
                     job_role=ON_THE_FLOOR[account.role])  # fmt: skip
        self._directory.keep([one, Identifier(source=LOGIN, code=account.login, person=one.id)])
        return replace(account, person=one.id)

    def moved(self, account: Account) -> None:
        """A person who was made with the account moves with it; who came with a people file moves by the next one."""
        snapshot, today = self._house.called.named(), self._house.today
        person = snapshot.person_on(account.person, today) if account.person else None
        if person is None or account.role not in ON_THE_FLOOR or not account.boutiques:
            return
        codes = [one for one in snapshot.identifiers(today) if one.person == person.id]
        job = ON_THE_FLOOR[account.role]
        where = person.boutique if person.boutique in account.boutiques else account.boutiques[0]
        if all(one.source == LOGIN for one in codes) and (person.boutique, person.job_role) != (where, job):
            self._directory.keep([replace(person, boutique=where, job_role=job)], since=today)

    def release(self, login: str) -> None:
        """A sign-in name that is given up is nobody's code any more: who gets it next is not taken for the last one."""
        for one in self._house.snapshot.identifiers(self._house.today):
            if one.source == LOGIN and one.code == login:
                self._directory.take_back(Identifier, key_of(one), None)


def _some(names: Iterable[str]) -> str:
    listed = sorted(names)
    return ", ".join(listed[:8]) + (" ..." if len(listed) > 8 else "") if listed else "none yet"
