"""Index keys are the same for the same words and secret, and for nothing else."""

from hypothesis import given
from hypothesis import strategies as some

from cabochon.stream.refs import COMMON, ref, refs

secret = b"s" * 32
facets = some.sampled_from([*sorted(COMMON), "agent", "registration"])


@given(facets, some.text(some.characters()), some.binary(min_size=1, max_size=64))
def test_a_key_fits_eight_signed_bytes_and_is_stable(facet, value, secret):
    key = ref(facet, value, secret)
    assert -(2**63) <= key < 2**63
    assert key == ref(facet, value, secret)


def test_facet_value_and_secret_all_tell():
    keys = {ref("verb", "a", secret), ref("agent", "a", secret), ref("verb", "b", secret), ref("verb", "a", b"other")}
    assert len(keys) == 4


def test_keys_of_a_statement_are_distinct_and_in_order():
    assert refs([("verb", "a"), ("agent", "b"), ("verb", "a")], secret) == (
        ref("verb", "a", secret),
        ref("agent", "b", secret),
    )
