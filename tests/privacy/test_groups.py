"""Small groups, by brute force: everything that is shown is added and subtracted, and no small group may come out."""

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from cabochon.privacy.groups import Group, Least, shown, withholding

REGIONS = {"A": "x", "B": "x", "C": "x", "D": "y", "E": "y"}
LEAST = Least(5, 10)
PRIME = (1 << 61) - 1
LADDER = [(), ("region",), ("boutique",), ("job_role",), ("boutique", "job_role")]

people = st.lists(
    st.tuples(st.sampled_from("ABCDE"), st.sampled_from(["advisor", "advisor", "stock", "cashier"])),
    min_size=5,
    max_size=70,
)


class Chain:
    """People by boutique and job role, ten events each."""

    def __init__(self, places):
        self.finest = {}
        for i, place in enumerate(places):
            self.finest.setdefault(place, set()).add(f"p{i}")

    @staticmethod
    def at(place):
        return {"boutique": place[0], "region": REGIONS[place[0]], "job_role": place[1]}

    def table_of(self, dims):
        table = {}
        for place, who in self.finest.items():
            key = tuple(self.at(place)[dim] for dim in dims)
            table[key] = table.get(key, Group()) + Group(10 * len(who), frozenset(who))
        return table

    def look(self, by, where):
        """Each shown cell as the set of finest places it adds up."""
        for cell in shown(by, where, table_of=self.table_of, regions=REGIONS, least=LEAST):
            yield {
                place
                for place in self.finest
                if all(self.at(place)[dim] in some for dim, some in where.items())
                and tuple(self.at(place)[dim] for dim in by) == cell
            }


@settings(max_examples=60, deadline=None)
@given(people)
def test_no_shown_total_less_its_shown_parts_leaves_fewer_than_five_people(places):
    chain, both = Chain(places), ("boutique", "job_role")
    steps = [((), ("region",)), ((), ("boutique",)), (("region",), ("boutique",)), ((), ("job_role",))]
    for coarse, fine in [*steps, (("boutique",), both), (("job_role",), both)]:
        parts = list(chain.look(fine, {}))
        for total in chain.look(coarse, {}):
            rest = total - {place for part in parts for place in part}
            count = sum(len(chain.finest[place]) for place in rest)
            assert count == 0 or count >= 5, (coarse, fine)


@settings(max_examples=8, deadline=None, derandomize=True)
@given(people)
def test_no_small_cell_follows_from_all_the_answers_together(places):
    """Every step of the ladder and every choice of boutiques or roles as a filter: equations over the finest cells."""
    chain = Chain(places)
    doors = [set(some) for size in range(1, 5) for some in combinations("ABCDE", size)]
    roles = [set(some) for size in (1, 2) for some in combinations(("advisor", "stock", "cashier"), size)]
    asked = [(by, {}) for by in LADDER]
    asked += [(by, {"boutique": some}) for some in doors for by in ((), ("job_role",))]
    asked += [(by, {"job_role": some}) for some in roles for by in ((), ("boutique",))]
    order = sorted(chain.finest)
    pivots = {}
    for by, where in asked:
        for places_in in chain.look(by, where):
            _learn(pivots, [int(place in places_in) for place in order])
    for place in order:
        if len(chain.finest[place]) < 5:
            assert any(_left(pivots, [int(other == place) for other in order])), place


def _left(pivots, row):
    """What of a sum does not follow from what was learnt."""
    for i in range(len(row)):
        if row[i] and i in pivots:
            row = [(a - row[i] * b) % PRIME for a, b in zip(row, pivots[i], strict=True)]
    return row


def _learn(pivots, row):
    row = _left(pivots, row)
    first = next((i for i, a in enumerate(row) if a), None)
    if first is None:
        return
    inverse = pow(row[first], PRIME - 2, PRIME)
    row = [a * inverse % PRIME for a in row]
    for i, known in pivots.items():
        pivots[i] = [(a - known[first] * b) % PRIME for a, b in zip(known, row, strict=True)]
    pivots[first] = row


def test_a_remainder_is_closed_with_the_smallest_parts_first():
    sizes, start, groups = {("a",): 2, ("b",): 6, ("c",): 7, ("d",): 20}, 0, {}
    for key, size in sizes.items():
        groups[key] = Group(100, frozenset(f"p{start + i}" for i in range(size)))
        start += size
    whole = sum(groups.values(), Group())
    tables = {("boutique",): groups, (): {(): whole}, ("region",): {("",): whole}}
    assert withholding(lambda dims: tables[dims], regions={}, least=LEAST)(("boutique",)) == {("a",), ("b",)}


def test_codes_of_two_sources_count_as_the_larger_source():
    assert Group(9, frozenset({"p1", "till/a", "till/b", "survey/a"})).size == 3
