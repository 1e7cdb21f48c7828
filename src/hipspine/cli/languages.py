"""The languages that a command answers in."""

from typing import Literal

Language = Literal["en", "de"]
"""Values of ``--language``."""
