"""Any event of any kind, as Hypothesis makes them up: odd codes, every script, many lines, fractions."""

from dataclasses import replace
from datetime import date, datetime, timedelta, timezone

from hypothesis import strategies as st

from cabochon.retail.coaching import ASSIGNED, CONTESTS, STEPS
from cabochon.retail.currencies import EXPONENTS
from cabochon.retail.events import (
    FORMS,
    LEARNING,
    MARKS,
    SALE_TYPES,
    Action,
    Annotation,
    Assignment,
    Availability,
    Booking,
    Calibration,
    Coaching,
    CoachingStep,
    Contest,
    Decision,
    Employment,
    Enrolment,
    Feedback,
    Focus,
    Huddle,
    JobAid,
    Learning,
    Line,
    Observation,
    Plan,
    Praise,
    Receipt,
    Shift,
    Signal,
    StepDone,
    StockCount,
    StockException,
    Survey,
    TillClosing,
    Traffic,
)
from cabochon.retail.operations import ENROLMENTS, EXCEPTIONS, PROCESSES, SIGNALS, Counted
from cabochon.retail.programme import DECISIONS, TAGS
from cabochon.retail.roster import EMPLOYMENT
from cabochon.retail.who import Who, person

words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
codes = words | st.sampled_from(["", ".", "..", "a/b", "A%2F", "GVA 01", "?#", "東京"])
zones = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
instants = st.datetimes(datetime(1900, 1, 3), datetime(2199, 11, 1), timezones=zones)  # noqa: DTZ001
days = st.dates(date(1900, 1, 1), date(2199, 12, 31))
people = st.builds(person, codes) | st.builds(Who, st.sampled_from(["till:csv", "survey:typeform", "a/b c"]), codes)
whole = st.integers(-(2**53) + 1, 2**53 - 1)
counts = st.integers(0, 2**40)
minutes = st.integers(0, 7 * 24 * 60)
numbers = st.floats(-1e6, 1e6)
quantities = st.floats(-(2.0**53) + 1, 2.0**53 - 1)
tags = st.sampled_from(["", "en", "fr-CH", "zh-Hant", "zh-Hans-CN", "cmn", "es-419"])
maybe = st.none

common = {
    "at": instants, "boutique": codes, "source": codes, "key": codes, "revision": codes, "id": st.uuids(),
}  # fmt: skip
money = st.integers(-(2**40), 2**40)
sold = st.builds(Line, sku=codes, quantity=quantities, net=st.integers(0, 2**40), discount=whole, zero_reason=words)
back = st.builds(Line, sku=codes, quantity=st.floats(-(2.0**52), -0.01), net=money, discount=whole)
lines = sold | back
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
            visited=maybe() | instants, comment=words, language=tags, channel=words, cancelled=st.booleans(),
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
    Traffic, **common, minutes=st.integers(1, 7 * 24 * 60), entries=counts, exits=counts, excluded=counts, counter=codes
)
spans = st.tuples(maybe() | days, maybe() | days).filter(lambda s: None in s or s[0] <= s[1])
spanning = st.tuples(days, days).map(sorted)


def spanned(event, span, first="since", last="until"):
    return replace(event, **{first: span[0], last: span[1]})


coachings = st.builds(spanned, st.builds(
    Coaching, **common, associate=people, coach=people, behaviour=codes, form=st.sampled_from(FORMS),
    follows=maybe() | st.uuids(), positives=st.lists(words, max_size=3).map(tuple), improvement=words,
    next_time=words, practised=st.booleans(), minutes=maybe() | minutes, picked=words, episode=maybe() | st.uuids(),
), spans, st.just("picked_since"), st.just("picked_until"))  # fmt: skip
steps = st.builds(
    Learning, **common, associate=people, what=st.sampled_from(LEARNING), module=codes, item=codes, skill=codes,
    job_role=words, language=tags, version=codes, scaled=maybe() | st.floats(-1, 1), success=maybe() | st.booleans(),
    seconds=maybe() | st.floats(0, 1e9), attempt=maybe() | st.uuids(), response=words,
)  # fmt: skip

marks = st.dictionaries(codes, st.sampled_from(MARKS), max_size=9)
nobody = maybe() | people


def ahead(event, days_on):
    """Due after it was given."""
    return event if event.due is None else replace(event, due=event.at.date() + timedelta(days=days_on))


