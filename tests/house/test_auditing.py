"""The audit as the house uses it: who looked at whose numbers, what keys read, what a start notes, files that prove."""

import csv
import io
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from cabochon.directory import Asked
from cabochon.directory.rows import Account, Key, Target
from cabochon.house import House, configured
from cabochon.house.auditing import Filter
from cabochon.house.auditing_files import proved
from cabochon.house.looking import LOOKED, READ
from cabochon.measures.question import Question
from cabochon.privacy.viewer import Viewer
from cabochon.refusals import Full, Refused
from cabochon.retail.events import Observation
from cabochon.retail.who import person
from cabochon.settings import load

NOW = datetime.now(UTC)
DOOR = "GVA01"


def observed(house: House, sellers: list[str]) -> None:
    house.keep_as().events([
        Observation(id=uuid4(), at=NOW - timedelta(days=1), started=NOW - timedelta(days=1, minutes=20), boutique=DOOR,
                    source="floor", associate=person(who), observer=person("boss"), marks={"accessory": "yes"})
        for who in sellers
    ])  # fmt: skip
    house.catch_up()


@pytest.fixture
def team(furnished) -> tuple[House, Viewer, list[str]]:
    house, one = furnished
    sellers = [seller.person.id for seller in one.sellers[DOOR]]
    boss = one.managers[DOOR][0].id
    house.directory.put(Account(id="m1", login="boss@maison.example", name="Sophie Dubois", role="manager",
                                boutiques=(DOOR,), person=boss))  # fmt: skip
    observed(house, sellers)
    viewer = house.viewer("m1")
    assert viewer
    return house, viewer, sellers


def looks(house: House) -> list[tuple[str, str, str]]:
    found = house.directory.noted(Asked(deed=LOOKED, limit=500))
    return sorted((one.actor, one.about, one.detail or "") for one in found)


def ask(house: House, viewer: Viewer, **cut: object) -> None:
    house.see_as(viewer).ask(Question("behaviour.accessory", since=house.today - timedelta(days=9), **cut))  # type: ignore[arg-type]


def test_numbers_by_person_are_noted_once_a_page_and_day_in_one_transaction(team, monkeypatch):
    house, boss, sellers = team
    written = []
    real = house.directory.note_all
    monkeypatch.setattr(house.directory, "note_all", lambda deeds: (written.append(list(deeds)), real(written[-1])))
    for _ in range(2):
        with house.looked.at_page("Week"):
            ask(house, boss, by=("associate",))
            ask(house, boss, where={"associate": (sellers[0],)})
            house.see_as(boss).moments({"boutique": (DOOR,)})
    assert looks(house) == sorted(("m1", who, "Week") for who in sellers)
    assert len(written) == 1
    with house.looked.at_page("Today"):
        ask(house, boss, where={"associate": (sellers[0],)})
    assert ("m1", sellers[0], "Today") in looks(house)


def test_what_names_nobody_else_is_no_look(team):
    house, boss, sellers = team
    me = Viewer(account="me", role="associate", boutiques=frozenset({DOOR}), person=sellers[0])
    with house.looked.at_page("Me"):
        ask(house, me, where={"associate": (sellers[0],)})
        ask(house, boss, by=("boutique",))
        ask(house, boss)
    ask(house, boss, by=("associate",))  # a duty counts for a letter: nobody looks
    assert looks(house) == []


def test_single_events_and_comments_name_whom_they_are_about(team):
    house, boss, sellers = team
    with house.looked.at_page("Today"):
        assert house.see_as(boss).moments({})
    assert {about for _, about, _ in looks(house)} == set(sellers)


def test_a_refused_question_is_no_look(team):
    house, _, sellers = team
    coach = Viewer(account="c1", role="area_coach", boutiques=frozenset({DOOR}), person="c1")
    with house.looked.at_page("Today"), pytest.raises(Exception, match="single associates"):
        ask(house, coach, where={"associate": (sellers[0],)})
    assert looks(house) == []


