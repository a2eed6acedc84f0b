"""Every kind beside the visit through the whole projector: whatever the order it came in, a rebuild says the same."""

import random
from dataclasses import replace
from uuid import UUID

import pytest

from cabochon.retail import events as e
from cabochon.retail.master import Identifier
from cabochon.retail.operations import Counted
from cabochon.retail.who import Who, person

from .floor import Floor, ident, minute, observation, receipt
from .retold import day

ANA, BEN, MIA = person("ana"), person("ben"), person("mia")
CODE = Who("till:csv", "htJD")
WATCHED, ATTEMPT = str(ident("o1")), ident("attempt")
TOLD = ("coached", "watched", "action", "huddle", "praise", "rating", "signal", "appointment", "follow_up", "sop",
        "stock", "exception", "ticket", "closing", "listing", "learnt", "assigned", "aid", "shift", "focus", "staff",
        "leave", "tag", "decision", "plan")  # fmt: skip


def said(kind, name, days=0.0, **more):
    event = kind(at=minute(days * 1440), boutique=more.pop("boutique", "GVA01"), source="floor", **more)
    return replace(event, id=ident(name))


def employment(name, what, since, who=ANA, **more):
    more.setdefault("key", name)
    return said(e.Employment, name, what=what, since=since, associate=who, **more)


def learning(name, what, days, who=ANA, **more):
    return said(e.Learning, name, days, associate=who, what=what, module="m1", **more)


def step(name, what, days, action, **more):
    return said(e.CoachingStep, name, days, associate=ANA, what=what, action=action, **more)


def assigned(name, due, who=None, **more):
    return said(e.Assignment, name, -2, **{"what": "module", "item": "m1"} | more, due=due, associate=who)


def signal(name, what, days, **more):
    return said(e.Signal, name, days, associate=ANA, signal=what, **more)


def done(name, days, **more):
    return said(e.StepDone, name, days, associate=ANA, process="receiving", step="seal", **more)


def count(name, days, **more):
    lines = (Counted(sku="A", expected=3, counted=2, cost=1000),)
    return said(e.StockCount, name, days, zone="front", currency="CHF", **{"lines": lines} | more)


def story():
    """Events of a few days; the second list is voided."""
    seal = {"what": "step", "item": "receiving/seal"}
    gone = [done("d9", 2.5), learning("l9", "completed", 1.2)]
    return [
        observation("o1", -20, action=e.Action(what="practise", due=day(3))),
        observation("o2", 600, checklist="receiving"),
        observation("o3", 2000), receipt("r1"), receipt("r2", 5, sale_type="void", original="r1"),
        said(e.Contest, "c1", 0.2, associate=ANA, what="contested", about=UUID(WATCHED)),
        said(e.Contest, "c2", 0.3, associate=ANA, what="settled", about=UUID(WATCHED), kept=True, by=MIA),
        said(e.Contest, "c3", 2.3, associate=ANA, what="contested", about=ident("k2")),
        said(e.Coaching, "k1", 0.1, associate=ANA, coach=MIA, behaviour="accessory", follows=UUID(WATCHED), minutes=9),
        said(e.Coaching, "k2", 2.2, associate=CODE, coach=MIA, behaviour="accessory"),
        step("s1", "tried", 1, WATCHED), step("s2", "verified", 2, WATCHED), step("s3", "took_on", 0, "a2", due=day(2)),
        step("s4", "verified", 4, "a2"), said(e.Huddle, "h1", leader=MIA, focus="accessory", minutes=5, present=4),
        said(e.Praise, "p1", associate=CODE, by=MIA), said(e.Feedback, "f1", associate=ANA, about=UUID(WATCHED)),
        *(said(e.Calibration, f"cal{n}", n, rater=MIA, clip="clip", marks={"welcome": m})
          for n, m in enumerate(("yes", "partly"))),
        said(e.Focus, "fo1", by=MIA, what="set", behaviour="accessory", since=day(0), target=0.5),
        said(e.Focus, "fo2", 9, by=MIA, what="closed", behaviour="accessory", outcome="kept"),
        said(e.Focus, "fo3", 12, by=MIA, what="set", behaviour="accessory", since=day(12), until=day(40)),
        assigned("as1", day(5)), assigned("as2", day(3), CODE), assigned("as3", day(2), **seal),
        assigned("as4", day(4), **seal), learning("l1", "launched", 0.1, attempt=ATTEMPT),
        learning("l2", "practised", 0.2, item="q", success=True, seconds=60.0, attempt=ATTEMPT),
        learning("l3", "completed", 0.3, seconds=200.0, attempt=ATTEMPT), learning("l4", "passed", 2, CODE),
        learning("l5", "took_on", 0.4, item="x", attempt=ATTEMPT), learning("l6", "tried", 1, item="x"),
        said(e.JobAid, "j1", associate=ANA, aid="straps"), done("d1", 1), done("d2", 3, done=False), *gone,
        signal("g1", "appointment_booked", 0, appointment="ap", due=day(4)),
        signal("g2", "appointment_kept", 4, appointment="ap"), signal("g3", "discovery_asked", 0),
        signal("g4", "follow_up_agreed", 0, appointment="fu"), signal("g5", "follow_up_done", 3, appointment="fu"),
        *(said(e.TillClosing, f"t{n}", key="t", revision=str(n), business_day=day(0), currency="CHF", receipts=n,
               units=2.0, net=8) for n in range(2)),
        count("n1", -20), count("n2", 0), count("n3", 20), said(e.StockException, "x1", exception="void"),
        done("d3", 1.5, key="d"), done("d4", 1.5, key="d", revision="2", cancelled=True), count("n4", 10, key="n"),
        count("n5", 10, key="n", revision="2", cancelled=True, lines=()),
        *(said(e.StockException, f"x{n}", 1, key="x", revision=str(n), exception="stolen", cancelled=n == 3)
          for n in (2, 3)),
        *(said(e.Availability, f"av{n}", n / 9, in_stock=20 - n, listed=24) for n in range(3)),
        employment("e1", "joined", day(-200)), employment("e2", "moved", day(4), BEN, boutique="NYC02"),
        employment("e3", "on_leave", day(4), until=day(6)), employment("e4", "joined", day(1), CODE),
        employment("e5", "left", day(9), person("mia")),
        *(said(e.Shift, f"sh{n}", -3, key=f"sh{n % 2}", revision=str(n), associate=ANA, day=day(n % 2 * 5),
               starts=minute(n % 2 * 7200 + n), ends=minute(n % 2 * 7200 + 200)) for n in range(3)),
        said(e.Annotation, "an", tag="launch", title="Rose gold", since=day(0), until=day(1), group="all"),
        said(e.Decision, "de", decision="scale", about="module:m1", since=day(0), group="all", by=MIA),
        said(e.Plan, "pl", plan="p", digest="aa", by=MIA),
    ], gone  # fmt: skip


