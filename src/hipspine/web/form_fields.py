"""What a form's fields hold, checked; a problem names the field and the rest stays as typed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import Depends, Request
from starlette.datastructures import FormData


async def _form(request: Request) -> FormData:
    return await request.form()


SentForm = Annotated[FormData, Depends(_form)]
"""The form that a visitor sent."""


@dataclass
class Fields:
    """The fields of one form, with the problems found while they are read."""

    sent: Mapping[str, str]
    many: Mapping[str, frozenset[str]] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)
    """Key of what is wrong, by field."""

    def number(
        self, name: str, lowest: float, highest: float, *, required: bool = False
    ) -> float | None:
        """Return a number within its range, or None where nothing was given."""
        text = self.sent.get(name, "").strip().replace(",", ".")
        if not text:
            if required:
                self.problems[name] = "missing"
            return None
        try:
            value = float(text)
        except ValueError:
            self.problems[name] = "not_a_number"
            return None
        # Not a number compares as false, so that it lies outside every range.
        if not lowest <= value <= highest:
            self.problems[name] = "out_of_range"
            return None
        return value

    def whole(self, name: str, lowest: int, highest: int, *, required: bool = False) -> int | None:
        """Return a whole number within its range, or None where nothing was given."""
        value = self.number(name, lowest, highest, required=required)
        if value is None:
            return None
        if not value.is_integer():
            self.problems[name] = "not_whole"
            return None
        return int(value)

    def choice(self, name: str, known: Iterable[str], *, required: bool = False) -> str | None:
        """Return one of the known choices, or None where nothing was given."""
        given = self.sent.get(name, "")
        if not given:
            if required:
                self.problems[name] = "missing"
            return None
        if given not in known:
            self.problems[name] = "unknown"
            return None
        return given

    def choices(self, name: str, known: Iterable[str]) -> frozenset[str]:
        """Return those of the known choices that were ticked."""
        given = self.many.get(name, frozenset())
        if given - set(known):
            self.problems[name] = "unknown"
        return given & set(known)

    def is_ticked(self, name: str) -> bool:
        """Tell whether a box was ticked."""
        return bool(self.sent.get(name))


def fields_of(form: FormData) -> Fields:
    """Return the fields of a sent form; files are not fields."""
    texts = [(name, value) for name, value in form.multi_items() if isinstance(value, str)]
    many: dict[str, frozenset[str]] = {}
    for name, value in texts:
        many[name] = many.get(name, frozenset()) | {value}
    return Fields(dict(texts), many)
