"""What is told of the whole house at once."""

from cabochon.facts.housewide import tell
from cabochon.retail.events import Annotation, Decision, Plan
from cabochon.retail.master import Door
from cabochon.retail.who import person

from .retold import DAY, day, employment, heard, master, says

MIA = person("mia")


def annotation(group="", **more):
    return Annotation(**says(tag="launch", title="Rose gold", since=day(0), until=day(1), group=group) | more)


def tagged(*said, known=None):
    return {(row[2], row[3]) for row in tell(heard(*said), known or master())["tag"]}


def test_an_annotation_marks_its_door_its_region_or_all():
    geneva, newyork = {("GVA01", day(0)), ("GVA01", day(1))}, {("NYC02", day(0)), ("NYC02", day(1))}
    assert tagged(annotation()) == geneva
    assert tagged(annotation("Americas")) == newyork
    assert tagged(annotation("all")) == geneva | newyork
    assert tagged(annotation("Atlantis")) == set()


def test_only_doors_open_that_day_are_marked():
    def door(code, **more):
        return Door(code=code, name=code, zone="Europe/Zurich", currency="CHF", region="Lakes", **more)

    known = master(door("A", open_date=day(1)), door("B", close_date=day(0)), door("C", go_live=day(2)))
    assert tagged(annotation("Lakes"), known=known) == {("A", day(1)), ("B", day(0))}


def test_a_door_belongs_to_its_region_of_the_day():
    moved = master(
        Door(code="GVA01", name="Geneva", zone="Europe/Zurich", currency="CHF", region="Lakes"), since=day(1)
    )
    assert tagged(annotation("Lakes"), known=moved) == {("GVA01", day(1))}


def test_a_decision_holds_where_it_says():
    said = [Decision(**says(decision="scale", about=f"module:{n}", since=DAY, by=MIA, group=group))
            for n, group in enumerate(("all", "Europe", ""))]  # fmt: skip
    rows = tell(heard(*said), master())["decision"]
    assert [row[1:5] for row in rows] == [
        (DAY, "scale", "module:0", ""), (DAY, "scale", "module:1", "Europe"), (DAY, "scale", "module:2", "GVA01"),
    ]  # fmt: skip


def test_a_plan_changed_after_the_fact_stays_beside_the_first():
    said = [Plan(**says(plan="p", digest=digest, by=MIA, since=day(7))) for digest in ("aa", "bb")]
    rows = tell(heard(*said), master())["plan"]
    assert [row[:5] for row in rows] == [("p", DAY, "", "aa", day(7)), ("p", DAY, "", "bb", day(7))]


def test_staff_and_leave_come_from_the_roster():
    said = [employment("joined", day(-9)), employment("on_leave", day(0), until=day(2))]
    rows = tell([], master(employed=said))
    assert ("ana", "GVA01", "advisor", day(-9), day(-9), None) in rows["staff"]
    assert rows["leave"] == [("ana", day(0), day(2))]
