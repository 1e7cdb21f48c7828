"""Make what the reference walker's stride takes when it is walked slower or faster.

::

    python scripts/make_walker_paces.py      curves.csv, walk.lab -> paces.npz

The same path at another pace takes the same weights and other inertial forces, which grow with the
square of the pace. Between the paces that are worked out here a straight line over that square is
exact for the trunk; for the legs it is so in single support, and near enough in double support,
where the share of each foot changes too. Two paces in between tell how near. It takes OpenSim;
whoever reads the file then needs none.
"""

import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np

from hipspine.clinic.lab_trial import read_lab_trial
from hipspine.content.reference_walker import (
    reference_walker_curves,
    reference_walker_files,
    reference_walker_plan,
)
from hipspine.domain.arrays import FloatArray
from hipspine.domain.motion import JointAngles
from hipspine.simulate.body.build import write_model
from hipspine.simulate.bundle import Bundle
from hipspine.simulate.extraction import extract_bundle
from hipspine.simulate.fit.workers import OpenSimProcesses
from hipspine.simulate.reference_walker import (
    on_lumbar_levels,
    right_heel_strike_s,
    walker_motion,
    walker_reaction,
)

PACES = (0.8, 1.0, 1.2)
"""Times the walker's own cadence and speed, on the same steps."""

CHECKED = (0.9, 1.1)
SHOWN = ("L5_S1_extension", "hip_flexion_r", "hip_adduction_r", "knee_angle_r")

RATE_HZ = 100.0
MARGIN = 0.2
"""Of a cycle, before and after the stride, so that splines end outside it."""


def stride(model: Path, pace: float, percents: FloatArray, processes: OpenSimProcesses) -> Bundle:
    """Return the stride at a pace, on frames of which some lie at the percents of the cycle."""
    usual = reference_walker_plan()
    plan = replace(usual, cycle_s=usual.cycle_s / pace, speed_m_s=usual.speed_m_s * pace)
    curves = reference_walker_curves()
    frames = round(usual.cycle_s * RATE_HZ)
    step_s = plan.cycle_s / frames
    margin = round(MARGIN * frames)
    times_s = right_heel_strike_s(plan) + step_s * np.arange(-margin, frames + margin + 1)
    reaction = walker_reaction(model, curves, plan, times_s, processes)
    motion = on_lumbar_levels(walker_motion(curves, plan, times_s))
    angles = JointAngles(
        tuple(motion), times_s, np.stack([course.values for course in motion.values()], axis=1)
    )
    bundle = extract_bundle(model, angles, reaction.feet, cache_dir=None, workers=processes)
    wanted = margin + np.rint(percents / 100.0 * frames).astype(int)
    return replace(
        bundle,
        required_moments_Nm=bundle.required_moments_Nm[wanted],
        joint_load_offset_N=bundle.joint_load_offset_N[wanted],
    )


def main() -> None:
    """Write the file, and print how far strides in between are from what it tells."""
    percents = read_lab_trial(reference_walker_files().lab).percents
    with tempfile.TemporaryDirectory() as folder, OpenSimProcesses(1) as processes:
        model = write_model(Path(folder) / "model.osim")
        made = [stride(model, pace, percents, processes) for pace in PACES]
        checked = [stride(model, pace, percents, processes) for pace in CHECKED]
    usual = made[PACES.index(1.0)]
    moments = np.stack([each.required_moments_Nm - usual.required_moments_Nm for each in made])
    offsets = np.stack([each.joint_load_offset_N - usual.joint_load_offset_N for each in made])
    path = reference_walker_files().walk.parent / "paces.npz"
    np.savez(
        path,
        paces=np.array(PACES),
        percents=percents,
        equations=np.array(usual.equations),
        joints=np.array(usual.joints),
        moments_Nm=moments.astype(np.float32),
        joint_load_offset_N=offsets.astype(np.float32),
    )
    print(f"{path.name}: {path.stat().st_size / 1e3:.0f} kB")
    for pace, bundle in zip(CHECKED, checked, strict=True):
        _tell(pace, moments, usual, bundle)


def _tell(pace: float, moments: FloatArray, usual: Bundle, bundle: Bundle) -> None:
    squares = np.square(PACES)
    place = int(np.searchsorted(squares, pace**2))
    share = (pace**2 - squares[place - 1]) / (squares[place] - squares[place - 1])
    told = usual.required_moments_Nm + (1 - share) * moments[place - 1] + share * moments[place]
    miss = np.sqrt(np.square(told - bundle.required_moments_Nm).mean(axis=0))
    for coordinate in SHOWN:
        row = usual.equations.index(coordinate)
        largest = np.abs(bundle.required_moments_Nm[:, row]).max()
        print(f"pace {pace}: {coordinate} within {miss[row]:.2f} N m rms of {largest:.0f} N m")


if __name__ == "__main__":
    main()
