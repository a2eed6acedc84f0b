"""Tables as senders make them: CSV of any delimiter and encoding, Excel, a header that stands lower down."""

import io
import zipfile
from datetime import UTC, date, datetime, time

import openpyxl
import pytest
from feed_files import bad, good, read, skipped

from cabochon.connectors import tables
from cabochon.refusals import Refused

HEAD = ["boutique", "ticket", "sold_at", "sku", "quantity", "net"]
ROW = ["GVA01", "7", "2026-03-31 14:05", "W-100", "1", "8000"]


def csv_of(*rows, delimiter=",", encoding="utf-8"):
    return ("\n".join(delimiter.join(row) for row in rows) + "\n").encode(encoding)


def book(*rows, sheets=()):
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(row)
    for title, some in sheets:
        one = made.create_sheet(title)
        for row in some:
            one.append(row)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def one_receipt(items):
    (receipt,) = good(items)
    return receipt.key, receipt.lines[0].net, receipt.at.isoformat()


SAID = ("GVA01-7", 800000, "2026-03-31T14:05:00+02:00")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_another_delimiter_is_found_where_the_mapping_says_none(delimiter):
    assert one_receipt(read("till_csv", csv_of(HEAD, ROW, delimiter=delimiter))) == SAID


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_utf_of_every_kind_is_read(encoding):
    assert one_receipt(read("till_csv", csv_of(HEAD, ROW, encoding=encoding))) == SAID


def test_a_header_below_a_title_is_found_and_what_stands_above_is_counted():
    body = csv_of(["Sales of March"], [], ["printed by", "the till"], HEAD, ROW)
    items = read("till_csv", body)
    assert one_receipt(items) == SAID
    assert skipped(items) == [("line 1", "stands above the header"), ("line 3", "stands above the header")]


def test_a_line_is_told_by_its_place_in_the_file_below_a_title():
    items = read("till_csv", csv_of(["Sales"], HEAD, ROW, ["GVA01", "8", "31/13/2026", *ROW[3:]]))
    assert any(place == "line 4, column sold_at" for place, _ in bad(items))


def test_excels_own_first_line_is_passed_over():
    assert one_receipt(read("till_csv", b"sep=;\n" + csv_of(HEAD, ROW, delimiter=";"))) == SAID


def test_a_workbook_is_read_as_its_cells_mean():
    body = book(["March"], [], HEAD, ["GVA01", 7, datetime(2026, 3, 31, 14, 5), "W-100", 1, 8000.0])  # noqa: DTZ001
    assert one_receipt(read("till_csv", body)) == SAID


def test_a_sheet_is_chosen_by_the_mapping_and_a_missing_one_is_named():
    body = book(["notes"], sheets=[("Sales", [HEAD, ROW])])
    assert one_receipt(read("till_csv", body, 'sheet = "Sales"\n')) == SAID
    with pytest.raises(Refused, match="no sheet 'Sold'; there are Sheet, Sales"):
        read("till_csv", body, 'sheet = "Sold"\n')


def test_cells_of_a_workbook_are_written_as_a_csv_has_them():
    body = book(["a", "b", "c", "d", "e", "f"], [date(2026, 3, 31), time(14, 5), 0.1, 12.0, True, None])
    (_, _), (line, cells) = tables.lines(io.BytesIO(body), tables.Layout())
    assert (line, cells) == (2, ["2026-03-31", "14:05:00", "0.1", "12", "yes", ""])


def bomb():
    out = io.BytesIO()
    with (
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed,
        packed.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet,
    ):
        for _ in range(45):
            sheet.write(b"\0" * 10_000_000)
    return out.getvalue()


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"PK\x03\x04" + b"x" * 400, "breaks off"),
        (book(HEAD)[:-200], "breaks off"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "cannot be opened"),
    ],
)
def test_a_workbook_that_is_none_is_refused_with_a_way_out(body, says):
    with pytest.raises(Refused, match=says):
        read("till_csv", body)


def test_a_workbook_that_unpacks_to_too_much_is_refused_before_it_is_unpacked():
    with pytest.raises(Refused, match="unpacks to 450 MB"):
        read("till_csv", bomb())


def test_latin_text_is_refused_with_the_byte_and_the_word_to_write():
    with pytest.raises(Refused, match=r"byte 0xe4 after .* is not utf-8"):
        read("till_csv", csv_of(HEAD, ["GVA01", "7", "Kä"], encoding="cp1252"))


def test_zero_characters_a_till_pads_with_are_nothing():
    assert one_receipt(read("till_csv", csv_of(HEAD, ROW).replace(b"W-100", b"W-100\0\0"))) == SAID


def test_a_quote_never_closed_is_refused():
    with pytest.raises(Refused):
        read("till_csv", csv_of(HEAD, ROW) + b'GVA01,"8' + b"x" * 200_000)


def test_a_stream_that_can_be_read_once_is_read(tmp_path):
    class Once(io.BytesIO):
        def seekable(self):
            return False

    from feed_files import DOORS

    from cabochon.connectors import KINDS, Delivery

    delivery = Delivery(body=Once(csv_of(HEAD, ROW)), received=datetime(2026, 4, 1, tzinfo=UTC), doors=DOORS)
    assert one_receipt(list(KINDS["till_csv"].read(delivery))) == SAID
