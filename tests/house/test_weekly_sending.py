"""Weekly snapshots on their way: through a real mail server and into a real folder, each once, whatever happens."""

from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from zoneinfo import ZoneInfo

import pytest

from cabochon.demo.maison import maison
from cabochon.directory.rows import Account
from cabochon.directory.weekly_rows import WeeklySent, WeeklyWish
from cabochon.duties.weekly import weekly as duty
from cabochon.house import House
from cabochon.refusals import Refused, Unknown
from cabochon.settings import load
from posted import Post, listening

MONDAY = date(2026, 3, 30)
WEEK = date(2026, 3, 23)  # the one just over
ZURICH = ZoneInfo("Europe/Zurich")


class Place:
    """A house whose clock is set by hand, with a manager, a leader of two boutiques, and an associate."""

    def __init__(self, folder, post):
        self.at, self.post, self.data = datetime(2026, 3, 30, 7, 59, tzinfo=ZURICH), post, folder
        self.values = load(folder, {}) | {
            "smtp_host": "127.0.0.1", "smtp_port": post.port, "smtp_security": "none", "public_url": "https://m.example",
            "mail_from": "weekly@m.example", "weekly_folder": "",
        }  # fmt: skip
        self.one = maison(boutiques=2, until=MONDAY, weeks=2)
        self.open()
        self.house.directory.keep([*self.one.doors, *self.one.people, *self.one.identifiers, *self.one.products])
        self.door = self.one.doors[0].code
        doors = tuple(door.code for door in self.one.doors)
        for role, some in (("manager", (self.door,)), ("hq_leader", doors), ("associate", (self.door,))):
            self.house.directory.put(Account(id=role, login=f"{role}@m.example", name=role, role=role, boutiques=some))

    def open(self):
        self.house = House.open(self.data, self.values, clock=lambda: self.at)

    @property
    def weekly(self):
        return self.house.weekly

    @property
    def manager(self):
        return self.house.viewer("manager")

    @property
    def here(self):
        return self.weekly.place(self.manager, f"boutique:{self.door}")

    def wish(self, **other):
        self.weekly.wish(self.manager, self.here, on=True, **other)

    def go(self, *when, **zone):
        self.at = datetime(*when, tzinfo=zone.get("tzinfo", ZURICH))

    def step(self):
        self.weekly.sending.step()
        return len(self.post.letters)

    def letter(self, n=-1):
        return message_from_bytes(self.post.letters[n].removesuffix(b".\r\n"), policy=default)

    def row(self, account="manager"):
        return self.house.directory.get(WeeklySent, f"{account}/boutique:{self.door}/{WEEK}")


@pytest.fixture
def place(tmp_path):
    with ExitStack() as stack:
        one = Place(tmp_path / "data", stack.enter_context(listening(Post())))
        yield one
        one.house.close()


def test_nobody_is_sent_what_they_did_not_wish_for(place):
    place.go(2026, 3, 30, 9)
    assert place.step() == 0


def test_it_goes_on_monday_at_eight_by_the_boutiques_clock_and_once(place):
    place.wish()
    assert place.step() == 0  # a minute before
    place.go(2026, 3, 30, 8)
    assert place.step() == 1
    assert place.step() == 1
    place.go(2026, 3, 31, 8)
    assert place.step() == 1
    assert place.row().state == "sent"


def test_a_restart_sends_nothing_again(place):
    place.wish()
    place.go(2026, 3, 30, 8, 5)
    assert place.step() == 1
    place.house.close()
    place.open()
    assert place.step() == 1


def test_the_next_week_is_another_letter(place):
    place.wish()
    for day, letters in ((30, 1), (37, 2)):
        place.at = datetime(2026, 3, 1, 8, 5, tzinfo=ZURICH) + timedelta(days=day - 1)
        assert place.step() == letters


