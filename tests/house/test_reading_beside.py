"""A large file is read by a process of its own, and nothing else differs."""

import signal
import subprocess
import sys
import threading
from datetime import UTC, datetime
from io import BytesIO
from time import sleep

import pytest
from test_deliveries_kill import at, stored

from cabochon.connectors import KINDS, Delivery, Feed
from cabochon.house import reading_beside
from cabochon.house.importing import outcome_of
from cabochon.refusals import Refused

EXPORTED = datetime(2026, 3, 6, 1, tzinfo=UTC)
DOORS = b"code,zone,currency\nGVA01,Europe/Zurich,CHF\n"
HEADER = "boutique,ticket,sold_at,sku,quantity,net,seller\n"
BESIDE = pytest.mark.skipif(reading_beside._processors() < 2, reason="one processor: large files are read in place")
IMPORTER = """
import sys
from pathlib import Path
from cabochon.house import House, reading_beside
from cabochon.settings import load
reading_beside.LARGE = 10
folder = Path(sys.argv[1])
house = House.open(folder, load(folder, {}))
with open(sys.argv[2], "rb") as file:
    house.imports.read("till_csv", file, received=house.clock().replace(year=2026, month=3, day=6, hour=1, minute=0))
house.close()
"""


def rows(first, many):
    return "".join(f"GVA01,{n},2026-03-05 11:30,W-{n % 50},1,{n}.50,AK\n" for n in range(first, first + many))


def written(tmp_path, text, name="till.csv"):
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


@pytest.fixture
def large(monkeypatch):
    """Every file on disk is a large one; the processes that read."""
    begun, popen = [], subprocess.Popen

    def noted(*args, **how):
        begun.append(popen(*args, **how))
        return begun[-1]

    monkeypatch.setattr(reading_beside, "LARGE", 10)
    monkeypatch.setattr(reading_beside.subprocess, "Popen", noted)
    return begun


def imported(house, kind, path, **how):
    with path.open("rb") as file:
        return house.imports.read(kind, file, received=EXPORTED, **how)


@BESIDE
def test_it_says_the_same_as_reading_in_place(house, tmp_path, large):
    house.imports.read("doors", DOORS, received=EXPORTED)
    text = HEADER + rows(1, 900) + "GVA01,7000,31/13/2026,W-1,1,5,AK\nNOWHERE,7001,2026-03-05 11:30,W-1,1,5,AK\n"
    path = written(tmp_path, text)
    dry = outcome_of(imported(house, "till_csv", path, dry=True))
    here = outcome_of(house.imports.read("till_csv", text.encode(), received=EXPORTED, dry=True))
    assert dry == here
    assert (dry["new"], dry["quarantined"]) == (900, 2)
    assert outcome_of(imported(house, "till_csv", path))["new"] == 900
    again = outcome_of(house.imports.read("till_csv", text.encode(), received=EXPORTED))
    assert (again["new"], again["repeated"]) == (0, 900)
    assert len(large) == 2
    assert {one.returncode for one in large} == {0}


@BESIDE
def test_a_mapping_and_what_stood_before_go_along(house, tmp_path, large):
    house.imports.read("doors", DOORS, received=EXPORTED)
    path = written(tmp_path, "not read\n" + HEADER + rows(1, 3).replace("GVA01", "487"))
    mapping = '[boutiques]\n"487" = "GVA01"\n'
    with path.open("rb") as file:
        file.readline()
        done = house.imports.read("till_csv", file, received=EXPORTED, mapping=mapping)
    assert (done.kept.new, len(done.bad), len(large)) == (3, 0, 1)


@BESIDE
def test_the_file_stands_where_it_stood(house, tmp_path, large):
    house.imports.read("doors", DOORS, received=EXPORTED)
    text = (HEADER + rows(1, 2_000)).encode()
    with written(tmp_path, text).open("rb") as file:
        file.readline()
        file.seek(0)
        house.imports.read("till_csv", file, received=EXPORTED, dry=True)
        assert file.read() == text
        file.seek(0)
        assert house.imports.read("till_csv", file, received=EXPORTED).kept.new == 2_000
    assert len(large) == 2


@BESIDE
def test_a_file_that_cannot_be_read_is_refused_in_the_same_words(house, tmp_path, large):
    house.imports.read("doors", DOORS, received=EXPORTED)
    broken = b"a,b\n1,2\n3,4\n5,6\n", HEADER.encode() + b'GVA01,1,"2026\n' * 3, b"\xff\xfe\x00" * 9
    beside = [told(imported, house, "till_csv", written(tmp_path, text)) for text in broken]
    here = [told(house.imports.read, "till_csv", text, received=EXPORTED) for text in broken]
    assert beside == here
    assert [bool(refused) for refused, _ in here] == [True, False, True]
    assert len(large) == 3


