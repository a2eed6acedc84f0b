"""Webhooks: a delivery is checked, put into the durable queue and answered; it is read afterwards."""

from ..page import Answered, Asked, json


def deliver(request: Asked, hook: str, body: bytes) -> Answered:
    """POST /hooks/{hook}. Authenticated by its signature alone; 401 when that is wrong."""
    request.app.state.house.deliver(hook, dict(request.headers), body)
    return json({"status": "received"}, 202)


def deliver_with(request: Asked, hook: str, secret: str, body: bytes) -> Answered:
    """POST /hooks/{hook}/{secret}: of a sender that signs nothing; the secret is that of its address."""
    request.app.state.house.deliver(hook, dict(request.headers), body, secret)
    return json({"status": "received"}, 202)