def test_the_letter_says_which_week_and_carries_words_pictures_and_the_page(place):
    place.wish()
    place.go(2026, 3, 30, 8, 5)
    place.step()
    letter = place.letter()
    name = place.here.name
    assert letter["subject"] == f"{name}: week 23 to 29 March"
    assert letter["to"] == "manager@m.example"
    assert letter["list-unsubscribe"] == "<https://m.example/weekly>"
    assert letter.get_content_type() == "multipart/mixed"
    plain, html = letter.get_body(("plain",)), letter.get_body(("html",))
    assert "Weekly" not in plain.get_content().splitlines()[0]
    assert "Switch this letter off: https://m.example/weekly" in plain.get_content()
    assert "color-scheme" in html.get_content()
    assert "http-equiv" not in html.get_content()
    assert 'src="http' not in html.get_content()
    (paper,) = letter.iter_attachments()
    assert paper.get_filename() == f"{place.door}-2026-W13.pdf"
    assert paper.get_content().startswith(b"%PDF")


def test_it_is_in_the_language_of_who_reads_it(place):
    account = place.house.directory.get(Account, "manager")
    place.house.directory.put(replace(account, language="ar"))
    place.wish()
    place.go(2026, 3, 30, 8, 5)
    place.step()
    assert 'dir="rtl"' in place.letter().get_body(("html",)).get_content()


def test_who_is_disabled_or_reaches_it_no_longer_gets_nothing(place):
    place.wish()
    place.go(2026, 3, 30, 8, 5)
    account = place.house.directory.get(Account, "manager")
    place.house.directory.put(replace(account, disabled=True))
    assert place.step() == 0
    place.house.directory.put(replace(account, boutiques=(place.one.doors[1].code,)))
    assert place.step() == 0
    place.house.directory.put(replace(account, role="associate"))
    assert place.step() == 0
    place.house.directory.put(account)
    assert place.step() == 1


def test_one_that_cannot_go_is_tried_again_later_and_says_so(place):
    place.wish()
    place.post.refuses = 451
    place.go(2026, 3, 30, 8, 5)
    place.step()
    row = place.row()
    assert (row.state, row.tries, row.again - row.at) == ("waits", 1, timedelta(minutes=5))
    assert "451" in row.why
    asked = len(place.post.recipients)
    place.step()
    assert len(place.post.recipients) == asked  # not before its time
    place.go(2026, 3, 30, 8, 11)
    place.step()
    assert place.row().again - place.row().at == timedelta(minutes=10)
    place.post.refuses = 0
    place.go(2026, 3, 30, 8, 30)
    assert place.step() == 1
    assert place.row().state == "sent"


def test_an_address_that_is_not_taken_is_not_asked_again(place):
    place.wish()
    place.post.refuses = 550
    place.go(2026, 3, 30, 8, 5)
    place.step()
    assert place.row().state == "refused"
    place.post.refuses = 0
    place.go(2026, 3, 30, 12)
    assert place.step() == 0


def test_one_that_was_under_way_when_the_house_was_killed_is_never_sent_twice(place):
    place.wish()
    place.go(2026, 3, 30, 8, 5)
    place.house.directory.put(WeeklySent(
        id=f"manager/boutique:{place.door}/{WEEK}", account="manager", place=f"boutique:{place.door}", week=WEEK,
        state="sending", at=place.at, tries=1,
    ))  # fmt: skip
    assert place.step() == 0
    place.go(2026, 3, 30, 9)
    assert place.step() == 0
    assert place.row().state == "lost"


def test_after_a_long_stop_the_last_letter_comes_late_and_older_ones_do_not(place):
    place.wish()
    place.go(2026, 4, 7, 12)  # Tuesday a week later: last Monday's was due yesterday, the one before too long ago
    assert place.step() == 1
    assert place.row() is None
    place.go(2026, 4, 18, 12)  # Saturday: five days after its hour it is news no more
    assert place.step() == 1


@pytest.mark.parametrize(
    ("hour", "goes"), [(1, datetime(2026, 3, 29, 0, tzinfo=UTC)), (2, datetime(2026, 3, 29, 1, tzinfo=UTC)),
                       (3, datetime(2026, 3, 29, 1, tzinfo=UTC))])  # fmt: skip
