"""Saved views: one's own, by page, at most forty, removed and brought back, gone with their owner."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from cabochon.directory.board_rows import SavedView
from cabochon.directory.rows import Account
from cabochon.house.erasing_rows import OF_ACCOUNTS
from cabochon.privacy.viewer import Viewer
from cabochon.refusals import Conflict, NotAllowed, Refused, Unknown

NOW = datetime(2026, 3, 31, 10, tzinfo=UTC)
PAGE = "/behaviours"


@pytest.fixture
def place(furnished):
    house, one = furnished
    house.clock = lambda: NOW
    return house, one


def viewer(name="coach", role="area_coach"):
    return Viewer(account=name, role=role, boutiques=frozenset({"GVA01"}), name=name.title())


def keep(place, name="Watches", query="line=watch", *, page=PAGE, who=None, view=None):
    return place[0].boards.views.keep(who or viewer(), page, query, name, view or str(uuid4()))


def names(place, page=PAGE, who=None):
    return [row.name for row in place[0].boards.views.of(who or viewer(), page)]


def test_views_are_listed_by_name_and_page_and_belong_to_one_account(place):
    keep(place, "watches")
    keep(place, "Jewelry", "line=jewelry")
    keep(place, "Elsewhere", page="/coaching")
    keep(place, "Mine", who=viewer("other"))
    assert names(place) == ["Jewelry", "watches"]
    assert names(place, "") == ["Elsewhere", "Jewelry", "watches"]
    assert names(place, who=viewer("other")) == ["Mine"]


def test_a_form_sent_twice_is_kept_once_and_a_name_used_again_is_the_same_view_anew(place):
    view = str(uuid4())
    assert keep(place, view=view) == keep(place, view=view) == view
    assert keep(place, "WATCHES", "line=watch&period=7") == view
    (row,) = place[0].boards.views.of(viewer(), PAGE)
    assert (row.name, row.query) == ("WATCHES", "line=watch&period=7")


@pytest.mark.parametrize(("name", "query"), [
    ("", ""), (" ", ""), ("x" * 41, ""), ("Mr Dupont’s visits", ""), ("x", "q" * 1001),
])  # fmt: skip
def test_what_is_no_view_is_refused(place, name, query):
    with pytest.raises(Refused):
        keep(place, name, query)
    assert names(place) == []


def test_forty_are_kept(place):
    for n in range(40):
        keep(place, f"View {n}")
    with pytest.raises(Conflict):
        keep(place, "One more")
    keep(place, "View 7", "line=watch&shift=evening")
    assert len(names(place)) == 40


def test_a_removed_one_is_offered_for_a_while_and_comes_back(place):
    house, _ = place
    view = keep(place)
    views = house.boards.views
    views.remove(viewer(), view)
    assert names(place) == []
    assert [row.id for row in views.removed(viewer(), PAGE)] == [view]
    views.restore(viewer(), view)
    assert names(place) == ["Watches"]
    views.remove(viewer(), view)
    house.clock = lambda: NOW + timedelta(hours=1)
    assert views.removed(viewer(), PAGE) == ()
    keep(place, "Another")
    assert house.directory.get(SavedView, view) is None
    with pytest.raises(Unknown):
        views.restore(viewer(), view)


def test_one_whose_name_was_taken_meanwhile_does_not_come_back_beside_it(place):
    view = keep(place)
    place[0].boards.views.remove(viewer(), view)
    keep(place)
    with pytest.raises(Conflict):
        place[0].boards.views.restore(viewer(), view)


def test_it_is_renamed_but_not_to_a_name_that_is_there(place):
    view = keep(place)
    keep(place, "Jewelry")
    place[0].boards.views.rename(viewer(), view, "Time pieces")
    assert names(place) == ["Jewelry", "Time pieces"]
    with pytest.raises(Conflict):
        place[0].boards.views.rename(viewer(), view, "jewelry")


def test_one_of_a_page_is_begun_with(place):
    views = place[0].boards.views
    first, second = keep(place, query="line=watch"), keep(place, "Jewelry", "line=jewelry")
    keep(place, "Elsewhere", page="/coaching")
    assert views.start(viewer(), PAGE) is None
    views.make_default(viewer(), first)
    views.make_default(viewer(), second)
    assert views.start(viewer(), PAGE) == "line=jewelry"
    assert views.start(viewer(), "/coaching") is None
    views.make_default(viewer(), second, on=False)
    assert views.start(viewer(), PAGE) is None
    views.make_default(viewer(), first)
    views.remove(viewer(), first)
    assert views.start(viewer(), PAGE) is None


def test_nobody_touches_anothers(place):
    view, views, other = keep(place), place[0].boards.views, viewer("other")
    for act in (lambda: views.rename(other, view, "Mine"), lambda: views.remove(other, view),
                lambda: views.restore(other, view), lambda: views.make_default(other, view),
                lambda: keep(place, "Mine", view=view, who=other)):  # fmt: skip
        with pytest.raises(Unknown):
            act()
    assert names(place) == ["Watches"]


@pytest.mark.parametrize("role", ["admin", "auditor"])
def test_roles_without_dashboards_keep_none(place, role):
    with pytest.raises(NotAllowed):
        keep(place, who=viewer("a", role))
    assert place[0].boards.views.of(viewer("a", role)) == ()


def test_views_go_with_the_account_and_those_of_a_person_with_the_person(place):
    house, one = place
    leaver = one.sellers[one.doors[0].code][0].person
    house.directory.put(Account(id="leaver", login="leaver", name=leaver.name, role="associate", person=leaver.id))
    keep(place, "Mine", who=viewer("leaver", "associate"))
    keep(place, "About them", f"associate={leaver.id}")
    keep(place, "Watches")
    assert OF_ACCOUNTS[SavedView] == ("account",)
    house.trust.erasing.erase(leaver.id, by="admin")
    assert names(place) == ["Watches"]
    assert house.directory.find(SavedView, account="leaver") == []
