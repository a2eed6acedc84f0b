"""Loss prevention's tables: cycle counts, process steps, exceptions, add-ons in stock."""

import io
from datetime import UTC, datetime, timedelta

import pytest
from feed_files import DOORS, EXPORTED, bad, good, read, skipped

from cabochon.connectors import KINDS, Bad, Delivery, load, sample_of
from cabochon.connectors.looks import shown
from cabochon.connectors.recognising import proposed
from cabochon.house import House
from cabochon.refusals import Refused
from cabochon.retail.operations import Counted
from cabochon.retail.who import Who
from cabochon.settings import load as settings_of

COUNTS = "boutique,count_id,counted_at,zone,sku,expected,counted,cost,currency,reason,counted_by\n"
STEPS = "boutique,process,step,at,done,exceptions,associate\n"
ODD = "boutique,id,exception,at,amount,currency,zone,sku,associate\n"
AT = datetime(2026, 3, 31, 17, 10, tzinfo=UTC)
TABLES = {"counts_csv": "stock", "steps_csv": "sop", "exceptions_csv": "exception", "availability_csv": "listing"}
FEEDS = tuple(TABLES)


def row(sku="W-100", expected="12", counted="11", cost="1250.50", zone="vitrine", count="C1", currency="CHF"):
    return f"GVA01,{count},2026-03-31 19:10,{zone},{sku},{expected},{counted},{cost},{currency},cycle,AK\n"


def test_the_rows_of_a_count_and_zone_are_one_count():
    two, one = good(read("counts_csv", COUNTS + row() + row(zone="safe") + row("S-20", "40", "40", "")))
    assert (one.key, one.zone, one.at, one.currency, one.reason) == ("GVA01/C1/vitrine", "vitrine", AT, "CHF", "cycle")
    assert [(line.sku, line.expected, line.counted, line.cost) for line in one.lines] == [
        ("W-100", 12.0, 11.0, 125050), ("S-20", 40.0, 40.0, 0),
    ]  # fmt: skip
    assert one.counter == Who("stock:csv", "AK")
    assert (two.key, len(two.lines)) == ("GVA01/C1/safe", 1)


def test_costs_are_in_the_currencys_own_minor_units():
    yen, dinar = (good(read("counts_csv", COUNTS + row(cost="1234", currency=code)))[0] for code in ("JPY", "KWD"))
    assert (yen.lines[0].cost, dinar.lines[0].cost) == (1234, 1234000)


def test_a_count_without_a_number_is_its_days_and_without_a_zone_of_all():
    (one,) = good(read("counts_csv", COUNTS + row(count="", zone="")))
    assert (one.key, one.zone) == ("GVA01/2026-03-31/all", "all")


def test_a_recount_corrects_by_the_files_time_or_by_its_own():
    (first,), (later,) = (
        good(read("counts_csv", COUNTS + row(), received=EXPORTED + timedelta(days=n))) for n in (0, 1)
    )
    assert (first.key, first.revision < later.revision) == (later.key, True)
    assert good(read("counts_csv", COUNTS + row())) == [first]
    head = COUNTS.replace("reason,counted_by", "revision")
    second, third = (good(read("counts_csv", head + row().replace("cycle,AK", n)))[0].revision for n in ("9", "10"))
    assert second < third


def test_a_count_with_a_row_that_cannot_be_read_waits_whole_and_is_read_whole_once_mended():
    items = read("counts_csv", COUNTS + row() + row("S-20", counted="-1") + row(zone="safe"))
    assert [one.zone for one in good(items)] == ["safe"]
    assert bad(items) == [
        ("line 3, column counted", "-1 is below zero; expected how many were there"),
        ("line 2", "waits for line 3, a row of the same count that could not be read"),
    ]
    waiting = [one.row for one in items if isinstance(one, Bad)]
    mended = tuple({**one, "counted": "1"} for one in waiting)
    (whole,) = good(read("counts_csv", b"", again=mended))
    assert (len(whole.lines), whole.key) == (2, "GVA01/C1/vitrine")


@pytest.mark.parametrize(("broken", "column"), [
    (row(expected="many"), "expected"), (row(cost="-1"), "cost"), (row(currency="XXQ"), "currency"),
    (row(sku=""), "sku"), (row(expected="9" * 400), "expected"), (row(cost="9" * 500), "cost"),
    (row().replace("GVA01", "Atlantis"), "boutique"), (row().replace("2026-03-31 19:10", "31/13/2026"), "counted_at"),
])  # fmt: skip
def test_a_wrong_cell_is_named(broken, column):
    ((place, reason),) = bad(read("counts_csv", COUNTS + broken))
    assert place == f"line 2, column {column}"
    assert reason


