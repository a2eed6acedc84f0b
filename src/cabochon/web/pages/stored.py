"""What is stored: for who audits the house, and for who keeps it."""

from ...house.stored import stored
from ..page import Answered, Asked, page


def show(request: Asked) -> Answered:
    """GET /stored: every kind of record with its fields, its purpose and who may see it; no value of anybody."""
    return page(request, "stored.html", stored=stored(request.app.state.house.directory))
