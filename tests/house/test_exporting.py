"""Exports: every statement once, in any format, within what the asker may see, in the same memory at any size."""

import csv
import gzip
import io
import json
import tracemalloc
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec
import pyarrow.parquet as pq
import pytest

from cabochon.demo.maison import maison
from cabochon.demo.weeks import history
from cabochon.directory.rows import Key
from cabochon.house import House
from cabochon.house.exporting import Wanted, exported
from cabochon.house.exporting_choice import Choice, limits_of_key
from cabochon.privacy.keys import make
from cabochon.refusals import Refused
from cabochon.settings import load
from cabochon.stream import Entry
from cabochon.xapi.versions import V103
from lrs_store import said, voiding


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("export") / "data"
    one = House.open(folder, load(folder, {}))
    yield one
    one.close()


@pytest.fixture(scope="module")
def key(house: House) -> Key:
    return a_key(house)


def a_key(house: House, *scopes: str, boutiques: tuple[str, ...] = ("*",)) -> Key:
    name, _ = make(house.directory, "a", scopes=scopes or ("all",), boutiques=boutiques, clock=house.clock)
    found = house.directory.get(Key, name)
    assert found is not None
    return found


def keep(house: House, key: Key, *statements: dict[str, Any]) -> list[str]:
    members = [(msgspec.json.encode(one), one) for one in statements]
    return list(house.statements.keep(key, members, V103).result().ids)


def whole(house: House, wanted: Wanted) -> bytes:
    return b"".join(piece.body for piece in exported(house, wanted, by="test"))


def lines(house: House, choice: Choice | None = None, **more: Any) -> list[dict[str, Any]]:
    return [json.loads(one) for one in whole(house, Wanted(choice or Choice(), **more)).splitlines()]


def ids(house: House, choice: Choice | None = None, **more: Any) -> list[str]:
    return [one["id"] for one in lines(house, choice, **more)]


@pytest.fixture
def fresh(tmp_path: Any) -> Iterator[tuple[House, Key]]:
    one = House.open(tmp_path / "data", load(tmp_path / "data", {}))
    yield one, a_key(one)
    one.close()


def test_json_lines_are_the_statements_as_they_are_given_out(fresh):
    house, key = fresh
    kept = keep(house, key, *(said() for _ in range(120)))
    assert ids(house) == kept
    first = lines(house)[0]
    assert first["stored"].endswith("Z")
    assert first["authority"]["account"]["name"] == key.id


def test_a_statement_sent_over_several_lines_is_one_line(fresh):
    house, key = fresh
    one = said()
    raw = msgspec.json.format(msgspec.json.encode(one), indent=4)
    house.statements.keep(key, [(raw, one)], V103).result()
    assert ids(house) == [one["id"]]


def test_what_was_taken_back_is_left_out_unless_asked_for(fresh):
    house, key = fresh
    one = said()
    first = keep(house, key, one, said())
    [last] = keep(house, key, voiding(one["id"]))
    assert ids(house) == [first[1], last]
    assert ids(house, voided=True) == [*first, last]


def test_filters_choose_and_a_reference_to_what_fits_does_not(fresh):
    house, key = fresh
    verb, door = (
        "https://example.com/verbs/won",
        {"contextActivities": {"grouping": [{"id": f"{house.home}/doors/GVA01"}]}},
    )
    won = said(verb={"id": verb})
    mine = said(context=door, actor={"mbox": "mailto:a@b.example"}, object={"id": "https://example.com/x"})
    about = said(object={"objectType": "StatementRef", "id": won["id"]})
    keep(house, key, won, mine, about, said())
    agent = "mbox mailto:a@b.example"
    assert ids(house, Choice(verbs=(verb,))) == [won["id"]]
    assert ids(house, Choice(verbs=(verb,)), voided=True) == [won["id"]]
    assert ids(house, Choice(boutiques=("GVA01", "X"))) == [mine["id"]]
    assert ids(house, Choice(agents=(agent,), activities=("https://example.com/x",))) == [mine["id"]]
    assert ids(house, Choice(kinds=("receipt",))) == []
    assert len(ids(house, Choice(kinds=("other",)))) == 4


def test_since_is_exclusive_and_until_inclusive(fresh):
    house, key = fresh
    kept = [keep(house, key, said())[0] for _ in range(5)]
    at = {one.entry.id: one.stored for one in house.log.by_id(kept)}
    choice = Choice(since=at[kept[1]], until=at[kept[3]])
    assert ids(house, choice) == kept[2:4]
    assert ids(house, Choice(since=at[kept[4]] + timedelta(days=1))) == []


def test_an_export_goes_on_where_one_before_it_ended(fresh):
    house, key = fresh
    kept = keep(house, key, *(said() for _ in range(130)))
    pieces = exported(house, Wanted(Choice()), by="test")
    broken = [next(pieces) for _ in range(2)]
    pieces.close()
    head = b"".join(piece.body for piece in broken).splitlines()
    rest = ids(house, after=broken[-1].position)
    assert [json.loads(one)["id"] for one in head] + rest == kept
    keep(house, key, later := said())
    assert ids(house, after=130) == [later["id"]]
    assert ids(house, after=999) == []


