"""The keys page: an administrator makes a key, sees its secret once, rotates and revokes it."""

import re
import shlex
import shutil
import subprocess
from datetime import timedelta
from html import unescape

import pytest

from cabochon.directory.rows import Key, KeyUse
from cabochon.privacy.keys import make
from cabochon.web.pages.keys_words import ago, ahead
from lrs_store import Client, opened

DAY = timedelta(days=1)


@pytest.fixture
def admin(place):
    return place.signed_in("admin")


@pytest.fixture
def key(place):
    """A key of the test's own: (id, secret)."""
    return make(place.house.directory, "till 7", scopes=["statements/write"], clock=place.house.clock, by="admin")


def form(browser, path="/keys/new", **fields):
    page = browser.get(path)
    own = re.search(r'name="id" value="([0-9a-f]{20})"', page.text)
    return {"csrf": page.csrf, "id": own[1], "name": "Course tool", "source": "", "where": "every", "expires": "",
            "scope": ["statements/write", "statements/read/mine"], **fields}  # fmt: skip


def shown(page, name):
    found = re.search(rf'<code id="{name}"[^>]*>([^<]*)</code>', page.text)
    return unescape(found[1])


def known(place, key):
    return place.house.directory.get(Key, key)


def test_a_key_is_made_its_secret_shown_once_and_the_making_audited(place, admin):
    page = admin.post("/keys", form(admin, name="Course tool", source="survey:csv"))
    assert page.status == 200
    key, secret = shown(page, "key"), shown(page, "secret")
    assert page.headers["cache-control"] == "no-store"
    header = shown(page, "basic")
    assert place.house.keyring.check(header).name == "Course tool"
    made = known(place, key)
    assert (made.scopes, made.source, made.boutiques, made.made_by, made.expires) == (
        ("statements/write", "statements/read/mine"), "survey:csv", ("*",), "admin", None,
    )  # fmt: skip
    for path in ("/keys", f"/keys/{key}"):
        listed = admin.get(path).text
        assert "Course tool" in listed
        assert secret not in listed
        assert made.secret_hash not in listed
    assert ("admin", "made a key", key) in {note[1:4] for note in place.house.directory.notes(about=key)}


def test_the_lines_to_paste_work_as_they_are(place, admin):
    with opened(place.house) as port:  # the record store beside the pages, as `cabochon serve` puts them together
        desk = type(admin)(port, dict(admin.cookies))
        for scopes in (
            "statements/write",
            "all/read",
            "statements/read/mine statements/write",
            "state",
            "profile",
            "define",
        ):
            page = desk.post("/keys", form(desk, scope=scopes.split()))
            assert shown(page, "endpoint") == f"http://127.0.0.1:{port}/xapi/"
            one = Client(port, shown(page, "basic"))
            assert one.ask("GET", "/xapi/about").status == 200
            for line in (shown(page, "curl"), shown(page, "token")):
                said = curl(line)
                assert said.startswith((b"{", b"[")), (line, said)
                assert b"error" not in said, (line, said)


def test_a_key_for_an_identity_system_is_shown_as_such_a_system_asks_for_it(place, admin):
    assert 'value="accounts/write" checked' in admin.get("/keys/new?for=scim").text
    page = admin.post("/keys", form(admin, name="Entra", scope=["accounts/write"]))
    assert shown(page, "endpoint") == f"http://127.0.0.1:{place.port}/scim/v2"
    assert shown(page, "bearer") == f"{shown(page, 'key')}.{shown(page, 'secret')}"
    assert b'"totalResults":0' in curl(shown(page, "curl"))
    assert f"http://127.0.0.1:{place.port}/scim/v2" in admin.get(f"/keys/{shown(page, 'key')}").text


def curl(line):
    if not shutil.which("curl"):
        pytest.skip("no curl on this machine")
    return subprocess.run([*shlex.split(line), "-s", "--noproxy", "*"], capture_output=True, timeout=30).stdout


def test_trying_a_writers_key_leaves_no_trace(place, admin):
    with opened(place.house) as port:
        desk = type(admin)(port, dict(admin.cookies))
        line = shown(desk.post("/keys", form(desk, scope=["statements/write"])), "curl")
        before = place.house.log.position()
        assert curl(line) == b"[]"
        assert place.house.log.position() == before


