"""What is wrong is said where it is wrong and how to mend it; the good rows are kept, the rest waits."""

import pytest

HEAD = "boutique,ticket,sold_at,sku,quantity,net,currency,seller\n"
GOOD = "GVA01,G1,2026-03-05 11:00,W-100,1,8000.00,CHF,AK\n"


@pytest.fixture
def till(opened, cabochon, tmp_path):
    def bring(text, *words):
        path = tmp_path / "till.csv"
        path.write_text(text, "utf-8")
        return cabochon("import", "till", path, *words, "--json", "--data", opened)

    return bring


@pytest.mark.parametrize(
    ("row", "place", "says"),
    [
        ("GVA01,B1,31/13/2026,W-100,1,8000.00,CHF,AK", "line 3, column sold_at", "2026-03-31 14:05"),
        ("GVA01,B1,2026-03-05 12:00,W-100,1,8000.00,CHX,AK", "line 3, column currency", "ISO 4217"),
        ("ROM01,B1,2026-03-05 12:00,W-100,1,8000.00,EUR,AK", "line 3, column boutique", "[boutiques]"),
        ("GVA01,B1,2026-03-05 12:00,W-100,one,8000.00,CHF,AK", "line 3, column quantity", "1234.50"),
        ("GVA01,B1,2026-03-05 12:00,,1,8000.00,CHF,AK", "line 3, column sku", "is empty"),
        ("GVA01,B1,2026-03-05 12:00,W-100,1", "line 3", "cells"),
    ],
)
def test_a_bad_row_waits_with_place_and_reason_and_the_good_one_is_kept(till, opened, cabochon, row, place, says):
    said = till(HEAD + GOOD + row + "\n")
    assert said.code == 3
    assert (said.json["new"], said.json["quarantined"]) == (1, 1)
    (reason,) = said.json["reasons"]
    assert reason["place"] == place
    assert says in reason["reason"]
    (waiting,) = cabochon("quarantine", "--json", "--data", opened).json
    assert (waiting["place"], waiting["source"]) == (place, "import:till_csv")


def test_a_missing_column_refuses_the_file_and_names_the_line_to_write(till, opened, cabochon):
    said = till("boutique,ticket,sold_at,quantity,net\nGVA01,G1,2026-03-05 11:00,1,8000.00\n")
    assert said.code == 1
    assert "sku is missing" in said.err
    assert '[columns]\nsku = "the column\'s name"' in said.err
    assert cabochon("quarantine", "--json", "--data", opened).json == []


def test_an_unknown_sku_is_kept_and_never_guessed(till, opened, cabochon):
    assert till(HEAD + "GVA01,G1,2026-03-05 11:00,NEW-1,1,100.00,CHF,AK\n").json["new"] == 1
    assert "unknown SKU NEW-1" in cabochon("golive", "GVA01", "--data", opened).out


def test_a_clients_phone_number_in_a_comment_never_reaches_the_disk(opened, cabochon, tmp_path):
    path = tmp_path / "surveys.csv"
    path.write_text(
        "response,answered_at,score,boutique,comment\nP1,2026-03-05 18:00,5,GVA01,Lovely. Call me on +41 79 555 01 23\n"
    )
    said = cabochon("import", "survey", path, "--json", "--data", opened).json
    assert (said["new"], said["masked"]) == (1, 1)
    assert b"555 01 23" not in b"".join(p.read_bytes() for p in opened.iterdir() if p.is_file())


def test_a_clients_words_in_the_wrong_column_are_not_quoted(till, opened):
    words = "Mme Durand would like a call on +41 79 555 01 23"
    said = till(HEAD + f"GVA01,G2,2026-03-05 11:00,W-100,1,{words},CHF,AK\n")
    assert said.json["quarantined"] == 1
    assert "Durand" not in said.out
    stored = b"".join(p.read_bytes() for p in opened.iterdir() if p.is_file())
    assert b"Durand" not in stored
    assert b"555 01 23" not in stored


