"""Gluteal function, what takes over when it fails, and what that costs the lower back.

The package is laid out in floors; imports point downwards only (see ``.importlinter``).
Importing it is cheap: nothing heavy is loaded before it is used.
"""

__version__ = "0.1.0"
