"""A till is connected by a file with German headings, from nothing to the first tile of Today, in few clicks."""

from datetime import UTC, datetime, timedelta

import pytest
from devices import DESKTOP

from cabochon.directory.rows import Account
from cabochon.house import House
from cabochon.retail.master import Door, Identifier, Person, Product
from cabochon.settings import load
from served import served

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PHONE = {"viewport": {"width": 390, "height": 844}, "reduced_motion": "reduce", "bypass_csp": True}
HEAD = "Filiale;Bon;Zeit;Artikel;Menge;Betrag;MwSt;Verkäufer;Art;Kundin"
CLICKS = 12  # at most


@pytest.fixture
def fresh(tmp_path):
    """A house with its doors, catalogue and people, and nothing else: (house, base)."""
    house = House.open(tmp_path / "data", load(tmp_path / "data", {}))
    house.directory.keep([
        Door(code="GVA01", name="Genève", zone="Europe/Zurich", currency="CHF"), Product(sku="W-100", line="watch"),
        Person(id="p1", name="Anna Keller", boutique="GVA01"),
        Identifier(source="till:csv", code="AK", person="p1", boutique="GVA01"),
    ])  # fmt: skip
    house.directory.put(
        Account(id="admin", login="admin", name="Robin", role="admin"),
        Account(id="manager", login="manager", name="Sophie", role="manager", boutiques=("GVA01",), person="p1"),
    )
    house.catch_up()
    with served(house) as port:
        yield house, f"http://localhost:{port}"
    house.close()


def sales():
    at = datetime.now(UTC) - timedelta(hours=3)
    rows = [
        f"GVA01;{1000 + n};{at - timedelta(minutes=n):%d.%m.%Y %H:%M};{sku};1;{gross};{tax};AK;Verkauf;anna@example.com"
        for n in range(40)
        for sku, gross, tax in (("W-100", "8.648,00", "648,00"), ("LEDERBAND", "129,72", "9,72"))
    ]
    return "\r\n".join([HEAD, *rows, ""]).encode("cp1252")


def sign_in(page, house, base, account):
    page.goto(f"{base}/link/{house.doorman.link(account)}")
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda url: "/link/" not in url)


def test_from_nothing_to_the_first_tile_of_today(fresh, context):
    house, base = fresh
    page = context(**DESKTOP, service_workers="block").new_page()
    sign_in(page, house, base, "admin")
    clicks = 0

    def click(role, name, exact=True):
        nonlocal clicks
        page.get_by_role(role, name=name, exact=exact).first.click()
        clicks += 1

    click("link", "Connections")
    click("link", "Any till, CSV or Excel", exact=False)
    page.locator("input[type=file]").set_input_files({"name": "kasse.csv", "mimeType": "text/csv", "buffer": sales()})
    clicks += 2  # the picker, and the file in it
    click("button", "Look at it")
    page.get_by_role("heading", name="What would come of it").wait_for()
    assert page.get_by_text("40 receipts", exact=True).is_visible()
    assert page.get_by_text("All 80 rows are fine.").is_visible()
    page.get_by_label("Kind of LEDERBAND").select_option("accessory")
    clicks += 2
    click("button", "Map LEDERBAND")
    page.get_by_label("Kind of LEDERBAND").wait_for(state="detached")
    click("button", "Bring it in")
    page.get_by_text("It is in.").wait_for()
    assert page.get_by_role("link", name="Go-live lists").is_visible()
    assert clicks <= CLICKS, clicks

    house.catch_up()
    other = context(**DESKTOP, service_workers="block").new_page()
    sign_in(other, house, base, "manager")
    other.goto(f"{base}/today")
    tile = other.locator("article, section").filter(has=other.get_by_role("heading", name="Attach rate")).first
    tile.wait_for()
    assert "100" in tile.inner_text()
    assert "anna@example.com" not in page.content()


def test_a_choice_redraws_the_preview_and_works_without_scripts(fresh, context):
    house, base = fresh
    page = context(**DESKTOP, service_workers="block").new_page()
    sign_in(page, house, base, "admin")
    page.goto(f"{base}/connections/new?connector=till_csv")
    page.locator("input[type=file]").set_input_files({"name": "k.csv", "mimeType": "text/csv", "buffer": sales()})
    page.get_by_role("button", name="Look at it").click()
    page.get_by_label("Decimal sign").select_option(".")
    page.get_by_text("is not a number").first.wait_for()
    page.get_by_label("Decimal sign").select_option(",")
    page.get_by_text("is not a number").first.wait_for(state="detached")
    bare = context(**DESKTOP, service_workers="block", java_script_enabled=False,
                   storage_state=page.context.storage_state()).new_page()  # fmt: skip
    bare.goto(page.url)
    bare.get_by_label("Decimal sign").select_option(".")
    bare.get_by_role("button", name="Show what would come of it").click()
    assert bare.get_by_text("is not a number").first.is_visible()