def test_a_restart_forgets_no_look_of_the_day(tmp_path):
    folder = tmp_path / "data"
    viewer = Viewer(account="m1", role="manager")
    for _ in range(2):
        house = House.open(folder, load(folder, {}))
        with house.looked.at_page("Week"):
            house.looked.note(viewer, {"p1", "p2"})
        assert len(looks(house)) == 2
        house.close()


def test_on_a_full_disk_pages_are_read_and_looks_wait_for_room(house, monkeypatch):
    viewer, real = Viewer(account="m1", role="manager"), house.directory.note_all

    def full(_):
        raise Full("the disk took no more")

    monkeypatch.setattr(house.directory, "note_all", full)
    with house.looked.at_page("Week"):
        house.looked.note(viewer, {"p1"})
    monkeypatch.setattr("cabochon.house.looking.MOST", 3)
    with pytest.raises(Full), house.looked.at_page("Week"):
        house.looked.note(viewer, {"p2", "p3", "p4"})
    monkeypatch.setattr(house.directory, "note_all", real)
    house.looked.note(viewer, {"p5"}, "Today")
    assert [about for _, about, _ in looks(house)] == ["p1", "p2", "p3", "p4", "p5"]


def test_who_asks_at_the_command_line_as_another_looks_as_the_operator(team):
    house, boss, sellers = team
    with house.looked.at_page("the command line", by="operator"):
        ask(house, boss, where={"associate": (sellers[0],)})
    assert looks(house) == [("operator", sellers[0], "the command line")]


def test_what_a_key_reads_is_counted_by_the_hour_and_names_nobody(house):
    for _ in range(5):
        house.reads.count("k1", 100)
    house.reads.count("k2", 1)
    house.reads.hush()
    found = house.directory.noted(Asked(deed=READ))
    assert {one.actor for one in found} == {"key:k1", "key:k2"}
    assert {one.about for one in found} == {""}
    said = [one.detail or "" for one in found if one.actor == "key:k1"]
    assert sum(int(words.split()[0]) for words in said) == 5
    assert sum(int(words.split()[2]) for words in said) == 500
    assert len(said) <= 2


def test_everybody_reads_who_looked_by_reader_and_day_for_twelve_months(team):
    house, _, sellers = team
    coach = Viewer(account="c1", role="area_coach", boutiques=frozenset({DOOR}), person="c1", name="Coach")
    house.directory.note("m1", LOOKED, sellers[0], "Week")
    house.directory.note("m1", LOOKED, sellers[0], "Today")
    house.directory.note("adm", "read a statement about a person", sellers[0])
    house.directory.note("hq", LOOKED, "c1", "Today")
    me = Viewer(account="me", role="associate", boutiques=frozenset({DOOR}), person=sellers[0])
    readers = house.own.readers(me)
    assert [(one.name, one.role, one.pages) for one in readers] == [
        ("adm", "", ("Statements",)), ("Sophie Dubois", "manager", ("Today", "Week"))]  # fmt: skip
    assert readers[1].days == ((house.today, ("Today", "Week")),)
    assert [one.name for one in house.own.readers(coach)] == ["hq"]
    assert [one.name for one in house.own.readers(replace(me, names=False))] == ["adm", ""]


# Searching and proving


def noted(house: House, number: int = 30) -> None:
    house.directory.note_all([("m1", LOOKED, f"p{n % 3}", "Week") for n in range(number)])


def auditor(*, names: bool = True) -> Viewer:
    return Viewer(account="au", role="auditor", names=names)


def test_names_stand_for_ids_as_far_as_they_may_be_shown(team):
    house, _, sellers = team
    house.directory.note("m1", LOOKED, sellers[0], "Week")
    name = house.snapshot.person_on(sellers[0], house.today).name
    (line, *_) = house.trust.auditing.page(auditor(), Filter(about=name)).lines
    assert (line.who, line.role, line.about, line.page) == ("Sophie Dubois", "manager", name, "Week")
    (line, *_) = house.trust.auditing.page(auditor(names=False), Filter(about=sellers[0])).lines
    assert (line.who, line.about) == ("m1", sellers[0])
    assert house.trust.auditing.page(auditor(names=False), Filter(about=name)).lines == ()
    assert house.trust.auditing.somebody(auditor(), "boss@maison.example", "who") == "m1"
    with pytest.raises(Refused, match="names are off"):
        house.trust.auditing.somebody(auditor(names=False), "boss@maison.example", "who")


