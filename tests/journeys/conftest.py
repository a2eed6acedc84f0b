"""A real browser before a real house. Needs a chromium: CABOCHON_CHROMIUM, or the first of BROWSERS that is there.

The headless shell is the same engine without windows: a page is opened in a fifth of the time.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest
from devices import CONTROLLED, DESKTOP, PATIENCE, PHONE

from cabochon.demo.maison import maison
from cabochon.demo.weeks import history
from cabochon.directory.rows import Account
from cabochon.house import House
from cabochon.settings import load
from served import served

BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
FOUND = next((place for name in BROWSERS if (place := shutil.which(name))), "/usr/bin/chromium")
CHROMIUM = os.environ.get("CABOCHON_CHROMIUM", FOUND)
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync",
         "--font-render-hinting=none"]  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    absent = pytest.mark.skip(reason=f"no chromium at {CHROMIUM}; set CABOCHON_CHROMIUM or install one")
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
            if not Path(CHROMIUM).exists():
                item.add_marker(absent)


@pytest.fixture(scope="session")
def chromium() -> Iterator[object]:
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@dataclass
class Shop:
    """A boutique with two weeks behind it. `base` is http://localhost:PORT, a secure context without TLS."""

    house: House
    folder: Path
    team: dict[str, str]  # name -> person id
    door: str = ""
    base: str = ""
    stack: ExitStack = field(default_factory=ExitStack)

    def open(self, port: int = 0) -> None:
        self.base = f"http://localhost:{self.stack.enter_context(served(self.house, port=port))}"

    def shut(self) -> None:
        self.stack.close()

    @contextmanager
    def away(self) -> Iterator[None]:
        """Nothing listens: stronger than a browser that is told it is offline. Back at the same address afterwards."""
        port = int(self.base.rpartition(":")[2])
        self.shut()
        try:
            yield
        finally:
            self.open(port)

    def link(self, account: str = "manager") -> str:
        return f"{self.base}/link/{self.house.doorman.link(account)}"

    @property
    def kept(self) -> int:
        return self.house.log.position()


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    folder, now = tmp_path_factory.mktemp("shop") / "data", datetime.now(UTC)
    house, one = House.open(folder, load(folder, {})), maison(boutiques=2, until=now.date(), weeks=2)
    doors = [replace(door, day_ends=time(0)) for door in one.doors]  # the same day for who runs this after midnight
    house.directory.keep([*doors, *one.people, *one.identifiers, *one.products])
    house.keep_as().events(history(one, now=now - timedelta(minutes=1), weeks=2), fresh=True)
    house.catch_up()
    door = one.doors[0].code
    for login, person in (("manager", one.managers[door][0]), ("deputy", one.managers[door][-1])):
        house.directory.put(
            Account(id=login, login=login, name=person.name, role="manager", boutiques=(door,), person=person.id)
        )
    for role in ("admin", "ld_author", "lp_lead", "auditor", "hq_leader", "brand_partner"):
        brand = "Aubrac" if role == "brand_partner" else ""
        house.directory.put(Account(id=role, login=role, name=role, role=role, boutiques=(door,), brand=brand))
    made = Shop(house, folder, {seller.person.name: seller.person.id for seller in one.sellers[door]}, door)
    made.open()
    yield made
    made.shut()
    house.close()


@pytest.fixture
def context(chromium: object) -> Iterator[Callable[..., object]]:
    """Browser contexts that are closed at the end; keywords as playwright takes them."""
    made = []

    def make(**how: object) -> object:
        one = chromium.new_context(**how)  # type: ignore[attr-defined]
        one.set_default_timeout(PATIENCE)
        made.append(one)
        return one

    yield make
    for one in made:
        one.close()


@pytest.fixture
def phone_of(context: Callable[..., object], shop: Shop) -> Callable[[str], object]:
    """A phone signed in by that account, the checklist open and under its worker's control: (context, page)."""

    def make(account: str) -> object:
        one = context(**PHONE)
        return one, checklist(one, shop, account)

    return make


@pytest.fixture
def desk_of(context: Callable[..., object], shop: Shop) -> Callable[..., object]:
    """A page at a desk where that account has just signed in; keywords as playwright takes them."""

    def make(account: str = "manager", **how: object) -> object:
        page = context(**{**DESKTOP, "service_workers": "block", **how}).new_page()  # type: ignore[attr-defined]
        page.goto(shop.link(account))
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url(lambda url: "/link/" not in url)
        return page

    return make


@pytest.fixture
def phone(phone_of: Callable[[str], object]) -> object:
    return phone_of("manager")


def checklist(one: object, shop: Shop, account: str) -> object:
    page = one.new_page()  # type: ignore[attr-defined]
    page.goto(shop.link(account))
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/today")
    page.goto(f"{shop.base}/floor/observe")
    page.evaluate(CONTROLLED)
    page.wait_for_selector("#associate option:nth-child(2)", state="attached")
    return page
