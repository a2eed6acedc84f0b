"""The quarterly pulse: two questions on one's own page, and what came of them by region."""

from ...house.pulse import ANSWERS, LEAST, QUESTIONS, quarter_of
from ...refusals import Refused
from ..outer import fields
from ..page import Answered, Asked, page, to
from ..viewer import viewer_of


def answer(request: Asked, body: bytes) -> Answered:
    """POST /me/pulse: the answers given; none is "rather not"."""
    form = fields(body, known=("csrf", *QUESTIONS))
    answers = {name: _number(name, str(value)) for name, value in form.items() if name in QUESTIONS and value}
    request.app.state.house.pulse.answer(viewer_of(request), answers)
    return to("/me?thanks=1")


def show(request: Asked) -> Answered:
    """GET /pulse: by region alone."""
    house = request.app.state.house
    voices = house.pulse.by_region(viewer_of(request))
    quarter = quarter_of(house.today)
    return page(request, "pulse.html", voices=voices, questions=QUESTIONS, least=LEAST, quarter=quarter)


def _number(name: str, value: str) -> int:
    if value not in {str(answer) for answer in ANSWERS}:
        raise Refused("should be one of the five answers", f"/{name}")
    return int(value)
