"""Staff by the identity system: words nobody knows yet, what the people file says otherwise, how it is read."""

from dataclasses import dataclass
from typing import Any

from ...house.scim_work import ALWAYS, OFF, UNLESS_FILE
from ...languages import again as told_again
from ...languages import mark, say
from ...refusals import Refused, Unknown
from ...retail.master import JOB_ROLES
from ..outer import fields
from ..page import Answered, Asked, page, to
from ..viewer import viewer_of

FIELDS = ("csrf", "do", "key", "text", "table", "word", "code")
NOBODY = "-"  # stands for a word that means no boutique, or says nothing of the job role
SIZE = 50
MODES = mark({
    UNLESS_FILE: "It makes staff and says where they work. Whom the people file names stays where the file says.",
    ALWAYS: "The last word counts, from its day on, whoever says it: the identity system or the people file.",
    OFF: "It looks after accounts alone. Where people work is said by the people file.",
})  # fmt: skip
ROLES = mark({"advisor": "Advisor", "stock": "Stock", "cashier": "Cashier", "manager": "Manager"})


@dataclass(frozen=True, slots=True)
class Word:
    """A word that nobody knows. table: boutiques or job_roles of the mapping; users: how many wait for it."""

    table: str
    word: str
    users: int


@dataclass(frozen=True, slots=True)
class System:
    """One key. words: to be told; waiting: (account, its name, reason) for other reasons; differing: (account, name,
    boutique and job role of the people file, of the identity system)."""

    key: str
    name: str
    says: str
    words: list[Word]
    waiting: list[tuple[str, str, str]]
    differing: list[tuple[str, str, tuple[str, str], tuple[str, str]]]
    text: str


def show(request: Asked) -> Answered:
    """GET /accounts/staff."""
    return _shown(request)


def change(request: Asked, body: bytes) -> Answered:
    """POST /accounts/staff: tell what a word means, keep a mapping, or try all that waits again."""
    sent = {name: str(value) for name, value in fields(body, known=FIELDS).items()}
    house, by = request.app.state.house, viewer_of(request).account
    scim = house.trust.scim
    try:
        keys = scim.keys()
        key = next((one for one in keys if one.id == sent.get("key", "")), None)
        if key is None:
            raise Unknown("there is no such key that may look after accounts", "key")
        if sent.get("do") == "word":
            code = sent.get("code", "")
            if not code:
                raise Refused("choose what it means", "code")
            text = scim.staff.meaning(key, sent.get("table", ""), sent.get("word", ""), "" if code == NOBODY else code)
        elif sent.get("do") == "mapping":
            text = sent.get("text", "").replace("\r\n", "\n")
        else:
            text = scim.staff.mapping(key.id)
        scim.staff.declare(key, text, by=by)
    except Refused as refused:
        status = 400 if refused.status == 404 else refused.status
        return _shown(request, fault=told_again(refused.reason), where=refused.pointer, sent=sent, status=status)
    return to("/accounts/staff?done=kept")


def _shown(request: Asked, *, fault: str = "", where: str = "", sent: dict[str, str] | None = None,
           status: int = 200) -> Answered:  # fmt: skip
    house = request.app.state.house
    keys = house.trust.scim.keys()
    doors = sorted(house.snapshot.doors(house.today), key=lambda door: door.name or door.code)
    return page(
        request, "scim_staff.html", status=status, systems=[_system(house, key) for key in keys],
        doors=doors, roles={role: say(ROLES[role]) for role in JOB_ROLES}, nobody=NOBODY, fault=fault, where=where,
        sent={**dict.fromkeys(FIELDS, ""), **(sent or {})}, done=request.query_params.get("done", "") == "kept",
    )  # fmt: skip


def _system(house: Any, key: Any) -> System:
    staff = house.trust.scim.staff
    words, others = staff.unknown(key)
    named = {account.id: house.called.account(account) for account, _ in house.trust.scim.users(key.id)}
    return System(
        key.id, key.name, say(MODES[staff.settings(key.id)["employment"]]),
        [Word(table, word, users) for (table, word), users in words],
        [(one, named.get(one, one), told_again(reason)) for one, reason in others[:SIZE]],
        sorted(
            (
                (account.id, named[account.id], _told(person), _told(work))
                for account, person, work in staff.differing(key)
            ),
            key=lambda one: one[1].casefold(),
        )[:SIZE],
        staff.mapping(key.id),
    )  # fmt: skip


def _told(one: Any) -> tuple[str, str]:
    return one.boutique, say(ROLES[one.job_role])
