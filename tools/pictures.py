"""Pictures of the pages for the docs: a pretend maison on a fixed afternoon, served here and looked at by a browser.

./run docs                 the reference, docs/pages.md and every picture
python tools/pictures.py [NAME ...]   docs/pages.md and these pictures
python tools/pictures.py --words      docs/pages.md alone
Without a chromium (CABOCHON_CHROMIUM, or one of BROWSERS) the pictures stay as they are.
"""

import io
import os
import shutil
import socket
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread
from time import sleep
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from pages_told import DARK, DESK, PAGES, PHONE, SHEET, Page, written
from pictured_feeds import connected
from PIL import Image

from cabochon.cli import pretend
from cabochon.cli.terminal import Terminal
from cabochon.demo.maison import Maison
from cabochon.house import House
from cabochon.retail.coaching import Focus
from cabochon.retail.who import person
from cabochon.settings import load
from cabochon.web import Limits, app, server

DOCS = Path(__file__).parents[1] / "docs"
NOW = datetime(2026, 11, 20, 13, 32, tzinfo=UTC)  # a Friday; 14:32 in Geneva
BOUTIQUES, WEEKS = 10, 16  # as the demo has them
COLOURS = 128  # paper, ink, hairlines, the few signal colours and the shades between
LARGE = 90_000  # bytes above which a picture is named
WAIT = 60_000  # ms
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
FLAGS = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync",
         "--font-render-hinting=none")  # hints a browser makes up put a percent sign on what follows it  # fmt: skip
SEEN: Mapping[str, dict[str, Any]] = {
    DESK: {"viewport": {"width": 1280, "height": 1000}},
    DARK: {"viewport": {"width": 1280, "height": 900}, "color_scheme": "dark"},
    PHONE: {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True},
    SHEET: {"viewport": {"width": 720, "height": 680}},
}


def browser_there() -> str:
    """The path of a browser, "" where there is none."""
    named = os.environ.get("CABOCHON_CHROMIUM", "")
    found = [named] if named and Path(named).exists() else [p for name in BROWSERS if (p := shutil.which(name))]
    return found[0] if found else ""


@contextmanager
def pretended() -> Iterator[House]:
    """A maison whose clock stands still, with an account for each of the cast."""
    with tempfile.TemporaryDirectory(prefix="cabochon-pictures-") as folder:
        where = Path(folder) / "data"
        house = House.open(where, load(where, {}), clock=lambda: NOW)
        try:
            one = pretend.furnish(house, Terminal(), boutiques=BOUTIQUES, weeks=WEEKS)
            pretend.links(house, one)
            _in_focus(house, one)
            for _ in house.effects.verdicts.steps(house.today):
                pass
            yield house
        finally:
            house.close()


def _in_focus(house: House, one: Maison) -> None:
    """The first boutique set a focus four days ago."""
    door = one.doors[0].code
    since = NOW.date() - timedelta(days=4)
    house.keep_as().events([Focus(
        id=uuid5(NAMESPACE_URL, "docs/pictures"), at=NOW - timedelta(days=4, hours=5), boutique=door, source="floor",
        by=person(one.managers[door][0].id), what="set", behaviour="discovery", since=since,
        until=since + timedelta(days=13), target=0.77, reason="Asked in 68% of observed visits",
        tip="Ask for the occasion before you open the case", baseline_since=since - timedelta(days=56),
        baseline_until=since - timedelta(days=1),
    )])  # fmt: skip
    house.catch_up()


@contextmanager
def served(house: House) -> Iterator[str]:
    """Its address; a second factor is asked of nobody."""
    with socket.socket() as place:
        place.bind(("127.0.0.1", 0))
        limits = Limits()
        one = server(app(house, limits=limits, public_url=""), host="127.0.0.1", port=0, limits=limits)
        thread = Thread(target=one.run, kwargs={"sockets": [place]}, name="server")
        thread.start()
        while not one.started and thread.is_alive():
            sleep(0.02)
        try:
            yield f"http://127.0.0.1:{place.getsockname()[1]}"
        finally:
            one.should_exit = True
            thread.join(15)


def places(house: House) -> dict[str, str]:
    """What stands in an address for something of the house's; what is worth a picture is made where it is lacking."""
    leader, manager = house.viewer_by_login("leader"), house.viewer_by_login("manager")
    team = house.see_as(manager).labels.people
    heads = house.effects.verdicts.heads(leader)
    return {
        "person": min(team, key=lambda who: team[who]),
        "pooled": max(heads, key=_telling).subject.key,
        **connected(house, NOW),
    }


def _telling(head: Any) -> tuple[bool, int]:
    """The verdict worth a picture: the planted module, of as many boutiques together as there are."""
    return head.subject.about == "natural-add-on", len(head.subject.doors)


def take(house: House, base: str, pages: list[Page], chromium: str) -> list[str]:
    """Each page as a picture in docs/pictures; what went wrong."""
    from playwright.sync_api import sync_playwright

    faults, signed, there = [], {}, places(house)
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium, args=list(FLAGS))
        for page in pages:
            if page.login not in signed:
                signed[page.login] = _signed_in(browser, house, base, page.login)
            context = browser.new_context(
                storage_state=signed[page.login], service_workers="block", reduced_motion="reduce", locale="en-GB",
                timezone_id="Europe/Zurich", **SEEN[page.how],
            )  # fmt: skip
            context.clock.set_fixed_time(NOW)
            tab = context.new_page()
            answer = tab.goto(f"{base}{page.address.format(**there)}", timeout=WAIT)
            if page.how == SHEET:
                tab.emulate_media(media="print")
            tab.evaluate("document.fonts.ready.then(() => true)")
            tab.wait_for_timeout(300)
            status = answer.status if answer else 0
            if status == 200:
                size = _kept(page.name, tab.screenshot(animations="disabled"))
                if size > LARGE:
                    faults.append(f"{page.name}.png has {size:,} bytes")
            else:
                faults.append(f"{page.address} for {page.login}: {status}")
            context.close()
        browser.close()
    return faults


def _signed_in(browser: Any, house: House, base: str, login: str) -> Any:
    context = browser.new_context(service_workers="block")
    tab = context.new_page()
    tab.goto(house.people.link(house.people.account(login).id, base=base), timeout=WAIT)
    tab.get_by_role("button", name="Sign in").click()
    tab.wait_for_url(lambda url: "/link/" not in url, timeout=WAIT)
    state = context.storage_state()
    context.close()
    return state


def _kept(name: str, png: bytes) -> int:
    """Written with few colours, where that changes anything; the bytes it has."""
    made, path = io.BytesIO(), DOCS / "pictures" / f"{name}.png"
    seen = Image.open(io.BytesIO(png)).convert("RGB")
    few = seen.quantize(COLOURS, Image.Quantize.MAXCOVERAGE, kmeans=2, dither=Image.Dither.NONE)
    few.save(made, "PNG", optimize=True)
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(made.getvalue())
    return len(made.getvalue())


def main(asked: list[str]) -> int:
    (DOCS / "pages.md").write_text(written(), "utf-8")
    if "--words" in asked:
        return 0
    pages = [page for page in PAGES if not asked or page.name in asked]
    chromium = browser_there()
    if not chromium:
        print("There is no chromium here (./run browser installs one); the pictures of docs/pictures stay as they are.")
        return 0
    with pretended() as house, served(house) as base:
        faults = take(house, base, pages, chromium)
    total = sum(path.stat().st_size for path in (DOCS / "pictures").glob("*.png"))
    print(f"{len(pages)} pictures; docs/pictures has {total / 1e6:.1f} MB.")
    print("\n".join(faults))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
