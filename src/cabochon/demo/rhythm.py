"""The coaching rhythm: moments and their actions, feedback, contests, huddles, the focus, praise, shared clips.

Planted: coaching moments as `story` tells; of the actions given in them 62 in 100 are tried within three days and 3 in
4 of those verified by the fifth, the due day; boutiques with a focus hold huddles 5 days in 6, the others 2 in 5;
managers agree with the truth of a shared clip as AGREES says.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from random import Random

from ..programme import kit
from ..retail.events import (
    Calibration,
    Coaching,
    CoachingStep,
    Contest,
    EventKind,
    Feedback,
    Focus,
    Huddle,
    Observation,
    Praise,
)
from ..retail.master import Door
from ..retail.who import person
from . import planted
from .maison import Maison, Seller
from .planted import made

TRIED, VERIFIED, DUE_DAYS = 0.62, 0.75, 5
LET_GO = timedelta(days=12)  # after which an action that nobody tried is dropped
HUDDLES = {True: 5 / 6, False: 2 / 5}  # with a focus, without
CLIPS = ("clip-travel-strap", "clip-ring-sizing", "clip-hurried-evening")
AGREES = {"welcome": 0.95, "discovery": 0.85, "reasons": 0.8, "try_on": 0.9, "accessory": 0.9, "care_plan": 0.55,
          "next_step": 0.75}  # fmt: skip
TIPS = ("Name the need before the strap", "Two add-ons, each tied to what the client said", "Offer during the try-on")
SPOTS = ("One sentence on the care plan, and the client asked for it", "A travel case, because she spoke of a trip", "")
COACHED = {  # what is improved, what is done next time, what is taken on
    "accessory": (
        "Offer before the payment",
        "Tie two add-ons to what the client said",
        "Two add-ons to three clients",
    ),
    "welcome": ("Look up at once", "Greet first, then finish", "Every client within 30 seconds"),
    "discovery": (
        "Ask before the first piece is shown",
        "Two questions: for whom, and for when",
        "Two questions to five clients",
    ),
    "care_plan": (
        "Say it while the piece is worn",
        "One sentence, then ask what they prefer",
        "One sentence to every buyer",
    ),
    "next_step": ("Nobody leaves with “any time”", "Name a day and write it down", "A day with five clients"),
}
PRAISED = ("accessory", "discovery", "welcome", "next_step")


def rhythm(
    house: Maison, door: Door, opening: datetime, *, now: datetime, dice: Random, seen: Sequence[Observation]
) -> Iterator[EventKind]:
    """One door's day of it. seen: the day's observations."""
    if (door.code, opening.date()) in house.coached:
        yield from _coached(house, door, opening, dice, seen)
    for watched in seen:
        if watched.action and dice.random() < 0.25:
            yield from _tried(watched, dice)
        elif watched.action and dice.random() < 0.9:
            yield from _let_go(watched, dice)
        if dice.random() < 0.1:
            yield Feedback(
                id=made(dice), at=watched.at + timedelta(minutes=dice.randint(20, 300)), boutique=door.code,
                source="floor", associate=watched.associate, about=watched.id or made(dice),
                answer=dice.choice(("agree", "agree", "thanks", "question", "disagree")),
            )  # fmt: skip
    focused = door.code in house.focus and opening.date() >= house.focus[door.code]
    manager = person(dice.choice(house.managers[door.code]).id)
    if dice.random() < HUDDLES[focused]:
        yield Huddle(
            id=made(dice), at=opening - timedelta(minutes=dice.randint(3, 12)), boutique=door.code, source="floor",
            leader=manager, focus="accessory" if focused else dice.choice(PRAISED), tip=dice.choice(TIPS),
            bright_spot=dice.choice(SPOTS), minutes=dice.randint(4, 9), present=dice.randint(3, 7),
        )  # fmt: skip
    if dice.random() < 0.15:
        seller = dice.choice(house.sellers[door.code])
        yield Praise(
            id=made(dice), at=opening + timedelta(minutes=dice.randint(60, 400)), boutique=door.code, source="floor",
            associate=person(seller.person.id), by=manager, behaviour=dice.choice(PRAISED),
            text="Thank you: unhurried, and exactly right",
        )  # fmt: skip
    yield from _contested(house, door, dice, seen=seen, now=now)


def focus(house: Maison, door: Door, *, now: datetime, seed: int) -> Iterator[EventKind]:
    """The door's focus: set with its baseline locked, a tip a week, at the first boutique closed after four weeks."""
    since = house.focus.get(door.code)
    if since is None:
        return
    dice = Random(f"{seed}/{door.code}/focus")
    by = person(house.managers[door.code][0].id)

    def said(what: str, day: date, **more: object) -> Focus:
        at = datetime.combine(day, door.opens, door.local(now).tzinfo) - timedelta(minutes=20)
        return Focus(id=made(dice), at=at, boutique=door.code, source="floor", by=by, what=what, behaviour="accessory",
                     since=since, **more)  # type: ignore[arg-type]  # fmt: skip

    until = since + timedelta(days=27)
    yield said(
        "set", since, until=until, target=0.6, reason="Offers came after the payment", tip=TIPS[0],
        baseline_since=since - timedelta(days=28), baseline_until=since - timedelta(days=1),
    )  # fmt: skip
    for week in range(1, 4):
        yield said("tip", since + timedelta(weeks=week), tip=TIPS[week % len(TIPS)])
    if door.code == house.doors[0].code:
        yield said("closed", until, until=until, outcome="kept", phrase="Where will you wear it first?")


