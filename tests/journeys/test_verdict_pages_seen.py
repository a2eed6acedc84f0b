"""Did it work, in a real browser: nothing axe can find, in a narrow window, in the dark, by keyboard, on paper."""

import pytest
from axed import faults
from devices import DESKTOP, PHONE
from playwright.sync_api import expect

import verdict_samples as samples

SPACED = """* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }
p { margin-block-end: 2em !important; }"""  # WCAG 2.2, 1.4.12
PAGES = ["", "/k-restated", "/k-focus", "/k-bare", "/k-pool", "/k-few", "/method"]


@pytest.fixture(scope="module")
def told(shop):
    """The house tells what was made by hand, while this file runs."""
    own = shop.house.effects.verdicts
    shop.house.effects.verdicts = samples.Kept(
        person=next(iter(shop.team.values())), readers=frozenset({"manager", "hq_leader", "associate"})
    )
    yield shop
    shop.house.effects.verdicts = own


@pytest.fixture(scope="module")
def states(told, chromium):
    """Signed-in storage by account: one sign-in each serves all the tests of this file."""
    found = {}
    for account in ("manager", "hq_leader"):
        context = chromium.new_context()
        page = context.new_page()
        page.goto(told.link(account))
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url(lambda url: "/link/" not in url)
        found[account] = context.storage_state()
        context.close()
    return found


@pytest.fixture
def opened(told, context, states):
    def make(address, account="hq_leader", **how):
        how = {**DESKTOP, "reduced_motion": "reduce", "bypass_csp": True, **how}
        page = context(storage_state=states[account], service_workers="block", **how).new_page()
        page.goto(f"{told.base}{address}")
        page.wait_for_load_state("load")
        return page

    return make


def overflow(page):
    return page.evaluate("document.documentElement.scrollWidth - innerWidth")


@pytest.mark.parametrize("path", PAGES)
def test_no_fault_for_axe_with_all_open_in_the_dark_and_nothing_out_of_a_narrow_window(opened, path):
    page = opened(f"/verdicts{path}", viewport={"width": 390, "height": 844}, color_scheme="dark")
    if path != "/k-pool":  # the same parts as /k-few, four times as many: axe takes half a minute over them
        page.evaluate("document.querySelectorAll('main details').forEach((one) => { one.open = true; })")
    assert faults(page) == []
    page.set_viewport_size({"width": 320, "height": 640})
    assert overflow(page) <= 0
    page.evaluate("document.documentElement.dir = 'rtl'")
    assert overflow(page) <= 0
    page.evaluate("document.documentElement.dir = 'ltr'")
    page.add_style_tag(content=SPACED)
    assert overflow(page) <= 0


@pytest.mark.parametrize("path", ["", "/k-focus", "/method"])
def test_no_fault_for_axe_at_a_desk_in_the_light(opened, path):
    page = opened(f"/verdicts{path}")
    assert faults(page) == []
    assert overflow(page) <= 0


def test_a_manager_reads_the_sentence_without_scrolling_on_a_phone(opened):
    page = opened("/verdicts/k-focus", "manager", **PHONE)
    says = page.get_by_text("Likely lifted: about 8 points above what we expected (3 to 13).")
    expect(says).to_be_in_viewport(ratio=1)
    expect(page.get_by_text("It went from 42% to 55%.")).to_be_in_viewport(ratio=1)
    expect(page.get_by_text("Probability of a lift").first).to_be_hidden()


def test_the_statistics_are_one_tap_deeper_and_the_formula_one_more_by_keyboard(opened):
    page = opened("/verdicts/k-focus", "manager")
    sheet = page.get_by_role("region", name="Two relevant accessories offered")
    sheet.get_by_text("The statistics").focus()
    page.keyboard.press("Enter")
    expect(sheet.get_by_text("Probability of a lift")).to_be_visible()
    expect(sheet.get_by_text("the rest = seen − expected")).to_be_hidden()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(sheet.get_by_text("the rest = seen − expected")).to_be_visible()
    sheet.get_by_role("link", name="The whole method").click()
    expect(page.get_by_role("heading", name="How a verdict is made")).to_be_visible()


def test_drawings_say_what_they_show(opened):
    page = opened("/verdicts/k-pool")
    words = "Came: +5 points. Expected anyway: 0 points. The rest: 2 to 7 points."
    expect(page.get_by_role("img", name=words)).to_be_visible()
    drawn = page.locator(".chart.wide svg").first
    assert "effect by week since the start" in drawn.get_attribute("aria-label")
    page.get_by_text("Show as a table").first.click()
    expect(page.get_by_role("row", name="+2 +4.9 points 2.1 to 7.7 points 12")).to_be_visible()


def test_on_paper_the_statistics_are_open_and_nothing_leads_away(opened):
    page = opened("/verdicts/k-focus", "manager")
    page.emulate_media(media="print")
    expect(page.get_by_text("Probability of a lift").first).to_be_visible()
    expect(page.get_by_text("the rest = seen − expected").first).to_be_visible()
    expect(page.get_by_role("navigation", name="Main")).to_be_hidden()
    assert page.pdf(prefer_css_page_size=True, print_background=True).count(b"/Type /Page\n") <= 3


def test_several_boutiques_fit_on_few_sheets_of_paper_and_what_is_opened_is_printed(opened):
    page = opened("/verdicts/k-pool", "hq_leader")
    page.emulate_media(media="print")
    folded = page.locator(".others .multiples").first
    expect(folded).to_be_hidden()
    assert page.pdf(prefer_css_page_size=True, print_background=True).count(b"/Type /Page\n") <= 4
    page.emulate_media(media="screen")
    page.locator(".others summary").first.click()
    page.emulate_media(media="print")
    expect(folded).to_be_visible()


def test_from_the_list_to_an_episode_and_back(opened):
    page = opened("/verdicts", "manager")
    page.get_by_role("navigation", name="By verdict").get_by_role("link", name="Likely lifted").click()
    expect(page.get_by_role("link", name="Two to three discovery questions")).to_have_count(0)
    page.get_by_role("link", name="Two relevant accessories offered").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Focus: two relevant accessories offered")
    page.get_by_label("Main").get_by_role("link", name="Did it work?").click()
    expect(page.get_by_role("link", name="Two to three discovery questions")).to_be_visible()


def test_the_persons_page_leads_to_what_came_of_coaching(opened, told):
    person = next(iter(told.team.values()))
    page = opened(f"/floor/person/{person}", "manager", **PHONE)
    page.get_by_role("region", name="Did it work?").get_by_role("link").first.click()
    expect(page.get_by_text("Promising, not proven: keep going until 14 March.")).to_be_visible()
