"""A module that left the house: on another server, launched by the launch check, gone through; every tick is a yes."""

import io
import zipfile
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from cabochon.demo.maison import maison
from cabochon.directory.rows import Account
from cabochon.house import House
from cabochon.house.launch_report import report
from cabochon.settings import load
from launched import hosted
from served import Browser, served

MODULE = "natural-add-on"
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True, "locale": "en-GB"}


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@contextmanager
def shelf(folder):
    """The origin of a plain web server for the files of a folder."""
    folder.mkdir()
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://localhost:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(scope="module")
def away(tmp_path_factory):
    """(house, its address, the address the unpacked module is at)."""
    place = tmp_path_factory.mktemp("away")
    with shelf(place / "lms") as origin:
        house = House.open(place / "data", load(place / "data", {}) | {"xapi_origins": origin})
        house.directory.put(Account(id="ld", login="ld", name="L&D", role="ld_author", boutiques=()))
        try:
            with served(house, packages=True) as port:
                author = Browser(port)
                author.sign_in(house.doorman.link("ld"))
                answer = author.get(f"/library/{MODULE}/export?form=cmi5&language=all")
                assert answer.status == 200
                zipfile.ZipFile(io.BytesIO(answer.body)).extractall(place / "lms")
                yield house, f"http://localhost:{port}", origin
        finally:
            house.close()


@pytest.fixture
def page(context):
    one = context(**PHONE).new_page()
    one.faults = []
    one.on("pageerror", lambda fault: one.faults.append(str(fault)))
    one.on("console", lambda said: one.faults.append(said.text) if "Content Security" in said.text else None)
    return one


def answer(page, step):
    """Right, whatever is asked."""
    kind, right = step.get_attribute("data-kind"), step.get_attribute("data-right")
    if kind in ("choose", "spot"):
        step.locator(f"[data-choice='{right}'] button").click()
    elif kind == "hotspot":
        step.locator(f"rect[data-choice='{right}']").click()
    elif kind == "fill":
        for n, one in enumerate(step.locator("select").all()):
            keys = right.split(",") if "," in right else []
            one.select_option(keys[n]) if keys else one.select_option(label=right.split(" | ")[n])
        step.locator("[data-check]").click()
    elif kind == "number":
        step.locator("input").fill(right)
        step.locator("[data-check]").click()
    elif kind == "order":
        for n, key in enumerate(right.split(",")):
            while (at := [li.get_attribute("data-choice") for li in step.locator("li").all()].index(key)) > n:
                step.locator("li").nth(at).locator("[data-move=up]").click()
        step.locator("[data-check]").click()
    elif kind == "say":
        step.locator("[data-said]").click()
        step.locator("input").first.check()


def go_through(page, until="end"):
    while (name := page.locator("[data-step]:not([data-off])").get_attribute("data-step")) != until:
        step = page.locator(f"[data-step='{name}']")
        if step.get_attribute("data-kind"):
            answer(page, step)
        page.locator("[data-next]").click()
        page.locator(f"[data-step='{name}'][data-off]").wait_for(state="attached")


def test_launched_by_the_launch_check_every_tick_is_a_yes(away, page):
    house, base, origin = away
    viewer = house.viewer("ld")
    check = house.launches.start(viewer)
    page.goto(f"{origin}/index.html{report(house, viewer, check.id, base=base).link}")
    page.get_by_text("Recorded").wait_for()
    go_through(page, until="use")
    saved = page.wait_for_event("requestfinished", lambda one: "cabochon.lesson" in one.url and one.method == "PUT")
    assert saved.response().status == 204
    page.reload()
    page.locator("[data-step='use']:not([data-off])").wait_for()
    go_through(page)
    assert "right at the first try" in page.locator("[data-score]").inner_text()
    page.get_by_role("button", name="Close").click()
    page.get_by_text("You can leave this page").wait_for(timeout=120_000)
    found = report(house, viewer, check.id, base=base)
    assert [(tick.title, tick.state, tick.says) for tick in found.ticks if tick.state != "yes"] == []
    assert found.refused == 0
    assert page.faults == []


def test_by_itself_it_runs_unrecorded_and_says_so(away, page):
    _, _, origin = away
    page.goto(f"{origin}/index.html")
    page.get_by_text("Opened by itself: nothing is recorded.").wait_for()
    go_through(page)
    assert page.get_by_role("button", name="Print").is_visible()
    assert page.get_by_role("button", name="Close").is_hidden()
    assert page.faults == []


def test_launched_as_cmi5_every_tick_is_a_yes_and_it_is_closed_once(away, page):
    house, base, origin = away
    viewer = house.viewer("ld")
    check = house.launches.start(viewer)
    address = f"{origin}/index.html{report(house, viewer, check.id, base=base).cmi5}"
    page.route(
        f"{house.home}/**", lambda route: route.fulfill(body="back where one came from")
    )  # no such server is there
    page.goto(address)
    page.get_by_text("Recorded").wait_for()
    go_through(page)
    page.get_by_role("button", name="Close").click()
    page.get_by_text("back where one came from").wait_for()
    found = report(house, viewer, check.id, base=base)
    assert [(tick.title, tick.state, tick.says) for tick in found.ticks if tick.state != "yes"] == []
    assert [(line.reason, line.pointer) for line in found.lines if line.refused] == []
    page.goto(address)
    page.get_by_text("This session is closed.").wait_for()
    assert report(house, viewer, check.id, base=base).statements == found.statements


def test_brought_in_as_a_package_it_runs_in_its_frame_and_the_course_is_satisfied(tmp_path, context):
    house = House.open(tmp_path / "data", load(tmp_path / "data", {}))
    one = maison(boutiques=1, until=datetime.now(UTC).date(), weeks=2)
    house.directory.keep([*one.doors, *one.people, *one.identifiers, *one.products])
    house.directory.put(Account(id="ld", login="ld", name="L&D", role="ld_author", boutiques=()))
    try:
        with served(house, packages=True) as port:
            author = Browser(port)
            author.sign_in(house.doorman.link("ld"))
            with zipfile.ZipFile(io.BytesIO(author.get(f"/library/{MODULE}/export?form=cmi5").body)) as archive:
                files = {name: archive.read(name) for name in archive.namelist()}
            apart = house.values["content_port"]
            learner = hosted(house, one, manifest=files.pop("cmi5.xml"), files=files, module=True)
            house.values["content_port"] = apart
            base, page = f"http://localhost:{port}", context(**PHONE, service_workers="block").new_page()
            page.goto(f"{base}/link/{house.doorman.link(learner.viewer.account)}")
            page.get_by_role("button", name="Sign in").click()
            page.wait_for_url(lambda url: "/link/" not in url)
            page.goto(f"{base}/floor/packages/{learner.package}")
            page.get_by_role("button", name="Begin").click()
            page.frame_locator("iframe").locator("[data-playing]").wait_for()
            frame = page.frames[-1]
            frame.get_by_text("Recorded").wait_for()
            go_through(frame)
            frame.get_by_role("button", name="Close").click()
            page.wait_for_url(f"{base}/floor/packages/{learner.package}")
            page.get_by_text("You have done all of it").wait_for()
            verbs = ("initialized", "completed", "passed", "terminated", "satisfied")
            assert {verb: len(learner.told(verb)) for verb in verbs} == dict.fromkeys(verbs, 1)
    finally:
        house.close()
