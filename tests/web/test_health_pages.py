"""Data health: what waits, for whom, the rows behind it, and mending there that restates and can be taken back."""

import re
from html import unescape

import pytest
from troubled import CODE, UNKNOWN, trouble

from cabochon.demo.maison import TILL
from cabochon.directory.rows import Mended, Unclaimed
from cabochon.privacy.roles import MAY
from cabochon.privacy.viewer import ROLES
from cabochon.retail.master import Identifier, Product

AT = "/data-health"
LISTS = ("unmapped", "receipts", "codes", "surveys", "feeds", "skew", "duplicates", "quarantine", "till", "missing")


@pytest.fixture(scope="module")
def place(place):
    trouble(place.house, place.door, place.other)
    return place


@pytest.fixture
def admin(place):
    return place.signed_in("admin")


@pytest.fixture
def manager(place):
    return place.signed_in("manager")


def body(page):
    """The page's words."""
    main = page.text.partition('<main class="page"')[2]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


def rows(page):
    """The rows of the list, each as its cells' words."""
    table = page.text.partition('<table class="rows">')[2].partition("</table>")[0].partition("<tbody>")[2]
    cells = (re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in table.split("<tr")[1:])
    return [[" ".join(unescape(re.sub(r"<[^>]+>", " ", cell)).split()) for cell in row] for row in cells]


def code_id(place, source=TILL, code=CODE):
    return f"{source}/{place.house.entrance.naming.code(source, code)}"


def mapping(browser, **other):
    page = browser.get(f"{AT}/unmapped?sku={UNKNOWN}")
    return {"csrf": page.csrf, "sku": UNKNOWN, "kind": "accessory", "line": "watch", "brand": "", "collection": "",
            "name": "New strap", "since": "", **other}  # fmt: skip


def claiming(place, browser, **other):
    page = browser.get(f"{AT}/codes")
    return {"csrf": page.csrf, "code": code_id(place), "at": place.door, "person": place.team[0], "since": "", **other}


def undone(place, browser, location):
    name = location.partition("mended=")[2]
    page = browser.get(location)
    return browser.post(f"{AT}/undo", {"csrf": page.csrf, "id": name})


@pytest.mark.parametrize("role", [role for role in ROLES if role != "key"])
def test_the_page_and_its_lists_are_for_who_may_see_health(place, role):
    browser = place.signed_in(role)
    for path in (AT, *(f"{AT}/{name}" for name in LISTS)):
        assert browser.get(path).status == (404 if MAY[role]["health.see"] == "no" else 200), path
    for kind in ("doors", "catalogue", "rates", "targets", "themes"):
        assert browser.get(f"{AT}/master/{kind}").status == (404 if MAY[role]["master.edit"] == "no" else 200), kind


def test_every_trouble_is_counted_and_named(place, admin):
    said = body(admin.get(AT))
    assert "1 SKU, in 3 lines" in said
    assert "Receipts without an associate 2 receipts" in said
    assert "2 codes, in 2 events" in said
    assert "Unlinked surveys 1 survey of 1" in said
    assert "Clocks that run ahead 1 statement" in said
    assert "In quarantine 1 row" in said
    assert "Till closings that differ 1 day of 1" in said
    assert "Repeats dropped 3 repeats" in said
    assert "Late feeds" in said


def test_a_manager_sees_the_own_boutique_alone(place, manager):
    page = manager.get(AT)
    assert "1 SKU, in 2 lines" in body(page)
    assert "By boutique" not in body(page)
    assert place.other not in page.text
    assert manager.get(f"{AT}?boutique={place.other}").status == 404
    assert [row[0] for row in rows(manager.get(f"{AT}/codes"))] == [CODE]


def test_another_boutique_and_none_are_told_in_the_same_words(place, manager):
    there = manager.get(f"{AT}?boutique={place.other}", accept="application/json")
    nowhere = manager.get(f"{AT}?boutique=XXX99", accept="application/json")
    assert there.text.replace(place.other, "XXX99") == nowhere.text


def test_above_the_boutique_codes_are_counted_and_not_shown(place):
    page = place.signed_in("analyst").get(f"{AT}/codes")
    assert CODE not in page.text
    assert place.house.entrance.naming.code(TILL, CODE) not in page.text
    assert [row[1:] for row in rows(page)] == [["1", "1"], ["1", "1"]]


