"""Webhooks: a delivery is checked, put into the durable queue and answered; it is read afterwards."""

from ..page import Answered, Asked, json


def there() -> Answered:
    """GET and HEAD of any hook, with or without a secret: senders ask so when a webhook is made.

    The same empty answer for every name, known or not, and every secret. A challenge in the query is not echoed: what
    anybody may have us say is no proof of anything.
    """
    return Answered(b"", status_code=200, media_type="text/plain")


def deliver(request: Asked, hook: str, body: bytes) -> Answered:
    """POST /hooks/{hook}. Authenticated by its signature alone; 401 when that is wrong."""
    request.app.state.house.deliver(hook, dict(request.headers), body)
    return json({"status": "received"}, 202)


def deliver_with(request: Asked, hook: str, secret: str, body: bytes) -> Answered:
    """POST /hooks/{hook}/{secret}: of a sender that signs nothing; the secret is that of its address."""
    request.app.state.house.deliver(hook, dict(request.headers), body, secret)
    return json({"status": "received"}, 202)
