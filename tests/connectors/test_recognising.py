# ruff: noqa: E501 - rows as tills write them
"""A table nobody has described: what is proposed reads it, in eight languages, and says where it is not sure."""

import io
from datetime import UTC, datetime

import pytest
from feed_files import DOORS, bad, good

from cabochon.connectors import KINDS, Delivery, load
from cabochon.connectors.looks import literal, shown
from cabochon.connectors.recognising import proposed
from cabochon.refusals import Refused

# One sale of 8,000.00 net, on 31 March 2026 at 14:05 in Geneva, as tills of eight countries write it.
SALES = {
    "en": ("Store ID,Receipt No,Transaction Date,Item Code,Qty,Net Amount,Sold By", "GVA01,7,2026-03-31 14:05,W-100,1,8000.00,AK"),
    "fr": ("Magasin;N° ticket;Date heure;Référence;Qté;Montant HT;Vendeur", "GVA01;7;31/03/2026 14:05;W-100;1;8 000,00;AK"),
    "it": ("Negozio;Numero scontrino;Data ora;Codice articolo;Quantità;Imponibile;Venditore", "GVA01;7;31/03/2026 14:05;W-100;1;8.000,00;AK"),
    "de": ("Filiale;Bonnummer;Datum;Uhrzeit;Artikelnr.;Menge;Nettobetrag;Verkäufer", "GVA01;7;31.03.2026;14:05;W-100;1;8.000,00;AK"),
    "es": ("Tienda;Número de ticket;Fecha hora;Código artículo;Cantidad;Base imponible;Vendedor", "GVA01;7;31/03/2026 14:05;W-100;1;8.000,00;AK"),
    "ja": ("店舗コード,レシート番号,日時,商品コード,数量,税抜金額,担当者", "GVA01,7,2026/03/31 14:05,W-100,1,8000.00,AK"),
    "zh": ("门店编号\t小票号\t销售时间\t商品编码\t数量\t未税金额\t导购", "GVA01\t7\t2026-03-31 14:05:00\tW-100\t1\t8000.00\tAK"),
    "ar": ("رمز المتجر,رقم الإيصال,التاريخ والوقت,رمز الصنف,الكمية,المبلغ الصافي,البائع", "GVA01,7,2026-03-31 14:05,W-100,1,8000.00,AK"),
}  # fmt: skip


def reads(kind, body, **more):
    found = proposed(KINDS[kind], io.BytesIO(body), codes=frozenset(DOORS), **more)
    mapping = load("\n".join(shown(found.settings)), kind)
    delivery = Delivery(body=body, received=datetime(2026, 4, 1, tzinfo=UTC), mapping=mapping, doors=DOORS)
    return found, list(KINDS[kind].read(delivery))


@pytest.mark.parametrize("language", SALES)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_till_of_each_language_is_read_by_what_is_proposed(language, encoding):
    body = "\n".join(SALES[language]).encode(encoding)
    found, items = reads("till_csv", body)
    (receipt,) = good(items)
    assert (receipt.boutique, receipt.key, receipt.lines[0].net) == ("GVA01", "GVA01-7", 800000)
    assert receipt.at == datetime(2026, 3, 31, 12, 5, tzinfo=UTC)
    assert [who.name for who, _ in receipt.sellers] == ["AK"]
    assert found.lacking == ()
    assert bad(items) == []


def test_windows_text_and_words_for_sales_and_returns_are_proposed():
    rows = ["Bericht", "", "Filiale;Bon;Datum;Artikel;Menge;Betrag;MwSt;Vorgang", "GVA01;7;31.03.2026 14:05;W;1;108,10;8,10;Verkauf",
            "GVA01;8;31.03.2026 15:05;W;1;108,10;8,10;Rückgabe"]  # fmt: skip
    found, items = reads("till_csv", "\n".join(rows).encode("cp1252"))
    assert found.settings["encoding"] == "cp1252"
    assert found.settings["sale_types"]["Rückgabe"] == "return"
    assert [(one.sale_type, one.lines[0].net) for one in good(items)] == [("sale", 10000), ("return", 10000)]


def test_american_days_are_told_from_european_ones_and_doubt_is_said():
    head = "Response ID,Submitted At,Store,Rating,Comments\n"
    sure = head + "R1,03/31/2026 2:05 PM,NYC01,9,Lovely\nR2,03/04/2026 2:05 PM,NYC01,10,\n"
    found, items = reads("survey_csv", sure.encode())
    assert [one.at.date().isoformat() for one in good(items)] == ["2026-03-31", "2026-03-04"]
    assert (found.settings["low"], found.settings["high"], found.notes) == (0.0, 10.0, ())
    found, _ = reads("survey_csv", (head + "R2,03/04/2026 2:05 PM,NYC01,10,\n").encode())
    assert "03/04/2026 2:05 PM" in found.notes[0]


def test_a_door_counters_export_is_read():
    body = b"Store;Interval Start;Visitors In;Visitors Out\nGVA01;31.03.2026 10:00;12;9\n"
    _, items = reads("traffic_csv", body)
    assert [(one.entries, one.exits) for one in good(items)] == [(12, 9)]


def test_one_boutique_of_ours_is_taken_where_the_file_names_none():
    body = b"Receipt No,Date,Item,Qty,Net\n7,2026-03-31 14:05,W-100,1,8000\n"
    found = proposed(KINDS["till_csv"], io.BytesIO(body), codes=frozenset({"GVA01"}))
    assert (found.settings["boutique"], found.lacking) == ("GVA01", ())
    several = proposed(KINDS["till_csv"], io.BytesIO(body), codes=frozenset(DOORS))
    assert several.lacking == ("boutique",)


def test_what_a_column_holds_speaks_against_its_name():
    body = b"Store,Receipt,Date,Item,Qty,Net,Time\nGVA01,7,2026-03-31 14:05,W,1,12.50,not a time\n"
    found = proposed(KINDS["till_csv"], io.BytesIO(body))
    assert found.settings["columns"]["sold_at"] == "Date"
    assert "sold_time" not in found.settings["columns"]


def test_clients_columns_are_left_unnamed():
    body = b"Store,Receipt,Date,Item,Qty,Net,Customer Name,Card Number\nGVA01,7,2026-03-31 14:05,W,1,12.50,Ada,4111111111111111\n"
    found, items = reads("till_csv", body)
    assert {one.heading: one.field for one in found.columns}["Card Number"] == ""
    assert "4111" not in repr(items)
    assert "Ada" not in repr(items)


@pytest.mark.parametrize("body", [b"", b"\n\n", b"hello", b"1,2,3\n4,5,6\n", b"\xff\xfe", bytes(range(256)) * 8])
def test_what_is_no_table_is_refused_with_a_sentence(body):
    with pytest.raises(Refused) as refused:
        proposed(KINDS["till_csv"], io.BytesIO(body))
    assert refused.value.reason


@pytest.mark.parametrize("text", ["", 'a "quoted" word', "back\\slash", "tab\tand\nline", "N° 1", "\x7f"])
def test_a_text_is_written_so_that_toml_reads_it_back(text):
    import tomllib

    assert tomllib.loads(f"x = {literal(text)}\n")["x"] == text
