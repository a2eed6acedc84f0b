"""/xapi/activities: what is known of an activity (xAPI 1.0.3 Part Three 2.5; IEEE 9274.1.1 4.1.6.5)."""

import asyncio
from typing import Any

import msgspec

from ..refusals import Refused
from ..xapi.queries import single
from ..xapi.values import iri
from .lrs_call import Call
from .lrs_wire import Said


async def answer(house: Any, call: Call) -> Said:
    """GET with activityId: an Activity always, if never seen just its id."""
    given = single(call.given, ("activityId",))
    if "activityId" not in given:
        raise Refused("is missing; name the activity you ask for", "activityId")
    try:
        iri(given["activityId"])
    except Refused as fault:
        raise Refused(fault.reason, "activityId") from None
    shown = await asyncio.to_thread(house.activities.shown, call.key, given["activityId"])
    return Said(200, msgspec.json.encode(shown))
