"""Comments sorted by the words they hold, and money by the rate of its day."""

import pytest

from cabochon.facts.themes import Themes
from cabochon.retail.master import Rate, Theme

from .retold import day, master


@pytest.mark.parametrize(
    ("comment", "language", "found"),
    [
        ("So THOUGHTFUL; never pushy.", "en", "|pushy|thoughtful|"),
        ("Très ATTENTIONNEE, jamais pressee", "fr", "|rushed|thoughtful|"),
        ("un po' di fretta", "it", "|rushed|"),
        ("Sehr persönliche Beratung, lange gewartet", "de", "|personal|waiting|"),
        ("Sin prisas, pero conocia todo", "es", "|rushed|"),
        ("とても丁寧でしたが、少し待たされました", "ja", "|thoughtful|waiting|"),
        ("非常专业，就是排队久了一点", "zh", "|knowledgeable|waiting|"),
        ("كانت خَبِيرة ولم نشعر بضغط", "ar", "|knowledgeable|"),
        ("in a big hurry, rushedly", "en", ""),
        ("", "", ""),
    ],
)
def test_words_of_eight_languages_are_known(comment, language, found):
    assert Themes().of(comment, language) == found
    assert set(found.split("|")) <= set(Themes().of(comment).split("|"))


def test_a_word_counts_in_its_own_language_where_that_is_known():
    assert Themes().of("Das Personal war da", "de-CH") == ""
    assert Themes().of("It felt personal", "en-GB") == "|personal|"


def test_words_of_the_house_take_the_place_of_those_shipped():
    known = Themes(
        [Theme(key="rushed", language="en", words=("whirlwind",)), Theme(key="gift", words=("for my wife",))]
    )
    assert known.of("rushed, a whirlwind", "en") == "|rushed|"
    assert known.of("rushed", "en") == ""
    assert known.of("pressé", "fr") == "|rushed|"
    assert known.of("a gift for my wife") == "|gift|"


def test_a_comment_is_opened_once():
    opened = []
    known = master(comment=lambda statement: opened.append(statement) or "never pushy")
    assert [known.themes("s1"), known.themes("s1")] == ["|pushy|", "|pushy|"]
    assert opened == ["s1"]


def test_money_is_converted_by_the_rate_of_its_day():
    known = master(Rate(currency="JPY", value=0.006), Rate(currency="KWD", value=2.5), Rate(currency="EUR", value=0.95),
                   since=day(0), currency="CHF")  # fmt: skip
    assert known.rate("CHF", day(-9)) == 1
    assert known.rate("JPY", day(0)) == pytest.approx(0.6)  # 1 yen, its own minor unit, is 0.006 francs: 0.6 centimes
    assert known.rate("KWD", day(1)) == pytest.approx(0.25)  # 1 fils is 0.001 dinar: 0.0025 francs
    assert known.rate("EUR", day(9)) == pytest.approx(0.95)
    assert known.rate("EUR", day(-1)) == 0
    assert known.rate("USD", day(0)) == 0


def test_a_rate_of_nothing_is_no_rate():
    assert master(Rate(currency="EUR", value=0.0), currency="CHF").rate("EUR", day(0)) == 0
