"""The promises of a Directory, on a folder, in memory and in PostgreSQL."""

import sqlite3
import stat
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import ClassVar

import psycopg
import pytest

from cabochon.directory import Directory
from cabochon.directory.postgres import PostgresDirectory, _field, _hash
from cabochon.directory.rows import Account, Connection, Delivery, Key, Link, Row, Session, Value
from cabochon.directory.sqlite import SQLiteDirectory
from cabochon.refusals import Full
from cabochon.retail.master import Door, Identifier, Person, Product
from cabochon.stream.postgres_database import Database

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
GENEVA = Door(code="GVA01", name="Genève", zone="Europe/Zurich", currency="CHF", region="CH")
ANNA = Account(id="a1", login="anna@example.com", name="Anna", role="manager", boutiques=("GVA01",))


def opened(folder: Path | None) -> SQLiteDirectory:
    return SQLiteDirectory(folder, clock=lambda: NOW)


@pytest.fixture(params=["folder", "memory", "postgres"])
def directory(request, tmp_path) -> Iterator[Directory]:
    if request.param == "postgres":
        lines = Database(request.getfixturevalue("postgres_address"))
        made: Directory = PostgresDirectory(lines, clock=lambda: NOW)
        yield made
        made.close()
        lines.close()
    else:
        made = opened(tmp_path / "house" if request.param == "folder" else None)
        yield made
        made.close()


def behind(directory: Directory, deed: str) -> None:
    """Change the tables as no part of ours does."""
    if isinstance(directory, PostgresDirectory):
        directory._lines.run(lambda line: line.execute(deed))
    else:
        directory._file.writer.executescript(deed)


ROWS = (
    ANNA,
    replace(ANNA, id="a2", deputy_for="manager", deputy_from=NOW, deputy_until=NOW, disabled=True),
    Session(id="s", account="a1", created=NOW, seen=NOW, csrf="x", agent="Zoë's phone"),
    Link(id="l", account="a1", expires=NOW),
    Key(id="k", name="till", secret_hash="h", scopes=("statements/write",), created=NOW),
    Delivery(id="shopify:1", source="shopify", at=NOW, body=b"\x00\xff", headers=(("a", "b"),)),
    Connection(id="h", connector="shopify", secrets=(b"\x01", b"")),
    Value(id="instance", value="https://3f9a.cabochon.invalid"),
)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: type(row).__name__)
def test_a_row_comes_back_as_it_was_put(directory, row):
    directory.put(row)
    assert directory.get(type(row), row.id) == row


def test_what_is_not_there_is_none(directory):
    assert directory.get(Account, "a1") is None
    assert directory.find(Account, login="nobody") == []
    assert not directory.delete(Account, "a1")


def test_put_replaces_by_key_and_keeps_the_order_first_put(directory):
    directory.put(ANNA, replace(ANNA, id="a2", login="b"), replace(ANNA, id="a3", login="c"))
    directory.put(replace(ANNA, name="Anna B."))
    assert [(row.id, row.name) for row in directory.find(Account)] == [
        ("a1", "Anna B."),
        ("a2", "Anna"),
        ("a3", "Anna"),
    ]


def test_find_asks_by_indexed_fields_together(directory):
    directory.put(ANNA, replace(ANNA, id="a2", login="b"), replace(ANNA, id="a3", role="admin"))
    assert [row.id for row in directory.find(Account, login=ANNA.login, role="manager")] == ["a1"]
    assert [row.id for row in directory.find(Account, id="a3")] == ["a3"]
    with pytest.raises(TypeError, match="Account cannot be found by name"):
        directory.find(Account, name="Anna")


def test_find_uses_its_index(directory):
    directory.find(Account, login="x")
    if isinstance(directory, PostgresDirectory):
        word = _field("login")
        query = f"explain select body from row_account where {_hash(word)} = {_hash('%s')} and {word} = %s"
        plan = directory._lines.read(query, ('"x"', '"x"'))
    else:
        plan = directory._file.read(
            "explain query plan select body from row_account where json_extract(body, '$.login') is ?", ("x",)
        )
    assert "row_account_login" in str(plan)


def test_add_leaves_a_taken_key_as_it_is(directory):
    assert directory.add(ANNA)
    assert not directory.add(replace(ANNA, name="Somebody else"))
    assert directory.get(Account, "a1") == ANNA


