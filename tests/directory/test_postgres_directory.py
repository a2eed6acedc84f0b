"""What several processes that share a directory in PostgreSQL see of each other."""

import time
from dataclasses import replace
from datetime import UTC, date, datetime
from threading import Thread

import psycopg
import pytest

from cabochon.directory.lookup import Lookup
from cabochon.directory.postgres import PostgresDirectory
from cabochon.directory.rows import Account, Value
from cabochon.refusals import Full, Refused
from cabochon.retail.master import Door, Product
from cabochon.stream.postgres_database import Database

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
GENEVA = Door(code="GVA01", name="Genève", zone="Europe/Zurich", currency="CHF", region="CH")
ANNA = Account(id="a1", login="anna@example.com", name="Anna", role="manager", boutiques=("GVA01",))


class Process:
    """What one process has open: lines of its own, a directory of its own."""

    def __init__(self, address):
        self.lines = Database(address)
        self.directory = PostgresDirectory(self.lines, clock=lambda: NOW)

    def close(self):
        self.directory.close()
        self.lines.close()


@pytest.fixture
def two(postgres_address):
    processes = [Process(postgres_address), Process(postgres_address)]
    yield [one.directory for one in processes]
    for one in processes:
        one.close()


def soon(holds):
    """Within two seconds; most often at once."""
    for _ in range(100):
        if holds():
            return True
        time.sleep(0.02)
    return False


def test_a_row_put_by_one_is_read_by_the_other_at_once(two):
    one, other = two
    one.put(ANNA)
    assert other.get(Account, "a1") == ANNA
    other.put(replace(ANNA, disabled=True))
    assert one.get(Account, "a1").disabled
    assert other.add(Value(id="instance", value="x"))
    assert not one.add(Value(id="instance", value="y"))


def test_a_dated_change_of_one_is_heard_by_the_other(two):
    one, other = two
    lookup = Lookup(other)
    assert lookup.now().doors(date(2026, 5, 1)) == []
    assert one.keep([GENEVA]) == 1
    assert soon(lambda: other.change() == 1)
    assert lookup.now().doors(date(2026, 5, 1)) == [GENEVA]
    assert other.keep([replace(GENEVA, factor=0.5)]) == 2
    assert soon(lambda: one.change() == 2)


def test_change_numbers_of_many_never_repeat_and_never_come_late(postgres_address):
    processes = [Process(postgres_address) for _ in range(3)]
    seen = []

    def write(number):
        for step in range(15):
            processes[number].directory.keep([Product(sku=f"{number}.{step}", line="watch")])

    def follow():
        last = 0
        while last < 30:
            news = processes[2].directory.changes(last)
            seen.extend(news)
            last = max([change for change, _, _ in news], default=last)

    threads = [Thread(target=write, args=(0,)), Thread(target=write, args=(1,)), Thread(target=follow)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [change for change, _, _ in seen] == list(range(1, 31))
    for process in processes:
        process.close()


def test_the_audit_of_many_is_one_chain(postgres_address):
    processes = [Process(postgres_address) for _ in range(3)]

    def write(number):
        for step in range(20):
            processes[number].directory.note(f"a{number}", "read", f"p{step}")

    threads = [Thread(target=write, args=(number,)) for number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(processes[0].directory.notes(limit=100)) == 60
    assert processes[1].directory.check() == []
    for process in processes:
        process.close()


def test_secrets_and_text_keys_are_made_once_by_one_of_many(postgres_address):
    processes = [Process(postgres_address) for _ in range(4)]
    found = []
    names = [f"person:p{n}" for n in range(20)]

    def make(number):
        directory = processes[number].directory
        directory.text_keys(names if number % 2 else names[::-1])
        found.append((directory.secret("ids"), *(directory.text_key(name) for name in names)))

    threads = [Thread(target=make, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(found)) == 1
    for process in processes:
        process.close()


def test_a_key_destroyed_by_one_opens_nothing_at_the_other(two):
    one, other = two
    key = one.text_key("person:p1")
    assert other.text_key("person:p1", make=False) == key
    assert one.forget_text_key("person:p1")
    assert soon(lambda: other.text_key("person:p1", make=False) is None)
    assert other.text_key("person:p1") != key


def test_who_hears_nothing_trusts_nothing_it_remembers(two, monkeypatch):
    one, other = two
    key = other.text_key("person:p1")
    other._news.close()
    monkeypatch.setattr(other._news, "_looked", float("-inf"))
    one.forget_text_key("person:p1")
    assert other.text_key("person:p1", make=False) is None
    one.keep([GENEVA])
    assert other.change() == 1
    assert one.text_key("person:p1") != key


def test_a_destroyed_key_stands_in_no_file_of_its_table(postgres, postgres_address):
    process = Process(postgres_address)
    directory = process.directory
    directory.text_keys([f"person:p{n}" for n in range(50)])
    key, kept = directory.text_key("person:p1"), directory.text_key("person:p2")

    def found(words):
        psycopg.connect(postgres_address, autocommit=True).execute("checkpoint").connection.close()
        files = [one for one in (postgres.folder / "data" / "base").rglob("*") if one.is_file()]
        return any(words in one.read_bytes() for one in files)

    assert found(key)
    assert directory.forget_text_key("person:p1")
    assert not found(key)
    assert found(kept)
    process.close()


def test_listening_goes_on_after_the_connection_was_lost(two, postgres_address):
    one, other = two
    with psycopg.connect(postgres_address, autocommit=True) as line:
        line.execute("select pg_terminate_backend(pid) from pg_stat_activity where query like 'listen%' "
                     "or (application_name = 'cabochon' and pid <> pg_backend_pid())")  # fmt: skip
    one.keep([GENEVA])
    assert soon(lambda: other.change() == 1)
    assert soon(other._news.fresh)


def test_only_one_may_at_a_time(two):
    one, other = two
    with one.alone("forward") as mine:
        assert mine
        with other.alone("forward") as theirs:
            assert not theirs
        with other.alone("weekly") as another:
            assert another
    with other.alone("forward") as theirs:
        assert theirs


def test_a_full_disk_keeps_nothing(two, postgres_address):
    one, _ = two
    one.put(Value(id="first", value="x"))
    with psycopg.connect(postgres_address, autocommit=True) as line:
        line.execute("""
            create function full_() returns trigger language plpgsql as
            $$ begin raise exception 'no space left on device' using errcode = '53100'; end $$;
            create trigger full_ before insert on row_value for each row when (new.id = 'big')
            execute function full_()""")  # fmt: skip
    with pytest.raises(Full):
        one.put(Value(id="small", value="x"), Value(id="big", value="x"))
    assert [row.id for row in one.find(Value)] == ["first"]


def test_a_key_with_nul_is_refused(two):
    with pytest.raises(Refused, match="NUL"):
        two[0].put(Value(id="a\0b", value="x"))


def test_a_thousand_rows_are_kept_in_one_change(two):
    one, other = two
    rows = [Product(sku=f"{n}", line="watch") for n in range(5_000)]
    assert one.keep(rows) == 1
    assert one.keep([*rows, Product(sku="new", line="watch"), Product(sku="new", line="ring")]) == 2
    assert other.dated(Product)[-1].row == Product(sku="new", line="ring")
    assert other.changes(1) == [(2, "Product", "new")]
