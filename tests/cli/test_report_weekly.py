"""`report weekly`: the snapshot of a place, or of all, as files; never of a week that is not over."""

import json
import shutil
from datetime import UTC, datetime, time

import pytest

from cabochon.house import House
from coached_house import ANNA, TODAY, filled


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    data = tmp_path_factory.mktemp("weekly") / "data"
    filled(data).close()
    return data


@pytest.fixture
def place(kept, tmp_path, monkeypatch):
    folder = shutil.copytree(kept, tmp_path / "data")
    real, noon = House.open, datetime.combine(TODAY, time(12), UTC)
    monkeypatch.setattr(House, "open", lambda folder, values, **_: real(folder, values, clock=lambda: noon))
    return folder


@pytest.mark.parametrize(("kind", "begins"), [("pdf", b"%PDF"), ("png", b"\x89PNG"), ("html", b"<!doctype html>")])
def test_it_writes_one_file_and_says_where(place, cabochon, tmp_path, kind, begins):
    said = cabochon("report", "weekly", "--place", "boutique:GVA01", "--format", kind, "--out", tmp_path / "out",
                    "--data", place)  # fmt: skip
    assert said.code == 0, said.err
    (made,) = (tmp_path / "out").iterdir()
    assert said.out.strip() == str(made)
    assert made.read_bytes().lstrip().startswith(begins)


def test_as_data_it_names_nobody(place, cabochon, tmp_path):
    cabochon("report", "weekly", "--place", "company", "--format", "json", "--out", tmp_path / "out", "--data", place)
    (made,) = (tmp_path / "out").iterdir()
    told = json.loads(made.read_text("utf-8"))
    assert told["place"]["kind"] == "company"
    assert ANNA not in made.read_text("utf-8")


def test_all_places_in_a_language(place, cabochon, tmp_path):
    said = cabochon("report", "weekly", "--all", "--language", "de", "--out", tmp_path / "out", "--data", place)
    assert said.code == 0, said.err
    names = {one.name.rpartition("-20")[0] for one in (tmp_path / "out").iterdir()}
    assert {"company", "GVA01"} <= names
    assert len(said.out.splitlines()) == len(names)


def test_what_cannot_be_told_is_refused_in_a_sentence(place, cabochon, tmp_path):
    for words, told in ((("--place", "boutique:XXX01"), "--place"),
                        (("--place", "company", "--week", str(TODAY)), "--week"),
                        (("--place", "company", "--as", "nobody"), "--as")):  # fmt: skip
        said = cabochon("report", "weekly", *words, "--out", tmp_path / "out", "--data", place)
        assert (said.code, told in said.err) == (1, True)
    assert cabochon("report", "weekly", "--data", place).code == 2
    assert not list((tmp_path / "out").glob("*"))


def test_each_use_is_audited(place, cabochon, tmp_path):
    cabochon("report", "weekly", "--place", "company", "--out", tmp_path / "out", "--data", place)
    said = cabochon("audit", "--data", place, "--json")
    assert "weekly" in said.out
