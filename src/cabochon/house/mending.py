"""What would mend something that waits, told from where and why it waits: a sentence, and the page that helps."""

import re
from dataclasses import dataclass
from urllib.parse import quote

from ..directory.rows import Quarantined
from ..languages import mark

_COLUMN = re.compile(r"column (\S+)")


@dataclass(frozen=True, slots=True)
class Mend:
    """says: what to do. address, link: the page that helps and its words, "" for none."""

    says: str
    address: str = ""
    link: str = ""


def mend(row: Quarantined, *, known: bool = True) -> Mend:
    """
    Args:
        known: whether the directory knows the row's boutique.
    """
    feed, reason = row.source.partition(":")[2], row.reason.lower()
    if row.source == "statement":
        return _statement(row, reason)
    if row.source == "floor":
        return Mend(
            mark("An area coach of the boutique keeps it or leaves it out, on the floor’s page “What I logged”.")
        )
    if row.source.startswith("scim:"):
        says = mark("Say what the identity system’s word means, on the page of its staff; it is then used by itself.")
        return Mend(says, "/accounts/staff", mark("Staff by the identity system"))
    if row.source.startswith("connection:"):
        return Mend(mark(f"Mend its mapping with `cabochon hook add {feed} --mapping FILE`, then try again."))
    if "boutique" in row.place.lower() or "not a boutique" in reason:
        says = mark("Add the boutique with `cabochon import doors`, or map its code under [boutiques]; then try again.")
        return Mend(says, "/data-health/master/doors", mark("Boutiques"))
    if "sale type" in reason:
        return Mend(
            mark("Name it under [sale_types] in the mapping; then `cabochon quarantine replay --mapping FILE`.")
        )
    if "nobody" in reason or "no one staff member" in reason or "claim" in reason:
        where = f"/doors/{quote(row.boutique, safe='')}/golive" if row.boutique and known else "/golive"
        return Mend(
            mark("Give the code to its person: a column of people.csv named like the source."),
            where,
            mark("Go-live list"),
        )
    if any(words in reason for words in ("is not a number", "is not a date", "is not a time", "is not a quantity")):
        column = _COLUMN.search(row.place)
        if column:
            of = column[1]
            return Mend(mark(f"If all of column {of} look so, say so in the mapping and replay with it; "
                             "if only this one, mend the file."))  # fmt: skip
        return Mend(mark("If all look so, say so in the mapping and replay with it; if only this one, mend the file."))
    if "waits for line" in reason:
        return Mend(mark("Another row of the same ticket is wrong. Mend that one; they are tried together."))
    if "same id" in reason or "import its file again" in reason:
        return Mend(mark("Correct its row in the source and import the file again."))
    return Mend(mark("Mend what the reason names, in the file or in its mapping, and try again."))


def _statement(row: Quarantined, reason: str) -> Mend:
    to = f"/statements/{row.statement}"
    if "boutique" in reason:
        return Mend(
            mark("Add the boutique with `cabochon import doors`; it is then told by itself."), to, mark("Statement")
        )
    says = mark(
        "It claims our profile and breaks its template. Its sender mends that and sends a new one that voids this."
    )
    return Mend(says, to, "Statement")
