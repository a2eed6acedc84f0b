"""What each column of a dropped file holds is said over it, by a form; what is wrong says where to mend it."""

import re

import pytest
from test_connections_pages import act, drop, sales

from cabochon.web.pages import connections_columns as columns

BARE = "Xa;Xb;Zeit;Artikel;Menge;Betrag;MwSt;Gast"
ROW = "{door};{n};31.03.2026 14:05;W-1;1;108,10;8,10;anna@example.com"


@pytest.fixture
def admin(place):
    return place.signed_in("admin")


@pytest.fixture
def there(place, admin):
    """The address of a dropped file of which nobody can tell the boutique and the receipt's number."""
    body = "\n".join([BARE, *(ROW.format(door=place.other, n=f"R{n}") for n in range(30)), ""])
    return drop(admin, body.encode()).headers["location"]


def digest(page):
    return re.search(r'name="heads" value="(\w+)"', page)[1]


def chosen(page, heading):
    """The field a column is read as, as its select stands."""
    part = re.search(rf'aria-label="What the column {heading} holds".*?</select>', page, re.DOTALL)[0]
    found = re.search(r'value="(\w+)" selected', part)
    return found[1] if found else ""


def look(admin, there, **fields):
    return act(admin, there, do="look", heads=digest(admin.get(there).text), **fields)


def test_what_is_needed_and_has_no_column_is_asked_for_at_the_top(admin, there):
    page = admin.get(there).text
    top = page.partition('aria-label="Still needed"')[2].partition("</section>")[0]
    for field in re.findall(r'name="n-(\w+)"', top):
        assert chosen(page, "Xb") != field
    assert 'name="n-ticket"' in top or chosen(page, "Xb") == "ticket"
    assert re.search(r"<button class=\"btn primary\" disabled", page) or not top


def test_columns_are_chosen_without_a_script_and_the_rows_follow(place, admin, there):
    assert look(admin, there, **{"f-0": "boutique", "f-1": "ticket", "f-2": "sold_at", "f-7": ""}).status == 303
    page = admin.get(there).text
    assert (chosen(page, "Xa"), chosen(page, "Xb"), chosen(page, "Gast")) == ("boutique", "ticket", "")
    assert "30 receipts" in page
    assert "All 30 rows are fine." in page
    assert "anna@example.com" not in page
    act(admin, there, do="bring")
    assert 'ticket = "Xb"' in place.house.connections.one(there_source(place, there)).mapping


def there_source(place, there):
    return place.house.connections.files.one(place.house.viewer("admin"), there.rpartition("/")[2]).source


def test_a_field_moves_to_the_column_it_is_chosen_for(admin, there):
    look(admin, there, **{"f-0": "boutique", "f-1": "ticket"})
    look(admin, there, **{"f-0": "ticket"})
    page = admin.get(there).text
    assert (chosen(page, "Xa"), chosen(page, "Xb")) == ("ticket", "")
    look(admin, there, **{"n-boutique": "1"})
    assert chosen(admin.get(there).text, "Xb") == "boutique"


def test_two_columns_for_one_field_are_refused_with_both_names(admin, there):
    answer = look(admin, there, **{"f-0": "cashier", "f-1": "cashier"})
    assert answer.status == 400
    assert "Xa and Xb were both chosen as Cashier’s code" in answer.text


@pytest.mark.parametrize("fields", [{"f-0": "password"}, {"n-ticket": "99"}, {"n-ticket": "x"}, {"n-nothing": "0"}])
def test_what_is_no_column_or_no_field_is_refused(admin, there, fields):
    assert look(admin, there, **fields).status == 400


def test_a_form_of_other_columns_is_refused(admin, there):
    answer = act(admin, there, do="look", heads="000000000000", **{"f-0": "boutique"})
    assert answer.status == 400
    assert "the columns have changed" in answer.text.lower()


def test_one_boutique_for_all_of_a_file_is_a_choice_at_the_top(place, admin, there):
    look(admin, there, **{"f-0": "", "f-1": "ticket", "at": place.other})
    page = admin.get(there).text
    assert "30 receipts" in page


def test_another_encoding_calls_the_columns_otherwise_and_they_stay_what_they_are(place, admin):
    body = sales(place, *["W-1"] * 12).decode().encode("cp1252")
    there = drop(admin, body).headers["location"]
    assert chosen(admin.get(there).text, "Verkäufer") == "seller"
    look(admin, there, encoding="cp1251")
    page = admin.get(there).text
    assert "Verkдufer" in page
    assert chosen(page, "Verkдufer") == "seller"


def test_a_mapping_that_names_columns_the_file_lacks_can_leave_them_out(place, admin):
    place.house.connections.add("lacks", connector="till_csv", by="test")
    first = drop(admin, sales(place, *["W-1"] * 12), source="lacks").headers["location"]
    act(admin, first, do="bring")
    body = sales(place, *["W-2"] * 12).decode().replace("Verkäufer", "Kasse 9").encode()
    there = drop(admin, body, source="lacks").headers["location"]
    page = admin.get(there).text
    assert "names columns that this file does not have: Verkäufer" in page
    assert "As last time" in page
    look(admin, there, out="1")
    assert "12 receipts" in admin.get(there).text


