"""The worked example of the docs, told to the real house: each of its numbers is the one the house gives."""

import re
import sys
from datetime import date
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
sys.path.append(str(ROOT / "tests" / "numbers"))  # the shop of four boutiques whose numbers are worked out by hand

from shop import in_memory, sale  # noqa: E402

PAGE = (ROOT / "docs" / "worked-example.md").read_text(encoding="utf-8")
RECEIPT = re.compile(r"^\| (\d+) \| (\d\d:\d\d) \| (.+?) \| ([\d.]+) \|$", re.M)
LINE = re.compile(r"(\w+) (\d+) x ([\d.]+)")
NUMBER = re.compile(r"^\| ([a-z][^|]*?) \| ([\d.]+) \|$", re.M)


def lines(text):
    return [(sku, int(quantity), round(float(net) * 100)) for sku, quantity, net in LINE.findall(text)]


@pytest.fixture(scope="module")
def told():
    """Answers before and after the return, as the page names them."""
    shop = in_memory()
    rows = RECEIPT.findall(PAGE)
    for number, clock, text, net in rows:
        assert sum(amount for _, _, amount in lines(text)) == round(float(net) * 100)
        shop.keep(sale(number, clock, *lines(text)))
    before, receipts = shop.ask("attach_rate").whole, shop.ask("atv").whole
    shop.keep(sale("R3", "11:00", ("CARE", -1, -35_000), day=date(2026, 3, 31), sale_type="return", original="GVA01-3"))
    after = shop.ask("attach_rate").whole
    yield {
        "sales receipts": receipts.n, "qualifying receipts": before.n,
        "of those with a paid secondary item": before.top, "attach rate, %": before.value * 100,
        "interval from, %": before.low * 100, "interval to, %": before.high * 100,
        "attach rate after the return, %": after.value * 100, "interval from after the return, %": after.low * 100,
        "interval to after the return, %": after.high * 100,
    }  # fmt: skip
    shop.house.close()


def test_there_are_eight_receipts_on_the_page():
    assert len(RECEIPT.findall(PAGE)) == 8


def test_every_number_of_the_page_is_the_houses(told):
    said = {what: float(number) for what, number in NUMBER.findall(PAGE) if what != "what"}
    assert said == {what: round(number, 1) for what, number in told.items()}


def test_the_pencil_gets_there_too():
    """The steps of the interval as they are written down, each from the figures before it."""
    p, n, z2 = 3 / 7, 7, 3.8415
    assert round(z2 / n, 4) == 0.5488
    centre = (p + 0.5488 / 2) / 1.5488
    half = 1.96 / 1.5488 * (p * (1 - p) / 7 + 0.5488 / 28) ** 0.5
    assert (round(centre, 4), round(half, 4)) == (0.4539, 0.2957)
    for figure in ("0.4539", "0.2957", "0.5488", "0.4286"):
        assert figure in PAGE
