"""Log lines are JSON, one a line, so that nothing in them can forge another."""

import json
import logging
import sys
from contextlib import suppress
from datetime import UTC, datetime


class Line(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        said = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "from": record.name,
            "says": record.getMessage(),
        }
        if record.exc_info:
            said["trace"] = self.formatException(record.exc_info)
        return json.dumps(said, ensure_ascii=False)


class ToStderr(logging.Handler):
    """To what stderr is now, which a supervisor or a test may have changed since the start."""

    def emit(self, record: logging.LogRecord) -> None:
        with suppress(ValueError):  # closed: nowhere to say it
            print(self.format(record), file=sys.stderr, flush=True)


def write_logs(level: int = logging.WARNING) -> None:
    to_stderr = ToStderr()
    to_stderr.setFormatter(Line())
    logging.basicConfig(level=level, handlers=[to_stderr], force=True)
