"""The accounts pages: an administrator makes accounts, changes their rights, closes them, helps who lost the way in."""

import re
from dataclasses import replace
from datetime import timedelta
from html import unescape

import pytest

from cabochon.directory.rows import Account, Session
from cabochon.privacy.keys import make
from cabochon.retail.master import Identifier, Person


@pytest.fixture
def admin(place):
    return place.signed_in("admin")


@pytest.fixture
def second(place):
    """Another administrator, so that the first one is not the last."""
    place.house.directory.put(Account(id="second", login="second", name="Second", role="admin"))
    yield "second"
    place.house.directory.delete(Account, "second")


@pytest.fixture
def lea(place):
    """An HQ leader of the test's own: her account."""
    login = f"lea{len(place.house.people.accounts())}@maison.example"
    return place.house.people.add(login, role="hq_leader", name="Léa Martin", regions=["Europe"])


def filled(browser, **fields):
    page = browser.get("/accounts/new")
    own = re.search(r'name="id" value="([0-9a-f]{16})"', page.text)
    return {"csrf": page.csrf, "id": own[1], "login": "", "name": "", "role": "associate", "where": "usual",
            "brand": "", "person": "", "language": "", "do": "only", **fields}  # fmt: skip


def asked(browser, account, do, **fields):
    """One of the buttons of an account's page, as the page carries it."""
    page = browser.get(f"/accounts/{account}")
    sent = {"csrf": page.csrf, "do": do, **fields}
    if do == "change":
        row = fields.pop("row")
        mark = re.search(r'name="mark" value="(\w+)"', page.text)[1]
        where = "every" if "*" in row.regions else "some" if row.boutiques or row.regions else "none"
        sent = {"csrf": page.csrf, "do": do, "mark": mark, "login": row.login, "name": row.name, "role": row.role,
                "where": where, "brand": row.brand, "person": row.person, "language": row.language,
                "boutique": [*row.boutiques, *(f"r:{one}" for one in row.regions if one != "*")], **fields}  # fmt: skip
    return browser.post(f"/accounts/{account}", sent)


def found(place, login):
    return place.house.people.account(login)


def deeds(place, account):
    return [(note[1], note[2]) for note in place.house.directory.notes(about=account)]


# Making


def test_an_account_is_made_with_a_link_that_is_shown_once_and_is_in_no_address(place, admin):
    page = admin.post("/accounts", filled(admin, login="Made@Maison.example", name="Mara", where="some",
                                          boutique=[place.door], do="link", language="fr"))  # fmt: skip
    assert (page.status, page.headers["cache-control"]) == (200, "no-store")
    assert "location" not in page.headers
    link = unescape(re.search(r'<code id="link"[^>]*>([^<]+)<', page.text)[1])
    row = found(place, "made@maison.example")
    assert (row.name, row.role, row.boutiques, row.language) == ("Mara", "associate", (place.door,), "fr")
    newcomer = place.browser()
    assert newcomer.sign_in(link.rpartition("/")[2]).status == 303
    assert link not in admin.get(f"/accounts/{row.id}").text
    assert deeds(place, row.id)[-2:] == [("admin", "made a sign-in link"), ("admin", "made an account")]


def test_a_form_sent_twice_makes_one_account(place, admin):
    sent = filled(admin, login="twice@maison.example", role="auditor")
    assert admin.post("/accounts", sent).status == 303
    again = admin.post("/accounts", {**sent, "login": "twice2@maison.example"})
    assert again.status == 409
    assert not place.house.directory.find(Account, login="twice2@maison.example")


def test_a_staff_member_is_picked_by_name_and_brings_the_boutique(place, admin):
    person = Person(id="picked-one", name="Paula Picked", boutique=place.other)
    place.house.directory.keep([person])
    assert "Paula Picked" in admin.get("/accounts/new").text
    admin.post("/accounts", filled(admin, login="paula@maison.example", role="manager", person=person.id))
    row = found(place, "paula@maison.example")
    assert (row.person, row.boutiques) == (person.id, (place.other,))


@pytest.mark.parametrize(("wrong", "field", "words"), [
    ({"login": "a b"}, "login", "The sign-in name should be an e-mail address"),
    ({"login": ""}, "login", "The sign-in name should be"), ({"login": "manager"}, "login", "has an account already"),
    ({"role": "boss"}, "role", "no role"), ({"role": "key"}, "role", "no role"),
    ({"name": "x" * 201}, "name", "at most"),
    ({"role": "brand_partner"}, "brand", "needs a brand"),
    ({"role": "brand_partner", "brand": "Nobody"}, "brand", "no brand"), ({"person": "??"}, "person", "No one staff"),
    ({"where": "some"}, "boutique", "at least one boutique"),
    ({"where": "some", "boutique": ["NOPE"]}, "boutique", "no boutique"),
    ({"where": "some", "boutique": ["r:Mars"]}, "boutique", "no region"), ({"role": "manager"}, "boutique", "needs a"),
    ({"role": "area_coach"}, "boutique", "needs a region"), ({"language": "xx"}, "language", "languages"),
    ({"id": "admin"}, "id", "not from our form"),
], ids=lambda one: one if isinstance(one, str) else "")  # fmt: skip
def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_is_kept(place, admin, wrong, field, words):
    before = len(place.house.people.accounts())
    sent = filled(admin, **{"login": "kept@maison.example", "name": "Kept as typed", **wrong})
    page = admin.post("/accounts", sent)
    said = unescape(page.text)
    assert page.status in (400, 409)
    assert words.lower() in said.lower()
    if field != "id":
        assert re.search(rf'aria-invalid="true" aria-describedby="at-{field}"', said)
        assert f'id="at-{field}"' in said
    assert wrong.get("name", "Kept as typed") in said
    assert len(place.house.people.accounts()) == before


