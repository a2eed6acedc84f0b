"""Boutiques and the product catalogue as pages: added, changed from a day on, taken back, and past figures follow."""

import re
from datetime import UTC, datetime, time, timedelta
from html import unescape

import pytest
import sqlglot

from cabochon.demo.maison import TILL
from cabochon.privacy.roles import MAY
from cabochon.privacy.viewer import ROLES
from cabochon.retail.events import Line, Receipt
from cabochon.retail.master import Door, Product

AT = "/data-health/master"
LYON = {"code": "LYS01", "name": "Lyon", "zone": "Europe/Paris", "currency": "eur", "region": "France",
        "type": "corner", "country": "fr", "opens": "09:30", "closes": "18:30", "day_ends": "03:00", "factor": "0.85",
        "open_date": "2020-01-02", "close_date": "", "go_live": "2026-02-01", "web_pickup_counts": "yes"}  # fmt: skip
STRAP = {"sku": "X-STRAP-1", "line": "", "kind": "accessory", "brand": "Own", "collection": "Sea", "name": "Blue strap"}


@pytest.fixture
def admin(place):
    return place.signed_in("admin")


def send(browser, kind, /, **said):
    return browser.post(f"{AT}/{kind}", {"csrf": browser.get(f"{AT}/{kind}").csrf, "since": "", **said})


def undo(browser, done, kind=""):
    where = done.headers["location"]
    sent = {"csrf": browser.get(where).csrf, "id": where.partition("mended=")[2]}
    return browser.post("/data-health/undo", {**sent, "kind": kind} if kind else sent)


def versions(place, kind, key):
    found = [one for one in place.house.directory.dated(kind) if key in (getattr(one.row, "code", ""),
             getattr(one.row, "sku", ""))]  # fmt: skip
    return [(one.row, str(one.since or "")) for one in found]


def test_a_boutique_is_added_with_every_field_changed_from_a_day_on_and_taken_back(place, admin):
    done = send(admin, "doors", **LYON)
    assert done.status == 303
    ((row, since),) = versions(place, Door, "LYS01")
    assert row == Door(
        code="LYS01", name="Lyon", zone="Europe/Paris", currency="EUR", region="France", type="corner", country="FR",
        opens=time(9, 30), closes=time(18, 30), day_ends=time(3), factor=0.85, web_pickup_counts=True,
        open_date=datetime(2020, 1, 2).date(), go_live=datetime(2026, 2, 1).date(),  # noqa: DTZ001
    )  # fmt: skip
    assert since == ""
    send(admin, "doors", **{**LYON, "closes": "20:00"}, since="2026-03-01")
    assert [since for _, since in versions(place, Door, "LYS01")] == ["", "2026-03-01"]
    page = admin.get(f"{AT}/doors?find=lys").text
    assert "09:30–18:30" in page
    assert "09:30–20:00" in page
    assert place.door not in page.partition('id="kept"')[2]
    back = send(admin, "doors", do="back", id="LYS01", since="2026-03-01")
    assert back.status == 303
    assert [since for _, since in versions(place, Door, "LYS01")] == [""]
    assert undo(admin, back).headers["location"].startswith(f"{AT}/doors?mended=")
    assert [row.closes for row, _ in versions(place, Door, "LYS01")] == [time(18, 30), time(20)]


def test_the_link_of_a_version_says_it_as_it_is(place, admin):
    link = re.search(rf'href="{AT}/doors\?([^"]*code={place.door}[^"]*)"', admin.get(f"{AT}/doors").text)
    page = admin.get(f"{AT}/doors?{unescape(link[1])}")
    said = {name: unescape(value) for name, value in re.findall(r'name="(\w+)" value="([^"]*)"', page.text)}
    said |= {"web_pickup_counts": "", "since": ""}
    sent = {name: said[name] for name in (*LYON, "since")}
    assert admin.post(f"{AT}/doors", {"csrf": page.csrf, **sent}).status == 409  # it says what is known already


def test_what_was_first_known_of_a_boutique_or_a_sku_stays(place, admin):
    sku = next(iter(place.house.snapshot.kinds["Product"]))
    for kind, key in (("doors", place.door), ("catalogue", sku)):
        page = send(admin, kind, do="back", id=key)
        assert page.status == 409
        assert "change it instead" in page.text


def test_a_day_that_ends_before_it_begins_is_asked_about(place, admin):
    done = send(admin, "doors", **{**LYON, "code": "LYS02", "opens": "18:00", "closes": "02:00"})
    assert "It closes before it opens" in admin.get(done.headers["location"]).text
    undo(admin, done)
    assert versions(place, Door, "LYS02") == []


