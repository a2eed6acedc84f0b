"""/xapi/agents on a real server: always a Person."""

from collections.abc import Iterator
from urllib.parse import urlencode

import msgspec
import pytest

from cabochon.house import House
from cabochon.settings import load
from lrs_store import Answer, Client, client, opened


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("agents") / "data"
    house = House.open(folder, load(folder, {}))
    yield house
    house.close()


@pytest.fixture(scope="module")
def port(home: House) -> Iterator[int]:
    with opened(home) as one:
        yield one


@pytest.fixture(scope="module", params=["1.0.3", "2.0.0"])
def one(home: House, port: int, request: pytest.FixtureRequest) -> Client:
    return client(home, port, version=request.param)


def who(asker: Client, agent: object, method: str = "GET") -> Answer:
    text = agent if isinstance(agent, str) else msgspec.json.encode(agent).decode()
    return asker.ask(method, f"/xapi/agents?{urlencode({'agent': text})}")


ACCOUNT = {"homePage": "https://example.com", "name": "a"}


@pytest.mark.parametrize(
    ("agent", "person"),
    [
        ({"mbox": "mailto:a@example.com"}, {"mbox": ["mailto:a@example.com"]}),
        ({"objectType": "Agent", "name": "Ä", "account": ACCOUNT}, {"name": ["Ä"], "account": [ACCOUNT]}),
        ({"openid": "https://a.example"}, {"openid": ["https://a.example"]}),
        ({"mbox_sha1sum": "a" * 40}, {"mbox_sha1sum": ["a" * 40]}),
    ],
)
def test_an_agent_is_a_person_with_arrays(one: Client, agent: dict[str, object], person: dict[str, object]) -> None:
    answer = who(one, agent)
    assert (answer.status, answer.headers["content-type"]) == (200, "application/json")
    assert answer.json == {"objectType": "Person", **person}
    head = who(one, agent, "HEAD")
    assert (head.status, head.body, head.headers["content-length"]) == (200, b"", answer.headers["content-length"])


@pytest.mark.parametrize(
    "agent",
    [
        "", "nobody", "[]", "null", "{}", {"mbox": "a@example.com"}, {"mbox": "mailto:a@example.com", "openid": "x:y"},
        {"mbox": "mailto:a@example.com", "Name": "a"}, {"mbox": "mailto:a@example.com", "objectType": "agent"},
        {"objectType": "Group", "mbox": "mailto:a@example.com"}, {"account": {"name": "a"}}, {"name": "a"},
        '{"mbox":"mailto:a@example.com","mbox":"mailto:b@example.com"}',
    ],
)  # fmt: skip
def test_what_is_no_agent_is_refused(one: Client, agent: object) -> None:
    answer = who(one, agent)
    assert (answer.status, answer.json["pointer"].startswith("agent")) == (400, True)


@pytest.mark.parametrize("query", ["", "?Agent=%7B%7D", "?agent=%7B%7D&foo=1"])
def test_other_parameters_are_refused(one: Client, query: str) -> None:
    assert one.ask("GET", f"/xapi/agents{query}").status == 400


def test_other_methods_are_not_allowed(one: Client) -> None:
    assert one.ask("PUT", "/xapi/agents", b"{}").status == 405


def test_a_key_that_reads_nothing_may_not_ask(home: House, port: int) -> None:
    assert who(client(home, port, "statements/write"), {"mbox": "mailto:a@example.com"}).status == 403
    assert who(client(home, port, "all/read"), {"mbox": "mailto:a@example.com"}).status == 200
