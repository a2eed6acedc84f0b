"""Any till's CSV: tickets out of rows, and what of a file is kept when some of it is broken."""

from datetime import UTC, date, datetime, timedelta

import pytest
from feed_files import EXPORTED, bad, good, read, skipped

from cabochon.connectors import Bad
from cabochon.refusals import Refused
from cabochon.retail.events import Line
from cabochon.retail.who import Who

HEAD = "boutique,ticket,sold_at,sku,quantity,net,type\n"
AN, MK = Who("till:csv", "AN"), Who("till:csv", "MK")


def one(row, mapping=""):
    return read("till_csv", HEAD + row + "\n", mapping)


def test_the_rows_of_a_ticket_are_one_receipt():
    receipt = good(read("till_csv", "till.csv"))[0]
    assert receipt.key == "GVA01-1001"
    assert receipt.at == datetime(2026, 3, 31, 12, 5, tzinfo=UTC)
    assert receipt.at.utcoffset() == timedelta(hours=2)
    assert (receipt.business_day, receipt.currency, receipt.sale_type) == (date(2026, 3, 31), "CHF", "sale")
    assert receipt.lines == (
        Line(sku="W-1815", quantity=1, net=2_350_000),
        Line(sku="STRAP-20", quantity=1, net=12_050, discount=1_340),
        Line(sku="KIT", quantity=1, net=0, zero_reason="gift"),
    )
    assert receipt.cashier == Who("till:csv", "CZ")


def test_sellers_share_by_what_their_lines_are_worth():
    receipt = good(read("till_csv", "till.csv"))[0]
    assert [who for who, _ in receipt.sellers] == [AN, MK]
    assert sum(share for _, share in receipt.sellers) == pytest.approx(1)
    assert receipt.sellers[1][1] == pytest.approx(0.25 * 23500 / 23620.5)


def test_an_hour_after_midnight_is_still_the_day_before():
    receipt = good(read("till_csv", "till.csv"))[1]
    assert receipt.business_day == date(2026, 3, 31)
    assert receipt.lines[0].quantity == 0.42


def test_a_return_names_its_original_and_what_was_bought_instead_is_a_sale():
    sale, back = (r for r in good(read("till_csv", "till.csv")) if r.key.startswith("GVA01-1003"))
    assert (sale.sale_type, [line.sku for line in sale.lines]) == ("sale", ["STRAP-22"])
    assert (back.sale_type, back.key, back.original) == ("return", "GVA01-1003-return-1001", "GVA01-1001")
    assert back.lines == (Line(sku="STRAP-20", quantity=1, net=12_050),)


RETURNED = "boutique,ticket,sold_at,sku,quantity,net,type,original,original_boutique,original_till,till\n"


def test_a_ticket_that_only_takes_back_is_the_return_and_can_be_voided_by_its_number():
    (back,) = good(read("till_csv", RETURNED + "GVA01,9,2026-03-31 10:00,STRAP-20,1,120.50,return,1001,,,\n"))
    assert (back.key, back.original) == ("GVA01-9", "GVA01-1001")


def test_a_negative_line_that_names_its_original_is_a_return_whatever_the_till_calls_it():
    (back,) = good(read("till_csv", RETURNED + "GVA01,9,2026-03-31 10:00,STRAP-20,-1,-120.50,,1001,,,\n"))
    assert (back.sale_type, back.original, back.lines[0].net) == ("return", "GVA01-1001", 12_050)


def test_a_return_names_the_boutique_and_till_it_was_sold_at():
    row = "GVA01,9,2026-03-31 10:00,STRAP-20,1,120.50,return,1001,NYC01,T2,T1\n"
    (back,) = good(read("till_csv", RETURNED + row, 'key = "{boutique}-{till}-{ticket}"'))
    assert (back.key, back.original) == ("GVA01-T1-9", "NYC01-T2-1001")


def test_a_void_names_the_receipt_it_takes_back():
    void = good(read("till_csv", "till.csv"))[-2]
    assert (void.sale_type, void.key, void.original) == ("void", "GVA01-1004", "GVA01-1002")


def test_yen_have_no_minor_unit():
    yen = good(read("till_csv", "till.csv"))[-1]
    assert (yen.currency, yen.lines[0].net) == ("JPY", 480_000)


def test_a_return_without_original_stays_a_negative_line():
    rows = "GVA01,9,2026-04-01,A,1,100,sale\nGVA01,9,2026-04-01,B,1,40,return"
    (receipt,) = one(rows)
    assert [(line.quantity, line.net) for line in receipt.lines] == [(1, 10_000), (-1, -4_000)]
    (alone,) = one("GVA01,9,2026-04-01,B,-1,-40,return")
    assert (alone.sale_type, alone.original, alone.lines[0].net) == ("return", "", 4_000)
    (even,) = one("GVA01,9,2026-04-01,A,1,40,sale\nGVA01,9,2026-04-01,B,1,40,return")
    assert even.sale_type == "even_exchange"


