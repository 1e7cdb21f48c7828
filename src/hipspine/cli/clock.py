"""The one place that reads the calendar; everything below is told what day it is."""

import time
from datetime import date


def current_day() -> date:
    """Return the day it is here."""
    return date.fromtimestamp(time.time())
