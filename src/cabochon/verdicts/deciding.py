"""What may rest on a pooled verdict, and what comes next, in a manager's words."""

from ..impact.verdict import LEAST_DOORS, Verdict
from ..impact.words import day as said
from ..languages import forms, in_english, mark

NEXT = mark({
    "too_early": "Keep going and look again.",
    "likely_lifted": "Scale it, and keep one or two boutiques for last so that it can still be compared.",
    "promising": "Keep going; do not scale it yet.",
    "no_lift": "Retire it, or change it and try it again at a few boutiques.",
    "cannot_tell": "Plan a longer try with more boutiques, and hold one or two back.",
    "not_comparable": "Wait until the weeks can be compared, then begin again with a new baseline.",
})  # fmt: skip
FEW = mark({
    "likely_lifted": "Bring it to more boutiques before you decide to scale it.",
    "no_lift": "Change it here, or try something else; to retire it everywhere, see it at more boutiques first.",
})  # fmt: skip
WHY = mark({
    "too_early": "It is too early to tell.",
    "promising": "It is promising, not proven.",
    "cannot_tell": "It cannot be told here.",
    "not_comparable": "Before and after cannot be compared.",
})  # fmt: skip


def may_decide(leading: Verdict | None) -> tuple[bool, str]:
    """Whether to scale or retire rests on enough: at least six doors and a verdict that says yes or no. And why not."""
    if leading is None:
        return False, mark("Nothing was counted yet.")
    if leading.doors < LEAST_DOORS:
        doors = in_english(leading.doors, forms("{n} boutique", "{n} boutiques"), n=leading.doors)
        return False, mark(f"direction only: {doors}; {LEAST_DOORS} are needed")
    if leading.state in WHY:
        return False, WHY[leading.state]
    return True, ""


def next_step(leading: Verdict | None, decides: bool) -> str:
    if leading is None:
        return f"{mark('Nothing was counted yet.')} {mark('Observe, and look again in a week.')}"
    by = leading.needed.by if leading.needed else None
    if by and leading.state == "too_early":
        return mark(f"Keep going and look again around {said(by)}.")
    if by and leading.state == "promising":
        return mark(f"Keep going until {said(by)}; do not scale it yet.")
    return NEXT[leading.state] if decides else FEW.get(leading.state, NEXT[leading.state])
