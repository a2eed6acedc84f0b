"""Every page one can navigate to stands in docs/pages.md; those worth a look with a picture that is there and small."""

import re
import sys
from pathlib import Path

import pytest

from cabochon.web import ROUTES
from cabochon.web.page import NAV
from cabochon.web.routes_boards import BOARDS
from cabochon.web.viewer import ANYONE, BARE

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tools"))
import pages_told  # noqa: E402 lies beside the source, not in it

DOCS = ROOT / "docs"
TOLD = (DOCS / "pages.md").read_text("utf-8")
LARGEST, ALL = 90_000, 2_500_000  # bytes
UNSEEN = {"/team/screens", "/embeds"}  # their pages hand out secret links: no picture


def test_the_page_of_pages_is_what_the_tool_makes():
    assert pages_told.written() == TOLD, "run ./run docs"


@pytest.mark.parametrize("address", [line[0] for line in NAV])
def test_what_one_can_navigate_to_is_told(address):
    assert f"`{address}`" in TOLD


def test_every_dashboard_has_a_picture():
    shown = {page.address.partition("?")[0] for page in pages_told.PAGES}
    pages = [path for method, path, _, ability, _ in BOARDS if method == "GET" and ability not in (ANYONE, BARE)]
    pages = [path for path in pages if "." not in path and path not in UNSEEN]
    missing = [path for path in pages if not any(re.fullmatch(re.sub(r"\{[^}]+\}", "[^/]+", path), s) for s in shown)]
    assert missing == []


@pytest.mark.parametrize("page", pages_told.PAGES, ids=lambda page: page.name)
def test_each_picture_is_there_and_small(page):
    size = (DOCS / "pictures" / f"{page.name}.png").stat().st_size
    assert 5_000 < size <= LARGEST


def test_no_picture_lies_about_that_nobody_shows_and_all_stay_light():
    pictures = list((DOCS / "pictures").glob("*.png"))
    told = TOLD + "".join(p.read_text("utf-8") for p in (ROOT / "README.md", *DOCS.glob("guides/*.md")))
    assert [p.name for p in pictures if p.name not in told] == []
    assert sum(p.stat().st_size for p in pictures) <= ALL


def test_no_address_of_a_picture_holds_a_secret():
    paths = {path for _, path, _, ability, _ in ROUTES if ability in (ANYONE, BARE)}
    assert [page.name for page in pages_told.PAGES if page.address.partition("?")[0] in paths] == []
