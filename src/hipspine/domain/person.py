"""Who is assessed, as far as mechanics needs to know."""

from dataclasses import dataclass
from enum import StrEnum


class Sex(StrEnum):
    """Sex as far as the anthropometric tables distinguish it."""

    FEMALE = "female"
    MALE = "male"


@dataclass(frozen=True)
class Subject:
    """Body size. What is not known is None."""

    mass_kg: float
    height_m: float | None = None
    sex: Sex | None = None
    name: str = "subject"
