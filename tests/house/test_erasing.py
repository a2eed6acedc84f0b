"""Erasing a person: no file names them, nothing they wrote can be read, no total moves, nothing brings them back."""

import re
import shutil
import sqlite3
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path
from time import sleep
from uuid import uuid4

import psycopg
import pytest

import erasable
from cabochon.directory.rows import Unclaimed
from cabochon.house.erasing_needles import Needles, Subject, distinctive
from cabochon.privacy.opening import opened
from cabochon.refusals import Conflict, Refused, Unknown
from cabochon.retail.coaching import Praise
from cabochon.retail.events import Line, Receipt
from cabochon.retail.master import Identifier
from cabochon.retail.who import Who, person
from erasable import LOGIN, NAME, NOW, NUMBER, PEOPLE, TILL, figures, fill, traces


@pytest.fixture
def shop(tmp_path):
    with erasable.opened(tmp_path / "data") as one:
        yield fill(one)


def words(house):
    """All that can still be read of the stream."""
    return "\n".join((opened(house.directory, kept) or b"").decode() for kept in house.log.after(0, 10_000))


def but_staff(digest):
    return re.sub(r" staff:\S+", "", digest)


def test_the_search_finds_what_is_there_before(shop):
    found = traces(shop.folder)
    assert any(NAME.split()[0] in one for one in found)
    assert any(LOGIN in one for one in found)
    assert "Velvet tray" in words(shop.house)


def test_no_file_names_them_nothing_can_be_read_and_no_total_moves(shop):
    house = shop.house
    before, digest = figures(house), house.rebuild()
    assert len(before) > 50
    done = house.trust.erasing.erase(shop.quenby, by="acc-m")
    assert done.state == "done"
    counts = dict(done.counts)
    assert counts["texts"] > 10
    assert counts["others"] > 5
    assert counts["documents"] == 3
    assert traces(shop.folder) == []
    said = words(house)
    assert [word for word in erasable.TRACES if word.lower() in said.lower()] == []
    assert "Anna followed [erased] well" in said  # a colleague's note stays hers
    assert figures(house) == before
    again = house.warehouse.digest()
    assert house.rebuild() == again
    assert but_staff(again) == but_staff(digest)  # of `staff` the day they left is told, where nobody had said it
    assert figures(house) == before
    assert house.doctor() == []


def test_what_is_still_there_keeps_its_marks(shop):
    """Dates, boutique and job role, on which facts stand; the audit says that it was done, and by whom."""
    house = shop.house
    hired = house.snapshot.person_on(shop.quenby, house.today)
    house.trust.erasing.erase(shop.quenby, by="acc-m")
    after = house.snapshot.person_on(shop.quenby, house.today)
    assert (after.name, after.boutique, after.job_role) == ("Erased", hired.boutique, hired.job_role)
    assert after.left == house.today
    assert ("acc-m", "erased a person", shop.quenby) in {note[1:4] for note in house.directory.notes()}
    assert house.trust.erasing.was_erased(shop.quenby)
    assert house.trust.erasing.was_erased("acc-q")
    assert not house.trust.erasing.was_erased(shop.anna)
    (row,) = house.trust.erasing.done()
    assert (row.id, row.state, row.by) == (shop.quenby, "done", "acc-m")
    with pytest.raises(Unknown):
        house.trust.erasing.one(LOGIN)
    with pytest.raises(Unknown):
        house.trust.erasing.one(shop.quenby)


def test_people_csv_brings_nobody_back_and_says_so(shop):
    house = shop.house
    house.trust.erasing.erase(shop.quenby, by="acc-m")
    done = erasable.receive(shop, PEOPLE)
    assert [reason for _, reason in done.skipped] == [
        "the person with this code was erased on 2026-04-14; give a new one if this is somebody new"
    ]
    other = PEOPLE.replace(NUMBER, "P-9000").replace(LOGIN, "other@maison.example")  # the till's code is theirs still
    assert "till:csv" in erasable.receive(shop, other).skipped[0][1]
    assert traces(shop.folder) == []
    assert len(house.snapshot.people(house.today)) == 3
    new = "code,name,boutique,till:csv\nP-9001,Zoe Weber,GVA01,ZW-1\n"
    assert erasable.receive(shop, new).kept.new == 1


