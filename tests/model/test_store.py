"""The record store against a few dicts: whatever is done in whatever order, it answers what they say.

CABOCHON_MODEL=thorough runs it at length (1,000 times 50 steps); CABOCHON_MODEL_RUNS says how often.
"""

import gc
import json
import os
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from .direct import MOST, Answer, Direct, Facts
from .drawn import (
    AGENTS,
    ALL_CONTEXTS,
    ALL_FILTERS,
    IDS,
    NOBODY,
    contents,
    contexts_of_documents,
    filters,
    names,
    statements,
)
from .told import VOIDED, Document, Told, tag

STATEMENTS = "/xapi/statements"
PATHS = {"state": "/xapi/activities/state", "activity": "/xapi/activities/profile", "agent": "/xapi/agents/profile"}
VERSIONS = st.sampled_from(["1.0.3", "2.0.0"])
MATCH = st.sampled_from(["", "", "", "right", "wrong"])


class Store(RuleBasedStateMachine):
    @initialize(block=st.sampled_from([0, 7, 160_000]))
    def opens(self, block: int) -> None:
        self.real, self.told = Direct(block=block), Told()
        self.through, self.turn = "", 0

    def teardown(self) -> None:
        if not hasattr(self, "real"):
            return
        try:
            self._agrees(ALL_FILTERS)
            for context in ALL_CONTEXTS:
                self._lists(context)
            assert self.real.faults() == []
        finally:
            self.real.close()
            del self.real  # the last machine of a run is kept

    # Statements in

    @rule(data=st.data(), version=VERSIONS, many=st.integers(1, 5))
    def posts(self, data: st.DataObject, version: str, many: int) -> None:
        batch = [self._drawn(data, version) for _ in range(many)]
        body = batch[0] if many == 1 and data.draw(st.booleans()) else batch
        self._sent("POST", batch, body, version)

    @rule(data=st.data(), version=VERSIONS)
    def puts(self, data: st.DataObject, version: str) -> None:
        one = self._drawn(data, version)
        body = {k: v for k, v in one.items() if k != "id" or data.draw(st.booleans())}
        self._sent("PUT", [one], body, version, statementId=one["id"])

    @precondition(lambda self: self.told.statements)
    @rule(data=st.data(), version=VERSIONS)
    def repeats_in_other_spelling(self, data: st.DataObject, version: str) -> None:
        one = self.told.statements[data.draw(st.sampled_from(sorted(self.told.statements)))]
        context = one.get("context", {})
        if "contextAgents" in context or "contextGroups" in context:
            version = "2.0.0"
        again = {**one, "id": one["id"].upper(), "timestamp": "2020-01-01T00:00:00+01:00",
                 "verb": {**one["verb"], "display": {"en": "said otherwise"}}}  # fmt: skip
        self._sent("POST", [{**again, "id": one["id"]}], again, version)

    @rule(data=st.data(), bad=st.integers(0, 2))
    def posts_a_batch_with_a_bad_one(self, data: st.DataObject, bad: int) -> None:
        batch = [data.draw(statements()) for _ in range(3)]
        batch[bad] = {**batch[bad], "verb": {"id": "nothing"}}
        assert self._ask("POST", STATEMENTS, body=batch).status == 400

    def _drawn(self, data: st.DataObject, version: str) -> dict[str, Any]:
        """Mostly under an id that is free: else nearly everything would soon be a conflict."""
        one = data.draw(statements(version=version))
        free = [name for name in IDS if name not in self.told.statements]
        return {**one, "id": data.draw(st.sampled_from(free))} if free and data.draw(st.integers(0, 3)) else one

    def _sent(self, method: str, batch: list[dict[str, Any]], body: Any, version: str, **params: str) -> None:
        expected = self.told.keep(batch)
        answer = self._ask(method, STATEMENTS, params, body=body, version=version)
        assert answer.status == (204 if expected == 200 and method == "PUT" else expected), answer.body
        if answer.status == 200:
            assert answer.json == [one["id"] for one in batch]

    # Statements out

    @rule(one=st.sampled_from([*IDS, NOBODY]), voided=st.booleans(), version=VERSIONS)
    def gets_one(self, one: str, voided: bool, version: str) -> None:
        answer = self._ask("GET", STATEMENTS, {"voidedStatementId" if voided else "statementId": one}, version=version)
        there = one in self.told.statements and self.told.voided(one) == voided
        assert answer.status == (200 if there else 404)
        if there:
            kept = self.told.statements[one]
            said = answer.json
            assert said["id"] == one
            assert (said["actor"], said["verb"]["id"]) == (kept["actor"], kept["verb"]["id"])
            assert said.keys() >= {"stored", "authority", "timestamp", "version"}

    @rule(params=filters(), data=st.data())
    def walks(self, params: dict[str, Any], data: st.DataObject) -> None:
        """From the first page to the last; what is kept meanwhile stays out, what is voided meanwhile may."""
        expected, upto = self.told.matching(params), len(self.told.statements)
        between = data.draw(st.one_of(st.none(), st.none(), statements()))
        answer = self._ask("GET", STATEMENTS, _written(params))
        assert answer.status == 200, answer.body
        found: list[str] = []
        while True:
            page = answer.json
            assert len(page["statements"]) <= (params.get("limit") or MOST)
            found += [one["id"] for one in page["statements"]]
            if not page["more"]:
                break
            if between is not None:
                self._sent("POST", [between], between, "1.0.3")
                between = None
            answer = self.real.follow("GET", page["more"])
            assert answer.status == 200, answer.body
        now = self.told.matching(params, upto=upto)
        if now == expected:
            assert found == expected
        else:  # voided in the middle of the walk
            assert [one for one in found if one in now] == now
            assert [one for one in expected if one in found] == found

    @precondition(lambda self: self.told.statements)
    @rule(data=st.data(), ascending=st.booleans())
    def asks_by_time(self, data: st.DataObject, ascending: bool) -> None:
        order = list(self.told.statements)
        first, last = sorted(data.draw(st.tuples(*[st.integers(0, len(order) - 1)] * 2)))
        since, until = (self._stored(order[at]) for at in (first, last))
        params = {"since": since, "until": until, "limit": "0", **({"ascending": "true"} if ascending else {})}
        found = [one["id"] for one in self._ask("GET", STATEMENTS, params).json["statements"]]
        expected = [one for one in order[first + 1 : last + 1] if not self.told.voided(one)]
        assert found == (expected if ascending else expected[::-1])

    def _stored(self, one: str) -> str:
        name = "voidedStatementId" if self.told.voided(one) else "statementId"
        stored: str = self._ask("GET", STATEMENTS, {name: one}).json["stored"]
        return stored

    # Documents

    @rule(
        data=st.data(),
        deeds=st.lists(st.sampled_from(["write", "write", "write", "delete", "clear"]), min_size=3, max_size=8),
    )
    def handles_documents(self, data: st.DataObject, deeds: list[str]) -> None:
        for deed in deeds:
            context, name, version = data.draw(st.tuples(contexts_of_documents, names, VERSIONS))
            if deed == "write":
                self._writes(data, context, name, version)
            elif deed == "delete":
                self._deletes(context, name, version, data.draw(MATCH))
            elif context[0] == "state":
                self.told.clear(context)
                assert self._ask("DELETE", PATHS["state"], _named(context), version=version).status == 204
            self._reads(context, name, version)
            self._lists(context)

    def _writes(self, data: st.DataObject, context: Any, name: str, version: str) -> None:
        match, body = data.draw(MATCH), data.draw(contents)
        none = "" if match else data.draw(st.sampled_from(["", "", "*"]))
        raw = json.dumps(body).encode() if isinstance(body, dict) else body
        media = "application/json" if isinstance(body, dict) else "text/plain"
        doc = Document(media, raw, body if isinstance(body, dict) else None)
        key, headers = (*context, name), self._conditions((*context, name), match, none)
        if data.draw(st.integers(0, 2)):
            method, expected = "PUT", self.told.put(key, doc, new=version == "2.0.0", match=match, none=none)
        else:
            method, expected = "POST", self.told.post(key, doc, match=match, none=none)
        headers["content_type"] = media
        answer = self._ask(method, PATHS[context[0]], _named(context, name), body=raw, version=version, **headers)
        assert answer.status == expected, (answer.status, answer.body)

    def _deletes(self, context: Any, name: str, version: str, match: str) -> None:
        headers = self._conditions((*context, name), match, "")
        expected = self.told.delete((*context, name), match=match, none="")
        answer = self._ask("DELETE", PATHS[context[0]], _named(context, name), version=version, **headers)
        assert answer.status == expected, answer.body

    def _reads(self, context: Any, name: str, version: str) -> None:
        kept = self.told.documents.get((*context, name))
        answer = self._ask("GET", PATHS[context[0]], _named(context, name), version=version)
        assert answer.status == (404 if kept is None else 200)
        if kept is not None:
            assert answer.headers["etag"] == tag(answer.body)
            assert answer.headers["content-type"] == kept.media
            assert answer.body == kept.body if kept.body is not None else answer.json == kept.members

    def _lists(self, context: Any) -> None:
        assert set(self._ask("GET", PATHS[context[0]], _named(context)).json) == self.told.names(context)

    def _conditions(self, key: tuple[Any, ...], match: str, none: str) -> dict[str, str]:
        if match == "right":
            there = self._ask("GET", PATHS[key[0]], _named(key[:-1], key[-1]))
            return {"if_match": there.headers.get("etag", '"none"')}
        return {"if_match": '"0123456789"'} if match else {"if_none_match": none} if none else {}

    # The house

    @rule()
    def restarts(self) -> None:
        self.real.restart()
        self._agrees(ALL_FILTERS)

    @invariant()
    def finds_what_it_should(self) -> None:
        """A few questions after each step; all of them have their turn."""
        if hasattr(self, "real"):
            self.turn += 3
            self._agrees(ALL_FILTERS[at % len(ALL_FILTERS)] for at in range(self.turn, self.turn + 3))

    def _agrees(self, asked: Iterable[dict[str, Any]]) -> None:
        for params in asked:
            answer = self._ask("GET", STATEMENTS, _written(params))
            assert [one["id"] for one in answer.json["statements"]] == self.told.matching(params), params

    @invariant()
    def is_consistent_through_ever_later(self) -> None:
        if hasattr(self, "real"):
            through = self._ask("GET", STATEMENTS, {"statementId": NOBODY}).headers[
                "x-experience-api-consistent-through"
            ]
            assert datetime.fromisoformat(through)
            assert through >= self.through
            self.through = through

    def _ask(self, method: str, path: str, params: Any = None, *, body: Any = b"", version: str = "1.0.3",
             **headers: str) -> Answer:  # fmt: skip
        sent = body if isinstance(body, bytes) else json.dumps(body).encode()
        answer = self.real.ask(method, path, params, body=sent, version=version, **headers)
        assert answer.status < 500, answer.body
        assert answer.headers["x-experience-api-version"] == version
        return answer


