"""The log of the dashboard: one JSON object a line, without personal data.

What failed is told by its kind and place in the program. The words of an exception stay out, for they may hold what a
user typed or what a row says.
"""

import json
import logging
import sys
import traceback
from datetime import UTC, datetime
from typing import Any


class JsonLines(logging.Formatter):
    """Format a record of the log as one JSON object."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line: when (UTC), how grave, what; with an exception also its kind and where it was raised."""
        line: dict[str, Any] = {
            "at": f"{datetime.fromtimestamp(record.created, UTC):%Y-%m-%dT%H:%M:%S.%fZ}",
            "level": record.levelname.lower(),
            "event": record.getMessage(),
        }
        line |= getattr(record, "told", {})
        if record.exc_info and record.exc_info[0]:
            kind, _, place = record.exc_info
            frames = traceback.extract_tb(place)
            line["failure"] = kind.__name__
            line["raised_at"] = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
        return json.dumps(line, ensure_ascii=False)


def write_json_lines() -> None:
    """Let the dashboard's log go to standard error as JSON lines."""
    log = logging.getLogger("dashboard")
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    log.handlers = [handler]
    log.setLevel(logging.INFO)
    log.propagate = False
