"""Films and recordings for modules: cleaned as they come in; made smaller where PyAV is there (extra `media`).

H.264 and AAC in MP4: what every phone of a shop floor plays. Source: https://pyav.org/docs/stable/
"""

import importlib.util
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from ..languages import mark

LONGEST = 180  # seconds
HIGH, WIDE = 720, 1280  # points
RATE = 30  # pictures a second
SOUND, LOUD = 48_000, 96_000  # samples, bits a second
AS_SENT = mark("kept as it was sent")
FROM = {"video/mp4": "mp4", "video/quicktime": "mp4", "audio/mp4": "mp4", "video/webm": "matroska",
        "audio/webm": "matroska"}  # fmt: skip
TURNED = {
    90: "transpose=cclock",
    -90: "transpose=clock",
    270: "transpose=clock",
    180: "hflip,vflip",
}  # counted leftwards
TURNED |= {-270: TURNED[90], -180: TURNED[180]}


class Stopped(Exception):
    """It took too long, or the house is closing."""


@dataclass(frozen=True, slots=True)
class Encoded:
    type: str
    width: int
    height: int
    seconds: float


def there() -> bool:
    """Whether this machine can encode."""
    return importlib.util.find_spec("av") is not None


def size(path: Path, kind: str) -> tuple[int, int]:
    """Width and height as it is shown; (0, 0) for a recording, or where nothing here can tell."""
    if not there():
        return 0, 0
    import av

    try:
        with av.open(str(path), format=FROM[kind]) as source:
            if not source.streams.video:
                return 0, 0
            frame = next(source.decode(source.streams.video[0]))
            turned = frame.rotation % 180 != 0
            return (frame.height, frame.width) if turned else (frame.width, frame.height)
    except (av.error.FFmpegError, StopIteration, ValueError):
        return 0, 0


def encode(source: Path, kind: str, into: Path, *, on: Callable[[float], None], stop: Callable[[], bool]) -> Encoded:
    """Written to `into`: upright, at most 720 points high, 30 pictures a second, without anything said beside it.

    Args:
        kind: content type of the source. on: is told how far it is, 0..1. stop: asked now and then.
    Raises:
        Stopped: it was told to. ValueError: it cannot be decoded, or is longer than `LONGEST`.
    """
    import av

    try:
        with av.open(str(source), format=FROM[kind]) as given:
            film = bool(given.streams.video)
            with av.open(str(into), "w", format="mp4", options={"movflags": "+faststart"}) as made:
                return _copy(given, made, film, on, stop)
    except (av.error.FFmpegError, StopIteration) as broken:
        raise ValueError("cannot be decoded") from broken


def _copy(given: Any, made: Any, film: bool, on: Callable[[float], None], stop: Callable[[], bool]) -> Encoded:
    whole = float(given.duration or 0) / 1_000_000 or LONGEST
    picture = _Picture(given.streams.video[0], made) if film else None
    sound = _Sound(made) if given.streams.audio else None
    streams = [*given.streams.video[:1], *given.streams.audio[:1]]
    reached = 0.0
    for packet in given.demux(streams):
        if stop():
            raise Stopped
        for frame in packet.decode():
            reached = max(reached, float(frame.time or 0))
            if reached > LONGEST + 2:
                raise ValueError("is longer than it says")
            writer = picture if packet.stream.type == "video" else sound
            for encoded in writer.take(frame) if writer else ():
                made.mux(encoded)
        on(min(1.0, reached / whole))
    for writer in (picture, sound):
        for encoded in writer.take(None) if writer else ():
            made.mux(encoded)
    width, height = (picture.width, picture.height) if picture else (0, 0)
    return Encoded("video/mp4" if film else "audio/mp4", width, height, round(reached, 1))


class _Picture:
    """Frames through a graph (turn, rate, size, colour) into H.264. The graph is made from the first frame."""

    def __init__(self, source: Any, made: Any) -> None:
        self._source, self._graph, self._stream = source, cast(Any, None), made.add_stream("libx264", rate=RATE)
        self._stream.pix_fmt = "yuv420p"
        self._stream.options = {"crf": "26", "preset": "veryfast", "profile": "main"}
        self._stream.thread_count = 2
        self.width = self.height = 0

    def take(self, frame: Any) -> Iterator[Any]:
        import av

        if frame is None and self._graph is None:
            return
        if self._graph is None:
            self._begin(frame)
        self._graph.push(frame)
        while True:
            try:
                ready = self._graph.pull()
            except (av.error.BlockingIOError, av.error.EOFError):
                break
            ready.pict_type = 0
            yield from self._stream.encode(ready)
        if frame is None:
            yield from self._stream.encode(None)

    def _begin(self, frame: Any) -> None:
        import av

        turn = TURNED.get(round(frame.rotation), "")
        upright = (frame.height, frame.width) if "transpose" in turn else (frame.width, frame.height)
        most = (HIGH, WIDE) if upright[1] > upright[0] else (WIDE, HIGH)
        share = min(1.0, most[0] / upright[0], most[1] / upright[1])
        self.width, self.height = (max(2, round(one * share) // 2 * 2) for one in upright)
        self._stream.width, self._stream.height = self.width, self.height
        graph = av.filter.Graph()
        steps = [graph.add_buffer(template=self._source)]
        for step in (*turn.split(","), f"fps={RATE}", f"scale={self.width}:{self.height}", "setsar=1",
                     "format=yuv420p"):  # fmt: skip
            if step:
                steps.append(graph.add(*step.partition("=")[::2]))
        steps.append(graph.add("buffersink"))
        graph.link_nodes(*steps).configure()
        self._graph = graph


class _Sound:
    def __init__(self, made: Any) -> None:
        import av

        self._stream = made.add_stream("aac", rate=SOUND, layout="stereo")
        self._stream.bit_rate = LOUD
        self._same = av.AudioResampler(format="fltp", layout="stereo", rate=SOUND)

    def take(self, frame: Any) -> Iterator[Any]:
        for ready in self._same.resample(frame):
            yield from self._stream.encode(ready)
        if frame is None:
            yield from self._stream.encode(None)
