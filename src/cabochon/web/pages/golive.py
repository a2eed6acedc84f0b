"""Go-live lists: what of a door is still unmapped, and how much of Today it shows yet."""

from urllib.parse import quote

from ...dashboards import pilot_mode
from ...privacy.roles import may
from ..outer import fields
from ..page import Answered, Asked, page, to
from ..viewer import viewer_of
from . import till_words

ON = "on"


def doors(request: Asked) -> Answered:
    """GET /golive: the doors within reach; with one there is nothing to choose."""
    viewer, house = viewer_of(request), request.app.state.house
    every = house.snapshot.doors(house.today)
    reached = [door for door in every if viewer.role == "admin" or door.code in viewer.boutiques]
    if len(reached) == 1:
        return to(_list_of(reached[0].code))
    modes = house.modes.lines()
    shows = {door.code: pilot_mode.shows(modes.get(door.code, "")) for door in reached}
    return page(request, "doors.html", doors=reached, shows=shows)


def show(request: Asked, code: str) -> Answered:
    """GET /doors/{code}/golive. ?was=: what Today showed before the last change, which a button brings back."""
    viewer, house = viewer_of(request), request.app.state.house
    golive = house.go_live(viewer, code)
    row, was = house.modes.row(code), request.query_params.get("was", "")
    line = row.line if row else ""
    figures = may(viewer, "moments.see")
    return page(
        request, "golive.html", golive=golive, days=[till_words.shown(one, figures=figures) for one in golive.days],
        rules=till_words.rules(), health=may(viewer, "health.see"),
        edits=may(viewer, "master.edit"), line=line, since=row.since if row else None,
        mode=pilot_mode.told(golive.door.name, line), lines=pilot_mode.offers(line),
        may_set=may(viewer, "mode.set") and house.modes.may_set(viewer, code),
        undo=pilot_mode.undo(was) if was in (ON, *pilot_mode.NAMED) and was != (line or ON) else "", was=was,
    )  # fmt: skip


def mode(request: Asked, code: str, body: bytes) -> Answered:
    """POST /doors/{code}/mode: pilot mode with one product line ("watch", "jewelry"), or everything ("on")."""
    wished = str(fields(body, known=("csrf", "shows")).get("shows", ""))
    viewer, modes = viewer_of(request), request.app.state.house.modes
    was = modes.of(code) or ON
    if wished == ON:
        modes.switch_on(viewer, code)
    else:
        modes.pilot(viewer, code, wished)
    return to(f"{_list_of(code)}?was={was}#shows")


def _list_of(code: str) -> str:
    return f"/doors/{quote(code, safe='')}/golive"
