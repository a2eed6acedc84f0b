"""What is kept in English can be told again: every sentence that a maker makes is one of the gathered messages, whole,
and so is everything of ours that fills it. No translation is read here."""

import re
import sys
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cabochon import languages
from cabochon.directory.rows import Quarantined
from cabochon.house import launch_report, mending, nudges_modules, pilots_form, pilots_outlook, retaining_table
from cabochon.impact import words
from cabochon.impact.ruling import Case, Finding, judged
from cabochon.impact.verdict import Needed, Side, Verdict
from cabochon.languages import again, retelling, speaking
from cabochon.languages.catalogue import PLACE, Catalogue
from cabochon.measures.catalogue import CATALOGUE
from cabochon.privacy import leaving, notes, shutting
from cabochon.privacy.failures import TooMany
from cabochon.programme.launched import ticks
from cabochon.refusals import Refused
from cabochon.retail import nudging
from cabochon.verdicts import Beside, Span, Tagged, deciding, many, signal_words, titles
from cabochon.verdicts.circumstances import TAGS, around
from cabochon.verdicts.guards import Days
from cabochon.verdicts.told import Look, Signal
from cabochon.verdicts.untreated import Found

TESTS = Path(__file__).parents[1]
sys.path[:0] = [str(TESTS.parent / "tools"), str(TESTS / "verdicts")]
import words_found  # noqa: E402 lies beside the source, not in it
import words_tables  # noqa: E402
from chain import START, day  # noqa: E402
from made_sheets import DOORS, HERE, ONE, Made  # noqa: E402

# Names that stand in the sentences of these tests, and what Italian writes of days.
NAMES = {
    "Door",
    "Milano",
    "Genève",
    "Rhône",
    "CHF",
    "JPY",
    "Anna",
    "Bea",
    "Zyx",
    "Svizzera",
    "Francia",
    "AB",
    "mag",
    "accessory",
    "Greeting",
    "gennaio",
    "febbraio",
    "marzo",
    "aprile",
    "maggio",
    "giugno",
    "luglio",
    "agosto",
    "settembre",
    "ottobre",
    "novembre",
    "dicembre",
    "lunedì",
    "martedì",
    "mercoledì",
    "giovedì",
    "venerdì",
    "sabato",
    "domenica",
}
MANY = [0, 1, 2, 3, 5, 6, 12, 13, 214]


@pytest.fixture(scope="module")
def gathered():
    return words_found.gathered()