def test_a_count_in_two_currencies_waits():
    assert bad(read("counts_csv", COUNTS + row() + row("S-20", currency="EUR")))[0][0] == "line 3, column currency"


def test_counts_whose_rows_lie_far_apart_are_told_once_and_the_rest_waits(monkeypatch):
    monkeypatch.setattr("cabochon.connectors.counts_csv.OPEN_FOR", 2)
    body = COUNTS + row() + "".join(row(count=f"X{n}") for n in range(4)) + row("S-20")
    items = read("counts_csv", body)
    assert len(good(items)) == 5
    assert [place for place, _ in bad(items)] == ["line 7"]


def lines_of(*rows):
    (one,) = good(read("counts_csv", COUNTS + "".join(rows)))
    return [(line.sku, line.expected, line.counted) for line in one.lines]


def test_the_same_row_twice_is_one_and_pieces_and_places_are_summed():
    items = read("counts_csv", COUNTS + row() + row())
    assert skipped(items) == [("line 3", "says the same as line 2")]
    assert [len(one.lines) for one in good(items)] == [1]
    assert lines_of(*[row(expected="1", counted=n) for n in "1101"]) == [("W-100", 4.0, 3.0)]
    assert lines_of(row(expected="5", counted="5"), row(expected="7", counted="6")) == [("W-100", 12.0, 11.0)]


def test_a_recount_in_the_same_file_stands_by_its_time_and_what_contradicts_waits():
    later = row(counted="12").replace("19:10", "20:10")
    assert lines_of(row(), later) == lines_of(later, row()) == [("W-100", 12.0, 12.0)]
    items = read("counts_csv", COUNTS + row() + row(counted="5") + row("S-20", counted="x"))
    assert [place for place, _ in bad(items)] == ["line 3, column counted", "line 4, column counted", "line 2"]
    assert "is it a recount?" in bad(items)[0][1]


def test_zones_are_known_whatever_their_case():
    body = COUNTS + row(zone="VITRINE 1") + row("S-20", zone="vitrine-1")
    (one,) = good(read("counts_csv", body, '[zones]\n"Vitrine 1" = "front"\n'))
    assert (one.zone, len(one.lines)) == ("front", 2)
    (odd,) = good(read("exceptions_csv", ODD + "GVA01,1,vol,2026-03-31 19:10,5,CHF,VITRINE 1,W-1,\n",
                       '[zones]\n"vitrine 1" = "front"\n[kinds]\nvol = "stolen"\n'))  # fmt: skip
    assert (odd.zone, odd.exception) == ("front", "stolen")


def test_of_two_rows_of_one_thing_the_later_in_the_file_stands():
    head = "boutique,at,in_stock,listed\n"
    body = head + "".join(f"GVA01,2026-03-31 09:30,{n},50\n" for n in (46, 47, 47))
    one, two, three = good(read("availability_csv", body))
    assert one.key == two.key == three.key
    assert one.revision < two.revision == three.revision
    assert two == three


@pytest.mark.parametrize(("written", "process"), [
    ("Réception", "receiving"), ("WARENEINGANG", "receiving"), ("EOD", "end_of_day_count"), ("退货", "return"),
    ("trasferimento", "transfer"),
])  # fmt: skip
def test_processes_are_known_in_many_languages(written, process):
    (one,) = good(read("steps_csv", STEPS + f"GVA01,{written},sealed,2026-03-31 19:10,yes,2.0,AK\n"))
    assert (one.process, one.exceptions) == (process, 2)
    (same,) = good(read("steps_csv", STEPS + f"GVA01,{process},Sealed,2026-03-31 19:10,yes,2,AK\n"))
    assert same.key == one.key


def test_an_article_is_cancelled_by_its_row_and_a_count_by_all_of_them():
    head = COUNTS.replace("counted_by", "cancelled")
    gone = row("S-20", "", "", "").replace(",AK", ",yes")
    (one,) = good(read("counts_csv", head + row().replace(",AK", ",") + gone))
    assert ([line.sku for line in one.lines], one.cancelled) == (["W-100"], False)
    (none,) = good(read("counts_csv", head + gone))
    assert (none.key, none.lines, none.cancelled) == (one.key, (), True)


TAKEN_BACK = {
    "counts_csv": (COUNTS, row()),
    "steps_csv": (STEPS, "GVA01,receiving,sealed,2026-03-31 19:10,yes,2,AK\n"),
    "exceptions_csv": (ODD, "GVA01,1,void,2026-03-31 19:10,5,CHF,,,AK\n"),
}


