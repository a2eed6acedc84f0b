"""A cmi5 package is brought in, launched in its sandboxed frame, completed and passed, and the course is satisfied."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cabochon.demo.maison import maison
from cabochon.house import House
from cabochon.settings import load
from launched import au, hosted, structure
from served import served

DESKTOP, PHONE = (
    {"viewport": {"width": 1280, "height": 900}},
    {"viewport": {"width": 390, "height": 844}, "is_mobile": True},
)

PAGE = b"""<!doctype html><html lang=en><title>Straps</title><meta name=viewport content="width=device-width">
<h1>Which strap for the trip?</h1><p id=state>Opening</p><p id=shut></p>
<iframe src="inner.html" title="inner" width=200 height=40></iframe>
<button id=right>The rubber strap</button><button id=leave>Close</button>
<script type=module src="unit.js"></script>"""
INNER = b"<!doctype html><title>Inner</title><p>Inside"

UNIT = (Path(__file__).parent / "unit.js").read_bytes()


@pytest.fixture
def place(tmp_path):
    """An advisor with a package before them, and the address of the house."""
    folder = tmp_path / "data"
    house = House.open(folder, load(folder, {}))
    one = maison(boutiques=1, until=datetime.now(UTC).date(), weeks=2)
    house.directory.keep([*one.doors, *one.people, *one.identifiers, *one.products])
    files = {"index.html": PAGE, "inner.html": INNER, "unit.js": UNIT}
    manifest = structure(au("one"), au("two", more='moveOn="NotApplicable"'))
    learner = hosted(house, one, manifest=manifest, files=files, module=True)
    with served(house, packages=True) as port:
        yield learner, f"http://localhost:{port}"
    house.close()


def signed_in(context, learner, base, how):
    page = context(**how, service_workers="block").new_page()
    page.goto(f"{base}/link/{learner.house.doorman.link(learner.viewer.account)}")
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda url: "/link/" not in url)
    return page


def test_a_unit_runs_apart_counts_and_leads_back(context, place):
    from playwright.sync_api import expect

    learner, base = place
    page = signed_in(context, learner, base, PHONE)
    faults = []
    page.on("console", lambda said: faults.append(said.text) if "Content Security Policy" in said.text else None)
    page.goto(f"{base}/floor/packages/{learner.package}")
    expect(page.get_by_text("Not begun").first).to_be_visible()
    page.get_by_role("button", name=re.compile(r"Begin\s*: One")).click()
    frame = page.frame_locator("iframe")
    expect(frame.locator("#state")).to_have_text("Ready, page 1, sound on")
    expect(frame.locator("#shut")).to_have_text("storage cookies parent pages")
    expect(frame.frame_locator("iframe").get_by_text("Inside")).to_be_visible()
    expect(page.locator("#said")).to_have_text("In progress")
    frame.get_by_role("button", name="The rubber strap").click()
    expect(frame.locator("#state")).to_have_text("Passed")
    expect(page.locator("#said")).to_have_text("Done, kept")
    frame.get_by_role("button", name="Close").click()
    page.wait_for_url(f"{base}/floor/packages/{learner.package}")
    expect(page.get_by_text("You have done all of it")).to_be_visible()
    (told,) = learner.told("satisfied")
    assert told["object"]["definition"]["type"].endswith("/course")
    assert learner.told("abandoned") == []
    assert all("/me" in one for one in faults), faults  # what the unit tried and may not


def test_a_unit_that_was_just_left_is_abandoned_when_it_is_opened_again(context, place):
    from playwright.sync_api import expect

    learner, base = place
    page = signed_in(context, learner, base, DESKTOP)
    for _ in range(2):
        page.goto(f"{base}/floor/packages/{learner.package}")
        page.get_by_role("button", name=re.compile(r"(Begin|Continue)\s*: One")).click()
        expect(page.frame_locator("iframe").locator("#state")).to_have_text("Ready, page 1, sound on")
        page.get_by_role("link", name="Leave").click()
        page.wait_for_url(f"{base}/floor/packages/{learner.package}")
    assert len(learner.told("abandoned")) == 1


def test_a_message_of_another_frame_or_session_leads_nowhere(context, place):
    from playwright.sync_api import expect

    learner, base = place
    page = signed_in(context, learner, base, DESKTOP)
    page.goto(f"{base}/floor/packages/{learner.package}")
    page.get_by_role("button", name=re.compile(r"Begin\s*: One")).click()
    expect(page.frame_locator("iframe").locator("#state")).to_have_text("Ready, page 1, sound on")
    play, inside = page.url, page.frames[1]
    session = page.locator("[data-session]").get_attribute("data-session")
    say = """(told) => { for (const one of told) parent.postMessage(one, "*"); }"""
    right = {"cabochon": "left", "session": session}
    page.evaluate(f"(told) => {{ ({say})([told]); }}", right)  # the page's own window, not the frame
    page.frames[2].evaluate("(told) => top.postMessage(told, '*')", right)  # a frame inside the frame
    wrong = [{"cabochon": "left", "session": "x"}, {"session": session}, "left", None, [session], {"cabochon": "go"}]
    inside.evaluate(say, wrong)  # our frame, with words of something else
    page.wait_for_timeout(500)
    assert page.url == play
    inside.evaluate(say, [right])  # and the same from our frame counts
    page.wait_for_url(f"{base}/floor/packages/{learner.package}")
