"""One table says what each sale type counts for, and the facts keep to it."""

from pathlib import Path

import pytest

from cabochon.connectors.headings import plain, sale_types
from cabochon.retail import sale_types as rules
from cabochon.retail.events import SALE_TYPES


def test_every_sale_type_has_one_rule():
    assert len(set(SALE_TYPES)) == len(SALE_TYPES) == len(rules.RULES)


def test_the_sets_the_facts_use_follow_from_the_table():
    assert {"return", "void", "correction"} == rules.RESTATING
    assert {"staff", "inter_company", "test"} == rules.UNLINKED
    assert {"gift_card", "trade_in", "consignment", "tax_refund"} == rules.EMPTY
    assert {"void", "test"} == rules.NO_RECEIPT
    assert {"deposit", "special_order", "service", "even_exchange"} | rules.UNLINKED | rules.EMPTY == rules.NOT_SOLD
    assert ({"service"}, {"web_pickup"}) == (rules.CARES, rules.BY_DOOR)


WORDS = {"carte cadeau": "gift_card", "Inzahlungnahme": "trade_in", "免税": "tax_refund", "memo": "consignment"}


@pytest.mark.parametrize(("word", "kind"), WORDS.items())
def test_tills_words_for_them_are_known(word, kind):
    assert sale_types()[plain(word)] == kind


def test_the_guide_shows_the_same_table():
    guide = (Path(__file__).parents[2] / "docs/guides/feeds.md").read_text("utf-8")
    table = guide.partition("## What each sale type counts for")[2]
    assert [line.split("`")[1] for line in table.splitlines() if line.startswith("| `")] == list(SALE_TYPES)
