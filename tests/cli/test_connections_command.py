"""`connection`: a source is connected, fetched from, tried and looked at from the command line."""

import hashlib
import hmac
import io
import os
import time
from base64 import b64encode

from openpyxl import Workbook

from cabochon.house import House
from cabochon.settings import load
from sftp_server import PASSWORD, USER, serving

TILL = "boutique,ticket,sold_at,sku,quantity,net\nGVA01,1,2026-03-06 10:00,W-100,1,8000\n"
FOREIGN = "Filiale;Bon;Zeit;Artikel;Menge;Netto\nGVA01;1;06.03.2026 10:00;W-100;1;8000,50\n"


def drop(data, name, text, folder="till"):
    place = data / "incoming" / folder
    place.mkdir(parents=True, exist_ok=True)
    (place / name).write_text(text)
    old = time.time() - 3_600
    os.utime(place / name, (old, old))


def test_a_folder_is_connected_looked_at_and_its_history_shown(cabochon, opened):
    data = ("--data", opened)
    assert cabochon("connection", "add", "till", "--connector", "till_csv", *data).last == "till is connected."
    assert cabochon("connection", "pickup", "till", "--way", "folder", "--place", "till", *data).code == 0
    drop(opened, "sales.csv", TILL)
    done = cabochon("connection", "look", "till", "--json", *data)
    assert (done.code, done.json["files"], done.json["new"], done.json["said"]) == (0, 1, 1, "")
    (one,) = cabochon("connection", "history", "till", "--json", *data).json
    assert (one["name"], one["state"], one["way"], one["new"]) == ("sales.csv", "read", "folder", 1)
    (row,) = cabochon("connection", "list", "--json", *data).json
    assert (row["name"], row["way"], row["deliveries"]["read"]) == ("till", "folder", 1)
    assert "1 in all." in cabochon("connection", "history", "till", *data).out


def test_it_is_paused_resumed_and_removed(cabochon, opened):
    data = ("--data", opened)
    cabochon("connection", "add", "till", "--connector", "till_csv", "--title", "The till", *data)
    assert cabochon("connection", "pause", "till", "--json", *data).json["paused"] is True
    assert "paused" in cabochon("connection", "list", *data).out
    assert cabochon("connection", "resume", "till", "--json", *data).json["paused"] is False
    assert "The till" in cabochon("connection", "show", "till", *data).out
    assert cabochon("connection", "remove", "till", *data).code == 0
    assert cabochon("connection", "list", *data).last == "Nothing is connected yet."


def test_a_webhook_takes_its_secret_from_stdin_and_never_shows_it(cabochon, opened):
    said = cabochon("connection", "add", "shop", "--connector", "shopify", "--data", opened, stdin=b"seekrit\n")
    assert said.last == "http://127.0.0.1:8000/hooks/shop"
    assert "seekrit" not in cabochon("connection", "show", "shop", "--json", "--data", opened).out
    with_body(opened, b"no json at all")
    assert cabochon("connection", "history", "shop", "--state", "failed", "--json", "--data", opened).json
    done = cabochon("connection", "replay", "shop", "--data", opened)
    assert done.code == 1
    assert cabochon("connection", "replay", "shop", "shop:none", "--data", opened).code == 1


def with_body(data, body):
    house = House.open(data, load(data, {}))
    signed = b64encode(hmac.digest(b"seekrit", body, hashlib.sha256)).decode()
    house.deliver("shop", {"x-shopify-hmac-sha256": signed}, body)
    house.deliveries.read_waiting()
    house.close()


def test_sftp_takes_its_password_from_stdin_and_asks_to_confirm_the_host_key(cabochon, opened, tmp_path, monkeypatch):
    monkeypatch.setenv("CABOCHON_ALLOW_PRIVATE_TARGETS", "true")
    cabochon("connection", "add", "till", "--connector", "till_csv", "--data", opened)
    with serving(tmp_path / "there") as server:
        (server.root / "sales.csv").write_text(TILL)
        os.utime(server.root / "sales.csv", (1_700_000_000, 1_700_000_000))
        place = ("--way", "sftp", "--place", f"sftp://{USER}@127.0.0.1:{server.port}/./*.csv", "--data", opened)
        said = cabochon("connection", "pickup", "till", *place, stdin=PASSWORD.encode() + b"\n")
        assert server.fingerprint in said.err
        assert cabochon("connection", "look", "till", "--data", opened).code == 1
        cabochon("connection", "pickup", "till", *place, "--host-key", server.fingerprint)
        looked = cabochon("connection", "look", "till", "--data", opened)
        assert (looked.code, looked.out.splitlines()[0][:12]) == (0, "1 files read")
    assert PASSWORD not in cabochon("connection", "show", "till", "--json", "--data", opened).out