@pytest.mark.parametrize("kind", TAKEN_BACK)
@pytest.mark.parametrize("late", [True, False])
def test_what_is_cancelled_counts_no_more_whichever_came_first(kind, late, tmp_path):
    house = House.open(tmp_path, settings_of(tmp_path, {}))
    house.imports.read("doors", b"code,zone,currency\nGVA01,Europe/Zurich,CHF\n", received=EXPORTED)
    head, line = (text.rstrip("\n") for text in TAKEN_BACK[kind])
    counts = []
    for back in (False, True) if late else (True, False):
        body = f"{head},cancelled,revision\n{line},{'yes,2' if back else ',1'}\n"
        assert house.imports.read(kind, body.encode(), received=EXPORTED).bad == []
        house.catch_up()
        counts.append(len(house.warehouse.fetch(TABLES[kind], {})))
    assert counts == ([1, 0] if late else [0, 0])
    house.close()


def test_steps_are_done_unless_they_say_no():
    body = STEPS + "GVA01,receiving,Seals listed,2026-03-31 19:10,yes,2,AK\n" \
        "GVA01,End of day count,vitrine-counted,2026-03-31 19:10,nein,,\n" \
        "GVA01,transfer,sealed,2026-03-31 19:10,,,\n"  # fmt: skip
    one, two, three = good(read("steps_csv", body))
    assert (one.process, one.step, one.done, one.exceptions) == ("receiving", "seals-listed", True, 2)
    assert (one.associate, one.at) == (Who("steps:csv", "AK"), AT)
    assert (two.process, two.done, two.associate) == ("end_of_day_count", False, None)
    assert three.done
    assert len({one.key, two.key, three.key}) == 3


@pytest.mark.parametrize(("broken", "column"), [
    ("GVA01,polishing,x,2026-03-31,yes,0,AK", "process"), ("GVA01,transfer,,2026-03-31,yes,0,AK", "step"),
    ("GVA01,transfer,---,2026-03-31,yes,0,AK", "step"), ("GVA01,transfer,x,2026-03-31,perhaps,0,AK", "done"),
    ("GVA01,transfer,x,2026-03-31,yes,-1,AK", "exceptions"),
    (f"GVA01,transfer,x,2026-03-31,yes,{'9' * 5000},AK", "exceptions"),
    ("Atlantis,transfer,x,2026-03-31,yes,1,AK", "boutique"),
])  # fmt: skip
def test_a_wrong_step_is_named(broken, column):
    ((place, _),) = bad(read("steps_csv", f"{STEPS}{broken}\n"))
    assert place == f"line 2, column {column}"


def test_exceptions_are_of_a_kind_we_know_with_an_amount_above_zero():
    body = ODD + "GVA01,1,No Sale,2026-03-31 19:10,,,,,AK\nGVA01,2,theft,2026-03-31 19:10,-80.50,CHF,vitrine,W-1,\n" \
        "GVA01,3,Preisänderung,2026-03-31 19:10,5,,,,\n"  # fmt: skip
    items = read("exceptions_csv", body)
    drawer, theft = good(items)
    assert (drawer.exception, drawer.amount, drawer.currency, drawer.key) == ("no_sale", None, "", "GVA01/1")
    assert (theft.exception, theft.amount, theft.currency, theft.zone, theft.sku) == (
        "stolen",
        8050,
        "CHF",
        "vitrine",
        "W-1",
    )
    ((place, reason),) = bad(items)
    assert place == "line 4, column exception"
    assert '[kinds] "Preisänderung" = "void"' in reason
    assert len(good(read("exceptions_csv", body, '[kinds]\n"Preisänderung" = "override"\n'))) == 2


def test_more_in_stock_than_listed_waits():
    items = read(
        "availability_csv",
        "boutique,at,in_stock,listed\nGVA01,2026-03-31,46,50\nGVA01,2026-03-31,51,50\nGVA01,2026-03-31,,50\n",
    )
    assert [(one.in_stock, one.listed) for one in good(items)] == [(46, 50)]
    assert [place for place, _ in bad(items)] == ["line 3, column in_stock", "line 4, column in_stock"]


@pytest.mark.parametrize("kind", FEEDS)
@pytest.mark.parametrize(
    "body", [b"", b"\n", b"colour\nred\n", b"\xff\xfe\x00", b'boutique,at\n"GVA01,', bytes(range(256))]
)
def test_what_is_no_such_table_is_refused_with_a_sentence(kind, body):
    with pytest.raises(Refused) as refused:
        read(kind, body)
    assert refused.value.reason