def test_a_file_that_was_brought_in_is_looked_at_again_and_corrected(place, admin):
    place.house.connections.add("undo", connector="till_csv", by="test")
    there = drop(admin, sales(place, *["W-1"] * 12), source="undo").headers["location"]
    act(admin, there, do="bring")
    assert "Change how it is read" in admin.get(there).text
    act(admin, there, do="again")
    look(admin, there, **{"f-5": "net"})
    assert chosen(admin.get(there).text, "Betrag") == "net"
    act(admin, there, do="bring")
    one = place.house.connections.files.one(place.house.viewer("admin"), there.rpartition("/")[2])
    assert (one.delivery.new, one.delivery.corrected) == (0, 12)


DOUBTFUL = "\n".join(["boutique;ticket;sold_at;sku;quantity;gross;tax", *(
    f"{{door}};{n};0{n % 3 + 1}/04/2026 1{n % 9}:05;W-1;1;108.10;8.10" for n in range(20)), ""])  # fmt: skip


def test_days_that_nothing_decides_are_asked_for_before_anything_is_brought_in(place, admin):
    there = drop(admin, DOUBTFUL.format(door=place.door).encode()).headers["location"]
    page = admin.get(there).text
    assert "01/04/2026 is 1 April 2026" in page
    assert "01/04/2026 is 4 January 2026" in page
    assert 'name="order" value="%d/%m/%Y %H:%M"' in page
    assert "checked" not in page.partition('class="either"')[2].partition("</fieldset>")[0]
    assert '<button class="btn primary" disabled' in page
    refused = act(admin, there, do="bring")
    assert refused.status == 400
    assert "nobody said yet which is right" in refused.text
    assert look(admin, there, order="%Y").status == 400
    assert look(admin, there, order="%m/%d/%Y %H:%M").status == 303
    page = admin.get(there).text
    assert re.search(r'value="%m/%d/%Y %H:%M" form="reading" autocomplete="off" checked', page)
    assert '<button class="btn primary" disabled' not in page
    assert look(admin, there, order="%m/%d/%Y %H:%M", date="%d/%m/%Y %H:%M").status == 303
    page = admin.get(there).text
    assert re.search(r'value="%d/%m/%Y %H:%M" form="reading" autocomplete="off" checked', page)
    look(admin, there, order="%m/%d/%Y %H:%M", date="%d/%m/%Y %H:%M")
    act(admin, there, do="bring")
    mapping = place.house.connections.one(there_source(place, there)).mapping
    assert '"%m/%d/%Y %H:%M"' in mapping
    assert "%d/%m" not in mapping
    next_one = drop(admin, DOUBTFUL.format(door=place.door).encode(), source=there_source(place, there))
    assert 'name="order"' not in admin.get(next_one.headers["location"]).text


WIDE = {
    "hours": (
        "Store;Date;09:00;10:00;11:00;Total",
        ["{door};31.03.2026;4;5;6;15", "{door};30.03.2026;1;2;3;6", "Total;;5;7;9;21"],
        ("wide = true", "[skip]"),
    ),
    "doors": (
        "Store;Date;Hour;Main entrance;Side entrance",
        ["{door};31.03.2026;10:00;4;5", "{door};31.03.2026;11:00;1;2"],
        ("[counters]",),
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", WIDE)
def test_counts_side_by_side_stay_so_when_the_form_is_sent(place, admin, kind):
    head, rows, kept = WIDE[kind]
    body = "\n".join([head, *rows, ""]).format(door=place.door).encode()
    there = drop(admin, body, connector="traffic_csv", title="Doors").headers["location"]
    before = place.house.connections.files.one(place.house.viewer("admin"), there.rpartition("/")[2]).text
    fields = dict(re.findall(r'<select id="(f-\d+)".*?value="(\w+)" selected', admin.get(there).text, re.DOTALL))
    assert look(admin, there, **fields, decimal=".", zone="", at="").status == 303
    act(admin, there, do="bring")
    mapping = place.house.connections.one(there_source(place, there)).mapping
    assert all(one in before and one in mapping for one in kept)
    page = admin.get(there).text
    assert "It is in." in page
    assert f"<dt>Kept</dt><dd>{ {'hours': 6, 'doors': 4}[kind] }</dd>" in page


def test_what_was_recognised_is_told_by_the_names_of_the_page(place, admin):
    body = sales(place, *["W-1"] * 12).decode().replace("Zeit", "Xyz").encode()
    page = admin.get(drop(admin, body).headers["location"]).text
    assert "for: Day and time of sale." in page
    assert "for: sold_at" not in page


def test_hundreds_of_columns_fit_into_the_form(place, admin):
    body = sales(place, *["W-1"] * 5).decode().splitlines()
    wide = [line + "".join(f";{'Spalte ' if not n else ''}{at}" for at in range(300)) for n, line in enumerate(body)]
    there = drop(admin, "\n".join([*wide, ""]).encode()).headers["location"]
    page = admin.get(there).text
    assert page.count("data-col") == columns.MOST
    assert "5 receipts" in page
    at = re.search(r'<option value="(\d+)">Spalte 299<', page)[1]
    look(admin, there, another=at, **{"f-another": "basket"})
    assert chosen(admin.get(there).text, "Spalte 299") == "basket"


def test_a_refusal_is_a_whole_sentence(admin):
    answer = drop(admin, b"%PDF-1.4 x", called="kasse.csv")
    assert answer.status == 400
    assert "Is a PDF, whatever it is called; export a table, as CSV or Excel. Nothing was kept." in answer.text


def test_cells_that_are_markup_are_words(place, admin):
    body = sales(place, *["W-1"] * 8).decode().replace("Kundin", "<b>Kundin</b>").replace("108,10", "<i>x</i>", 1)
    page = admin.get(drop(admin, body.encode()).headers["location"]).text
    assert "<b>Kundin" not in page
    assert "<i>x" not in page