def test_a_file_is_tried_and_nothing_is_kept(cabochon, opened, tmp_path):
    (tmp_path / "sales.csv").write_text(TILL + "XXX,2,2026-03-06 10:00,W-100,1,8000\n")
    cabochon("connection", "add", "till", "--connector", "till_csv", "--data", opened)
    before = cabochon("connection", "try", "till", tmp_path / "sales.csv", "--json", "--data", opened)
    assert (before.code, before.json["new"], before.json["quarantined"]) == (3, 1, 1)
    assert before.json["first"][0].startswith("sale GVA01")
    said = cabochon("connection", "try", tmp_path / "sales.csv", "--connector", "till_csv", "--data", opened)
    assert "nothing was kept" in said.out
    assert "XXX" in said.out
    assert cabochon("connection", "history", "till", "--json", "--data", opened).json == []


def test_a_proposed_mapping_is_one_that_import_takes(cabochon, opened, tmp_path):
    (tmp_path / "sales.csv").write_text(FOREIGN)
    said = cabochon("connection", "propose", tmp_path / "sales.csv", "--connector", "till_csv", "--data", opened)
    assert said.code == 0
    (tmp_path / "till.toml").write_text(said.out)
    done = cabochon("import", "till_csv", tmp_path / "sales.csv", "--mapping", tmp_path / "till.toml", "--json",
                    "--data", opened)  # fmt: skip
    assert (done.code, done.json["new"]) == (0, 1)


def test_days_that_nothing_decides_are_not_read_before_somebody_says_how(cabochon, opened, tmp_path):
    (tmp_path / "sales.csv").write_text(FOREIGN.replace("06.03.2026", "06/03/2026"))
    ask = ("connection", "propose", tmp_path / "sales.csv", "--connector", "till_csv", "--data", opened)
    said = cabochon(*ask)
    assert said.code == 1
    assert '# dates = ["%d/%m/%Y %H:%M"' in said.out
    assert "if 06/03/2026 10:00 is 2026-06-03" in said.out
    (tmp_path / "till.toml").write_text(said.out)
    bring = ("import", "till_csv", tmp_path / "sales.csv", "--mapping", tmp_path / "till.toml", "--json",
             "--data", opened)  # fmt: skip
    assert cabochon(*bring).json["new"] == 0
    (tmp_path / "till.toml").write_text(said.out.replace('# dates = ["%m/', 'dates = ["%m/'))
    assert cabochon(*bring).json["new"] == 1
    told = cabochon(*ask[:-2], "--json", "--data", opened)
    assert (told.code, told.json["example"], len(told.json["otherwise"])) == (1, "06/03/2026 10:00", 1)


def test_a_workbook_is_imported_from_a_file_and_from_stdin(cabochon, opened, tmp_path):
    book, room = Workbook(), io.BytesIO()
    for line in TILL.splitlines():
        book.active.append([int(cell) if cell.isdigit() else cell for cell in line.split(",")])
    book.save(room)
    (tmp_path / "sales.xlsx").write_bytes(room.getvalue())
    data = ("--exported", "2026-03-06T22:00+01:00", "--json", "--data", opened)
    assert cabochon("import", "till", tmp_path / "sales.xlsx", *data).json["new"] == 1
    assert cabochon("import", "till", "-", *data, stdin=room.getvalue()).json["repeated"] == 1


def test_what_cannot_be_done_is_said(cabochon, opened, tmp_path):
    data = ("--data", opened)
    assert cabochon("connection", "show", *data).code == 2
    assert "no connection" in cabochon("connection", "show", "nothing", *data).err
    assert "names no connector" in cabochon("connection", "add", "till", "--connector", "tlil", *data).err
    (tmp_path / "a.csv").write_text(TILL)
    assert "--connector" in cabochon("connection", "try", tmp_path / "a.csv", *data).err
    cabochon("connection", "add", "till", "--connector", "till_csv", *data)
    assert "from nowhere" in cabochon("connection", "look", "till", *data).err
    assert "no way to fetch" in cabochon("connection", "pickup", "till", "--way", "pigeon", *data).err


def test_one_that_was_removed_is_brought_back_and_tried_out(cabochon, opened):
    data = ("--data", opened)
    cabochon("connection", "add", "till", "--connector", "till_csv", *data)
    said = cabochon("connection", "remove", "till", *data)
    assert "`connection restore` brings it back" in said.out
    assert "no connection" in cabochon("connection", "show", "till", *data).err
    assert cabochon("connection", "restore", "till", *data).code == 0
    done = cabochon("connection", "test", "till", "--json", *data)
    assert {one["what"] for one in done.json} == {"mapping", "sample", "last"}
    assert "Nothing of it was kept" in cabochon("connection", "test", "till", *data).out
    assert "was removed in the last 30 days" in cabochon("connection", "restore", "till", *data).err
