"""How much and how long the house listens to one sender."""

from dataclasses import dataclass

UPLOADS = {  # addresses that take a file: bytes of a body
    "/demos": 25_100_000,
    "/library/media": 25_100_000,
    "/packages": 201_000_000,
    "/connections/files": 201_000_000,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bytes, seconds and open connections. Defaults are those of `settings`."""

    head_bytes: int = 16_384
    head_seconds: float = 15
    body_bytes: int = 10_000_000
    body_seconds: float = 60
    connections: int = 4_000
    close_seconds: int = 5
    upload_seconds: float = 300  # for each 25 MB an address takes

    def body(self, method: str, path: str) -> tuple[int, float]:
        """How many bytes a request's body may have, and how many seconds it may take."""
        most = UPLOADS.get(path, 0) if method == "POST" else 0
        return (most, self.upload_seconds * max(1, most / 25_000_000)) if most else (self.body_bytes, self.body_seconds)
