"""A trial as the movement lab keeps it: one stretch of it, solved again in a moment.

A stretch is one of those that the trunk's curves are drawn over, such as one gait cycle; a trial
keeps the first ones. Both sides are shown over the same stretch, so that a moment on a chart is a
pose of the body.
"""

import json
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, fields, replace
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np

from hipspine.clinic.segments import Segments, Span
from hipspine.clinic.trial_motion import TrialMotion
from hipspine.domain.anatomy import Side
from hipspine.domain.arrays import FloatArray
from hipspine.domain.assessment import Quality
from hipspine.domain.errors import FileFormatError
from hipspine.domain.problem import Level, Problem
from hipspine.simulate.bundle import Bundle
from hipspine.simulate.bundle_file import bundle_bytes, read_bundle_stream

STEP_PERCENT = 2
FRAMES = 100 // STEP_PERCENT + 1
"""Frames of the stretch: at 0, 2, ... 100 % of it, the nearest that were solved."""

DROPPED_BITS = 6
"""Bits of a single-precision number that are rounded away in the file: what is left is good to
4 parts in a million, a thousand times better than the recording, and a third smaller."""

MOST_REPETITIONS = 8
"""Repetitions of a movement that a trial keeps; a walk over force plates has fewer."""
REPETITIONS_WITH_POSTURES = 3
"""Of them, those that are also worked out in other postures, 30 MB of file and a minute each."""

_TELLING = "trial.json"
_BUNDLE = "bundle.npz"
_POSTURE = "posture/"
_REPETITION = "repetition/"


@dataclass(frozen=True)
class TrialEvent:
    """A gait event within the stretch, in percent of it."""

    name: str
    """``heel_strike`` or ``toe_off``."""
    side: Side
    percent: float


@dataclass(frozen=True)
class TrialTelling:
    """What there is to say about a trial besides its mechanics."""

    name: str
    label: str
    """What 0-100 % means, such as ``gait cycle``."""
    side: Side | None
    """Whose stretch it is; None where it is both sides'."""
    start_s: float
    end_s: float
    mass_kg: float
    """The person's."""
    events: tuple[TrialEvent, ...] = ()
    problems: tuple[Problem, ...] = ()
    facts: Mapping[str, float] = field(default_factory=dict)
    """Figures of data quality by name, in SI units; those that could not be had are not there."""
    standing_lumbar_rad: Mapping[str, float] = field(default_factory=dict)
    ground_reaction: str = "measured"
    spans_s: tuple[Span, ...] = ()
    """Start and end of every repetition that is kept; empty where there is but this one."""
    repetition: int = 1
    """Which of them this is, from 1 on."""


@dataclass(frozen=True, eq=False)
class LabTrial:
    """One stretch of a trial, and the same stretch in other postures."""

    telling: TrialTelling
    bundle: Bundle
    postures: Mapping[str, Bundle] = field(default_factory=dict)
    """By what was changed, such as ``pelvis_anterior_tilt=5`` (degrees, as on the slider)."""
    others: tuple["LabTrial", ...] = ()
    """The further repetitions; left out where a trial is read."""
    numbers_with_postures: frozenset[int] = frozenset()
    """Which repetitions of the file it was read from hold other postures."""

    @property
    def percents(self) -> FloatArray:
        """(T,) where each frame lies in the stretch [%]."""
        duration_s = self.telling.end_s - self.telling.start_s
        percents: FloatArray = 100.0 * (self.bundle.times_s - self.telling.start_s) / duration_s
        return np.clip(percents, 0.0, 100.0)


@dataclass(frozen=True, eq=False)
class KeptPostures(Mapping[str, Bundle]):
    """Other postures of a trial, each read from the file when asked for: it takes 15 MB."""

    path: Path
    names: tuple[str, ...]
    folder: str = ""
    """Of the repetition, in the file."""

    def __getitem__(self, name: str) -> Bundle:
        """Return the bundle of a posture."""
        if name not in self.names:
            raise KeyError(name)
        with _opened(self.path) as archive:
            return _read(archive, f"{self.folder}{_POSTURE}{name}.npz")

    def __contains__(self, name: object) -> bool:
        """Tell whether there is a posture, without reading it."""
        return name in self.names

    def __iter__(self) -> Iterator[str]:
        """Yield the postures' names."""
        return iter(self.names)

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.names)


