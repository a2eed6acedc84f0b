"""What is stored: for who audits the house, and for who keeps it."""

from collections import defaultdict

import msgspec
from litestar import Response

from ...house import configured
from ...house.stored import stored
from ...languages import mark
from ...refusals import Refused
from ..page import Answered, Asked, page

EVENTS = mark((  # kinds of event, as their headings say them
    "Observation", "Receipt", "Survey", "Traffic", "Coaching", "Coaching step", "Feedback", "Contest", "Huddle",
    "Focus", "Praise", "Calibration", "Assignment", "Learning", "Job aid", "Signal", "Step done", "Till closing",
    "Booking", "Enrolment", "Stock count", "Stock exception", "Availability", "Employment", "Shift", "Annotation",
    "Decision", "Plan",
))  # fmt: skip


def show(request: Asked) -> Answered:
    """GET /stored?as=json: every kind of record with its fields, its purpose, who may see it and for how long, and what
    leaves, as the house runs now; no value of anybody."""
    house, shape = request.app.state.house, request.query_params.get("as", "")
    if shape not in ("", "json"):
        raise Refused("should be json, or left out", "as")
    told = configured.told(house)
    digest = configured.digest_of(told)
    if shape:
        body = msgspec.json.format(msgspec.json.encode({"digest": digest, **told}), indent=1)
        name = f'attachment; filename="stored-{house.today}.json"'
        return Response(body, media_type="application/json", headers={"content-disposition": name})
    noted = configured.noted(house)
    return page(
        request, "stored.html", stored=stored(house.directory), told=told, digest=digest,
        since=noted[0] if noted else None, changes=configured.changes(noted[2], told) if noted else [],
        periods=defaultdict(str, {one["name"]: one["kept"] for some in told["records"].values() for one in some}),
    )  # fmt: skip
