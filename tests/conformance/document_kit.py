"""The three document resources: their parameters, and requests to them."""

from collections.abc import Iterable
from typing import Any

from kit import ACCOUNT, Json, fresh, somebody, thing
from sections import BOTH, Case
from talk import Talk

from lrs_store import Answer

AGENT = {"objectType": "Agent", **ACCOUNT}
STATE, ACTIVITY, PERSON = "/activities/state", "/activities/profile", "/agents/profile"
SECTION = {STATE: "Comm 2.3", PERSON: "Comm 2.6", ACTIVITY: "Comm 2.7"}
ONE = {STATE: "stateId", PERSON: "profileId", ACTIVITY: "profileId"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
METHODS = ("GET", "PUT", "POST", "DELETE")


def place(path: str) -> Json:
    """The parameters of a document nobody has kept yet."""
    return {
        STATE: {"activityId": thing(), "agent": AGENT, "stateId": fresh()},
        PERSON: {"agent": somebody(), "profileId": fresh()},
        ACTIVITY: {"activityId": thing(), "profileId": fresh()},
    }[path]


def post(talk: Talk, path: str, where: Json, what: Any) -> Answer:
    return talk.ask("POST", path, params=where, json_body=what)


def get(talk: Talk, path: str, where: Json) -> Answer:
    return talk.ask("GET", path, params=where)


def put(talk: Talk, path: str, where: Json, what: Any, **headers: str) -> Answer:
    said = {name.replace("_", "-"): value for name, value in headers.items()}
    return talk.ask("PUT", path, params=where, json_body=what, headers=said)


def cases(section: str, names: Iterable[Any] = ("",)) -> list[Case]:
    """Cases of the resource a section is about."""
    return [case for case in everywhere(names) if SECTION[case.what[0]] == section]


def everywhere(names: Iterable[Any] = ("",), *, state: tuple[str, ...] = BOTH) -> list[Case]:
    """Cases of all three; state: the versions that say so of states too."""
    return [
        Case(f"{path} {name}".strip(), (path, name), state if path == STATE else BOTH)
        for name in names
        for path in SECTION
    ]