@pytest.mark.parametrize(
    ("mapping", "says"),
    [
        ("decimal = ;", "not valid TOML"),
        ('decimal = "x"', "decimal should be one of"),
        ("colums = 1", "colums is no key"),
        ('zone = "Mars/Olympus"', "no time zone"),
    ],
)
def test_a_wrong_mapping_names_its_line(till, tmp_path, mapping, says):
    path = tmp_path / "till.toml"
    path.write_text(mapping)
    said = till(HEAD + GOOD, "--mapping", path)
    assert said.code == 1
    assert says in said.err


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("ask", "csat", "--data", "{}/nowhere"), 1, "there is no such folder"),
        (("doctor", "--data", "{}/file"), 1, "is a file"),
        (("serve", "--data", "{}/file"), 1, "is a file"),
        (("key", "add", "x", "--data", "{}/file"), 1, "is a file"),
        (("import", "till", "{}/nothing.csv", "--data", "{}/data"), 1, "No such file"),
        (("import", "till", "{}", "--data", "{}/data"), 1, "is a folder"),
        (("import", "till", "{}/file", "--mapping", "{}/nothing.toml", "--data", "{}/data"), 1, "No such file"),
        (("import", "tll", "{}/file", "--data", "{}/data"), 2, "there is no feed 'tll'"),
        (("import", "till", "{}/file", "--exported", "yesterday", "--data", "{}/data"), 2, "is not a time"),
        (("ask", "csatt", "--data", "{}/data"), 1, "did you mean csat"),
        (("ask", "csat", "--by", "colour", "--data", "{}/data"), 1, "no cut called 'colour'"),
        (("ask", "conversion", "--by", "associate", "--data", "{}/data"), 1, "does not know who served"),
        (("ask", "csat", "--by", "associate", "--data", "{}/data"), 1, "stay in their boutique"),
        (("ask", "csat", "--since", "soon", "--data", "{}/data"), 2, "is not a date"),
        (("ask", "csat", "--where", "boutique", "--data", "{}/data"), 1, "CUT=VALUE"),
        (("ask", "csat", "--where", "boutique=XX", "--data", "{}/data"), 1, "GVA01, PAR01"),
        (("ask", "csat", "--as", "nobody", "--data", "{}/data"), 1, "no account 'nobody'"),
        (("ask", "--data", "{}/data"), 2, "MEASURE"),
        (("golive", "XX", "--data", "{}/data"), 1, "no boutique XX"),
        (("link", "nobody", "--data", "{}/data"), 1, "no account 'nobody'"),
        (("user", "add", "x", "--role", "manager", "--data", "{}/data"), 1, "needs a boutique"),
        (("user", "add", "x", "--boutique", "XX", "--data", "{}/data"), 1, "no boutique 'XX'"),
        (("user", "add", "x", "--role", "hq_leader", "--region", "Mars", "--data", "{}/data"), 1, "there are Europe"),
        (("user", "add", "--data", "{}/data"), 2, "whose account"),
        (("key", "add", "x", "--scope", "everything", "--data", "{}/data"), 1, "no scope 'everything'"),
        (("key", "add", "x", "--boutique", "XX", "--data", "{}/data"), 1, "no boutique 'XX'"),
        (("key", "revoke", "x", "--data", "{}/data"), 1, "no key 'x'"),
        (("hook", "add", "shop", "--connector", "till_csv", "--data", "{}/data"), 1, "sends no webhooks"),
        (("hook", "add", "shop", "--connector", "shopify", "--data", "{}/data"), 1, "first line of stdin"),
        (("hook", "add", "Shop!", "--connector", "shopify", "--data", "{}/data"), 1, "lower-case"),
        (("hook", "remove", "shop", "--data", "{}/data"), 1, "no connection 'shop'"),
        (("quarantine", "replay", "x", "--data", "{}/data"), 1, "nothing waits under 'x'"),
        (("quarantine", "discard", "--data", "{}/data"), 2, "say which"),
        (("demo", "--data", "{}/data", "--port", "0", "--no-live"), 1, "holds a maison already"),
        (("dance",), 2, "invalid choice"),
        ((), 2, "COMMAND"),
    ],
)
def test_a_wrong_command_says_what_is_wrong(opened, cabochon, tmp_path, words, code, says):
    (tmp_path / "file").write_text("a,b\n1,2\n")
    said = cabochon(*(word.format(tmp_path) for word in words))
    assert (said.code, says in said.err + said.out) == (code, True), said.err
    assert "Traceback" not in said.err


