"""What is said to whom, and what leaves the product: through a real push service and a real mail server."""

from contextlib import ExitStack
from datetime import datetime, time, timedelta
from email import message_from_bytes
from email.policy import default
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from answering import answering, say
from cabochon.demo.maison import maison
from cabochon.directory.rhythm_rows import Given, Subscription
from cabochon.directory.rows import Account
from cabochon.duties.nudging import nudging as duty
from cabochon.house import House
from cabochon.refusals import Refused
from cabochon.retail.events import Huddle, Observation, Shift
from cabochon.retail.who import person
from cabochon.settings import load
from posted import Post, listening

ZONE = ZoneInfo("Europe/Zurich")
MONDAY = datetime(2026, 3, 30, 10, 5, tzinfo=ZONE)
KINDS = ("window", "huddle", "feedback", "action", "unseen", "plan", "checkin", "pulse")


class Place:
    """A house whose clock is set by hand, with a manager who is rostered from ten to seven on that Monday."""

    def __init__(self, folder, post, port):
        self.at, self.status, self.knocks, self.post = MONDAY, 201, [], post
        values = load(folder, {}) | {
            "smtp_host": "127.0.0.1", "smtp_port": post.port, "smtp_security": "none", "public_url": "https://m.example",
            "mail_from": "coaching@m.example", "push_contact": "mailto:it@m.example", "push_hosts": "127.0.0.1",
            "allow_private_targets": True,
        }  # fmt: skip
        self.house = House.open(folder, values, clock=lambda: self.at)
        self.one = maison(boutiques=1, until=MONDAY.date(), weeks=2)
        self.house.directory.keep([*self.one.doors, *self.one.people, *self.one.identifiers, *self.one.products])
        self.door = self.one.doors[0].code
        self.boss, self.seller = self.one.managers[self.door][0], self.one.sellers[self.door][0].person
        for who, role in ((self.boss, "manager"), (self.seller, "associate")):
            self.house.directory.put(Account(id=role, login=f"{role}@m.example", name=who.name, role=role,
                                             boutiques=(self.door,), person=who.id))  # fmt: skip
        self.endpoint = f"http://127.0.0.1:{port}/send/1"

    @property
    def manager(self):
        return self.house.viewer("manager")

    @property
    def nudges(self):
        return self.house.nudges

    def go(self, hours, minutes=0):
        self.at = MONDAY.replace(hour=hours, minute=minutes)

    def roster(self, who=None, day=0):
        day = MONDAY.date() + timedelta(days=day)
        starts, ends = (datetime.combine(day, time(h), ZONE) for h in (10, 19))
        self.house.keep_as().events([Shift(
            at=MONDAY - timedelta(days=5), boutique=self.door, source="roster:x", key=f"{who}/{day}", revision="1",
            associate=person(who or self.boss.id), day=day, starts=starts, ends=ends,
        )])  # fmt: skip

    def wish(self, off=(), quiet=(), email=False, push=False, address=""):
        self.nudges.wish(self.manager, off=off, quiet=quiet, email=email, push=push, address=address)

    def huddle(self):
        self.house.keep_as().events([Huddle(id=uuid4(), at=self.at, boutique=self.door, source="floor",
                                            leader=person(self.boss.id))])  # fmt: skip

    def watched(self):
        made = Observation(id=uuid4(), at=self.at, started=self.at, boutique=self.door, source="floor",
                           associate=person(self.seller.id), observer=person(self.boss.id))  # fmt: skip
        self.house.keep_as().events([made])

    def step(self):
        return self.nudges.sending.step()


@pytest.fixture
def place(tmp_path):
    with ExitStack() as stack:
        box = {}

        def answer(request):
            box["place"].knocks.append(request.path)
            say(request, box["place"].status, **({"retry-after": "600"} if box["place"].status == 429 else {}))

        port = stack.enter_context(answering(answer))
        one = box["place"] = Place(tmp_path / "data", stack.enter_context(listening(Post())), port)
        yield one
        one.house.close()


def test_on_the_floor_page_at_most_two_stand_and_the_second_later(place):
    place.roster()
    first = place.nudges.now(place.manager)
    assert [one.kind for one in first] == ["huddle"]
    assert place.nudges.now(place.manager) == first
    place.go(10, 20)  # a window begins soon, but not an hour and a half has passed
    assert [one.kind for one in place.nudges.now(place.manager)] == ["huddle"]
    place.go(11, 40)
    assert [one.kind for one in place.nudges.now(place.manager)] == ["huddle", "plan"]
    place.huddle()  # what is done no longer stands, and counts all the same
    place.go(18, 30)
    assert [one.kind for one in place.nudges.now(place.manager)] == ["plan"]
    assert len(place.nudges.all(place.manager)) > 2


