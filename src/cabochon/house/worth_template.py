"""The cost tables of the case studies as templates of a cost model: what is paid once and what each month.

Yearly lines of the first are a twelfth a month. Amounts are US dollars as printed; illustrative, to be replaced.
Sources: "Estimating Cost And Effort For A Feedback And Coaching Rollout", 10 boutiques, first year, USD 207,060 with
opportunity costs; "... For A Role-Based Upskilling Program", 12 boutiques, six months, USD 217,925.
"""

from dataclasses import dataclass

from ..languages import mark

ONCE, MONTH = "once", "month"
EVERY = {ONCE: "Once", MONTH: "Each month"}


@dataclass(frozen=True, slots=True)
class Line:
    """amount: whole US dollars. says: what it is made of."""

    key: str
    title: str
    amount: float
    every: str
    says: str


@dataclass(frozen=True, slots=True)
class Template:
    key: str
    title: str
    says: str
    months: int  # its table covers
    lines: tuple[Line, ...]

    @property
    def total(self) -> float:
        return sum(one.amount * (self.months if one.every == MONTH else 1) for one in self.lines)


# fmt: off
COACHING = Template("coaching", mark("Feedback and coaching"),
                    mark("10 boutiques, 60 associates, 15 managers, first year"), 12, (
    Line("discovery",    "Discovery and planning",                     6_720, ONCE,  "48 hours at 140"),
    Line("playbook",     "Playbook and coaching design",               8_400, ONCE,  "60 hours at 140"),
    Line("talk-tracks",  "Content: playbook, checklists, talk tracks", 4_480, ONCE,  "32 hours at 140"),
    Line("videos",       "Content: micro-videos",                      7_200, ONCE,  "6 videos at 1,200"),
    Line("job-aids",     "Content: job aids and quick references",     2_240, ONCE,  "16 hours at 140"),
    Line("lrs",          "Record store subscription",                    250, MONTH, "250 a month"),
    Line("till",         "Till connector",                             4_800, ONCE,  "40 hours at 120"),
    Line("survey-feed",  "CSAT integration",                           2_400, ONCE,  "20 hours at 120"),
    Line("checklist",    "Mobile checklist form",                      2_000, ONCE,  "20 hours at 100"),
    Line("bi",           "Dashboard licences",                           260, MONTH, "20 users at 13 a month"),
    Line("survey",       "Survey tool licence, if not owned yet",        200, MONTH, "200 a month"),
    Line("mapping",      "Statement design and data mapping",          5_200, ONCE,  "40 hours at 130"),
    Line("dashboards",   "Dashboards: build and iterate",              7_800, ONCE,  "60 hours at 130"),
    Line("testing",      "Quality assurance",                          3_600, ONCE,  "30 hours at 120"),
    Line("legal",        "Privacy and legal review",                   2_500, ONCE,  "fixed"),
    Line("pilot-train",  "Pilot: training of managers",                2_400, ONCE,  "16 hours at 150"),
    Line("pilot-floor",  "Pilot: coaching support on the floor",       3_600, ONCE,  "24 hours at 150"),
    Line("train",        "Rollout: training of associates",            2_400, ONCE,  "16 hours at 150"),
    Line("change",       "Change management and communications",       3_300, ONCE,  "30 hours at 110"),
    Line("admin",        "Running it: record store and data checks",   1_040, MONTH, "104 hours a year at 120"),
    Line("refresh",      "Quarterly refresh of the coaching toolkit",    8_960 / 12, MONTH, "64 hours a year at 140"),
    Line("project",      "Project management",                        12_000, ONCE,  "100 hours at 120"),
    Line("contingency",  "Contingency",                               11_100, ONCE,  "10 % of 111,000"),
    Line("time-pilot",   "Paid time: managers in training",            2_400, ONCE,  "15 managers, 4 hours at 40"),
    Line("time-train",   "Paid time: associates in training",          3_360, ONCE,  "60 associates, 2 hours at 28"),
    Line("time-agree",   "Paid time: managers calibrating",            1_200, ONCE,  "15 managers, 2 hours at 40"),
    Line("time-coach",   "Paid time: managers coaching on the floor",  6_500, MONTH, "15 managers, 130 hours at 40"),
))
LEARNING = Template("learning", mark("Short modules"),
                    mark("pilot of 12 boutiques, 213 staff, 22 modules, six months"), 6, (
    Line("discovery",    "Discovery and planning",                    21_600, ONCE,  "180 hours at 120"),
    Line("skills",       "Experience and skills map",                 19_200, ONCE,  "160 hours at 120"),
    Line("modules",      "Modules of 5 to 10 minutes",                77_000, ONCE,  "22 modules at 3,500"),
    Line("toolkits",     "Coaching toolkits and job aids",             4_800, ONCE,  "12 pieces at 400"),
    Line("lrs",          "Record store subscription",                    300, MONTH, "300 a month"),
    Line("xapi",         "Instrumentation and integration",           11_200, ONCE,  "80 hours at 140"),
    Line("dashboards",   "Dashboards: design and build",              16_800, ONCE,  "120 hours at 140"),
    Line("feeds",        "Till and loss-prevention data",              8_400, ONCE,  "60 hours at 140"),
    Line("bi",           "Dashboard licences for leaders",               200, MONTH, "20 users at 10 a month"),
    Line("testing",      "Quality assurance and compliance review",    7_700, ONCE,  "70 hours at 110"),
    Line("acceptance",   "Acceptance tests in stores",                 1_440, ONCE,  "24 testers, 2 hours at 30"),
    Line("time-coach",   "Paid time: managers coaching in the pilot", 10_800, ONCE,  "240 hours at 45"),
    Line("iterate",      "Content after pilot feedback",               7_200, ONCE,  "60 hours at 120"),
    Line("trainers",     "Training of trainers",                       2_400, ONCE,  "16 hours at 150"),
    Line("time-onboard", "Paid time: staff being shown",               9_585, ONCE,  "213 staff, 1.5 hours at 30"),
    Line("change",       "Change management and communications",       4_800, ONCE,  "40 hours at 120"),
    Line("support",      "Support during the pilot",                   2_000, MONTH, "content and data checks"),
))
# fmt: on
OPTIONAL = Line("languages", "Localisation, two more languages", 8_800, ONCE, "22 modules, 2 languages at 200")
TEMPLATES = {one.key: one for one in (COACHING, LEARNING)}
