"""`export`, `forward`, `webhook`: at the terminal and beside a running server."""

import csv
import gzip
import io
import json
from contextlib import ExitStack

import msgspec
import pyarrow.parquet as pq
import pytest

from answering import answering, say, sent
from cabochon.house import House
from cabochon.privacy.keys import make
from cabochon.settings import load
from lrs_store import client, opened, said

SECRET = b"not to be seen\n"


@pytest.fixture
def kept(opened):
    """Ids of the statements of a first day's folder, in their order."""
    house = House.open(opened, load(opened, {}))
    found = [one.entry.id for one in house.log.after(0, 10_000)]
    house.close()
    return found


@pytest.fixture
def data(opened):
    return opened


def ids(text):
    return [json.loads(line)["id"] for line in text.splitlines()]


def test_statements_go_to_the_standard_output_and_the_position_to_stderr(cabochon, data, kept):
    said = cabochon("export", "statements", "--data", data)
    assert said.code == 0
    assert ids(said.out) == kept
    assert said.err.endswith(f"the next export goes on with --after {len(kept)}\n")


def test_an_export_into_a_file_is_added_to(cabochon, data, kept, tmp_path):
    file = tmp_path / "statements.csv"
    assert cabochon("export", "statements", "--format", "csv", "--out", file, "--data", data).code == 0
    before = file.read_bytes()
    again = cabochon("export", "statements", "--format", "csv", "--out", file, "--after", "3", "--data", data)
    rows = list(csv.DictReader(io.StringIO(file.read_bytes().decode(), newline="")))
    assert again.code == 0
    assert file.read_bytes().startswith(before)
    assert [row["id"] for row in rows] == [*kept, *kept[3:]]
    assert file.stat().st_mode & 0o077 == 0


def test_packed_pieces_one_behind_the_other_are_one_file(cabochon, data, kept, tmp_path):
    file = tmp_path / "s.gz"
    for after in ("0", "2"):
        assert cabochon("export", "statements", "--gzip", "--out", file, "--after", after, "--data", data).code == 0
    assert ids(gzip.decompress(file.read_bytes()).decode()) == [*kept, *kept[2:]]


def test_parquet_can_be_read_back_and_is_not_added_to(cabochon, data, kept, tmp_path):
    file = tmp_path / "s.parquet"
    words = ("export", "statements", "--format", "parquet", "--out", file, "--data", data)
    assert cabochon(*words).code == 0
    assert pq.read_table(file).column("id").to_pylist() == kept
    again = cabochon(*words, "--after", "1")
    assert (again.code, "cannot be added to" in again.err) == (1, True)


def test_filters_choose(cabochon, data, kept):
    receipts = cabochon("export", "statements", "--kind", "receipt", "--data", data)
    assert 0 < len(ids(receipts.out)) < len(kept)
    nothing = cabochon("export", "statements", "--kind", "receipt", "--boutique", "XXX", "--data", data)
    assert (nothing.code, nothing.out) == (0, "")


@pytest.mark.parametrize(
    ("words", "place"),
    [(("--kind", "nonsense"), "--kind"), (("--since", "yesterday"), "--since"), (("--verb", "won"), "--verb"),
     (("--format", "parquet"), "--out"), (("--gzip",), "--out"), (("--key", "nobody"), "nobody")],
)  # fmt: skip
def test_what_cannot_be_is_said(cabochon, data, words, place):
    said = cabochon("export", "statements", *words, "--data", data)
    assert said.code == 1
    assert place in said.err


def test_text_leaves_only_by_a_key(cabochon, data):
    house = House.open(data, load(data, {}))
    key, _ = make(house.directory, "bi", scopes=("statements/read",), clock=house.clock)
    house.close()
    plain = cabochon("export", "statements", "--kind", "survey", "--data", data)
    raw = cabochon("export", "statements", "--kind", "survey", "--key", key, "--data", data)
    worded = [one for line in raw.out.splitlines() if (one := json.loads(line).get("result", {}).get("response"))]
    assert worded
    assert not any(word in plain.out for word in worded)


