"""GET /export/statements: a file of statements for an administrator; notes and clients' comments are not in it."""

from datetime import date, timedelta

from litestar.response import Stream

from ...house.exporting import exported
from ...refusals import Refused
from ..export import asked, bodies, described
from ..page import Answered, Asked
from ..viewer import viewer_of


def statements(request: Asked) -> Answered:
    """Parameters: format, gzip, voided, after, and the filters of an export; an empty one is none."""
    given = [(name, _time(name, value)) for name, value in request.query_params.multi_items() if value]
    if any(name == "agent" for name, _ in given):
        raise Refused("is no filter here: an export is not about one person", "agent")
    wanted = asked(given)
    pieces = exported(request.app.state.house, wanted, by=viewer_of(request).account)
    headers = {name.decode(): value.decode() for name, value in described(wanted)}
    return Stream(bodies(pieces), media_type=headers.pop("content-type"), headers=headers)


def _time(name: str, value: str) -> str:
    """A day of a form as an instant: from its beginning, to its end, in UTC."""
    if name not in ("since", "until") or len(value) != 10:
        return value
    try:
        day = date.fromisoformat(value)
    except ValueError:
        raise Refused("should be a date like 2026-03-31", name) from None
    return f"{day + timedelta(days=name == 'until')}T00:00:00Z"
