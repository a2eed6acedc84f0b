"""`export facts` and `sql`: Parquet that other tools read, whole or not at all."""

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time

import pyarrow.parquet as pq
import pytest

from cabochon.house import cells as told
from cabochon.house.cells_doors import DOOR_TABLES
from counted import CREW, FEW, SMALL, filled

WEEK = ("--since", "2026-04-06", "--until", "2026-04-12")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A data folder nothing has open, and an export of it."""
    from cabochon.cli import main

    data = tmp_path_factory.mktemp("facts") / "data"
    filled(data).close()
    target = data.parent / "export"
    assert main(["export", "facts", *WEEK, "--to", str(target), "--data", str(data)]) == 0
    return data, target


@pytest.fixture
def few(monkeypatch):
    """An export made in this process is of a measure of every kind."""
    monkeypatch.setattr(told, "CATALOGUE", FEW)


def read(folder):
    import pyarrow.dataset as ds  # pandas comes with it

    return ds.dataset(folder, partitioning="hive").to_table().to_pylist()


def cells(target):
    return read(target / "cells")


def content(folder):
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_cells_are_read_as_one_dataset_with_their_folders_as_columns(made):
    found = [
        row
        for row in cells(made[1])
        if (row["measure"], row["step"], row["daypart"]) == ("attach_rate", "boutique", None)
    ]
    found = [row for row in found if row["product_line"] is None]
    assert sorted(row["boutique"] for row in found) == sorted(CREW)
    assert {(row["family"], row["month"], str(row["week"])) for row in found} == {("sales", "2026-04", "2026-04-06")}
    [small] = [row for row in found if row["boutique"] == SMALL]
    assert (small["held_back"], small["value"], small["low"], small["high"], small["n"]) == (
        True,
        None,
        None,
        None,
        None,
    )
    assert any(row["value"] is not None and row["n"] == 42 for row in found)


def test_a_cell_is_what_ask_prints(cabochon, made):
    data, target = made
    asked = cabochon("ask", "csat", "--by", "region,week", *WEEK, "--json", "--data", data).json
    told = [row for row in cells(target) if (row["measure"], row["step"]) == ("csat", "region") and row["week"]]
    told = [row for row in told if row["daypart"] is None and row["product_line"] is None]
    assert [(c["value"], c["low"], c["high"], c["n"]) for c in asked["cells"]] == [
        (row["value"], row["low"], row["high"], row["n"]) for row in told
    ]


def test_every_file_and_column_stands_in_the_dictionary_and_the_manifest(made):
    target = made[1]
    told = json.loads((target / "dictionary.json").read_bytes())
    manifest = json.loads((target / "manifest.json").read_bytes())
    known = {file["path"]: file for file in told["files"]}
    listed = {file["path"]: file for file in manifest["files"]}
    for path in target.rglob("*.parquet"):
        name = path.relative_to(target).as_posix()
        pattern = "/".join(f"{part.partition('=')[0]}=*" if "=" in part else part for part in name.split("/"))
        columns = pq.read_schema(path).names
        folders = [part.partition("=")[0] for part in name.split("/") if "=" in part]
        assert sorted([*columns, *folders]) == sorted(column["name"] for column in known[pattern]["columns"]), name
        assert all(column["meaning"] for column in known[pattern]["columns"])
        assert (listed[name]["rows"], listed[name]["bytes"]) == (pq.read_metadata(path).num_rows, path.stat().st_size)
        assert listed[name]["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
    assert (manifest["since"], manifest["until"], manifest["role"]) == ("2026-04-06", "2026-04-12", "hq_leader")
    assert manifest["watermark"]["position"] > 0
    assert "attach_rate" in (target / "dictionary.md").read_text("utf-8")


def test_rows_of_doors_name_nobody_and_lines_leave_as_the_attach_rate_does(made):
    target = made[1]
    for one in DOOR_TABLES:
        for path in (target / "facts" / one.of.name).rglob("*.parquet"):
            assert pq.read_schema(path).names == list(one.columns)
            assert not any(code in path.read_bytes() for code in (b"GVA01-0", b"Given"))
    traffic = read(target / "facts" / "traffic")
    assert len(traffic) == 7 * len(CREW)
    shown = {row["boutique"] for row in cells(target) if (row["measure"], row["step"], row["held_back"]) ==
             ("attach_rate", "boutique", False) and row["daypart"] is None and row["product_line"] is None}  # fmt: skip
    lines = read(target / "facts" / "line")
    assert {row["boutique"] for row in lines} == shown
    assert SMALL not in shown


def test_tickets_have_a_day_and_an_hour_and_no_number(made):
    tickets = read(made[1] / "facts" / "ticket")
    assert len(tickets) == 7 * sum(CREW.values())
    assert {row["hour"] for row in tickets} == {10}
    assert set(tickets[0]) == {"day", "boutique", "region", "door_type", "daypart", "hour", "sale_type", "units", "net",
                               "currency", "month"}  # fmt: skip


def test_a_second_export_takes_the_place_of_the_first(cabochon, made, few, tmp_path):
    data, target = made
    mine = tmp_path / "mine"
    shutil.copytree(target, mine)
    said = cabochon("export", "facts", "--since", "2026-03-30", "--until", "2026-04-12", "--to", mine, "--data", data)
    assert said.code == 0
    assert "2 weeks" in said.err
    assert json.loads((mine / "manifest.json").read_bytes())["weeks"] == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mine"]
    assert mine.stat().st_mode & 0o077 == 0


def test_a_killed_export_leaves_the_old_one_and_the_next_cleans_up_and_makes_the_same_files(
    cabochon, made, few, tmp_path
):
    data, _ = made
    mine, half = tmp_path / "mine", tmp_path / ".mine.new"
    assert cabochon("export", "facts", *WEEK, "--to", mine, "--data", data).code == 0
    before = content(mine)
    weeks = ("--since", "2026-03-16", "--until", "2026-04-12")
    words = [sys.executable, "-m", "cabochon", "export", "facts", *weeks, "--to", str(mine), "--data", str(data)]
    process = subprocess.Popen(words, stderr=subprocess.DEVNULL)
    until = time.monotonic() + 60
    while not any(half.rglob("*.parquet")) and process.poll() is None and time.monotonic() < until:
        time.sleep(0.01)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert half.exists()
    assert content(mine) == before
    assert cabochon("export", "facts", *WEEK, "--to", mine, "--data", data).code == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mine"]
    after = content(mine)
    assert {path: body for path, body in before.items() if path.name != "manifest.json"} == {
        path: body for path, body in after.items() if path.name != "manifest.json"
    }


def test_a_bad_place_is_said_and_left_alone(cabochon, made, tmp_path):
    data, _ = made
    (tmp_path / "theirs").mkdir()
    (tmp_path / "theirs" / "thesis.txt").write_text("years of work")
    (tmp_path / "file").write_text("x")
    places = {"theirs": "holds something else", "file": "is a file", "no/where": "that folder first"}
    for name, reason in places.items():
        said = cabochon("export", "facts", *WEEK, "--to", tmp_path / name, "--data", data)
        assert (said.code, reason in said.err, said.err.count("\n")) == (1, True, 1), said.err
    inside = cabochon("export", "facts", *WEEK, "--to", data / "out", "--data", data)
    assert (inside.code, "lies in the data folder" in inside.err) == (1, True)
    assert (tmp_path / "theirs" / "thesis.txt").read_text() == "years of work"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "theirs"]


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs a file system of a fixed size")
def test_no_room_leaves_what_was_there(cabochon, made, tmp_path, monkeypatch):
    import resource

    data, target = made
    mine = tmp_path / "mine"
    shutil.copytree(target, mine)
    before = content(mine)
    script = (
        "import resource, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "from cabochon.house import House\nfrom cabochon.settings import load\nfrom pathlib import Path\n"
        "from cabochon.house.cells import weeks_of\nfrom cabochon.house.cells_export import export\n"
        "data, target = map(Path, sys.argv[1:])\nhouse = House.open(data, load(data, {}))\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (6000, 6000))\n"
        "try:\n    export(house, house.operator(), target, weeks=weeks_of(house.today, most=1), by='t',"
        " watch=lambda *_: None, apart=data)\n"
        "except Exception as fault:\n    print(type(fault).__name__, fault)\n    sys.stdout.flush()\n"
        "import os; os._exit(0)\n"
    )
    assert resource.RLIMIT_FSIZE is not None
    said = subprocess.run(
        [sys.executable, "-c", script, str(data), str(mine)], capture_output=True, text=True, check=False
    )
    assert said.stdout.startswith("Full"), said.stdout + said.stderr
    assert content(mine) == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mine"]


@pytest.mark.parametrize(
    ("words", "reason"),
    [((), "--to"), (("--to", "x", "--as", "manager"), "analysts"), (("--to", "x", "--as", "nobody"), "no account"),
     (("--to", "x", "--since", "yesterday"), "not a date"), (("--to", "x", "--kind", "receipt"), "chooses statements"),
     (("--to", "x", "--since", "2026-04-08", "--until", "2026-04-12"), "no whole week")],
)  # fmt: skip
def test_what_cannot_be_exported_is_said(cabochon, made, words, reason, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    said = cabochon("export", "facts", *words, "--data", made[0])
    assert (said.code, reason in said.err) == (1, True), said.err
    assert list(tmp_path.iterdir()) == []


def test_an_export_of_statements_knows_no_folder(cabochon, made):
    said = cabochon("export", "statements", "--to", "x", "--data", made[0])
    assert (said.code, "export facts" in said.err) == (1, True)


def test_sql_answers_as_a_table_as_csv_and_as_json(cabochon, made):
    data, _ = made
    sql = "select boutique, decimals from doors order by boutique"
    assert cabochon("sql", sql, "--data", data).out.splitlines()[2].split() == ["GVA01", "2"]
    assert cabochon("sql", sql, "--csv", "--data", data).out.splitlines()[:2] == ["boutique,decimals", "GVA01,2"]
    told = cabochon("sql", "-", "--json", "--as", "analyst", "--data", data, stdin=sql.encode()).json
    assert (told["columns"], told["rows"][0]) == (["boutique", "decimals"], ["GVA01", 2])


def test_sql_says_what_it_does_not_answer(cabochon, made):
    data, _ = made
    drop = cabochon("sql", "drop table doors", "--data", data)
    assert (drop.code, drop.out, "Only SELECT" in drop.err) == (1, "", True)
    manager = cabochon("sql", "select 1", "--as", "manager", "--data", data)
    assert (manager.code, "for analysts" in manager.err) == (1, True)


def test_sql_lists_its_tables(cabochon, made):
    said = cabochon("sql", "--data", made[0])
    assert said.code == 0
    assert "boutique_by_daypart" in said.out
    assert "held_back" in said.out
