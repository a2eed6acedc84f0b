"""`agreement` and `group`: recorded and told on the command line, with a country from doors.csv."""

import json

import pytest

DOORS = """code,name,zone,currency,country
PAR01,Paris,Europe/Paris,EUR,
GVA01,Genève,Europe/Zurich,CHF,CH
NOW01,Afloat,Etc/UTC,EUR,
MON01,Monaco,Europe/Paris,EUR,mc
"""


@pytest.fixture
def opened(tmp_path, cabochon):
    (tmp_path / "doors.csv").write_text(DOORS)
    assert cabochon("import", "doors", tmp_path / "doors.csv", "--data", tmp_path / "data").code == 0
    return tmp_path / "data"


def states(cabochon, opened):
    found = json.loads(cabochon("agreement", "list", "--json", "--data", opened).out)
    return {one["country"]: (one["name"], one["shut"], one["boutiques"]) for one in found}


def test_a_country_is_of_the_file_or_else_of_the_time_zone(cabochon, opened):
    assert states(cabochon, opened) == {
        "CH": ("Switzerland", False, ["Genève"]), "FR": ("France", False, ["Paris"]),
        "MC": ("Monaco", False, ["Monaco"]), "": ("boutiques of no known country", False, ["Afloat"]),
    }  # fmt: skip


def test_a_record_is_made_told_and_refused_with_what_to_mend(cabochon, opened):
    assert cabochon("agreement", "set", "fr", "waiting", "--data", opened).code == 0
    assert states(cabochon, opened)["FR"][1] is True
    for words, said in (
        (("set", "fr", "agreed"), "--reference"), (("set", "xx", "open"), "COUNTRY"), (("set", "fr", "maybe"), "STATE"),
        (("set", "fr", "agreed", "--reference", "A", "--signed", "31.3.26"), "--signed"),
    ):  # fmt: skip
        told = cabochon("agreement", *words, "--data", opened)
        assert told.code == 1
        assert said in told.err
    signed = ("--reference", "CSE 4", "--signed", "2026-03-31")
    done = cabochon("agreement", "set", "FR", "agreed", *signed, "--data", opened)
    assert done.code == 0
    assert "CSE 4" in done.out
    assert states(cabochon, opened)["FR"][1] is False


def test_a_country_that_is_none_is_refused_at_its_line(tmp_path, cabochon):
    (tmp_path / "doors.csv").write_text("code,name,zone,currency,country\nPAR01,Paris,Europe/Paris,EUR,France\n")
    told = cabochon("import", "doors", tmp_path / "doors.csv", "--data", tmp_path / "data")
    assert "country" in told.out + told.err
    assert "line 2" in told.out + told.err


def test_a_group_without_houses_says_so(cabochon, opened):
    assert cabochon("group", "pull", "--json", "--data", opened).out.strip() == "[]"
    assert "/group/houses" in cabochon("group", "list", "--data", opened).out
    assert cabochon("group", "pull", "nobody", "--data", opened).code == 1
