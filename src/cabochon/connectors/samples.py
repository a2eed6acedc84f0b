"""What each sender's delivery looks like: a small one of every connector, in samples/<name>.<ending>."""

from importlib.resources import files
from pathlib import PurePath

from .feed import Feed


def sample_of(feed: Feed) -> tuple[str, bytes]:
    """(file name, its bytes); ("", b"") where a connector brings none."""
    if feed.sample:
        return f"{feed.name}.txt", feed.sample
    for one in files(__package__).joinpath("samples").iterdir():
        if PurePath(one.name).stem == feed.name:
            return one.name, one.read_bytes()
    return "", b""