def test_swap_replaces_only_what_still_says_the_same(directory):
    directory.put(ANNA)
    one, other = replace(ANNA, name="Anna B."), replace(ANNA, disabled=True)
    assert directory.swap(ANNA, other)
    assert not directory.swap(ANNA, one)
    assert directory.get(Account, "a1") == other
    assert not directory.swap(replace(ANNA, id="a9"), replace(ANNA, id="a9"))
    assert directory.get(Account, "a9") is None


def test_hostile_words_are_words(directory):
    odd = ("\0", "a\0b", "x" * 10_000, "'; drop table row_account; --", '"', "\\u0000", "%s", "Zo\u00eb\U0001f48d")
    for number, login in enumerate(odd):
        directory.put(replace(ANNA, id=f"a{number}", login=login))
    for number, login in list(enumerate(odd))[2:]:
        assert [row.id for row in directory.find(Account, login=login)] == [f"a{number}"]
    assert {row.login for row in directory.find(Account)} >= set(odd[2:])
    assert directory.get(Account, "a\0") is None
    assert not directory.delete(Account, "a\0")
    directory.note("a1", "read", "p\0", "\0")
    assert len(directory.notes(about="p\0")) == 1
    assert directory.check() == []


def test_somebody_may_do_what_only_one_may(directory):
    with directory.alone("forward") as mine:
        assert mine
    with directory.alone("forward") as mine:
        assert mine


def test_delete_takes_a_row_away(directory):
    directory.put(ANNA)
    assert directory.delete(Account, "a1")
    assert directory.get(Account, "a1") is None


def test_put_is_all_or_none(directory):
    broken = replace(ANNA, id="a9", name="\ud800")  # a lone surrogate is no text
    with pytest.raises(UnicodeEncodeError):
        directory.put(ANNA, broken)
    assert directory.find(Account) == []


def test_a_row_written_before_a_field_existed_is_read_with_its_default(directory):
    @dataclass(frozen=True, slots=True, kw_only=True)
    class Note(Row):
        id: str

    first = Note

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Note(Row):
        INDEXED: ClassVar[tuple[str, ...]] = ("tone",)
        id: str
        tone: str = "warm"

    directory.put(first(id="n"))
    assert directory.get(Note, "n").tone == "warm"
    directory.put(Note(id="m", tone="cool"))
    assert [row.id for row in directory.find(Note, tone="cool")] == ["m"]


def test_all_is_still_there_after_closing(tmp_path):
    one = opened(tmp_path)
    one.put(ANNA)
    one.keep([GENEVA])
    one.note("a1", "signed in")
    key, secret = one.text_key("person:p1"), one.secret("ids")
    one.close()
    two = opened(tmp_path)
    assert two.get(Account, "a1") == ANNA
    assert [version.row for version in two.dated(Door)] == [GENEVA]
    assert (two.change(), len(two.notes())) == (1, 1)
    assert (two.text_key("person:p1", make=False), two.secret("ids")) == (key, secret)
    assert two.check() == []
    two.close()


def test_files_are_for_their_owner_alone_and_written_with_full_sync(tmp_path):
    directory = opened(tmp_path / "house")
    directory.put(ANNA)
    assert stat.S_IMODE((tmp_path / "house").stat().st_mode) == 0o700
    for path in (tmp_path / "house").iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path
    for file in (directory._file, directory._keys._file, directory._secrets._file):
        assert file.writer.execute("pragma synchronous").fetchone() == (2,)
        assert file.writer.execute("pragma journal_mode").fetchone() == ("wal",)
    directory.close()


def test_a_full_disk_keeps_nothing_and_writing_resumes(tmp_path):
    directory = opened(tmp_path)
    directory.put(ANNA, Value(id="first", value="x"))
    writer = directory._file.writer
    writer.execute(f"pragma max_page_count = {writer.execute('pragma page_count').fetchone()[0]}")
    with pytest.raises(Full):
        directory.find(Delivery)  # its table cannot be made
    with pytest.raises(Full):
        directory.put(Value(id="small", value="x"), Value(id="big", value="x" * 100_000))
    assert [row.id for row in directory.find(Value)] == ["first"]
    writer.execute("pragma max_page_count = 1000000")
    directory.put(Value(id="small", value="x"))
    assert directory.get(Value, "small")
    directory.close()


