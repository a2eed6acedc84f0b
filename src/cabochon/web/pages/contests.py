"""Contested entries, for the area coach who decides: what was written, what the person says, and the decision."""

from ...dashboards import threads
from ...retail.coaching import Coaching, Contest
from ...retail.events import Observation
from ...retail.feedback import threads as folded
from ..page import Answered, Asked, fresh, page
from ..viewer import viewer_of

NOBODY: dict[str, str] = {}  # who decides reads roles, not names


def show(request: Asked) -> Answered:
    """GET /contests: the open ones, oldest first. An entry one wrote oneself is for somebody else to decide."""
    viewer = viewer_of(request)
    see = request.app.state.house.see_as(viewer)
    told = see.contested(page="contests")
    found = [
        (threads.told(one, names=NOBODY, zones=see.labels.zones), see.labels.doors.get(one.event.boutique, ""),
         viewer.person in (_wrote(one.event), one.event.associate.name))
        for one in reversed(folded(told))
    ]  # fmt: skip
    return page(request, "contests.html", found=found, anew=fresh, here="/contests",
                lost=_lost(told))  # fmt: skip


def _wrote(event: Observation | Coaching) -> str:
    return event.observer.name if isinstance(event, Observation) else event.coach.name


def _lost(told: list[object]) -> int:
    """Contests whose entry is not there any more: taken back, or older than is kept in mind."""
    entries = {getattr(one, "entry", "") for one in told}
    about = {str(event.about) for one in told if isinstance(event := getattr(one, "event", None), Contest)}
    return len(about - entries)