def test_a_damaged_setting_is_named_with_its_file(opened, cabochon):
    (opened / "cabochon.toml").write_text("least_peple = 3\n")
    said = cabochon("doctor", "--data", opened)
    assert said.code == 1
    assert "cabochon.toml, least_peple: is no setting" in said.err


def test_an_empty_file_is_refused_in_words(opened, cabochon, tmp_path):
    (tmp_path / "empty.csv").write_bytes(b"")
    said = cabochon("import", "till", tmp_path / "empty.csv", "--data", opened)
    assert said.code == 1
    assert "is empty; choose the file that was exported" in said.err


def test_rows_that_wait_can_be_tried_again_once_the_door_is_there(till, opened, cabochon, tmp_path):
    till(HEAD + "ROM01,R1,2026-03-05 12:00,W-100,1,7000.00,EUR,LM\nROM01,R1,2026-03-05 12:00,T-CASE,1,400.00,EUR,LM\n")
    assert cabochon("quarantine", "replay", "--data", opened).code == 1
    (tmp_path / "rome.csv").write_text("code,zone,currency\nROM01,Europe/Rome,EUR\n")
    cabochon("import", "doors", tmp_path / "rome.csv", "--data", opened)
    said = cabochon("quarantine", "replay", "--json", "--data", opened)
    assert [one["said"] for one in said.json] == ["1 kept, 0 known already"]
    assert cabochon("quarantine", "--json", "--data", opened).json == []


def test_rows_that_wait_can_be_tried_again_by_a_mended_mapping(opened, cabochon, tmp_path):
    path, mapping = tmp_path / "till.csv", tmp_path / "till.toml"
    path.write_text(HEAD + "014,R1,2026-03-05 12:00,W-100,1,7000.00,CHF,AK\n")
    assert cabochon("import", "till", path, "--data", opened).code == 3
    mapping.write_text('[boutiques]\n"014" = "GVA01"\n')
    said = cabochon("quarantine", "replay", "--mapping", mapping, "--data", opened)
    assert said.code == 0
    assert "0 wait now." in said.out
    assert cabochon("import", "till", path, "--mapping", mapping, "--json", "--data", opened).json["repeated"] == 1


def test_discarded_rows_do_not_come_back_with_the_same_file(till, opened, cabochon):
    text = HEAD + "ROM01,R1,2026-03-05 12:00,W-100,1,7000.00,EUR,LM\n"
    till(text, "--exported", "2026-03-06T01:00Z")
    assert cabochon("quarantine", "discard", "--all", "--data", opened).code == 0
    till(text, "--exported", "2026-03-06T01:00Z")
    assert cabochon("quarantine", "--json", "--data", opened).json == []


def test_an_origin_that_would_let_in_everybody_stops_the_start(cabochon, tmp_path, monkeypatch):
    monkeypatch.setenv("CABOCHON_XAPI_ORIGINS", "https://lms.example *")
    said = cabochon("serve", "--data", tmp_path / "data", "--port", "0")
    assert (said.code, said.out) == (1, "")
    assert said.err.startswith("cabochon: the setting xapi_origins: may not be '*'")
    assert not (tmp_path / "data").exists()
