"""A reason in a statement that tells of a client: refused with its place, as a note is."""

from datetime import UTC, datetime
from uuid import uuid4

import msgspec
import pytest

from cabochon import vocabulary
from cabochon.house import House
from cabochon.retail.events import StockException
from cabochon.settings import load as settings
from lrs_store import client, opened

AT = datetime(2026, 4, 3, 12, tzinfo=UTC)


@pytest.fixture
def house(tmp_path):
    one = House.open(tmp_path, settings(tmp_path, {}), clock=lambda: AT)
    yield one
    one.close()


def test_a_reason_that_tells_of_a_client_is_refused_with_its_pointer(house, tmp_path):
    with opened(house) as port:
        till = client(house, port)
        for reason, status in (("Marie Dupont left", 400), ("change", 200)):
            event = StockException(id=uuid4(), at=AT, boutique="GVA01", source="till", exception="no_sale",
                                   reason=reason, associate=None)  # fmt: skip
            answer = till.ask("POST", "/xapi/statements", msgspec.json.encode(vocabulary.say(event, house.home)))
            assert answer.status == status, answer.body
            if status == 400:
                assert b"exception-reason" in answer.body
    assert house.log.position() == 1
    assert b"Dupont left" not in b"".join(p.read_bytes() for p in tmp_path.rglob("*") if p.is_file())
