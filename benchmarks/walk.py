"""The recorded walk that both sides get: the same joint angles and forces at the same frames."""

import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from hipspine.clinic.person_motion import PersonMotion, person_motion
from hipspine.clinic.request import AssessmentRequest, Workshop
from hipspine.clinic.trial_motion import FORCE_CUTOFF_HZ, foot_paths, smooth_angles
from hipspine.domain.motion import ContactForce, JointAngles
from hipspine.domain.person import Subject
from hipspine.domain.units import body_weight_N
from hipspine.measure.ground_contacts import assign_contacts
from hipspine.mechanics.time_normalise import Interpolation, resample

MASS_KG = 85.27
"""Of the walker's scaled model (opensim-core, example3DWalking)."""

FIRST_S = 0.48
RATE_HZ = 100.0
FRAMES = 115
"""0.48 to 1.62 s at 100 Hz: both feet on plates throughout."""

MARGIN_FRAMES = 3
"""Frames before and after those compared, since splines through the angles differ at their ends."""


@dataclass(frozen=True)
class Recordings:
    """The files of the walk."""

    folder: Path

    @property
    def coordinates(self) -> Path:
        """Joint angles of the walker's own scaled model."""
        return self.folder / "coordinates.sto"

    @property
    def forces(self) -> Path:
        """Ground reaction."""
        return self.folder / "grf_walk.mot"

    @property
    def scaled_model(self) -> Path:
        """The walker's own scaled model of legs and torso, 80 muscles."""
        return self.folder / "subject_walk_scaled.osim"

    @property
    def markers(self) -> Path:
        """Markers of the walk."""
        return self.folder / "markers_walk.trc"

    @property
    def static(self) -> Path:
        """Markers of the person standing."""
        return self.folder / "static_walk_1.trc"


def find_recordings() -> Recordings | None:
    """Return the files of the walk, or None where they are not on this machine."""
    named = os.environ.get("HIPSPINE_TEST_RECORDINGS")
    root = Path(named) if named else Path(__file__).parents[2] / "shared" / "data"
    found = Recordings(root / "walk_rajagopal")
    return found if found.folder.is_dir() else None


@dataclass(frozen=True, eq=False)
class Trial:
    """One model walking: what both sides start from."""

    name: str
    model: Path
    angles: JointAngles
    """Filtered, at the frames compared and the margin."""
    contacts: tuple[ContactForce, ...]

    @property
    def compared(self) -> slice:
        """The frames compared, among those of `angles`."""
        return slice(MARGIN_FRAMES, MARGIN_FRAMES + FRAMES)

    def first(self, frames: int) -> "Trial":
        """Return the same trial over its first frames only."""
        angles = JointAngles(
            self.angles.names, self.angles.times_s[:frames], self.angles.values[:frames]
        )
        return Trial(self.name, self.model, angles, self.contacts)


def trial_on_scaled_model(recordings: Recordings, workshop: Workshop) -> Trial:
    """Return the walk on the walker's own scaled model."""
    request = AssessmentRequest(
        recordings.coordinates, forces=recordings.forces, model=recordings.scaled_model
    )
    return _trial("Rajagopal 2016, scaled", person_motion(request, workshop), workshop)


def trial_on_own_model(recordings: Recordings, workshop: Workshop) -> Trial:
    """Return the walk on hipspine's model, fitted to the walker from markers."""
    request = AssessmentRequest(
        recordings.markers,
        forces=recordings.forces,
        static=recordings.static,
        subject=Subject(MASS_KG),
    )
    return _trial("hipspine, fitted", person_motion(request, workshop), workshop)


def _trial(name: str, person: PersonMotion, workshop: Workshop) -> Trial:
    smooth = smooth_angles(person.angles)
    feet, pelvis_m = foot_paths(person.model_path, smooth, workshop)
    steps = np.arange(-MARGIN_FRAMES, FRAMES + MARGIN_FRAMES, dtype=np.float64)
    times_s = FIRST_S + steps / RATE_HZ
    assigned = assign_contacts(
        person.recording.forces,
        feet,
        pelvis_path=pelvis_m,
        times_s=times_s,
        cutoff_hz=FORCE_CUTOFF_HZ,
        body_weight_N=body_weight_N(MASS_KG),
    )
    values = resample(smooth.times_s, smooth.values, times_s, interpolation=Interpolation.CUBIC)
    return Trial(
        name,
        person.model_path,
        JointAngles(smooth.names, times_s, values),
        assigned.contacts,
    )
