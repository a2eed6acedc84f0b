"""Documents on a real server: which key may touch them, and what of them lies on the disk."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from uuid import uuid4

import msgspec
import pytest

from cabochon.demo.maison import maison
from cabochon.house import House
from cabochon.settings import load
from documents_named import ACTIVITY, AGENT, NEW, STATE, at, named, put
from lrs_store import Client, client, opened


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("kept") / "data"
    house = House.open(folder, load(folder, {}) | {"body_limit": 2_000_000})
    one = maison(boutiques=2, until=date(2026, 3, 31), weeks=2)
    house.directory.keep([*one.doors, *one.people, *one.identifiers, *one.products])
    yield house
    house.close()


@pytest.fixture(scope="module")
def port(home: House) -> Iterator[int]:
    with opened(home) as one:
        yield one


@pytest.fixture(scope="module")
def old(home: House, port: int) -> Client:
    return client(home, port)


# fmt: off
RIGHTS = [
    (("state",), STATE, True, True),
    (("state",), ACTIVITY, False, False),
    (("profile",), STATE, False, False),
    (("profile",), ACTIVITY, True, True),
    (("profile",), AGENT, True, True),
    (("all/read",), STATE, True, False),
    (("all/read",), AGENT, True, False),
    (("all",), STATE, True, True),
    (("statements/write", "statements/read"), STATE, False, False),
    (("define",), ACTIVITY, False, False),
]
# fmt: on


@pytest.mark.parametrize(("scopes", "path", "reads", "writes"), RIGHTS)
def test_a_key_does_what_its_scopes_hold(
    home: House, port: int, old: Client, *, scopes: tuple[str, ...], path: str, reads: bool, writes: bool
) -> None:
    one, given = client(home, port, *scopes), named(path)
    assert one.ask("PUT", at(path, given), b"{}", **NEW).status == (204 if writes else 403)
    if not writes:
        put(old, path, given)
    assert one.ask("GET", at(path, given)).status == (200 if reads else 403)
    assert one.ask("POST", at(path, given), b"{}").status == (204 if writes else 403)
    assert one.ask("DELETE", at(path, given)).status == (204 if writes else 403)


def test_without_a_key_nothing_is_told(old: Client) -> None:
    assert old.ask("GET", at(STATE, named(STATE)), authorization="").status == 401


def test_a_key_of_a_boutique_touches_documents_of_its_people_only(home: House, port: int, old: Client) -> None:
    people = home.snapshot.people(home.today)
    here = next(one for one in people if one.boutique)
    there = next(one for one in people if one.boutique not in ("", here.boutique))
    bound = client(home, port, "state", "profile", boutiques=(here.boutique,))

    def of(person: str) -> str:
        account = {"homePage": f"{home.home}/people", "name": person}
        return msgspec.json.encode({"account": account}).decode()

    for path in (STATE, AGENT):
        assert bound.ask("PUT", at(path, named(path, agent=of(here.id))), b"{}", **NEW).status == 204
        for strange in (of(there.id), of("nobody"), named(AGENT)["agent"]):
            given = named(path, agent=strange)
            assert bound.ask("PUT", at(path, given), b"{}", **NEW).status == 403
            put(old, path, given)
            assert bound.ask("GET", at(path, given)).status == 403
    assert bound.ask("PUT", at(ACTIVITY, named(ACTIVITY)), b"{}", **NEW).status == 204


# At rest


def test_no_file_holds_an_address_or_a_word_of_what_was_kept(home: House, old: Client) -> None:
    given = named(STATE, agent='{"mbox":"mailto:quincunx@example.com"}')
    put(old, STATE, given, b"a syzygy of words", content_type="text/plain")
    put(old, ACTIVITY, named(ACTIVITY), b"a syzygy of words")
    held = Path(home.directory._file.path).parent  # type: ignore[attr-defined]
    for one in held.iterdir():
        if one.is_file():
            found = one.read_bytes()
            assert b"quincunx" not in found, one.name
            assert b"syzygy" not in found, one.name


def test_forgetting_a_person_takes_their_documents_along(home: House, old: Client) -> None:
    agent = {"account": {"homePage": f"{home.home}/people", "name": uuid4().hex}}
    told = msgspec.json.encode(agent).decode()
    mine, theirs = named(STATE, agent=told), named(STATE)
    for given in (mine, theirs):
        put(old, STATE, given, b"x")
    assert [found.body for _, found in home.documents.held(agent)] == [b"x"]
    assert home.documents.forget(agent) == 1
    assert old.ask("GET", at(STATE, mine)).status == 404
    assert old.ask("GET", at(STATE, theirs)).status == 200


def test_destroying_a_persons_key_is_forgetting_their_documents(home: House, old: Client) -> None:
    name = uuid4().hex
    account = {"homePage": f"{home.home}/people", "name": name}
    given = named(STATE, agent=msgspec.json.encode({"account": account}).decode())
    put(old, STATE, given, b"x")
    assert home.directory.forget_text_key(f"person:{name}")
    assert old.ask("GET", at(STATE, given)).status == 404
    put(old, STATE, given, b"made anew")  # under a new key of the same name
    assert old.ask("GET", at(STATE, given)).body == b"made anew"
