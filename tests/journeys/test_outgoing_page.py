"""Outgoing with something in it: readable for everybody, and settled with the keyboard alone."""

import msgspec
import pytest
from axed import faults

from answering import answering, say, sent
from cabochon.directory.rows import Key
from cabochon.house.exporting_choice import Choice
from cabochon.privacy.keys import make
from cabochon.xapi.versions import V103
from lrs_store import said

PHONE = {"viewport": {"width": 390, "height": 844}, "reduced_motion": "reduce", "bypass_csp": True}


@pytest.fixture
def refused(shop):
    """A store that takes nothing, and how it answers."""
    status, house = [400], shop.house
    house.values["allow_private_targets"] = True
    with answering(lambda h: (sent(h), say(h, status[0], b'{"error":"is not to my liking"}'))) as port:
        url = f"http://127.0.0.1:{port}/xapi"
        house.forwarding.add_store("group", url=url, key="k", secret="s", choice=Choice(since=house.clock()), by="test")
        key, _ = make(house.directory, "a till", scopes=("all",), clock=house.clock)
        ones = [said() for _ in range(2)]
        members = [(msgspec.json.encode(one), one) for one in ones]
        house.statements.keep(house.directory.get(Key, key), members, V103).result()
        house.forwarding.step("group")
        yield status
        house.forwarding.remove("group", by="test")
    house.values["allow_private_targets"] = False


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_fault_where_something_waits(shop, desk_of, refused, scheme):
    page = desk_of("admin", **PHONE, color_scheme=scheme)
    for address in ("/outgoing", "/outgoing/group"):
        page.goto(f"{shop.base}{address}")
        assert faults(page) == []
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_what_waits_is_sent_again_with_the_keyboard_alone(shop, desk_of, refused):
    page = desk_of("admin")
    page.goto(f"{shop.base}/outgoing")
    page.get_by_role("link", name="2", exact=True).click()
    refused[0] = 200
    page.get_by_role("button", name="Send again: ").first.focus()
    page.keyboard.press("Enter")
    page.get_by_text("1 of 1 taken").wait_for()
    assert page.get_by_role("button", name="Send again: ").count() == 1
    page.get_by_role("button", name="Discard: ").focus()
    page.keyboard.press("Enter")
    page.get_by_text("Nothing. A statement that the other store").wait_for()


def test_a_webhook_is_set_up_by_its_form(shop, desk_of):
    page = desk_of("admin")
    page.goto(f"{shop.base}/outgoing")
    page.get_by_role("link", name="Add a webhook").click()
    page.get_by_label("Name", exact=True).fill("bi")
    page.get_by_label("Address", exact=True).fill("https://bi.example/hear")
    page.get_by_label("observation").check()
    page.get_by_role("button", name="Add a webhook").click()
    assert page.locator("#secret").inner_text().startswith("whsec_")
    page.get_by_role("link", name="I have copied it").click()
    page.get_by_role("heading", name="bi").wait_for()
    page.get_by_label("Nothing is to go there any more").check()
    page.get_by_role("button", name="Remove it").click()
    page.get_by_text("None yet.").first.wait_for()
