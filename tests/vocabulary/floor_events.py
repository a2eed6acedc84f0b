"""Any event of any kind, as Hypothesis makes them up: odd codes, every script, many lines, fractions."""

from datetime import timedelta, timezone

from hypothesis import strategies as st

from cabochon.retail.currencies import EXPONENTS
from cabochon.retail.events import (
    FORMS,
    LEARNING,
    MARKS,
    SALE_TYPES,
    Action,
    Coaching,
    Learning,
    Line,
    Observation,
    Receipt,
    Survey,
    Traffic,
)
from cabochon.retail.who import Who, person

words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
codes = words | st.sampled_from(["", ".", "..", "a/b", "A%2F", "GVA 01", "?#", "東京"])
zones = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
instants = st.datetimes(timezones=zones)
days = st.dates()
people = st.builds(person, codes) | st.builds(Who, st.sampled_from(["till:csv", "survey:typeform", "a/b c"]), codes)
whole = st.integers(-(2**53) + 1, 2**53 - 1)
counts = st.integers(0, 2**40)
numbers = st.floats(allow_nan=False, allow_infinity=False)
tags = st.sampled_from(["", "en", "fr-CH", "zh-Hant", "zh-Hans-CN", "cmn", "es-419"])
maybe = st.none

common = {
    "at": instants, "boutique": codes, "source": codes, "key": codes, "revision": codes, "id": st.uuids(),
}  # fmt: skip
lines = st.builds(
    Line, sku=codes, quantity=numbers, net=st.integers(-(2**40), 2**40), discount=whole, zero_reason=words
)
scales = st.tuples(numbers, numbers, numbers).map(sorted).filter(lambda s: s[0] < s[2])


@st.composite
def shares(draw):
    parts = draw(st.lists(st.integers(1, 9), max_size=4))
    return tuple((draw(people), part / sum(parts)) for part in parts)


@st.composite
def surveys(draw):
    low, raw, high = draw(scales)
    return draw(
        st.builds(
            Survey, **common, raw=st.just(raw), low=st.just(low), high=st.just(high), associate=maybe() | people,
            question=st.sampled_from(["satisfaction", "nps", "other"]), receipt=codes, visit=codes,
            visited=maybe() | instants, comment=words, language=tags, channel=words,
        )
    )  # fmt: skip


observations = st.builds(
    Observation, **common, associate=people, observer=people, started=instants,
    marks=st.dictionaries(codes, st.sampled_from(MARKS), max_size=9), checklist=codes, product_line=words,
    wordings=st.lists(codes, max_size=3).map(tuple), note=words, seconds=maybe() | counts, practice=st.booleans(),
    visit=codes, action=maybe() | st.builds(Action, what=words, owner=maybe() | people, due=maybe() | days),
)  # fmt: skip
receipts = st.builds(
    Receipt, **common, business_day=days, currency=st.sampled_from(sorted(EXPONENTS)),
    lines=st.lists(lines, max_size=5).map(tuple), sale_type=st.sampled_from(SALE_TYPES), sellers=shares(),
    cashier=maybe() | people, original=codes, basket=codes, segment=words, appointment=codes,
)  # fmt: skip
readings = st.builds(
    Traffic, **common, minutes=st.integers(1, 10**6), entries=counts, exits=counts, excluded=counts, counter=codes
)
coachings = st.builds(
    Coaching, **common, associate=people, coach=people, behaviour=codes, form=st.sampled_from(FORMS),
    follows=maybe() | st.uuids(), positives=st.lists(words, max_size=3).map(tuple), improvement=words,
    next_time=words, practised=st.booleans(), minutes=maybe() | counts, picked=words, picked_since=maybe() | days,
    picked_until=maybe() | days, episode=maybe() | st.uuids(),
)  # fmt: skip
steps = st.builds(
    Learning, **common, associate=people, what=st.sampled_from(LEARNING), module=codes, item=codes, skill=codes,
    job_role=words, language=tags, version=codes, scaled=maybe() | st.floats(-1, 1), success=maybe() | st.booleans(),
    seconds=maybe() | st.floats(0, 1e9), attempt=maybe() | st.uuids(), response=words,
)  # fmt: skip

EVENTS = {
    "observation": observations, "receipt": receipts, "survey": surveys(),
    "traffic": readings, "coaching": coachings, "learning": steps,
}  # fmt: skip