@dataclass(frozen=True, eq=False)
class PackedPostures(Mapping[str, Bundle]):
    """Other postures of a trial as its file will hold them: a quarter of the memory."""

    packed: Mapping[str, bytes]

    def __getitem__(self, name: str) -> Bundle:
        """Return the bundle of a posture."""
        return _doubled(self.packed[name], name)

    def __iter__(self) -> Iterator[str]:
        """Yield the postures' names."""
        return iter(self.packed)

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.packed)


def pack_bundle(bundle: Bundle) -> bytes:
    """Return a bundle as a trial's file holds it."""
    return _small(bundle)


def lab_telling(
    name: str, trial: TrialMotion, segments: Segments, quality: Quality, *, repetition: int = 1
) -> TrialTelling:
    """Return what there is to say about one repetition of a trial, counted from 1."""
    spans_s = segments.of_trunk[:MOST_REPETITIONS]
    start_s, end_s = spans_s[repetition - 1]
    return TrialTelling(
        name=name,
        label=segments.label,
        side=segments.trunk_side,
        start_s=start_s,
        end_s=end_s,
        mass_kg=trial.person.subject.mass_kg,
        events=_events(trial, start_s, end_s),
        problems=(*quality.problems, *segments.problems),
        facts=_facts(trial, quality, end_s - start_s),
        standing_lumbar_rad=dict(trial.person.standing_lumbar_rad),
        ground_reaction="measured" if trial.person.recording.forces else "predicted",
        spans_s=spans_s,
        repetition=repetition,
    )


def _events(trial: TrialMotion, start_s: float, end_s: float) -> tuple[TrialEvent, ...]:
    return tuple(
        TrialEvent(
            str(event.kind), event.side, 100.0 * (event.time_s - start_s) / (end_s - start_s)
        )
        for event in trial.cycles.events
        if start_s - 1e-6 <= event.time_s <= end_s + 1e-6
    )


def _facts(trial: TrialMotion, quality: Quality, duration_s: float) -> dict[str, float]:
    facts = {
        "mass_kg": trial.person.subject.mass_kg,
        "duration_s": duration_s,
        "cycles": float(len(trial.cycles.cycles)),
    }
    if quality.marker_error is not None:
        facts["marker_rms_m"] = quality.marker_error.rms_m
        facts["marker_max_m"] = quality.marker_error.max_m
    if quality.residuals is not None:
        facts |= {
            "residual_force_N": quality.residuals.force_peak_N,
            "residual_force_limit_N": quality.residuals.force_limit_N,
            "residual_moment_Nm": quality.residuals.moment_peak_Nm,
            "residual_moment_limit_Nm": quality.residuals.moment_limit_Nm,
        }
    firm = [reserve.peak_Nm for reserve in quality.reserves if not reserve.is_loose]
    if firm:
        facts["reserve_peak_Nm"] = max(firm)
    return facts


def stretch_of(bundle: Bundle, start_s: float, end_s: float) -> Bundle:
    """Return the frames of a bundle nearest to every second percent of a stretch."""
    wanted = np.linspace(start_s, end_s, FRAMES)
    nearest = np.abs(bundle.times_s[:, None] - wanted).argmin(axis=0)
    return frames_of(bundle, np.unique(nearest).tolist())


def frames_of(bundle: Bundle, frames: Sequence[int]) -> Bundle:
    """Return some frames of a bundle."""
    count = len(bundle.times_s)
    over_time: dict[str, Any] = {
        item.name: value[list(frames)]
        for item in fields(Bundle)
        if isinstance(value := getattr(bundle, item.name), np.ndarray)
        # path_start and the muscles' arrays do not run over time.
        and item.name != "path_start"
        and len(value) == count
    }
    return replace(bundle, **over_time)


def lab_trial_bytes(trial: LabTrial, *, smallest: bool = False) -> bytes:
    """Return a trial as one file; the smallest takes ten times as long to make."""
    parts = _stretch_parts(trial, "")
    for other in trial.others:
        parts |= _stretch_parts(other, f"{_REPETITION}{other.telling.repetition}/")
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in parts.items():
            # A fixed date, so that the same trial is the same file.
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_LZMA if smallest else zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return stream.getvalue()


