"""What a household sets in the app for everybody at home: the emergency number."""

import json
import re
from dataclasses import replace
from pathlib import Path

from hipspine.web.settings import WebSettings

FILE = "preferences.json"
NUMBER = re.compile(r"\+?[0-9][0-9 ()/-]{1,19}")


def with_preferences(settings: WebSettings) -> WebSettings:
    """Return settings with what was set in the app in place of what they began with."""
    number = _kept(settings.data_dir / FILE).get("emergency_number", "")
    return with_emergency_number(settings, number) if is_number(number) else settings


def is_number(text: str) -> bool:
    """Tell whether a text can be an emergency number."""
    return NUMBER.fullmatch(text) is not None


def with_emergency_number(settings: WebSettings, number: str) -> WebSettings:
    """Return settings with another emergency number."""
    return replace(settings, emergency_number=number)


def keep_emergency_number(data_dir: Path, number: str) -> None:
    """Keep the emergency number beside the records; the file is whole at every moment."""
    file = data_dir / FILE
    part = file.with_suffix(".part")
    part.write_text(json.dumps({**_kept(file), "emergency_number": number}), "utf-8")
    part.replace(file)


def _kept(file: Path) -> dict[str, str]:
    try:
        kept = json.loads(file.read_text("utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    is_table = isinstance(kept, dict)
    return {str(name): str(value) for name, value in kept.items()} if is_table else {}