def test_only_who_sees_the_quarantine_reads_its_reasons(place, admin, manager):
    assert "is not a date" in body(admin.get(f"{AT}/quarantine"))
    assert "is not a date" not in manager.get(f"{AT}/quarantine").text
    assert "Your administrator sees the reason" in body(manager.get(f"{AT}/quarantine"))


def test_the_rows_hold_keys_and_no_name_of_anybody(place, admin):
    names = {person.name for person in place.house.snapshot.people(place.house.today)}
    for name in LISTS:
        page = admin.get(f"{AT}/{name}")
        assert page.status == 200
        assert [one for one in names if one in body(page)] == [], name


def test_a_till_that_counted_otherwise_is_laid_beside_what_came(place, admin):
    (row,) = rows(admin.get(f"{AT}/till"))
    assert row[2:5] == ["4 of 9", "4 of 9", "4,000.00 of 9,000.00 CHF"]


def test_mapping_a_sku_restates_and_is_taken_back(place, admin):
    done = admin.post(f"{AT}/sku", mapping(admin))
    assert done.status == 303
    place.house.catch_up()
    page = admin.get(done.headers["location"])
    assert f"Done: {UNKNOWN} is accessory, watch" in body(page)
    assert "3 waited for it" in body(page)
    assert "Nothing is waiting" in body(page)
    assert place.house.snapshot.product_on(UNKNOWN, place.house.today).name == "New strap"
    again = undone(place, admin, done.headers["location"])
    place.house.catch_up()
    assert "Taken back" in body(admin.get(again.headers["location"]))
    assert rows(admin.get(f"{AT}/unmapped"))[0][0] == UNKNOWN
    assert place.house.snapshot.product_on(UNKNOWN, place.house.today) is None


def test_a_mapping_from_a_day_on_leaves_the_days_before(place, admin):
    done = admin.post(f"{AT}/sku", mapping(admin, since=place.house.today.isoformat()))
    place.house.catch_up()
    assert rows(admin.get(f"{AT}/unmapped"))[0][2] == "3"
    assert undone(place, admin, done.headers["location"]).status == 303


@pytest.mark.parametrize(
    ("other", "field", "said"),
    [
        ({"kind": "gift"}, "kind", "Should be one of primary, accessory"),
        ({"kind": "primary", "line": ""}, "line", "A primary piece needs its product line"),
        ({"brand": "x" * 121}, "brand", "Should be at most 120"),
        ({"name": "a\x07b"}, "name", "Should be at most 120 printable characters"),
        ({"since": "31.3.2026"}, "since", "Should be a date like 2026-03-31"),
        ({"since": "0001-01-01"}, "since", "Should lie between 2000"),
    ],
)
def test_what_is_wrong_with_a_mapping_stands_beside_its_field(place, admin, other, field, said):
    before = place.house.directory.change()
    page = admin.post(f"{AT}/sku", mapping(admin, **other))
    assert page.status == 400
    fault = re.search(rf'<p class="wrong" id="fault-{field}">([^<]*)', page.text)
    assert said in unescape(fault[1])
    assert f'name="{field}"' in page.text
    assert page.text.count('aria-invalid="true"') == 1
    assert place.house.directory.change() == before


def test_what_was_typed_is_still_there_after_a_fault(place, admin):
    page = admin.post(f"{AT}/sku", mapping(admin, kind="primary", line="", brand="Aubrac & <Fils>"))
    assert 'value="Aubrac &amp; &lt;Fils&gt;"' in page.text


def test_a_manager_claims_a_code_for_the_team_and_takes_it_back(place, manager):
    done = manager.post(f"{AT}/code", claiming(place, manager))
    assert done.status == 303
    place.house.catch_up()
    page = manager.get(done.headers["location"])
    assert f"Done: {CODE} of {TILL} is claimed" in body(page)
    assert rows(page) == []
    assert place.house.snapshot.person_of(TILL, CODE, place.door, place.house.today) == place.team[0]
    assert place.house.snapshot.person_of(TILL, CODE, place.other, place.house.today) == ""
    undone(place, manager, done.headers["location"])
    place.house.catch_up()
    assert [row[0] for row in rows(manager.get(f"{AT}/codes"))] == [CODE]


