"""What the observation page needs: doors and their people, the checklist, the rules notes are screened by."""

from typing import Any

import msgspec

from ..privacy import notes
from ..programme.playbook import CLIENT_VISIT
from ..retail.master import PRODUCT_LINES
from .seeing import See


def floor_for(see: See) -> dict[str, Any]:
    """As plain values, for JSON and templates. Nobody observes themselves: the viewer is in no team."""
    labels, me = see.labels, see.viewer
    return {
        "writer": me.account,
        "boutiques": [
            {
                "code": code,
                "name": name,
                "team": [{"id": p, "name": labels.people[p]} for p in labels.team[code] if p != me.person],
            }
            for code, name in labels.doors.items()
        ],
        "checklist": msgspec.to_builtins(CLIENT_VISIT),
        "product_lines": list(PRODUCT_LINES),
        "note_rules": notes.rules(),
    }
