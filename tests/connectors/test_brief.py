"""Reasons and services: a word or two stays, what may tell of a client does not come in."""

import pytest
from feed_files import Bad, bad, good, read

HEAD = "boutique,id,exception,at,reason\n"
TOLD = ["she wrote marie@example.org", "call +41 79 555 12 12", "4111 1111 1111 1111", "Madame came back and " * 3]


@pytest.mark.parametrize("reason", ["client left", "RC-07", "change", "Wechselgeld holen", "レジ開", ""])
def test_a_word_or_two_stays(reason):
    (one,) = good(read("exceptions_csv", HEAD + f"GVA01,1,void,2026-03-31 14:05,{reason}\n"))
    assert one.reason == reason


@pytest.mark.parametrize("reason", TOLD)
def test_what_may_tell_of_a_client_is_left_out_and_the_row_is_kept(reason):
    count = f"boutique,count_id,counted_at,sku,expected,counted,reason\nGVA01,1,2026-03-31 14:05,W,1,1,{reason}\n"
    booking = f"boutique,kind,reference,at,service\nGVA01,Service booking,S-1,2026-03-31 14:05,{reason}\n"
    told = [good(read(feed, body))[0] for feed, body in (
        ("exceptions_csv", HEAD + f"GVA01,1,void,2026-03-31 14:05,{reason}\n"), ("counts_csv", count),
        ("bookings_csv", booking),
    )]  # fmt: skip
    assert [getattr(one, "reason", "") or getattr(one, "service", "") for one in told] == ["", "", ""]


@pytest.mark.parametrize("reason", TOLD)
def test_neither_does_it_wait_with_a_row(reason):
    items = read("exceptions_csv", HEAD + f"GVA01,1,nonsense,2026-03-31 14:05,{reason}\nGVA01,2,{reason}\n")
    assert len(bad(items)) == 2
    assert [one.row.get("reason", "") for one in items if isinstance(one, Bad)] == ["", ""]
