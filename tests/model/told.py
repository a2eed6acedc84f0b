"""What a record store should answer, told by dicts and loops: slow, plain, and not how the real one does it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha1
from typing import Any

VOIDED = "http://adlnet.gov/expapi/verbs/voided"
Json = dict[str, Any]
FILTERS = ("agent", "verb", "activity", "registration")


def same(one: Json, other: Json) -> bool:
    """Equal for the standard, as far as the statements drawn here can differ."""
    return plain(one) == plain(other)


def plain(statement: Json) -> Json:
    found = {k: v for k, v in statement.items() if k not in ("id", "timestamp", "stored", "authority", "version")}
    return found | {"verb": statement["verb"]["id"]}


def ifi(agent: Json) -> str:
    for name in ("mbox", "mbox_sha1sum", "openid"):
        if name in agent:
            return f"{name}:{agent[name]}"
    return f"account:{agent['account']['homePage']} {agent['account']['name']}" if "account" in agent else ""


def people(agent: Any) -> Iterator[str]:
    if isinstance(agent, dict):
        if found := ifi(agent):
            yield found
        for member in agent.get("member", ()):
            yield ifi(member)


def agents(s: Json, *, related: bool) -> set[str]:
    target = s["object"]
    found = set(people(s["actor"]))
    if target.get("objectType") in ("Agent", "Group"):
        found |= set(people(target))
    if related:
        context = s.get("context", {})
        for one in (context.get("instructor"), context.get("team")):
            found |= set(people(one))
        for one in context.get("contextAgents", ()):
            found |= set(people(one["agent"]))
        for one in context.get("contextGroups", ()):
            found |= set(people(one["group"]))
        if target.get("objectType") == "SubStatement":
            found |= agents(target, related=True)
    return found


def activities(s: Json, *, related: bool) -> set[str]:
    target = s["object"]
    found = {target["id"]} if target.get("objectType", "Activity") == "Activity" else set()
    if related:
        for several in s.get("context", {}).get("contextActivities", {}).values():
            found |= {one["id"] for one in (several if isinstance(several, list) else [several])}
        if target.get("objectType") == "SubStatement":
            found |= activities(target, related=True)
    return found


@dataclass
class Told:
    """statements: by id, in the order they were kept. stored: by id, as the store said it."""

    statements: dict[str, Json] = field(default_factory=dict)
    documents: dict[tuple[Any, ...], "Document"] = field(default_factory=dict)

    def voided(self, one: str) -> bool:
        kept = self.statements.get(one)
        if kept is None or kept["verb"]["id"] == VOIDED:
            return False
        return any(s["verb"]["id"] == VOIDED and s["object"]["id"] == one for s in self.statements.values())

    def keep(self, batch: Sequence[Json]) -> int:
        """The status of a batch with its ids; it changes what is kept only with a 200."""
        names = [one["id"] for one in batch]
        if len(set(names)) < len(names):
            return 400
        if any(one["id"] in self.statements and not same(one, self.statements[one["id"]]) for one in batch):
            return 409
        for one in batch:
            self.statements.setdefault(one["id"], one)
        return 200

    def matching(self, params: Json, *, upto: int | None = None) -> list[str]:
        """Ids of what a GET finds, the newest first, of the first `upto` kept."""
        names = list(self.statements)[:upto]
        there = set(names)
        found = [one for one in names if not self.voided(one) and self._matches(one, params, there)]
        return found if params.get("ascending") else found[::-1]

    def _matches(self, one: str, params: Json, there: set[str]) -> bool:
        seen: set[str] = set()
        while one in there and one not in seen:
            statement = self.statements[one]
            if self._holds(statement, params):
                return True
            seen.add(one)
            if statement["object"].get("objectType") != "StatementRef":
                return False
            one = statement["object"]["id"]
        return False

    @staticmethod
    def _holds(s: Json, params: Json) -> bool:
        if "verb" in params and s["verb"]["id"] != params["verb"]:
            return False
        if "registration" in params and s.get("context", {}).get("registration") != params["registration"]:
            return False
        if "agent" in params and ifi(params["agent"]) not in agents(s, related=bool(params.get("related_agents"))):
            return False
        wide = bool(params.get("related_activities"))
        return "activity" not in params or params["activity"] in activities(s, related=wide)

    # Documents: `key` is (resource, what identifies the context ..., id)

    def put(self, key: tuple[Any, ...], doc: "Document", *, new: bool, match: str, none: str) -> int:
        there = self.documents.get(key)
        if status := _conditions(there, match, none):
            return status
        if not match and not none and (key[0] != "state" or new):
            if there is not None:
                return 409
            if not new:
                return 400
        self.documents[key] = doc
        return 204

    def post(self, key: tuple[Any, ...], doc: "Document", *, match: str, none: str) -> int:
        there = self.documents.get(key)
        if status := _conditions(there, match, none):
            return status
        if there is not None:
            if there.members is None or doc.members is None:
                return 400
            doc = Document.of({**there.members, **doc.members})
        self.documents[key] = doc
        return 204

    def delete(self, key: tuple[Any, ...], *, match: str, none: str) -> int:
        if status := _conditions(self.documents.get(key), match, none):
            return status
        self.documents.pop(key, None)
        return 204

    def clear(self, context: tuple[Any, ...]) -> None:
        for key in [key for key in self.documents if key[:-1] == context]:
            del self.documents[key]

    def names(self, context: tuple[Any, ...]) -> set[str]:
        return {key[-1] for key in self.documents if key[:-1] == context}


@dataclass(frozen=True)
class Document:
    """members: of a JSON object sent as JSON, else None. body: as sent, or None once it was merged."""

    media: str
    body: bytes | None
    members: Mapping[str, Any] | None = None

    @classmethod
    def of(cls, members: Mapping[str, Any]) -> "Document":
        return cls("application/json", None, members)


def tag(body: bytes) -> str:
    return f'"{sha1(body, usedforsecurity=False).hexdigest()}"'


def _conditions(there: "Document | None", match: str, none: str) -> int:
    """match: "" for none, "right" or "wrong"; none: "" or "*"."""
    if match and (there is None or match == "wrong"):
        return 412
    return 412 if none and there is not None else 0
