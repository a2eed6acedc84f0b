"""Who is asking or writing, and how far they reach. Made from an account at every request, never kept."""

from dataclasses import dataclass
from datetime import date

ROLES = ("associate", "manager", "area_coach", "hq_leader", "ld_author", "lp_lead", "brand_partner", "analyst",
         "auditor", "key", "admin")  # fmt: skip
ABOVE_BOUTIQUE = frozenset({"area_coach", "hq_leader", "ld_author", "lp_lead", "brand_partner", "analyst"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewer:
    """boutiques: the door codes within reach, regions resolved, all of them spelt out; empty means none.

    deputy: the role is lent, until the end of `lent_until`. shared: on a boutique's tablet, opened by a PIN.
    shut: boutiques whose person-level views wait for their works council's agreement (privacy.shutting); countries:
    each with what its country is called. names: staff are shown by name.
    """

    account: str
    role: str
    boutiques: frozenset[str] = frozenset()
    person: str = ""
    brand: str = ""
    name: str = ""
    language: str = "en"
    deputy: bool = False
    lent_until: date | None = None
    shared: bool = False
    shut: frozenset[str] = frozenset()
    countries: tuple[tuple[str, str], ...] = ()
    names: bool = True

    @property
    def above_boutique(self) -> bool:
        return self.role in ABOVE_BOUTIQUE
