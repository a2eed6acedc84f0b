"""The language one is spoken to in: chosen in the menu, kept with the account."""

import re

from ...languages import LANGUAGES, say
from ...refusals import Refused
from ..outer import fields
from ..page import Answered, Asked, to
from ..viewer import viewer_of

OURS = re.compile(r"/(?![/\\])[\x21-\x5b\x5d-\x7e]{0,2000}")  # a path of this house: no other host, no line break


def choose(request: Asked, body: bytes) -> Answered:
    """POST /me/language: keeps `language` for whom asks and goes back to the page they were on.

    Raises:
        Refused: none of ours.
    """
    said, viewer = fields(body, known=("csrf", "language", "back")), viewer_of(request)
    language, back = str(said.get("language", "")), str(said.get("back", ""))
    if language not in LANGUAGES:
        raise Refused(say("is none of the languages spoken here; choose one of the list"), "language")
    request.app.state.house.people.changing.change(viewer.account, by=viewer.account, language=language)
    return to(back if OURS.fullmatch(back) else "/")