def test_nothing_stands_outside_the_hours_or_on_a_quiet_day(place):
    place.roster()
    place.go(19, 1)
    assert place.nudges.now(place.manager) == []
    place.go(10, 5)
    place.wish(quiet=("1",))
    assert place.nudges.now(place.manager) == []


def test_every_kind_can_be_switched_off(place):
    place.roster()
    place.wish(off=KINDS)
    assert place.nudges.now(place.manager) == place.nudges.all(place.manager) == []


def test_an_observation_waits_for_feedback_after_half_an_hour(place):
    place.watched()
    place.go(10, 20)
    assert "feedback" not in {one.kind for one in place.nudges.all(place.manager)}
    place.go(10, 40)
    (one,) = [one for one in place.nudges.all(place.manager) if one.kind == "feedback"]
    assert place.seller.name in one.says
    assert place.seller.name not in one.plain


def test_nothing_is_sent_to_who_did_not_wish_for_it(place):
    place.roster()
    assert place.step() == 0
    assert (place.post.letters, place.knocks) == ([], [])


def test_a_letter_goes_once_a_shift_and_names_nobody(place):
    place.roster()
    place.wish(email=True)
    assert (place.step(), place.step()) == (1, 0)
    place.go(11, 50)
    place.step()
    letter = message_from_bytes(place.post.letters[0], policy=default)
    assert (len(place.post.letters), letter["To"]) == (1, "manager@m.example")
    assert not any(part in letter.get_content() for one in place.one.people for part in (one.name, one.id))
    assert place.nudges.lately(place.manager)[0].channels == ("email",)


def test_without_rostered_hours_nothing_leaves_the_product(place):
    place.wish(email=True, push=True)
    place.nudges.subscribe(place.manager, place.endpoint)
    assert place.step() == 0
    assert place.nudges.now(place.manager) != []


def test_a_letter_that_could_not_be_handed_over_is_tried_again_while_the_shift_is_young(place):
    place.roster()
    place.wish(email=True)
    place.post.refuses = 450
    assert place.step() == 0
    place.post.refuses = 0
    assert place.step() == 1
    place.post.refuses = 550


def test_an_address_the_server_refuses_is_not_asked_for_again_and_says_so(place):
    place.roster()
    place.wish(email=True, address="nobody@m.example")
    place.post.refuses = 550
    assert (place.step(), place.step()) == (0, 0)
    assert len(place.post.recipients) == 1
    (one,) = place.nudges.lately(place.manager)
    assert one.channels == ()
    assert "could not be sent" in one.why


def test_a_knock_goes_to_the_browser_and_its_news_name_nobody(place):
    place.roster()
    place.wish(push=True, off=("huddle",))
    place.nudges.subscribe(place.manager, place.endpoint)
    assert (place.step(), place.step()) == (1, 0)
    assert place.knocks == ["/send/1"]
    assert place.nudges.lately(place.manager)[0].channels == ("product", "push")
    news = place.nudges.news(place.manager)
    assert news["address"] == "/floor/week"
    assert not any(one.name in news["body"] for one in place.one.people)


@pytest.mark.parametrize(("status", "left"), [(410, 0), (404, 0), (429, 1), (500, 1)])
def test_a_browser_that_is_gone_is_forgotten_and_a_busy_service_left_alone(place, status, left):
    place.roster()
    place.roster(day=1)
    place.wish(push=True)
    place.nudges.subscribe(place.manager, place.endpoint)
    place.status = status
    assert place.step() == 0
    rows = place.house.directory.find(Subscription, account="manager")
    assert len(rows) == left
    assert status != 429 or rows[0].again == place.at + timedelta(minutes=10)


def test_only_push_services_of_the_settings_are_subscribed_and_others_browsers_kept(place):
    with pytest.raises(Refused):
        place.nudges.subscribe(place.manager, "https://push.evil.example/x")
    place.nudges.subscribe(place.manager, place.endpoint)
    place.nudges.unsubscribe(place.house.viewer("associate"), place.endpoint)
    assert len(place.nudges.browsers("manager")) == 1
    place.nudges.unsubscribe(place.manager, place.endpoint)
    assert place.nudges.browsers("manager") == []


def test_what_was_said_is_forgotten_after_thirty_days(place):
    place.roster()
    place.nudges.now(place.manager)
    place.at += timedelta(days=31)
    assert place.nudges.lately(place.manager) == []
    work = duty(place.house)
    work.work()
    assert place.house.directory.find(Given) == []
    work.end()


def test_a_disabled_account_gets_nothing(place):
    place.roster()
    place.wish(email=True)
    place.house.people.disable("manager", True)
    assert place.step() == 0


def test_wishes_for_letters_need_an_address(place):
    with pytest.raises(Refused):
        place.wish(email=True, address="not one")
    place.house.directory.put(Account(id="manager", login="boss", name="Boss", role="manager", boutiques=(place.door,),
                                      person=place.boss.id))  # fmt: skip
    with pytest.raises(Refused):
        place.wish(email=True)
