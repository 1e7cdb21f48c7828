"""Where hipspine keeps things: folders by environment variable, else by the platform's custom."""

import os
from pathlib import Path

import platformdirs


def cache_dir() -> Path:
    """Return the folder of recomputable results: ``HIPSPINE_CACHE_DIR`` or the platform's own."""
    return Path(os.environ.get("HIPSPINE_CACHE_DIR") or platformdirs.user_cache_dir("hipspine"))


def data_dir() -> Path:
    """Return the folder of a user's own data: ``HIPSPINE_DATA_DIR`` or the platform's own."""
    return Path(os.environ.get("HIPSPINE_DATA_DIR") or platformdirs.user_data_dir("hipspine"))
