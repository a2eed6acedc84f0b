"""Learning paths, as those who write them get them; all of it works without JavaScript."""

import pytest


@pytest.fixture(scope="module")
def author(place):
    place.house.catch_up()
    return place.signed_in("ld_author")


def form(page, **other):
    return {"csrf": page.csrf, "turn": "0", "title": "First days", "begins": "2026-04-01", "refresh": "",
            "module-0": "natural-add-on", "days-0": "7", "roles": ["advisor"], "do": "save"} | other  # fmt: skip


def made(place, author, **other):
    answer = author.post("/paths/new", form(author.get("/paths/new"), **other))
    assert answer.status == 303, answer.text
    return answer.headers["location"].partition("?")[0]


def test_who_opens_it_is_the_may_tables_word(place, author):
    assert [place.signed_in(role).get("/paths").status for role in ("manager", "associate", "area_coach")] == [404] * 3
    assert place.signed_in("hq_leader").get("/paths").status == author.get("/paths").status == 200


def test_a_path_is_written_and_is_off(place, author):
    address = made(place, author, title="Second days")
    page = author.get(address)
    assert "Second days" in page.text
    assert "Switch on" in page.text
    assert "Who would get what" in page.text
    assert "Second days" in author.get("/paths").text


def test_a_path_that_ships_is_taken_over_in_one_tap(place, author):
    page = author.get("/paths")
    starter = place.house.paths.starters()[0]
    answer = author.post("/paths/new", {"csrf": page.csrf, "do": "take", "starter": starter.key})
    assert answer.status == 303
    taken = author.get(answer.headers["location"])
    assert starter.path.title in taken.text
    assert "Taken over, and off" in taken.text
    assert f'value="{starter.key}"' not in author.get("/paths").text


def test_steps_are_added_moved_and_removed_by_buttons(place, author):
    keys = list(place.house.paths.modules())[:2]
    page = author.post("/paths/new", form(author.get("/paths/new"), do="add-", add=keys[-1], **{"module-0": keys[0]}))
    assert page.status == 200
    assert "Not saved yet" in page.text
    if len(keys) == 2:
        up = author.post("/paths/new", form(page, do="up-1", **{
            "module-0": keys[0], "days-0": "7", "module-1": keys[1], "days-1": "10"})).text  # fmt: skip
        first = up.index('name="module-0"')
        assert f'<option value="{keys[1]}" selected' in up[first : up.index('name="days-0"')]
        assert 'name="days-0" min="1" max="730" required value="7"' in up
    gone = author.post("/paths/new", form(page, do="remove-0")).text
    assert "None yet" in gone


def test_it_is_switched_on_undone_and_off(place, author):
    address = made(place, author, title="Third days")
    key = address.rpartition("/")[2]
    page = author.get(address)
    assert author.post(address, {"csrf": page.csrf, "turn": "1", "do": "on"}).status == 303
    assert place.house.paths.one(key).on
    page = author.get(f"{address}?done=on")
    assert "Switch off" in page.text
    author.post(address, {"csrf": page.csrf, "turn": "2", "do": "undo"})
    assert not place.house.paths.one(key).on


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"title": ""}, "The title is missing"),
        ({"module-0": "no-such"}, "is no module of the library"),
        ({"days-0": "soon"}, "should be a whole number of days"),
        ({"days-0": "0"}, "should be 1 to 730 days"),
        ({"refresh": "90, 30"}, "should grow"),
        ({"hired": "spring"}, "should be a day"),
        ({"boutiques": ["NONE"]}, "there is no boutique NONE"),
    ],
)
def test_what_is_wrong_is_said_and_the_form_kept(author, wrong, says):
    answer = author.post("/paths/new", form(author.get("/paths/new"), **wrong))
    assert answer.status == 400
    assert says in answer.text
    assert "Nothing was kept" in answer.text


def test_two_who_write_at_once_are_told(place, author):
    address = made(place, author, title="Fourth days")
    page = author.get(address)
    assert author.post(address, form(page, turn="1", title="Mine")).status == 303
    late = author.post(address, form(page, turn="1", title="Yours"))
    assert late.status == 409
    assert "changed it meanwhile" in late.text
    assert 'value="Yours"' in late.text
    assert place.house.paths.one(address.rpartition("/")[2]).title == "Mine"


def test_a_title_with_markup_is_words(place, author):
    address = made(place, author, title="<b>Bold</b> days")
    assert "<b>Bold</b>" not in author.get(address).text


def test_a_path_nobody_wrote_is_unknown(author):
    assert author.get("/paths/none-such").status == 404
