"""Signing in with a company account in a real browser: off to another site, and back from it with the cookie."""

from urllib.parse import urlsplit

import pytest
from devices import PHONE
from playwright.sync_api import expect

from cabochon.directory.rows import Account
from cabochon.house import House
from cabochon.settings import load
from oidc_liar import CLIENT, SECRET, lying
from served import served
from sso_place import KEY


@pytest.fixture
def company(tmp_path):
    """The house is http://localhost, its provider http://127.0.0.1: two sites, as they are in earnest."""
    said = load(tmp_path, {}) | {"oidc_client": CLIENT, "oidc_secret": SECRET, "allow_private_targets": True}
    with lying(KEY) as liar:
        house = House.open(tmp_path / "data", said | {"oidc_issuer": liar.issuer, "oidc_name": "your Maison account"})
        house.directory.put(Account(id="a", login="anna@maison.example", name="Anna Keller", role="admin"))
        with served(house) as port:
            yield liar, f"http://localhost:{port}"
        house.close()


def test_a_person_goes_to_the_provider_and_comes_back_signed_in(chromium, company):
    liar, base = company
    context = chromium.new_context(**PHONE)
    page = context.new_page()
    faults = []
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    page.goto(f"{base}/signin?next=/keys")
    page.get_by_role("link", name="Continue with your Maison account").click()
    expect(page).to_have_title("Provider")
    waiting = next(one for one in context.cookies(base) if one["name"].endswith("-sso"))
    assert (waiting["sameSite"], waiting["httpOnly"]) == ("Lax", True)
    page.get_by_role("link", name="I am Anna").click()
    expect(page).to_have_url(f"{base}/keys")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    names = {one["name"] for one in context.cookies(base)}
    assert "cabochon" in names
    assert not any(name.endswith("-sso") for name in names)
    assert faults == []
    liar.claims = {"email": "nobody@maison.example", "sub": "nobody"}
    context.clear_cookies(name="cabochon")
    page.goto(f"{base}/signin/sso")
    page.get_by_role("link", name="I am Anna").click()
    assert urlsplit(page.url).path == "/signin/sso/back"
    expect(page.get_by_role("alert")).to_contain_text("Your company account is not known here")
    expect(page.get_by_role("link", name="Continue with your Maison account")).to_be_visible()
    context.close()
