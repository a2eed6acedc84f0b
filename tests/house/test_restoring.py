"""Restoring: what is damaged, foreign or newer is refused in one sentence, and nothing half is taken for a house."""

from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from backed import fill, restored
from cabochon.house import House, restoring
from cabochon.house import backing_files as files
from cabochon.house import backing_manifest as manifests
from cabochon.refusals import Refused, Unknown
from cabochon.settings import load


@pytest.fixture
def filled(furnished):
    return fill(furnished)


def _broken(path: Path) -> None:
    body = bytearray(path.read_bytes())
    body[len(body) // 2] ^= 1
    path.write_bytes(body)


def _said(folder: Path, text: str) -> None:
    (folder / "manifest.json").write_text(text)


@pytest.mark.parametrize(
    ("hurt", "says"),
    [
        (lambda d: _broken(d / "log.db"), "is not what was backed up"),
        (lambda d: (d / "directory.db").write_bytes((d / "directory.db").read_bytes()[:-4096]), "bytes long, not"),
        (lambda d: (d / "documents.db").unlink(), "is missing from the backup"),
        (lambda d: _broken(d / "media" / "clip"), "is not what was backed up"),
        (lambda d: _said(d, "{"), "is damaged"),
        (lambda d: _said(d, (d / "manifest.json").read_text().replace(": 60,", ": 59,")), "is damaged"),
        (lambda d: _said(d, '{"backup": {"format": 2, "program": "9.9"}}'), "newer Cabochon"),
    ],
    ids=["bit", "short", "missing", "clip", "torn", "altered", "newer"],
)  # fmt: skip
def test_a_damaged_backup_is_refused_in_a_sentence_and_leaves_the_folder_empty(filled, tmp_path, hurt, says):
    house, _ = filled
    made = house.trust.backing.make(tmp_path / "bak", keys_to=tmp_path / "keys")
    hurt(made.folder)
    with pytest.raises(Refused, match=says) as refused:
        restored(tmp_path / "bak", tmp_path / "keys", tmp_path / "new")
    assert "\n" not in str(refused.value)
    restoring.given_up(tmp_path / "new")


def test_keys_that_are_missing_foreign_or_of_another_house_are_refused(filled, tmp_path):
    house, _ = filled
    house.trust.backing.make(tmp_path / "bak", keys_to=tmp_path / "keys")
    elsewhere = House.open(tmp_path / "elsewhere", load(tmp_path / "elsewhere", {}))
    with closing(elsewhere):
        elsewhere.trust.backing.make(tmp_path / "bak2", keys_to=tmp_path / "keys2")
        with pytest.raises(Refused, match="holds the keys of another house"):
            elsewhere.trust.backing.make(tmp_path / "bak2", keys_to=tmp_path / "keys")
    nothing, theirs = tmp_path / "nothing", tmp_path / "keys2"
    wrong = ((None, "is needed"), (nothing, "no such file"), (theirs, "another house"), (tmp_path, "no such file"))
    for keys, says in wrong:
        with pytest.raises(Refused, match=says):
            restoring.chosen(tmp_path / "bak", keys)
    with pytest.raises(Unknown, match="holds no backup"):
        restoring.chosen(tmp_path, tmp_path / "keys")


def test_only_an_empty_folder_is_restored_into_and_an_unfinished_one_is_no_house(filled, tmp_path):
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "x").write_text("mine")
    with pytest.raises(Refused, match="is not empty"):
        restoring.prepared(tmp_path / "full")
    restoring.prepared(tmp_path / "new")
    with pytest.raises(Refused, match="a restore that did not finish"):
        restoring.prepared(tmp_path / "new")
    with pytest.raises(Refused, match="a restore that did not finish"):
        House.open(tmp_path / "new", load(tmp_path / "new", {}))


def test_a_manifest_that_names_a_file_outside_is_refused(filled, tmp_path):
    house, _ = filled
    made = house.trust.backing.make(tmp_path / "bak", keys_to=tmp_path / "keys")
    known = manifests.read(made.folder)
    (tmp_path / "bak" / "evil").write_text("x")
    manifests.put(replace(known, files={**known.files, "../evil": files.taken(tmp_path / "bak" / "evil")}), made.folder)
    with pytest.raises(Refused, match="outside the backup"):
        restored(tmp_path / "bak", tmp_path / "keys", tmp_path / "new")