def test_a_name_with_markup_is_only_a_name(place, admin):
    admin.post("/accounts", filled(admin, login="xss@maison.example", name='<b onclick="x">', role="auditor"))
    row = found(place, "xss@maison.example")
    for path in ("/accounts", f"/accounts/{row.id}"):
        assert "<b onclick" not in admin.get(path).text


# Finding


def test_the_list_is_sifted_by_words_role_and_state(place, admin, lea):
    assert "Léa Martin" in admin.get("/accounts?q=l%C3%A9a").text
    assert "Léa Martin" not in admin.get("/accounts?role=auditor").text
    assert "Léa Martin" in admin.get("/accounts?state=bare").text
    assert "No account fits" in admin.get("/accounts?q=nobody-at-all").text
    for odd in ("page=0", "page=x", "page=99999", "role=boss", "state=odd", "q=" + "%00" + "x" * 300):
        assert admin.get(f"/accounts?{odd}").status == 200


def test_the_page_says_who_lent_rights_to_it_and_what_was_done(place, admin, lea):
    now = place.house.clock()
    place.house.directory.put(replace(
        place.house.directory.get(Account, "associate"), deputy_for="manager", deputy_from=now,
        deputy_until=now + timedelta(days=2), deputy_door=place.door, deputy_by="manager",
    ))  # fmt: skip
    assert "Deputy manager of" in admin.get("/accounts/associate").text
    assert "lent by Manager" in admin.get("/accounts/associate").text
    asked(admin, lea.id, "disable")
    page = admin.get(f"/accounts/{lea.id}").text
    assert page.index("Admin</span> disabled") < page.index("made an account")


# Changing


def test_a_change_of_rights_ends_the_sign_in_and_holds_at_the_next_request(place, admin, lea):
    hers = place.browser()
    hers.sign_in(place.house.doorman.link(lea.id))
    assert hers.get("/today").status == 200
    assert asked(admin, lea.id, "change", row=lea, role="auditor", where="none").status == 303
    assert hers.get("/today").status == 303  # to sign in
    assert place.house.viewer(lea.id).role == "auditor"
    assert ("admin", "changed rights") in deeds(place, lea.id)


def test_what_another_administrator_changed_meanwhile_is_not_overwritten(place, admin, lea):
    page = admin.get(f"/accounts/{lea.id}")
    mark = re.search(r'name="mark" value="(\w+)"', page.text)[1]
    place.house.people.changing.change(lea.id, by="other", regions=("*",))
    sent = {"csrf": page.csrf, "do": "change", "mark": mark, "login": lea.login, "name": "Other", "role": "analyst",
            "where": "none", "brand": "", "person": "", "language": ""}  # fmt: skip
    late = admin.post(f"/accounts/{lea.id}", sent)
    assert late.status == 409
    assert "Somebody else changed this account meanwhile" in late.text
    assert 'value="every" checked' in late.text  # what it says now
    assert found(place, lea.login).name == lea.name
    assert admin.post(f"/accounts/{lea.id}", {**sent, "mark": ""}).status == 409


def test_a_wrong_change_keeps_what_was_typed_and_changes_nothing(place, admin, lea):
    page = asked(admin, lea.id, "change", row=lea, role="manager", where="none", name="As typed")
    assert page.status == 400
    assert "needs a boutique" in page.text
    assert 'value="As typed"' in page.text
    assert found(place, lea.login) == lea


def test_changing_a_name_alone_keeps_who_left_as_their_person(place, admin):
    gone = Person(id="left-one", name="Lena Left", boutique=place.door, left=place.house.today - timedelta(days=3))
    place.house.directory.keep([gone])
    row = place.house.people.add("left@maison.example", role="associate", person=gone.id)
    page = admin.get(f"/accounts/{row.id}")
    assert "Who it is now" in page.text
    asked(admin, row.id, "change", row=row, name="Lena")
    assert found(place, row.login).person == gone.id


