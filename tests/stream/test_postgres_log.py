"""What PostgreSQL itself adds: versions, lost connections, a full disk, the plans of its queries, bit rot, secrecy."""

import signal
import time

import psycopg
import pytest
from msgspec.structs import replace
from psycopg import sql
from saying import entry, numbers, uuid

from cabochon.refusals import Full, Refused
from cabochon.stream import Query
from cabochon.stream.postgres import PostgresLog
from cabochon.stream.postgres_database import Database
from cabochon.stream.postgres_rows import FEW
from cabochon.stream.postgres_walk import ALSO, COUNT, DOWN, LAST, UP
from postgres_server import server


@pytest.fixture
def address(postgres_address):
    return postgres_address


def opened(address):
    return PostgresLog(Database(address), owned=True)


@pytest.fixture
def log(address):
    one = opened(address)
    yield one
    one.close()


def change(address, deed):
    with psycopg.connect(address, autocommit=True) as line:
        line.execute(deed)


def test_a_newer_log_is_refused_in_one_sentence(address):
    opened(address).close()
    change(address, "update edition set version = 99")
    with pytest.raises(Refused, match=r"newer Cabochon \(log version 99, .*start the newer program"):
        opened(address)


def test_a_reopened_log_goes_on_where_it_was(address):
    log = opened(address)
    log.append([entry(number, (1, number)) for number in range(2, 30)])
    log.close()
    log = opened(address)
    log.append([entry(1, (1,)), entry(2, (1, 2))])
    assert log.position() == 29
    assert len(log.query(Query(refs=(frozenset({1}),))).found) == 29
    log.close()


@pytest.mark.parametrize("many", [1, FEW, FEW + 1, 400])
def test_groups_of_every_size_are_written_whole(log, many):
    said = [
        replace(entry(n, (n, -n, 5), target=n + 1 if n % 3 == 0 else None, voids=n % 9 == 0), sealed=b"\x00\xff" * n,
                clear=None if n % 2 else b"{}", key_person="pers\u00f6n:\u4e16", key_month="m", version="1.0.3")
        for n in range(1, many + 1)
    ]  # fmt: skip
    log.append(said)
    assert [one.entry for one in log.after(0)] == said
    assert log.check() == []


def test_a_malformed_entry_fails_alone(log):
    futures = [log.submit([entry(1)]), log.submit([entry(2, (2**63,))]), log.submit([entry(3)])]
    assert [one.exception() is None for one in futures] == [True, False, True]
    assert numbers(log.after(0)) == [1, 3]


def test_what_the_database_cannot_take_fails_alone_in_its_group(log, address):
    with psycopg.connect(address) as other:
        other.execute("select * from turn(null, '{}')")  # the writer waits for it with the first, the rest is one group
        said = [entry(1), entry(2), replace(entry(3), version="1\0"), entry(4)]
        futures = [log.submit([one]) for one in said]
        other.rollback()
    assert [one.exception() is None for one in futures] == [True, True, False, True]
    assert numbers(log.after(0)) == [1, 2, 4]


def test_a_sender_who_hung_up_does_not_stop_the_writer(log, monkeypatch):
    put = log._writer.put
    monkeypatch.setattr(log._writer, "put", lambda submission: (submission.future.cancel(), put(submission)))
    assert log.submit([entry(1)]).cancelled()
    monkeypatch.undo()
    log.append([entry(2)])
    assert numbers(log.after(0)) == [2]


@pytest.mark.parametrize("many", [1, 60])
def test_a_full_disk_keeps_nothing_and_is_told_as_full(log, address, many):
    """The error a server gives on a full disk, raised where it would be."""
    log.append([entry(1000)])
    change(address, """
        create function full_() returns trigger language plpgsql as
        $$ begin raise exception 'could not extend file: no space left on device' using errcode = '53100'; end $$;
        create trigger full_ before insert on ref for each statement execute function full_()""")  # fmt: skip
    error = log.submit([entry(number, (1,)) for number in range(1, many + 1)]).exception()
    assert isinstance(error, Full)
    assert log.position() == 1
    change(address, "drop trigger full_ on ref")
    assert log.append([entry(number, (1,)) for number in range(1, many + 1)]).new == many
    assert log.check() == []


@pytest.mark.parametrize("many", [1, 60])
def test_a_connection_that_was_ended_is_replaced(log, address, many):
    log.append([entry(1)])
    change(address, "select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() "
                    "and application_name = 'cabochon'")  # fmt: skip
    assert log.append([entry(n) for n in range(2, 2 + many)]).new == many
    assert log.position() == 1 + many


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGQUIT], ids=["stopped", "crashed"])
def test_while_the_server_is_away_submissions_are_refused_and_then_go_on_by_themselves(how):
    with server() as one:
        log = opened(one.address())
        log.append([entry(1, (1,))])
        through = log.consistent_through()
        one.stop(how)
        error = log.submit([entry(2)]).exception()
        assert isinstance(error, Refused)
        assert error.status == 503
        with pytest.raises(Refused) as caught:
            log.position()
        assert caught.value.status == 503
        assert log.consistent_through() >= through
        one.start()
        for _ in range(100):
            error = log.submit([entry(2)]).exception()
            if error is None:
                break
            time.sleep(0.05)
        assert error is None
        assert numbers(log.after(0)) == [1, 2]
        assert log.check() == []
        log.close()


