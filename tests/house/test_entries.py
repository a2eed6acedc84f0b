"""Entries under bad input: clocks, late phones, people who moved or left meanwhile, and forms that are none."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from cabochon.directory.rows import Account, Quarantined
from cabochon.house import writing
from cabochon.house.entries import KINDS
from cabochon.house.logged import logged
from cabochon.privacy.viewer import Viewer
from cabochon.refusals import Conflict, NotAllowed, Refused
from cabochon.retail.events import Observation
from cabochon.retail.operations import Signal

NOW = datetime(2026, 3, 31, 9, tzinfo=UTC)
HERE, THERE = "GVA01", "ZRH01"


class Phone:
    """A boutique on 31 March; accounts mia (manager) and ana (associate), whose rights are judged as at the door."""

    def __init__(self, furnished):
        self.house, one = furnished
        self.now = NOW
        self.house.clock = lambda: self.now
        self.mia = one.managers[HERE][0]
        self.ana, self.ben = (seller.person for seller in one.sellers[HERE][:2])
        people = {"mia": ("manager", self.mia.id), "ana": ("associate", self.ana.id), "leo": ("area_coach", "leo")}
        for name, (role, person) in people.items():
            account = Account(id=name, login=name, name=name.title(), role=role, boutiques=(HERE,), person=person)
            self.house.directory.put(account)

    def form(self, kind="observation", **fields):
        said = {"id": str(uuid4()), "kind": kind, "boutique": HERE, "opened_at": self.now.isoformat()}
        if kind == "observation":
            said |= {"associate": self.ana.id, "marks": {"welcome": "yes"}}
        return said | ({"signal": "discovery_asked"} if kind == "signal" else {}) | fields

    def enter(self, form, account="mia"):
        return writing.enter(self.house, account, form)

    def one(self, kind=Observation):
        manager = Viewer(account="mia", role="manager", boutiques=frozenset({HERE, THERE}), person=self.mia.id)
        (told,) = self.house.see_as(manager).record((kind,))
        return told.event

    def change(self, account, **fields):
        known = self.house.directory.get(Account, account)
        self.house.directory.put(replace(known, **fields))


@pytest.fixture
def phone(furnished):
    return Phone(furnished)


def test_two_devices_with_one_entry_keep_it_once_and_say_which_other_words_are_refused(phone):
    form = phone.form(note="Calm")
    assert [phone.enter(form)[1] for _ in range(2)] == ["kept", "repeated"]
    assert phone.enter(form | {"sent_at": phone.now.isoformat()})[1] == "repeated"
    with pytest.raises(Conflict, match="other words") as refused:
        phone.enter(form | {"note": "Warm"})
    assert refused.value.pointer == "/id"
    assert phone.one().note == "Calm"


@pytest.mark.parametrize("hours", [-1, 1])
def test_a_clock_an_hour_wrong_lands_at_the_right_time_and_says_so(phone, hours):
    phone.now = datetime(2026, 3, 30, 22, 30, tzinfo=UTC)  # half past midnight at the boutique, of a day still open
    shown = phone.now + timedelta(hours=hours)
    phone.enter(phone.form(opened_at=(shown - timedelta(minutes=5)).isoformat(), sent_at=shown.isoformat()))
    assert phone.one().at == phone.now - timedelta(minutes=5)
    viewer = writing.writer_of(phone.house, phone.house.directory.get(Account, "mia"), {})
    (told,) = logged(phone.house, viewer, since=date(2026, 3, 29))
    assert (told.day, told.clock) == (date(2026, 3, 30), -60 * hours)


def test_a_phone_off_for_three_days_counts_on_the_day_it_was_used(phone):
    used = phone.now - timedelta(days=3)
    form = phone.form(opened_at=used.isoformat(), sent_at=phone.now.isoformat(), version="of-then")
    phone.enter(form)
    assert (phone.one().at, phone.one().version) == (used, "of-then")
    viewer = writing.writer_of(phone.house, phone.house.directory.get(Account, "mia"), {})
    (told,) = logged(phone.house, viewer, since=date(2026, 3, 31))
    assert (told.day, told.former_version) == (used.date(), "of-then")
    assert told.came > told.day
    assert "shift" in told.stays


def test_who_moved_meanwhile_is_kept_in_the_boutique_and_team_of_then(phone):
    used = phone.now - timedelta(days=2)
    phone.house.directory.keep([replace(phone.ana, boutique=THERE)], since=date(2026, 3, 30))
    phone.change("ana", boutiques=(THERE,))
    then = {"opened_at": used.isoformat(), "sent_at": phone.now.isoformat()}
    assert phone.enter(phone.form(**then))[1] == "kept"
    assert phone.one().boutique == HERE
    assert phone.enter(phone.form("signal", **then), "ana")[1] == "kept"
    assert phone.one(Signal).boutique == HERE
    with pytest.raises(NotAllowed):
        phone.enter(phone.form("signal"), "ana")
    with pytest.raises(Refused, match="nobody of this boutique"):
        phone.enter(phone.form())


def test_a_deputy_writes_for_the_days_that_were_lent_and_no_others(phone):
    since, until = phone.now - timedelta(days=3), phone.now - timedelta(days=1)
    phone.change("ana", deputy_for="manager", deputy_from=since, deputy_until=until)
    about = {"associate": phone.ben.id, "sent_at": phone.now.isoformat()}
    inside, after = ((until + timedelta(hours=hours)).isoformat() for hours in (-2, 2))
    assert phone.enter(phone.form(opened_at=inside, **about), "ana")[1] == "kept"
    with pytest.raises(NotAllowed):
        phone.enter(phone.form(opened_at=after, **about), "ana")


def test_a_right_of_months_ago_writes_nothing_today(phone):
    old = phone.now - timedelta(days=60)
    phone.change("ana", deputy_for="manager", deputy_from=old - timedelta(days=9), deputy_until=old + timedelta(days=9))
    with pytest.raises(NotAllowed):
        phone.enter(phone.form(associate=phone.ben.id, opened_at=old.isoformat()), "ana")


def test_what_was_written_before_an_account_was_closed_waits_for_the_area_coach(phone):
    closed = phone.now - timedelta(hours=1)
    before = phone.form(note="Calm", opened_at=(closed - timedelta(hours=1)).isoformat(), sent_at=phone.now.isoformat())
    phone.change("mia", disabled=True)
    with pytest.raises(NotAllowed, match="closed"):
        phone.enter(before)
    for _ in range(2):
        writing.hold(phone.house, "mia", closed, before)
    with pytest.raises(NotAllowed, match="after"):
        writing.hold(phone.house, "mia", closed, phone.form())
    with pytest.raises(Refused, match="e-mail"):
        writing.hold(phone.house, "mia", closed, before | {"note": "write anna@example.com"})
    coach = phone.house.viewer("leo")
    (row,) = phone.house.directory.find(Quarantined, source="floor", state="waiting")
    (waits,) = writing.waiting(phone.house, coach)
    assert (waits.id, waits.kind, waits.boutique, b"Calm" in row.body) == (row.id, "observation", HERE, False)
    phone.now += timedelta(days=2)
    assert writing.decide(phone.house, coach, waits.id, keep=True) == "kept"
    assert (phone.one().note, phone.one().at) == ("Calm", closed - timedelta(hours=1))
    assert not writing.waiting(phone.house, coach)
    writing.hold(phone.house, "mia", closed, before | {"sent_at": phone.now.isoformat()})  # once more
    assert not writing.waiting(phone.house, coach)


def test_nobody_else_decides_what_waits(phone):
    for role in ("manager", "associate", "hq_leader"):
        assert not writing.waiting(phone.house, Viewer(account="x", role=role, boutiques=frozenset({HERE}), person="x"))


WRONG = (7, ["x"], {"a": 1}, "x" * 5_000, True)


def test_whatever_stands_in_a_field_it_is_read_or_refused_with_its_place(phone):
    for kind, known in KINDS.items():
        for field in sorted(known.fields - {"kind", "sent_at"}):
            for value in WRONG:
                refusal = None
                try:
                    phone.enter(phone.form(kind, **{field: value}))
                except Refused as refused:
                    refusal = refused
                assert refusal is None or (refusal.pointer.startswith("/") and refusal.reason), (kind, field, value)


def test_a_name_that_is_no_field_is_named_and_cut_short(phone):
    with pytest.raises(Refused) as refused:
        phone.enter(phone.form(**{"z" * 9_000: "x"}))
    assert len(refused.value.pointer) < 100
    with pytest.raises(Refused, match="one of"):
        phone.enter(phone.form() | {"kind": ["observation"]})


def test_an_action_in_words_is_screened_and_a_key_is_no_sentence(phone):
    said = {"associate": phone.ana.id, "behaviour": "accessory"}
    for field, value in (("action", "Call Mme Durand on +41 79 555 01 23"), ("picked", "Mme Durand said so")):
        with pytest.raises(Refused) as refused:
            phone.enter(phone.form("coaching", **said, **{field: value}))
        assert refused.value.pointer == f"/{field}"
