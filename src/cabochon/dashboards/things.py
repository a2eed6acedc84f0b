"""What a number counts, so many of them: the events behind each measure, with the plural forms of every language."""

from ..languages import count, forms, say, whole

THINGS = {  # as measures.words calls them -> one, and several
    "surveys": forms("{n} survey", "{n} surveys"),
    "qualifying receipts": forms("{n} qualifying receipt", "{n} qualifying receipts"),
    "visits": forms("{n} visit", "{n} visits"),
    "appointments": forms("{n} appointment", "{n} appointments"),
    "appointments kept": forms("{n} appointment kept", "{n} appointments kept"),
    "follow-ups": forms("{n} follow-up", "{n} follow-ups"),
    "sales receipts": forms("{n} sales receipt", "{n} sales receipts"),
    "receipts with units sold": forms("{n} receipt with units sold", "{n} receipts with units sold"),
    "receipts with secondary units sold": forms("{n} receipt with add-ons sold", "{n} receipts with add-ons sold"),
    "observations": forms("{n} observation", "{n} observations"),
    "entries": forms("{n} entry at the door", "{n} entries at the door"),
    "counts": forms("{n} count", "{n} counts"),
    "SKUs counted": forms("{n} SKU counted", "{n} SKUs counted"),
    "transactions": forms("{n} transaction", "{n} transactions"),
    "door-days": forms("{n} door-day", "{n} door-days"),
    "steps due": forms("{n} step due", "{n} steps due"),
    "modules due": forms("{n} module due", "{n} modules due"),
    "practice steps": forms("{n} practice step", "{n} practice steps"),
    "shifts": forms("{n} shift", "{n} shifts"),
    "actions given": forms("{n} action given", "{n} actions given"),
    "weeks of a person": forms("{n} week of a person", "{n} weeks of a person"),
    "learning steps": forms("{n} learning step", "{n} learning steps"),
    "answers": forms("{n} answer", "{n} answers"),
    "people, once a question": forms("{n} person, once a question", "{n} people, once a question"),
    "openings": forms("{n} opening", "{n} openings"),
    "coaching moments": forms("{n} coaching moment", "{n} coaching moments"),
    "shifts of managers": forms("{n} shift of a manager", "{n} shifts of managers"),
    "actions due": forms("{n} action due", "{n} actions due"),
    "days of a door": forms("{n} day of a door", "{n} days of a door"),
    "praise": forms("{n} praise", "{n} praises"),
    "events behind all doors": forms("{n} event behind all doors", "{n} events behind all doors"),
    "people hired": forms("{n} person hired", "{n} people hired"),
    "marks": forms("{n} mark", "{n} marks"),
    "linkable events": forms("{n} linkable event", "{n} linkable events"),
    "receipt lines": forms("{n} receipt line", "{n} receipt lines"),
    "receipts": forms("{n} receipt", "{n} receipts"),
    "door-days closed": forms("{n} door-day closed", "{n} door-days closed"),
    "feeds late": forms("{n} feed late", "{n} feeds late"),
    "statements": forms("{n} statement", "{n} statements"),
    "repeats": forms("{n} repeat", "{n} repeats"),
    "entries waiting": forms("{n} entry waiting", "{n} entries waiting"),
    "comments": forms("{n} comment", "{n} comments"),
    "": forms("{n} event", "{n} events"),
}  # fmt: skip


def things(n: float, counts: str) -> str:
    """ "1 survey", "1,210 qualifying receipts". counts: a measure's own word; one that is not here is said as it is."""
    one, other = THINGS.get(counts, ("", ""))
    return count(n, one, other) if one else say("{n} {things}", n=whole(n), things=counts)


def of_things(top: float, n: float, counts: str) -> str:
    """ "91 of 216 qualifying receipts"."""
    return say("{top} of {things}", top=whole(top), things=things(n, counts))
