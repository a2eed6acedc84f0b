"""Who is believed to ask, and how fast they may: proxies of the setting, and a pace for people and for strangers."""

from ipaddress import ip_address

import pytest

from cabochon.directory.rows import Failure
from cabochon.refusals import Refused
from cabochon.web.behind import Proxies, address_of, asking, place_of
from cabochon.web.lrs_limits import ADDRESSES, Pace, TooFast
from cabochon.web.pace import BURST, Crowd
from served import Browser, served

OURS = "127.0.0.1 10.1.0.0/16 fd00::/8"


@pytest.fixture(scope="module")
def front(home):
    """A house behind a proxy of ours, as its setting says: the port."""
    house = home[0]
    house.values["proxies"] = OURS
    with served(house) as port:
        yield port
    house.values["proxies"] = ""


@pytest.fixture(scope="module")
def bare(home):
    """The same house with no proxy in its settings."""
    assert home[0].values["proxies"] == ""
    with served(home[0]) as port:
        yield port


@pytest.fixture
def failed(home):
    """Where the failed sign-ins of this test came from."""
    directory = home[0].directory
    for one in directory.find(Failure):
        directory.delete(Failure, one.id)
    return lambda: [one.address for one in directory.find(Failure)]


def fail(port, headers):
    browser = Browser(port)
    form = {"csrf": browser.get("/signin").csrf, "login": "nobody", "password": "wrong horse"}
    return browser.post("/signin", form, headers)


def test_nobody_is_believed_without_the_setting(bare, failed):
    said = {"x-forwarded-for": "203.0.113.9", "forwarded": "for=203.0.113.9", "x-real-ip": "203.0.113.9"}
    assert fail(bare, said).status == 401
    assert failed() == ["127.0.0.1"]


def test_a_proxy_of_ours_says_who_asks(front, failed):
    fail(front, {"x-forwarded-for": "203.0.113.9"})
    assert failed() == ["203.0.113.9"]


def test_what_the_asker_wrote_before_our_proxy_is_not_believed(front, failed):
    """50 wrong passwords from one address wait; who could name another address each time would not."""
    for made_up in ("1.1.1.1", "127.0.0.1", "10.1.2.3, 8.8.8.8", "unknown, 9.9.9.9", ", ,"):
        fail(front, {"x-forwarded-for": f"{made_up}, 203.0.113.9, 10.1.0.4", "forwarded": "for=7.7.7.7"})
    assert failed() == ["203.0.113.9"] * 5


def test_a_scheme_is_believed_of_our_proxy_alone(front, bare):
    for port, status in ((front, 401), (bare, 403)):
        browser = Browser(port)
        headers = {"x-forwarded-proto": "https", "origin": f"https://127.0.0.1:{port}"}
        form = {"csrf": browser.get("/signin").csrf, "login": "nobody", "password": "wrong horse"}
        assert browser.post("/signin", form, headers).status == status


@pytest.mark.parametrize(
    ("hops", "asks"),
    [
        ([], "10.1.0.1"),
        (["203.0.113.9"], "203.0.113.9"),
        (["1.1.1.1", "203.0.113.9"], "203.0.113.9"),
        (["1.1.1.1", "203.0.113.9", "10.1.0.7"], "203.0.113.9"),
        (["203.0.113.9:4711"], "203.0.113.9"),
        (["[2001:db8::7]:4711"], "2001:db8::7"),
        (["::ffff:203.0.113.9"], "203.0.113.9"),
        (["1.1.1.1", "rubbish"], "10.1.0.1"),
        (["1.1.1.1", "rubbish", "fd00::2"], "fd00::2"),
        (["10.1.0.9", "10.1.0.8"], "10.1.0.9"),
        (["1.1.1.1"] + ["10.1.0.9"] * 40, "10.1.0.9"),
    ],
)
def test_the_first_hop_from_the_right_that_is_no_proxy_asks(hops, asks):
    assert str(asking(ip_address("10.1.0.1"), hops, Proxies(OURS))) == asks