def test_a_purpose_ticks_its_scopes(admin):
    page = admin.get("/keys/new?for=lms").text
    ticked = re.findall(r'value="([^"]+)" checked', page)
    assert ticked == ["statements/write", "statements/read/mine", "state", "define", "profile", "every"]
    assert re.search(r'for=lms"[^>]*aria-current="true"', page)
    assert admin.get("/keys/new?for=nothing").status == 200


def test_a_key_is_bound_to_boutiques_that_are_there(place, admin):
    page = admin.post("/keys", form(admin, where="some", boutique=[place.door]))
    assert known(place, shown(page, "key")).boutiques == (place.door,)
    for wrong in ({"where": "some"}, {"where": "some", "boutique": ["NOPE"]}, {"where": "some", "codes": "NOPE, X"}):
        page = admin.post("/keys", form(admin, **wrong))
        assert page.status == 400
        assert "boutique" in page.text
        assert "No key was made" in page.text
    page = admin.post("/keys", form(admin, where="some", codes=f"{place.door}, {place.other}"))
    assert known(place, shown(page, "key")).boutiques == (place.door, place.other)


@pytest.mark.parametrize(("wrong", "words"), [
    ({"name": " "}, "needs a name"), ({"scope": []}, "at least one of the scopes"), ({"scope": ["a"]}, "is no scope"),
    ({"expires": "2020-01-01"}, "this day is over"), ({"expires": "soon"}, "should be a date"),
    ({"source": "a b"}, "The source should be"), ({"id": "x"}, "not from our form"),
])  # fmt: skip
def test_what_is_wrong_is_said_above_the_form_and_what_was_typed_is_kept(admin, wrong, words):
    page = admin.post("/keys", form(admin, **{"name": "Kept as typed", **wrong}))
    assert page.status == 400
    assert words.lower() in unescape(page.text).lower()
    assert wrong.get("name", "Kept as typed") in page.text


def test_a_form_sent_twice_makes_one_key(place, admin):
    sent = form(admin)
    assert admin.post("/keys", sent).status == 200
    again = admin.post("/keys", sent)
    assert again.status == 409
    assert "made already" in again.text
    assert sent["id"] not in again.text  # the next try makes another


def test_a_key_for_a_day_ends_with_that_day(place, admin):
    day = (place.house.clock() + 20 * DAY).date()
    made = known(place, shown(admin.post("/keys", form(admin, expires=day.isoformat())), "key"))
    assert (made.expires.date(), made.expires.hour, made.expires.minute) == (day, 23, 59)


def test_the_page_warns_of_keys_that_end_within_a_fortnight(place, admin):
    now = place.house.clock()
    for name, days in (("Ends soon", 13), ("Ends late", 15), ("Has ended", -1)):
        make(place.house.directory, name, scopes=["all"], expires=now + days * DAY, clock=place.house.clock)
    page = admin.get("/keys").text
    warning = re.search(r'<p class="note-bar" role="status">(.*?)</p>', page, re.DOTALL)[1]
    assert "Ends soon" in warning
    assert "in 12 days" in warning
    assert "Ends late" not in warning
    assert "Has ended" not in warning
    assert page.index("revoked or expired") < page.index("Has ended")


def test_the_list_says_when_a_key_was_last_used(place, admin, key):
    place.house.directory.put(KeyUse(id=key[0], at=place.house.clock() - timedelta(minutes=3, seconds=20)))
    assert "3 minutes ago" in admin.get("/keys").text
    assert "3 minutes ago" in admin.get(f"/keys/{key[0]}").text


def test_a_rotation_shows_the_new_secret_once_and_the_old_one_fits_on(place, admin, key):
    page = admin.get(f"/keys/{key[0]}")
    sent = {"csrf": page.csrf, "secret": re.search(r'name="secret" value="(\w+)"', page.text)[1], "grace": "24"}
    new = admin.post(f"/keys/{key[0]}/rotate", sent)
    assert new.status == 200
    assert "The old secret still fits until" in new.text
    ring = place.house.keyring
    assert ring.check(shown(new, "basic")).id == key[0]
    assert known(place, key[0]).old_until - ring.key(key[0]).rotated == DAY
    twice = admin.post(f"/keys/{key[0]}/rotate", sent)
    assert twice.status == 409
    assert "rotated meanwhile" in twice.text
    page = admin.get(f"/keys/{key[0]}")
    assert "Stop it now" in page.text
    assert admin.post(f"/keys/{key[0]}/old", {"csrf": page.csrf}).status == 303
    assert "Stop it now" not in admin.get(f"/keys/{key[0]}").text
    assert known(place, key[0]).old_hash == ""


