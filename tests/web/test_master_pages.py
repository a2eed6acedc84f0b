"""Currency rates, targets and comment themes as pages: added, changed from a day on, taken back."""

import re
from html import unescape

import pytest

from cabochon.retail.master import Rate, Target, Theme

AT = "/data-health/master"


@pytest.fixture
def admin(place):
    return place.signed_in("admin")


def kept(place, kind):
    return [(one.row, one.since) for one in place.house.directory.dated(kind)]


def send(browser, kind, **said):
    return browser.post(f"{AT}/{kind}", {"csrf": browser.get(f"{AT}/{kind}").csrf, **said})


def undo(browser, done):
    where = done.headers["location"]
    page = browser.get(where)
    return browser.post("/data-health/undo", {"csrf": page.csrf, "id": where.partition("mended=")[2]})


def test_a_rate_is_added_changed_from_a_day_on_and_taken_back(place, admin):
    assert send(admin, "rates", currency="eur", value="0.94", since="").status == 303
    second = send(admin, "rates", currency="EUR", value="0.95", since="2026-02-01")
    assert [(row.value, str(since)) for row, since in kept(place, Rate)] == [(0.94, "None"), (0.95, "2026-02-01")]
    page = admin.get(f"{AT}/rates").text
    assert "0.94" in page
    assert "0.95" in page
    back = send(admin, "rates", do="back", id="EUR", since="2026-02-01")
    assert [row.value for row, _ in kept(place, Rate)] == [0.94]
    undo(admin, back)
    assert [row.value for row, _ in kept(place, Rate)] == [0.94, 0.95]
    undo(admin, second)
    send(admin, "rates", do="back", id="EUR", since="")
    assert kept(place, Rate) == []


def test_a_correction_of_the_same_day_is_undone_to_what_stood_there(place, admin):
    send(admin, "rates", currency="USD", value="0.9", since="2026-01-01")
    wrong = send(admin, "rates", currency="USD", value="9", since="2026-01-01")
    undo(admin, wrong)
    assert [row.value for row, _ in kept(place, Rate)] == [0.9]
    send(admin, "rates", do="back", id="USD", since="2026-01-01")


@pytest.mark.parametrize(
    ("kind", "said", "field", "reason"),
    [
        ("rates", {"currency": "CHF", "value": "1"}, "currency", "group.s own currency"),
        ("rates", {"currency": "EURO", "value": "1"}, "currency", "not a currency"),
        ("rates", {"currency": "EUR", "value": "-1"}, "value", "is no rate"),
        ("rates", {"currency": "EUR", "value": ""}, "value", "Is empty"),
        ("rates", {"currency": "EUR", "value": "1e308"}, "value", "not a number"),
        ("rates", {"currency": "EUR", "value": "1", "since": "soon"}, "since", "a date like"),
        ("targets", {"measure": "charm", "value": "1"}, "measure", "no measure"),
        ("targets", {"measure": "", "value": "1"}, "measure", "Is empty"),
        ("targets", {"measure": "attach_rate", "value": "35"}, "value", "is no share"),
        ("targets", {"measure": "csat", "value": "7"}, "value", "is no score"),
        ("targets", {"measure": "csat", "place": "XXX99", "value": "4"}, "place", "no boutique"),
        ("targets", {"measure": "csat", "value": "4", "owner": "nobody"}, "owner", "no one staff member"),
        ("themes", {"key": "Sehr Schön", "language": "de", "words": "schön"}, "key", "is no key"),
        ("themes", {"key": "rushed", "language": "english", "words": "x"}, "language", "is no language"),
        ("themes", {"key": "rushed", "language": "en", "words": " ; "}, "words", "is empty"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(place, admin, kind, said, field, reason):
    before = place.house.directory.change()
    page = send(admin, kind, **{"since": "", **said})
    assert page.status == 400
    fault = re.search(rf'<p class="wrong" id="fault-{field}">([^<]*)', page.text)
    assert re.search(reason, unescape(fault[1]), re.IGNORECASE), fault[1]
    assert place.house.directory.change() == before


def test_a_target_is_said_as_people_say_it_and_kept_in_its_measures_unit(place, admin):
    here = place.door
    for measure, value in (("attach_rate", "35 %"), ("atv", "12000"), ("nps", "45"), ("csat", "4.6")):
        assert (
            send(admin, "targets", measure=measure, place=here, value=value, owner=place.team[0], since="").status
            == 303
        )
    found = {row.measure: row for row, _ in kept(place, Target)}
    assert {name: row.value for name, row in found.items()} == {
        "attach_rate": 0.35, "atv": 1_200_000, "nps": 0.45, "csat": 4.6,
    }  # fmt: skip
    assert found["csat"].owner == place.team[0]
    shown = admin.get(f"{AT}/targets").text
    for said in ("35 %", "12,000.00 CHF", "45", "4.6"):
        assert said in shown


def test_a_theme_is_kept_by_language(place, admin):
    send(admin, "themes", key="rushed", language="en", title="Rushed", words="rushed; in a hurry", since="")
    send(admin, "themes", key="rushed", language="fr", title="", words="pressé", since="")
    assert [row for row, _ in kept(place, Theme)] == [
        Theme(key="rushed", language="en", title="Rushed", words=("rushed", "in a hurry")),
        Theme(key="rushed", language="fr", title="Rushed", words=("pressé",)),
    ]


def test_a_link_fills_the_form_to_change_a_version(place, admin):
    page = admin.get(f"{AT}/rates?currency=SEK&value=0.083")
    assert 'value="SEK"' in page.text
    assert 'value="0.083"' in page.text


def test_taking_back_what_is_not_there_is_said(place, admin):
    page = send(admin, "rates", do="back", id="NOK", since="")
    assert page.status == 400
    assert "there is nothing of the kind" in page.text.lower()
