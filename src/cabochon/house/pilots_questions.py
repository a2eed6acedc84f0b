"""What to ask before a pilot: the readiness questions of both case studies, and what a "no" uncovers.

Sources: "Is This Feedback and Coaching Model Right for Your Organization" and "Is This Role-Based Upskilling And xAPI
LRS Approach Right For Your Organization", five questions each.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from ..languages import mark

ANSWERS = mark({"yes": "Yes", "partly": "Partly", "no": "No"})
COACHING, LEARNING = mark("Coaching on the floor"), mark("Short modules and practice")
MOST_YES = 0.7  # of the answers: "yes to most of these"


@dataclass(frozen=True, slots=True)
class Question:
    """study: COACHING or LEARNING. uncovers: what a "no" tells and what to do first."""

    key: str
    study: str
    asks: str
    why: str
    uncovers: str


@dataclass(frozen=True, slots=True)
class Readiness:
    """What the answers come to. uncovered: of each "no", and of each "partly", the question it was given to."""

    word: str
    open: int
    uncovered: tuple[tuple[Question, str], ...]


# fmt: off
QUESTIONS = mark((
    Question(
        "consultative", COACHING,
        "Do your client interactions rely on trust, discovery and well-timed add-on recommendations?",
        "A consistent conversation creates value where accessories, care plans or services fit the client’s needs.",
        "Brief, transactional visits leave less to gain from coaching the steps of a conversation. Look at quick "
        "support on the floor or the flow at the till instead.",
    ),
    Question(
        "visible", COACHING,
        "Can you define visible behaviours that show what “good” looks like in a client visit?",
        "Only what can be seen can be coached and measured: two focused questions, two relevant accessories, the "
        "next step confirmed.",
        "Without a clear playbook managers coach to preference and behaviour cannot be linked to results. Draft the "
        "playbook first.",
    ),
    Question(
        "time", COACHING,
        "Will managers make time for short, frequent coaching and practice on the floor?",
        "The engine is a steady rhythm: a quick observation, two positives and one improvement, a fast practice "
        "rep.",
        "Managers booked wall to wall need 20 to 30 minutes freed on each shift and a simple target for "
        "observations. Otherwise dashboards inform and change nothing.",
    ),
    Question(
        "stream", COACHING,
        "Can you bring observations, CSAT and till or CRM events into one stream, with basic privacy controls?",
        "What happened, how the client felt and what the register recorded must meet in one place.",
        "Late data, silos or receipts without an associate give anecdotes. Plan light connectors, access by role "
        "and no client details in notes.",
    ),
    Question(
        "tight", COACHING,
        "Are you ready to run a tight pilot, measure before and after, and iterate fast?",
        "A small start with two measures proves value and builds confidence.",
        "A big launch with many measures stalls. Commit to a few boutiques, a short baseline and sharing bright "
        "spots weekly.",
    ),
    Question(
        "outcomes", LEARNING,
        "Do we know which outcomes we want to move and which few behaviours drive them?",
        "Appointment offers and tailored stories support conversion and ATV; clean receiving and end-of-day counts "
        "reduce shrink.",
        "Where outcomes and behaviours are not linked, content turns generic and hard to coach. Make a simple "
        "skills map by role before building modules.",
    ),
    Question(
        "flow", LEARNING,
        "Can we deliver learning and coaching in the flow of work without hurting the client experience?",
        "It rests on modules of 5 to 10 minutes, quick huddles and coaching side by side in live traffic.",
        "Where schedules, staffing or layout limit practice on the floor, plan micro-windows, cover for managers or "
        "a phased rollout. Without practice at once skills fade.",
    ),
    Question(
        "systems", LEARNING,
        "Are our data systems ready to capture learning events and link them to sales and shrink?",
        "Practice and coaching are held against sales and loss-prevention numbers.",
        "Start with a baseline, the same boutique and role codes everywhere, and agreement on privacy. You can "
        "still train; proving impact is slower and less convincing.",
    ),
    Question(
        "managers", LEARNING,
        "Are managers equipped and willing to coach one focus skill at a time?",
        "Managers turn modules into habits: huddles, checklists and spot coaching.",
        "Stretched or uncertain managers need simple tools, short training and a rhythm for looking at the numbers. "
        "Without them even good content fails to stick.",
    ),
    Question(
        "types", LEARNING,
        "Do we have a pilot plan that tests in different store types and a playbook to scale?",
        "A flagship and smaller doors together show daily realities, seasons and gaps in the content.",
        "Fix the periods before and after, a few leading indicators and what “good” means before the start. That is "
        "what this page does with you.",
    ),
))
# fmt: on
BY_KEY = {one.key: one for one in QUESTIONS}


def readiness(answers: Mapping[str, str]) -> Readiness:
    """answers: question key -> one of ANSWERS; what is missing is open."""
    told = {one.key: answers[one.key] for one in QUESTIONS if answers.get(one.key) in ANSWERS}
    uncovered = tuple((one, told[one.key]) for one in QUESTIONS if told.get(one.key) in ("no", "partly"))
    left = len(QUESTIONS) - len(told)
    noes = sum(said == "no" for said in told.values())
    if left:
        word = mark(f"{left} of {len(QUESTIONS)} still open.")
    elif not noes and sum(said == "yes" for said in told.values()) >= MOST_YES * len(QUESTIONS):
        word = mark("Yes to most of these: a strong fit.")
    elif noes <= 2:
        word = mark("Workable. Settle what is uncovered below before the start, or stage the work.")
    else:
        word = mark("Not yet. Stage the work by the gaps below; a pilot now would test the gaps, not the programme.")
    return Readiness(word, left, uncovered)
