"""What a phone sealed is opened by this house alone, unaltered, and nothing else is."""

import pytest

from cabochon.privacy.envelopes import LONGEST, opened, public
from cabochon.refusals import Refused
from phone_seal import seal, text

ENTRY = {"id": "1", "note": "Asked about a moonphase", "größe": "44 mm ⌚"}
INSIDE = {"entry": ENTRY, "writer": "anna", "token": "t"}


@pytest.fixture
def jwk(house):
    return public(house.directory)


def test_what_was_sealed_comes_out_as_it_was(house, jwk):
    found = opened(house.directory, seal(jwk, INSIDE))
    assert (found.entry, found.writer, found.token) == (ENTRY, "anna", "t")


def test_the_public_half_is_the_same_at_every_start_and_holds_no_private_number(house, jwk):
    assert public(house.directory) == jwk
    assert set(jwk) == {"kty", "crv", "x", "y", "kid"}


def test_no_two_seals_are_alike(jwk):
    assert seal(jwk, INSIDE) != seal(jwk, INSIDE)


@pytest.mark.parametrize("part", [0, 2, 3, 4])
def test_one_letter_changed_is_told(house, jwk, part):
    parts = seal(jwk, INSIDE).split(".")
    at = len(parts[part]) // 2
    parts[part] = parts[part][:at] + ("A" if parts[part][at] != "A" else "B") + parts[part][at + 1 :]
    with pytest.raises(Refused) as refused:
        opened(house.directory, ".".join(parts))
    assert "moonphase" not in str(refused.value)


@pytest.mark.parametrize(
    "changed",
    [
        {"alg": "none"}, {"alg": "RSA-OAEP"}, {"enc": "A128GCM"}, {"kid": "another"}, {"epk": {}}, {"epk": None},
        {"epk": {"kty": "EC", "crv": "P-256", "x": text(b"\1" * 32), "y": text(b"\1" * 32)}},  # not on the curve
        {"epk": {"kty": "EC", "crv": "P-521", "x": text(b"\1" * 66), "y": text(b"\1" * 66)}},
        {"epk": {"kty": "OKP", "crv": "X25519", "x": text(b"\1" * 32), "y": ""}},
    ],
    ids=lambda changed: f"{next(iter(changed))} {str(next(iter(changed.values())))[:30]}",
)  # fmt: skip
def test_another_way_of_sealing_is_not_tried(house, jwk, changed):
    with pytest.raises(Refused):
        opened(house.directory, seal(jwk, INSIDE, **changed))


@pytest.mark.parametrize(
    "strange",
    [
        "",
        "....",
        "a.b.c",
        "e30..AAAA.AAAA.AAAA",
        "\x00" * 50,
        "ä.b.c.d.e",
        "." * 2000,
        "A" * (LONGEST + 1),
        "a\n..b.c.d",
    ],
    ids=lambda one: repr(one[:12]),
)
def test_what_is_no_envelope_is_refused_in_a_sentence(house, strange):
    with pytest.raises(Refused):
        opened(house.directory, strange)


@pytest.mark.parametrize(
    "inside", [b"", b"null", b"[]", b'{"entry": 1, "writer": "a"}', b'{"writer": "a"}', b"[" * 9000]
)
def test_an_envelope_with_something_else_inside_is_refused(house, jwk, inside):
    with pytest.raises(Refused):
        opened(house.directory, seal(jwk, inside))
