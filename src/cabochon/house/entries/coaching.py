"""Coaching a person: two plus one, what they take on, what they answer and contest, praise."""

from datetime import date, timedelta
from uuid import UUID

from ...refusals import NotAllowed, Refused
from ...retail.coaching import CONTESTS, FORMS, STEPS, Coaching, CoachingStep, Contest, Feedback, Praise
from ...retail.events import Observation
from ...retail.who import Who, person
from .desk import Desk, another, kind, of_team, said
from .reading import Form, day, key, one_of, text, texts, ticked, uuid, uuid_if, whole

ANSWERS = ("agree", "disagree", "thanks", "question")
MANAGERS = ("took_on", "verified", "dropped")  # steps of an action that are the manager's to log
LONGEST = 600  # minutes
FURTHEST = timedelta(days=366)


def coaching(form: Form, desk: Desk) -> tuple[Coaching | CoachingStep, ...]:
    """One moment, and the action it ends with, where one was agreed."""
    base = said(form, desk)
    _own(desk, base.boutique)
    associate = another(form, desk, base.boutique, base.at.date(), doing="coaches")
    shape = one_of(form, "form", FORMS, default="side_by_side")
    coach = desk.me
    if form.get("coach"):
        if shape != "shadowing":
            raise Refused("is only said of shadowing; who coaches is the one who logs it", "/coach")
        of_team(text(form, "coach", 80), base.boutique, desk.person_on, days=(base.at.date(),) * 2, at="coach")
        coach = person(text(form, "coach", 80))
        if coach == associate:
            raise NotAllowed("nobody shadows themselves; choose whom they watched", "/coach")
    since, until = day(form, "picked_since"), day(form, "picked_until")
    if since and until and until < since:
        raise Refused("lies before the first day of the window", "/picked_until")
    moment = Coaching(
        **base.common, associate=associate, coach=coach, behaviour=_behaviour(form, desk), form=shape,
        follows=uuid_if(form, "follows"), positives=texts(form, "positives", count=2),
        improvement=text(form, "improvement"),
        next_time=text(form, "next_time"), practised=ticked(form, "practised"),
        minutes=whole(form, "minutes", most=LONGEST), picked=key(form, "picked"), picked_since=since,
        picked_until=until, episode=uuid_if(form, "episode"),
    )  # fmt: skip
    if not text(form, "action", 80):
        return (moment,)
    given = CoachingStep(
        **base.beside("action"), associate=associate, what="took_on", action=str(base.entry),
        behaviour=moment.behaviour, by=desk.me, owner=_owner(form, desk, associate.name),
        due=_due(form, base.at.date()), text=text(form, "action", 80),
    )  # fmt: skip
    return (moment, given)


def action(form: Form, desk: Desk) -> tuple[CoachingStep]:
    """A step of an action. `action` names it: the entry that gave it, or, for one that is new, the form itself."""
    base = said(form, desk)
    what = one_of(form, "what", STEPS)
    if what in MANAGERS:
        if desk.writer.role != "manager":
            raise NotAllowed("is logged by the boutique's manager; you can say that you tried it", "/what")
        _own(desk, base.boutique)
        associate = _whose(form, desk, base.boutique, base.at.date(), what=what)
    else:
        associate = desk.me
    name = text(form, "action", 80) if form.get("action") else str(base.entry) if what == "took_on" else ""
    if not name:
        raise Refused("is missing: which action was it?", "/action")
    return (CoachingStep(
        **base.common, associate=associate, what=what, action=name, behaviour=_behaviour(form, desk), by=desk.me,
        owner=_owner(form, desk, associate.name), due=_due(form, base.at.date()), text=text(form, "text"),
    ),)  # fmt: skip


def _whose(form: Form, desk: Desk, boutique: str, when: date, *, what: str) -> Who:
    """Of one who left or moved within the year too an action is verified or dropped: none stays open for ever."""
    name = text(form, "associate", 80)
    if what != "took_on" and name and name != desk.writer.person:
        weeks = (desk.person_on(name, when - timedelta(weeks=n)) for n in range(53))
        if any(one is not None and one.boutique == boutique for one in weeks):
            return person(name)
    return another(form, desk, boutique, when, doing="verifies")