def test_pages_follow_each_other_whatever_is_noted_meanwhile(house):
    noted(house)
    seen, before = [], ""
    while True:
        page = house.trust.auditing.page(auditor(), Filter(before=before), limit=7)
        seen += [line.number for line in page.lines]
        house.directory.note("house", "something else")
        if not page.older:
            break
        before = str(page.older)
    assert seen == list(range(30, 0, -1))


@pytest.mark.parametrize("wrong", [Filter(since="2026-13-01"), Filter(until="x"), Filter(before="-1"),
                                   Filter(since="2026-02-02", until="2026-02-01")])  # fmt: skip
def test_what_is_no_day_or_place_is_refused_with_its_field(house, wrong):
    with pytest.raises(Refused) as fault:
        house.trust.auditing.page(auditor(), wrong)
    assert fault.value.pointer in ("since", "until", "before")


def test_a_head_that_was_written_down_proves_what_came_before(house, tmp_path):
    noted(house)
    head = house.trust.auditing.chain().head
    noted(house, 3)
    assert house.trust.auditing.check(head).faults == ()
    assert house.trust.auditing.check(head.upper().replace(":", " : ")).faults == ()
    writer = house.directory._file.writer
    writer.executescript(
        "drop trigger audit_stays; delete from audit where seq > 20;"
        "update sqlite_sequence set seq = 20 where name = 'audit'"
    )
    assert house.trust.auditing.check().faults == ()  # whoever holds the file can make it look whole
    assert "its end was cut off" in house.trust.auditing.check(head).faults[0]
    noted(house, 12)  # and go on as if nothing had been
    assert house.trust.auditing.check().faults == ()
    assert "it was rewritten since" in house.trust.auditing.check(head).faults[0]
    with pytest.raises(Refused, match="should be a head"):
        house.trust.auditing.check("30:abc")


def file_of(house: House, shape: str, **wanted: str) -> bytes:
    return b"".join(house.trust.auditing.exported(auditor(), Filter(**wanted), shape))


def test_an_exported_chain_proves_itself_and_a_change_in_it_shows(house):
    noted(house)
    lines = file_of(house, "jsonl").splitlines(keepends=True)
    found = proved(lines, house.directory)
    assert (found.entries, found.first, found.last, found.faults) == (31, 1, 31, ())  # the export is an entry, too
    for change in (lambda some: [*some[:4], *some[5:]], lambda some: [*some[:4], some[5], some[4], *some[6:]],
                   lambda some: [*some[:4], some[4].replace(b'"m1"', b'"m2"'), *some[5:]]):  # fmt: skip
        assert proved(change(lines), house.directory).faults
    assert proved(lines[:9], house.directory).faults == ()  # a part from the beginning is whole
    other = json.loads(lines[8]) | {"hash": "00" * 32}
    assert proved([*lines[:8], json.dumps(other).encode()], house.directory).faults
    with pytest.raises(Refused, match="line 2"):
        proved([lines[0], b"{}\n"])


def test_forgetting_reaches_an_exported_chain(house):
    house.directory.note("m1", "mended", "p1", "a telling detail")
    assert b"telling" not in file_of(house, "jsonl")
    assert b"telling" in file_of(house, "csv")


def test_csv_cells_reckon_with_nothing(house):
    house.directory.note("=1+1", "@SUM(A1)", "-2", "\tx")
    first = list(csv.reader(io.StringIO(file_of(house, "csv").decode(), newline="")))[1]
    assert first[3:8] == ["'=1+1", "'@SUM(A1)", "'-2", "'-2", "'\tx"]
    assert house.directory.notes(limit=1)[0][1:4] == ("au", "exported the audit", "")