@pytest.fixture(scope="module", autouse=True)
def bracketed(gathered):
    """A language in which every message is itself in ⟦ ⟧, and what fills it in ⟨ ⟩."""

    def told(text: str) -> str:
        return f"⟦{PLACE.sub(lambda place: f'⟨{place[0]}⟩', text)}⟧"

    all_of_them = Catalogue(
        told={key[0]: told(key[0]) for key in gathered.places if len(key) == 1},
        forms={key: (told(key[0]), told(key[1])) for key in gathered.places if len(key) == 2},
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(languages, "opened", lambda _: all_of_them)
        patch.setattr(retelling, "opened", lambda _: all_of_them)
        _forget()
        with speaking("it"):
            yield
    _forget()


def _forget() -> None:
    languages._again.cache_clear()
    retelling._forms.cache_clear()


def left(text: str) -> str:
    """The words that are no message and no name; "" where the sentence is told whole."""
    said, found = again(text), []
    while (shorter := re.sub(r"⟨([^⟦⟧⟨⟩]*)⟩|⟦[^⟦⟧⟨⟩]*⟧", lambda m: found.append(m[1] or "") or "", said)) != said:
        said = shorter
    words = re.findall(r"[^\W\d_]{2,}", " ".join([*found, said]))
    return " ".join(word for word in words if word not in NAMES)


def told(*texts: str) -> None:
    assert {text: left(text) for text in texts if text and left(text)} == {}


some = st.floats(0.001, 0.6)
findings = st.builds(
    Finding,
    estimate=st.floats(-0.4, 0.4),
    n=st.sampled_from([0.0, 1.0, 29.0, 45.0, 130.0, 2_400.0]),
    se=st.none() | some,
    low=st.none() | st.floats(-0.5, 0.3),
    high=st.none() | st.floats(-0.2, 0.6),
    likely=st.none() | st.floats(0, 1),
    ready=st.booleans(),
    fixed=st.sampled_from([0.0, 0.2]),
)
GRAVE = (
    "Survey answers fell from 31% to 18%.",
    "People on the floor a day went from 3.0 to 1.2.",
    "Watches were in 60% of qualifying sales before, 20% since.",
    "The till went from CHF to JPY on 4 March: amounts do not compare.",
)
cases = st.builds(
    Case,
    measure=st.just("attach_rate"),
    unit=st.sampled_from(["rate", "score", "per100", "money", "units", "points"]),
    counts=st.sampled_from(sorted({one.counts for one in CATALOGUE} | {""})),
    worthwhile=st.floats(0.01, 0.2),
    rate=some,
    after=st.builds(Side, st.just(10.0), st.sampled_from([0.0, 1.0, 44.0])),
    within=st.none() | some,
    pace=st.none() | st.sampled_from([0.05, 3.0, 40.0]),
    day=st.none() | st.just(date(2026, 3, 2)),
    since=st.none() | st.just(date(2026, 2, 2)),
    until=st.none() | st.sampled_from([date(2026, 2, 16), date(2026, 4, 20)]),
    grave=st.lists(st.sampled_from(GRAVE), max_size=1),
    better=st.sampled_from(["up", "down"]),
    currency=st.sampled_from(["", "CHF", "JPY"]),
    who=st.sampled_from(["", "associate", "boutique"]),
    together=st.sampled_from(MANY),
    doors=st.sampled_from(MANY),
    weeks=st.sampled_from([0.2, 1.0, 3.0, 8.0]),
    alone=st.booleans(),
    over=st.booleans(),
)


@settings(max_examples=400, deadline=None)
@given(found=st.none() | findings, case=cases)
def test_every_text_of_every_state(found, case):
    told(judged(found, case).text)


@pytest.mark.parametrize("counts", sorted({one.counts for one in CATALOGUE}))
def test_so_many_so_far_of_everything_that_is_counted(counts):
    for n, total in product((0, 1, 44), (None, 158)):
        told(words.too_early(n, counts, lift="8 points", total=total))


@pytest.mark.parametrize("unit", ["rate", "score", "per100", "money", "units", "points"])
def test_lifts_of_every_size(unit):
    how = words.scale(unit, "CHF", 0.2)
    for (low, high), side, doors in product(
        [(0.02, 0.09), (-0.03, 0.09), (None, None), (0.0, 0.01)], ("above", "below"), MANY
    ):
        told(words.likely_lifted(0.05, low, high, how=how, side=side, doors=doors))
        then = "change it or retire it"
        told(words.no_lift(0.05, -0.01, how=how, side=side, then=then, doors=doors))
        told(words.no_lift(0.05, 0.1, how=how, side=side, then="try another focus", doors=doors))


@pytest.mark.parametrize("n", MANY)
def test_what_stands_beside_a_verdict(n):
    told(
        words.left_out(max(n, 1)),
        words.short_history(n / 2),
        words.smallest(1 / (n + 1)),
        words.DIRECTION,
        words.NO_PEERS,
        words.UNMATCHED,
        words.NEAR_PEERS,
        many.MOVED,
    )
    told(*(words.cannot_tell(who, days=days, doors=n) for who in ("", "associate", "boutique") for days in (None, n)))
    told(words.promising(doors=n), words.promising(weeks=n / 2), words.promising(date(2026, 5, 1)))
    told(*(text for text in words.span(n).split("\n") if n))


def test_what_comes_next_of_a_pooled_verdict():
    for state, doors, by in product(deciding.NEXT, MANY, (None, date(2026, 5, 1))):
        needed = Needed(30, by) if by else None
        leading = Verdict(state=state, measure="csat", unit="score", doors=doors, needed=needed, text="")
        decides, why = deciding.may_decide(leading)
        told(why, deciding.next_step(leading, decides))
    told(deciding.may_decide(None)[1], deciding.next_step(None, False))


def test_what_comes_next_of_one():
    for kind, outcome, until in product(
        ("person", "focus", "module"), ("", "kept", "tuned", "dropped"), (None, day(13), day(90))
    ):
        subject = replace(HERE, kind=kind, outcome=outcome, until=until)
        told(titles.title(subject, "Zyx"))
        for state, n in product((None, *deciding.NEXT), (0, 40)):
            verdict = None if state is None else Verdict(state=state, measure="csat", unit="score", after=Side(1, n))
            for looks in ((), (Look(day=day(30), shifts=3, state="next"),)):
                told(titles.next_step(subject, _changes(verdict), looks, day(20)))
    told(titles.CSAT_OF_ONE, titles.OF_ONE, titles.OF_ONE_DOOR, titles.NOT_HERE)


def _changes(verdict):
    class Changed:
        pass

    one = Changed()
    one.verdict = verdict
    return [one]


def test_what_the_page_on_signals_says():
    behaviours = ("behaviour.accessory", "signal.try_on")
    for state, slope, outcome, behaviour, p in product(
        ("retired", "cannot_tell", "nothing_seen", "goes_with", "goes_against"),
        (None, -0.02, 0.02),
        ("csat", "attach_rate", "atv", "return_rate"),
        behaviours,
        (None, 0.01, 0.4),
    ):
        what = next(one for one in CATALOGUE if one.key == outcome)
        one = Signal(
            behaviour=behaviour,
            title="Zyx",
            outcome=outcome,
            outcome_title=what.title,
            state=state,
            slope=slope,
            low=-0.01,
            high=0.04,
            p=p,
            q=p,
            reliability=0.6,
            doors=3,
            n=40,
            weeks=4,
            why=signal_words.missing(doors=3, least=6),
        )
        told(signal_words.said(one, "CHF", least_weeks=8))
    for doors, weeks, found, share in product((0, 1, 5, 30), (None, 3), (True, False), (0.1, 0.9)):
        told(
            signal_words.missing(
                doors=doors,
                least=6,
                weeks=weeks,
                least_weeks=8,
                share=share,
                reliable=0.5,
                best=4.2,
                worth=2,
                unit="score",
                found=found,
                outcome="CSAT",
            )
        )
    told(signal_words.missing(doors=9, least=6, best=812_345, worth=2_000, unit="money", currency="CHF"))


BEFORE, AFTER = Days(day(-56), day(-1)), Days(day(1), day(28))


def sentences(made, subject=HERE, *, doors=DOORS, others=(), before=BEFORE, after=AFTER) -> list[str]:
    found = around(subject, made, before=before, after=after, doors=doors, others=Found.of(others))
    return [one.circumstance.text for one in found]


def test_figures_that_changed_beside_it():
    seen = 0
    for key, was, now in (
        ("response_rate", 0.31, 0.18),
        ("response_rate", 0.18, 0.4),
        ("discount_share", 0.05, 0.12),
        ("addon_availability", 0.9, 0.6),
        ("addon_availability", 0.6, 0.9),
        ("secondary_return_rate", 0.05, 0.3),
        ("receipts", 1.0, 0.0),
    ):
        made = Made.of(6, 4)
        made.put("attach_rate", 0.4)
        made.put(key, was, {"D0": now})
        texts = sentences(made)
        seen += bool(texts)
        told(*texts)
    for line in ("watch", "jewelry", "other"):
        made = Made.of(6, 4)
        made.line(line, 0.6, {"D0": 0.2})
        told(*sentences(made))
    assert seen >= 4


def test_days_out_of_the_ordinary_doors_and_people():
    for tag, count, since in product(TAGS, (1, 3), (-3, 3, 0)):
        made = Made.of(6, 4)
        days = [day(since + n) for n in range(count)] + ([day(-5)] if since == 0 else [])
        made.around = Beside(tags=tuple(Tagged(tag, "D0", one) for one in days))
        told(*sentences(made))
    made = Made.of(6, 4)
    made.around = Beside(
        currencies={"D0": ((date.min, "CHF"), (day(3), "JPY"))},
        leave={"d0p0": ((day(3), day(9)), (day(20), None))},
        spans={"d0p0": (Span("D1", "associate", None, None, day(-9)), Span("D0", "associate", None, day(-9), day(11)))},
    )
    opened = DOORS | {"D0": replace(DOORS["D0"], name="Genève Rhône", open_date=day(-3), close_date=day(9))}
    began = DOORS | {"D0": replace(DOORS["D0"], go_live=day(-3))}
    told(*sentences(made, doors=opened), *sentences(made, doors=began), *sentences(made, ONE))
    others = [
        replace(
            HERE,
            key=f"{kind}{n}",
            kind=kind,
            about=about,
            since=START + timedelta(days=n),
            person="d0p0" if kind == "person" else "",
        )
        for n, (kind, about) in enumerate(
            product(("person", "focus", "module"), ("care_plan", "discovery", "greeting"))
        )
    ]
    for n in range(1, len(others) + 1):
        told(*sentences(made, others=others[:n]), *sentences(made, ONE, others=others[n - 1 :]))


def test_reminders():
    for n, when in product(range(7), ("late", "today", "soon")):
        due = date(2026, 3, 2) + timedelta(days=n)
        told(nudges_modules._module("Zyx", due, when), nudges_modules._refresher("Zyx", due, when))
    told(*(text for kind in nudging.KINDS for text in (kind.title, kind.plain)))
    told(
        "Feedback waits for Anna.",
        "Feedback waits for Anna, Bea and 2 more.",
        "Due: 1 coaching action to try.",
        "Due: 3 coaching actions with Anna, Bea.",
        "Your observation window: 09:30 to 09:45.",
        "2 modules open in your team, 1 past the due day.",
        "Today’s tip: Zyx. Zyx!",
    )


def test_how_long_what_is_kept():
    for months in (retaining_table.FOREVER, 1, 24):
        told(*retaining_table.periods(dict.fromkeys(retaining_table.TABLE, months)).values())
    told(*(text for one in retaining_table.TABLE.values() for text in (one.title, one.goes)))
    told(*(text for one in retaining_table.FIXED for text in (one.title, one.period)))


def test_what_privacy_refuses():
    told(shutting.sentence(["Svizzera"]), shutting.sentence(["Svizzera", "Francia"]), str(TooMany(40)))
    least = leaving.Least(people=5, events=10)
    told(
        leaving._too_few(least), leaving._too_few(replace(least, people=0)), leaving._too_few(replace(least, events=0))
    )
    for text in (
        "call +41 79 123 45 67",
        "write to anna.bea@example.com",
        "Anna Weber liked it",
        "card 4111 1111 1111 1111",
    ):
        with pytest.raises(Refused) as refused:
            notes.refuse(text, "/note")
        said = re.sub(r"“[^”]*”", "“Zyx”", refused.value.reason)
        told(said)


def test_how_something_that_waits_is_mended():
    reasons = (
        "is not a boutique",
        "no sale type",
        "nobody has that code",
        "is not a number",
        "waits for line 4",
        "has the same id",
        "is odd",
    )
    for reason, place, source in product(
        reasons, ("line 3", "line 3, column AB12"), ("file:till", "statement", "floor", "webhook:AB12")
    ):
        row = Quarantined(
            id="q",
            source=source,
            place=place,
            reason=reason,
            at=datetime(2026, 3, 2, tzinfo=UTC),
            body=b"",
            boutique="",
        )
        found = mending.mend(row)
        told(re.sub(r"`[^`]*`", "`CHF`", found.says) if "`" not in found.says else "", found.link)


def test_launch_checks():
    told(*(text for tick in ticks([], actor="a", registration="r", same=str) for text in (tick.title, tick.says)))
    told(*launch_report.HOW.values())


def test_forms_of_pilots():
    told(*(pilots_form._most(50, unit) for unit in ("rate", "per100", "money", "score", "")))
    told(*pilots_form.ANSWERS.values(), pilots_outlook.__doc__ and "")


def test_every_reason_of_a_refusal_is_found_whatever_fills_it(gathered):
    """Filled with a name; what stands between is told whole."""
    lost = {}
    for place, text in words_tables.refusals(words_found.SRC):
        filled = PLACE.sub("Zyx", text)
        if again(filled) == filled and sum(map(str.isalpha, PLACE.sub("", text))) >= retelling.LEAST:
            lost[text] = place
    assert lost == {}


def test_the_same_message_wins_whatever_its_beginning(gathered):
    """A message that begins with a place is no less than one that begins with words."""
    assert isinstance(gathered.places, Mapping)
    assert left("Genève Rhône closed on 4 March.") == ""
    assert np.isfinite(retelling.LEAST)
