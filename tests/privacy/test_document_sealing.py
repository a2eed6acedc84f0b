"""Documents at rest: whose they are, and what opens them."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from cabochon.directory.sqlite import SQLiteDirectory
from cabochon.privacy.documents import KIND, closed, context, key_names, opened, whose
from cabochon.privacy.naming import Naming
from cabochon.stream.documents import Context, Place
from cabochon.xapi.documents import Named, Resource

HOME = "https://maison.example"
NAMING = Naming(b"n" * 32)
STRANGER = {"mbox": "mailto:a@Example.com"}


@pytest.fixture
def directory():
    one = SQLiteDirectory(None, clock=lambda: datetime(2026, 3, 1, tzinfo=UTC))
    yield one
    one.close()


def account(page, name="x7"):
    return {"account": {"homePage": f"{HOME}/{page}", "name": name}}


def of(agent):
    return whose(agent, home=HOME, naming=NAMING)


def test_one_of_ours_has_the_key_of_its_statements():
    assert (of(account("people")).key, of(account("people")).person) == ("person:x7", "x7")
    assert (of(account("identities/till:csv")).key, of(account("identities/till:csv")).person) == (
        "code:till:csv/x7",
        "",
    )


def test_a_stranger_is_a_keyed_hash_and_never_an_address():
    who = of(STRANGER)
    assert who == of({"name": "A", "mbox": "mailto:a@example.com", "objectType": "Agent"})
    assert who.key == f"agent:{who.agent}"
    assert "example" not in repr(who)
    assert who != whose(STRANGER, home=HOME, naming=Naming(b"o" * 32))


def test_an_account_elsewhere_is_a_stranger():
    agent = {"account": {"homePage": "https://other.example/people", "name": "x7"}}
    assert of(agent).key.startswith("agent:")


def test_a_document_about_nobody_has_the_houses_key(directory):
    who = of(None)
    assert (who.agent, key_names(who)) == ("", ())
    place = Place(context(Named(resource=Resource.ACTIVITY_PROFILE, activity="https://a.example"), who), "p")
    content = closed(directory, place, content_type="a/b", body=b"word", key=who.key)
    assert b"word" not in content.body
    assert opened(directory, place, content) == b"word"


@pytest.mark.parametrize("destroyed", ["person:x7", KIND])
def test_either_key_destroyed_closes_it_for_ever(directory, destroyed):
    who, place = of(account("people")), Place(Context("state", "https://a.example", "h"), "s")
    content = closed(directory, place, content_type="a/b", body=b"\0\xff", key=who.key)
    assert opened(directory, place, content) == b"\0\xff"
    directory.forget_text_key(destroyed)
    assert opened(directory, place, content) is None
    directory.text_keys([destroyed])
    assert opened(directory, place, content) is None


@pytest.mark.parametrize("agent", [None, STRANGER])
def test_a_document_is_bound_to_its_place(directory, agent):
    who = of(agent)
    place = Place(Context("state", "https://a.example", who.agent), "s")
    content = closed(directory, place, content_type="a/b", body=b"word", key=who.key)
    assert opened(directory, replace(place, name="t"), content) is None
    assert opened(directory, replace(place, context=replace(place.context, registration="r")), content) is None
