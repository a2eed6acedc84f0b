"""The xAPI Profile we speak by: public, so that another program can say the same things (stream.md)."""

from litestar import Response

from ..page import Answered, Asked


def show(request: Asked) -> Answered:
    """GET /xapi/profile."""
    return Response(
        request.app.state.house.profile(),
        media_type="application/ld+json",
        headers={
            "cache-control": "public, max-age=300",
            "access-control-allow-origin": "*",
            "cross-origin-resource-policy": "cross-origin",
        },
    )
