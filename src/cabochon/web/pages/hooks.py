"""Webhooks: a delivery is checked, put into the durable queue and answered; it is read afterwards."""

from ..page import Answered, Asked, json


def deliver(request: Asked, hook: str, body: bytes) -> Answered:
    """POST /hooks/{hook}. Authenticated by its signature alone; 401 when that is wrong."""
    request.app.state.house.deliver(hook, dict(request.headers), body)
    return json({"status": "received"}, 202)
