"""The one place that reads the calendar; everything below is told what day it is."""

import time
from datetime import UTC, date, datetime


def current_day() -> date:
    """Return the day it is here."""
    return date.fromtimestamp(time.time())


def current_time() -> datetime:
    """Return the moment it is, in universal time."""
    return datetime.fromtimestamp(time.time(), tz=UTC)
