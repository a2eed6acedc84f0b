"""Steps in a module, and job aids opened: told by the phone that showed them, judged by the library's own words."""

from datetime import date
from uuid import UUID

from ...programme import answering
from ...programme.kit_reading import BASE
from ...programme.module import Module
from ...refusals import NotAllowed, Refused, Unknown
from ...retail.learning import LEARNING, JobAid, Learning
from .desk import Desk, Said, kind, said
from .reading import Form, key, one_of, share, text, uuid_if, whole

LONGEST = 86_399  # seconds
WHEN = ("next_client", "this_shift", "tomorrow")  # when an action is to be tried
OF_ACTION = ("took_on", "tried")
OUTCOMES = ("passed", "failed")


def learning(form: Form, desk: Desk) -> tuple[Learning]:
    """One step. Whether an answer is right, and whether the mark is met, is found here and not taken from the phone."""
    base = said(form, desk)
    _own(desk, base)
    what = one_of(form, "what", LEARNING)
    language = text(form, "language", 8) or BASE
    module = _module(form, desk, language)
    item, response = key(form, "item", 60), text(form, "response", answering.LONGEST)
    scaled, success = share(form, "scaled"), None
    if what == "practised":
        success = _judged(module, item, response)
        scaled = None if success is None else float(success)
    elif what in OF_ACTION:
        if item != module.action.key:
            raise Refused(f"is no action of this module; its action is {module.action.key}", "/item")
        response, scaled = (one_of(form, "response", WHEN) if what == "took_on" and response else ""), None
    elif item or response:
        raise Refused("is only said of an answer or an action", "/item" if item else "/response")
    if what in OUTCOMES:
        if not module.pass_mark or scaled is None:
            raise Refused("is only said of a module that has a mark to meet, with the share reached", "/what")
        success = scaled >= module.pass_mark
        what = OUTCOMES[not success]
    return (Learning(
        **base.common, associate=desk.me, what=what, module=module.key, item=item, skill=module.skill,
        job_role=_job_role(desk, base.at.date()), language=language, version=text(form, "version", 20), scaled=scaled,
        success=success, seconds=whole(form, "seconds", most=LONGEST), attempt=_attempt(form, what), response=response,
    ),)  # fmt: skip


def aid(form: Form, desk: Desk) -> tuple[JobAid]:
    """A document of the kit was opened."""
    base = said(form, desk)
    _own(desk, base)
    name, language = key(form, "aid", 60), text(form, "language", 8) or BASE
    found = desk.library.document(name, language) if desk.library and name else None
    if found is None:
        raise Refused("is no document of the kit; open it from the list of job aids", "/aid")
    return (JobAid(**base.common, associate=desk.me, aid=name, skill=found.skill, language=found.language),)


def _module(form: Form, desk: Desk, language: str) -> Module:
    """In the version the learner had: it may have been on the phone for a while."""
    name, version = key(form, "module", 60), text(form, "version", 20)
    if desk.library is None or not name:
        raise Refused("is missing; which module was it?", "/module")
    if version and not version.isdecimal():
        raise Refused("is the number of a version, such as 1", "/version")
    try:
        return desk.library.module(name, language, number=int(version) if version else None)
    except Unknown:
        where = "/version" if version else "/module"
        raise Refused("is no module of the library, or no version of it; open the module once more", where) from None


def _judged(module: Module, item: str, response: str) -> bool | None:
    exercise = module.exercise(item)
    if exercise is None:
        raise Refused(f"is no exercise of it; there are {', '.join(e.key for e in module.exercises)}", "/item")
    return answering.right(exercise, response)


def _attempt(form: Form, what: str) -> UUID | None:
    found = uuid_if(form, "attempt")
    if found is None and what != "tried":
        raise Refused("is missing; which attempt was it?", "/attempt")
    return found


def _job_role(desk: Desk, day: date) -> str:
    one = desk.person_on(desk.writer.person, day)
    return one.job_role if one else ""


def _own(desk: Desk, base: Said) -> None:
    if base.boutique not in desk.writer.boutiques:
        raise NotAllowed("is no boutique of yours", "/boutique")
    if base.corrects:
        raise Refused("is not corrected: it tells what was done at that moment; take the module once more", "/corrects")


KINDS = (
    kind("learning", "learn.take", learning, "what", "module", "item", "attempt", "version", "language", "success",
         "scaled", "seconds", "response"),
    kind("aid", "learn.take", aid, "aid", "language"),
)  # fmt: skip
