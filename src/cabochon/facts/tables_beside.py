"""The tables of coaching, learning, the floor's processes, stock, the roster and the programme: what is no visit."""

from ..warehouse import Column, Table
from .columns import BOUTIQUE, DAY, DAYPART, HERE, JOB, PERSONAL, PRODUCT, THEN

# fmt: off
BEHAVIOUR = Column("behaviour", "text", "behaviour key of the playbook; '' for none")
COACH     = Column("coach",     "text", "person id of who coached, gave or led it; '' when not known")
MODULE    = Column("module",    "text", "module key")
ZONE      = Column("zone",      "text", "zone of the boutique")
CURRENCY  = Column("currency",  "text", "ISO 4217")
RATE      = Column("rate",      "real", "group currency's minor units for one of its own, by the stored rate; 0: none")

COACHED = Table("coached", "coaching", (
    Column("coaching",  "text", "key of the coaching moment"),
    *HERE, *PERSONAL, *THEN, COACH, BEHAVIOUR,
    Column("at",        "time", "when it ended, UTC"),
    Column("form",      "text", "side_by_side, practice, shadowing, check_in"),
    Column("minutes",   "real", "how long; empty when not told"),
    Column("practised", "int",  "1 when it was practised there and then"),
    Column("follows",   "text", "statement id of the observation it follows; '' for none"),
    Column("lag",       "real", "minutes from the end of that observation to this; empty without one"),
    Column("picked",    "text", "why this person"),
    Column("picked_since", "day", "first day of the window the pick was made on; empty when not told"),
    Column("picked_until", "day", "last day of that window; empty when not told"),
    Column("episode",   "text", "the coaching episode; '' for none"),
    Column("statement", "text", "id of the statement"),
), "one coaching moment of one associate")

WATCHED = Table("watched", "observation", (
    Column("observation", "text", "the observation's key, as in step"),
    *HERE, *PERSONAL, *THEN, COACH,
    Column("checklist",   "text", "client-visit, or another role's"),
    Column("minutes",     "real", "how long was watched"),
    Column("seconds",     "real", "how long logging took; empty when not told"),
), "one observation: practice entries and contested ones are left out")

ACTION = Table("action", "action", (
    Column("action",   "text", "action/ and its own key, or module/ and person, module, action, attempt"),
    *HERE, *PERSONAL, COACH, BEHAVIOUR, MODULE,
    Column("source",   "text", "coaching, observation, module: where it was given"),
    Column("given",    "day",  "day it was given"),
    Column("due",      "day",  "day it is due; empty when none was said"),
    Column("tried",    "day",  "first day it was tried; empty when it was not"),
    Column("verified", "day",  "day it was verified; empty when it was not"),
    Column("dropped",  "int",  "1 when it was dropped"),
    Column("closed",   "int",  "1 when it was verified by its due date"),
), "one action to try: on the day it is due, else on the day it was given")

HUDDLE = Table("huddle", "huddle", (
    Column("huddle",  "text", "key of the huddle"),
    *HERE, *THEN, BEHAVIOUR,
    Column("minutes", "real", "how long; empty when not told"),
    Column("present", "int",  "how many were there; empty when not told"),
), "one huddle of a team")

PRAISE = Table("praise", "praise", (
    Column("praise", "text", "key of the praise"), *HERE, *PERSONAL, *THEN, BEHAVIOUR,
), "one praise of an associate")

RATING = Table("rating", "calibration", (
    Column("calibration", "text", "key of the rating"),
    *HERE,
    Column("rater",       "text", "person id of who rated"),
    Column("clip",        "text", "the shared clip or visit"),
    BEHAVIOUR,
    Column("mark",        "text", "yes, partly, not_yet, not_applicable"),
), "one mark of one rater on a shared clip; a rater's last rating of a clip counts")

