"""The page of the identity system's staff: words nobody knows are told there, and who waits is used by itself."""

import pytest

from cabochon.directory.rows import Account
from cabochon.house.scim import replaced
from cabochon.privacy.keys import make

WORK = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
AT = "/accounts/staff"


@pytest.fixture(scope="module")
def admin(place):
    return place.signed_in("admin")


@pytest.fixture
def key(place):
    made, _ = make(place.house.directory, "Entra", scopes=["accounts/write"], clock=place.house.clock)
    yield place.house.keyring.key(made)
    place.house.people.revoke(made)


def said(admin, fields):
    return admin.post(AT, {"csrf": admin.get(AT).csrf, **fields})


def user(place, key, login, **more):
    sent = {"userName": f"{login}@{key.id}.example", "displayName": "Anna", "active": True, **more}
    return place.house.trust.scim.make(key, replaced(sent))[0]


def person(place, account):
    now = place.house.directory.get(Account, account.id)
    return place.house.snapshot.person_on(now.person, place.house.today)


def test_without_an_identity_system_it_says_how_to_begin(place, admin):
    assert "/keys/new?for=scim" in admin.get(AT).text


def test_a_word_is_told_and_who_waited_works_there(place, admin, key):
    anna = user(place, key, "anna", **{WORK: {"department": 'Rue "du" Rhône'}})
    user(place, key, "bea", title="Wizard", **{WORK: {"department": place.door}})
    shown = admin.get(AT).text
    assert "Rue &#34;du&#34; Rhône" in shown
    assert "Wizard" in shown
    assert "1 user waits" in shown
    sent = {"key": key.id, "do": "word", "table": "boutiques", "word": 'Rue "du" Rhône', "code": place.door}
    assert said(admin, sent).status == 303
    assert person(place, anna).boutique == place.door
    said(admin, {"key": key.id, "do": "word", "table": "job_roles", "word": "Wizard", "code": "-"})
    said(admin, {"key": key.id, "do": "word", "table": "job_roles", "word": "Wizard", "code": "stock"})
    shown = admin.get(f"{AT}?done=kept").text
    assert "Nobody waits" in shown
    assert "Kept." in shown


def test_the_quarantine_leads_there(place, admin, key):
    user(place, key, "cleo", **{WORK: {"department": "Nowhere"}})
    shown = admin.get("/quarantine?source=scim:Entra").text
    assert AT in shown
    assert "Nowhere" in shown


def test_a_wrong_mapping_is_shown_again_with_its_line(place, admin, key):
    shown = said(admin, {"key": key.id, "do": "mapping", "text": "x = 1\n# <b>kept</b>"})
    assert shown.status == 400
    assert "line 1" in shown.text
    assert "&lt;b&gt;kept" in shown.text
    assert said(admin, {"key": key.id, "do": "mapping", "text": 'employment = "off"\r\n'}).status == 303
    assert "accounts alone" in admin.get(AT).text


@pytest.mark.parametrize("sent", [
    {"do": "word", "table": "columns", "word": "x", "code": "y"}, {"do": "word", "table": "boutiques", "code": "y"},
    {"do": "word", "table": "boutiques", "word": "x"}, {"do": "mapping", "text": "[", }, {"key": "none", "do": "again"},
])  # fmt: skip
def test_what_is_no_word_and_no_key_is_refused(place, admin, key, sent):
    assert said(admin, {"key": key.id, **sent}).status == 400


def test_nobody_else_sees_it(place):
    for login in ("manager", "analyst", "associate"):
        assert place.signed_in(login).get(AT).status in (403, 404)