def shared_clips(house: Maison, door: Door, *, now: datetime, seed: int) -> Iterator[Calibration]:
    """Every manager marks the same three clips, five weeks, three weeks and one week ago."""
    written = {one.key: one.marks for one in kit.clips()}
    for n, clip in enumerate(CLIPS):
        right = {behaviour: written[clip][behaviour] for behaviour in AGREES if behaviour in written[clip]}
        for rater in house.managers[door.code]:
            dice = Random(f"{seed}/{clip}/{rater.id}")
            marks = {b: mark if dice.random() < AGREES[b] else _other(mark, dice) for b, mark in right.items()}
            yield Calibration(
                id=made(dice), at=door.local(now) - timedelta(weeks=5 - 2 * n, hours=dice.randint(1, 30)),
                boutique=door.code, source="floor", rater=person(rater.id), clip=clip, marks=marks,
            )  # fmt: skip


def _coached(
    house: Maison, door: Door, opening: datetime, dice: Random, seen: Sequence[Observation]
) -> Iterator[EventKind]:
    seller, on = house.coached[door.code, opening.date()]
    improvement, next_time, _ = COACHED[on]
    coach = person(dice.choice(house.managers[door.code]).id)
    before = [o for o in seen if o.associate.name == seller.person.id]
    minutes = dice.randint(6, 15)
    at = opening + timedelta(minutes=dice.randint(30, 300))
    if before:
        at = before[0].at + timedelta(minutes=minutes + dice.randint(4, 90))
    yield Coaching(
        id=made(dice), at=at, boutique=door.code, source="floor", associate=person(seller.person.id), coach=coach,
        form=dice.choice(("side_by_side", "side_by_side", "practice", "shadowing", "check_in")),
        behaviour=on, follows=before[0].id if before else None, positives=("Warm greeting", "An unhurried pace"),
        improvement=improvement, next_time=next_time, practised=dice.random() < 0.7, minutes=minutes,
        picked="low_rate", picked_since=at.date() - timedelta(days=7), picked_until=at.date(), episode=made(dice),
    )  # fmt: skip
    yield from _action(door, seller, on, coach=coach, at=at, dice=dice)


def _action(
    door: Door, seller: Seller, on: str, *, coach: object, at: datetime, dice: Random
) -> Iterator[CoachingStep]:
    action, due = f"try-{made(dice).hex[:12]}", at.date() + timedelta(days=DUE_DAYS)

    def step(what: str, when: datetime) -> CoachingStep:
        return CoachingStep(
            id=made(dice), at=when, boutique=door.code, source="floor", associate=person(seller.person.id), what=what,
            action=action, behaviour=on, by=coach if what != "tried" else None, due=due,  # type: ignore[arg-type]
            text=COACHED[on][2] if what == "took_on" else "",
        )  # fmt: skip

    yield step("took_on", at)
    if dice.random() < TRIED:
        tried = at + timedelta(days=dice.randint(0, 3), minutes=dice.randint(5, 50))
        yield step("tried", tried)
        if dice.random() < VERIFIED:
            yield step("verified", at + timedelta(days=dice.randint((tried - at).days + 1, DUE_DAYS)))
    elif dice.random() < 0.1:
        yield step("dropped", at + timedelta(days=2))
    elif dice.random() < 0.9:
        yield step("dropped", at + LET_GO)


def _tried(watched: Observation, dice: Random) -> Iterator[CoachingStep]:
    """The next action of an observation goes by that observation's id."""
    for what, days in (("tried", 1), ("verified", 2)):
        yield CoachingStep(
            id=made(dice), at=watched.at + timedelta(days=days, minutes=dice.randint(0, 90)), boutique=watched.boutique,
            source="floor", associate=watched.associate, what=what, action=str(watched.id), behaviour="accessory",
            by=watched.observer if what == "verified" else None,
        )  # fmt: skip
        if dice.random() < 0.4:
            return


def _let_go(watched: Observation, dice: Random) -> Iterator[CoachingStep]:
    """Nobody came back to it: the manager lets go of it."""
    yield CoachingStep(
        id=made(dice),
        at=watched.at + LET_GO,
        boutique=watched.boutique,
        source="floor",
        associate=watched.associate,
        what="dropped",
        action=str(watched.id),
        behaviour="accessory",
        by=watched.observer,
    )


def _contested(
    house: Maison, door: Door, dice: Random, *, seen: Sequence[Observation], now: datetime
) -> Iterator[Contest]:
    if not seen or not planted.at(house, door, planted.UNSEALED):
        return
    watched, back = seen[0], (door.local(now).date() - seen[0].at.date()).days
    if back not in (12, 3) or watched.id is None:
        return
    yield Contest(
        id=made(dice), at=watched.at + timedelta(hours=2), boutique=door.code, source="floor",
        associate=watched.associate, what="contested", about=watched.id, text="I did offer the strap",
    )  # fmt: skip
    if back == 12:
        yield Contest(
            id=made(dice), at=watched.at + timedelta(days=2), boutique=door.code, source="floor",
            associate=watched.associate, what="settled", about=watched.id, kept=False, by=watched.observer,
        )  # fmt: skip


def _other(mark: str, dice: Random) -> str:
    return dice.choice([m for m in ("yes", "partly", "not_yet") if m != mark])