SIGNAL = Table("signal", "signal", (
    Column("signal",  "text", "key of the event"),
    *HERE, *PERSONAL, PRODUCT, *THEN,
    Column("name",    "text", "appointment_offered, discovery_asked ..."),
    Column("logged",  "text", "self or system"),
    Column("visit",   "text", "its visit; '' when it joined none"),
), "one signal, self- or system-logged: never merged with what was observed")

APPOINTMENT = Table("appointment", "appointment", (
    Column("appointment", "text", "keyed hash of its reference, or the signal's own key"),
    *HERE, *PERSONAL, PRODUCT,
    Column("booked",      "int",  "1 when it was booked (kept or missed says so too)"),
    Column("kept",        "int",  "1 when it was kept"),
    Column("missed",      "int",  "1 when it was missed"),
), "one appointment, on the day it was booked for, else on which it was booked")

FOLLOW_UP = Table("follow_up", "follow_up", (
    Column("follow_up", "text", "keyed hash of its reference, or the signal's own key"),
    *HERE, *PERSONAL,
    Column("agreed",    "int",  "1: it was agreed"),
    Column("done",      "int",  "1 when done within its date"),
), "one follow-up, on the day it is due")

SOP = Table("sop", "sop", (
    Column("sop",        "text", "key of the step done, else of the assignment that is due"),
    *HERE, *PERSONAL,
    Column("process",    "text", "receiving, transfer, return, end_of_day_count"),
    Column("step",       "text", "step key"),
    Column("done",       "int",  "1 when done (by its due date, where it was assigned)"),
    Column("exceptions", "int",  "exceptions found"),
), "one process step that was due")

STOCK = Table("stock", "count", (
    Column("count",    "text", "key of the count"),
    *HERE, ZONE,
    Column("at",       "time", "when it was counted, UTC"),
    CURRENCY, RATE,
    Column("skus",     "int",  "SKUs counted"),
    Column("equal",    "int",  "of those, counted equal to book"),
    Column("book",     "real", "book value, minor units at cost"),
    Column("counted",  "real", "counted value, minor units at cost"),
    Column("shrink",   "real", "book less counted, minor units at cost; overages netted"),
    Column("over",     "real", "of that, what was counted above book"),
    Column("previous", "day",  "day of the previous count of the zone; empty for the first"),
    Column("reason",   "text", "why it was counted"),
), "one count of one zone")

EXCEPTION = Table("exception", "exception", (
    Column("exception", "text", "key of the exception"),
    *HERE, *THEN, ZONE,
    Column("kind",      "text", "void, override, no_sale, refund ..."),
    CURRENCY, Column("amount", "real", "minor units; empty when it has none"),
), "one exception at the till or in stock, of the door: nobody is named")

TICKET = Table("ticket", "ticket", (
    Column("ticket",    "text", "key of the receipt event, as in heard"),
    *HERE, *THEN,
    Column("sale_type", "text", "sale, return, void ..."),
    Column("units",     "real", "as rung up; returns below zero"),
    Column("net",       "real", "minor units as rung up; returns below zero, voids and corrections of another 0"),
    CURRENCY,
), "one transaction as the till rang it up: nothing later restates it")

CLOSING = Table("closing", "closing", (
    Column("closing",  "text", "key of the closing"),
    *HERE,
    Column("till",     "text", "which till; '' for the door"),
    Column("receipts", "int",  "as the till counted"),
    Column("units",    "real", "as the till counted"),
    Column("net",      "real", "minor units as the till counted"),
    CURRENCY,
), "what a till says of its own day")

LISTING = Table("listing", "listing", (
    Column("listing",  "text", "boutique and day"), *HERE,
    Column("in_stock", "int",  "add-on SKUs in stock"), Column("listed", "int", "add-on SKUs listed"),
), "add-on availability of a door on a day: the day's last reading")

