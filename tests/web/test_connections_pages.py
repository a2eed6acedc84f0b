"""Connections: a till is connected by a file, what was delivered is looked into, and nothing hostile comes through."""

import base64
import hashlib
import hmac
import io
import json
import zipfile
from urllib.parse import urlencode

import msgspec
import pytest

from cabochon.directory.rows import Delivery
from cabochon.house.previewing import LIFE
from cabochon.web.limits import UPLOADS
from cabochon.web.pages.connections_history import mark

HEAD = "Filiale;Bon;Zeit;Artikel;Menge;Betrag;MwSt;Verkäufer;Art;Kundin"
SALE = "{door};{n};31.03.2026 14:05;{sku};1;108,10;8,10;AK;Verkauf;anna@example.com"


def multipart(fields, body, called="kasse.csv"):
    edge = b"--sEpArAtOr"
    parts = [
        edge + f'\r\ncontent-disposition: form-data; name="{name}"\r\n\r\n{text}\r\n'.encode()
        for name, text in fields.items()
    ]
    head = f'\r\ncontent-disposition: form-data; name="file"; filename="{called}"\r\n\r\n'.encode()
    whole = b"".join([*parts, edge, head, body, b"\r\n", edge, b"--\r\n"])
    return whole, {"content-type": "multipart/form-data; boundary=sEpArAtOr"}


@pytest.fixture
def admin(place):
    return place.signed_in("admin")


def drop(browser, body, called="kasse.csv", **fields):
    csrf = browser.get("/connections/new?connector=till_csv").csrf
    sent, headers = multipart({"csrf": csrf, "connector": "till_csv", "title": "Till", **fields}, body, called)
    return browser.ask("POST", "/connections/files", sent, headers)


def sales(place, *skus, door=""):
    rows = [SALE.format(door=door or place.door, n=1000 + n, sku=sku) for n, sku in enumerate(skus)]
    return "\n".join([HEAD, *rows, ""]).encode()


def act(browser, address, **fields):
    return browser.post(address, {"csrf": browser.get(address).csrf, **fields})


def product(place):
    return next(iter(place.house.snapshot.kinds["Product"]))


def hook(admin, connector, **fields):
    """A webhook's connection: (its name, the page with its secret)."""
    csrf = admin.get(f"/connections/new?connector={connector}").csrf
    answer = admin.post("/connections", {"csrf": csrf, "connector": connector, "title": connector, **fields})
    assert answer.status == 200, answer.text
    return answer.text.partition("/hooks/")[2].partition("<")[0], answer.text


@pytest.mark.parametrize("role", ["manager", "hq_leader", "ld_author", "auditor", "associate"])
def test_only_an_administrator_knows_of_connections(place, role):
    browser = place.signed_in(role)
    for address in ("/connections", "/connections/new?connector=till_csv", "/connections/till"):
        assert browser.get(address).status == 404
    assert browser.post("/connections", {}).status in (403, 404)


def test_a_till_is_brought_in_by_what_its_file_looks_like(place, admin):
    there = drop(admin, sales(place, product(place), "NEW-1").decode().encode("cp1252"))
    assert there.status == 303
    page = admin.get(there.headers["location"])
    assert "What would come of it" in page.text
    assert "NEW-1" in page.text
    assert "2 receipts" in page.text
    assert "Not read, not kept" in page.text.partition(">Kundin<")[2].partition("</th>")[0]
    assert "anna@example.com" not in page.text
    mapped = act(admin, there.headers["location"], do="sku", sku="NEW-1", kind="accessory", line="")
    assert mapped.status == 303
    assert place.house.snapshot.product_on("NEW-1", place.house.today).kind == "accessory"
    before = place.house.log.position()
    act(admin, there.headers["location"], do="bring")
    assert "It is in" in admin.get(there.headers["location"]).text
    assert place.house.log.position() > before
    row = place.house.connections.one("till")
    assert 'delimiter = ";"' in row.mapping
    assert admin.get("/connections/till/mapping.toml").text == row.mapping
    assert "All is well" in admin.get("/connections").text