def test_a_secret_is_made_once_by_one_of_many_threads(directory):
    found: list[bytes] = []
    threads = [threading.Thread(target=lambda: found.append(directory.secret("csrf"))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert len(set(found)) == 1
    assert len(found[0]) == 32


def test_threads_write_and_read_beside_each_other(directory):
    def write(number: int) -> None:
        for step in range(20):
            directory.put(Value(id=f"{number}.{step}", value="x"))
            directory.keep([Product(sku=f"{number}.{step}", line="watch")])
            assert directory.get(Value, f"{number}.{step}")

    threads = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(directory.find(Value)) == 80
    assert directory.change() == 80
    assert [change for change, _, _ in directory.changes(0)] == list(range(1, 81))


def test_a_text_key_is_made_only_when_asked_to(directory):
    assert directory.text_key("person:p1", make=False) is None
    made = directory.text_key("person:p1")
    assert len(made) == 32
    assert directory.text_key("person:p1", make=False) == made
    assert directory.text_key("person:p2") != made


def test_many_text_keys_are_made_at_once_and_a_known_one_stays(directory):
    known = directory.text_key("b")
    directory.text_keys(["a", "b", "c", "a"])
    directory.text_keys([])
    keys = [directory.text_key(name, make=False) for name in "abc"]
    assert keys[1] == known
    assert len(set(keys)) == 3


def test_a_forgotten_text_key_stands_in_no_file(tmp_path):
    directory = opened(tmp_path)
    key = directory.text_key("person:p1")
    assert any(key in path.read_bytes() for path in tmp_path.iterdir())
    assert directory.forget_text_key("person:p1")
    assert not any(key in path.read_bytes() for path in tmp_path.iterdir())
    assert not any(b"person:p1" in path.read_bytes() for path in tmp_path.iterdir())
    assert directory.text_key("person:p1", make=False) is None
    assert not directory.forget_text_key("person:p1")
    assert directory.text_key("person:p1") != key
    directory.close()


def test_a_torn_keep_leaves_no_trace(directory):
    directory.keep([GENEVA])
    with pytest.raises(UnicodeEncodeError):
        directory.keep([replace(GENEVA, factor=0.5), replace(GENEVA, code="X", name="\ud800")], date(2026, 3, 1))
    assert [(version.row, version.until) for version in directory.dated(Door)] == [(GENEVA, None)]
    assert directory.change() == 1
    assert directory.changes(1) == []


def test_the_audit_is_newest_first_and_asked_by_whom_and_about_whom(directory):
    directory.note("a1", "read", "p1", "Today")
    directory.note("a2", "read", "p2")
    directory.note("a1", "exported")
    assert [words[1:] for words in directory.notes()] == [
        ("a1", "exported", "", ""), ("a2", "read", "p2", ""), ("a1", "read", "p1", "Today")]  # fmt: skip
    assert directory.notes(limit=1)[0][0] == NOW.isoformat()
    assert [words[2] for words in directory.notes(actor="a1")] == ["exported", "read"]
    assert [words[4] for words in directory.notes(actor="a1", about="p1")] == ["Today"]
    assert directory.check() == []


@pytest.mark.parametrize("deed", ["delete from audit where seq = 2", "update audit set deed = 'nothing' where seq = 2"])
def test_the_audit_takes_no_change(directory, deed):
    for _ in range(3):
        directory.note("a1", "read")
    with pytest.raises((sqlite3.IntegrityError, psycopg.IntegrityError), match="append-only"):
        behind(directory, deed)


@pytest.mark.parametrize(
    ("deed", "fault"),
    [
        ("delete from audit where seq = 2", "entry 2 was changed or is missing"),
        ("delete from audit where seq = 3", "3 entries were made and 2 are left"),
        ("delete from audit", "3 entries were made and 0 are left"),
        ("update audit set about = 'p9' where seq = 1", "entry 1 was changed or is missing"),
    ],
)
def test_a_change_behind_the_audits_back_is_found(directory, deed, fault):
    for _ in range(3):
        directory.note("a1", "read", "p1")
    table = " on audit" if isinstance(directory, PostgresDirectory) else ""
    behind(directory, f"drop trigger audit_stays{table}; drop trigger audit_holds{table};")
    behind(directory, deed)
    assert fault in directory.check()[0]


def test_identifiers_of_one_code_in_two_boutiques_are_two(directory):
    one = Identifier(source="till:csv", code="JD", person="p1", boutique="GVA01")
    directory.keep([one, replace(one, boutique="ZRH01", person="p2"), replace(one, boutique="", person="p3")])
    assert {version.row.person for version in directory.dated(Identifier)} == {"p1", "p2", "p3"}


def test_people_and_products_keep_every_field(directory):
    person = Person(id="p1", name="Zoë", boutique="GVA01", job_role="stock", hired=date(2024, 2, 29))
    product = Product(sku="126610LN", line="watch", brand="Rolex", name="Submariner")
    directory.keep([person, product])
    assert directory.dated(Person)[0].row == person
    assert directory.dated(Product)[0].row == product


def test_a_dated_row_is_taken_back_on_every_kind_of_directory(directory):
    directory.keep([GENEVA])
    directory.keep([replace(GENEVA, factor=0.5)], date(2026, 3, 1))
    assert directory.take_back(Door, "GVA01", date(2026, 3, 1)) == directory.change() == 3
    assert [(one.row.factor, one.since, one.until) for one in directory.dated(Door)] == [(1.0, None, None)]
    assert directory.changes(2) == [(3, "Door", "GVA01")]
    assert directory.take_back(Door, "GVA01", date(2026, 3, 1)) == 3


def test_under_a_buried_name_no_key_is_made_again(directory):
    known = directory.text_key("person:a")
    directory.text_keys(["person:b"])
    directory.bury(["person:a", "login:a@example.com"])
    assert directory.text_key("person:a", False) is None
    first, second = directory.text_key("person:a"), directory.text_key("person:a")
    assert first != second
    assert known not in (first, second)
    directory.text_keys(["person:a", "person:c"])
    assert directory.text_key("person:a", False) is None
    assert directory.text_key("person:c", False) is not None
    assert directory.buried("person:a") == directory.buried("login:a@example.com") == NOW.date()
    assert directory.buried("person:b") is None
    directory.exhume(["person:a"])
    assert directory.buried("person:a") is None
    assert directory.text_key("person:a") == directory.text_key("person:a") != known


def test_graves_outlive_a_start(tmp_path):
    directory = opened(tmp_path)
    directory.bury(["person:a"])
    directory.close()
    again = opened(tmp_path)
    assert again.buried("person:a") == NOW.date()
    again.close()


def test_dated_rows_are_rewritten_in_every_version(directory):
    first, second = (Person(id="p", name=name, boutique="GVA01") for name in ("Anna Keller", "Anna Berger"))
    code = Identifier(source="till:csv", code="AK-1", person="p")
    directory.keep([first, code])
    directory.keep([second])  # takes the place of the first
    before = directory.change()
    assert {row.name for row in directory.ever(Person)} == {"Anna Keller", "Anna Berger"}
    assert directory.rewrite(Person, lambda row: row) == before
    after = directory.rewrite(Person, lambda row: replace(row, name="Erased"))
    assert after == before + 1
    directory.rewrite(Identifier, lambda row: replace(row, code="erased:1"))
    directory.scrub()
    assert [row.name for row in directory.ever(Person)] == ["Erased", "Erased"]
    assert [d.row for d in directory.dated(Identifier)] == [replace(code, code="erased:1")]
    assert (after, "Person", "p") in directory.changes(before)


def test_a_page_of_the_newest_rows_and_how_many_there_are(directory):
    for n in range(7):
        state = "failed" if n % 2 else "read"
        directory.put(Delivery(id=f"till:{n}", source="till", at=NOW, body=b"", state=state))
    directory.put(Delivery(id="other:1", source="other", at=NOW, body=b""))
    assert [one.id for one in directory.newest(Delivery, 2, 1, source="till")] == ["till:5", "till:4"]
    failed = directory.newest(Delivery, 9, source="till", state="failed")
    assert [one.id for one in failed] == ["till:5", "till:3", "till:1"]
    assert (directory.tally(Delivery, source="till"), directory.tally(Delivery)) == (7, 8)
    with pytest.raises(TypeError, match="INDEXED"):
        directory.tally(Delivery, size=0)


def test_rows_put_in_together_say_each_whether_it_was_new_and_their_keys_are_found_in_order(directory):
    rows = [Delivery(id=f"till:{n}", source="till", at=NOW, body=b"") for n in (2, 1, 2)]
    assert directory.add_all(rows) == [True, True, False]
    assert directory.add_all([rows[1], Delivery(id="till:3", source="till", at=NOW, body=b"", state="read")]) == [
        False,
        True,
    ]
    assert directory.keys(Delivery, state="waiting") == ["till:2", "till:1"]
    assert directory.keys(Delivery, source="nobody") == []
