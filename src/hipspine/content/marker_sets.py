"""Marker sets: which of a laboratory's markers stands on which landmark or segment."""

import tomllib
from collections.abc import Iterable
from importlib import resources
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from hipspine.domain.errors import ContentError, RecordingError
from hipspine.domain.landmarks import Landmark, Segment

RECOGNISED_SHARE = 0.6
"""Share of a recording's markers that a set must name to be taken for it without being told."""

Weight = Annotated[float, Field(gt=0, le=100)]


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class LandmarkMarker(_Entry):
    """A marker on a landmark; weight : its share in the fit, relative to the others."""

    landmark: Landmark
    weight: Weight = 1.0


class ClusterMarker(_Entry):
    """A marker anywhere on a segment; the static trial says where."""

    segment: Segment
    weight: Weight = 1.0


class ComputedMarker(_Entry):
    """A point that the laboratory computed from other markers; it never drives the motion."""

    use: Literal["scaling", "nothing"]
    why: str
    landmark: Landmark | None = None

    @model_validator(mode="after")
    def _scaling_needs_a_landmark(self) -> Self:
        if self.use == "scaling" and self.landmark is None:
            raise ValueError('use = "scaling" needs the landmark that the point stands for')
        return self


class MarkerSet(_Entry):
    """A laboratory's marker names, and what each stands for."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    title: str
    source: str
    landmarks: dict[str, LandmarkMarker]
    clusters: dict[str, ClusterMarker] = {}
    computed: dict[str, ComputedMarker] = {}

    @model_validator(mode="after")
    def _every_name_once(self) -> Self:
        names = [*self.landmarks, *self.clusters, *self.computed]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"listed twice: {', '.join(twice)}")
        stood_on = [entry.landmark for entry in self.landmarks.values()]
        shared = sorted({place for place in stood_on if stood_on.count(place) > 1})
        if shared:
            raise ValueError(f"two markers on one landmark: {', '.join(shared)}")
        return self

    @property
    def names(self) -> frozenset[str]:
        """Every marker name that the set knows."""
        return frozenset((*self.landmarks, *self.clusters, *self.computed))


def plain_marker_name(name: str) -> str:
    """Return a marker's name without the subject's name that some systems put before it.

    Examples
    --------
    >>> plain_marker_name("Anna:LASI ")
    'LASI'
    """
    return name.rpartition(":")[2].strip()


def read_marker_set(path: Path) -> MarkerSet:
    """Return the marker set that a TOML file describes.

    Raises
    ------
    ContentError
        If the file cannot be read, is not TOML, or does not follow the schema.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        absent = isinstance(error, FileNotFoundError | NotADirectoryError)
        raise ContentError(
            str(path),
            expected="a marker set in TOML",
            got="no such file" if absent else f"a file that cannot be read ({error})",
            do="Check the path; the how-to page on marker sets shows an example.",
        ) from error
    return _marker_set(text, str(path))


def shipped_marker_sets() -> tuple[MarkerSet, ...]:
    """Return the marker sets that come with hipspine, in order of their file names."""
    folder = resources.files("hipspine.content") / "marker_sets"
    files = sorted(
        (file for file in folder.iterdir() if file.name.endswith(".toml")),
        key=lambda file: file.name,
    )
    return tuple(_marker_set(file.read_text(encoding="utf-8"), file.name) for file in files)


def recognise_marker_set(names: Iterable[str], sets: Iterable[MarkerSet]) -> MarkerSet:
    """Return the set that knows most of a recording's marker names.

    Raises
    ------
    RecordingError
        If no set knows at least ``RECOGNISED_SHARE`` of the names.
    """
    plain = {plain_marker_name(name) for name in names}
    ranked = sorted(sets, key=lambda known: -len(plain & known.names))
    best = ranked[0]
    found = len(plain & best.names)
    if not plain or found < RECOGNISED_SHARE * len(plain):
        unknown = sorted(plain - best.names)
        raise RecordingError(
            "marker names",
            expected=f"a known marker set ({', '.join(known.id for known in ranked)})",
            got=f"{found} of {len(plain)} names of the nearest one ({best.id}); "
            f"unknown: {', '.join(unknown[:8])}{'...' if len(unknown) > 8 else ''}",
            do="Describe the laboratory's markers in a file and pass it with --marker-set.",
        )
    return best


def _marker_set(text: str, where: str) -> MarkerSet:
    try:
        return MarkerSet.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise ContentError(
            where,
            expected="TOML",
            got=f"a syntax error ({error})",
            do='Marker names with a dot or a space need quotes: "R.ASIS" = { ... }.',
        ) from error
    except ValidationError as error:
        faults = "; ".join(
            f"{'.'.join(map(str, fault['loc'])) or 'file'}: {fault['msg']}"
            for fault in error.errors()[:5]
        )
        raise ContentError(
            where,
            expected="a marker set as the how-to page on marker sets describes it",
            got=faults,
            do="Correct these entries.",
        ) from error