def feedback(form: Form, desk: Desk) -> tuple[Feedback]:
    """The associate's answer to an observation or a coaching moment."""
    base = said(form, desk)
    return (Feedback(
        **base.common, associate=desk.me, about=_about_me(form, desk),
        answer=one_of(form, "answer", ANSWERS, default="thanks"), text=text(form, "text"),
    ),)  # fmt: skip


def contest(form: Form, desk: Desk) -> tuple[Contest]:
    """An entry about oneself is contested: set aside until an area coach has decided."""
    base = said(form, desk)
    if not text(form, "text"):
        raise Refused("is empty; say in a line what was different", "/text")
    return (Contest(
        **base.common, associate=desk.me, what=CONTESTS[0], about=_about_me(form, desk), by=desk.me,
        text=text(form, "text"),
    ),)  # fmt: skip


def settling(form: Form, desk: Desk) -> tuple[Contest]:
    """The area coach's decision: does the entry stand? Nobody decides about an entry they wrote, or that is of them."""
    base = said(form, desk)
    _own(desk, base.boutique)
    kept, about = one_of(form, "kept", ("yes", "no")), uuid(form.get("about"), "/about")
    associate, entry = person(text(form, "associate", 80)), desk.entry(str(about))
    if not isinstance(entry, Observation | Coaching) or entry.boutique not in desk.writer.boutiques:
        raise Refused("is no entry of your boutiques", "/about")
    if desk.me in (entry.observer if isinstance(entry, Observation) else entry.coach, entry.associate):
        raise NotAllowed("is an entry of your own; another area coach decides", "/about")
    if associate != entry.associate:
        raise Refused("is not whom the entry is about", "/associate")
    return (Contest(
        **base.common, associate=associate, what=CONTESTS[1], kept=kept == "yes", about=about, by=desk.me,
        text=text(form, "text"),
    ),)  # fmt: skip


def praise(form: Form, desk: Desk) -> tuple[Praise]:
    base = said(form, desk)
    _own(desk, base.boutique)
    associate = another(form, desk, base.boutique, base.at.date(), doing="praises")
    behaviour, result = _behaviour(form, desk), key(form, "result")
    if bool(behaviour) == bool(result):
        raise Refused("is for a behaviour or for a result; choose one of them", "/behaviour")
    return (Praise(
        **base.common, associate=associate, by=desk.me, behaviour=behaviour, result=result, text=text(form, "text"),
    ),)  # fmt: skip


def _about_me(form: Form, desk: Desk) -> UUID:
    """The entry that is answered or contested; one that has not come in yet is believed, it is read by nobody else."""
    about = uuid(form.get("about"), "/about")
    entry = desk.entry(str(about))
    if isinstance(entry, Observation | Coaching) and entry.associate != desk.me:
        raise Refused("is no entry about you", "/about")
    return about


def _own(desk: Desk, boutique: str) -> None:
    if boutique not in desk.writer.boutiques:
        raise NotAllowed("is no boutique of yours", "/boutique")


def _behaviour(form: Form, desk: Desk) -> str:
    found = text(form, "behaviour", 40)
    if found and found not in desk.behaviours:
        raise Refused(f"is no behaviour of the playbook; there are {', '.join(sorted(desk.behaviours))}", "/behaviour")
    return found


def _owner(form: Form, desk: Desk, associate: str) -> Who | None:
    owner = text(form, "owner", 80)
    if owner not in ("", associate, desk.writer.person):
        raise Refused("should be the associate or yourself", "/owner")
    return person(owner) if owner and owner != associate else None


def _due(form: Form, since: date) -> date | None:
    due = day(form, "due")
    if due is not None and not since <= due <= since + FURTHEST:
        raise Refused("should be a day from today on, within a year", "/due")
    return due


KINDS = (
    kind("coaching", "coach.write", coaching, "associate", "coach", "behaviour", "form", "follows", "positives",
         "improvement", "next_time", "practised", "minutes", "picked", "picked_since", "picked_until", "episode",
         "action", "due", "owner"),
    kind("action", "answer.write", action, "associate", "what", "action", "behaviour", "owner", "due", "text"),
    kind("feedback", "answer.write", feedback, "about", "answer", "text"),
    kind("contest", "answer.write", contest, "about", "text"),
    kind("settling", "contest.settle", settling, "associate", "about", "kept", "text"),
    kind("praise", "praise.write", praise, "associate", "behaviour", "result", "text"),
)  # fmt: skip
