"""Passkeys in a real browser with an authenticator of its own: made, shown alone, shown as a second step, removed."""

import re
from contextlib import contextmanager

import pytest
from axed import faults

from cabochon.directory.rows import Account

DEVICE = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
          "isUserVerified": True, "automaticPresenceSimulation": True}  # fmt: skip
OLD_BROWSER = """for (const one of ["parseCreationOptionsFromJSON", "parseRequestOptionsFromJSON"])
  delete PublicKeyCredential[one]; delete PublicKeyCredential.prototype.toJSON;"""


@pytest.fixture
def somebody(shop):
    """An account of its own, so that no other journey meets its second factor."""
    account = Account(id="keeper", login="keeper", name="Vera Keller", role="analyst", boutiques=(shop.door,))
    shop.house.directory.put(account)
    yield account.id
    shop.house.trust.factors.reset(account.id, by="test")


@contextmanager
def device(page, **how):
    """An authenticator in that page: what it holds is gone with it."""
    talk = page.context.new_cdp_session(page)
    talk.send("WebAuthn.enable")
    made = talk.send("WebAuthn.addVirtualAuthenticator", {"options": {**DEVICE, **how}})["authenticatorId"]
    yield
    talk.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": made})


def sound(page):
    assert faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def set_up(page, shop, name):
    page.goto(f"{shop.base}/me/security")
    page.get_by_label("Name, to tell it from others").fill(name)
    page.get_by_role("button", name="Set up a passkey").click()


def sign_out(page):
    page.locator(".who .menu summary").click()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/signed-out")


@pytest.mark.parametrize("old", [False, True], ids=["new browser", "old browser"])
def test_a_passkey_is_made_and_signs_in_alone(shop, desk_of, somebody, old):
    page = desk_of(somebody, viewport={"width": 390, "height": 844}, bypass_csp=True)
    if old:
        page.context.add_init_script(OLD_BROWSER)
    with device(page):
        page.goto(f"{shop.base}/me/security")
        sound(page)
        set_up(page, shop, "Vera’s phone")
        page.get_by_role("heading", name="Your recovery codes").wait_for()
        sound(page)
        codes = page.locator(".codes code").all_inner_texts()
        assert len(set(codes)) == 10
        page.get_by_role("link", name="I have kept them").click()
        page.get_by_text("Vera’s phone").wait_for()
        assert not any(code in page.content() for code in codes)
        sound(page)

        sign_out(page)
        page.goto(f"{shop.base}/signin")
        sound(page)
        page.get_by_role("button", name="Use a passkey").click()
        page.wait_for_url(re.compile("/today"))
    kinds = [(one.way, one.second) for one in shop.house.doorman.sessions(somebody)]
    assert ("passkey", True) in kinds


def test_a_passkey_is_the_second_step_after_a_link_and_removing_it_asks_for_nothing_more(shop, desk_of, somebody):
    page = desk_of(somebody, bypass_csp=True)
    with device(page):
        set_up(page, shop, "")
        page.get_by_role("link", name="I have kept them").click()
        sign_out(page)
        page.goto(shop.link(somebody))
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url("**/signin/second")
        sound(page)
        page.goto(f"{shop.base}/me/security")  # half a session opens nothing
        page.wait_for_url("**/signin*")
        page.goto(f"{shop.base}/signin/second")
        page.get_by_role("button", name="Use a passkey").click()
        page.wait_for_url(re.compile("/today"))
        page.goto(f"{shop.base}/me/security")
        page.get_by_role("button", name="Remove Linux").click()
        page.get_by_text("The passkey is removed").wait_for()
    assert not shop.house.trust.factors.of(somebody).second
    assert shop.house.trust.factors.of(somebody).codes == 0


def test_a_device_that_does_not_know_its_owner_does_not_sign_in_alone(shop, desk_of, somebody):
    page = desk_of(somebody)
    with device(page, isUserVerified=False, hasUserVerification=False):
        set_up(page, shop, "Bare key")
        page.get_by_role("link", name="I have kept them").click()
        sign_out(page)
        page.goto(f"{shop.base}/signin")
        page.get_by_role("button", name="Use a passkey").click()
        page.get_by_text("Try again, or take another way").wait_for()
    assert [one for one in shop.house.doorman.sessions(somebody) if one.way == "passkey"] == []


def test_a_cancelled_question_says_so_and_changes_nothing(shop, desk_of, somebody):
    page = desk_of(somebody)
    with device(page):
        page.goto(f"{shop.base}/me/security")
        page.evaluate(
            "() => { navigator.credentials.create = () => Promise.reject(new DOMException('', 'NotAllowedError')) }"
        )
        page.get_by_role("button", name="Set up a passkey").click()
        page.get_by_text("Nothing was shown, or it took too long").wait_for()
    assert not shop.house.trust.factors.of(somebody).second


def test_where_the_address_is_a_number_no_passkey_is_offered(shop, context):
    page = context().new_page()
    page.goto(shop.base.replace("localhost", "127.0.0.1") + "/signin")
    page.get_by_label("Password").wait_for()
    assert not page.get_by_role("button", name="Use a passkey").is_visible()
