"""What was let out of a large table stays so for a while; a small one is judged at every question."""

from datetime import UTC, datetime, timedelta

from cabochon.privacy.frozen import LIFE, Frozen

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


class Clock:
    now = NOON

    def __call__(self):
        return self.now


def test_a_small_table_is_not_remembered():
    frozen = Frozen(Clock(), large=100)
    frozen.put("q", frozenset({("GVA01",)}), 99)
    assert frozen.get("q") is None


def test_a_large_one_is_until_its_time_is_over():
    clock = Clock()
    frozen = Frozen(clock, large=100)
    frozen.put("q", frozenset({("GVA01",)}), 100)
    clock.now = NOON + LIFE - timedelta(seconds=1)
    assert frozen.get("q") == {("GVA01",)}
    clock.now = NOON + LIFE
    assert frozen.get("q") is None