def arrive(events, voided, chance):
    """News in any order and in pieces, a code claimed somewhere among it."""
    floor, news = Floor(), [("keep", one) for one in events] + [("void", one) for one in voided]
    chance.shuffle(news)
    claimed = chance.randrange(len(news))
    for n, (deed, event) in enumerate(news):
        getattr(floor, deed)(event)
        if n == claimed:
            floor.directory.keep([Identifier(source="till:csv", code="JD", person="ben")])
        if chance.random() < 0.2:
            floor.catch_up()
    floor.catch_up()
    return floor


@pytest.fixture(scope="module")
def whole():
    events, voided = story()
    floor = Floor()
    floor.directory.keep([Identifier(source="till:csv", code="JD", person="ben")])
    floor.keep(*events).void(*voided).catch_up()
    floor.rebuild()
    return floor


def test_every_table_beside_the_visit_is_told(whole):
    assert whole.refused == []
    assert [table for table in TOLD if not whole.rows(table)] == []


@pytest.mark.parametrize("seed", range(12))
def test_any_order_of_arrival_tells_what_a_rebuild_tells(whole, seed):
    floor = arrive(*story(), random.Random(seed))
    assert {t: _set(floor, t) for t in TOLD} == {t: _set(whole, t) for t in TOLD}
    assert floor.digest() == whole.digest()


def test_a_contested_entry_is_set_aside_until_it_is_settled():
    events, _ = story()
    floor = Floor().keep(*events[:1])
    floor.catch_up()
    assert len(floor.rows("watched")) == 1
    floor.keep(events[5]).catch_up()
    assert (floor.rows("watched"), floor.rows("step"), floor.rows("action")) == ([], [], [])
    floor.keep(events[6]).catch_up()
    assert len(floor.rows("watched")) == len(floor.rows("action")) == 1


def test_a_void_gives_back_what_stood_before(whole):
    floor = Floor()
    events, _ = story()
    extra = [count("n9", 10), signal("g9", "appointment_missed", 5, appointment="ap"), employment("e9", "left", day(0))]
    floor.directory.keep([Identifier(source="till:csv", code="JD", person="ben")])
    floor.keep(*events, *extra).catch_up()
    floor.void(*story()[1], *extra).catch_up()
    assert floor.digest() == whole.digest()


def _set(floor, table):
    return sorted(map(repr, floor.rows(table)))
