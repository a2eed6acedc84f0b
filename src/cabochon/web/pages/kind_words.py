"""What kinds of record are called where people read of them: each as one of it."""

from ...languages import mark, say

KINDS = mark({
    "observation": "observation", "receipt": "receipt", "survey": "survey", "traffic": "traffic",
    "coaching": "coaching", "coaching_step": "coaching step", "feedback": "feedback", "contest": "contest",
    "huddle": "huddle", "focus": "focus", "praise": "praise", "calibration": "calibration",
    "assignment": "assignment", "learning": "learning", "job_aid": "job aid", "signal": "signal",
    "step_done": "step done", "till_closing": "till closing", "booking": "booking", "enrolment": "enrolment",
    "stock_count": "stock count", "stock_exception": "stock exception", "availability": "availability",
    "employment": "employment", "shift": "shift", "annotation": "annotation", "decision": "decision", "plan": "plan",
    "other": "other", "demo": "demo", "document": "document", "lookback": "lookback", "deputyship": "deputyship",
    "mentor": "mentor", "verdict": "verdict", "night": "night", "quarantine": "quarantine", "delivery": "delivery",
})  # fmt: skip


def kinds() -> dict[str, str]:
    """By key, in the language spoken."""
    return {key: say(word) for key, word in KINDS.items()}
