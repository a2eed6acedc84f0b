"""`cabochon audit` and `cabochon stored`: listed, verified, exported; what is stored and what changed of it."""

import json

import pytest

from cabochon.house import House
from cabochon.settings import load


@pytest.fixture
def audit(cabochon, tmp_path):
    """A folder with 40 entries, and `cabochon audit` in it."""
    folder = tmp_path / "data"
    house = House.open(folder, load(folder, {}))
    house.directory.note_all([(f"a{n % 2}", "looked at", f"p{n % 4}", "Week") for n in range(40)])
    house.close()
    run = lambda *words: cabochon("audit", *words, "--data", folder)  # noqa: E731
    run.folder = folder  # type: ignore[attr-defined]
    return run


def rows(said):
    return [json.loads(line) for line in said.out.splitlines()]


def test_entries_are_listed_the_newest_first_and_by_what_is_asked(audit):
    said = audit("--limit", 3)
    assert (said.code, len(said.out.splitlines())) == (0, 3)
    assert "older ones" in said.err
    assert "a1 looked at p3, page Week" in said.out.splitlines()[0]
    assert {row["actor"] for row in rows(audit("--actor", "a1", "--json"))} == {"a1"}
    assert len(rows(audit("--about", "p1", "--actor", "a1", "--deed", "LOOK", "--json"))) == 10
    assert audit("--about", "nobody").out.strip() == "No entry fits."
    assert audit("--since", "2099-01-01", "--json").out == ""


def test_the_chain_is_verified_against_a_head_that_was_written_down(audit):
    first = audit("verify", "--json").json
    assert (first["entries"], first["faults"]) == (40, [])
    assert "the head you gave is among them" in audit("verify", "--head", first["head"]).out
    wrong = audit("verify", "--head", f"41:{first['head'].partition(':')[2]}")
    assert (wrong.code, "its end was cut off" in wrong.out) == (1, True)
    assert "should be a head" in audit("verify", "--head", "41").err


def test_an_exported_file_is_verified_and_a_change_in_it_is_found(audit, tmp_path):
    file = tmp_path / "audit.jsonl"
    assert audit("export", "--export", file).code == 0
    assert "41 entries, 1 to 41, unbroken" in audit("verify", "--export", file).out
    file.write_bytes(file.read_bytes().replace(b'"p3"', b'"p2"', 1))
    changed = audit("verify", "--export", file)
    assert (changed.code, "entry 4 was changed" in changed.out) == (1, True)
    assert "is there already" in audit("export", "--export", file).err
    assert "leave the filters out" in audit("export", "--export", tmp_path / "b.jsonl", "--actor", "a1").err
    assert audit("export", "--export", tmp_path / "c.csv", "--actor", "a1").code == 0
    assert (tmp_path / "c.csv").read_text().count("looked at") == 20


@pytest.mark.parametrize(("words", "said"), [
    (("--since", "yesterday"), "since: should be a date"),
    (("--limit", "0"), "should be from 1"),
    (("export",), "say where with --export"),
    (("export", "--export", "audit.xlsx"), "should be one of csv, jsonl"),
    (("verify", "--export", "no-such.jsonl"), "No such file"),
])  # fmt: skip
def test_bad_input_says_where_and_how_to_mend_it(audit, words, said):
    found = audit(*words)
    assert found.code in (1, 2)
    assert said in found.err


def test_what_is_stored_is_compared_with_an_earlier_day(cabochon, audit, tmp_path):
    before = tmp_path / "before.json"
    said = cabochon("stored", "--json", "--data", audit.folder)
    before.write_text(said.out)
    assert said.json["digest"] in cabochon("stored", "--data", audit.folder).out
    assert cabochon("stored", "--since", before, "--data", audit.folder).out.strip() == "Nothing changed."
    cabochon("key", "add", "reader", "--scopes", "bi", "--data", audit.folder)
    changed = cabochon("stored", "--since", before, "--data", audit.folder).out
    assert "key reader" in changed
    before.write_text("[]")
    assert "is nothing that" in cabochon("stored", "--since", before, "--data", audit.folder).err
