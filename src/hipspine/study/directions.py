"""Directions and orders: whether a change moves a load the way that was published."""

from collections.abc import Callable, Sequence

import numpy as np

from hipspine.content.validation.schema import Posture, disc_pressure, hip_figures, sign_figures
from hipspine.domain.anatomy import Side
from hipspine.domain.arrays import FloatArray
from hipspine.domain.scenario import (
    MuscleChange,
    Parameter,
    PostureChange,
    PostureParameter,
    Scenario,
)
from hipspine.domain.units import body_weight_N, radians
from hipspine.simulate.engine import Engine, Solution
from hipspine.study.lumbar_walking import muscles_matching
from hipspine.study.posed_body import PosedBody
from hipspine.study.scoreboard import Row, RowWriter
from hipspine.study.solved_trial import SolvedTrial

PERCENT = 100.0
HALF_STRENGTH = 0.5
TILT_DEG = 10.0
STRENGTH_STEP_PERCENT = 10
_WRITER = RowWriter(sign_figures())
_HIP_WRITER = RowWriter(hip_figures())

TOLERANT = {
    "hip extensors": ("gluteus_maximus", "hamstrings"),
    "knee extensors": ("quadriceps",),
}
"""Groups whose weakness van der Krogt 2012 found walking to tolerate most."""
SENSITIVE = {
    "calf": ("plantarflexors",),
    "hip abductors": ("gluteus_medius_minimus",),
    "hip flexors": ("hip_flexors",),
}
"""Groups whose weakness walking tolerates least."""

Poser = Callable[[Posture], PosedBody]


def weakened(groups: Sequence[str], strength: float) -> Scenario:
    """Return the what-if in which some groups of both sides have a fraction of their strength."""
    changes = tuple(MuscleChange(group, Parameter.STRENGTH, strength) for group in groups)
    return Scenario(f"{', '.join(groups)} at {strength * PERCENT:.0f} %", muscles=changes)


def posed_rows(pose: Poser) -> list[Row]:
    """Return the rows of Lewis 2007, and of standing on one leg."""
    table = disc_pressure()
    weight = body_weight_N(table.body_mass_kg)
    ids = [posture.id for posture in table.postures if posture.pressure_MPa is None]
    engines = {each: pose(table.posture(each)) for each in ids}

    def anterior(posture: str, scenario: Scenario | None = None) -> float:
        engine = engines[posture].engine
        solution = engine.base if scenario is None else engine.solve(scenario)
        return anterior_hip_force_N(engine, solution, Side.RIGHT) / weight * PERCENT

    gluteals, iliopsoas = (weakened([group], HALF_STRENGTH) for group in ("gluteals", "iliopsoas"))
    prone, extended = "prone_hip_extension_0", "prone_hip_extension_10"
    supine, flexed = "supine_hip_flexion_0", "supine_hip_flexion_30"
    rows = [
        _change("lewis_gluteal_prone", "hip at 0°", anterior(prone), anterior(prone, gluteals)),
        _change(
            "lewis_gluteal_prone", "hip at 10°", anterior(extended), anterior(extended, gluteals)
        ),
        _change(
            "lewis_iliopsoas_supine", "hip at 0°", anterior(supine), anterior(supine, iliopsoas)
        ),
        _change(
            "lewis_iliopsoas_supine", "hip at 30°", anterior(flexed), anterior(flexed, iliopsoas)
        ),
        _change("lewis_more_in_extension", "prone", anterior(prone), anterior(extended)),
        _change("lewis_less_in_flexion", "supine", anterior(supine), anterior(flexed)),
    ]
    return [*rows, _one_leg_row(engines["one_leg_stance"], weight)]


def anterior_hip_force_N(engine: Engine, solution: Solution, side: Side) -> float:
    """Return how hard the thigh bone presses forward on the socket in the first frame [N].

    The load is the socket's force on the thigh along the thigh's axes; what the thigh does to the
    socket is its opposite, here along the pelvis's forward axis, since the front of the socket is
    part of the pelvis.
    """
    bundle, joint = engine.bundle, f"hip_{side}"
    thigh = bundle.joint_rotations[0, bundle.joints.index(joint)]
    pelvis = bundle.body_rotations[0, bundle.bodies.index("pelvis")]
    on_thigh = thigh @ solution.joint_loads[joint].force_N[0]
    return -float(pelvis[:, 0] @ on_thigh)


def _change(figure: str, setting: str, before: float, after: float) -> Row:
    note = f"{before:.1f} to {after:.1f} % of body weight"
    return _WRITER.scored(figure, setting, after - before, note=note)


def _one_leg_row(body: PosedBody, weight_N: float) -> Row:
    resultant = float(body.engine.base.joint_loads["hip_right"].resultant_N[0])
    note = f"foot under the mass centre; {body.imbalance_m * 100:.0f} cm off the sole"
    return _HIP_WRITER.scored(
        "hip_one_leg_stance", "standing on the right leg", resultant / weight_N, note=note
    )


def walking_rows(walk: SolvedTrial) -> list[Row]:
    """Return the rows of pelvic tilt and of tolerated weakness in one walk."""
    return [*_tilt_rows(walk), *_tolerance_rows(walk)]


