"""The law of late arrivals: relinking neighbourhoods, in any order, says what linking everything at once says."""

from hypothesis import given, settings
from hypothesis import strategies as st

from cabochon.retail.neighbourhood import relink
from cabochon.retail.visit import Windows, link

from .worlds import meets, observation, receipt, records, survey

WINDOWS = Windows()


class Kept:
    """A world told step by step, the way the projector does it."""

    def __init__(self):
        self.records, self.links, self.visits, self.unsure = {}, {}, {}, {}

    def hear(self, *news, gone=()):
        before = {k: self.records[k] for k in {*gone, *(r.key for r in news)} if k in self.records}
        after = {r.key: r for r in news}
        told = relink(
            lambda reach: [r for r in self.records.values() if meets(r, reach)], before, after, windows=WINDOWS
        )
        for key in gone:
            del self.records[key]
        self.records |= after
        for key in told.gone:
            self.links.pop(key, None)
            self.visits.pop(key, None)
            self.unsure.pop(key, None)
        for visit in told.visits:
            self.visits[visit] = told.linked.visits[visit]
            self.unsure[visit] = told.linked.unsure[visit]
        for key in {*told.alone, *(key for visit in told.visits for key in told.linked.visits[visit])}:
            self.links[key] = told.linked.links[key]
        return told

    def is_whole(self):
        whole = link(self.records.values(), WINDOWS)
        assert self.links == whole.links
        assert self.visits == whole.visits
        assert {v: n for v, n in self.unsure.items() if n} == dict(whole.unsure)


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