def test_the_same_file_twice_gives_the_same_events_and_a_later_export_a_higher_revision():
    first, again = read("till_csv", "till.csv"), read("till_csv", "till.csv")
    later = read("till_csv", "till.csv", received=EXPORTED + timedelta(days=1))
    assert first == again
    assert [r.key for r in later] == [r.key for r in first]
    assert all(new.revision > old.revision for new, old in zip(later, first, strict=True))


def test_a_revision_of_the_row_wins_over_the_files_time():
    head = "boutique,ticket,sold_at,sku,quantity,net,revision\n"
    nine, ten, when = (
        good(read("till_csv", f"{head}GVA01,1,2026-04-01 10:00,A,1,1,{revision}\n"))[0].revision
        for revision in ("9", "10", "2026-04-01 12:00")
    )
    assert nine < ten
    assert when == "2026-04-01T10:00:00.000000Z"


SWISS = """
source = "till:kasse"
encoding = "cp1252"
delimiter = ";"
decimal = ","
dates = ["%d.%m.%Y"]
tax_percent = 8.1
key = "{business_day}-{till}-{ticket}"
[columns]
boutique = "Filiale"
till = "Kasse"
ticket = "Beleg"
sold_at = "Datum"
sold_time = "Zeit"
sku = "Artikel"
quantity = "Menge"
gross = "Betrag"
type = "Art"
[sale_types]
"Verkauf" = "sale"
"Rückgabe" = "return"
[boutiques]
"014" = "GVA01"
[skip]
Art = ["Kassensturz"]
"""


def test_a_swiss_export_in_its_own_words():
    body = (
        "Filiale;Kasse;Beleg;Datum;Zeit;Artikel;Menge;Betrag;Art;Kunde\r\n"
        "014;2;7;31.03.2026;14:05;W-1;1;1.081,00;Verkauf;Frau Weber\r\n"
        "014;2;8;31.03.2026;14:06;W-1;1;1’081,00-;Rückgabe;\r\n"
        "014;2;9;31.03.2026;14:07;;;;Kassensturz;\r\n"
    )
    items = read("till_csv", body.encode("cp1252"), SWISS.replace('["%d.%m.%Y"]', '["%d.%m.%Y %H:%M"]'))
    sale, back = good(items)
    assert (sale.key, sale.source, sale.boutique) == ("2026-03-31-2-7", "till:kasse", "GVA01")
    assert sale.lines[0].net == back.lines[0].net == 100_000
    assert back.sale_type == "return"
    assert skipped(items) == [("line 4", "Art is 'Kassensturz'")]
    assert "Weber" not in repr(items)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_byte_order_mark_tells_the_encoding(encoding):
    body = (HEAD + "GVA01,1,2026-04-01,Ré,1,1,sale\n").encode(encoding)
    assert good(read("till_csv", body))[0].lines[0].sku == "Ré"


def test_another_encoding_is_refused_before_anything_is_read():
    body = (HEAD + "GVA01,1,2026-04-01,A,1,1,sale\nGVA01,2,2026-04-01,Ré,1,1,sale\n").encode("cp1252")
    with pytest.raises(Refused, match='encoding = "cp1252"'):
        read("till_csv", body)


def test_missing_columns_are_named_together_with_what_to_write():
    with pytest.raises(Refused) as refused:
        read("till_csv", "shop,ticket,sold_at,sku,net\nGVA01,1,2026-04-01,A,1\n")
    assert "boutique and quantity are missing" in refused.value.reason
    assert "the columns are shop, ticket, sold_at, sku, net" in refused.value.reason
    assert '[columns]\nboutique = "the column\'s name"\nquantity = ' in refused.value.reason


def test_a_column_the_mapping_names_must_be_there():
    mapping = SWISS.replace('"Artikel"', '"Artikelnummer"')
    with pytest.raises(Refused, match="Artikelnummer is missing"):
        read("till_csv", b"Filiale;Kasse;Beleg;Datum;Zeit;Artikel;Menge;Betrag;Art\n", mapping)


BROKEN = [
    (
        "GVA01,1,31/13/2026,A,1,1,sale",
        "line 2, column sold_at",
        "'31/13/2026' is not a date; expected e.g. 2026-03-31 14:05",
    ),
    ("GVA01,1,2026-04-01,A,1,12.5O,sale", "line 2, column net", "'12.5O' is not a number; expected e.g. 1234.50"),
    ("GVA01,1,2026-04-01,A,1,,sale", "line 2, column net", "is empty"),
    ("GVA01,1,2026-04-01,,1,1,sale", "line 2, column sku", "is empty"),
    ("GVA01,,2026-04-01,A,1,1,sale", "line 2, column ticket", "is empty"),
    ("PAR09,1,2026-04-01,A,1,1,sale", "line 2, column boutique", "'PAR09' is not a boutique; import it with the doors"),
    ("GVA01,1,2026-04-01,A,1,1,lease", "line 2, column type", "'lease' is no sale type; write [sale_types]"),
    ("GVA01,1,2026-04-01,A,1", "line 2", "has 5 cells, the header 7"),
    ("GVA01,1,2026-04-01,A,1,1,234,sale", "line 2", "has 8 cells, the header 7"),
]


