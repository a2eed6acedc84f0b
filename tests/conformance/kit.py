"""Statements to be judged: a small one, whole ones, and ways to change one place of them."""

from copy import deepcopy
from random import Random
from typing import Any
from uuid import UUID

from sections import V2

Json = dict[str, Any]
GONE = object()  # the place is left out
VOIDED = "http://adlnet.gov/expapi/verbs/voided"
SHA2 = "495395e777cd98da653df9615d09c0fd6bb2f8d4788394cd53c56a3bfdcd848a"

MBOX = {"mbox": "mailto:ann@example.com"}
SHA1 = {"mbox_sha1sum": "cd9b00a5611f94eaa7b1661edab976068e364975"}
OPENID = {"openid": "https://ann.example.com/id"}
ACCOUNT = {"account": {"homePage": "https://www.example.com/people", "name": "ann"}}
IDENTIFIERS = (MBOX, SHA1, OPENID, ACCOUNT)
PAIR = [{"mbox": "mailto:a@example.com"}, {"objectType": "Agent", "name": "B", "mbox": "mailto:b@example.com"}]
CROWD = {"objectType": "Group", "name": "Crowd", "member": PAIR}

FILE = {
    "usageType": "https://example.com/usage/picture",
    "display": {"en-US": "A picture", "de": "Ein Bild"},
    "description": {"en-US": "of a strap"},
    "contentType": "text/plain; charset=ascii",
    "length": 27,
    "sha2": SHA2,
    "fileUrl": "https://example.com/file.txt",
}


DICE = Random(2026)  # a case is named by what it holds: the same in every process


def fresh() -> str:
    return str(UUID(int=DICE.getrandbits(128), version=4))


def somebody() -> Json:
    """An agent nobody has seen."""
    return {"objectType": "Agent", "mbox": f"mailto:{fresh()}@example.com"}


def thing() -> str:
    """An activity nobody has seen."""
    return f"https://example.com/things/{fresh()}"


def small(**members: Any) -> Json:
    """A statement of three parts, with an actor and an object of its own; None leaves a member out."""
    one = {
        "actor": somebody(),
        "verb": {"id": "https://example.com/verbs/tried", "display": {"en-US": "tried"}},
        "object": {"objectType": "Activity", "id": thing()},
        **members,
    }
    return {name: value for name, value in one.items() if value is not None}


def whole(version: str) -> Json:
    """A statement with every part a client may send."""
    one = small(
        result={
            "score": {"scaled": 0.5, "raw": 5, "min": 0, "max": 10},
            "success": True,
            "completion": True,
            "response": "yes",
            "duration": "PT1H0M0.1S",
            "extensions": {"https://example.com/x/result": "r"},
        },
        context={
            "registration": fresh(),
            "instructor": {"objectType": "Agent", "name": "Ina", **MBOX},
            "team": deepcopy(CROWD),
            "contextActivities": {
                "parent": [{"id": "https://example.com/p"}],
                "grouping": [{"id": "https://example.com/g"}],
                "category": [{"id": "https://example.com/c"}],
                "other": [{"objectType": "Activity", "id": "https://example.com/o"}],
            },
            "revision": "1",
            "platform": "floor",
            "language": "en-US",
            "statement": {"objectType": "StatementRef", "id": fresh()},
            "extensions": {"https://example.com/x/context": {"a": [1, None]}},
        },
        timestamp="2026-03-01T09:30:00.120Z",
        attachments=[deepcopy(FILE)],
    )
    one["object"]["definition"] = definition()
    if version == V2:
        one["context"]["contextAgents"] = [{"objectType": "contextAgent", "agent": dict(MBOX)}]
        one["context"]["contextGroups"] = [{"objectType": "contextGroup", "group": deepcopy(CROWD)}]
    return one


def definition() -> Json:
    return {
        "name": {"en-GB": "example meeting", "en-US": "example meeting"},
        "description": {"en-GB": "An example", "en-US": "An example"},
        "type": "https://example.com/types/meeting",
        "moreInfo": "https://example.com/more",
        "interactionType": "choice",
        "correctResponsesPattern": ["a[,]b"],
        "choices": [{"id": "a", "description": {"en-US": "A"}}, {"id": "b", "description": {"en-US": "B"}}],
        "extensions": {"https://example.com/x/definition": 1},
    }


def within(statement: Json) -> Json:
    """The same said in a SubStatement; what only a statement may have is left out of it."""
    inner = {k: v for k, v in statement.items() if k not in OUTER}
    return small(object={"objectType": "SubStatement", **deepcopy(inner)})


OUTER = ("id", "stored", "authority", "version")


def changed(place: str, value: Any, statement: Json) -> Json:
    """A copy with the value at a JSON pointer put in, replaced, or taken away (GONE)."""
    copy = deepcopy(statement)
    at: Any = copy
    *owners, last = [key.replace("~1", "/").replace("~0", "~") for key in place[1:].split("/")]
    for key in owners:
        at = at[int(key)] if isinstance(at, list) else at.setdefault(key, {})
    key = int(last) if isinstance(at, list) else last
    if value is GONE:
        del at[key]
    else:
        at[key] = deepcopy(value)
    return copy


def look(place: str, statement: Any) -> Any:
    at = statement
    for key in place[1:].split("/"):
        at = at[int(key)] if isinstance(at, list) else at[key.replace("~1", "/")]
    return at


def voiding(one: str, **members: Any) -> Json:
    return small(verb={"id": VOIDED}, object=ref(one), **members)


def ref(one: str) -> Json:
    return {"objectType": "StatementRef", "id": one}


def document() -> Json:
    """A document nobody has seen."""
    return {"name": fresh(), "location": {"name": fresh()}, fresh(): fresh()}
