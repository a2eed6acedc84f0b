"""A word or two of a feed that tells of a client: taken out on the way in, and of a row that waits."""

from datetime import UTC, datetime

import pytest

from cabochon.house import House
from cabochon.house.screened_words import screened
from cabochon.settings import load as settings

AT = datetime(2026, 4, 3, tzinfo=UTC)
EXCEPTIONS = (
    "boutique,id,exception,at,reason\nGVA01,1,no_sale,2026-03-31 14:05,Marie Dupont left\n"
    "GVA01,2,nonsense,2026-03-31 14:05,Marie Dupont left\nGVA01,3,no_sale,2026-03-31 14:06,change\n"
)
COUNTS = "boutique,count_id,counted_at,sku,expected,counted,reason\nGVA01,1,2026-03-31 14:05,W,1,1,for Marie Dupont\n"
BOOKINGS = "boutique,kind,reference,at,service\nGVA01,Service booking,S-1,2026-03-31 14:05,ring of Mme Dupont\n"


@pytest.fixture
def house(tmp_path):
    one = House.open(tmp_path, settings(tmp_path, {}), clock=lambda: AT)
    one.imports.read("doors", b"code,zone,currency\nGVA01,Europe/Zurich,CHF\n", received=AT)
    yield one
    one.close()


def stored(tmp_path):
    """Everything on disk, without regard to case."""
    return b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()).lower()


def test_what_tells_of_a_client_lies_nowhere_and_its_row_is_kept(house, tmp_path):
    for feed, body in (("exceptions_csv", EXCEPTIONS), ("counts_csv", COUNTS), ("bookings_csv", BOOKINGS)):
        done = house.imports.read(feed, body.encode(), received=AT)
        assert len(done.kept.masked) == 1
        assert "taken out" in done.kept.masked[0][1].reason
        again = house.imports.read(feed, body.encode(), received=AT)
        assert (again.kept.new, again.kept.repeated) == (0, done.kept.new)
    house.catch_up()
    assert len(house.warehouse.fetch("exception", {})) == 2
    assert len(house.log.after(0)) == house.log.position() == 4
    assert b"dupont" not in stored(tmp_path)
    assert b"change" in stored(tmp_path)


def test_a_word_or_two_that_waits_is_left_out_where_it_tells_of_a_client():
    row = {"reason": "Marie Dupont left", "service": "gravure", "at": "Marie Dupont", "comment": "Ask Mme Dupont"}
    assert screened(row, frozenset()) == {
        "reason": "",
        "service": "gravure",
        "at": "Marie Dupont",
        "comment": "Ask Mme [name removed]",
    }
    assert screened({"reason": "Marie left"}, frozenset(["Marie"])) == {"reason": "Marie left"}