@pytest.mark.parametrize("kind", FEEDS)
def test_a_file_in_another_encoding_is_refused_before_anything_is_kept(kind):
    _, sample = sample_of(KINDS[kind])
    with pytest.raises(Refused):
        read(kind, sample.replace(b"GVA01", "Zürich".encode("cp1252")))


@pytest.mark.parametrize("kind", FEEDS)
def test_columns_nobody_named_do_not_come_in(kind):
    _, sample = sample_of(KINDS[kind])
    lines = sample.decode().splitlines()
    body = "\n".join([f"{lines[0]},Name", *(f"{one},Marie Dupont" for one in lines[1:])]) + "\n"
    items = read(kind, body.replace("GVA01", "Atlantis", 1))
    assert "Dupont" not in repr(items)
    assert bad(items)
    assert not bad(read(kind, body))


@pytest.mark.parametrize("kind", FEEDS)
def test_a_house_keeps_each_once(kind, tmp_path):
    house = House.open(tmp_path, settings_of(tmp_path, {}))
    house.imports.read("doors", b"code,zone,currency\nGVA01,Europe/Zurich,CHF\n", received=EXPORTED)
    _, sample = sample_of(KINDS[kind])
    first = house.imports.read(kind, sample, received=EXPORTED)
    assert (first.kept.new > 0, first.bad) == (True, [])
    again = house.imports.read(kind, sample, received=EXPORTED)
    assert (again.kept.new, again.kept.repeated) == (0, first.kept.new)
    house.catch_up()
    assert len([*house.warehouse.fetch(TABLES[kind], {})]) == first.kept.new
    house.close()


EXPORTS = {
    ("counts_csv", "de"): "Filiale;Inventurnummer;Zähldatum;Bereich;Artikelnr.;Sollbestand;Istbestand;EK;Grund;"
                          "Zählerkürzel\n"
                          "GVA01;Z-7;31.03.2026 19:10;Vitrine;W-100;12;11;1.250,50;Zyklus;AK\n",
    ("counts_csv", "ja"): "店舗コード,棚卸番号,棚卸日,エリア,商品コード,帳簿数,実数,原価,理由,担当者コード\n"
                          "GVA01,Z-7,2026/03/31 19:10,Vitrine,W-100,12,11,1250.50,循環,AK\n",
    ("steps_csv", "de"): "Filiale;Prozess;Schritt;Erledigt am;Erledigt;Abweichungen;Mitarbeiter\n"
                         "GVA01;receiving;Siegel geprüft;31.03.2026 19:10;ja;1;AK\n",
    ("steps_csv", "ja"): "店舗コード,プロセス,ステップ,実施日時,完了,例外数,担当者\n"
                         "GVA01,receiving,封印確認,2026/03/31 19:10,はい,1,AK\n",
    ("exceptions_csv", "de"): "Filiale;Ausnahmeart;Zeitpunkt;Betrag;Währung;Artikelnr.;Mitarbeiter\n"
                              "GVA01;void;31.03.2026 19:10;1.250,50;CHF;W-100;AK\n",
    ("exceptions_csv", "ja"): "店舗コード,例外種別,発生日時,金額,通貨,商品コード,担当者\n"
                              "GVA01,void,2026/03/31 19:10,1250.50,CHF,W-100,AK\n",
    ("availability_csv", "de"): "Filiale;Stand;Vorrätig;Sortiment\nGVA01;31.03.2026 19:10;46;50\n",
    ("availability_csv", "ja"): "店舗コード,基準日,在庫あり,取扱品目数\nGVA01,2026/03/31 19:10,46,50\n",
}  # fmt: skip


@pytest.mark.parametrize(("kind", "language"), EXPORTS)
def test_german_and_japanese_exports_are_read_by_what_is_proposed(kind, language):
    body = EXPORTS[kind, language].encode()
    found = proposed(KINDS[kind], io.BytesIO(body), codes=frozenset(DOORS))
    mapping = load("\n".join(shown(found.settings)), kind)
    (one,) = KINDS[kind].read(Delivery(body=body, received=EXPORTED, mapping=mapping, doors=DOORS))
    assert not isinstance(one, Bad), one
    assert (one.boutique, one.at, found.lacking) == ("GVA01", AT, ())
    match kind:
        case "counts_csv":
            assert one.lines == (Counted(sku="W-100", expected=12.0, counted=11.0, cost=125050),)
            assert (one.zone, one.counter.name) == ("Vitrine", "AK")
        case "steps_csv":
            assert (one.process, one.done, one.exceptions, one.associate.name) == ("receiving", True, 1, "AK")
        case "exceptions_csv":
            assert (one.amount, one.sku, one.associate.name) == (125050, "W-100", "AK")
        case _:
            assert (one.in_stock, one.listed) == (46, 50)
