"""/sql over HTTP: the page, its faults, CSV and JSON, and who it is there for."""

import csv
import io

import pytest

from cabochon.privacy.viewer import ROLES
from counted import CREW, filled
from served import served
from web.conftest import Place


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    house = filled(tmp_path_factory.mktemp("sql") / "data")
    with served(house) as port:
        yield Place(house, port, "GVA01", "PAR01", (), "")
    house.close()


@pytest.fixture
def ask(place):
    """Ask as an analyst; keywords are further fields."""
    browser = place.signed_in("analyst")
    csrf = browser.get("/sql").csrf

    def post(sql, headers=None, **more):
        return browser.post("/sql", {"csrf": csrf, "sql": sql, **more}, headers)

    return post


@pytest.mark.parametrize("role", [role for role in ROLES if role != "key"])
def test_the_page_is_there_for_analysts_and_leaders_alone(place, role):
    browser = place.signed_in(role)
    page = browser.get("/sql")
    assert page.status == (200 if role in ("analyst", "hq_leader") else 404)
    assert ('href="/sql"' in browser.get("/").text or 'href="/sql"' in page.text) == (page.status == 200)


def test_an_answer_is_a_table_on_the_page(ask):
    page = ask("select boutique, decimals from doors order by boutique")
    assert page.status == 200
    assert '<th scope="col" class="n">decimals</th>' in page.text
    assert '<td>GVA01</td><td class="n">2</td>' in page.text
    assert f"{len(CREW)} rows" in page.text


def test_an_example_fills_the_box_and_can_be_asked(place):
    import re
    from html import unescape

    browser = place.signed_in("analyst")
    links = set(re.findall(r'href="(/sql\?example=\d+)"', browser.get("/sql").text))
    assert len(links) >= 4
    for link in sorted(links):
        page = browser.get(link)
        sql = unescape(re.search(r"<textarea[^>]*>\n(.*?)</textarea>", page.text, re.DOTALL)[1])
        answer = browser.post("/sql", {"csrf": page.csrf, "sql": sql})
        while "Counting the cells" in answer.text:
            answer = browser.post("/sql", {"csrf": page.csrf, "sql": sql})
        assert answer.status == 200, answer.text
        assert 'id="rows"' in answer.text, link


def test_a_fault_stands_under_the_box_and_the_question_stays(ask):
    page = ask("select <b>nope</b> from doors")
    assert page.status == 400
    assert 'role="alert" id="fault"' in page.text
    assert "select &lt;b&gt;nope&lt;/b&gt; from doors" in page.text
    assert ask("drop table doors").status == 400


def test_values_are_escaped(ask):
    assert "<td>&lt;script&gt;</td>" in ask("select '<script>' as x").text


def test_no_rows_is_said(ask):
    assert "No row fits." in ask("select * from doors where false").text


def test_csv_is_a_file_that_no_spreadsheet_takes_for_formulas(ask):
    file = ask("select '=1+1' as \"@x\", -1.5 as y, null as z", format="csv")
    assert file.headers["content-type"] == "text/csv; charset=utf-8"
    assert "attachment" in file.headers["content-disposition"]
    assert list(csv.reader(io.StringIO(file.text))) == [["'@x", "y", "z"], ["'=1+1", "-1.5", ""]]


def test_a_program_gets_json(ask):
    told = ask(
        "select boutique, decimals, 'nan'::double as x from doors order by 1 limit 1", {"accept": "application/json"}
    )
    assert (told.json["columns"], told.json["rows"], told.json["cut"]) == (
        ["boutique", "decimals", "x"],
        [["GVA01", 2, None]],
        False,
    )
    fault = ask("copy doors to 'x'", {"accept": "application/json"})
    assert (fault.status, "Only SELECT" in fault.json["error"]) == (400, True)


def test_without_the_form_token_nothing_is_asked(place):
    browser = place.signed_in("analyst")
    assert browser.post("/sql", {"sql": "select 1"}).status == 403


def test_only_what_is_declared_is_taken(ask):
    assert ask("select 1", more="x").status == 400


def test_the_page_is_never_kept_by_a_browser(ask):
    assert ask("select 1").headers["cache-control"] == "no-store"