def _stretch_parts(trial: LabTrial, folder: str) -> dict[str, bytes]:
    telling = json.dumps(asdict(trial.telling)).encode()
    parts = {f"{folder}{_TELLING}": telling, f"{folder}{_BUNDLE}": _small(trial.bundle)}
    return parts | {
        f"{folder}{_POSTURE}{name}.npz": content
        for name, content in _packed_postures(trial.postures).items()
    }


def _packed_postures(postures: Mapping[str, Bundle]) -> Mapping[str, bytes]:
    if isinstance(postures, PackedPostures):
        return postures.packed
    return {name: _small(bundle) for name, bundle in postures.items()}


def _small(bundle: Bundle) -> bytes:
    """Return a bundle in single precision, its numbers rounded so that they compress well."""
    values: dict[str, Any] = {
        item.name: _rounded(value)
        for item in fields(Bundle)
        if isinstance(value := getattr(bundle, item.name), np.ndarray)
        and value.dtype == np.float64
        and value.ndim > 1
    }
    return bundle_bytes(replace(bundle, **values))


def _rounded(values: FloatArray) -> np.ndarray[Any, np.dtype[np.float32]]:
    bits = np.ascontiguousarray(values, dtype=np.float32).view(np.uint32)
    half, mask = np.uint32(1 << (DROPPED_BITS - 1)), np.uint32(~((1 << DROPPED_BITS) - 1) % 2**32)
    rounded = ((bits + half) & mask).view(np.float32)
    # Rounding the bits of a NaN could make another number of it.
    return np.where(np.isfinite(values), rounded, np.float32(np.nan))


def read_lab_trial(path: Path, *, repetition: int = 1) -> LabTrial:
    """Return one repetition of the trial in a file; its other postures stay there until asked for.

    Raises
    ------
    FileFormatError
        If it is damaged or none, or does not hold this repetition.
    """
    folder = _folder(repetition)
    with _opened(path) as archive:
        telling = _telling(json.loads(archive.read(f"{folder}{_TELLING}")))
        names = archive.namelist()
        of_this = (name for name in names if name.startswith(f"{folder}{_POSTURE}"))
        postures = tuple(name.rpartition("/")[2].removesuffix(".npz") for name in of_this)
        bundle = _read(archive, f"{folder}{_BUNDLE}")
    numbers = (
        number
        for number in range(1, MOST_REPETITIONS + 1)
        if any(name.startswith(f"{_folder(number)}{_POSTURE}") for name in names)
    )
    kept = KeptPostures(path, postures, folder)
    return LabTrial(telling, bundle, kept, numbers_with_postures=frozenset(numbers))


def _folder(repetition: int) -> str:
    return "" if repetition == 1 else f"{_REPETITION}{repetition}/"


@contextmanager
def _opened(path: Path) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(path) as archive:
            yield archive
    except (zipfile.BadZipFile, OSError, KeyError, TypeError, ValueError, EOFError) as error:
        raise FileFormatError(
            path.name,
            expected="a trial as the movement lab keeps it",
            got=f"a damaged or foreign file ({error})",
            do="Upload the recording again.",
        ) from error


def _read(archive: zipfile.ZipFile, name: str) -> Bundle:
    return _doubled(archive.read(name), name)


def _doubled(content: bytes, name: str) -> Bundle:
    """Return a bundle from its file's bytes, in double precision again."""
    bundle = read_bundle_stream(BytesIO(content), name)
    doubled: dict[str, Any] = {
        item.name: value.astype(np.float64)
        for item in fields(Bundle)
        if isinstance(value := getattr(bundle, item.name), np.ndarray) and value.dtype == np.float32
    }
    return replace(bundle, **doubled)


def _telling(told: dict[str, Any]) -> TrialTelling:
    events, problems, side = told.pop("events"), told.pop("problems"), told.pop("side")
    spans_s = told.pop("spans_s", ())
    return TrialTelling(
        **told,
        spans_s=tuple((start_s, end_s) for start_s, end_s in spans_s),
        side=None if side is None else Side(side),
        events=tuple(TrialEvent(**{**event, "side": Side(event["side"])}) for event in events),
        problems=tuple(Problem(**{**each, "level": Level(each["level"])}) for each in problems),
    )
