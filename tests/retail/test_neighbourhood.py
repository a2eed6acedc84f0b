"""The law of late arrivals: relinking neighbourhoods, in any order, says what linking everything at once says."""

from hypothesis import given, settings
from hypothesis import strategies as st

from cabochon.retail.neighbourhood import relink
from cabochon.retail.visit import Windows, link

from .worlds import meets, observation, receipt, records, rushes, survey

WINDOWS = Windows()


class Kept:
    """A world told step by step, the way the projector does it."""

    def __init__(self):
        self.records, self.links, self.visits, self.unsure = {}, {}, {}, set()
        self.asked = []

    def hear(self, *news, gone=()):
        before = {k: self.records[k] for k in {*gone, *(r.key for r in news)} if k in self.records}
        after = {r.key: r for r in news}
        told = relink(self.load, before, after, windows=WINDOWS)
        for key in gone:
            del self.records[key]
        self.records |= after
        for key in told.gone:
            self.links.pop(key, None)
            self.visits.pop(key, None)
            self.unsure.discard(key)
        for visit in told.visits:
            self.visits[visit] = told.linked.visits[visit]
            self.unsure |= {visit} & told.linked.unsure
        for key in {*told.alone, *(key for visit in told.visits for key in told.linked.visits[visit])}:
            self.links[key] = told.linked.links[key]
        return told

    def load(self, reach):
        found = [r for r in self.records.values() if meets(r, reach)]
        self.asked += [r.key for r in found]
        return found

    def is_whole(self):
        whole = link(self.records.values(), WINDOWS)
        assert self.links == whole.links
        assert self.visits == whole.visits
        assert self.unsure == whole.unsure


@st.composite
def tellings(draw):
    """Batches of news: first versions in any order, some told twice with another content, some taken back."""
    count = draw(st.integers(1, 14))
    keys = [f"k{n:02}" for n in range(count)]
    news = [draw(records(key)) for key in keys]
    news += [draw(records(key)) for key in draw(st.lists(st.sampled_from(keys), max_size=4))]
    order = draw(st.permutations(news))
    batches, rest = [], list(order)
    while rest:
        size = draw(st.integers(1, 3))
        batches.append(rest[:size])
        rest = rest[size:]
    return batches, draw(st.lists(st.sampled_from(keys), max_size=3, unique=True))


@settings(max_examples=200, deadline=None)
@given(tellings())
def test_relinking_the_neighbourhood_says_what_linking_everything_says(telling):
    batches, taken_back = telling
    world = Kept()
    for batch in batches:
        world.hear(*{r.key: r for r in batch}.values())
        world.is_whole()
    for key in taken_back:
        world.hear(gone=(key,))
        world.is_whole()


def test_a_late_receipt_takes_the_survey_over():
    world = Kept()
    world.hear(receipt("r1", 0), survey("s", 3 * 1440))
    told = world.hear(receipt("r2", 60))
    world.is_whole()
    assert {"r1", "r2"} <= told.visits


def test_only_what_changed_is_told_again():
    world = Kept()
    world.hear(*(receipt(f"r{n}", 300 * n) for n in range(9)))
    told = world.hear(observation("o", 290, 310))
    assert told.visits == {"o"}
    assert told.gone == {"o", "r1"}


@settings(max_examples=150, deadline=None)
@given(rushes())
def test_in_a_rush_too(news):
    world = Kept()
    world.hear(*news[::2])
    world.is_whole()
    for one in news[1::2]:
        world.hear(one)
    world.is_whole()


def test_a_receipt_asks_for_its_own_associates_time_alone():
    world = Kept()
    world.hear(*(receipt(f"{who}{day}", day * 1440, who) for who in ("ana", "ben") for day in range(30)))
    world.asked.clear()
    world.hear(receipt("news", 10 * 1440 + 60, "ana"))
    world.is_whole()
    assert set(world.asked) == {"ana10", "ana11"}


def test_a_survey_asks_no_farther_back_than_the_receipt_it_falls_to():
    world = Kept()
    world.hear(*(receipt(f"r{day}", day * 1440) for day in range(14)))
    world.asked.clear()
    world.hear(survey("s", 13 * 1440 + 600))
    assert set(world.asked) == {"r13"}
