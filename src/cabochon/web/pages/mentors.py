"""Volunteer mentors: the manager asks, the person answers."""

from ...refusals import Refused
from ..outer import fields
from ..page import Answered, Asked, page, to
from ..viewer import viewer_of


def form(request: Asked) -> Answered:
    """GET /team/mentors: the team, alphabetical, with who was asked and what they said."""
    viewer, house = viewer_of(request), request.app.state.house
    labels = house.see_as(viewer).labels
    teams = [
        (code, labels.doors[code], [(one, labels.people[one]) for one in labels.team[code] if one != viewer.person])
        for code in sorted(labels.doors, key=lambda code: labels.doors[code])
    ]
    return page(request, "mentors.html", teams=teams,
                mentors={code: house.demos.mentors.at(code) for code in labels.doors})  # fmt: skip


def change(request: Asked, body: bytes) -> Answered:
    """POST /team/mentors: ask somebody, or let them go."""
    sent = {name: str(value) for name, value in fields(body, known=("csrf", "do", "person", "boutique")).items()}
    viewer, mentors = viewer_of(request), request.app.state.house.demos.mentors
    match sent.get("do"):
        case "ask":
            mentors.ask(viewer, sent.get("person", ""), sent.get("boutique", ""))
        case "release":
            mentors.release(viewer, sent.get("person", ""))
        case _:
            raise Refused("is none of the buttons of this page", "do")
    return to("/team/mentors")
