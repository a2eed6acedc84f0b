"""Steps of receiving, transfer, returns and the end-of-day count from CSV: one row a step that was done, or was not."""

from collections.abc import Mapping
from typing import Any

from ..retail.operations import PROCESSES, StepDone
from .cells import YES
from .delivery import Delivery, Reading
from .feed import Feed
from .routine_csv import each, one_of, slug, somebody, told, whole_or
from .rows import Row

FEED = "steps_csv"
REQUIRED = ("process", "step", "at")
# fmt: off
DONE = YES | {
    "done", "ok", "fait", "fatto", "sì", "erledigt", "hecho", "はい", "済", "完了", "是", "已完成", "完成", "نعم", "تم",
}
OPEN = {
    "0", "false", "no", "n", "non", "nein", "faux", "falsch", "not done", "open", "offen", "いいえ", "未", "未完了",
    "否", "未完成", "لا",
}
# fmt: on


def read(delivery: Delivery) -> Reading:
    return each(delivery, FEED, REQUIRED, _step)


def _step(row: Row, delivery: Delivery, settings: Mapping[str, Any]) -> StepDone:
    process = one_of(row, "process", settings["processes"], PROCESSES, table="processes")
    if not (step := slug(row.need("step"))):
        raise row.refusal("step", f"{row.get('step')!r} is no name of a step; expected e.g. seals-listed")
    found = told(row, delivery, settings, by=(process, step))
    return StepDone(**found.shared, associate=somebody(row, settings), process=process, step=step, done=_done(row),
                    exceptions=whole_or(row, "exceptions", 0),
                    cancelled=row.get("cancelled").lower() in YES)  # fmt: skip


def _done(row: Row) -> bool:
    text = row.get("done").casefold()
    if text and text not in DONE and text not in OPEN:
        raise row.refusal("done", f"{row.get('done')!r} is neither yes nor no; expected e.g. yes")
    return text not in OPEN


CONNECTORS = (
    Feed(FEED, read, ("boutique", *REQUIRED), "steps of receiving, transfer, returns and the end-of-day count",
         family="loss", title="Process steps, CSV or Excel", table=True),
)  # fmt: skip
