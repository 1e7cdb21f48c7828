"""Which joints' loads can be told on a model, and along which axes."""

import numpy as np

from hipspine.domain.anatomy import LUMBAR_LEVELS, MuscleGroup
from hipspine.domain.arrays import FloatArray
from hipspine.domain.provenance import Absent
from hipspine.mechanics.muscle_sharing import SMALLEST_ARM_M
from hipspine.simulate.bundle import Bundle
from hipspine.simulate.muscle_groups import muscle_group_of

_SHANKS = {"knee_right": "tibia_r", "knee_left": "tibia_l"}
"""Bodies along whose axes a knee's load is resolved: the knee joint's own frame in the Rajagopal
family lies turned by a quarter turn about the shank's long axis, and leans 8 degrees off it."""

_NOT_SPINAL = (MuscleGroup.PSOAS, MuscleGroup.LATISSIMUS_DORSI)
"""Groups that cross the lumbar spine without being able to hold the trunk up by themselves."""


def load_axes(bundle: Bundle, joint: str) -> FloatArray:
    """Return the (T, 3, 3) axes along which a joint's load is resolved, columns in ground."""
    shank = _SHANKS.get(joint)
    if shank in bundle.bodies:
        return bundle.body_rotations[:, bundle.bodies.index(shank)]
    return bundle.joint_rotations[:, bundle.joints.index(joint)]


def joints_with_load(bundle: Bundle) -> tuple[tuple[str, ...], tuple[Absent, ...]]:
    """Return the joints whose load can be told, and why the lumbar ones cannot if so."""
    held = [
        level
        for level in LUMBAR_LEVELS
        if level in bundle.joints and _is_held_by_muscles(bundle, level)
    ]
    loaded = tuple(name for name in bundle.joints if name not in LUMBAR_LEVELS or name in held)
    reasons = {
        level: _why_not_loaded(bundle, level) for level in LUMBAR_LEVELS if level not in held
    }
    if not held and len(set(reasons.values())) == 1:
        return loaded, (Absent("lumbar loads", reasons[LUMBAR_LEVELS[0]]),)
    return loaded, tuple(Absent(f"load at {level}", reason) for level, reason in reasons.items())


def _why_not_loaded(bundle: Bundle, level: str) -> str:
    if level in bundle.joints:
        return (
            f"the model {bundle.model_name} has no trunk muscles there, and most of the load on a "
            "disc is muscle force"
        )
    return f"the model {bundle.model_name} has no joint there"


def _is_held_by_muscles(bundle: Bundle, level: str) -> bool:
    """Tell whether a muscle that can hold the trunk up crosses a lumbar level."""
    pull = bundle.joint_load_per_force[:, bundle.joints.index(level), 3:]
    crosses = (np.abs(pull) > SMALLEST_ARM_M).any(axis=(0, 1))
    groups = [muscle_group_of(name) for name in bundle.muscles.names]
    holds = [group is None or group[0] not in _NOT_SPINAL for group in groups]
    return bool((crosses & np.array(holds)).any())
