"""What pages say of packages: states, sizes, faults as sentences."""

from ...house.package_states import Shown
from ...programme.package import TIN_CAN
from ...programme.package_faults import each
from ...refusals import Refused

ROLES = {"advisor": "Advisors", "stock": "Stock", "cashier": "Cashiers", "manager": "Managers"}
KINDS = {"cmi5": "cmi5", TIN_CAN: "Tin Can (xAPI)"}
MOVE_ON = {
    "NotApplicable": "Nothing is asked for", "Passed": "Passed", "Completed": "Completed",
    "CompletedAndPassed": "Completed and passed", "CompletedOrPassed": "Completed or passed",
}  # fmt: skip
SUBJECTS = {"package": "The package", "file": "The file", "activity": "The activity id", "module": "The module"}
VERBS = (
    "is ", "was ", "has ", "holds ", "lies ", "unpacks ", "launches ", "names ", "runs ", "shares ", "lists ",
    "begins ", "opens ", "asks ", "hands ", "leads ", "cannot ", "counts ", "includes ",
)  # fmt: skip


def sentence(fault: Refused) -> str:
    """A refusal as a whole sentence, with its place as its subject where it wants one."""
    where = fault.pointer.strip("/")
    subject = SUBJECTS.get(where, where)
    if subject and fault.reason.startswith(VERBS):
        return f"{subject} {fault.reason}."
    return f"{fault.reason[:1].upper()}{fault.reason[1:]}."


def sentences(fault: Refused) -> list[str]:
    """All that is wrong, the first of it first."""
    return [sentence(one) for one in each(fault)]


def state(one: Shown) -> str:
    if one.state == "offered":
        return f"Offered to {', '.join(ROLES[role].lower() for role in one.row.roles)}"
    return {"new": "Offered to nobody yet", "replaced": "Replaced by a later version", "withdrawn": "Withdrawn"}[
        one.state
    ]


def size(count: int) -> str:
    """Bytes as people say them."""
    if count < 1_000_000:
        return f"{max(1, round(count / 1_000)):,} kB" if count else "no files"
    return f"{count / 1_000_000:,.1f} MB" if count < 10_000_000 else f"{round(count / 1_000_000):,} MB"


def people(one: Shown) -> str:
    if not one.people:
        return "Nobody yet"
    return f"{one.people} {'person' if one.people == 1 else 'people'}, {one.done} finished"
