"""What a dropped file would become: rows in their order, what is wrong beside its cell, why rows wait; nothing kept."""

import io
from datetime import UTC, datetime

import pytest

from cabochon.connectors import KINDS, sample_of
from cabochon.directory.rows import Account
from cabochon.house import House
from cabochon.house.bodies import is_document
from cabochon.house.redacting import HIDDEN, cell, redacted
from cabochon.refusals import Refused
from cabochon.retail.master import Door, Product
from cabochon.settings import load

HEAD = "boutique;ticket;sold_at;sku;quantity;net;client"
ROW = "{door};{n};2026-03-31 14:05;W-100;1;{net};anna@example.com"
EXPORTED = datetime(2026, 4, 1, tzinfo=UTC)


@pytest.fixture
def house(tmp_path):
    made = House.open(tmp_path, load(tmp_path, {}))
    made.directory.keep([Door(code="GVA01", name="Genève", zone="Europe/Zurich", currency="CHF"),
                         Product(sku="W-100", line="watch")])  # fmt: skip
    made.directory.put(Account(id="admin", login="admin", name="Robin", role="admin"))
    made.catch_up()
    yield made
    made.close()


def rows(*some):
    return "\n".join([HEAD, *(ROW.format(**{"door": "GVA01", "n": n, "net": "100.00", **one})
                              for n, one in enumerate(some, 1)), ""]).encode()  # fmt: skip


def hold(house, body, kind="till_csv", source=""):
    row = house.connections.one(source) if source else None
    return house.connections.files.hold(house.viewer("admin"), KINDS[kind], io.BytesIO(body), row=row, name="a.csv",
                                        modified=EXPORTED)  # fmt: skip


def test_rows_stand_in_their_order_with_what_each_becomes(house):
    seen = house.connections.files.seen(hold(house, rows({}, {"net": "viel"}, {}, {"n": 3}, *[{}] * 8)))
    assert [line.line for line in seen.lines] == [*range(2, 14)]
    assert [line.line for line in seen.lines if line.wrong] == [3]
    assert "is not a number" in seen.lines[1].wrong["net"]
    assert seen.lines[0].made.key == "GVA01-1"
    assert seen.lines[3].beside == 4  # of one receipt
    assert len(seen.lines[2].made.lines) == 2
    assert (seen.table.total, seen.kinds["receipt"], seen.bad) == (12, 10, 1)


def test_rows_that_are_wrong_alike_are_told_once(house):
    wrong = [*[{"net": f"x{n}"} for n in range(5)], *[{"door": "014"}] * 3, {"door": "015"}]
    seen = house.connections.files.seen(hold(house, rows({}, *wrong, *[{}] * 60)))
    told = [(one.n, one.column, one.reason[:18]) for one in seen.groups.values()]
    assert told == [
        (5, "net", "'x0' is not a numb"), (3, "boutique", "'014' is not a bou"), (1, "boutique", "'015' is not a bou"),
    ]  # fmt: skip
    assert seen.boutiques == {"014": 3, "015": 1}


def test_rows_that_are_wrong_further_down_are_shown_below_the_first(house):
    seen = house.connections.files.seen(hold(house, rows(*[{}] * 40, {"net": "viel"})))
    assert [line.line for line in seen.lines] == [*range(2, 22), 42]
    assert seen.lines[-1].wrong
    assert "anna@example.com" not in str(seen.lines[-1].cells)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le"])
def test_of_a_large_file_the_first_rows_are_read_and_it_is_said_that_it_goes_on(house, encoding):
    body = rows(*[{}] * 25_000).decode().encode(encoding)
    seen = house.connections.files.seen(hold(house, body))
    assert not seen.fault
    assert 1_500 < seen.looked < 10_000
    assert seen.kinds["receipt"] >= seen.looked - 2
    assert (seen.whole, seen.bad, seen.lines[0].made.key) == (False, 0, "GVA01-1")


def test_the_header_below_a_title_is_the_one_that_is_shown(house):
    seen = house.connections.files.seen(hold(house, b"Umsatz;;;;;;\n\n" + rows({}, {})))
    assert seen.table.heads == tuple(HEAD.split(";"))
    assert (seen.table.total, [line.line for line in seen.lines]) == (2, [4, 5])


