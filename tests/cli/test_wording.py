"""Help, lists and keys: what a person reads and what a program parses."""

import base64
import stat
from itertools import chain

import pytest

from cabochon.cli import COMMANDS
from cabochon.cli.answers import written
from cabochon.privacy.keyring import Keyring


@pytest.mark.parametrize("command", COMMANDS, ids=lambda c: c.name)
def test_help_holds_an_example_and_the_exit_codes(cabochon, command):
    said = cabochon(command.name, "--help")
    assert said.code == 0
    assert f"example:\n  {command.example}" in said.out
    assert "exit codes: 0 done" in said.out
    assert f"cabochon {command.name}" in command.example


def test_the_program_says_where_to_start(cabochon):
    said = cabochon("--help")
    assert said.code == 0
    assert "start here:" in said.out
    assert cabochon("--version").out.startswith("cabochon ")


def test_options_are_not_guessed_from_their_beginning(cabochon, opened):
    assert cabochon("ask", "csat", "--sin", "2026-03-01", "--data", opened).code == 2


def test_a_key_is_made_in_an_empty_folder_and_is_the_last_line(cabochon, tmp_path):
    said = cabochon("key", "add", "till", "--scope", "all", "--data", tmp_path)
    assert said.code == 0
    key, secret = said.last.split(" ")
    listed = cabochon("key", "list", "--json", "--data", tmp_path)
    assert [(k["key"], k["name"], k["scopes"]) for k in listed.json] == [(key, "till", ["all"])]
    assert secret not in listed.out
    assert not [p for p in tmp_path.iterdir() if secret.encode() in p.read_bytes()]


def test_a_revoked_key_opens_nothing(cabochon, tmp_path):
    from cabochon.house import House
    from cabochon.refusals import Refused
    from cabochon.settings import load

    key, secret = cabochon("key", "add", "till", "--data", tmp_path).last.split(" ")
    assert cabochon("key", "revoke", "till", "--data", tmp_path).code == 0
    house = House.open(tmp_path, load(tmp_path, {}))
    try:
        header = "Basic " + base64.b64encode(f"{key}:{secret}".encode()).decode()
        with pytest.raises(Refused):
            Keyring(house.directory, house.clock).check(header)
    finally:
        house.close()


def test_what_is_written_into_a_folder_is_its_owners_alone(cabochon, tmp_path):
    cabochon("key", "add", "till", "--data", tmp_path / "data")
    assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o700
    modes = {stat.S_IMODE(p.stat().st_mode) & 0o077 for p in (tmp_path / "data").iterdir()}
    assert modes == {0}


def test_an_account_is_added_linked_listed_and_disabled(cabochon, opened):
    added = cabochon("user", "add", "Karim@maison.example", "--role", "manager", "--json", "--data", opened)
    assert "/link/" in added.json["link"]
    (one,) = cabochon("user", "list", "--json", "--data", opened).json
    assert (one["login"], one["boutiques"]) == ("karim@maison.example", ["PAR01"])
    other = cabochon("link", "karim@maison.example", "--url", "https://c.example", "--data", opened)
    assert other.last.startswith("https://c.example/link/")
    assert cabochon("user", "disable", "karim@maison.example", "--data", opened).code == 0
    assert cabochon("ask", "csat", "--as", "karim@maison.example", "--data", opened).code == 1


def test_a_password_comes_from_stdin_and_a_common_one_is_refused(cabochon, opened):
    cabochon("user", "add", "admin", "--role", "admin", "--data", opened)
    said = cabochon("user", "password", "admin", "--data", opened, stdin=b"turquoise lamp on a hill\n")
    assert said.code == 0
    assert cabochon("user", "password", "admin", "--data", opened, stdin=b"password1\n").code == 1


def test_a_mapping_to_start_from_is_printed_without_any_folder(cabochon):
    said = cabochon("mapping", "till")
    assert said.code == 0
    assert "[columns]" in said.out


def test_every_measure_is_listed(cabochon):
    assert {"csat", "attach_rate", "atv", "upt", "conversion"} <= {
        m["measure"] for m in cabochon("measures", "--json").json
    }


def test_each_use_is_written_into_the_audit(cabochon, opened):
    from cabochon.house import House
    from cabochon.settings import load

    cabochon("user", "add", "sophie@maison.example", "--role", "manager", "--data", opened)
    cabochon("ask", "csat", "--as", "sophie@maison.example", "--data", opened)
    house = House.open(opened, load(opened, {}))
    try:
        notes = [note[1:] for note in house.directory.notes()]
        asked = house.people.account("sophie@maison.example").id
    finally:
        house.close()
    assert ("operator", "asked", "csat", f"as {asked}") in notes
    assert {"imported", "made an account", "made a sign-in link"} <= set(chain.from_iterable(notes))


def test_a_hook_is_added_listed_and_removed(cabochon, opened):
    said = cabochon("hook", "add", "shop", "--connector", "shopify", "--data", opened, stdin=b"seekrit\n")
    assert said.last == "http://127.0.0.1:8000/hooks/shop"
    cabochon("hook", "add", "shop", "--connector", "shopify", "--data", opened, stdin=b"the next\n")
    (one,) = cabochon("hook", "list", "--json", "--data", opened).json
    assert (one["name"], one["secrets"], one["mapping"]) == ("shop", 2, False)
    assert not [p for p in opened.iterdir() if b"seekrit" in p.read_bytes()]
    assert cabochon("hook", "remove", "shop", "--data", opened).code == 0


def test_a_file_is_taken_from_a_pipe(cabochon, tmp_path):
    said = cabochon(
        "import", "doors", "-", "--json", "--data", tmp_path / "data", stdin=b"code,zone,currency\nA,Asia/Tokyo,JPY\n"
    )
    assert said.json["new"] == 1


@pytest.mark.parametrize(("value", "said"), [(0.434, "43.4 %"), (0.0004, "0.04 %"), (-0.0004, "-0.04 %"), (0, "0.0 %")])
def test_a_small_rate_keeps_its_figures(value, said):
    assert written(value, "rate") == said