def test_choices_are_read_anew_and_the_mapping_before_comes_back(place, admin):
    place.house.connections.add("choices", connector="till_csv", by="test")
    there = drop(admin, sales(place, "W-1", door="014"), source="choices").headers["location"]
    assert "is not a boutique" in admin.get(there).text
    act(admin, there, do="doors", **{"c-0": "014", "b-0": place.door})
    assert "is not a boutique" not in admin.get(there).text
    act(admin, there, do="look", decimal=".")
    assert "is not a number" in admin.get(there).text
    wrong = act(admin, there, do="text", text="delimeter = ';'")
    assert (wrong.status, "line 1" in wrong.text) == (400, True)
    act(admin, there, do="anew")
    act(admin, there, do="doors", **{"c-0": "014", "b-0": place.door})
    act(admin, there, do="bring")
    first = place.house.connections.one("choices").mapping
    act(admin, "/connections/choices", do="mapping", text=first + "# mine\n")
    assert place.house.connections.one("choices").before == first
    act(admin, "/connections/choices", do="before")
    assert place.house.connections.one("choices").mapping == first


def test_a_file_is_its_droppers_alone_and_gone_after_an_hour(place, admin):
    there = drop(admin, sales(place, "W-1"))
    assert place.signed_in("manager").get(there.headers["location"]).status == 404
    name = there.headers["location"].rpartition("/")[2]
    files = place.house.connections.files
    held, clock = files.one(place.house.viewer("admin"), name), place.house.clock
    held.at -= LIFE * 2
    assert admin.get(there.headers["location"]).status == 404
    assert held.file.closed
    assert clock is place.house.clock


def test_a_form_of_somebody_elses_changes_nothing(place, admin):
    sent, headers = multipart({"csrf": "x", "connector": "till_csv", "title": "Till"}, sales(place, "W-1"))
    assert admin.ask("POST", "/connections/files", sent, headers).status == 403
    assert admin.post("/connections/till", {"csrf": "x", "do": "remove", "sure": "yes"}).status == 403


def test_hostile_files_are_refused_with_a_sentence_and_leave_nothing(place, admin):
    before = {row.id for row in place.house.connections.all()}
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", b"0" * 500_000_000)
    for body in (b"", b"hello", bytes(range(256)) * 8, bomb.getvalue(), b"PK\x03\x04broken"):
        answer = drop(admin, body)
        assert answer.status in (400, 413), body[:10]
        assert "Nothing was kept" in answer.text
    assert {row.id for row in place.house.connections.all()} == before


def test_too_much_is_not_listened_to(admin):
    head = {"content-type": "multipart/form-data; boundary=x", "content-length": str(2 * 2**30)}
    assert UPLOADS["/connections/files"] < 2**30
    assert admin.ask("POST", "/connections/files", b"x", head).status == 413


def test_cells_and_names_of_files_are_words_and_nothing_else(place, admin):
    body = sales(place, "<script>alert(1)</script>", "W-1")
    there = drop(admin, body, called="../../../etc/<b>passwd</b>").headers["location"]
    page = admin.get(there).text
    assert "<script>alert" not in page
    assert "<b>passwd" not in page
    assert "etc/" not in page
    act(admin, there, do="bring")
    assert "<script>alert" not in admin.get("/quarantine").text


def test_a_webhook_is_set_up_and_its_secret_shown_once(place, admin):
    name, page = hook(admin, "typeform")
    secret = page.partition('id="secret" tabindex="-1">')[2].partition("<")[0]
    assert len(secret) > 20
    assert secret not in admin.get(f"/connections/{name}").text
    assert "would be kept" in act(admin, f"/connections/{name}", do="test").text
    body = json.dumps({"form_response": {}}).encode()
    signed = base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()
    poster = place.browser()
    assert poster.ask("POST", f"/hooks/{name}", body, {"typeform-signature": "sha256=x"}).status == 401
    assert poster.ask("POST", f"/hooks/{name}", body, {"typeform-signature": f"sha256={signed}"}).status == 202
    act(admin, f"/connections/{name}", do="secret")
    assert "Two secrets fit" in admin.get(f"/connections/{name}").text
    act(admin, f"/connections/{name}", do="end-secret")
    assert poster.ask("POST", f"/hooks/{name}", body + b" ", {"typeform-signature": f"sha256={signed}"}).status == 401
    deeds = [deed for _, _, deed, about, _ in place.house.directory.notes(about=name)]
    assert "connected a source" in deeds
    assert "ended the old secret of a connection" in deeds


def test_a_senders_own_secret_has_to_be_given(admin):
    csrf = admin.get("/connections/new?connector=shopify").csrf
    answer = admin.post("/connections", {"csrf": csrf, "connector": "shopify", "title": "Shop"})
    assert (answer.status, "Paste the secret" in answer.text) == (400, True)


