"""Names beside points: none on another, on a point or over the edge; one without room is left out."""

from hypothesis import given, settings
from hypothesis import strategies as st

from cabochon.dashboards.look.labels import ROOM, Named, _box, _on, _within, breadth, sides

spots = st.builds(
    Named, st.floats(0, 280), st.floats(0, 260), st.sampled_from(["Geneva", "London, New Bond", "東京銀座店"])
)


@settings(deadline=None)
@given(points=st.lists(spots, max_size=10))
def test_no_name_lies_on_another_on_a_point_or_over_the_edge(points):
    laid = [(one, _box(one, side)) for one, side in zip(points, sides(points, 280, 260), strict=True) if side]
    rim = min(ROOM)
    for place, (one, box) in enumerate(laid):
        assert _within(box, 280, 260)
        assert not any(_on(box, other) for _, other in laid[place + 1 :])
        assert not any(
            _on(box, (p.x - rim, p.y - rim, p.x + rim, p.y + rim)) for p in points if (p.x, p.y) != (one.x, one.y)
        )


def test_two_at_nearly_the_same_spot_are_named_on_two_sides():
    first, second = sides([Named(100, 100, "Geneva"), Named(103, 101, "Zurich")], 280, 260)
    assert first
    assert second
    assert first != second


def test_a_point_without_a_name_gets_none():
    assert sides([Named(100, 100, "")], 280, 260) == [None]


def test_a_name_in_chinese_or_japanese_is_wider_a_letter():
    assert breadth("東京") > breadth("To")
