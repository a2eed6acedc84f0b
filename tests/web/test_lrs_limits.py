"""Too fast is 429 with the seconds to wait; a key, an address, or all together."""

from collections.abc import Iterator

import pytest

from cabochon.house import House
from cabochon.refusals import Refused
from cabochon.settings import load
from cabochon.web.lrs_limits import ADDRESSES, MOST, WINDOW, Failures, Gate, Pace, TooFast
from lrs_store import Client, basic, client, opened, said


def taken(pace, name, times, at=0.0):
    """How many of so many at one instant may pass."""
    return sum(pace.take(name, at) == 0.0 for _ in range(times))


def test_a_seconds_worth_may_come_at_once_and_then_one_by_one():
    pace = Pace(100)
    assert taken(pace, "a", 300, at=5.0) == 100
    assert pace.take("a", 5.0) == pytest.approx(0.01)
    assert taken(pace, "a", 10, at=5.0101) == 1
    assert taken(pace, "a", 300, at=5.5) == 49
    assert taken(pace, "a", 300, at=99.0) == 100  # what was not used does not pile up


def test_each_has_a_bucket_of_its_own_and_what_is_refused_costs_nothing():
    pace = Pace(10)
    assert taken(pace, "a", 1000) == 10
    assert taken(pace, "b", 1000) == 10
    assert taken(pace, "a", 1000, at=1.0) == 10


@pytest.mark.parametrize(("rate", "passes"), [(0, 1000), (-1, 1000), (1, 1), (0.5, 1), (2000, 1000)])
def test_any_rate_lets_one_pass_and_none_is_no_limit(rate, passes):
    assert taken(Pace(rate), "a", 1000) == passes


def test_the_rate_holds_over_time():
    pace = Pace(50)
    assert sum(pace.take("a", at / 1000) == 0.0 for at in range(10_000)) == pytest.approx(50 * 11, abs=1)


def test_an_address_may_be_wrong_so_often_in_a_quarter_of_an_hour():
    wrong = Failures()
    assert [wrong.count("a", float(at)) for at in range(MOST)] == [0.0] * MOST
    assert wrong.count("a", 60.0) == WINDOW - 60
    assert wrong.count("b", 60.0) == 0.0
    assert wrong.count("a", WINDOW - 0.5) == 0.5
    assert wrong.count("a", WINDOW) == 0.0  # the first is forgotten; the refused ones were not counted
    assert wrong.count("a", WINDOW) > 0


def test_addresses_that_were_wrong_do_not_fill_the_memory():
    wrong = Failures()
    for n in range(ADDRESSES + 100):
        wrong.count(str(n), 0.0)
    assert len(wrong._at) == ADDRESSES


def test_the_wait_is_said_in_whole_seconds_and_never_none():
    assert TooFast("too fast", 0.001).seconds == 1
    assert TooFast("too fast", 59.2).seconds == 60
    assert TooFast("too fast", 1).reason == "too fast; try again in 1 second"


def test_one_address_that_is_wrong_too_often_hinders_no_other_and_no_right_key():
    now = [0.0]
    gate = Gate(clock=lambda: now[0])

    def check(header):
        if header != "right":
            raise Refused("no key of ours", "Authorization", 401)
        return header

    for _ in range(MOST):
        with pytest.raises(Refused) as refusal:
            gate.known(check, b"wrong", ("192.0.2.1", 999))
        assert refusal.value.status == 401
    with pytest.raises(TooFast) as too_many:
        gate.known(check, b"wrong", ("192.0.2.1", 998))
    assert too_many.value.seconds == WINDOW
    with pytest.raises(Refused) as refusal:
        gate.known(check, b"wrong", ("192.0.2.2", 1))
    assert refusal.value.status == 401
    assert gate.known(check, b"right", ("192.0.2.1", 997)) == "right"
    now[0] = WINDOW
    with pytest.raises(Refused) as refusal:
        gate.known(check, b"wrong", ("192.0.2.1", 996))
    assert refusal.value.status == 401


def test_a_request_without_a_key_is_no_wrong_key():
    gate = Gate(clock=lambda: 0.0)

    def check(header):
        raise Refused("is missing", "Authorization", 401)

    for _ in range(3 * MOST):
        with pytest.raises(Refused) as refusal:
            gate.known(check, None, None)
        assert refusal.value.status == 401


# On a real server


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("limits") / "data"
    house = House.open(folder, load(folder, {}) | {"xapi_rate": 5, "xapi_rate_all": 0})
    yield house
    house.close()


@pytest.fixture
def port(home: House) -> Iterator[int]:
    with opened(home) as one:
        yield one


def test_a_key_in_a_hurry_is_told_to_wait_and_another_is_not_held_up(home, port):
    hasty, calm = client(home, port), client(home, port)
    answers = [hasty.post(said()) for _ in range(25)]
    slow = [one for one in answers if one.status == 429]
    assert slow
    assert [one.status for one in answers[:5]] == [200] * 5
    for one in slow:
        assert int(one.headers["retry-after"]) == 1
        assert one.headers["x-experience-api-version"] == "1.0.3"
        assert "x-experience-api-consistent-through" in one.headers
        assert "try again in 1 second" in one.json["error"]
    assert calm.get(limit=1).status == 200


def test_an_address_with_too_many_wrong_keys_is_told_to_wait_and_a_right_key_passes(home, port):
    right = client(home, port)
    wrong = Client(port, basic("0" * 20, "guess"))
    statuses = [wrong.get().status for _ in range(MOST + 2)]
    assert statuses == [401] * MOST + [429] * 2
    answer = wrong.get()
    assert 0 < int(answer.headers["retry-after"]) <= WINDOW
    assert right.get(limit=1).status == 200
    assert Client(port, "").get().status == 401


def test_all_together_have_a_limit_where_one_is_set(home):
    home.values = {**home.values, "xapi_rate": 0, "xapi_rate_all": 4}
    with opened(home) as port:
        two = client(home, port), client(home, port)
        assert {one.get(limit=1).status for _ in range(20) for one in two} == {200, 429}
