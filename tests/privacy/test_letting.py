"""Cells are let out as each by itself would be, whichever way they are asked for."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from cabochon.measures.question import Question
from cabochon.privacy.judged import Judged
from cabochon.privacy.letting import let
from cabochon.retail.closed_weeks import Window

DOORS = {"GVA": "Europe", "PAR": "Europe", "MIL": "South", "ROM": "South", "TYO": "Asia"}
REGIONS = sorted(set(DOORS.values()))
LINES = ("jewelry", "watch")
VALUES = {"boutique": tuple(DOORS), "region": tuple(REGIONS), "product_line": LINES}
TABLES = [(), ("region",), ("boutique",), ("product_line",), ("product_line", "region"), ("boutique", "product_line")]
ALL = frozenset(DOORS)
SINCE = date(2026, 3, 2)


def keys(dims):
    found = [()]
    for cut in dims:
        found = [(*key, value) for key in found for value in VALUES[cut]]
    return found


@st.composite
def judgements(draw):
    """Each cell shown, held back or empty, and some tables not judged at all."""
    shown, held = {}, {}
    for dims in TABLES:
        if draw(st.integers(0, 5)):
            states = [(key, draw(st.sampled_from("sssh."))) for key in keys(dims)]
            shown[dims] = frozenset(key for key, state in states if state == "s")
            held[dims] = frozenset(key for key, state in states if state == "h")
    moved = draw(st.booleans())
    regions = {door: frozenset({region, *(["Asia"] if moved and door == "ROM" else [])})
               for door, region in DOORS.items()}  # fmt: skip
    return Judged(shown, held, regions)


def parts(one, at, where):
    """The cells a sum is made of that were not empty, found by looking at all."""
    dims = tuple(sorted({*at, *where}))
    told = one.shown[dims] | one.held.get(dims, frozenset())
    return {
        key for key in told
        if all((cut not in at or at[cut] == value) and (cut not in where or value in where[cut])
               for cut, value in zip(dims, key, strict=True))
    }  # fmt: skip


def lets(one, at, where):
    """As `Judged.lets` for sums that name no region and boutique at once, said in the plainest way."""
    dims = tuple(sorted({*at, *where}))
    if dims in one.shown:
        some = parts(one, at, where)
        if some <= one.shown[dims]:
            return True
        for cut in where.keys() - at.keys():
            less = {name: values for name, values in where.items() if name != cut}
            told = one.shown[dims] | one.held[dims]
            if some == {key for key in told if all(
                (c not in at or at[c] == v) and (c not in less or v in less[c])
                for c, v in zip(dims, key, strict=True))}:  # fmt: skip
                return lets(one, at, less)
    if "boutique" not in where or "boutique" in at:
        return False
    rest = {cut: some for cut, some in where.items() if cut != "boutique"}
    chosen = where["boutique"] & set(one.doors)
    if chosen == set(one.doors):
        return lets(one, at, rest)
    beside = set(chosen)
    for region in {r for door in chosen for r in one.doors[door]}:
        inside = {door for door, regions in one.doors.items() if region in regions}
        alone = inside <= chosen and all(len(one.doors[door]) == 1 for door in inside)
        if alone and alike(one, {**at, "region": region}, rest):
            beside -= inside
    return beside != chosen and all(alike(one, {**at, "boutique": door}, rest) for door in beside)


def alike(one, at, where):
    dims = tuple(sorted({*at, *where}))
    return dims in one.shown and parts(one, at, where) <= one.shown[dims]


def empty(one, at, where):
    dims = tuple(sorted({*at, *where}))
    return dims in one.shown and not parts(one, at, where)


@settings(max_examples=300, deadline=None)
@given(
    st.lists(judgements(), min_size=1, max_size=2),
    st.sampled_from([(), ("region",), ("boutique",), ("product_line",), ("boutique", "product_line")]),
    st.sets(st.sampled_from(sorted(DOORS)), min_size=1),
    st.sampled_from([None, ("watch",), LINES]),
)
def test_a_cell_is_let_out_as_the_plainest_rule_says(told, by, doors, lines):
    where = {"boutique": tuple(sorted(doors)), **({"product_line": lines} if lines else {})}
    if "region" in by and doors != ALL:
        return  # a boutique's region is no cut of its own: see test_enclosing
    weeks = {Window(date(2026, 3, 2 + 7 * n)): one for n, one in enumerate(told)}
    question = Question("attach_rate", by, SINCE, None, where)
    meant = {cut: frozenset(values) for cut, values in where.items() if cut != "boutique" or doors != ALL}
    expected = set()
    for key in keys(by):
        at = dict(zip(by, key, strict=True))
        if all(lets(one, at, meant) for one in told) and not all(empty(one, at, meant) for one in told):
            expected.add(key)
    assert let(question, keys(by), weeks, doors=ALL) == expected


def test_by_week_each_week_is_held_against_its_own_judgement():
    one, other = (Judged({("region",): frozenset({(region,)})}, {("region",): frozenset()}) for region in REGIONS[:2])
    weeks = {Window(SINCE): one, Window(date(2026, 3, 9)): other}
    cells = [(region, day) for region in REGIONS[:2] for day in ("2026-03-02", "2026-03-09")]
    question = Question("attach_rate", ("region", "week"), SINCE, None, {"boutique": tuple(DOORS)})
    assert let(question, cells, weeks, doors=ALL) == {(REGIONS[0], "2026-03-02"), (REGIONS[1], "2026-03-09")}
