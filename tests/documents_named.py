"""Documents for the tests of /xapi: their addresses, and parameters of a document of its own."""

from urllib.parse import urlencode
from uuid import uuid4

import msgspec

from lrs_store import Answer, Client

STATE, ACTIVITY, AGENT = "/xapi/activities/state", "/xapi/activities/profile", "/xapi/agents/profile"
ID = {STATE: "stateId", ACTIVITY: "profileId", AGENT: "profileId"}
NEW = {"if_none_match": "*"}


def named(path: str, **more: str | None) -> dict[str, str]:
    """Parameters of a document of its own; None leaves one out."""
    agent = msgspec.json.encode({"mbox": f"mailto:{uuid4().hex}@example.com"}).decode()
    made: dict[str, str | None] = {ID[path]: "a/b ü"}
    if path != AGENT:
        made["activityId"] = f"https://example.com/{uuid4().hex}"
    if path != ACTIVITY:
        made["agent"] = agent
    return {name: value for name, value in (made | more).items() if value is not None}


def at(path: str, given: dict[str, str]) -> str:
    return f"{path}?{urlencode(given)}"


def put(one: Client, path: str, given: dict[str, str], body: bytes = b"{}", **headers: str) -> Answer:
    answer = one.ask("PUT", at(path, given), body, **{**NEW, **headers})
    assert answer.status == 204, answer.body
    return answer