def test_in_the_night_the_clocks_go_forward_every_hour_has_its_letter(place, hour, goes):
    wish = WeeklyWish(id="x", account="manager", place="x", weekday=7, hour=hour, since=place.at)
    assert place.weekly.sending.moment(date(2026, 3, 16), wish, place.here) == goes


def test_in_the_night_the_clocks_go_back_the_hour_that_comes_twice_sends_once(place):
    place.go(2026, 10, 18, 12)
    place.wish(weekday=7, hour=2)
    for minutes in range(0, 180, 30):
        place.at = datetime(2026, 10, 25, 0, 0, tzinfo=UTC) + timedelta(minutes=minutes)
        place.step()
    assert len(place.post.letters) == 1


def test_above_the_boutique_it_goes_when_the_week_is_closed(place):
    leader = place.house.viewer("hq_leader")
    company = place.weekly.place(leader, "company")
    place.weekly.wish(leader, company, on=True, weekday=1)  # Monday is too early: the week is closed on Tuesday
    place.go(2026, 3, 30, 9)
    assert place.step() == 0
    place.go(2026, 3, 31, 9)
    assert place.step() == 1
    assert "week 23 to 29 March" in place.letter()["subject"]


def test_one_by_hand_takes_nothing_from_the_weekly_one(place):
    place.wish()
    place.weekly.sending.send_now(place.manager, place.here, WEEK)
    place.go(2026, 3, 30, 8, 5)
    assert place.step() == 2


def test_a_wish_needs_an_hour_an_address_and_a_place_within_reach(place):
    with pytest.raises(Refused):
        place.wish(hour=24)
    with pytest.raises(Refused):
        place.wish(address="nobody")
    with pytest.raises(Unknown):
        place.weekly.place(place.manager, f"boutique:{place.one.doors[1].code}")
    with pytest.raises(Unknown):
        place.weekly.place(place.manager, "company")
    with pytest.raises(Unknown):
        place.weekly.place(place.house.viewer("associate"))


def test_into_the_folder_go_the_last_two_closed_weeks_of_every_place_once(place, tmp_path):
    out = tmp_path / "out"
    place.house.values["weekly_folder"] = str(out)
    place.go(2026, 3, 31, 3)
    place.step()
    files = sorted(str(one.relative_to(out)) for one in out.rglob("*") if one.is_file())
    regions = {door.region for door in place.one.doors}
    assert len(files) == 2 * (len(place.one.doors) + len(regions) + 1)
    assert f"2026-W13/{place.door}.pdf" in files
    assert "2026-W12/company.pdf" in files
    assert all((out / one).read_bytes().startswith(b"%PDF") for one in files)
    (out / "2026-W13" / f"{place.door}.pdf").unlink()
    place.step()
    assert not (out / "2026-W13" / f"{place.door}.pdf").exists()  # who took it away has it


def test_a_folder_that_cannot_be_written_is_tried_again(place, tmp_path):
    (tmp_path / "out").write_text("a file")
    place.house.values["weekly_folder"] = str(tmp_path / "out")
    place.go(2026, 3, 31, 3)
    place.step()
    assert place.row("folder").state == "waits"
    (tmp_path / "out").unlink()
    place.go(2026, 3, 31, 4)
    place.step()
    assert (tmp_path / "out" / "2026-W13" / f"{place.door}.pdf").exists()


def test_the_duty_works_where_no_other_process_does(place):
    place.wish()
    place.go(2026, 3, 30, 8, 5)
    with place.house.alone("weekly") as mine:
        assert mine
    assert duty(place.house).work() is False
    assert len(place.post.letters) == 1


def test_what_was_sent_is_forgotten_after_three_months(place):
    place.wish()
    place.go(2026, 3, 30, 8, 5)
    place.step()
    place.go(2026, 7, 15, 8)
    place.step()
    assert place.row() is None