def test_disabling_ends_everything_and_is_undone_on_the_same_page(place, admin, lea):
    hers = place.browser()
    hers.sign_in(place.house.doorman.link(lea.id))
    done = asked(admin, lea.id, "disable")
    assert done.headers["location"].endswith("done=disabled")
    assert hers.get("/today").status == 303
    assert place.house.directory.find(Session, account=lea.id) == []
    page = admin.get(done.headers["location"])
    assert re.search(r'value="enable">Undo', page.text)
    assert asked(admin, lea.id, "link").status == 404  # no way into a closed account
    assert asked(admin, lea.id, "enable").status == 303
    assert place.house.viewer(lea.id)
    assert hers.get("/today").status == 303  # what ended stays ended


def test_every_sign_in_is_ended_by_a_button(place, admin, lea):
    hers = place.browser()
    hers.sign_in(place.house.doorman.link(lea.id))
    assert "1 sign-in open now" in admin.get(f"/accounts/{lea.id}").text
    assert asked(admin, lea.id, "end").headers["location"].endswith("done=ended")
    assert hers.get("/today").status == 303
    assert deeds(place, lea.id)[0] == ("admin", "ended all sign-ins")


def test_second_factors_are_taken_away_with_the_administrator_named(place, admin, lea):
    assert asked(admin, lea.id, "factors").headers["location"].endswith("done=factors")
    assert deeds(place, lea.id)[0] == ("admin", "took every second factor away")


# The last administrator, and oneself


def test_the_last_administrator_shuts_out_neither_themselves_nor_another(place, admin):
    for do, more in (("disable", {}), ("change", {"row": found(place, "admin"), "role": "analyst"})):
        page = asked(admin, "admin", do, **more)
        assert page.status == 403
        assert "last administrator" in page.text
    assert place.house.viewer("admin").role == "admin"


def test_rights_given_to_oneself_are_noted_as_such(place, second):
    browser = place.browser()
    browser.sign_in(place.house.doorman.link(second))
    row = found(place, second)
    assert asked(browser, second, "change", row=row, role="auditor").status == 303
    assert deeds(place, second)[0] == (second, "changed their own rights")
    assert browser.get("/accounts").status == 303  # signed out with it


# Handing over to an identity system


def test_an_account_is_handed_over_to_an_identity_system_and_taken_back(place, admin):
    key, _ = make(place.house.directory, "Entra", scopes=["accounts/write"], clock=place.house.clock)
    row = place.house.people.add("over@maison.example", role="associate", boutiques=[place.door])
    assert "Entra" in admin.get(f"/accounts/{row.id}").text
    assert asked(admin, row.id, "hand", codes=key).headers["location"].endswith("done=handed")
    assert "from <span" in admin.get("/accounts?q=over@").text
    assert asked(admin, row.id, "hand", codes="").headers["location"].endswith("done=taken")
    assert asked(admin, row.id, "hand", codes="0" * 20).status == 404
    assert asked(admin, "analyst", "hand", codes=key).status == 403


# What is refused


@pytest.mark.parametrize("path", ["/accounts/none", "/accounts/%00", "/accounts/" + "a" * 300])
def test_an_account_that_is_not_there_is_404(admin, path):
    csrf = admin.get("/accounts/new").csrf
    assert admin.get(path).status == 404
    assert admin.post(path, {"csrf": csrf, "do": "disable"}).status == 404


def test_a_form_of_another_page_and_an_unknown_button_do_nothing(place, admin, lea):
    assert admin.post(f"/accounts/{lea.id}", {"do": "disable"}).status == 403
    assert admin.post("/accounts", {**filled(admin, login="csrf@x"), "csrf": "x"}).status == 403
    assert asked(admin, lea.id, "erase").status == 400
    assert asked(admin, lea.id, "disable", odd="1").status == 400
    assert not found(place, lea.login).disabled


def test_nothing_is_done_by_looking(place, admin, lea):
    for query in ("do=disable", "do=link", "done=made", "done=<script>"):
        assert admin.get(f"/accounts/{lea.id}?{query}").status == 200
    assert found(place, lea.login) == lea
    assert [deed for _, deed in deeds(place, lea.id)] == ["made an account"]


def test_a_staff_code_serves_where_there_are_too_many_to_choose_from(place, admin, monkeypatch):
    from cabochon.web.pages import accounts

    monkeypatch.setattr(accounts, "MOST_STAFF", 0)
    monkeypatch.setattr(accounts, "MANY", 0)
    place.house.directory.keep([Person(id="coded", name="Cody", boutique=place.door),
                                Identifier(source="hr", code="C-1", person="coded")])  # fmt: skip
    page = admin.get("/accounts/new").text
    assert "Staff code" in page
    assert "Codes of boutiques" in page
    admin.post("/accounts", filled(admin, login="cody@maison.example", person="C-1"))
    assert found(place, "cody@maison.example").person == "coded"
    sent = filled(admin, login="typed@maison.example", where="some", codes=f"{place.door}, {place.other}")
    assert admin.post("/accounts", sent).status == 303
    assert found(place, "typed@maison.example").boutiques == (place.door, place.other)