def test_a_word_that_is_no_address_stops_the_start():
    with pytest.raises(Refused, match=r"the setting proxies.*'proxy.maison.example' is no address"):
        Proxies("10.0.0.1 proxy.maison.example")
    assert not Proxies("")
    assert address_of("999.1.1.1") is None


def test_who_has_one_address_of_ipv6_has_all_of_its_network():
    assert place_of(("2001:db8::1", 1)) == place_of(("2001:db8::ffff", 2)) != place_of(("2001:db8:0:1::1", 1))
    assert (place_of(("203.0.113.9", 1)), place_of(None), place_of(("testclient", 5))) == (
        "203.0.113.9", "", "testclient",
    )  # fmt: skip


def test_one_person_too_fast_waits_and_nobody_else():
    now = [100.0]
    crowd = Crowd(2, clock=lambda: now[0])
    for _ in range(int(2 * BURST)):
        crowd.person("karim")
    with pytest.raises(TooFast) as told:
        crowd.person("karim")
    assert (told.value.status, told.value.seconds) == (429, 1)
    crowd.person("lea")
    now[0] += 0.5
    crowd.person("karim")


def test_all_together_have_an_end_where_the_setting_names_one():
    crowd = Crowd(0, rate_all=2, clock=lambda: 0.0)
    for number in range(int(2 * BURST)):
        crowd.person(f"somebody {number}")
    with pytest.raises(TooFast, match="the house is asked faster"):
        crowd.person("one more")
    free = Crowd(0, clock=lambda: 0.0)
    for _ in range(1000):
        free.person("anybody")


def test_strangers_do_not_fill_the_memory():
    pace, now = Pace(1), 0.0
    for number in range(ADDRESSES + 10):
        pace.take(str(number), now := now + 1.0)
    assert len(pace._full) <= ADDRESSES


@pytest.fixture(scope="module")
def slow(home):
    """A house that takes a request a second of one person, and of one address."""
    house = home[0]
    house.values["user_rate"], house.values["proxies"] = 1, "127.0.0.1"
    with served(house) as port:
        yield port
    house.values["user_rate"], house.values["proxies"] = 100, ""


def statuses(browser, ask, often=40):
    found = []
    for _ in range(often):
        answer = ask(browser)
        found.append(answer.status)
        if answer.status == 429:
            assert int(answer.headers["retry-after"]) >= 1
            assert "cabochon" not in answer.headers.get("set-cookie", "")
    return found


def from_(address):
    return {"x-forwarded-for": address, "accept": "application/json"}


def test_a_person_who_asks_too_fast_gets_429_and_a_colleague_does_not(place, slow):
    browser = Browser(slow, dict(place.signed_in("auditor").cookies))
    assert 429 in statuses(browser, lambda one: one.get("/stored"))
    assert Browser(slow, dict(place.signed_in("admin").cookies)).get("/stored").status == 200
    assert set(statuses(browser, lambda one: one.get("/health"))) == {200}


@pytest.mark.parametrize(
    ("number", "method", "path"),
    [
        (1, "POST", "/hooks/nobody"),
        (2, "POST", "/cmi5/fetch/nothing"),
        (3, "POST", "/floor/sealed"),
        (4, "POST", "/signin"),
        (5, "GET", "/scim/v2/Users"),
        (6, "GET", "/aggregates"),
        (7, "GET", "/signin/sso"),
    ],
)
def test_a_stranger_who_asks_too_fast_gets_429_and_another_address_does_not(slow, number, method, path):
    headers = from_(f"203.0.113.{number}")
    found = statuses(Browser(slow), lambda one: one.ask(method, path, b"{}", headers))
    assert 429 in found
    assert found[0] != 429
    assert Browser(slow).ask(method, path, b"{}", from_(f"198.51.100.{number}")).status != 429