actions = st.builds(ahead, st.builds(
    CoachingStep, **common, associate=people, what=st.sampled_from(STEPS), action=codes, behaviour=codes, by=nobody,
    owner=nobody, due=maybe() | days, text=words,
), st.integers(-1, 1))  # fmt: skip
feedback = st.builds(
    Feedback, **common, associate=people, about=st.uuids(), text=words,
    answer=st.sampled_from(["", "agree", "disagree", "thanks", "question"]),
)  # fmt: skip
contests = st.builds(
    Contest, **common, associate=people, what=st.just(CONTESTS[0]), about=st.uuids(), by=nobody, text=words
) | st.builds(
    Contest, **common, associate=people, what=st.just(CONTESTS[1]), about=st.uuids(), kept=st.booleans(), by=people,
    text=words,
)  # fmt: skip
huddles = st.builds(
    Huddle, **common, leader=people, focus=codes, tip=words, bright_spot=words, minutes=maybe() | minutes,
    present=maybe() | counts,
)  # fmt: skip
open_focus = st.builds(
    Focus, **common, by=people, what=st.sampled_from(["set", "tip"]), behaviour=codes, reason=words, tip=words,
    target=maybe() | st.floats(0, 1), phrase=words,
)  # fmt: skip
focuses = st.builds(
    lambda event, span, base: spanned(spanned(event, span), base, "baseline_since", "baseline_until"),
    open_focus | st.builds(replace, open_focus, what=st.just("closed"), outcome=st.sampled_from(["kept", "dropped"])),
    spans, spans,
)  # fmt: skip
praises = st.builds(Praise, **common, associate=people, by=people, behaviour=codes, result=codes, text=words)
ratings = st.builds(Calibration, **common, rater=people, clip=codes, marks=marks)
assigned = st.builds(ahead, st.builds(
    Assignment, **common, what=st.sampled_from(ASSIGNED[:2]), item=codes, due=days, associate=nobody, job_role=words,
    by=nobody, picked=codes, reason=words, withdrawn=st.booleans(),
) | st.builds(
    Assignment, **common, what=st.just("step"), due=days, associate=nobody,
    item=st.builds("{}/{}".format, st.sampled_from(PROCESSES), codes),
), st.integers(-1, 40))  # fmt: skip
aids = st.builds(JobAid, **common, associate=people, aid=codes, skill=codes, language=tags)
signals = st.builds(ahead, st.builds(
    Signal, **common, associate=people, signal=st.sampled_from(SIGNALS), visit=codes, appointment=codes,
    due=maybe() | days, product_line=words,
), st.integers(-1, 40))  # fmt: skip
done = st.builds(
    StepDone, **common, associate=nobody, process=st.sampled_from(PROCESSES), step=codes, done=st.booleans(),
    exceptions=counts, cancelled=st.booleans(),
)  # fmt: skip
currencies = st.sampled_from(sorted(EXPONENTS))
closings = st.builds(
    TillClosing, **common, business_day=days, currency=currencies, receipts=counts, units=quantities, net=whole,
    till=codes,
)  # fmt: skip
bookings = st.builds(ahead, st.builds(
    Booking, **common, associate=nobody, service=words, receipt=codes, appointment=codes, visit=codes,
    due=maybe() | days, product_line=words,
), st.integers(-1, 40))  # fmt: skip
enrolments = st.builds(
    Enrolment, **common, associate=nobody, plan=st.sampled_from(ENROLMENTS), receipt=codes, appointment=codes,
    visit=codes, product_line=words,
)  # fmt: skip
counted = st.builds(Counted, sku=codes, expected=quantities, counted=st.floats(0, 2.0**53 - 1), cost=counts)
zone = {**common, "zone": codes, "currency": currencies, "reason": words, "counter": nobody}
counts_of_zones = st.builds(
    StockCount, **zone, lines=st.lists(counted, min_size=1, max_size=4).map(tuple), cancelled=st.booleans()
) | st.builds(
    StockCount, **zone, cancelled=st.just(True)
) | st.builds(
    StockCount, **zone, book=counts, value=counts, skus=st.integers(5, 9), equal=st.integers(0, 5)
)  # fmt: skip
exceptions = st.builds(
    StockException, **common, exception=st.sampled_from(EXCEPTIONS), amount=maybe() | whole, currency=currencies,
    zone=codes, sku=codes, reason=words, associate=nobody, cancelled=st.booleans(),
)  # fmt: skip
listings = st.builds(Availability, **common, in_stock=st.integers(0, 9), listed=st.integers(9, 2**40))
employments = st.builds(
    lambda event, span: spanned(event, span),
    st.builds(Employment, **common, associate=people, what=st.sampled_from(EMPLOYMENT), since=days, job_role=words),
    spanning | days.map(lambda since: (since, None)),
)


def planned(event, start, minutes):
    """Shifts that start on their day."""
    start = start and datetime.combine(event.day, start, tzinfo=event.at.tzinfo)
    return replace(event, starts=start, ends=start and start + timedelta(minutes=minutes))


shifts = st.builds(
    planned,
    st.builds(Shift, **common, associate=people, day=days, job_role=words, cancelled=st.booleans()),
    maybe() | st.times(), st.integers(0, 600),
).filter(lambda shift: shift.ends is None or shift.ends.year < 2200)  # fmt: skip
annotations = st.builds(
    lambda event, days_on: replace(event, until=event.since + timedelta(days=days_on)),
    st.builds(
        Annotation, **common, tag=st.sampled_from(TAGS), title=words, until=days, group=words, by=nobody,
        since=st.dates(date(1900, 1, 1), date(2198, 1, 1)),
    ),
    st.integers(0, 400),
)  # fmt: skip
decisions = st.builds(
    Decision, **common, decision=st.sampled_from(DECISIONS), about=codes, since=days, group=words, by=people,
    reason=words,
)  # fmt: skip
plans = st.builds(spanned, st.builds(
    Plan, **common, plan=codes, digest=words, about=codes, group=words, by=people,
    doors=st.lists(codes, max_size=3).map(tuple), held_back=st.lists(codes, max_size=3).map(tuple),
), spans)  # fmt: skip

EVENTS = {
    "observation": observations, "receipt": receipts, "survey": surveys(), "traffic": readings,
    "coaching": coachings, "coaching_step": actions, "feedback": feedback, "contest": contests, "huddle": huddles,
    "focus": focuses, "praise": praises, "calibration": ratings, "assignment": assigned,
    "learning": steps, "job_aid": aids,
    "signal": signals, "step_done": done, "till_closing": closings, "booking": bookings, "enrolment": enrolments,
    "stock_count": counts_of_zones, "stock_exception": exceptions, "availability": listings,
    "employment": employments, "shift": shifts,
    "annotation": annotations, "decision": decisions, "plan": plans,
}  # fmt: skip