def test_a_code_that_is_rung_up_after_it_stays_theirs_and_is_not_listed(shop):
    house = shop.house
    house.trust.erasing.erase(shop.quenby, by="acc-m")
    late = NOW - timedelta(days=3)
    house.keep_as().events([
        Receipt(at=late, boutique="GVA01", source="till:csv", key="late", business_day=late.date(), currency="CHF",
                lines=(Line(sku="W1", quantity=1, net=100),), sellers=((Who(*TILL), 1.0),)),
        Praise(id=uuid4(), at=late, boutique="GVA01", source="floor", associate=person(shop.quenby),
               by=person(shop.marc), behaviour="welcome", text="Pelican parade"),
    ])  # fmt: skip
    house.catch_up()
    assert traces(shop.folder, (*erasable.TRACES, "Pelican")) == []
    assert "Pelican" not in words(house)
    assert len([*house.warehouse.fetch("receipt", {"associate": shop.quenby})]) > 0
    assert house.directory.find(Unclaimed) == []


def test_a_restored_folder_is_erased_again(shop, tmp_path):
    """The rows of before come back from a backup; the graves lie with the text keys, which do not."""
    house, old = shop.house, tmp_path / "old"
    old.mkdir()
    for name in ("directory.db", "documents.db", "log.db"):
        with sqlite3.connect(shop.folder / name) as there, sqlite3.connect(old / name) as copy:
            there.backup(copy)
    house.trust.erasing.erase(shop.quenby, by="acc-m")
    assert house.trust.erasing.again() == 0
    house.close()
    for name in ("directory.db", "documents.db", "log.db"):
        for suffix in ("", "-wal", "-shm"):
            (shop.folder / f"{name}{suffix}").unlink(missing_ok=True)
        shutil.copy(old / name, shop.folder / name)
    assert traces(shop.folder)
    with erasable.opened(shop.folder) as again:
        assert again.house.trust.erasing.again() == 1
        assert traces(shop.folder) == []
        assert not [word for word in erasable.TRACES if word.lower() in words(again.house).lower()]
        assert again.house.trust.erasing.again() == 0
    shutil.rmtree(old)


@pytest.mark.parametrize("step", ["bury", "_nameless", "scrub"])
def test_cut_off_in_the_middle_it_is_finished_by_beginning_anew(shop, monkeypatch, step):
    house = shop.house
    where = house.trust.erasing if step == "_nameless" else house.directory

    def cut(*_, **__):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(where, step, cut)
        house.trust.erasing.erase(shop.quenby, by="acc-m")
    assert house.trust.erasing.done()[0].state == "begun"
    assert house.trust.erasing.again() == 1
    assert house.trust.erasing.done()[0].state == "done"
    assert traces(shop.folder) == []
    assert not [word for word in erasable.TRACES if word.lower() in words(house).lower()]


def test_killed_in_the_middle_it_is_finished_at_the_next_start(tmp_path):
    """A process of its own, kill -9 at a moment of the clock's choosing, twice over."""
    folder = tmp_path / "data"
    with erasable.opened(folder) as shop:
        fill(shop, 5)
        who, before = shop.quenby, figures(shop.house)
    script = (
        "import sys; sys.path.insert(0, sys.argv[1]); import erasable, pathlib\n"
        "with erasable.opened(pathlib.Path(sys.argv[2])) as s:\n"
        "    print('open', flush=True); s.house.trust.erasing.erase(sys.argv[3], by='x'); print('done', flush=True)\n"
    )
    for wait in (0.02, 0.2):
        one = subprocess.Popen([sys.executable, "-c", script, str(Path(erasable.__file__).parent), str(folder), who],
                               stdout=subprocess.PIPE)  # fmt: skip
        assert one.stdout.readline() == b"open\n"
        sleep(wait)
        one.kill()
        one.communicate()
    with erasable.opened(folder) as shop:
        shop.house.trust.erasing.again()
        assert traces(folder) == []
        assert not [word for word in erasable.TRACES if word.lower() in words(shop.house).lower()]
        shop.house.catch_up()
        assert figures(shop.house) == before
        assert shop.house.doctor() == []


@pytest.mark.parametrize("about", ["{person}", "door:GVA01", "kind:observation", "*"])
def test_who_is_held_is_not_erased(shop, about):
    house = shop.house
    hold = house.trust.holds.place(about.format(person=shop.quenby), "case 7, the court of Geneva", by="acc-m")
    with pytest.raises(Refused, match=r"legal hold.*case 7"):
        house.trust.erasing.erase(shop.quenby, by="acc-m")
    assert traces(shop.folder)
    assert house.trust.erasing.plan(shop.quenby).held
    house.trust.holds.end(hold.id, by="acc-m")
    assert not house.trust.holds.stands(shop.quenby)
    house.trust.erasing.erase(shop.quenby, by="acc-m")
    assert traces(shop.folder) == []