def test_commits_are_synced_whatever_the_database_says(log, address):
    change(address, "do $$ begin execute format('alter role %I set synchronous_commit = off', current_user); end $$")
    try:
        database = Database(address)
        assert database.read("show synchronous_commit") == [("on",)]
        database.close()
    finally:
        change(address, "do $$ begin execute format('alter role %I reset synchronous_commit', current_user); end $$")


@pytest.mark.parametrize(
    ("query", "binds", "index"),
    [
        (DOWN, (1, 0, 3000, 26), "ref_pkey"),
        (UP, (1, 0, 3000, 26), "ref_pkey"),
        (COUNT, (1, 1000), "ref_pkey"),
        (ALSO, ([1, 2], [5, 6, 7]), "ref_pkey"),
        (LAST, (), "statement_pkey"),
        ("select * from statement where id = any(%s::uuid[])", ([uuid(1)],), "statement_id_key"),
        ("select * from statement where target = any(%s::uuid[])", ([uuid(1)],), "statement_target"),
    ],
)
@pytest.mark.parametrize("analysed", [False, True])
@pytest.mark.parametrize("mode", ["force_custom_plan", "force_generic_plan"])
def test_queries_use_their_index_in_order(log, address, query, binds, index, analysed, mode):
    log.append([entry(number, (1, number)) for number in range(1, 2001)])
    if analysed:
        change(address, "analyze")
    database = Database(address)
    given = sql.SQL(", ").join(map(sql.Literal, binds))
    with database.line() as (line, _):
        line.execute(f"set plan_cache_mode = {mode}")
        line.execute("prepare asked as " + query.replace("%s", "${}").format(*range(1, 9)))
        asked = sql.SQL("explain execute asked({})").format(given) if binds else sql.SQL("explain execute asked")
        plan = "\n".join(row[0] for row in line.execute(asked))
    database.close()
    assert index in plan
    assert "Sort" not in plan
    assert "Seq Scan on ref" not in plan
    assert "Seq Scan on statement" not in plan


@pytest.mark.parametrize(
    ("damage", "fault"),
    [
        ("update statement set clear = replace(encode(clear, 'escape'), 'words', 'wordz')::bytea where seq = 2",
         f"statement 2 ({uuid(2)}) is not what was written"),
        ("update statement set digest = '\\x00' where seq = 2", f"statement 2 ({uuid(2)}) is not what was written"),
        ("update statement set stored = stored + 1 where seq = 3", f"statement 3 ({uuid(3)}) is not what was written"),
        ("update statement set stored = stored - 1000 where seq = 2",
         f"statement 2 ({uuid(2)}) is stored before the one it follows"),
        ("delete from statement where seq = 2", "statement 2 is missing"),
        ("delete from ref where seq = 2", f"statement 2 ({uuid(2)}) is not found by all its index keys"),
        ("insert into ref values (5, 99)", "1 index rows name statements that are not there"),
        ("delete from voiding", f"statement 3 ({uuid(3)}) voids another, but the voiding is not noted"),
        ("update authority set json = '\\x00'", f"statement 2 ({uuid(2)}) is not what was written"),
        ("update content set body = '\\x01'", "a content that came with statement 1 is not what was written"),
        ("update definition set json = '[]'", "a definition that came with statement 1 is not what was written"),
    ],
)  # fmt: skip
def test_bit_rot_is_found(log, address, damage, fault):
    log.append([
        replace(entry(1, (1,)), contents=((b"a", b"x"),), defined=(("urn:a", b"{}"),)),
        entry(2, (2,)), entry(3, target=1, voids=True),
    ])  # fmt: skip
    assert log.check() == []
    change(address, damage)
    assert fault in log.check()


@pytest.mark.parametrize("address", [
    "postgresql://cabochon:hush-hush@/house?host=/nowhere",
    "host=/nowhere user=cabochon password=hush-hush dbname=house",
    "postgresql://cabochon:hush-hush@127.0.0.1:1/house",
    "postgresql:/cabochon:hush-hush@127.0.0.1:1/house?bad=hush-hush",
    "cabochon:hush-hush",
])  # fmt: skip
def test_no_refusal_tells_a_password(address):
    with pytest.raises(Refused) as caught:
        Database(address)
    trace, told = caught.value, ""
    while trace is not None:
        told += f"{trace!r} {trace.args}"
        trace = trace.__cause__ or (None if trace.__suppress_context__ else trace.__context__)
    assert "hush" not in told


def test_a_database_without_room_for_tables_is_refused(address):
    with psycopg.connect(address, autocommit=True) as line:
        line.execute("drop role if exists guest")
        line.execute("create role guest login")
    with pytest.raises(Refused, match="takes no tables of ours"):
        opened(address.replace("cabochon@", "guest@"))
