"""The queue of deliveries survives being killed, and is read in little memory."""

import sqlite3
import subprocess
import sys
import tracemalloc
from base64 import b64encode
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from hmac import digest
from pathlib import Path
from time import sleep

from cabochon.connectors import KINDS
from cabochon.directory.rows import Delivery
from cabochon.house import House
from cabochon.settings import load

ORDER = (
    '{"id": %d, "order_number": %d, "created_at": "2026-03-06T10:00:00+01:00", "currency": "CHF", '
    '"source_name": "pos", "location_id": 487, "note": "%s", '
    '"line_items": [{"id": 1, "sku": "W-100", "quantity": 1, "price": "8000.00"}]}'
)
MAPPING = '[boutiques]\n"487" = "GVA01"\n'
READER = """
import sys
from pathlib import Path
from cabochon.house import House
from cabochon.settings import load
folder = Path(sys.argv[1])
house = House.open(folder, load(folder, {}))
while house.deliveries.read_waiting():
    pass
house.close()
"""
TAKER = """
import os, sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from test_deliveries_kill import at, deliver
house = at(Path(sys.argv[1]))
for number in range(1, int(sys.argv[3]) + 1):
    deliver(house, number)
    print(number, flush=True)
os.kill(os.getpid(), 9)
"""


def at(folder):
    return House.open(folder, load(folder, {}), clock=lambda: datetime.now(UTC))


def opened(folder):
    house = at(folder)
    house.imports.read("doors", b"code,zone,currency\nGVA01,Europe/Zurich,CHF\n", received=house.clock())
    house.connections.add("shop", connector="shopify", secret="seekrit", mapping=MAPPING)
    return house


def body(number, note=""):
    return (ORDER % (number, number, note)).encode()


def deliver(house, number, said=None):
    given = said if said is not None else body(number)
    signed = b64encode(digest(b"seekrit", given, sha256)).decode()
    return house.deliver("shop", {"x-shopify-hmac-sha256": signed, "x-shopify-webhook-id": f"w{number}"}, given)


def test_killed_after_an_answer_and_killed_while_reading_nothing_is_lost_and_nothing_doubled(tmp_path):
    opened(tmp_path).close()
    many = 400
    taker = subprocess.run(
        [sys.executable, "-c", TAKER, str(tmp_path), str(Path(__file__).parent), str(many)],
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert (taker.returncode, taker.stdout.split()[-1]) == (-9, str(many))
    house = at(tmp_path)
    assert (house.deliveries.waiting(), house.log.position()) == (many, 0)
    house.close()
    for round_ in (1, 2):
        reading = subprocess.Popen([sys.executable, "-c", READER, str(tmp_path)])
        while stored(tmp_path) < round_ * 60 and reading.poll() is None:
            sleep(0.002)
        reading.kill()
        reading.wait()
    house = at(tmp_path)
    assert 0 < house.log.position() < many
    assert not deliver(house, 1)
    house.close()
    assert subprocess.run([sys.executable, "-c", READER, str(tmp_path)], timeout=120, check=False).returncode == 0
    house = at(tmp_path)
    assert (house.deliveries.waiting(), house.deliveries.tally("shop", "read")) == (0, many)
    assert house.log.position() == many
    house.close()


def stored(folder):
    """Statements in the log, looked at from outside."""
    try:
        with sqlite3.connect(f"file:{folder}/log.db?mode=ro", uri=True) as line:
            return line.execute("select count(*) from statement").fetchone()[0]
    except sqlite3.OperationalError:
        return 0


def test_read_and_not_marked_is_read_again_as_a_repeat(tmp_path, monkeypatch):
    house = opened(tmp_path)
    for number in (1, 2, 3):
        deliver(house, number)
    put = house.directory.put

    def lost(*rows):
        if any(isinstance(one, Delivery) for one in rows):
            raise KeyboardInterrupt
        put(*rows)

    with monkeypatch.context() as broken:
        broken.setattr(house.directory, "put", lost)
        with suppress(KeyboardInterrupt):
            house.deliveries.read_waiting()
    assert (house.log.position(), house.deliveries.waiting()) == (3, 3)
    assert house.deliveries.read_waiting() is True
    assert (house.log.position(), house.deliveries.waiting()) == (3, 0)
    assert {one.repeated for one in house.deliveries.of("shop", 9)} == {1}
    house.close()


def test_a_poisonous_one_stops_no_other_and_is_given_up_after_some_tries(tmp_path, monkeypatch):
    house = opened(tmp_path)
    deliver(house, 1, body(1, "poison"))
    deliver(house, 2, b"no json at all")
    deliver(house, 3)
    feed = KINDS["shopify"]

    def choking(delivery):
        said = delivery.stream.read()
        if b"poison" in said:
            raise RecursionError
        return feed.read(replace(delivery, body=said))

    monkeypatch.setitem(KINDS, "shopify", replace(feed, read=choking))
    for _ in range(6):
        house.deliveries.read_waiting()
        assert house.log.position() == 1
    assert (house.deliveries.waiting(), house.deliveries.tally("shop", "failed")) == (0, 2)
    house.close()


def test_a_long_queue_is_read_a_row_at_a_time(tmp_path, monkeypatch):
    house = opened(tmp_path)
    for first in range(4):
        queued_from(house, first * 100, 100, "x" * 200_000)
    feed = KINDS["shopify"]
    monkeypatch.setitem(KINDS, "shopify", replace(feed, read=lambda one: (_ for _ in ()).throw(ValueError(one))))
    monkeypatch.setattr("cabochon.house.deliveries.TRIES", 99)
    monkeypatch.setattr("cabochon.house.deliveries.log.exception", lambda *_: None)
    tracemalloc.start()
    house.deliveries.read_waiting()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 8_000_000
    house.close()


def queued_from(house, first, many, note):
    said = body(1, note)
    sealed = house.deliveries._sealed("shop", said)
    house.directory.put(*(
        Delivery(id=f"shop:q{n}", source="shop", at=house.clock(), body=sealed, connector="shopify", size=len(said))
        for n in range(first, first + many)
    ))  # fmt: skip
