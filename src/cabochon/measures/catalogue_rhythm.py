"""The spine, continued: learning and practice, the rhythm of coaching, the programme, what the house counts itself."""

from dataclasses import replace

from ..programme.playbook import CLIENT_VISIT
from .families import COACHING, ENGAGEMENT, HEALTH, PROGRAMME
from .items import item_discrimination
from .kinds import Measure, Sum, count, derived, rate
from .outside import averaged, tallied
from .programme import agreement, door_spread, ramp_weeks
from .rhythm import (
    action_applied,
    coaching_minutes,
    feedback_lag,
    huddle_days,
    learning_minutes,
    logging_seconds,
    observation_coverage,
    observed_minutes,
    practice_streak,
    quiet_share,
)

PRACTISED = "what = 'practised'"
ANSWERED = f'{PRACTISED} and "right" is not null'
SHIFTS, STEPS, WATCHED = Sum("shift", "1"), Sum("learnt", "1"), Sum("watched", "1")
TIMES = ("day", "weekday", "hour", "daypart")  # a week or a streak is not made of parts of days
PEOPLE = ("associate", "job_role", "tenure")
THEIRS = ("receipt", "learnt", "watched", "coached")  # what a shift is told from without a roster

# fmt: off
SPINE: tuple[Measure, ...] = (
    rate ("module_completion",     "Modules completed in time", ENGAGEMENT, "assigned", "done = 1"),
    count("practice_count",        "Practice steps answered",   ENGAGEMENT, "learnt", PRACTISED),
    derived("practice_streak",     "Practice streak",           ENGAGEMENT, SHIFTS, practice_streak, unit="days",
            tables=THEIRS, without=(*TIMES, "week", "tag")),
    derived("action_applied",      "Actions tried in time",     ENGAGEMENT, Sum("action", "1"), action_applied,
            unit="rate"),
    derived("learning_minutes",    "Minutes learnt in a week",  ENGAGEMENT, SHIFTS, learning_minutes, unit="minutes",
            better="none", tables=THEIRS, without=TIMES),
    derived("learning_minutes_quiet", "Learnt in quiet hours",  ENGAGEMENT, Sum("learnt", "1", "minutes is not null"),
            quiet_share, unit="rate"),
    rate ("item_difficulty",       "Questions answered right",  ENGAGEMENT, "learnt", '"right" = 1', ANSWERED,
          better="none"),
    derived("item_discrimination", "What a question tells",     ENGAGEMENT, Sum("learnt", "1", ANSWERED),
            item_discrimination, unit="index"),
    count("job_aid_opens",         "Job aids opened",           ENGAGEMENT, "aid"),

    count("coaching_moments",      "Coaching moments",          COACHING, "coached", door=True),
    derived("coaching_minutes",    "Minutes coached on a manager's shift", COACHING, Sum("coached", "1"),
            coaching_minutes, unit="minutes", better="none", door=True, tables=("watched",),
            without=("hour", "daypart", *PEOPLE)),
    derived("observed_minutes",    "Minutes observed in a person's week", COACHING, WATCHED, observed_minutes,
            unit="minutes", better="none", tables=("shift", *THEIRS), without=TIMES),
    derived("observation_coverage", "Observed twice this week", COACHING, WATCHED, observation_coverage, unit="rate",
            tables=("shift", *THEIRS), without=TIMES),
    derived("logging_seconds",     "Seconds to log an observation", COACHING,
            Sum("watched", "1", "seconds is not null"), logging_seconds, unit="seconds", better="down"),
    derived("feedback_lag",        "Minutes to feedback",       COACHING, Sum("coached", "1", "lag is not null"),
            feedback_lag, unit="minutes", better="down"),
    rate ("coaching_actions_closed", "Actions verified in time", COACHING, "action", "closed = 1",
          "due is not null and dropped = 0"),
    derived("huddle_days",         "Days with a huddle",        COACHING, Sum("huddle", "1"), huddle_days, unit="rate",
            door=True, tables=("ticket", "traffic", "watched"), without=("hour", "daypart")),
    count("recognitions",          "Praise",                    COACHING, "praise", door=True),

    derived("door_spread",         "How far doors differ",      PROGRAMME, Sum("receipt", "1", "qualifying = 1"),
            door_spread, unit="rate", better="none", door=True, without=PEOPLE),
    derived("ramp_weeks",          "Weeks until the target",    PROGRAMME, Sum("staff", "1", "hired is not null"),
            ramp_weeks, unit="weeks", better="down"),
    *(derived(f"agreement.{b.key}", f"Managers agree: {b.title}", PROGRAMME,
              Sum("rating", "1", f"behaviour = '{b.key}'"), agreement, unit="index", without=("behaviour",))
      for b in CLIENT_VISIT.behaviours),
)

OUTSIDE: tuple[Measure, ...] = tuple(
    derived(key, title, HEALTH, Sum("outside", "1"), made, unit=unit, better=better, door=True, without=("tag",))
    for key, title, made, unit, better in (
        ("late_feeds",  "Silent or late feeds",         tallied,  "count",   "down"),
        ("clock_skew",  "Told by a wrong clock",        tallied,  "count",   "down"),
        ("duplicates",  "Repeats dropped",              tallied,  "count",   "none"),
        ("quarantined", "Waiting in the quarantine",    tallied,  "count",   "down"),
        ("freshness",   "Seconds until a number shows", averaged, "seconds", "down"),
    )
)
# fmt: on

OPEN = {"door_spread": "door_spread.<rate>", "ramp_weeks": "ramp_weeks.<rate>"}


def of_rate(family: str, model: Measure, about: Measure) -> Measure | None:
    """The spread or the ramp of another rate; None for what is no rate of its own rows, or is cut by no door."""
    if about.unit != "rate" or not about.additive or not {"boutique", "week"} <= set(about.cuts):
        return None
    title, says = f"{model.title}: {about.title}", f"{model.says} Here of: {about.title}."
    if family == "ramp_weeks":
        able = "associate" in about.cuts
        return replace(model, key=f"ramp_weeks.{about.key}", title=title, says=says) if able else None
    return replace(model, key=f"door_spread.{about.key}", title=title, says=says, family=PROGRAMME, top=about.bottom,
                   bottom=about.bottom, tables=(about.top.table,), counts=about.counts)  # fmt: skip