def test_what_comes_in_meanwhile_waits_for_the_next_export(fresh):
    house, key = fresh
    keep(house, key, *(said() for _ in range(60)))
    pieces = exported(house, Wanted(Choice()), by="test")
    next(pieces)
    keep(house, key, said())
    assert sum(piece.statements for piece in pieces) == 60


def test_csv_is_rfc_4180_and_no_cell_is_a_formula(fresh):
    house, key = fresh
    words = ["=1+1", "+1", "-1", "@x", "\tx", "\rx", 'he said "no", twice\r\nand left', "plain"]
    keep(house, key, *(said(result={"response": w, "score": {"raw": -2.5}, "success": True}) for w in words))
    text = whole(house, Wanted(Choice(), "csv"))
    assert text.endswith(b"\r\n")
    rows = list(csv.DictReader(io.StringIO(text.decode(), newline="")))
    assert [row["response"] for row in rows] == [f"'{w}" for w in words[:6]] + words[6:]
    assert {row["score_raw"] for row in rows} == {"-2.5"}
    assert rows[0]["success"] == "true"
    assert rows[0]["actor"].startswith("mailto:")
    assert json.loads(rows[0]["statement"])["id"] == rows[0]["id"]
    assert whole(house, Wanted(Choice(), "csv", after=7, head=False)).count(b"\r\n") == 1


def test_parquet_has_typed_columns(fresh):
    house, key = fresh
    kept = keep(house, key, *(said(result={"score": {"scaled": 0.5}, "completion": True}) for _ in range(70)))
    table = pq.read_table(io.BytesIO(whole(house, Wanted(Choice(), "parquet"))))
    assert table.column("id").to_pylist() == kept
    assert table.column("score_scaled").to_pylist() == [0.5] * 70
    assert table.column("stored").to_pylist()[0].tzinfo is not None
    assert set(table.column("completion").to_pylist()) == {True}


def test_parquet_without_its_package_says_how_to_get_it(fresh, monkeypatch):
    monkeypatch.setattr("cabochon.house.exporting_parquet.pa", None)
    with pytest.raises(Refused, match=r"pip install .cabochon\[parquet\]"):
        whole(fresh[0], Wanted(Choice(), "parquet"))


def test_packed_is_the_same_unpacked(fresh):
    house, key = fresh
    keep(house, key, *(said() for _ in range(60)))
    assert gzip.decompress(whole(house, Wanted(Choice(), gzip=True))) == whole(house, Wanted(Choice()))


def test_notes_and_comments_stay_out_unless_a_key_asks_for_raw_statements(fresh):
    house, _ = fresh
    one = maison(boutiques=2, until=date(2026, 3, 31), weeks=1)
    house.directory.keep([*one.doors, *one.people, *one.identifiers, *one.products])
    events = list(history(one, now=datetime(2026, 3, 31, 20, tzinfo=UTC), weeks=1))
    house.keep_as().events(events, fresh=True)
    texts = {text for e in events if (text := getattr(e, "note", "") or getattr(e, "comment", ""))}
    plain, raw = whole(house, Wanted(Choice())).decode(), whole(house, Wanted(Choice(), raw=True)).decode()
    assert texts
    assert not [text for text in texts if text in plain]
    assert [text for text in texts if text in raw]
    assert plain.count("\n") == raw.count("\n") == house.log.position()
    door = a_key(house, "statements/read", boutiques=(one.doors[0].code,))
    mine = lines(house, raw=True, limits=limits_of_key(house, door))
    assert 0 < len(mine) < house.log.position()
    assert all(one.doors[1].code not in json.dumps(found["context"]["contextActivities"]["grouping"]) for found in mine)


def test_what_can_no_longer_be_opened_is_left_out(fresh):
    house, key = fresh
    gone, stays = keep(house, key, said(), said())
    house.directory.forget_text_key(house.log.by_id([gone])[0].entry.key_person)
    assert ids(house) == [stays]


def test_an_export_is_written_into_the_audit(fresh):
    house, _ = fresh
    whole(house, Wanted(Choice(verbs=("https://example.com/v",), agents=("mbox mailto:a@b.example",))))
    _, actor, deed, about, detail = house.directory.notes(limit=1)[0]
    assert (actor, deed, about) == ("test", "exported statements", "jsonl")
    assert "https://example.com/v" in detail
    assert "a@b.example" not in detail


@pytest.mark.parametrize(
    ("shape", "count", "limit"),
    [("jsonl", 20_000, 6_000_000), ("csv", 6_000, 9_000_000), ("parquet", 6_000, 40_000_000)],
)
def test_memory_does_not_grow_with_the_number_of_statements(fresh, shape, count, limit):
    house, _ = fresh
    body = msgspec.json.encode(said(result={"response": "x" * 2_000})).split(b",", 1)[1]
    for start in range(0, count, 2_000):
        numbers = [f"00000000-0000-4000-8000-{n:012}" for n in range(start, start + 2_000)]
        made = [(one, one[-16:].encode(), b'{"id":"%b",%b' % (one.encode(), body)) for one in numbers]
        house.log.append([Entry(id=i, digest=d, clear=c, authority=b"{}", version="1.0.3") for i, d, c in made])
    tracemalloc.start()
    rows = size = 0
    for piece in exported(house, Wanted(Choice(), shape), by="test"):
        rows, size = rows + piece.statements, size + len(piece.body)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert rows == count
    assert most < limit
    assert size > count * 2_000 or shape == "parquet"
