"""/xapi/agents: the Person of an agent (xAPI 1.0.3 Part Three 2.4)."""

from typing import Any

import msgspec

from ..house.documents import Documents
from ..refusals import Refused
from ..xapi.documents import agent_asked
from ..xapi.queries import single
from .lrs_call import Call
from .lrs_wire import Said


async def answer(house: Any, call: Call) -> Said:
    """Always a Person, of an unknown agent too: then just what was asked."""
    store: Documents = house.documents
    given = single(call.given, ("agent",))
    if "agent" not in given:
        raise Refused("is missing; give an agent as JSON", "agent")
    try:
        agent = agent_asked(given["agent"])
        if agent.get("objectType") == "Group":
            raise Refused("is a Group, and only an Agent is a person; ask for one of its members", "/objectType")
    except Refused as fault:
        raise Refused(fault.reason, "agent" + fault.pointer) from None
    return Said(200, msgspec.json.encode(store.person(call.key, agent)))
