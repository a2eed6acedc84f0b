"""Sends what is kept to other record stores and webhooks: one thread a target, so that none waits for another."""

from threading import Event, Thread
from time import monotonic

from ..house import House
from . import Duty

LEAVE = 4.0  # s threads get to end; what they wait for outside is cut at once


def forward(house: House) -> Duty:
    stop, running = Event(), dict[str, Thread]()

    def follow(name: str) -> None:
        with house.alone(f"forward {name}") as mine:  # of several processes one sends to a target
            while mine and not stop.is_set() and house.forwarding.step(name, stop.is_set):
                pass

    def work() -> bool:
        for name in house.forwarding.due():
            if (before := running.get(name)) is None or not before.is_alive():
                running[name] = Thread(target=follow, args=(name,), name=f"forward {name}", daemon=True)
                running[name].start()
        return False

    def end() -> None:
        stop.set()
        house.forwarding.hush()
        until = monotonic() + LEAVE
        for thread in running.values():
            thread.join(max(0.0, until - monotonic()))

    return Duty("forward", work, 0.5, end)