@pytest.mark.parametrize(
    ("kind", "said", "field", "reason"),
    [
        ("doors", {"zone": "Europe/Lyon"}, "zone", "no time zone"),
        ("doors", {"zone": "../../etc/passwd"}, "zone", "no time zone"),
        ("doors", {"zone": "x" * 2000}, "zone", "no time zone"),
        ("doors", {"currency": "FRF"}, "currency", "ISO 4217"),
        ("doors", {"factor": "1.2"}, "factor", "outside 0..1"),
        ("doors", {"factor": "0"}, "factor", "outside 0..1"),
        ("doors", {"factor": "nan"}, "factor", "not a number"),
        ("doors", {"opens": "25:00"}, "opens", "time of day"),
        ("doors", {"open_date": "31/13/2026"}, "open_date", "not a date"),
        ("doors", {"country": "FRA"}, "country", "two letters"),
        ("doors", {"code": ""}, "code", "is empty"),
        ("doors", {"name": "x" * 121}, "name", "at most 120"),
        ("doors", {"name": "Ly\u202eon"}, "name", "at most 120 printable"),
        ("doors", {"since": "1066-10-14"}, "since", "between 2000"),
        ("catalogue", {"sku": ""}, "sku", "is empty"),
        ("catalogue", {"kind": "gift"}, "kind", "is no kind"),
        ("catalogue", {"kind": "primary"}, "line", "is empty"),
        ("catalogue", {"brand": "x" * 121}, "brand", "at most 120"),
    ],
)
def test_what_is_wrong_of_a_boutique_or_a_sku_stands_beside_its_field(place, admin, kind, said, field, reason):
    before = place.house.directory.change()
    page = send(admin, kind, **{**(LYON if kind == "doors" else STRAP), **said})
    assert page.status == 400
    fault = re.search(rf'<p class="wrong" id="fault-{field}">([^<]*)', page.text)
    assert re.search(reason, unescape(fault[1]), re.IGNORECASE), fault[1]
    assert place.house.directory.change() == before


def test_what_is_typed_is_shown_as_it_was_typed(place, admin):
    done = send(admin, "catalogue", **{**STRAP, "sku": "X-<b>", "name": "<script>alert(1)</script>"})
    page = admin.get(done.headers["location"] + "&find=x-%3Cb").text
    assert "X-&lt;b&gt;" in page
    assert "<script>alert" not in page
    assert undo(admin, done, "catalogue").headers["location"].startswith(f"{AT}/catalogue?mended=")
    assert versions(place, Product, "X-<b>") == []


@pytest.mark.parametrize("role", [role for role in ROLES if role != "key" and MAY[role]["master.edit"] == "no"])
def test_nobody_else_sees_or_edits_them(place, role):
    browser = place.signed_in(role)
    for kind, said in (("doors", LYON), ("catalogue", STRAP)):
        assert browser.get(f"{AT}/{kind}").status == 404
        assert browser.post(f"{AT}/{kind}", {"csrf": browser.get("/").csrf, "since": "", **said}).status in (403, 404)
    assert versions(place, Product, STRAP["sku"]) == []


def test_a_form_without_its_token_changes_nothing(place, admin):
    assert admin.post(f"{AT}/catalogue", {**STRAP, "since": ""}).status == 403
    assert versions(place, Product, STRAP["sku"]) == []


def test_a_long_catalogue_is_paged_and_found_by_the_beginning_of_sku_or_name(place, admin):
    place.house.directory.keep(Product(sku=f"Z-{n:05}", line="watch", name=f"Diver {n}") for n in range(120))
    try:
        page = admin.get(f"{AT}/catalogue?find=z-").text
        assert "Z-00049" in page
        assert "Z-00050" not in page
        assert "Page 1 of 3" in page
        assert "Z-00119" in admin.get(f"{AT}/catalogue?find=z-&page=3").text
        assert "Z-00077" in admin.get(f"{AT}/catalogue?find=diver+77").text
        assert "Nothing begins so." in admin.get(f"{AT}/catalogue?find=nothing").text
        for wild in ("page=-1", "page=99999999", "page=999999", f"find={'x' * 3000}", "find=%00%25_"):
            assert admin.get(f"{AT}/catalogue?{wild}").status == 200, wild
    finally:
        for n in range(120):
            place.house.directory.take_back(Product, f"Z-{n:05}", None)


def test_another_line_from_a_day_on_restates_what_was_sold_from_that_day_on_alone(place, admin):
    house = place.house
    noon = datetime.combine(house.today - timedelta(days=9), time(12), UTC)
    house.directory.keep([Product(sku="X-ODD", line="watch")])
    house.keep_as().events([
        Receipt(at=noon + timedelta(days=n), boutique=place.door, source=TILL, key=f"ODD{n}", revision="1",
                business_day=noon.date() + timedelta(days=n), currency="CHF",
                lines=(Line(sku="X-ODD", quantity=1, net=100_000),))
        for n in (0, 4)
    ])  # fmt: skip

    def lines():
        house.catch_up()
        tree = sqlglot.parse_one("select day, product_line from line where sku = 'X-ODD' order by day")
        return [line for _, line in house.warehouse.select(tree, {})]

    assert lines() == ["watch", "watch"]
    day = (noon.date() + timedelta(days=2)).isoformat()
    done = send(admin, "catalogue", sku="X-ODD", line="jewelry", kind="primary", since=day)
    assert done.status == 303
    assert lines() == ["watch", "jewelry"]
    undo(admin, done, "catalogue")
    assert lines() == ["watch", "watch"]


def test_other_pages_lead_there(place, admin):
    for page in ("/data-health", "/connections"):
        for kind in ("doors", "catalogue"):
            assert f'href="{AT}/{kind}"' in admin.get(page).text, (page, kind)
    assert 'href="/data-health/unmapped"' in admin.get(f"{AT}/catalogue").text
    assert f'href="{AT}/catalogue"' in admin.get("/data-health/unmapped").text
    till = b"boutique,ticket,sold_at,sku,quantity,net,seller\nNOWHERE,1,2026-03-02 10:00,A,1,10,AB\n"
    place.house.imports.read("till_csv", till, received=datetime(2026, 3, 3, tzinfo=UTC))
    assert f'href="{AT}/doors"' in admin.get("/quarantine").text
