"""How much and how long the house listens to one sender."""

from dataclasses import dataclass

UPLOADS = frozenset({"/demos"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bytes, seconds and open connections. Defaults are those of `settings`."""

    head_bytes: int = 16_384
    head_seconds: float = 15
    body_bytes: int = 10_000_000
    body_seconds: float = 60
    connections: int = 4_000
    close_seconds: int = 5
    upload_bytes: int = 25_100_000  # a recording of 25 MB with its form
    upload_seconds: float = 300

    def body(self, method: str, path: str) -> tuple[int, float]:
        """How many bytes a request's body may have, and how many seconds it may take."""
        upload = method == "POST" and path in UPLOADS
        return (self.upload_bytes, self.upload_seconds) if upload else (self.body_bytes, self.body_seconds)