@pytest.mark.parametrize("kind", sorted(one for one in KINDS if KINDS[one].table))
def test_every_connectors_sample_is_previewed_without_a_fault(house, kind):
    seen = house.connections.files.seen(hold(house, sample_of(KINDS[kind])[1], kind))
    assert not seen.fault
    assert seen.lines


@pytest.mark.parametrize("kind", sorted(one for one in KINDS if not KINDS[one].table))
def test_a_senders_own_delivery_is_read_as_it_comes(house, kind):
    one = hold(house, sample_of(KINDS[kind])[1], kind)
    assert not one.table
    seen = house.connections.files.seen(one)
    assert not seen.fault
    assert seen.first


QUALTRICS = (b'{"responses": [{"responseId": "R_1", "values": {"startDate": "2026-03-31T14:05:00Z", "finished": 1,'
             b' "QID1": 5, "recipientEmail": "anna@example.com"}, "labels": {}}]}')  # fmt: skip


@pytest.mark.parametrize("body", [QUALTRICS, b"[" + QUALTRICS + b"]", QUALTRICS + b"\n" + QUALTRICS + b"\n"])
def test_json_of_a_sender_that_also_exports_tables_is_no_table(house, body):
    one = hold(house, body, "qualtrics")
    assert not one.table
    assert house.connections.files.seen(one).rows
    text = redacted(KINDS["qualtrics"], None, body)
    assert "anna@example.com" not in text
    assert '"responses"' in text or HIDDEN in text
    assert text != HIDDEN


@pytest.mark.parametrize(("kind", "body", "told"), [
    ("till_csv", sample_of(KINDS["square"])[1], "delivery of Square"),
    ("shopify", sample_of(KINDS["square"])[1], "connect Square and drop it there"),
    ("till_csv", b'[{"a": 1}]', "is JSON, and a table is read here"),
    ("till_csv", b"<?xml version='1.0'?><a/>", "is XML, and a table is read here"),
    ("till_csv", b"<html><table><tr><td>Bon</td></tr></table></html>", "web page"),
    ("shopify", b"Bon;Zeit\n1;2\n", "is no JSON"),
    ("poslog", b'{"a": 1}', "is no XML"),
    ("till_csv", b"%PDF-1.7\n1 0 obj", "is a PDF"),
    ("shopify", b"%PDF-1.7\n1 0 obj", "is a PDF"),
    ("till_csv", b"", "is empty"),
])  # fmt: skip
def test_what_cannot_be_read_here_is_refused_with_what_is_expected(house, kind, body, told):
    with pytest.raises(Refused, match=told):
        hold(house, body, kind)


def test_no_sample_is_taken_for_another_senders():
    for name, feed in KINDS.items():
        body = sample_of(feed)[1]
        assert is_document(feed, io.BytesIO(body)) is not feed.table, name


def test_a_wrong_mapping_is_corrected_by_reading_the_file_anew_and_gone_back_to(house):
    house.connections.add("till", connector="till_csv", by="test")
    files, viewer = house.connections.files, house.viewer("admin")
    one = hold(house, rows({"net": "100.00"}, {"net": "200.00"}), source="till")
    files.propose(one)
    right = one.text
    fates = []
    for text in (right, right.replace('net = "net"', 'net = "quantity"'), right):
        files.choose(one, text)
        files.bring(viewer, one)
        fates.append((one.delivery.new, one.delivery.corrected, one.delivery.repeated))
        files.reopen(viewer, one.id)
    assert fates == [(2, 0, 0), (0, 2, 0), (0, 2, 0)]


def test_cells_of_a_person_are_never_shown():
    till, people = KINDS["till_csv"], KINDS["people"]
    assert cell(till, "", "W-100") == HIDDEN
    assert cell(till, "ticket", "anna@example.com") == HIDDEN
    assert cell(KINDS["survey_csv"], "comment", "nice") == HIDDEN
    assert cell(people, "name", "Anna") == HIDDEN
    assert cell(till, "net", "1'250.00") == "1'250.00"
    assert cell(till, "net", "") == ""
