"""Every page for its role: no fault axe can find, nothing out of the window however narrow or widely set."""

import pytest
from axed import faults

from cabochon.directory.rows import Account

PAGES = [("manager", "/today"), ("manager", "/floor/observe"), ("manager", "/golive"), ("manager", "/no/such/page"),
         ("ld_author", "/today"), ("lp_lead", "/"), ("admin", "/quarantine"), ("admin", "/stored"),
         ("admin", "/statements"), ("ld_author", "/statements"), ("auditor", "/statements"), ("admin", "/launches"),
         ("ld_author", "/launches"), ("admin", "/keys"), ("admin", "/keys/new"),
         ("admin", "/accounts"), ("admin", "/accounts/new"), ("admin", "/accounts/staff"), ("admin", "/outgoing"),
         ("admin", "/connections"), ("admin", "/connections/new?connector=till_csv"),
         ("admin", "/connections/new?connector=shopify"),
         ("manager", "/data-health"), ("admin", "/data-health"), ("admin", "/data-health/unmapped"),
         ("manager", "/data-health/codes"), ("admin", "/data-health/feeds"), ("admin", "/data-health/master/rates"),
         ("admin", "/data-health/master/targets"), ("admin", "/data-health/master/themes"),
         ("admin", "/outgoing/new?way=store"), ("admin", "/outgoing/new?way=webhook"),
         ("ld_author", "/library"), ("ld_author", "/library/natural-add-on/edit"),
         ("lp_lead", "/library/sign"), ("manager", "/floor/learn"), ("manager", "/floor/learn/natural-add-on"),
         ("manager", "/floor/team-learning"), ("manager", "/floor/aids"), ("manager", "/floor/aids/ring-sizing"),
         ("ld_author", "/kit/strap-guide"), ("ld_author", "/skills"),
         ("ld_author", "/skills/edit"), ("ld_author", "/results"), ("ld_author", "/results/natural-add-on"),
         ("ld_author", "/paths/new"), ("ld_author", "/packages"), ("ld_author", "/library/media"),
         ("ld_author", "/library/natural-add-on/translate?language=fr"),
         ("manager", "/me/security"), ("manager", "/me/stored"), ("manager", "/me/report"), ("admin", "/forgetting"),
         ("auditor", "/retention"), ("admin", "/retention"), ("auditor", "/audit"), ("admin", "/agreements"),
         ("auditor", "/agreements"), ("hq_leader", "/group"), ("admin", "/group/houses"), ("lp_lead", "/loss"),
         ("brand_partner", "/brand"), ("manager", "/verdicts"), ("leader", "/verdicts"),
         ("leader", "/verdicts?state=too_early"), ("manager", "/verdicts/{focus}"),
         ("manager", "/verdicts/{person}"),
         ("leader", "/verdicts/{pooled}"), ("manager", "/verdicts/method"), ("leader", "/signals"),
         ("leader", "/pilots"), ("leader", "/pilots/new"), ("leader", "/pilots/{pilot}"),
         ("leader", "/programme"), ("manager", "/upskilling"), ("manager", "/numbers/attach_rate"),
         ("manager", "/explore"), ("manager", "/loss"), ("manager", "/review"), ("manager", "/weekly"),
         ("manager", "/annotations"), ("manager", "/embeds"), ("manager", "/team/screens")]  # fmt: skip
PLAN = {"title": "Care plans", "about": "focus:care_plan", "measure": "behaviour.care_plan", "lift": "5", "weeks": "8"}
SPACED = """* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }
p { margin-block-end: 2em !important; }"""  # WCAG 2.2, 1.4.12
LONG = "Maison de Haute Horlogerie Sankt Moritz und Bad Ragaz am See"


@pytest.fixture(scope="module")
def there(shop):
    """What stands in an address for something of the house's: an episode of each kind, a pilot that is a draft."""
    doors = tuple(door.code for door in shop.house.snapshot.doors(shop.house.today))
    shop.house.directory.put(Account(id="leader", login="leader", name="leader", role="hq_leader", boutiques=doors))
    effects, manager, leader = (shop.house.effects, *map(shop.house.viewer_by_login, ("manager", "leader")))
    found = effects.verdicts.heads(leader)
    own = (effects.verdicts.of(manager, person) for person in shop.team.values())
    return {
        "focus": next(one.subject.key for one in found if one.subject.kind == "focus"),
        "pooled": next(one.subject.key for one in found if one.subject.doors),
        "person": next(one.key for some in own for one in some),
        "pilot": effects.pilots.draft(leader, {**effects.pilots.proposal(leader), **PLAN}, "one"),
    }


@pytest.fixture(scope="module")
def states(shop, chromium, there):
    """Signed-in storage by account: one sign-in each serves all the tests of this file."""
    found = {}
    for account in dict(PAGES):
        context = chromium.new_context()
        page = context.new_page()
        page.goto(shop.link(account))
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url(lambda url: "/link/" not in url)
        found[account] = context.storage_state()
        context.close()
    return found


def opened(shop, context, states, account, address, **how):
    page = context(storage_state=states[account], service_workers="block", **how).new_page()
    page.goto(f"{shop.base}{address}")
    page.wait_for_load_state("load")
    return page


def overflow(page):
    return page.evaluate("document.documentElement.scrollWidth - innerWidth")


@pytest.mark.parametrize(("account", "address"), PAGES)
def test_no_fault_for_axe_and_nothing_out_of_a_narrow_window_nor_with_text_set_wide(
    shop, context, states, there, account, address
):
    how = {"viewport": {"width": 390, "height": 844}, "reduced_motion": "reduce", "bypass_csp": True}
    page = opened(shop, context, states, account, address.format(**there), **how)
    assert faults(page) == []
    page.set_viewport_size({"width": 320, "height": 640})
    assert overflow(page) <= 0
    page.add_style_tag(content=SPACED)
    assert overflow(page) <= 0


@pytest.mark.parametrize("address", ["/today", "/floor/observe", "/golive"])
def test_a_long_name_finds_room_on_a_phone(shop, context, states, address):
    page = opened(shop, context, states, "manager", address, viewport={"width": 320, "height": 640})
    page.evaluate(
        """(name) => { for (const one of document.querySelectorAll("option, h1, #boutique, .menu p span"))
        one.textContent = name; }""",
        LONG,
    )
    assert overflow(page) <= 0


def test_today_is_printed_on_one_page(shop, context, states):
    page = opened(shop, context, states, "manager", "/today", viewport={"width": 1280, "height": 900})
    paper = page.pdf(prefer_css_page_size=True, print_background=True)
    assert paper.count(b"/Type /Page\n") + paper.count(b"/Type /Page ") + paper.count(b"/Type /Page/") == 1


def test_the_way_from_an_error_leads_to_a_page_one_may_open(shop, context, states):
    page = opened(shop, context, states, "admin", "/today")
    assert page.get_by_role("heading", level=1).inner_text() == "Nothing is here"
    page.get_by_role("link", name="To Go-live").click()
    page.wait_for_url("**/golive")
