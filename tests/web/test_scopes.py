"""What each scope may do on each resource: the whole table, asked of a real server."""

from collections.abc import Iterator
from urllib.parse import quote
from uuid import uuid4

import pytest

from cabochon.house import House
from cabochon.privacy.keys import SCOPES, make
from cabochon.privacy.scopes import NARROW
from cabochon.settings import load
from lrs_store import Client, basic, client, opened, said

AGENT = quote('{"mbox":"mailto:anna@example.com"}')
THING = quote("https://example.com/things/1")
STATE = f"/xapi/activities/state?activityId={THING}&agent={AGENT}"
ABOUT_IT, ABOUT_HER = f"/xapi/activities/profile?activityId={THING}", f"/xapi/agents/profile?agent={AGENT}"
LIST = "/xapi/statements?limit=1"
READ = {"statements/read", "all/read", "all"}
MINE = {"statements/read/mine", *READ}
# fmt: off
TABLE = {  # what is asked: the scopes that open it (xAPI 1.0.3 Part Three, 4.2); every other gets 403
    ("POST",   "/xapi/statements"):          {"statements/write", "all"},
    ("PUT",    "/xapi/statements"):          {"statements/write", "all"},
    ("GET",    LIST):                        MINE,
    ("HEAD",   LIST):                        MINE,
    ("GET",    STATE):                       {"state", "all/read", "all"},
    ("PUT",    f"{STATE}&stateId=a"):        {"state", "all"},
    ("POST",   f"{STATE}&stateId=a"):        {"state", "all"},
    ("DELETE", f"{STATE}&stateId=a"):        {"state", "all"},
    ("GET",    ABOUT_IT):                    {"profile", "all/read", "all"},
    ("POST",   f"{ABOUT_IT}&profileId=a"):   {"profile", "all"},
    ("DELETE", f"{ABOUT_IT}&profileId=gone"): {"profile", "all"},
    ("GET",    ABOUT_HER):                   {"profile", "all/read", "all"},
    ("POST",   f"{ABOUT_HER}&profileId=a"):  {"profile", "all"},
    ("DELETE", f"{ABOUT_HER}&profileId=gone"): {"profile", "all"},
    ("GET",    f"/xapi/agents?agent={AGENT}"):  {"state", "profile", *MINE},
    ("GET",    f"/xapi/activities?activityId={THING}"): {"define", *READ},
    ("GET",    "/xapi/about"):               set(SCOPES),
}
# fmt: on


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("scopes") / "data"
    house = House.open(folder, load(folder, {}))
    yield house
    house.close()


@pytest.fixture(scope="module")
def port(home: House) -> Iterator[int]:
    with opened(home) as one:
        yield one


@pytest.fixture(scope="module")
def holders(home: House, port: int) -> dict[str, list[Client]]:
    """For each scope a key that holds it alone, and a token narrowed to it of a key that holds all."""
    from cabochon.privacy.credentials import Credential

    every = Credential(*make(home.directory, "every", scopes=["all", *NARROW], clock=home.clock))
    return {
        scope: [client(home, port, scope), Client(port, f"Bearer {home.keyring.lend(every, scope).token}")]
        for scope in SCOPES
    }


@pytest.mark.parametrize("scope", SCOPES)
@pytest.mark.parametrize(("method", "path"), TABLE)
def test_a_scope_opens_what_the_table_says_for_a_key_and_for_a_token(holders, method, path, scope):
    for one in holders[scope]:
        body = b'{"a":1}' if method in ("POST", "PUT") else None
        if path == "/xapi/statements":
            sent, address = said(), path
            body = f'{{"id":"{sent["id"]}","actor":{{"mbox":"mailto:a@example.com"}},"verb":{{"id":"http://a/b"}},'
            body = (body + '"object":{"id":"http://a/c"}}').encode()
            address += f"?statementId={sent['id']}" if method == "PUT" else ""
        else:
            address = path
        answer = one.ask(method, address, body)
        if scope in TABLE[method, path]:
            assert answer.status in (200, 204), (answer.status, answer.body)
        else:
            assert answer.status == 403, (answer.status, answer.body)


@pytest.mark.parametrize("path", sorted({path for _, path in TABLE if path != "/xapi/about"}))
def test_without_a_key_nothing_but_about_opens(port, path):
    method = next(method for method, one in TABLE if one == path)
    assert Client(port, "").ask(method, path).status == 401
    assert Client(port, basic(uuid4().hex[:20], "x")).ask(method, path).status == 401


def test_about_asks_for_neither_key_nor_version(port):
    assert Client(port, "", "").ask("GET", "/xapi/about").status == 200


def test_who_reads_their_own_sees_what_their_key_sent_whichever_secret_or_token_it_came_with(home, port):
    key, secret = make(home.directory, "x", scopes=["statements/write", "statements/read/mine"], clock=home.clock)
    one = Client(port, basic(key, secret))
    (first,) = one.keep(said())
    again = Client(port, basic(key, home.keyring.rotate(key)))
    (second,) = again.keep(said())
    (other,) = client(home, port).keep(said())
    assert set(again.get().ids) == {first, second}
    assert again.get(statementId=other).status == 404


def test_a_key_of_one_source_says_our_kinds_under_that_name_only(home, port, kept_observation):
    key = make(home.directory, "x", scopes=["all"], source="till:csv", clock=home.clock)
    bound = Client(port, basic(*key))
    foreign = said(context={"platform": "Storyline"})
    assert bound.post(foreign).status == 200  # no kind of ours
    refused = bound.post([said(), kept_observation])
    assert (refused.status, refused.json["pointer"]) == (403, "/1/context/platform")
    assert "till:csv" in refused.json["error"]
    kept_observation["context"]["platform"] = "till:csv"
    assert bound.post(kept_observation).status == 200


@pytest.fixture
def kept_observation() -> dict:
    """A statement that claims to be one of our kinds; what it says otherwise does not matter here."""
    from cabochon.vocabulary import KINDS
    from cabochon.vocabulary.iris import PROFILE

    context = {"platform": "floor", "contextActivities": {"category": [{"id": PROFILE}]}}
    return said(verb={"id": KINDS[0].verbs[0].iri}, context=context)