def test_an_export_has_every_entry_of_its_days_however_many(house):
    noted(house, 2_500)
    assert len(file_of(house, "csv", about="p1").splitlines()) == 834
    day = str(house.today)
    assert len(file_of(house, "jsonl", since=day, until=day).splitlines()) == 2_502
    assert file_of(house, "jsonl", until="2020-01-01") == b""


# What a start notes, and what is stored


def deeds(house: House) -> list[tuple[str, str]]:
    return [(one.deed, one.detail or "") for one in house.directory.noted(Asked(actors=("house",)))]


def test_a_start_notes_what_changed_and_never_a_secret(tmp_path):
    folder = tmp_path / "data"
    changed = {"CABOCHON_LEAST_PEOPLE": "3", "CABOCHON_SMTP_PASSWORD": "hunter2", "CABOCHON_NAMES_OFF": "true",
               "CABOCHON_MAIL_FROM": "anna@maison.example"}  # fmt: skip
    for environ in ({}, {}, changed):
        house = House.open(folder, load(folder, environ))
        assert house.trust.auditing.started() == house.trust.auditing.chain().head
        found = deeds(house)
        house.close()
        assert [deed for deed, _ in found].count("saw changed settings") == (environ != {})
    assert [deed for deed, _ in found] == ["noted what is stored", "saw changed settings", "noted what is stored"]
    assert "least_people: 5 → 3" in found[1][1]
    assert "smtp_password (secret)" in found[1][1]
    everything = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    assert b"hunter2" not in everything
    assert b"anna@maison" not in everything


def test_what_is_stored_follows_the_configuration_and_tells_two_days_apart(house):
    before = configured.told(house)
    assert configured.digest_of(configured.told(house)) == configured.digest_of(before)
    house.directory.put(
        Key(id="k1", name="reader", secret_hash="h-ash", scopes=("statements/read",), boutiques=(DOOR,), created=NOW),
        Key(id="k2", name="old", secret_hash="h-ash", scopes=("all",), created=NOW, expires=NOW - timedelta(days=1)),
        Target(id="lrs", way="store", url="https://user:pa55@lrs.example/x?token=pa55", key="their-key",
               secrets=(b"sealed",), kinds=("learning",), created=NOW),
    )  # fmt: skip
    now = configured.told(house)
    assert configured.digest_of(now) != configured.digest_of(before)
    found = {change.place: change.now for change in configured.changes(before, now)}
    assert found["leaves / key reader (k1) / boutiques"] == DOOR
    assert found["leaves / record store lrs / to"] == "https://lrs.example/x"
    said = json.dumps(now)
    assert not [word for word in ("h-ash", "pa55", "their-key", "key old") if word in said]
    assert configured.changes(now, now) == []


@pytest.mark.parametrize(("setting", "value", "place"), [
    ("least_people", 9, "house / people behind a number above the boutique"),
    ("names_off", True, "house / names of staff"),
    ("agreements", "shut", "house / countries without a recorded agreement"),
    ("facts", "clickhouse://me:pa55@facts.example/db", "house / facts"),
    ("oidc_issuer", "https://login.maison.example", "leaves / single sign-on / to"),
    ("push_contact", "mailto:a@b.example", "leaves / web push / what"),
])  # fmt: skip
def test_a_changed_setting_changes_what_is_told(house, setting, value, place):
    before = configured.told(house)
    house.values = {**house.values, setting: value}
    now = configured.told(house)
    assert place in {change.place for change in configured.changes(before, now)}
    assert "pa55" not in json.dumps(now)


def test_no_note_in_the_source_puts_a_login_or_a_name_into_the_audit():
    """By the names of what is handed over; what a caller calls otherwise is looked at when it is written."""
    source = Path(configured.__file__).parents[1]
    bad = ("login", "email", "new.note", "tablet.name", "account.name", "person.name", "reason")
    found = [
        f"{path.name}: {line.strip()}"
        for path in source.rglob("*.py") for line in path.read_text().splitlines()
        if "directory.note(" in line and any(word in line.partition("directory.note(")[2] for word in bad)
    ]  # fmt: skip
    assert found == []