def test_taking_deliveries_unsigned_is_chosen_with_a_tick_and_always_seen(place, admin):
    name, _ = hook(admin, "typeform")
    assert "Tick the box first" in act(admin, f"/connections/{name}", do="unsigned").text
    assert not place.house.connections.one(name).unsigned
    act(admin, f"/connections/{name}", do="unsigned", sure="yes")
    assert "taken unsigned" in admin.get(f"/connections/{name}").text
    assert "Taken unsigned" in admin.get("/connections").text
    act(admin, f"/connections/{name}", do="signed")
    assert not place.house.connections.one(name).unsigned


def test_the_secret_of_an_address_is_the_proof(place, admin):
    name, page = hook(admin, "delighted")
    path, _, secret = name.partition("/")
    poster = place.browser()
    assert secret
    assert poster.ask("POST", f"/hooks/{path}/{secret}", b"{}").status == 202
    assert poster.ask("POST", f"/hooks/{path}/other", b"{}").status == 401
    assert poster.ask("POST", f"/hooks/{path}", b"{}").status == 401
    assert secret not in admin.get(f"/connections/{path}").text
    assert page.count(secret) == 1


def test_a_clients_mail_and_a_card_are_never_seen_in_what_was_delivered(place, admin):
    name, _ = hook(admin, "shopify", secret="s")
    order = {
        "id": 1, "sku": "anna@example.com", "location_id": "4111 1111 1111 1111", "note": "call Mrs Smith",
        "customer": {"email": "anna@example.com", "id": 77, "first_name": "Anna"},
        "line_items": [{"sku": "W-100", "quantity": 1, "name": "for Anna Keller", "price": "4111111111111111"}],
        "email": "anna@example.com", "billing_address": {"zip": "1201"}, "anna@example.com": 1,
    }  # fmt: skip
    body = msgspec.json.encode(order)
    signed = base64.b64encode(hmac.new(b"s", body, hashlib.sha256).digest()).decode()
    poster = place.browser()
    assert poster.ask("POST", f"/hooks/{name}", body, {"x-shopify-hmac-sha256": signed}).status == 202
    one = place.house.directory.find(Delivery, source=name)[0]
    address = f"/connections/{name}/deliveries/{mark(one)}"
    page = admin.get(address).text
    assert "W-100" in page
    for never in ("anna@example.com", "4111", "Smith", "Anna", "1201", "77"):
        assert never not in page.partition('class="raw"')[2].partition("</pre>")[0], never
    assert place.signed_in("auditor").get(address).status == 404
    assert "looked into a delivery" in [deed for _, _, deed, _, _ in place.house.directory.notes(about=name)]


def test_a_delivery_that_failed_is_read_again_when_its_mapping_is_mended(place, admin):
    place.house.connections.add("again", connector="till_csv", mapping='boutique = "NOWHERE"', by="test")
    row = place.house.connections.one("again")
    body = sales(place, product(place)).decode().replace("Filiale", "Ort").encode()
    with pytest.raises(Exception, match="missing"):
        place.house.deliveries.bring(row, io.BytesIO(body), name="a.csv", way="folder", received=place.house.clock())
    page = admin.get("/connections/again?state=failed")
    assert "Failing" in page.text
    one = place.house.directory.find(Delivery, source="again")[0]
    address = f"/connections/again/deliveries/{mark(one)}"
    assert act(admin, address).status == 400
    there = drop(admin, body, source="again").headers["location"]
    act(admin, there, do="anew")
    act(admin, there, do="look", at=place.door)
    act(admin, there, do="bring")
    assert act(admin, address).status == 303
    assert "Failed" not in admin.get(address).text


def test_a_pickup_is_arranged_paused_and_ended(place, admin):
    place.house.connections.add("fetched", connector="till_csv", by="test")
    bad = act(admin, "/connections/fetched", do="fetch", way="folder", place="../..", every="60")
    assert (bad.status, "The place should be a folder below" in bad.text) == (400, True)
    act(admin, "/connections/fetched", do="fetch", way="folder", place="till", every="60")
    assert place.house.connections.one("fetched").place == "till"
    act(admin, "/connections/fetched", do="pause")
    assert "Paused" in admin.get("/connections").text
    act(admin, "/connections/fetched", do="unfetch")
    assert place.house.connections.one("fetched").way == ""
    refused = act(admin, "/connections/fetched", do="remove")
    assert refused.status == 400
    act(admin, "/connections/fetched", do="remove", sure="yes")
    assert place.house.connections.find("fetched") is None


def test_fields_nobody_asked_for_are_refused(admin):
    csrf = admin.get("/connections").csrf
    body = urlencode({"csrf": csrf, "connector": "typeform", "admin": "1"})
    assert admin.ask("POST", "/connections", body.encode(),
                     {"content-type": "application/x-www-form-urlencoded"}).status == 400  # fmt: skip
