"""How much and how long the house listens to one sender."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bytes, seconds and open connections. Defaults are those of `settings`."""

    head_bytes: int = 16_384
    head_seconds: float = 15
    body_bytes: int = 10_000_000
    body_seconds: float = 60
    connections: int = 4_000
    close_seconds: int = 5