def test_forwarding_is_set_up_looked_at_and_taken_away(cabochon, data):
    none = cabochon("forward", "list", "--data", data)
    assert "none yet" in none.out
    words = ("forward", "add", "group", "--url", "https://lrs.example/xapi", "--key", "k", "--kind", "receipt")
    added = cabochon(*words, "--since", "now", "--data", data, stdin=SECRET)
    assert added.code == 0, added.err
    assert b"not to be seen" not in (added.out + added.err).encode()
    [one] = cabochon("forward", "list", "--json", "--data", data).json
    assert (one["name"], one["state"], one["kinds"]) == ("group", "up to date", ["receipt"])
    assert "up to date" in cabochon("forward", "list", "--data", data).out
    assert cabochon("forward", "pause", "group", "--data", data).code == 0
    assert cabochon("forward", "list", "--json", "--data", data).json[0]["state"] == "paused"
    assert cabochon("forward", "resume", "group", "--data", data).code == 0
    assert cabochon("forward", "rotate", "group", "--data", data, stdin=SECRET).code == 0
    assert cabochon("forward", "remove", "group", "--data", data).code == 0
    assert cabochon("forward", "pause", "group", "--data", data).code == 1


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("add", "x"), 2, "--url"), (("pause",), 2, "NAME"),
        (("add", "x", "--url", "http://a.example", "--key", "k"), 1, "https"),
        (("add", "x", "--url", "https://a.example"), 1, "key"), (("remove", "nobody"), 1, "nobody"),
        (("add", "x", "--url", "https://127.0.0.1", "--key", "k"), 1, "allow_private_targets"),
    ],
)  # fmt: skip
def test_a_target_that_cannot_be_is_refused(cabochon, data, words, code, said):
    answer = cabochon("forward", *words, "--data", data, stdin=SECRET)
    assert (answer.code, said in answer.err) == (code, True), answer.err


def test_a_webhook_shows_its_secret_once(cabochon, data):
    added = cabochon("webhook", "add", "bi", "--url", "https://bi.example/hear", "--kind", "survey", "--data", data)
    assert added.last.startswith("whsec_")
    rotated = cabochon("webhook", "rotate", "bi", "--data", data)
    assert rotated.last.startswith("whsec_")
    assert rotated.last != added.last
    listed = cabochon("webhook", "list", "--json", "--data", data)
    assert "whsec_" not in listed.out
    assert cabochon("forward", "pause", "bi", "--data", data).code == 1


def test_dead_letters_are_listed_sent_again_and_discarded(cabochon, data, kept, monkeypatch):
    monkeypatch.setenv("CABOCHON_ALLOW_PRIVATE_TARGETS", "true")
    good: list[bool] = []
    with answering(lambda h: (sent(h), say(h, 200 if good else 400, b"no"))) as port:
        url = f"http://127.0.0.1:{port}/xapi"
        cabochon(
            "forward", "add", "group", "--url", url, "--key", "k", "--kind", "survey", "--data", data, stdin=SECRET
        )
        house = House.open(data, load(data, {"CABOCHON_ALLOW_PRIVATE_TARGETS": "true"}))
        while house.forwarding.step("group"):
            pass
        house.close()
        letters = cabochon("forward", "letters", "group", "--json", "--data", data).json
        assert letters
        assert {one["statement"] for one in letters} <= set(kept)
        assert cabochon("forward", "retry", "group", letters[0]["statement"], "--data", data).code == 1
        good.append(True)
        assert cabochon("forward", "retry", "group", letters[0]["statement"], "--data", data).code == 0
        assert cabochon("forward", "discard", "group", "--data", data).code == 0
        assert cabochon("forward", "letters", "group", "--json", "--data", data).json == []
        assert cabochon("forward", "test", "group", "--data", data).code == 0


def test_beside_a_running_server_all_of_it_works(cabochon, tmp_path):
    from cabochon.cli import serving, socket

    data = tmp_path / "house"
    house = House.open(data, load(data, {}))
    with ExitStack() as stack:
        stack.callback(house.close)
        listener = socket.Listener(data, house, serving._command)
        stack.callback(listener.close)
        port = stack.enter_context(opened(house))
        sent_ids = client(house, port).keep(*(said() for _ in range(120)))
        out = cabochon("export", "statements", "--data", data)
        assert (out.code, ids(out.out)) == (0, sent_ids)
        file = tmp_path / "s.csv"
        assert cabochon("export", "statements", "--format", "csv", "--out", file, "--data", data).code == 0
        assert file.read_bytes().count(b"\r\n") == 121
        add = ("forward", "add", "group", "--url", "https://lrs.example/xapi", "--key", "k", "--data", data)
        assert cabochon(*add, stdin=SECRET).code == 0
        [one] = cabochon("forward", "list", "--json", "--data", data).json
        assert (one["state"], one["behind"]) == ("behind", 120)
        assert msgspec.json.encode(one)
