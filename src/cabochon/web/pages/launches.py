"""Launch checks: what a package sent, what was refused and why, while one looks on."""

from ...house.launch_report import report, written
from ...house.launches import LIFE
from ...languages import again
from ...privacy.roles import may
from ...refusals import Refused
from ..outer import fields
from ..page import Answered, Asked, json, page, to
from ..viewer import viewer_of

HOURS = round(LIFE.total_seconds() / 3600)


def show(request: Asked) -> Answered:
    """GET /launches: one's checks; for administrators everybody's, and what senders were refused."""
    return _list(request)


def start(request: Asked, body: bytes) -> Answered:
    """POST /launches: a new check."""
    fields(body, known=("csrf",))
    house = request.app.state.house
    try:
        check = house.launches.start(viewer_of(request))
    except Refused as refused:
        if refused.status != 409:
            raise
        return _list(request, fault=again(refused.reason), status=409)
    return to(f"/launches/{check.id}")


def one(request: Asked, check: str) -> Answered:
    """GET /launches/{id}."""
    house = request.app.state.house
    found = report(house, viewer_of(request), check, base=_base(request))
    return page(request, "launch.html", one=found, hours=HOURS, now=house.clock())


def mark(request: Asked, check: str) -> Answered:
    """GET /launches/{id}/mark: grows with what was heard; it keeps no session awake."""
    launches = request.app.state.house.launches
    found = launches.one(viewer_of(request), check)
    return json({"mark": f"{len(launches.requests(found))}{'' if launches.is_open(found) else '.'}"})


def end(request: Asked, body: bytes, check: str) -> Answered:
    """POST /launches/{id}/end: close its key."""
    fields(body, known=("csrf",))
    request.app.state.house.launches.end(viewer_of(request), check)
    return to(f"/launches/{check}")


def text(request: Asked, check: str) -> Answered:
    """GET /launches/{id}/report.txt: the same as plain text."""
    found = report(request.app.state.house, viewer_of(request), check, base=_base(request))
    name = f"launch-check-{found.check.opened:%Y-%m-%d-%H%M}.txt"
    return Answered(
        written(found).encode(), media_type="text/plain; charset=utf-8",
        headers={"content-disposition": f'attachment; filename="{name}"'},
    )  # fmt: skip


def _list(request: Asked, *, fault: str = "", status: int = 200) -> Answered:
    viewer, launches = viewer_of(request), request.app.state.house.launches
    checks = [(check, launches.is_open(check), len(launches.requests(check))) for check in launches.mine(viewer)]
    return page(
        request, "launches.html", status=status, checks=checks, hours=HOURS, fault=fault,
        refusals=launches.refusals(viewer) if may(viewer, "launches.refused") else None,
    )  # fmt: skip


def _base(request: Asked) -> str:
    """The address a package reaches this house at: the public one, else the one the page was asked by."""
    return str(request.app.state.origin or f"{request.url.scheme}://{request.headers.get('host', request.url.netloc)}")
