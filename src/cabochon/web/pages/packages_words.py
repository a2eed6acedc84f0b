"""What pages say of packages: states, sizes, faults as sentences."""

from ...house.package_states import Shown
from ...languages import again, count, decimal, mark, say, whole
from ...programme.package import TIN_CAN
from ...programme.package_faults import each
from ...refusals import Refused

ROLES = mark({"advisor": "Advisors", "stock": "Stock", "cashier": "Cashiers", "manager": "Managers"})
KINDS = {"cmi5": "cmi5", TIN_CAN: "Tin Can (xAPI)"}
MOVE_ON = mark({
    "NotApplicable": "Nothing is asked for", "Passed": "Passed", "Completed": "Completed",
    "CompletedAndPassed": "Completed and passed", "CompletedOrPassed": "Completed or passed",
})  # fmt: skip
SUBJECTS = mark({
    "package": "The package", "file": "The file", "activity": "The activity id", "module": "The module",
})  # fmt: skip
STATES = mark({"new": "Offered to nobody yet", "replaced": "Replaced by a later version", "withdrawn": "Withdrawn"})
VERBS = (
    "is ", "was ", "has ", "holds ", "lies ", "unpacks ", "launches ", "names ", "runs ", "shares ", "lists ",
    "begins ", "opens ", "asks ", "hands ", "leads ", "cannot ", "counts ", "includes ",
)  # fmt: skip


def sentence(fault: Refused) -> str:
    """A refusal as a whole sentence, with its place as its subject where it wants one."""
    where = fault.pointer.strip("/")
    subject = SUBJECTS.get(where, where)
    if subject and fault.reason.startswith(VERBS):
        return say("{what} {why}.", what=say(subject), why=again(fault.reason))
    reason = again(fault.reason)
    return say("{reason}.", reason=reason[:1].upper() + reason[1:])


def sentences(fault: Refused) -> list[str]:
    """All that is wrong, the first of it first."""
    return [sentence(one) for one in each(fault)]


def state(one: Shown) -> str:
    if one.state == "offered":
        return say("Offered to {roles}", roles=", ".join(say(ROLES[role]).lower() for role in one.row.roles))
    return say(STATES[one.state])


def size(size_of: int) -> str:
    """Bytes as people say them."""
    if size_of < 1_000_000:
        return f"{whole(max(1, round(size_of / 1_000)))} kB" if size_of else say("no files")
    return f"{decimal(size_of / 1_000_000, 1)} MB" if size_of < 10_000_000 else f"{whole(size_of / 1_000_000)} MB"


def people(one: Shown) -> str:
    if not one.people:
        return say("Nobody yet")
    return count(one.people, "{n} person, {done} finished", "{n} people, {done} finished", done=whole(one.done))


def move_on(key: str) -> str:
    return say(MOVE_ON.get(key, key))