def test_a_manager_claims_nothing_for_another_boutique_nor_for_its_people(place, manager):
    before = place.house.directory.change()
    elsewhere = code_id(place, code="ZRH-77")
    there = claiming(place, manager, code=elsewhere, at=place.other, person=place.stranger)
    assert manager.post(f"{AT}/code", there).status == 404
    page = manager.post(f"{AT}/code", claiming(place, manager, person=place.stranger))
    assert page.status == 400
    assert 'id="fault-person"' in page.text
    assert place.house.directory.change() == before


def test_a_code_that_is_somebodys_is_not_claimed_again(place, admin):
    first, second = place.team[:2]
    done = admin.post(f"{AT}/code", claiming(place, admin, person=first))
    page = admin.post(f"{AT}/code", claiming(place, admin, person=second))
    assert page.status == 409
    assert "Is somebody else’s on that day" in body(page)
    assert undone(place, admin, done.headers["location"]).status == 303


def test_a_manager_maps_no_sku_and_undoes_no_mapping(place, admin, manager):
    assert manager.post(f"{AT}/sku", mapping(admin, csrf=manager.get(AT).csrf)).status == 404
    done = admin.post(f"{AT}/sku", mapping(admin))
    name = done.headers["location"].partition("mended=")[2]
    assert manager.post(f"{AT}/undo", {"csrf": manager.get(AT).csrf, "id": name}).status == 404
    assert undone(place, admin, done.headers["location"]).status == 303


def test_what_was_changed_since_is_not_taken_back(place, admin):
    done = admin.post(f"{AT}/sku", mapping(admin, name="first"))
    other = admin.post(f"{AT}/sku", mapping(admin, name="second"))
    assert undone(place, admin, done.headers["location"]).status == 409
    assert place.house.snapshot.product_on(UNKNOWN, place.house.today).name == "second"
    undone(place, admin, other.headers["location"])
    assert place.house.snapshot.product_on(UNKNOWN, place.house.today).name == "first"
    undone(place, admin, done.headers["location"])
    assert place.house.snapshot.product_on(UNKNOWN, place.house.today) is None


def test_the_same_twice_is_said(place, admin):
    done = admin.post(f"{AT}/sku", mapping(admin))
    again = admin.post(f"{AT}/sku", mapping(admin))
    assert again.status == 409
    assert "known so already" in body(again)
    assert undone(place, admin, done.headers["location"]).status == 303


@pytest.mark.parametrize("path", ["sku", "code", "undo", "master/rates"])
def test_a_form_without_its_token_or_with_a_field_of_somebody_elses_is_refused(place, admin, path):
    assert admin.post(f"{AT}/{path}", {"sku": UNKNOWN}).status == 403
    assert admin.post(f"{AT}/{path}", {"csrf": admin.get(f"{AT}/master/rates").csrf, "role": "admin"}).status == 400


@pytest.mark.parametrize("query", ["days=3", "days=28&days=7", f"boutique={'x' * 300}", "page=-1", "page=99999999"])
def test_an_address_that_cannot_be_is_no_fault_of_ours(place, admin, query):
    assert admin.get(f"{AT}/unmapped?{query}").status in (200, 400, 404)


def test_a_list_that_is_not_there(place, admin):
    assert admin.get(f"{AT}/nothing").status == 404
    assert admin.get(f"{AT}/master/people").status == 404


def test_deeds_are_audited_under_the_account(place, manager):
    done = manager.post(f"{AT}/code", claiming(place, manager))
    undone(place, manager, done.headers["location"])
    notes = {(note[1], note[2]) for note in place.house.directory.notes(actor="manager")}
    assert {("manager", "mended master data"), ("manager", "took back master data")} <= notes


def test_what_names_a_code_stays_in_the_directory(place):
    assert place.house.directory.get(Unclaimed, code_id(place)).code == CODE
    kinds = {row.what for row in place.house.directory.find(Mended)}
    assert kinds <= {Identifier.__name__, Product.__name__, "Rate", "Target", "Theme"}
