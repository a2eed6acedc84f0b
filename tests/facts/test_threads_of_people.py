"""Threads of one person: modules and their time, what a team was assigned, ratings, shifts."""

from uuid import UUID

from cabochon.facts import threads
from cabochon.retail.events import Calibration, Shift
from cabochon.retail.master import Identifier
from cabochon.retail.who import person

from .retold import SPACE, at, code, day, employment, heard, master, retell, says
from .test_threads import ANA, ATTEMPT, BEN, MIA, assigned, learning, one


def test_a_module_gives_its_action_once_an_attempt():
    story = [learning("took_on", item="x", attempt=ATTEMPT), learning("took_on", 5, item="x", attempt=UUID(int=8)),
             learning("tried", 2, item="x"), learning("tried", 7, item="x", attempt=UUID(int=8))]  # fmt: skip
    rows = {row["action"]: row for row in retell(story, master())["action"]}
    assert {key: (row["given"], row["tried"]) for key, row in rows.items()} == {
        f"module/ana/m1/x/{ATTEMPT}": (day(0), day(2)), f"module/ana/m1/x/{UUID(int=8)}": (day(5), day(7)),
    }  # fmt: skip
    assert {(row["source"], row["module"]) for row in rows.values()} == {("module", "m1")}


def test_the_steps_of_an_attempt_add_up_to_its_time():
    questions = [learning("practised", minutes=n, seconds=90, item=f"q{n}", attempt=ATTEMPT, success=n > 1)
                 for n in (1, 2)]  # fmt: skip
    story = [*questions, learning("completed", minutes=5, seconds=300, attempt=ATTEMPT),
             learning("passed", minutes=5, seconds=300, attempt=ATTEMPT),
             learning("practised", minutes=9, seconds=60, attempt=ATTEMPT)]  # fmt: skip
    rows = retell(story, master())["learnt"]
    assert [(row["what"], row["minutes"]) for row in rows] == [
        ("practised", 1.5), ("practised", 1.5), ("completed", 2.0), ("passed", 0.0), ("practised", 1.0),
    ]  # fmt: skip
    assert [row["right"] for row in rows] == [0, 1, None, None, None]


def test_a_module_is_done_when_completed_by_its_due_day():
    story = [assigned(day(7), ANA), learning("failed", 1), learning("passed", 7)]
    row = one(retell(story, master()), "assigned")
    assert (row["day"], row["associate"], row["module"], row["done"]) == (day(7), "ana", "m1", 1)
    assert one(retell([story[0], learning("completed", 8)], master()), "assigned")["done"] == 0
    assert one(retell([story[0], learning("completed", 1, BEN)], master()), "assigned")["done"] == 0
    assert retell([assigned(day(7), ANA, withdrawn=True)], master()) == {}


def test_a_module_for_a_team_is_one_for_each_who_works_there_when_it_is_due():
    said = [employment("joined", day(3), "new", job_role="advisor"), employment("left", day(6), "ben"),
            employment("on_leave", day(5), "ana", until=day(9))]  # fmt: skip
    story = [assigned(day(7), job_role="advisor"), learning("completed", 4, person("new"))]
    rows = retell(story, master())["assigned"]
    assert [(row["assignment"], row["done"]) for row in rows] == [
        (f"{SPACE.format(0)}/ana", 0),
        (f"{SPACE.format(0)}/ben", 0),
    ]
    rows = retell(story, master(employed=said))["assigned"]
    assert [(row["associate"], row["done"]) for row in rows] == [("new", 1)]
    assert retell([assigned(day(7), job_role="stock")], master()) == {}


def test_who_works_at_a_door_finds_what_its_team_was_assigned():
    known = master()
    (team,) = heard(assigned(day(7)))
    for name in threads.canonical(team, known):
        assert set(team.thread.strip("|").split("|")) & threads.variants(name, known)


def test_a_raters_last_rating_of_a_clip_counts():
    def rating(minutes, mark, who=MIA):
        return Calibration(**says(at=at(0, minutes), rater=who, clip="c", marks={"welcome": mark}))

    rows = retell([rating(5, "yes"), rating(0, "not_yet"), rating(0, "partly", BEN)], master())["rating"]
    assert {(row["rater"], row["mark"]) for row in rows} == {("mia", "yes"), ("ben", "partly")}


def test_a_shift_is_a_person_and_a_day():
    def shift(key, start, end, **more):
        return Shift(
            **says(at=at(-3), key=key, associate=ANA, day=day(0), starts=at(0, start), ends=at(0, end), **more)
        )

    split = [shift("a", -180, 0), shift("b", 120, 240), shift("b", 60, 240, revision="2")]
    row = one(retell(split, master()), "shift")
    assert (row["shift"], row["minutes"], row["daypart"], row["job_role"]) == (
        f"ana/{day(0)}",
        360,
        "morning",
        "advisor",
    )
    assert retell([shift("a", 0, 60), shift("a", 0, 60, revision="2", cancelled=True)], master()) == {}
    assert retell(split, master(employed=[employment("on_leave", day(0))])) == {}


def test_a_claimed_code_is_told_under_the_person():
    story = [assigned(day(7), ANA), learning("completed", 1, code("JD"))]
    assert one(retell(story, master()), "assigned")["done"] == 0
    known = master(Identifier(source="till:csv", code="JD", person="ana"))
    assert one(retell(story, known), "assigned")["done"] == 1
    assert "module;till:csv/hJD;m1" in threads.variants("module;ana;m1", known)
