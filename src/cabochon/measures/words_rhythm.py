"""The definitions in words, continued: learning, coaching, the programme, what the house counts itself."""

from ..programme.playbook import CLIENT_VISIT
from .wording import Words

SHIFT = ("A shift is a rostered day; in a week without a roster of that person, a day on which they sold, learnt, "
         "observed or were coached. Leave is no shift.")  # fmt: skip
APART = "Not additive: the parts do not add up to the whole."
STAFF = "Managers are not counted."
MEDIAN = f"Half lie above, half below. {APART}"
HOUSE = "Counted by the house as it takes things in."

# fmt: off
RHYTHM = {
    "module_completion": Words("Assigned modules completed by their due date", "assigned modules due", "modules due",
                               "On the day they were due; withdrawn ones and people on leave are left out."),
    "practice_count": Words("Practice steps answered", "", "practice steps"),
    "practice_streak": Words("Shifts in a row with a practice step, counted back from the last shift", "people",
                             "shifts",
                             f"A day off neither breaks nor extends it. {SHIFT} {APART}"),
    "action_applied": Words("Actions tried on the day they were given or within the person's next three shifts",
                            "actions given", "actions given", "On the day they were given; those tried on the same "
                            f"shift are shown beside. {SHIFT} {APART}"),
    "learning_minutes": Words("Minutes spent learning", "rostered weeks of a person", "weeks of a person",
                              f"{SHIFT} {APART}"),
    "learning_minutes_quiet": Words("Minutes learnt in hours in which the door counted fewer entries than in its "
                                    "average hour of these days", "minutes learnt", "learning steps",
                                    f"Only where a door counter says which hours are quiet. {APART}"),
    "item_difficulty": Words("Answers that were right", "answers", "answers",
                             "By question: a high share is an easy question."),
    "item_discrimination": Words("Correlation of a right answer with the share right on the module's other questions",
                                 "", "people, once a question", "Near 0 the question tells nothing; below 0 those "
                                                                "who know "
                                 f"the rest get it wrong. Of several questions the mean. {APART}"),
    "job_aid_opens": Words("Job aids opened", "", "openings"),
    "coaching_moments": Words("Coaching moments", "", "coaching moments"),
    "coaching_minutes": Words("Minutes of coaching", "shifts of managers", "shifts of managers",
                              f"Aim: 20 to 30 a shift. {SHIFT} {APART}"),
    "observed_minutes": Words("Minutes of observed client visits", "rostered weeks of a person", "weeks of a person",
                              f"Aim: 10 to 15 a week. {STAFF} {SHIFT} {APART}"),
    "observation_coverage": Words("Rostered weeks of a person with two observations or more", "rostered weeks of a "
                                                                        "person",
                                  "weeks of a person", f"Ask whole weeks. {STAFF} {SHIFT} {APART}"),
    "logging_seconds": Words("Median seconds it took to log an observation", "", "observations", MEDIAN),
    "feedback_lag": Words("Median minutes from the end of an observation to its feedback", "",
                          "coaching moments", MEDIAN),
    "coaching_actions_closed": Words("Actions verified by their due date", "actions due", "actions due",
                                     "On the day they were due; those dropped or without a date are left out."),
    "huddle_days": Words("Days of a door with a huddle", "days it was open", "days of a door",
                         "Open is a day with a receipt, an entry, an observation or a huddle."),
    "recognitions": Words("Times an associate was praised", "", "praise"),
    "door_spread": Words("Standard deviation of a rate between doors, sampling noise taken out", "",
                         "events behind all doors", "Of the secondary sales rate; door_spread.<rate> is of another. "
                         f"The spread of the raw rates is shown beside. {APART}"),
    "ramp_weeks": Words("Median weeks from the hire until the smoothed rate reaches the door's target", "", "people "
                                                                        "hired",
                        "Kaplan-Meier: people still below count as far as they were seen. The smoothed rate is of "
                        "the last "
                        "four weeks, or as many as hold 20 events. Of the secondary sales rate; ramp_weeks.<rate> is "
                        f"of another. By the day of the hire. Weeks on leave do not count. {APART}"),
    **{f"agreement.{b.key}": Words(f"Gwet's AC1 of managers who marked the same clip or visit for \"{b.title}\"", "",
                                   "marks",
                                   "1 is always the same, 0 what chance would give. Percent agreement and "
                                   "Krippendorff's "
                                   f"alpha are shown beside. {APART}") for b in CLIENT_VISIT.behaviours},
    "late_feeds": Words("Feeds of a boutique without news for longer than they should be", "", "feeds late", HOUSE),
    "clock_skew": Words("Statements from a clock that runs ahead", "", "statements", HOUSE),
    "duplicates": Words("Repeats of what was there already", "", "repeats", f"They are dropped. {HOUSE}"),
    "quarantined": Words("Statements and rows that could not be used", "", "entries waiting", HOUSE),
    "freshness": Words("Seconds from accepting a statement to its effect being visible", "statements",
                       "statements", HOUSE),
}
# fmt: on