def test_a_hold_names_something_that_is_there_and_why(house):
    holds = house.trust.holds
    for about, reason, where in (("door:NO", "why", "/about"), ("kind:no", "why", "/about"), ("x", "why", "/about"),
                                 ("*", "  ", "/reason"), ("*", "x" * 300, "/reason")):  # fmt: skip
        with pytest.raises(Refused) as refused:
            holds.place(about, reason, by="x")
        assert refused.value.pointer == where
    holds.place("*", "audit of 2026", by="x")
    with pytest.raises(Conflict):
        holds.place("*", "again", by="x")
    assert holds.stands("anything")
    assert [one.says for one in holds.listed()] == ["everything"]


def test_a_dry_run_counts_and_changes_nothing(shop):
    before = {p.name: p.stat().st_mtime_ns for p in shop.folder.iterdir() if p.suffix == ".db"}
    plan = shop.house.trust.erasing.plan(shop.quenby)
    assert plan.statements["observation"] > 10
    assert plan.documents >= 2
    assert plan.demos == 1
    assert (plan.codes, plan.names) == (4, 1)
    assert {p.name: p.stat().st_mtime_ns for p in shop.folder.iterdir() if p.suffix == ".db"} == before


def test_a_code_that_a_colleague_has_now_stays_the_colleagues(shop):
    house = shop.house
    house.directory.keep([Identifier(source=TILL[0], code=TILL[1], person=shop.anna)], date(2026, 4, 10))
    house.catch_up()
    before = figures(house)
    house.trust.erasing.erase(shop.quenby, by="acc-m")
    assert house.snapshot.person_of(*TILL, "GVA01", house.today) == shop.anna
    assert figures(house) == before
    assert traces(shop.folder, tuple(w for w in erasable.TRACES if w != TILL[1])) == []


def test_a_sign_in_may_be_let_in_again_by_hand(shop):
    erasing = shop.house.trust.erasing
    erasing.erase(shop.quenby, by="acc-m")
    assert erasing.barred("login", LOGIN)
    erasing.readmit(LOGIN.upper(), by="acc-m")
    assert not erasing.barred("login", LOGIN)
    with pytest.raises(Unknown):
        erasing.readmit(LOGIN, by="acc-m")
    done = erasable.receive(shop, f"code,name,boutique,login\nP-9001,{NAME},GVA01,{LOGIN}\n")
    assert done.kept.new == 1


def test_parts_of_a_name_that_are_words_or_colleagues_stay_where_they_stand():
    assert distinctive("Rose van Zarathustra", {"Keller"}) == ["Zarathustra"]
    assert distinctive("Anna Keller", {"anna"}) == ["Keller"]
    assert distinctive("田中 花子") == ["田中", "花子"]
    needles = Needles(Subject(id="1", names=("Will Éclair-Dupont",)), "https://x.example")
    assert (
        needles.mask("Will you ask Éclair-Dupont? WILL ÉCLAIR-DUPONT knows") == "Will you ask [erased]? [erased] knows"
    )
    assert needles.in_bytes(b'{"a": "Will \\u00c9clair-Dupont"}')


def test_the_same_in_postgresql(tmp_path, postgres_address):
    with erasable.opened(tmp_path / "data", log=postgres_address) as shop:
        fill(shop)
        before, digest = figures(shop.house), shop.house.rebuild()
        done = shop.house.trust.erasing.erase(shop.quenby, by="acc-m")
        assert done.state == "done"
        said = words(shop.house)
        assert [word for word in erasable.TRACES if word.lower() in said.lower()] == []
        with psycopg.connect(postgres_address) as line:
            tables = [
                row[0] for row in line.execute("select tablename from pg_tables where schemaname = current_schema()")
            ]
            for table in tables:
                for row in line.execute(f'select t::text from "{table}" t'):
                    assert not [word for word in erasable.TRACES if word.lower() in row[0].lower()], table
        assert traces(tmp_path / "data") == []
        assert figures(shop.house) == before
        assert but_staff(shop.house.rebuild()) == but_staff(digest)
        assert erasable.receive(shop, PEOPLE).skipped
        assert shop.house.doctor() == []
