"""What goes wrong, by whose fault. Raised where it is known, caught only in `web` and `cli`."""


class Refused(Exception):
    """The sender's fault, an HTTP 4xx. The reason says how to mend it; the pointer says where.

    Args:
        reason: one sentence for the receiver: what is wrong and what to send instead.
        pointer: RFC 6901 JSON pointer into what was sent ("/actor/mbox"), a form field or "line 12, column sold_at".
        status: the HTTP status that fits.
    """

    status = 400

    def __init__(self, reason: str, pointer: str = "", status: int | None = None) -> None:
        super().__init__(f"{pointer}: {reason}" if pointer else reason)
        self.reason, self.pointer = reason, pointer
        if status is not None:
            self.status = status


class NotAllowed(Refused):
    """Known, but without the right (403)."""

    status = 403


class Unknown(Refused):
    """Nothing here by that name, or nothing the asker may know of (404)."""

    status = 404


class Conflict(Refused):
    """The id is taken by a statement that says something else (xAPI 1.0.3 Part Three, 2.1.1: 409)."""

    status = 409


class Full(Refused):
    """The disk took no more; nothing was acknowledged (507). Try again: writing resumes by itself."""

    status = 507


class Unanswerable(Exception):
    """The question's fault: shown on the page where the answer would have stood."""
