"""Today in pilot mode: two tiles, one course, a sentence; and nothing hidden where only some boutiques are in it."""

from dataclasses import replace

from handmade import NOW, Labels, busy

from cabochon.dashboards.filters import Filters
from cabochon.dashboards.pilot_mode import Pilot, kept, looked_at, offers, shows, told, undo
from cabochon.dashboards.reach import Reach
from cabochon.dashboards.today import today

DOORS = {"GVA01": "Geneva", "PAR01": "Paris", "TYO01": "Tokyo"}
REGIONS = {"GVA01": "Europe", "PAR01": "Europe", "TYO01": "Asia"}


ALL, WHOLE = Filters(), Reach()


def page(pilot, filters=ALL, reach=WHOLE):
    return kept(today(busy(), pilot.filters(filters), NOW, reach=pilot.reach(reach)), pilot)


def test_one_boutique_in_pilot_mode_shows_two_tiles_and_the_course_of_satisfaction():
    pilot = looked_at(Labels().doors, {"GVA01": "watch"})
    shown = page(pilot)
    assert [tile.id for tile in shown.tiles] == ["csat", "attach_rate-watch"]
    assert shown.trend is not None
    assert (shown.top, shown.best, shown.comments, shown.moments) == (None, None, None, None)
    assert "line" not in {choice.name for choice in shown.view.choices}
    assert pilot.says == (
        "This boutique is in pilot mode: Today shows client satisfaction and secondary sales of watches; the rest is "
        "switched on by the area coach."
    )


def test_a_product_line_in_the_address_opens_no_other():
    shown = page(looked_at(Labels().doors, {"GVA01": "jewelry"}), Filters(line="watch"))
    assert [tile.id for tile in shown.tiles] == ["csat", "attach_rate-jewelry"]


def test_without_pilot_mode_the_page_is_as_it_was():
    pilot = looked_at(Labels().doors, {})
    assert pilot == Pilot()
    whole = today(busy(), Filters(), NOW)
    assert kept(whole, pilot) is whole
    assert pilot.reach(Reach()) == Reach()


def test_pilot_mode_opens_nothing_that_the_viewer_may_not_see():
    shut = Reach(client=False, comments=False, moments=False, behaviour=False)
    shown = page(looked_at(Labels().doors, {"GVA01": "watch"}), reach=shut)
    assert [tile.id for tile in shown.tiles] == ["attach_rate-watch"]
    assert shown.trend is None


def test_several_boutiques_of_which_some_are_in_it_hide_nothing_and_say_so():
    pilot = looked_at(DOORS, {"PAR01": "watch"})
    assert not pilot.narrows
    assert pilot.says.startswith("Paris is in pilot mode: looked at alone")
    assert looked_at(DOORS, {"PAR01": "watch", "GVA01": "watch"}).says.startswith("Geneva and Paris are in pilot mode")


def test_what_is_looked_at_decides():
    modes = {"GVA01": "watch", "PAR01": "watch"}
    assert looked_at(DOORS, modes, boutique="TYO01") == Pilot()
    assert looked_at(DOORS, modes, boutique="GVA01").lines == ("watch",)
    assert looked_at(DOORS, modes, region="Europe", regions=REGIONS).lines == ("watch",)
    assert looked_at(DOORS, modes, region="Asia", regions=REGIONS) == Pilot()
    assert looked_at(DOORS, {**modes, "PAR01": "jewelry"}, region="Europe", regions=REGIONS).lines == (
        "watch", "jewelry",
    )  # fmt: skip


def test_many_are_not_all_named():
    doors = {f"D{n}": f"Door {n}" for n in range(9)}
    assert "and 2 more" in looked_at(doors, dict.fromkeys(list(doors)[:8], "watch")).says


def test_the_way_to_switch_it_on_is_for_who_may():
    modes = {"GVA01": "watch"}
    assert looked_at(DOORS, modes).address == ""
    assert looked_at(DOORS, modes, may_set=True).address == "/doors/GVA01/golive#shows"
    assert looked_at(DOORS, {**modes, "PAR01": "watch"}, may_set=True).address == "/golive"


def test_the_state_is_said_in_words():
    assert (shows(""), shows("watch")) == ("Everything", "Pilot mode, watches")
    assert "everything of Geneva" in told("Geneva", "")
    assert "secondary sales of jewelry" in told("Geneva", "jewelry")
    assert [value for value, _ in offers("watch")] == ["jewelry"]
    assert undo("watch").endswith("watches")
    assert "everything" in undo("on")
    assert replace(Pilot(), lines=("watch",)).narrows