LEARNT = Table("learnt", "event", (
    Column("event",    "text", "key of the learning step"),
    *HERE, *PERSONAL, *THEN, MODULE,
    Column("what",     "text", "launched, practised, completed, passed, failed, took_on, tried"),
    Column("item",     "text", "question or action key; '' for the module"),
    Column("skill",    "text", "the skill the module is for"),
    Column("language", "text", "language tag"),
    Column("right",    "int",  "1 right, 0 wrong, empty where it has no answer"),
    Column("scaled",   "real", "score, -1..1; empty without one"),
    Column("minutes",  "real", "learning time this step adds; the steps of an attempt add up to its time"),
    Column("attempt",  "text", "registration; '' for none"),
), "one step of an associate in a module")

ASSIGNED = Table("assigned", "assignment", (
    Column("assignment", "text", "key of the assignment; of a team's, with the person"),
    *HERE, *PERSONAL, MODULE,
    Column("done",       "int",  "1 when the module was completed by the due date"),
), "one module assigned to one person, on the day it is due; withdrawn ones and people on leave are left out")

AID = Table("aid", "event", (
    Column("event", "text", "key of the opening"), *HERE, *PERSONAL,
    Column("aid",   "text", "job aid key"), Column("skill", "text", "skill key"),
), "one job aid opened")

SHIFT = Table("shift", "shift", (
    Column("shift",   "text", "person and day"),
    *HERE, *PERSONAL, DAYPART,
    Column("minutes", "real", "planned; empty when not told"),
), "one person's rostered day; days on leave are left out")

STAFF = Table("staff", "person", (
    Column("person", "text", "person id"),
    BOUTIQUE, JOB,
    Column("hired",  "day",  "day of the (last) hire; empty when not known"),
    Column("since",  "day",  "first day of this span; empty from ever"),
    Column("until",  "day",  "first day after it; empty while it lasts"),
), "where a person worked in which role; one row a span")

LEAVE = Table("leave", "person", (
    Column("person", "text", "person id"),
    Column("since",  "day",  "first day away"), Column("until", "day", "last day away"),
), "leave and absence")

FOCUS = Table("focus", "focus", (
    Column("focus",          "text", "boutique, behaviour and first day"),
    *HERE, BEHAVIOUR,
    Column("since",          "day",  "first day"),
    Column("until",          "day",  "last day, as closed or planned; empty while open"),
    Column("target",         "real", "0..1; empty without one"),
    Column("baseline_since", "day",  "first day of the locked baseline"),
    Column("baseline_until", "day",  "last day of the locked baseline"),
    Column("outcome",        "text", "kept, tuned, dropped; '' while open"),
    Column("statement",      "text", "id of the statement that set it"),
), "one focus period of a door")

TAG = Table("tag", "annotation", (
    Column("annotation", "text", "key of the annotation"),
    Column("tag",        "text", "launch, holiday, promotion, staffing, other"),
    BOUTIQUE, DAY,
), "the days an annotation says were out of the ordinary, one row a door and day")

DECISION = Table("decision", "decision", (
    Column("decision",  "text", "key of the decision"),
    DAY, Column("what", "text", "scale, tune, retire, retire_metric, reinstate"),
    Column("about",     "text", "module:..., measure:..., focus:..."),
    Column("place",     "text", "door code, region, or '' for all"),
    Column("statement", "text", "id of the statement"),
), "what a human decided")

PLAN = Table("plan", "plan", (
    Column("plan", "text", "plan key"), DAY, Column("about", "text", "what it is about"),
    Column("digest", "text", "hash of the frozen plan"),
    Column("since", "day", "first day; empty when open"), Column("until", "day", "last day; empty when open"),
    Column("statement", "text", "id of the statement"),
), "a plan registered before the fact")
# fmt: on

BESIDE = (COACHED, WATCHED, ACTION, HUDDLE, PRAISE, RATING, SIGNAL, APPOINTMENT, FOLLOW_UP, SOP, STOCK, EXCEPTION,
          TICKET, CLOSING, LISTING, LEARNT, ASSIGNED, AID, SHIFT, FOCUS)  # fmt: skip
# Told of the whole house at once (housewide.py), not boutique by boutique.
HOUSEWIDE = (STAFF, LEAVE, TAG, DECISION, PLAN)
