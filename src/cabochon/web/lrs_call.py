"""One request to the record store, as far as it has been understood."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..xapi.versions import V200, Version
from .asgi import Receive
from .limits import Limits
from .lrs_wire import received, text


@dataclass(slots=True)
class Call:
    """method: GET where the request said HEAD. headers: by lower-case name. given: decoded query parameters, in order.

    version: what the request speaks. key: the credential (a directory row). prefix: of public addresses, "" or "/path".
    """

    method: str
    path: str
    headers: Mapping[bytes, bytes]
    limits: Limits | None
    receive: Receive
    prefix: str = ""
    version: Version = V200
    key: Any = None
    given: Sequence[tuple[str, str]] = field(default_factory=list)
    sent: bytes | None = None  # the body, where it has been read already

    def header(self, name: bytes) -> str | None:
        return text(self.headers, name)

    @property
    def content_type(self) -> str:
        """The media type in lower case, without parameters; "" when none is named."""
        return (self.header(b"content-type") or "").partition(";")[0].strip().lower()

    async def body(self) -> bytes:
        """The whole body, of whatever type.

        Raises:
            Refused: packed (415); 413 above the limit; 408 when it does not arrive in time.
        """
        if self.sent is None:
            self.sent = await received(self.receive, self.headers, self.limits)
        return self.sent
