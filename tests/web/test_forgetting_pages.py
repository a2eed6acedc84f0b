"""Finding, holding, erasing and telling, as an admin and as the person themselves meets it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

import erasable
from cabochon.directory.rows import Account
from erasable import LOGIN, NAME, TEXTS, TILL, Shop, fill
from served import Browser, served


@dataclass
class Desk:
    shop: Shop
    port: int

    def by(self, account: str) -> Browser:
        browser = Browser(self.port)
        assert browser.sign_in(self.shop.house.doorman.link(account)).status == 303
        return browser


@pytest.fixture
def desk(tmp_path) -> Iterator[Desk]:
    with erasable.opened(tmp_path / "data") as shop:
        fill(shop)
        shop.house.directory.put(Account(id="admin", login="admin", name="Ada Admin", role="admin"))
        with served(shop.house) as port:
            yield Desk(shop, port)


def posted(browser: Browser, path: str, **form: str):
    return browser.post(path, {"csrf": browser.get("/forgetting").csrf, **form})


def test_from_the_search_to_the_erasure(desk):
    admin, who = desk.by("admin"), desk.shop.quenby
    page = admin.get("/forgetting").text
    assert "Nobody was erased yet" in page
    assert "Nothing is held" in page
    assert "Nobody is known by this" in posted(admin, "/forgetting", do="find", who="Nobodysuch").text
    found = posted(admin, "/forgetting", do="find", who=LOGIN)
    assert (found.status, found.headers["location"]) == (303, f"/forgetting/{who}")
    both = posted(admin, "/forgetting", do="find", who="e").text
    assert NAME in both
    assert "Anna Keller" in both
    page = admin.get(f"/forgetting/{who}").text
    assert NAME in page
    assert "What goes" in page
    assert "observation" in page
    wrong = posted(admin, f"/forgetting/{who}", do="erase", name="Quenby")
    assert wrong.status == 400
    assert 'aria-invalid="true"' in wrong.text
    assert desk.shop.house.trust.erasing.done() == []
    done = posted(admin, f"/forgetting/{who}", do="erase", name=f"  {NAME.upper()} ")
    assert (done.status, done.headers["location"]) == (303, f"/forgetting/{who}")
    page = admin.get(f"/forgetting/{who}").text
    assert "statements whose words can no longer be read" in page
    assert NAME not in page
    assert who in admin.get("/forgetting").text
    assert erasable.traces(desk.shop.folder) == []
    assert admin.get(f"/forgetting/{who}/report").status == 404
    assert posted(admin, f"/forgetting/{who}", do="erase", name=NAME).status == 404


def test_a_hold_stands_in_the_way_and_is_ended_by_hand(desk):
    admin, who = desk.by("admin"), desk.shop.quenby
    bad = posted(admin, "/forgetting", do="hold", about="", reason="case 7")
    assert bad.status == 400
    assert "Names nobody" in bad.text
    assert posted(admin, f"/forgetting/{who}", do="hold", reason="case 7").status == 303
    page = admin.get(f"/forgetting/{who}").text
    assert "While a hold stands, nothing is erased" in page
    assert "Erase this person" not in page
    refused = posted(admin, f"/forgetting/{who}", do="erase", name=NAME)
    assert refused.status == 409
    assert "legal hold" in refused.text
    (hold,) = desk.shop.house.trust.holds.listed()
    assert f'value="{hold.id}"' in admin.get("/forgetting").text
    assert posted(admin, "/forgetting", do="end", hold=hold.id).status == 303
    assert posted(admin, "/forgetting", do="end", hold=hold.id).status == 404
    assert "1 ended" in admin.get("/forgetting").text


def test_one_reads_all_that_is_held_of_oneself(desk):
    mine = desk.by("acc-q")
    page = mine.get("/me/report")
    assert page.status == 200
    assert page.headers["cache-control"] == "no-store"
    for text in (*TEXTS[:4], NAME, LOGIN, TILL[1], "Marc Huber"):
        assert text in page.text, text
    assert "Anna Keller" not in page.text
    told = mine.get("/me/report?as=json")
    assert told.headers["content-disposition"].startswith("attachment")
    found = json.loads(told.body)
    assert found["person"] == desk.shop.quenby
    assert found["version"] == 1
    assert mine.get("/me/report?as=xml").status == 404


def test_an_admin_reads_it_on_request_and_is_seen_to_have_looked(desk):
    admin, who = desk.by("admin"), desk.shop.quenby
    page = admin.get(f"/forgetting/{who}/report").text
    assert TEXTS[0] in page
    assert "they see it under who looked" in page
    mine = json.loads(desk.by("acc-q").get("/me/report?as=json").body)
    looked = next(one for one in mine["sections"] if one["key"] == "looked")
    assert [(row["who"], row["page"]) for row in looked["rows"]] == [("Ada Admin (admin)", "access report")]


@pytest.mark.parametrize("account", ["acc-q", "acc-m"])
def test_only_admins_forget(desk, account):
    other = desk.by(account)
    for path in ("/forgetting", f"/forgetting/{desk.shop.anna}", f"/forgetting/{desk.shop.anna}/report"):
        assert other.get(path).status in (403, 404)
    form = {"csrf": other.get("/me/security").csrf or other.get("/me").csrf, "do": "erase", "name": "Anna Keller"}
    assert other.post(f"/forgetting/{desk.shop.anna}", form).status in (403, 404)
    assert desk.shop.house.trust.erasing.done() == []


def test_nobody_by_that_id_is_not_found(desk):
    admin = desk.by("admin")
    for path in ("/forgetting/nobody", "/forgetting/nobody/report"):
        assert admin.get(path).status == 404
