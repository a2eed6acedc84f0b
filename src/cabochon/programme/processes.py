"""The standard procedures of the back of the shop, step by step (case study 001); checklists of who watches them.

Keys are permanent. A step is ticked by who does it (`sop.*`); the checklists are for somebody who stands beside.
"""

from ..languages import mark
from .playbook import Behaviour, Checklist, Wording

# fmt: off
# process, title, its steps: (key, words)
PROCESSES: tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...] = mark((
    ("receiving", "Receiving", (
        ("seal_checked",    "Seal checked before opening"),
        ("two_present",     "Opened by two, under the camera"),
        ("note_matched",    "Pieces matched to the delivery note"),
        ("serials_read",    "Serial numbers read aloud and ticked"),
        ("into_safe",       "Put into the safe and booked in"),
    )),
    ("transfer", "Transfer", (
        ("order_checked",   "Transfer order checked"),
        ("serials_read",    "Serial numbers read and ticked"),
        ("packed_by_two",   "Packed and sealed by two"),
        ("carrier_signed",  "Carrier’s name and signature taken"),
        ("booked_out",      "Booked out before it leaves"),
    )),
    ("return", "Return", (
        ("receipt_seen",    "Receipt or warranty card seen"),
        ("piece_inspected", "Piece inspected against its serial number"),
        ("reason_asked",    "Reason asked and chosen from the list"),
        ("second_approved", "Approved by a second person"),
        ("booked_back",     "Booked back and put aside for control"),
    )),
    ("end_of_day_count", "End-of-day count", (
        ("showcases",       "Showcases counted tray by tray"),
        ("try_on_trays",    "Try-on trays empty"),
        ("safe_counted",    "Safe counted by two"),
        ("compared",        "Compared with the book"),
        ("difference_told", "Differences written down and reported"),
    )),
))

SEEN = (
    Wording("calm_and_complete", "Calm and complete"),
    Wording("step_skipped",      "A step was skipped"),
    Wording("alone",             "Done alone, where two are asked for"),
    Wording("interrupted",       "Interrupted by a client"),
)
NEXT = (
    Wording("repeat_together", "Do it together once more"),
    Wording("read_card",       "Read the pocket card again"),
    Wording("swap_partner",    "Swap the second person"),
)
LED_WORDS = (
    Wording("kept_to_time",    "Kept to the time"),
    Wording("team_practised",  "Everybody practised"),
    Wording("ran_long",        "Ran long"),
    Wording("told_not_shown",  "Told, not shown"),
)
LED_NEXT = (
    Wording("lead_together",   "Lead the next one together"),
    Wording("write_the_line",  "Write the model phrase down first"),
    Wording("watch_a_peer",    "Watch another boutique’s manager"),
)

HUDDLE = Checklist("huddle", "A huddle", "1", behaviours=(
    Behaviour("huddle_one_focus",  "One focus, named in a sentence",    "A behaviour, not a number",               "one focus named"),
    Behaviour("huddle_modelled",   "The phrase was modelled aloud",     "Said as to a client, not described",      "the phrase modelled"),
    Behaviour("huddle_practised",  "Everybody practised once",          "In pairs, half a minute each",            "everybody practised"),
    Behaviour("huddle_bright",     "A bright spot of yesterday shared", "What was done, not only the result",      "a bright spot shared"),
    Behaviour("huddle_in_time",    "Five minutes, before the doors open", "It ends with who tries what",           "kept to five minutes"),
), wordings=LED_WORDS, actions=LED_NEXT)

SIDE_BY_SIDE = Checklist("side-by-side", "A side-by-side", "1", behaviours=(
    Behaviour("side_watched_first", "Watched without stepping in",       "Ten to fifteen minutes",                 "watched first"),
    Behaviour("side_in_private",    "Feedback in private, at once",      "Out of earshot of clients and team",     "feedback in private"),
    Behaviour("side_two_plus_one",  "Two positives and one improvement", "Each an action that was seen",           "two plus one given"),
    Behaviour("side_practised",     "The line was practised",            "Said aloud once or twice",               "the line practised"),
    Behaviour("side_next_agreed",   "What comes next was agreed",        "One action, with a day",                 "a next action agreed"),
), wordings=LED_WORDS, actions=LED_NEXT)
# fmt: on


def _watched(process: str, title: str, steps: tuple[tuple[str, str], ...]) -> Checklist:
    prefix = process.split("_")[-1]  # keys are one namespace over all checklists
    return Checklist(
        process.replace("_", "-"), title, "1",
        behaviours=tuple(Behaviour(f"{prefix}_{key}", says, "", says[:1].lower() + says[1:]) for key, says in steps),
        wordings=SEEN, actions=NEXT,
    )  # fmt: skip


OF_PROCESSES = tuple(_watched(*one) for one in PROCESSES)
OF_MANAGERS = (HUDDLE, SIDE_BY_SIDE)
STEPS = {process: dict(steps) for process, _, steps in PROCESSES}