@pytest.mark.parametrize(("row", "place", "reason"), BROKEN)
def test_a_bad_row_waits_with_its_place_and_the_good_one_is_kept(row, place, reason):
    items = one(row + "\nGVA01,2,2026-04-01,A,1,1,sale")
    ((found, why),) = bad(items)
    assert found == place
    assert why.startswith(reason)
    assert [receipt.key for receipt in good(items)] == ["GVA01-2"]


def test_an_unknown_currency_is_bad_an_unknown_sku_is_not():
    head = "boutique,ticket,sold_at,sku,quantity,net,currency\n"
    items = read("till_csv", head + "GVA01,1,2026-04-01,A,1,1,CHX\nGVA01,2,2026-04-01,never-seen,1,1,EUR\n")
    assert bad(items) == [("line 2, column currency", "'CHX' is not a currency of ISO 4217; expected e.g. CHF")]
    assert good(items)[0].currency == "EUR"


def test_a_ticket_with_a_broken_row_waits_whole_and_is_read_again_when_mended():
    rows = "GVA01,1,2026-04-01,A,1,10,sale\nGVA01,1,2026-04-01,B,1,x,sale\nGVA01,2,2026-04-01,A,1,1,sale"
    items = one(rows)
    assert [r.key for r in good(items)] == ["GVA01-2"]
    assert sorted(place for place, _ in bad(items)) == ["line 2", "line 3, column net"]
    assert "waits for line 3" in dict(bad(items))["line 2"]
    waiting = [dict(item.row) for item in items if isinstance(item, Bad)]
    mended = tuple({**row, "net": row["net"].replace("x", "5")} for row in waiting)
    (receipt,) = read("till_csv", b"", again=mended)
    assert sorted(line.net for line in receipt.lines) == [500, 1000]


def test_only_mapped_fields_wait_in_the_quarantine():
    items = read("till_csv", "boutique,ticket,sold_at,sku,quantity,net,client\nGVA01,1,never,A,1,1,Ada Client\n")
    assert set(items[0].row) == {"boutique", "ticket", "sold_at", "sku", "quantity", "net"}
    assert "Ada" not in repr(items)


def test_rows_need_not_stand_together():
    rows = "GVA01,1,2026-04-01,A,1,10,sale\nGVA01,2,2026-04-01,A,1,10,sale\nGVA01,1,2026-04-01,B,1,5,sale"
    assert {r.key: len(r.lines) for r in one(rows)} == {"GVA01-1": 2, "GVA01-2": 1}


def test_a_number_that_stands_for_two_tickets_is_not_guessed():
    head = "boutique,till,ticket,sold_at,sku,quantity,net\n"
    items = read("till_csv", head + "GVA01,1,5,2026-04-01,A,1,1\nGVA01,2,5,2026-04-01,A,1,1\n")
    assert len(good(items)) == 1
    assert "write a key that tells them apart" in bad(items)[0][1]
    told_apart = read(
        "till_csv", head + "GVA01,1,5,2026-04-01,A,1,1\nGVA01,2,5,2026-04-01,A,1,1\n", 'key = "{till}-{ticket}"'
    )
    assert {r.key for r in good(told_apart)} == {"1-5", "2-5"}


def test_a_price_with_tax_needs_to_know_the_tax():
    head = "boutique,ticket,sold_at,sku,quantity,gross,tax\n"
    items = read("till_csv", head + "GVA01,1,2026-04-01,A,2,108.10,8.10\nGVA01,2,2026-04-01,A,1,108.10,\n")
    assert good(items)[0].lines[0].net == 10_000
    assert "write tax_percent" in bad(items)[0][1]


def test_amounts_of_one_piece_are_multiplied():
    head = "boutique,ticket,sold_at,sku,quantity,net,discount\n"
    (receipt,) = read("till_csv", head + "GVA01,1,2026-04-01,A,3,10.00,1.00\n", 'amounts = "unit"')
    assert (receipt.lines[0].net, receipt.lines[0].discount) == (3_000, 300)


def test_a_quote_that_is_never_closed_is_refused():
    with pytest.raises(Refused, match="quote"):
        one('GVA01,1,2026-04-01,"A' + "x\n" * 100_000)


@pytest.mark.parametrize("at", ["0001-01-01 00:00", "9999-12-31 23:59", "1026-03-31 14:05"])
def test_a_year_nobody_sells_in_waits_and_stops_no_other_row(at):
    body = f"boutique,ticket,sold_at,sku,quantity,net\nGVA01,1,{at},A,1,1\nGVA01,2,2026-03-31 14:05,A,1,1\n"
    items = read("till_csv", body)
    assert [one.key for one in good(items)] == ["GVA01-2"]
    assert bad(items)[0][0] == "line 2, column sold_at"
