"""Who may do what, and how far: the one table. Routes, pages, measures and keys ask here; what is not in it is no."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from ..directory.rows import Account
from ..refusals import NotAllowed, Unknown
from ..retail.master import Door
from .viewer import ROLES, Viewer

ANONYMOUS = "anonymous"
EVERYWHERE = "*"  # as an account's region: every boutique of the maison
REACHES = ("no", "self", "boutique", "brand", "scope", "all")
OF_MANAGERS = frozenset({"huddle", "side-by-side"})  # checklists by which an area coach observes a manager
COACHING = frozenset({"area_coach", "hq_leader"})  # who coach without being of a boutique: known by their account's id
SHORT = {"--": "no", "me": "self", "bo": "boutique", "br": "brand", "sc": "scope", "al": "all"}
# no: not at all.  self: what is about oneself.  boutique: own boutiques, with names.
# brand: one brand's sums.  scope: boutiques in reach, associates without names.  all: the whole house.


@dataclass(frozen=True, slots=True)
class Ability:
    """help: what it opens. reach: role -> one of REACHES."""

    name: str
    help: str
    reach: dict[str, str]


def _ability(name: str, help: str, line: str) -> Ability:  # noqa: A002
    return Ability(name, help, dict(zip((*ROLES, ANONYMOUS), (SHORT[word] for word in line.split()), strict=True)))


# A few words to the table (the access roles are settled, the table is read by the whole product):
# - an associate sees what is about them, and of the door only what has no person in it;
# - an L&D author reads module and launch statements with the actor replaced (privacy.browsing), an auditor counts them;
# - a loss-prevention lead will see counts, exceptions and SOP steps, a brand partner one brand's sums: shut until a
#   measure or route does just that;
# - an area coach observes managers, not associates, and knows them alone by name;
# - an L&D author reads clients' words without their door, day or score, to keep the talk tracks fresh;
# - a key reaches as far as its own scopes and boutiques (privacy.keys).
# fmt: off
ABILITIES = (
    #                                                                        as mg ac hq ld lp br an au ke ad ??
    _ability("today.see",         "the Today page",                         "me bo sc sc sc -- -- sc -- -- -- --"),
    _ability("live.listen",       "numbers that change by themselves",      "me bo sc sc sc -- -- sc -- -- -- --"),
    _ability("names.see",         "who is who: staff by name",              "me bo sc -- -- -- -- -- -- -- al --"),
    _ability("comments.read",     "what clients wrote",                     "me bo sc sc -- -- -- -- -- -- -- --"),
    _ability("moments.see",       "single events as they come in",          "me bo -- -- -- -- -- -- -- -- -- --"),
    _ability("measure.sales",     "receipts, attach rate, values",          "me bo sc sc -- -- br sc -- -- -- --"),
    _ability("measure.client",    "CSAT and other survey answers",          "me bo sc sc -- -- -- sc -- -- -- --"),
    _ability("measure.behaviour", "behaviours seen, offer to sale",         "me bo sc sc sc -- -- sc -- -- -- --"),
    _ability("measure.traffic",   "door counts and conversion",             "sc bo sc sc -- -- -- sc -- -- -- --"),
    _ability("measure.health",    "how complete and linked the data are",   "-- bo sc sc -- -- -- sc -- -- al --"),
    _ability("measure.coaching",  "coaching moments, actions, huddles",     "me bo sc sc sc -- -- sc -- -- -- --"),
    _ability("measure.engagement","modules, practice, job aids",            "me bo sc sc sc -- -- sc -- -- -- --"),
    _ability("measure.stock",     "counts, shrink, exceptions, SOP steps",  "-- bo sc sc -- sc -- sc -- -- -- --"),
    _ability("measure.programme", "agreement, ramp, spread of doors",       "-- bo sc sc sc -- -- sc -- -- -- --"),
    _ability("health.see",        "the Data health page",                   "-- bo sc sc -- -- -- sc -- -- al --"),
    _ability("health.mend",       "claim a till code for one's own people", "-- bo -- -- -- -- -- -- -- -- al --"),
    _ability("master.edit",       "edit catalogue, rates, targets, themes", "-- -- -- -- -- -- -- -- -- -- al --"),
    _ability("facts.export",      "numbers as Parquet, groups kept large",  "-- -- -- sc -- -- -- sc -- -- -- --"),
    _ability("sql.ask",           "SQL over those numbers",                 "-- -- -- sc -- -- -- sc -- -- -- --"),
    _ability("observe.write",     "log an observation",                     "-- bo sc -- -- -- -- -- -- -- -- --"),
    _ability("coach.write",       "log a coaching moment, give actions",    "-- bo -- -- -- -- -- -- -- -- -- --"),
    _ability("floor.see",         "the pages of the floor",                 "me bo sc -- -- -- -- -- -- -- -- --"),
    _ability("floor.write",       "hand in what is filled in there",        "me bo sc sc -- -- -- -- -- -- -- --"),
    _ability("signal.write",      "log a signal or a process step",         "me bo -- -- -- -- -- -- -- -- -- --"),
    _ability("answer.write",      "answer, contest, try what one was told", "me bo -- -- -- -- -- -- -- -- -- --"),
    _ability("contest.settle",    "decide on a contested entry",            "-- -- sc -- -- -- -- -- -- -- -- --"),
    _ability("record.read",       "feedback, actions, praise, in words",    "me bo sc -- -- -- -- -- -- -- -- --"),
    _ability("focus.see",         "a boutique's focus, tip and huddles",    "me bo sc sc sc -- -- -- -- -- -- --"),
    _ability("focus.set",         "set and close a focus, lead a huddle",   "-- bo -- -- -- -- -- -- -- -- -- --"),
    _ability("praise.write",      "praise a colleague",                     "me bo sc -- -- -- -- -- -- -- -- --"),
    _ability("rhythm.plan",       "plan a week's support, block windows",   "-- bo -- -- -- -- -- -- -- -- -- --"),
    _ability("rhythm.see",        "look back on a boutique's week",         "-- bo sc sc sc -- -- -- -- -- -- --"),
    _ability("rhythm.assign",     "assign coaching moments to a boutique",  "-- -- sc sc -- -- -- -- -- -- -- --"),
    _ability("weekly.see",        "the weekly snapshot, by mail and on paper", "-- bo sc sc sc -- -- sc -- -- -- --"),
    _ability("review.see",        "weekly reviews: numbers and decisions",  "-- bo sc sc sc -- -- sc -- -- -- --"),
    _ability("review.write",      "decide in a weekly review, close it",    "-- bo sc sc -- -- -- -- -- -- -- --"),
    _ability("bright.see",        "visits that went well, with what was done","me bo sc -- -- -- -- -- -- -- -- --"),
    _ability("calibrate.write",   "score the shared clip of the week",      "-- bo sc -- -- -- -- -- -- -- -- --"),
    _ability("calibrate.agree",   "note an agreed standard",                "-- -- sc -- sc -- -- -- -- -- -- --"),
    _ability("playbook.read",     "the playbook and the kit around it",     "al al al al al -- -- -- -- -- -- --"),
    _ability("playbook.edit",     "edit and publish the playbook",          "-- -- -- -- al -- -- -- -- -- -- --"),
    _ability("words.read",        "clients' words alone, screened",         "-- bo sc sc sc -- -- -- -- -- -- --"),
    _ability("mentors.name",      "name volunteer mentors",                 "-- bo -- -- -- -- -- -- -- -- -- --"),
    _ability("demos.record",      "record a short demo, withdraw it",       "me bo -- -- -- -- -- -- -- -- -- --"),
    _ability("demos.see",         "watch published demos",                  "me bo sc sc sc -- -- -- -- -- -- --"),
    _ability("demos.review",      "review demos before they are shown",     "-- -- -- -- sc -- -- -- -- -- -- --"),
    _ability("deputy.lend",       "lend one's rights for some days",        "-- bo -- -- -- -- -- -- -- -- -- --"),
    _ability("tablet.share",      "make a device the boutique's own",       "-- bo -- -- -- -- -- -- -- -- -- --"),
    _ability("me.see",            "what the house knows of oneself",        "me me me me me me me me me -- me --"),
    _ability("pulse.answer",      "two questions a quarter, if one likes",  "me me -- -- -- -- -- -- -- -- -- --"),
    _ability("pulse.see",         "their answers, by region alone",         "-- -- sc sc -- -- -- -- -- -- -- --"),
    _ability("nudges.own",        "how one is reminded",                    "me bo sc -- -- -- -- -- -- -- -- --"),
    _ability("learn.take",        "modules, job aids, packages on the floor", "me me me -- -- -- -- -- -- -- -- --"),
    _ability("learn.team",        "a team's modules, by count",             "-- bo sc sc sc -- -- -- -- -- -- --"),
    _ability("learn.assign",      "assign a module to one's team",          "-- bo -- -- -- -- -- -- -- -- -- --"),
    _ability("media.see",         "pictures and films of modules",          "al al al al al al -- -- -- -- -- --"),
    _ability("skills.read",       "the skills map by role",                 "al al al al al -- -- -- -- -- -- --"),
    _ability("skills.edit",       "edit and publish the skills map",        "-- -- -- -- al -- -- -- -- -- -- --"),
    _ability("library.read",      "every module and document, and its state", "-- -- al al al al -- -- -- -- -- --"),
    _ability("library.edit",      "write, translate, publish, retire them", "-- -- -- -- al -- -- -- -- -- -- --"),
    _ability("library.sign",      "vouch for a procedure's words",          "-- -- -- al -- al -- -- -- -- -- --"),
    _ability("results.see",       "what a module changed, by door",         "-- -- sc sc sc -- -- -- -- -- -- --"),
    _ability("results.decide",    "scale, tune or retire a module",         "-- -- -- sc sc -- -- -- -- -- -- --"),
    _ability("paths.edit",        "learning paths: who gets which module when", "-- -- -- al al -- -- -- -- -- -- --"),
    _ability("packages.manage",   "bring in and offer packages",            "-- -- -- -- al -- -- -- -- -- al --"),
    _ability("golive.see",        "what is still unmapped before go-live",  "-- bo sc sc -- -- -- -- -- -- al --"),
    _ability("statements.browse", "that statements exist: the browser",     "-- -- -- -- sc -- -- -- al -- al --"),
    _ability("statements.open",   "single statements, text sealed",         "-- -- -- -- sc -- -- -- -- -- al --"),
    _ability("statements.person", "statements of one person",               "-- -- -- -- -- -- -- -- -- -- al --"),
    _ability("launches.check",    "try a package out, see what it sent",    "-- -- -- -- me -- -- -- -- -- al --"),
    _ability("launches.refused",  "what senders were refused",              "-- -- -- -- -- -- -- -- -- -- al --"),
    _ability("quarantine.see",    "what could not be used, and why",        "-- -- -- -- -- -- -- -- -- -- al --"),
    _ability("quarantine.mend",   "replay or discard it",                   "-- -- -- -- -- -- -- -- -- -- al --"),
    _ability("import.run",        "bring in files and master data",         "-- -- -- -- -- -- -- -- -- -- al --"),
    _ability("connections.see",   "connected sources, what they delivered", "-- -- -- -- -- -- -- -- -- -- al --"),
    _ability("connections.edit",  "connect a till, map its columns",        "-- -- -- -- -- -- -- -- -- -- al --"),
    _ability("accounts.manage",   "accounts and their rights",              "-- -- -- -- -- -- -- -- -- -- al --"),
    _ability("keys.manage",       "LRS keys and webhook secrets",           "-- -- -- -- -- -- -- -- -- -- al --"),
    _ability("outgoing.manage",   "other record stores and webhooks",       "-- -- -- -- -- -- -- -- -- -- al --"),
    _ability("statements.export", "statements as a file, without text",     "-- -- -- -- -- -- -- -- -- -- al --"),
    _ability("statements.read",   "raw statements through the LRS",         "-- -- -- -- -- -- -- -- -- sc -- --"),
    _ability("statements.write",  "statements into the LRS",                "-- -- -- -- -- -- -- -- -- sc -- --"),
    _ability("stored.see",        "what is stored and why, without values", "-- -- -- -- -- -- -- -- al -- al --"),
    _ability("audit.read",        "who did and who read what",              "-- -- -- -- -- -- -- -- al -- -- --"),
    _ability("forgetting.manage", "erase a person, hold, tell what is held", "-- -- -- -- -- -- -- -- -- -- al --"),
    _ability("retention.see",     "how long what is kept",                  "-- -- -- -- -- -- -- -- al -- al --"),
    _ability("retention.manage",  "change how long",                        "-- -- -- -- -- -- -- -- -- -- al --"),
    _ability("agreements.see",    "works councils' agreements by country",  "-- -- -- -- -- -- -- -- al -- al --"),
    _ability("agreements.manage", "record them",                            "-- -- -- -- -- -- -- -- -- -- al --"),
    _ability("group.see",         "weekly sums of the group's other houses", "-- -- -- al -- -- -- al -- -- -- --"),
    _ability("group.manage",      "which other houses are pulled from",     "-- -- -- -- -- -- -- -- -- -- al --"),
    _ability("brand.see",         "one brand's sums",                       "-- -- -- -- -- -- br -- -- -- -- --"),
    _ability("loss.see",          "counts, exceptions, process steps",      "-- bo sc sc -- sc -- sc -- -- -- --"),
    _ability("verdicts.see",      "what coaching and training changed",     "me bo sc sc sc -- -- sc -- -- -- --"),
    _ability("upskilling.see",    "practice, skill and results side by side", "-- bo sc sc sc -- -- sc -- -- -- --"),
    _ability("signals.see",       "which behaviours go with which results", "-- bo sc sc sc sc -- sc -- -- -- --"),
    _ability("measures.retire",   "retire a measure, bring it back",        "-- -- -- sc sc -- -- -- -- -- -- --"),
    _ability("pilots.see",        "pilot plans and their reports",          "-- -- sc sc sc -- -- sc -- -- -- --"),
    _ability("pilots.plan",       "draft, freeze and drop pilot plans",     "-- -- -- sc sc -- -- -- -- -- -- --"),
    _ability("programme.see",     "spread, ramp, agreement, value",         "-- -- sc sc sc -- -- sc -- -- -- --"),
    _ability("programme.edit",    "what the programme costs",               "-- -- -- sc -- -- -- -- -- -- -- --"),
    _ability("behaviours.see",    "steps of a visit, and what goes with them", "me bo sc sc sc -- -- sc -- -- -- --"),
    _ability("annotate.see",      "days marked as out of the ordinary",     "bo bo sc sc sc sc -- sc -- -- -- --"),
    _ability("annotate.write",    "mark such days, withdraw it",            "-- bo sc sc -- -- -- -- -- -- -- --"),
    _ability("views.own",         "one's own saved views of dashboards",    "me me me me me me me me -- -- -- --"),
    _ability("mode.set",          "pilot mode: what a boutique's Today shows", "-- -- sc sc -- -- -- -- -- -- al --"),
    _ability("doors.see",         "boutiques side by side",                 "-- bo sc sc sc -- -- sc -- -- -- --"),
    _ability("screen.share",      "screens of a back room",                 "-- bo -- -- -- -- -- -- -- -- -- --"),
    _ability("numbers.see",       "the page of one number, and it as a file", "me bo sc sc sc sc -- sc -- -- -- --"),
    _ability("explore.see",       "any number by any two breakdowns",       "-- bo sc sc sc sc -- sc -- -- -- --"),
    _ability("embed.make",        "links that show a number elsewhere",     "-- bo sc sc -- -- -- sc -- -- -- --"),
    _ability("profile.read",      "the published xAPI Profile",             "al al al al al al al al al al al al"),
    _ability("sessions.own",      "one's own sign-ins",                     "me me me me me me me me me -- me --"),
)
# fmt: on

MAY: dict[str, dict[str, str]] = {
    role: {ability.name: ability.reach[role] for ability in ABILITIES} for role in (*ROLES, ANONYMOUS)
}


def right(viewer: Viewer | None, ability: str) -> str:
    """The reach of an ability: one of REACHES. None asks for nobody in particular.

    Raises:
        KeyError: an ability that is not in the table is a bug, not a "no".
    """
    return MAY[viewer.role if viewer else ANONYMOUS][ability]


def may(viewer: Viewer | None, ability: str) -> bool:
    return right(viewer, ability) != "no"


def viewer_of(account: Account, doors: Iterable[Door], now: datetime) -> Viewer | None:
    """The account as a viewer at that moment; None when disabled or of no role of ours.

    Args:
        doors: every door on that day (`Snapshot.doors`), to spell out regions.
        now: for what was written offline, the time it was written: the right to write is judged then.
    """
    doors, until = tuple(doors), account.deputy_until
    lent = account.deputy_for == "manager" and account.deputy_from and until
    deputy = bool(lent) and account.deputy_from <= now < until  # type: ignore[operator]
    role = "manager" if deputy else account.role
    if account.disabled or role not in ROLES or role == "key":  # keys are no accounts
        return None
    regions = set(account.regions) - {""}
    reached = {door.code for door in doors if EVERYWHERE in regions or door.region in regions}
    boutiques = frozenset(account.boutiques) | reached
    if deputy and account.deputy_door:  # the lender's rights at that boutique, nowhere else
        boutiques = frozenset({account.deputy_door})
    last = next((d.local(until) for d in doors if deputy and until and d.code == account.deputy_door), until)
    return Viewer(
        account=account.id,
        role=role,
        boutiques=boutiques,
        person=account.person or (account.id if role in COACHING else ""),
        brand=account.brand,
        name=account.name,
        language=account.language or "en",
        deputy=deputy,
        lent_until=(last - timedelta(seconds=1)).date() if deputy and last else None,
    )


def may_observe(viewer: Viewer, boutique: str, associate: str) -> None:
    """May this viewer write down an observation of that person there?

    Raises:
        Unknown: a boutique that is not theirs, in the same words as one that is not there.
        NotAllowed: a role that does not observe; oneself.
    """
    if not may(viewer, "observe.write"):
        raise NotAllowed("observations are written by the boutique's manager or a named deputy", "/observer")
    if boutique not in viewer.boutiques:
        raise Unknown(f"{boutique or 'an empty code'} is no boutique of yours; choose one from your list", "/boutique")
    if not viewer.person or associate == viewer.person:
        raise NotAllowed("nobody observes themselves; ask your deputy or area coach to", "/associate")


def may_observe_role(viewer: Viewer, job_role: str, checklist: str) -> None:
    """Area coaches observe managers, by the checklists made for that; managers observe their team by the others."""
    above = right(viewer, "observe.write") == "scope"
    if above != (checklist in OF_MANAGERS):
        raise NotAllowed("this checklist is not for your role; choose another", "/checklist")
    if above and job_role != "manager":
        raise NotAllowed("area coaches observe managers; associates are observed by their own", "/associate")
