"""Tables made to harm, and files that are no tables: refused with what to do, in little memory and time."""

import io
import zipfile

import pytest
from feed_files import DOORS, bad, good, read, skipped

from cabochon.connectors import KINDS, load
from cabochon.connectors.looks import shown
from cabochon.connectors.recognising import proposed
from cabochon.refusals import Refused

HEAD = b"Store,Receipt,Date,Item,Qty,Net\n"
LINE = b"GVA01,7,2026-03-31 10:00,W,1,2\n"


def packed(**files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, text in files.items():
            made.writestr(name.replace("__", "/"), text)
    return out.getvalue()


REFUSED = [
    (b"", "is empty"),
    (b'{"orders": []}', "is JSON"),
    (b'[{"a": 1, "b": 2}]', "is JSON"),
    (b'<?xml version="1.0"?><POSLog/>', "is XML"),
    (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>', "save it as XLSX"),
    (b"%PDF-1.4\n" + bytes(range(256)) * 9, "is a PDF"),
    (b"\x1f\x8b\x08" + bytes(range(128, 256)) * 9, "is packed"),
    (packed(**{"sales.csv": "a,b"}), "unpack it"),
    (b"<html><body>" + b"<p>please sign in</p>\n" * 99, "web page without a table"),
    (b"<table>" + b"<" * 3_000_000, "web page"),
    (b"<table><tr><td>" + b"a" * 3_000_000, "cell of more than"),
    (b"<table><tr>" + b"<td colspan=999999999>Store" * 9, "row of more than"),
    (HEAD + b"x" * 3_000_000, "line of more than a million"),
    (b"a," * 1_500_000, "line of more than a million"),
    (("a," * 1_500_000).encode("utf-16"), "line of more than a million"),
    (b"\0" * 3_000_000, "line of more than a million"),
    (HEAD + b'GVA01,7,"' + LINE * 9000, "is a quote opened and never closed"),
    (",".join(f"Net {n}" for n in range(30_000)).encode() + b"\n" + LINE, "more than 2,000"),
    ("Größe,Käufer,Stück;Übergröße\n".encode() * 20 + b"M\xe4rz,1,2\n", "is UTF-8 but for a few bytes"),
]


@pytest.mark.parametrize(("body", "says"), REFUSED)
def test_what_is_no_table_is_refused_with_what_to_do(body, says):
    with pytest.raises(Refused) as refused:
        proposed(KINDS["till_csv"], io.BytesIO(body), codes=frozenset(DOORS))
    assert says in str(refused.value)
    assert len(str(refused.value)) < 400


def test_entities_of_a_workbook_are_not_fetched():
    sheet = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><worksheet><sheetData><row><c t="inlineStr"><is><t>&e;</t></is></c></row></sheetData></worksheet>'  # noqa: E501
    body = packed(xl__workbook="<workbook/>", xl__worksheets__sheet1=sheet)
    with pytest.raises(Refused) as refused:
        proposed(KINDS["till_csv"], io.BytesIO(body))
    assert "root:" not in str(refused.value)


def test_a_web_page_named_as_a_workbook_is_read_by_what_it_says_of_its_encoding():
    cells = (
        ["Filiale", "Bon", "Datum", "Artikel", "Menge", "Netto", "Verkäufer"],
        ["GVA01", "7", "31.03.2026 10:00", "Ring &amp; Uhr", "1", "8.000,50", "Jörg"],
    )
    body = "<html><meta charset=windows-1252><style>td {color: red}</style><table>" + "".join(
        f"<tr>{''.join(f'<td>{one}' for one in row)}" for row in cells
    )
    body = (body + "</table><script>alert('x')</script></html>").encode("cp1252")
    found = proposed(KINDS["till_csv"], io.BytesIO(body), codes=frozenset(DOORS))
    (receipt,) = good(read("till_csv", body, "\n".join(shown(found.settings))))
    assert (receipt.lines[0].sku, receipt.lines[0].net, receipt.sellers[0][0].name) == ("Ring & Uhr", 800050, "Jörg")


def test_formulas_are_text_and_never_a_number():
    body = HEAD + LINE + b'GVA01,8,2026-03-31 10:00,"=HYPERLINK(""http://a"",""b"")",1,=1+1\n'
    found = proposed(KINDS["till_csv"], io.BytesIO(body + LINE * 9), codes=frozenset(DOORS))
    items = read("till_csv", body, "\n".join(shown(found.settings)))
    assert [one.key for one in good(items)] == ["GVA01-7"]
    assert "'=1+1' is not a number" in bad(items)[0][1]


def test_only_a_header_is_proposed_and_said_to_hold_nothing():
    found = proposed(KINDS["till_csv"], io.BytesIO(HEAD), codes=frozenset(DOORS))
    assert (found.lacking, found.rows) == ((), ())
    assert "not one row" in found.notes[0]


def test_clients_names_and_numbers_are_taken_for_nothing():
    body = b"Store,Date,Item,Qty,Net,Customer Name,Customer Phone,Client No,Email\n"
    body += b"GVA01,2026-03-31 10:00,W,1,2,Ada,041,C9,a@b.c\n"
    found = proposed(KINDS["till_csv"], io.BytesIO(body), codes=frozenset(DOORS))
    assert {one.heading for one in found.columns if not one.field} == {
        "Customer Name",
        "Customer Phone",
        "Client No",
        "Email",
    }
    assert "ticket" in found.lacking


def test_a_header_that_comes_again_a_note_and_the_end_of_an_old_file_are_passed_over():
    body = HEAD + LINE + HEAD + b"printed by the till\n\x1a"
    found = proposed(KINDS["till_csv"], io.BytesIO(body), codes=frozenset(DOORS))
    items = read("till_csv", body, "\n".join(shown(found.settings)))
    assert [reason for _, reason in skipped(items)] == ["is the header once more"] + [
        "stands alone in its row, as a note does"
    ] * 2
    assert bad(items) == []


def test_a_row_that_was_cut_off_is_not_passed_over():
    assert len(bad(read("till_csv", "boutique,ticket,sold_at,sku,quantity,net\nGVA01\n"))) == 1


def test_columns_side_by_side_are_kept_in_the_mapping_and_read_again_from_the_quarantine():
    body = "Store;Date;Time;Eingang Nord;Eingang Süd;Total\nGVA01;31.03.2026;09:00;4;x;10\n"
    sound = proposed(KINDS["traffic_csv"], io.BytesIO(body.replace("x", "6").encode()), codes=frozenset(DOORS))
    text = "\n".join(shown(sound.settings))
    assert load(text, "traffic_csv")["counters"] == {"Eingang Nord": "Eingang Nord", "Eingang Süd": "Eingang Süd"}
    items = read("traffic_csv", body, text)
    assert [(one.counter, one.entries) for one in good(items)] == [("Eingang Nord", 4)]
    assert [place for place, _ in bad(items)] == ["line 2, column Eingang Süd"]
    waiting = next(one for one in items if hasattr(one, "reason"))
    (again,) = good(read("traffic_csv", b"", text, again=({**waiting.row, "entries": "6"},)))
    assert (again.counter, again.entries) == ("Eingang Süd", 6)


def test_a_file_without_any_of_the_columns_side_by_side_says_which():
    with pytest.raises(Refused) as refused:
        read(
            "traffic_csv",
            "Store;Date\nGVA01;2026-03-31\n",
            'delimiter = ";"\n[columns]\nboutique = "Store"\nstarts_at = "Date"\n[counters]\nNord = "N"\n',
        )
    assert "Nord are named in the mapping" in str(refused.value)