def told(read, *args, **how):
    """Why it was refused; else what came of it."""
    try:
        return "", outcome_of(read(*args, **how))
    except Refused as refusal:
        return str(refusal), refusal.status


@BESIDE
def test_one_that_breaks_off_is_kept_up_to_there(house, tmp_path, large):
    house.imports.read("doors", DOORS, received=EXPORTED)
    sale = (
        "<Transaction><RetailStoreID>GVA01</RetailStoreID><SequenceNumber>%d</SequenceNumber>"
        "<BusinessDayDate>2026-03-05</BusinessDayDate><EndDateTime>2026-03-05T11:00:00</EndDateTime>"
        "<RetailTransaction><LineItem><Sale><ItemID>W-1</ItemID><ExtendedAmount>10.00</ExtendedAmount>"
        "<Quantity>1</Quantity></Sale></LineItem></RetailTransaction></Transaction>"
    )
    path = written(tmp_path, "<POSLog>" + "".join(sale % n for n in range(1, 6)) + "<Transaction><Retail", "t.xml")
    done = imported(house, "poslog", path)
    assert (done.kept.new, len(done.bad)) == (5, 1)
    assert "cut off" in done.bad[0][1]


@BESIDE
def test_a_reader_that_is_ended_from_outside_loses_nothing(house, tmp_path, large):
    house.imports.read("doors", DOORS, received=EXPORTED)
    path = written(tmp_path, HEADER + rows(1, 9_000))
    ended = []

    def end(count):
        if not ended:
            ended.append(count)
            large[0].send_signal(signal.SIGKILL)

    first = imported(house, "till_csv", path, progress=end)
    assert "bring the file again" in first.bad[-1][1]
    assert 0 < first.kept.new < 9_000
    second = imported(house, "till_csv", path)
    assert first.kept.new + second.kept.new == 9_000 == house.log.position()


@BESIDE
def test_a_fault_of_a_connector_comes_to_light(tmp_path, monkeypatch, large):
    path = written(tmp_path, HEADER + rows(1, 3))
    gone = Feed("no_such_feed", KINDS["till_csv"].read, (), "", family="till")
    with path.open("rb") as file, pytest.raises(RuntimeError, match="KeyError"):
        list(reading_beside.reading(gone, Delivery(body=file, received=EXPORTED), ""))


@BESIDE
def test_who_stops_listening_ends_it(tmp_path, large):
    path = written(tmp_path, HEADER + rows(1, 30_000))
    before = threading.active_count()
    with path.open("rb") as file:
        found = reading_beside.reading(KINDS["till_csv"], Delivery(body=file, received=EXPORTED), "")
        next(found)
        found.close()
    assert large[0].poll() is not None
    assert threading.active_count() == before


def test_what_is_in_memory_or_small_is_read_in_place(house, large, monkeypatch, tmp_path):
    house.imports.read("doors", DOORS, received=EXPORTED)
    text = (HEADER + rows(1, 20)).encode()
    assert house.imports.read("till_csv", text, received=EXPORTED).kept.new == 20
    assert house.imports.read("till_csv", BytesIO(text), received=EXPORTED).kept.repeated == 20
    monkeypatch.setattr(reading_beside, "LARGE", 1_000_000)
    assert imported(house, "till_csv", written(tmp_path, text)).kept.repeated == 20
    assert large == []


def test_killed_in_the_middle_of_a_file_nothing_is_lost_and_nothing_doubled(tmp_path):
    house = at(tmp_path / "house")
    house.imports.read("doors", DOORS, received=EXPORTED)
    house.close()
    many = 9_000
    path = written(tmp_path, HEADER + rows(1, many))
    command = [sys.executable, "-c", IMPORTER, str(tmp_path / "house"), str(path)]
    for round_ in (1, 2):
        taking = subprocess.Popen(command)
        while stored(tmp_path / "house") < round_ * 1_000 and taking.poll() is None:
            sleep(0.002)
        taking.kill()
        assert taking.wait() == -9
    house = at(tmp_path / "house")
    before = house.log.position()
    assert 0 < before < many
    done = imported(house, "till_csv", path)
    assert (done.kept.new, done.kept.repeated, done.bad) == (many - before, before, [])
    assert house.log.position() == many
    assert house.log.check() == []
    house.close()
