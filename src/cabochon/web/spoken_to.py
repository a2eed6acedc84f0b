"""Who is spoken to: in the language of their account; a stranger in the one their browser likes best."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import parse_qs

from litestar.connection import ASGIConnection

from ..languages import LANGUAGES, heard, speaking
from .viewer import Signed

CHOOSING = "/signin"  # where a stranger may choose by ?language=


def language_of(connection: ASGIConnection[Any, Any, Any, Any], signed: Signed | None) -> str:
    if signed and signed.viewer:
        return signed.viewer.language
    return chosen(connection) or heard(connection.headers.get("accept-language", ""))


def chosen(connection: ASGIConnection[Any, Any, Any, Any]) -> str:
    """The language a stranger chose on the sign-in page, "" for none."""
    path, query = str(connection.scope["path"]), bytes(connection.scope["query_string"])
    if not query or not path.startswith(CHOOSING):
        return ""
    wished = parse_qs(query.decode("latin-1"), max_num_fields=50).get("language", [""])[0]
    return wished if wished in LANGUAGES else ""


def addressed(handler: Callable[..., Any]) -> Callable[..., Any]:
    """The handler, speaking to whom the guard let in. A coroutine is spoken around until it answers."""

    @wraps(handler)
    async def run(**given: Any) -> Any:
        request = given.get("request")
        if request is None:
            return await handler(**given)
        with speaking(language_of(request, request.scope.get("signed"))):
            return await handler(**given)

    return run
