"""Words, numbers, money and days as each of the eight languages has them."""

from datetime import date, datetime, time

import pytest
from babel.numbers import format_decimal, format_percent

from cabochon import languages
from cabochon.languages import LANGUAGES, catalogue, count, day, decimal, heard, known, money, percent, say, speaking
from cabochon.languages.catalogue import misfit, misfit_forms, plural_forms
from cabochon.languages.marks import LOCALES

FRIDAY = date(2026, 11, 20)
HEAD = """msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: {}\\n"
"""


@pytest.fixture
def written(tmp_path, monkeypatch):
    """Catalogues of the test's own: `written("fr", text of a .po)`."""
    monkeypatch.setattr(catalogue, "FOLDER", tmp_path)
    catalogue.opened.cache_clear()

    def write(language, text):
        (tmp_path / f"{language}.po").write_text(HEAD.format(plural_forms(language)) + text, "utf-8")
        catalogue.opened.cache_clear()

    yield write
    catalogue.opened.cache_clear()


def test_what_is_said_is_in_the_language_spoken_and_in_english_where_none_knows_it(written):
    written("fr", '\nmsgid "{n} of {total} receipts"\nmsgstr "{n} reçus sur {total}"\n')
    assert say("{n} of {total} receipts", n="3", total="8") == "3 of 8 receipts"
    with speaking("fr-CH"):
        assert languages.spoken() == "fr"
        assert say("{n} of {total} receipts", n="3", total="8") == "3 reçus sur 8"
        assert say("Nobody wrote this down") == "Nobody wrote this down"
        with speaking("de"):
            assert say("{n} of {total} receipts", n="3", total="8") == "3 of 8 receipts"
        assert languages.spoken() == "fr"
    assert languages.spoken() == "en"


def test_what_does_not_fit_its_english_is_said_in_english(written):
    written("fr", '\nmsgid "Hello {name}"\nmsgstr "Bonjour {name.__class__}"\n\nmsgid "By {who}"\nmsgstr "Par {"\n')
    with speaking("fr"):
        assert say("Hello {name}", name="C") == "Hello C"
        assert say("By {who}", who="C") == "By C"


def test_arabic_has_six_plural_forms(written):
    forms = ["لا استطلاعات", "استطلاع واحد", "استطلاعان", "{n} استطلاعات", "{n} استطلاعًا", "{n} استطلاع"]
    said = "\n".join(f'msgstr[{n}] "{form}"' for n, form in enumerate(forms))
    written("ar", f'\nmsgid "{{n}} survey"\nmsgid_plural "{{n}} surveys"\n{said}\n')
    with speaking("ar"):
        found = [count(n, "{n} survey", "{n} surveys") for n in (0, 1, 2, 3, 11, 100)]
    assert found == [*forms[:3], "3 استطلاعات", "11 استطلاعًا", "100 استطلاع"]


def test_without_a_catalogue_english_counts_as_english():
    assert [count(n, "{n} survey", "{n} surveys") for n in (0, 1, 2)] == ["0 surveys", "1 survey", "2 surveys"]


@pytest.mark.parametrize(
    ("english", "said", "why"),
    [
        ("Show", "", "empty"),
        ("{1} of {2}", "{1} von", "places"),
        ("Show", "{{ config }}", "places"),
        ("Show", "Zeig {", "brace"),
        ("%d of %s", "%s von %d %d", "% places"),
        ("<1>More</1>", "</1>Mehr<1>", "not open"),
        ("<1>A</1> <2>B</2>", "<1>A <2>B</1></2>", "not open"),
        ("{1} of {2}", "{2} / {1}", ""),
    ],
)
def test_a_translation_that_does_not_fit_is_told_so(english, said, why):
    assert why in misfit(english, said)
    assert bool(why) == bool(misfit(english, said))


def test_a_plural_form_may_leave_out_the_number_and_nothing_else():
    english = ("{n} visit at {door}", "{n} visits at {door}")
    assert not misfit_forms(*english, ["une visite à {door}", "{n} visites à {door}"], 2)
    assert misfit_forms(*english, ["une visite", "{n} visites à {door}"], 2)
    assert misfit_forms(*english, ["{n} visites à {door}"], 2)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("value", [0, 0.4, 1.005, 12, 999.5, 1234.5, 1234567.891, -3.25, -0.001])
def test_numbers_are_written_as_babel_writes_them(language, value):
    locale, near = LOCALES[language], round(value, 2) + 0.0
    with speaking(language):
        assert decimal(value, 2).replace("\u200e", "") == format_decimal(near, "#,##0.00", locale=locale).replace(
            "-", "−"
        )
        babel = format_percent(round(value / 100, 2) + 0.0, locale=locale).replace("-", "−")
        assert percent(value / 100, 0).replace("\u200e", "") == babel  # CLDR keeps the sign in place by that mark


MONEY = {"en": "CHF 1,234,567", "fr": "1\u202f234\u202f567 CHF", "it": "1.234.567 CHF", "de": "1.234.567 CHF",
         "es": "1.234.567 CHF", "ja": "CHF 1,234,567", "zh": "CHF 1,234,567", "ar": "1,234,567 CHF"}  # fmt: skip
LONG = {"en": "Friday 20 November", "fr": "vendredi 20 novembre", "it": "venerdì 20 novembre",
        "de": "Freitag, 20. November", "es": "viernes, 20 de noviembre", "ja": "11月20日金曜日",
        "zh": "11月20日星期五", "ar": "الجمعة 20 نوفمبر"}  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_money_and_days_are_written_as_the_language_writes_them(language):
    with speaking(language):
        assert money(1234567.4, "CHF") == MONEY[language]
        assert money(-12, "CHF").replace("\u200e", "")[0] == "−"
        assert day(FRIDAY) == day(datetime.combine(FRIDAY, time(9))) == LONG[language]
        assert all(day(FRIDAY, form) for form in ("short", "year", "month", "weekday"))


def test_the_first_of_a_month_is_the_first_in_french():
    with speaking("fr"):
        assert day(date(2026, 11, 1)) == "dimanche 1er novembre"
        assert day(date(2026, 11, 1), "month") == "novembre 2026"


def test_a_tag_means_a_language_of_ours_or_english():
    assert [known(tag) for tag in ("fr-CH", "zh_Hant", "DE", "pt", "", "en-US")] == ["fr", "zh", "de", "en", "en", "en"]


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "en"),
        ("fr-CH, fr;q=0.9, en;q=0.8, de;q=0.7", "fr"),
        ("pt-BR, it;q=0.5, ja;q=0.6", "ja"),
        ("en, fr", "en"),
        ("pt, *;q=0.1", "en"),
        ("de;q=0, ar;q=0.2", "ar"),
        ("fr;q=nan, es;q=9, it;q=x, zh;q=0.3", "zh"),
    ],
)
def test_a_browser_is_spoken_to_in_what_it_likes_best(header, language):
    assert heard(header) == language


def test_only_arabic_is_written_from_the_right():
    assert {language for language in LANGUAGES if languages.direction(language) == "rtl"} == {"ar"}