LACKING = "\r\n".join([
    "Ort;Vorgang;Zeit;Artikel;Menge;Betrag;MwSt;Gast",
    *(f"GVA01;{n};31.03.2026 14:{n:02};W-100;1;108,10;8,10;anna@example.com" for n in range(10, 40)), "",
])  # fmt: skip


def dropped(page, base, text, name="k.csv"):
    page.goto(f"{base}/connections/new?connector=till_csv")
    page.locator("input[type=file]").set_input_files({"name": name, "mimeType": "text/csv", "buffer": text.encode()})
    page.get_by_role("button", name="Look at it").click()
    page.get_by_role("heading", name="What would come of it").wait_for()


def test_what_a_column_holds_is_said_over_it_and_the_rows_follow(fresh, context):
    house, base = fresh
    page = context(**DESKTOP, service_workers="block").new_page()
    sign_in(page, house, base, "admin")
    dropped(page, base, LACKING.replace("Vorgang", "Xq7").replace("Zeit", "Xz9"))
    over = page.get_by_label("What the column Xq7 holds")
    assert over.input_value() == ""
    assert page.get_by_role("button", name="Bring it in").is_disabled()
    over.select_option("ticket")
    page.locator("tr", has=page.get_by_text("GVA01")).first.wait_for()
    moment = page.get_by_label("What the column Xz9 holds")
    if not moment.input_value():
        moment.select_option("sold_at")
    page.get_by_text("30 receipts", exact=True).wait_for()
    assert over.evaluate("one => one.closest('th').querySelector('.how').textContent") == "Chosen"
    assert page.get_by_role("button", name="Bring it in").is_enabled()
    over.focus()
    page.keyboard.press("Home")  # not read: by the keyboard alone
    page.keyboard.press("Enter")
    page.get_by_role("group", name="Still needed").wait_for()
    assert "anna@example.com" not in page.content()
    page.get_by_role("group", name="Still needed").get_by_label("Receipt number").select_option(label="Xq7")
    page.get_by_text("30 receipts", exact=True).wait_for()
    assert over.input_value() == "ticket"


def test_on_a_phone_the_columns_are_a_list_and_nothing_is_wider_than_the_screen(fresh, context):
    house, base = fresh
    page = context(**PHONE, service_workers="block").new_page()
    sign_in(page, house, base, "admin")
    dropped(page, base, LACKING.replace("Vorgang", "Bon").replace("108,10", "viel", 1))
    shown = page.get_by_label("What the column Betrag holds")
    assert shown.bounding_box()["width"] > 150
    assert page.locator("thead .samples").filter(has_text="108,10").first.is_visible()
    assert page.locator("td.wrong").get_by_text("viel", exact=True).is_visible()
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_fault_on_the_way(fresh, context, scheme):
    from axe_playwright_python.sync_playwright import Axe

    house, base = fresh
    page = context(**PHONE, color_scheme=scheme, service_workers="block").new_page()

    def faultless():
        found = Axe().run(page, options={"runOnly": TAGS, "resultTypes": ["violations"]}).response["violations"]
        assert [(one["id"], [node["target"] for node in one["nodes"]][:4]) for one in found] == [], page.url
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, page.url

    sign_in(page, house, base, "admin")
    page.goto(f"{base}/connections/new?connector=till_csv")
    broken = sales() + b"014;9;kaputt;XX;1;1,00;0,00;ZZ;Tausch;\r\n"
    page.locator("input[type=file]").set_input_files({"name": "k.csv", "mimeType": "text/csv", "buffer": broken})
    page.get_by_role("button", name="Look at it").click()
    page.get_by_role("heading", name="What would come of it").wait_for()
    faultless()
    page.get_by_role("button", name="Bring it in").click()
    page.get_by_text("It is in.").wait_for()
    faultless()
    page.get_by_role("link", name="To the connection").click()
    page.get_by_role("heading", name="Deliveries").wait_for()
    faultless()
    page.locator(".keys tbody a").first.click()
    page.get_by_role("heading", name="As it came").wait_for()
    faultless()
    page.goto(f"{base}/connections/new?connector=typeform")
    page.get_by_role("button", name="Make its address").click()
    page.get_by_role("link", name="I have copied it").wait_for()
    faultless()
    page.get_by_role("link", name="I have copied it").click()
    page.get_by_role("heading", name="Webhook").wait_for()
    faultless()
    page.goto(f"{base}/connections")
    faultless()
