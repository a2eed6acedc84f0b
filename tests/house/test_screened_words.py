"""A client's words that hold a card number or an address: kept without it, in what is read and in what waits."""

import json
from datetime import UTC, datetime

import pytest

from cabochon.connectors import KINDS
from cabochon.directory.rows import Quarantined
from cabochon.house.screened_words import screened
from cabochon.privacy.opening import opened

AT = datetime(2026, 4, 3, tzinfo=UTC)
CARD, MAIL = "4111 1111 1111 1111", "client@maison.example"
WORDS = f"Lovely. My card is {CARD}, write to {MAIL}"
HEAD = "response,answered_at,score,boutique,comment\n"


@pytest.fixture
def read(house):
    house.imports.read("doors", b"code,zone,currency\nGVA01,Europe/Zurich,CHF\n", received=AT)
    return lambda kind, body, **how: house.imports.read(kind, body.encode(), received=AT, **how)


def typeform(boutique):
    return json.dumps({"form_response": {
        "token": "t1", "submitted_at": "2026-04-01T07:12:00Z", "hidden": {"boutique": boutique},
        "answers": [{"type": "number", "number": 4, "field": {"ref": "score", "type": "rating"}},
                    {"type": "text", "text": WORDS, "field": {"ref": "comment", "type": "long_text"}}],
    }})  # fmt: skip


def test_what_tells_of_a_client_is_taken_out_and_the_row_is_kept_with_the_reason(read, house):
    done = read("survey_csv", HEAD + f'R1,2026-04-01 09:12,5,GVA01,"{WORDS}"\n')
    ((event, reason),) = done.kept.masked
    assert (done.kept.new, done.bad, event.key) == (1, [], "R1")
    assert "was taken out; the rest is kept" in reason.reason
    (kept,) = house.log.after(0)
    said = opened(house.directory, kept).decode()
    assert "Lovely. My card is [card removed], write to [e-mail removed]" in said
    assert CARD not in said


@pytest.mark.parametrize(
    ("kind", "body"),
    [("survey_csv", HEAD + f'R1,2026-04-01 09:12,9,GVA01,"{WORDS}"\n'), ("typeform", typeform("PAR09"))],
)
def test_a_row_that_waits_holds_neither_card_nor_address(read, house, kind, body):
    assert len(read(kind, body).bad) == 1
    (row,) = house.directory.find(Quarantined, state="waiting")
    held = json.dumps(house.quarantined._body(row))
    assert "Lovely. My card is [card removed], write to [e-mail removed]" in held
    assert CARD not in held
    assert MAIL not in held


def test_a_row_that_waited_is_read_again_with_what_is_left(read, house):
    read("typeform", typeform("PAR09"))
    (row,) = house.directory.find(Quarantined, state="waiting")
    assert house.quarantined.replay(row.id, mapping='[boutiques]\n"PAR09" = "GVA01"\n') == "1 kept, 0 known already"


def test_codes_and_numbers_of_a_row_stay_as_they_are():
    row = {"receipt": CARD, "comment": MAIL, "answers": [{"text": CARD}, {"number": 4}], "score": 3}
    assert screened(row, frozenset()) == {
        "receipt": CARD, "comment": "[e-mail removed]", "score": 3,
        "answers": [{"text": "[card removed]"}, {"number": 4}],
    }  # fmt: skip
    assert {name for name, feed in KINDS.items() if feed.family == "survey"} >= {"survey_csv", "typeform", "qualtrics"}
