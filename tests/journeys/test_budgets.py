"""What a first visit carries: each page with a cold cache, everything counted as it comes over the wire."""

import pytest
from devices import DESKTOP, PHONE

from cabochon.directory.rows import Account

BOARD, FLOOR = 150_000, 120_000  # bytes
MOST = 24  # requests
BOARDS = (("manager", "/today"), ("leader", "/today"), ("manager", "/behaviours"), ("leader", "/upskilling"),
          ("manager", "/upskilling"), ("leader", "/doors"), ("lp_lead", "/loss"), ("manager", "/loss"),
          ("leader", "/explore?measure=attach_rate&by=daypart&then=weekday"), ("manager", "/numbers/attach_rate"),
          ("manager", "/review"), ("leader", "/weekly"), ("manager", "/annotations"), ("leader", "/verdicts"),
          ("leader", "/signals"), ("leader", "/pilots"), ("leader", "/programme"), ("ld_author", "/results"),
          ("brand_partner", "/brand"), ("manager", "/data-health"))  # fmt: skip
FLOORS = (("manager", "/floor"), ("manager", "/floor/observe"), ("manager", "/floor/coach"),
          ("manager", "/floor/focus"), ("manager", "/floor/log"), ("manager", "/floor/actions"),
          ("deputy", "/floor/learn"), ("manager", "/me"))  # fmt: skip


@pytest.fixture(scope="module")
def states(shop, chromium):
    """Signed-in storage by account."""
    doors = tuple(door.code for door in shop.house.snapshot.doors(shop.house.today))
    shop.house.directory.put(Account(id="leader", login="leader", name="leader", role="hq_leader", boutiques=doors))
    found = {}
    for account in dict((*BOARDS, *FLOORS)):
        context = chromium.new_context(service_workers="block")
        page = context.new_page()
        page.goto(shop.link(account))
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url(lambda url: "/link/" not in url)
        found[account] = context.storage_state()
        context.close()
    return found


def carried(shop, chromium, state, address, how):
    """(bytes, [(bytes, address)]) of a first visit; what is asked for after it has loaded is counted too."""
    context = chromium.new_context(storage_state=state, service_workers="block", **how)
    page = context.new_page()
    wire = context.new_cdp_session(page)
    asked, came = {}, []
    wire.on("Network.requestWillBeSent", lambda told: asked.update({told["requestId"]: told["request"]["url"]}))
    wire.on("Network.loadingFinished", lambda told: came.append((told["encodedDataLength"], asked[told["requestId"]])))
    wire.send("Network.enable")
    wire.send("Network.setCacheDisabled", {"cacheDisabled": True})
    answer = page.goto(f"{shop.base}{address}")
    page.wait_for_load_state("load")
    page.evaluate("document.fonts.ready.then(() => true)")
    context.close()
    assert answer.status == 200, f"{address}: {answer.status}"
    return sum(size for size, _ in came), came


def told(shop, chromium, states, pages, most, how):
    """ "" where every page keeps within the budget; else a line a page, and what those above it carry."""
    lines, over = [], False
    for account, address in pages:
        total, came = carried(shop, chromium, states[account], address, how)
        lines.append(f"{total:>9,.0f} bytes {len(came):>3} requests  {address} for {account}")
        if total > most or len(came) > MOST:
            over = True
            lines += [f"    {size:>9,.0f}  {url.removeprefix(shop.base)}" for size, url in sorted(came, reverse=True)]
    return "\n".join(lines) if over else ""


def test_a_dashboard_is_light_on_a_first_visit(shop, chromium, states):
    table = told(shop, chromium, states, BOARDS, BOARD, DESKTOP)
    assert not table, f"above {BOARD:,} bytes or {MOST} requests:\n{table}"


def test_a_page_of_the_floor_is_lighter_still(shop, chromium, states):
    table = told(shop, chromium, states, FLOORS, FLOOR, PHONE)
    assert not table, f"above {FLOOR:,} bytes or {MOST} requests:\n{table}"
