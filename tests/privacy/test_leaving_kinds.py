"""Coaching, stock and the programme on the way out: names, the ladder, many questions at once."""

from datetime import UTC, datetime

import pytest
from sold import HQ, LOT, MANAGER, REGIONS, TODAY, asking, crew, held, told, viewer

from cabochon.measures.question import Question
from cabochon.privacy import leaving
from cabochon.privacy.frozen import Frozen
from cabochon.refusals import NotAllowed, Unanswerable, Unknown

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)

# Further kinds of numbers


@pytest.mark.parametrize("measure", ["exception_rate.void", "shrink_rate", "sop.receiving", "coaching_moments",
                                     "huddle_days", "addon_availability", "recognitions"])  # fmt: skip
def test_what_names_nobody_is_exempt_for_the_whole_door(ask, measure):
    for cells in (ask(HQ, measure, ("boutique",)).cells, ask(viewer("area_coach", "MIL"), measure, ("week",)).cells):
        assert not any(cell and cell.people for cell in cells.values())  # nothing is refused, nobody is counted


def test_exceptions_are_never_asked_by_person(ask):
    with pytest.raises(Unanswerable, match="by door, never by person"):
        ask(MANAGER, "exception_rate.void", ("associate",))


@pytest.mark.parametrize(("measure", "cut"), [("logging_seconds", "coach"), ("agreement.welcome", "rater"),
                                              ("behaviour.welcome", "coach")])  # fmt: skip
def test_coaches_and_raters_are_named_inside_their_boutique_only(ask, measure, cut):
    assert ask(MANAGER, measure, (cut,)).cells == {}
    for role in ("hq_leader", "area_coach"):
        with pytest.raises(NotAllowed, match="stay in their boutique"):
            ask(viewer(role, *REGIONS), measure, (cut,))
    with pytest.raises(NotAllowed):
        ask(viewer("associate", "GVA", person="GVA-1"), measure, (cut,))


def test_role_by_tenure_is_on_the_ladder_where_both_parts_hold_five(warehouse):
    sold = [*crew("GVA", 9), *crew("PAR", 7, tenure="0-3"), *crew("TYO", 6, job="cashier")]
    found = asking(told(sold, warehouse))
    assert not held(found(HQ, by=("job_role", "tenure")))
    few = crew("MIL", 2, each=9, tenure="0-3", job="stock")
    found = asking(told([*sold, *few], warehouse))
    assert len(held(found(HQ, by=("job_role",)))) == 3  # Europe less its advisors would be these two
    assert not any(found(HQ, by=("job_role", "tenure")).cells.values())


def test_role_by_tenure_is_for_neither_boutiques_nor_kinds_of_doors(ask):
    found = ask
    with pytest.raises(Unanswerable, match="together"):
        found(HQ, by=("boutique", "tenure"))
    with pytest.raises(Unanswerable, match="together"):
        found(HQ, by=("door_type",))


def said(found):
    return (type(found), str(found)) if isinstance(found, Exception) else found


def test_a_judgement_that_is_remembered_asks_nothing_of_the_people_again(warehouse):
    facts = told([*crew("GVA", 8), *crew("MIL", 3, each=5), *crew("TYO", 6)], warehouse)
    asked = []

    def answers(some):
        asked.append([one.by for one in some])
        return [facts(one) for one in some]

    frozen = Frozen()
    most = {"doors": REGIONS, "least_people": 5, "least_events": 10, "frozen": frozen, "today": TODAY}
    question = Question("attach_rate", ("boutique",), *LOT)
    first, again = (leaving.ask_many(HQ, [question], answers, **most)[0] for _ in range(2))
    assert again.cells == first.cells
    assert None in again.cells.values()
    assert asked[0][0][-2:] == ("associate", "week")
    assert asked[1:] == [[("boutique",)]] * 2
    other = leaving.ask_many(viewer("area_coach", "GVA", "MIL"), [question], answers, **most)[0]
    assert len(asked) == 4  # of the whole maison, whoever looks
    assert other.cells == {key: first.cells[key] for key in (("GVA",), ("MIL",))}


def test_many_questions_are_answered_and_refused_each_as_by_itself(warehouse):
    facts = told([*crew("GVA", 8), *crew("MIL", 3, each=5), *crew("TYO", 6)], warehouse)
    questions = [Question("attach_rate", ("boutique",), *LOT), Question("attach_rate", ("associate",)), Question("atv"),
                 Question("csat", ("region",), *LOT), Question("csat", (), *LOT, {"boutique": ("NOWHERE",)}),
                 Question("atv", where={"day": ("tomorrow",)})]  # fmt: skip
    looks = []

    def answers(some):
        looks.append(len(some))
        return [facts(one) for one in some]

    most = {"doors": REGIONS, "least_people": 5, "least_events": 10, "today": TODAY}
    together = leaving.ask_many(HQ, questions[:-1], answers, **most)
    assert len(looks) == 2  # who stands behind them, and the numbers

    def alone(question):
        try:
            return leaving.ask(HQ, question, facts, **most)
        except (NotAllowed, Unanswerable, Unknown) as refused:
            return refused

    assert list(map(said, together)) == [said(alone(question)) for question in questions[:-1]]
    refused = leaving.ask_many(HQ, [questions[-1], questions[2]], answers, **most)
    assert isinstance(refused[0], Unanswerable)
    assert refused[1].whole.n