@pytest.mark.parametrize("grace", ["", "-1", "999", "1e9"])
def test_a_grace_time_that_was_not_offered_changes_nothing(place, admin, key, grace):
    before = known(place, key[0])
    sent = {"csrf": admin.get("/keys/new").csrf, "secret": before.secret_hash[:16], "grace": grace}
    assert admin.post(f"/keys/{key[0]}/rotate", sent).status == 400
    assert known(place, key[0]) == before


def test_revoking_asks_for_a_tick_and_holds_at_once(place, admin, key):
    from lrs_store import basic

    page, ring = admin.get(f"/keys/{key[0]}"), place.house.keyring
    assert "cannot be undone" in page.text
    assert admin.post(f"/keys/{key[0]}/revoke", {"csrf": page.csrf}).status == 400
    assert ring.check(basic(*key))
    assert admin.post(f"/keys/{key[0]}/revoke", {"csrf": page.csrf, "sure": "yes"}).status == 303
    with pytest.raises(Exception, match="no key of ours"):
        ring.check(basic(*key))
    after = admin.get(f"/keys/{key[0]}").text
    assert "stays closed" in after
    assert "Make a new secret" not in after
    assert ("admin", "revoked a key") in {note[1:3] for note in place.house.directory.notes(about=key[0])}


@pytest.mark.parametrize("path", ["/keys/" + "0" * 20, "/keys/x", "/keys/%00"])
def test_a_key_that_is_not_there_is_404(admin, path):
    csrf = admin.get("/keys/new").csrf
    assert admin.get(path).status == 404
    for deed in ("rotate", "old", "revoke"):
        sent = {"csrf": csrf, **({"grace": "24", "secret": "x"} if deed == "rotate" else {})}
        assert admin.post(f"{path}/{deed}", sent).status == 404


def test_a_form_of_another_page_does_nothing(place, admin, key):
    sent = form(admin) | {"csrf": ""}
    assert admin.post("/keys", sent).status == 403
    assert admin.post(f"/keys/{key[0]}/revoke", {"sure": "yes"}).status == 403
    assert not known(place, key[0]).revoked
    assert known(place, sent["id"]) is None


def test_a_name_with_markup_is_only_a_name(admin):
    page = admin.post("/keys", form(admin, name="<b>Till</b> & \"Co\""))  # fmt: skip
    assert "<b>Till" not in page.text + admin.get("/keys").text
    assert "&lt;b&gt;Till" in admin.get("/keys").text


def test_an_empty_house_is_told_what_a_key_is_for(house):
    from cabochon.directory.rows import Account
    from served import Browser, served

    house.directory.put(Account(id="admin", login="admin", name="Admin", role="admin"))
    with served(house) as port:
        browser = Browser(port)
        browser.sign_in(house.doorman.link("admin"))
        page = browser.get("/keys").text
        assert "No program may come in yet" in page
        assert "/keys/new?for=till" in page
        assert "There are no boutiques yet" in browser.get("/keys/new").text


@pytest.mark.parametrize(("span", "words"), [
    (timedelta(0), "just now"), (timedelta(seconds=119), "just now"), (timedelta(minutes=3), "3 minutes ago"),
    (timedelta(minutes=60), "1 hour ago"), (timedelta(hours=47), "1 day ago"), (59 * DAY, "59 days ago"),
    (200 * DAY, "on "),
])  # fmt: skip
def test_how_long_ago_is_said_as_people_say_it(house, span, words):
    now = house.clock()
    assert ago(now - span, now).startswith(words)


def test_how_soon_is_said_as_people_say_it(house):
    now = house.clock()
    assert [ahead(now + one, now) for one in (timedelta(minutes=5), timedelta(hours=1), 9 * DAY)] == [
        "within the hour", "in 1 hour", "in 9 days"]  # fmt: skip