def _written(params: dict[str, Any]) -> dict[str, str]:
    found = {}
    for name, value in params.items():
        found[name] = value if isinstance(value, str) else json.dumps(value)
    return found


def _named(context: Any, name: str = "") -> dict[str, str]:
    """Parameters of a document, or of its context."""
    kind, *rest = context
    if kind == "state":
        found = {"activityId": rest[0], "agent": json.dumps(AGENTS[rest[1]])}
        found |= {"registration": rest[2]} if rest[2] else {}
        return found | ({"stateId": name} if name else {})
    found = {"activityId": rest[0]} if kind == "activity" else {"agent": json.dumps(AGENTS[rest[0]])}
    return found | ({"profileId": name} if name else {})


THOROUGH = os.environ.get("CABOCHON_MODEL") == "thorough"
TestStore = Store.TestCase
TestStore.settings = settings(
    max_examples=int(os.environ.get("CABOCHON_MODEL_RUNS", "1000")) if THOROUGH else 15,
    stateful_step_count=50 if THOROUGH else 30,
    deadline=None, database=None, derandomize=not THOROUGH, print_blob=True,
    suppress_health_check=list(HealthCheck),
)  # fmt: skip


def teardown_module() -> None:
    Facts.close()
    gc.collect()  # houses hold themselves in circles, and the facts store with them


def test_the_model_knows_what_voids():
    told = Told()
    target = {"id": IDS[0], "actor": AGENTS[0], "verb": {"id": "x:y"}, "object": {"id": "x:z"}}
    by = {**target, "id": IDS[1], "verb": {"id": VOIDED}, "object": {"objectType": "StatementRef", "id": IDS[0]}}
    assert (told.keep([by]), told.voided(IDS[0])) == (200, False)
    assert (told.keep([target]), told.voided(IDS[0]), told.matching({})) == (200, True, [IDS[1]])