def _tilt_rows(walk: SolvedTrial) -> list[Row]:
    forward, backward = (_tilted(walk, sign * TILT_DEG) for sign in (1.0, -1.0))
    peaks = [_hip_peak_N(engine) for engine in (forward, backward)]
    rows = [_relative("tilt_hip_resultant", walk.name, *peaks)]
    for figure in sign_figures().figures:
        if figure.id.startswith("tilt_") and figure.muscles:
            members = muscles_matching(forward.bundle.muscles.names, figure.muscles)
            if not members:
                because = "the model has no such muscle"
                rows.append(_WRITER.not_run(figure.id, walk.name, because))
                continue
            means = [_mean_force_N(engine, members) for engine in (forward, backward)]
            rows.append(_relative(figure.id, walk.name, *means))
    return [*rows, *_component_rows(walk, forward, backward)]


def _component_rows(walk: SolvedTrial, forward: Engine, backward: Engine) -> list[Row]:
    """Return how the components of the force on the sockets change, mean of frames and hips."""
    sizes = [
        np.mean([force_on_socket_N(engine, side) for side in Side], axis=0)
        / walk.body_weight_N
        * PERCENT
        for engine in (backward, forward)
    ]
    before, after = sizes
    return [
        _change(f"tilt_{axes}_{direction}", walk.name, before[row][column], after[row][column])
        for row, axes in enumerate(("socket", "thigh"))
        for column, direction in enumerate(("forward", "up", "medial"))
        if (axes, direction) != ("socket", "up")
    ]


def force_on_socket_N(engine: Engine, side: Side) -> FloatArray:
    """Return (2, 3) how hard the thigh presses forward, up and inward on the socket [N].

    Means over the measured frames; the first row along the pelvis's axes, the second along the
    thigh's.
    """
    bundle, joint = engine.bundle, f"hip_{side}"
    on_socket = -engine.base.joint_loads[joint].force_N
    thigh = bundle.joint_rotations[:, bundle.joints.index(joint)]
    pelvis = bundle.body_rotations[:, bundle.bodies.index("pelvis")]
    along_pelvis = np.einsum("tji,tjk,tk->ti", pelvis, thigh, on_socket)
    # Z points to the right: inward is to the left for the right hip.
    inward = np.array([1.0, 1.0, -1.0 if side is Side.RIGHT else 1.0])
    both: FloatArray = np.nanmean(np.stack([along_pelvis, on_socket]), axis=1) * inward
    return both


def _tilted(walk: SolvedTrial, tilt_deg: float) -> Engine:
    change = PostureChange(PostureParameter.PELVIS_ANTERIOR_TILT, radians(tilt_deg))
    scenario = Scenario(f"pelvis {tilt_deg:+g}°", posture=(change,))
    return walk.engines.for_posture_of(scenario)


def _hip_peak_N(engine: Engine) -> float:
    loads = engine.base.joint_loads
    return float(np.mean([np.nanmax(loads[f"hip_{side}"].resultant_N) for side in Side]))


def _mean_force_N(engine: Engine, members: Sequence[int]) -> float:
    return float(np.nanmean(engine.base.muscle_forces_N[:, list(members)]))


def _relative(figure: str, setting: str, forward: float, backward: float) -> Row:
    note = f"{forward:.0f} N forward, {backward:.0f} N backward; ground forces held"
    return _WRITER.scored(figure, setting, (forward / backward - 1.0) * PERCENT, note=note)


def _tolerance_rows(walk: SolvedTrial) -> list[Row]:
    smallest = {
        name: smallest_strength_percent(walk.engine, groups)
        for name, groups in (TOLERANT | SENSITIVE).items()
    }
    rows = [
        _WRITER.scored("tolerated_strength", f"{walk.name}, {name}", strength)
        for name, strength in smallest.items()
    ]
    in_order = pairs_in_order(
        [smallest[name] for name in TOLERANT], [smallest[name] for name in SENSITIVE]
    )
    return [*rows, _WRITER.scored("tolerance_order", walk.name, in_order)]


def smallest_strength_percent(engine: Engine, groups: Sequence[str]) -> float:
    """Return the smallest strength, in steps of 10 %, at which no moment falls short [%]."""
    smallest = PERCENT
    for percent in range(100, -1, -STRENGTH_STEP_PERCENT):
        if engine.solve(weakened(groups, percent / PERCENT)).shortfalls:
            break
        smallest = float(percent)
    return smallest


def pairs_in_order(tolerant: Sequence[float], sensitive: Sequence[float]) -> float:
    """Return in how many pairs the tolerant group may be the weaker; a tie counts half."""
    pairs = [(one, other) for one in tolerant for other in sensitive]
    return float(sum(1.0 if one < other else 0.5 if one == other else 0.0 for one, other in pairs))


def rising_rows(trials: Sequence[SolvedTrial]) -> list[Row]:
    """Return the rows of rising from a chair against standing."""
    rows = [_rising_row(trial) for trial in trials]
    because = "no recording of a rise with hands on armrests"
    return [*rows, _WRITER.not_run("rising_with_armrests", "rising with armrests", because)]


def _rising_row(trial: SolvedTrial) -> Row:
    if "L1_L2" not in trial.loads:
        because = "no stretch was measured whole"
        return _WRITER.not_run("rising_against_standing", trial.name, because)
    curve = trial.loads["L1_L2"].compression.curve
    note = f"{curve.max():.0f} N against {curve[-1]:.0f} N; over the {trial.segments.label}"
    return _WRITER.scored(
        "rising_against_standing", trial.name, curve.max() / curve[-1] * PERCENT, note=note
    )
