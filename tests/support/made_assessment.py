"""A made-up assessment that looks like a real one: a walk with everything.

The curves are sums of bell shapes at plausible places and sizes. Nothing here is a result.
"""

import numpy as np

from hipspine.domain.anatomy import LUMBAR_LEVELS, MuscleGroup, Side
from hipspine.domain.assessment import (
    Assessment,
    Curve,
    Finding,
    JointLoadCurves,
    LedgerRow,
    MarkerError,
    Quality,
    ReserveUse,
    Residuals,
    Shortfall,
    Sweep,
    WhatIfKind,
    WhatIfResult,
)
from hipspine.domain.motion import Cycle, CycleKind, Cycles, Event, EventKind
from hipspine.domain.person import Sex, Subject
from hipspine.domain.problem import Level, Problem
from hipspine.domain.provenance import Absent, InputFile, Provenance
from hipspine.domain.scenario import (
    MuscleChange,
    Parameter,
    PostureChange,
    PostureParameter,
    Scenario,
)
from hipspine.domain.uncertainty import LoadBand, LoadBands, LoadSummary
from hipspine.domain.units import body_weight_N, radians

G = MuscleGroup
MASS_KG = 85.27
WEIGHT_N = body_weight_N(MASS_KG)
PERCENT = np.arange(101)

# Centre [% of the cycle], width [%] and height of activation bells, by group.
BELLS: dict[MuscleGroup, tuple[tuple[float, float, float], ...]] = {
    G.GLUTEUS_MAXIMUS: ((6, 7, 0.15),),
    G.GLUTEUS_MEDIUS: ((12, 10, 0.38), (44, 8, 0.3)),
    G.GLUTEUS_MINIMUS: ((14, 12, 0.2), (44, 9, 0.3)),
    G.PIRIFORMIS: ((15, 12, 0.22),),
    G.DEEP_ROTATORS: ((15, 14, 0.1),),
    G.HAMSTRINGS: ((4, 7, 0.3), (92, 7, 0.35)),
    G.ADDUCTORS: ((5, 6, 0.2), (62, 9, 0.24)),
    G.ILIACUS: ((50, 12, 0.45),),
    G.PSOAS: ((50, 12, 0.4),),
    G.RECTUS_FEMORIS: ((10, 6, 0.2), (58, 8, 0.35)),
    G.TENSOR_FASCIAE_LATAE: ((40, 10, 0.2),),
    G.VASTI: ((11, 7, 0.4),),
    G.GASTROCNEMIUS: ((42, 9, 0.8),),
    G.SOLEUS: ((46, 9, 0.85),),
    G.SHIN: ((4, 6, 0.5), (75, 14, 0.25)),
    G.ILIOCOSTALIS: ((6, 7, 0.16), (55, 7, 0.22)),
    G.LONGISSIMUS: ((6, 8, 0.14), (54, 8, 0.2)),
    G.MULTIFIDUS: ((8, 8, 0.12), (56, 8, 0.15)),
    G.QUADRATUS_LUMBORUM: ((52, 8, 0.13),),
    G.RECTUS_ABDOMINIS: ((30, 20, 0.03),),
    G.EXTERNAL_OBLIQUE: ((20, 14, 0.08), (70, 12, 0.1)),
    G.INTERNAL_OBLIQUE: ((18, 14, 0.12), (66, 12, 0.1)),
}
HIP_ARM_NM: dict[MuscleGroup, float] = {
    G.GLUTEUS_MAXIMUS: 90,
    G.HAMSTRINGS: 110,
    G.GLUTEUS_MEDIUS: 22,
    G.GLUTEUS_MINIMUS: 4,
    G.ADDUCTORS: 35,
    G.PIRIFORMIS: 9,
    G.DEEP_ROTATORS: 4,
    G.ILIACUS: -45,
    G.PSOAS: -50,
    G.RECTUS_FEMORIS: -30,
    G.TENSOR_FASCIAE_LATAE: -16,
    G.SARTORIUS: -5,
}


def bells(parts: tuple[tuple[float, float, float], ...], shift: float = 0.0) -> np.ndarray:
    """Return a sum of periodic bell curves over the cycle."""
    total = np.zeros(101)
    for centre, width, height in parts:
        away = np.abs((PERCENT - centre - shift + 50) % 100 - 50)
        total += height * np.exp(-((away / width) ** 2))
    return total


def repetitions(base: np.ndarray, count: int, spread: float, seed: int) -> Curve:
    """Return a curve of repetitions that differ a little in size."""
    noise = np.random.default_rng(seed)
    factors = 1 + spread * noise.standard_normal(count)
    return Curve(np.stack([base * factor for factor in factors]))


def joint_load(joint: str, count: int, scale: float = 1.0, offset: float = 0.0) -> JointLoadCurves:
    """Return a walking-like load of a disc, hip or knee [N]; ``offset`` in body weights."""
    if joint in LUMBAR_LEVELS:
        height = 1 - 0.05 * LUMBAR_LEVELS.index(joint)
        shape = height * (0.75 + bells(((8, 8, 0.7), (57, 8, 0.75)))) * scale + offset
        parts = (shape, 0.1 + 0.12 * (shape - 0.9), 0.05 * np.sin(2 * np.pi * PERCENT / 100))
    else:
        shape = (0.35 + bells(((13, 9, 2.6), (46, 9, 3.3)))) * scale + offset
        parts = (0.97 * shape, 0.2 * shape, -0.1 * shape)
    compression, anterior, lateral = (part * WEIGHT_N for part in parts)
    size = np.sqrt(compression**2 + anterior**2 + lateral**2)
    seed = len(joint) + ord(joint[-1])
    curves = [repetitions(each, count, 0.03, seed) for each in (compression, anterior, lateral)]
    return JointLoadCurves(joint, *curves, repetitions(size, count, 0.03, seed))


def loads(
    *, lumbar: bool = True, count: int = 2, scale: float = 1.0, offset: float = 0.0
) -> dict[str, JointLoadCurves]:
    """Return loads of every joint."""
    joints = LUMBAR_LEVELS if lumbar else ()
    sided = {"hip_right": 2, "hip_left": 1, "knee_right": 2, "knee_left": 1}
    found = {joint: joint_load(joint, count, scale, offset) for joint in joints}
    for joint, cycles in sided.items():
        found[joint] = joint_load(joint, min(cycles, count), scale, offset)
    return found


def ledger(change: float, changed: MuscleGroup) -> tuple[LedgerRow, ...]:
    """Return who takes over when a group changes by a fraction of its force."""
    rows = []
    for index, group in enumerate(BELLS):
        for side in Side:
            before = 40.0 + 17 * index
            after = (
                before * (1 + change) if group is changed else before - change * (60 - 6 * index)
            )
            rows.append(
                LedgerRow(group, side, before, after + (3 if side is Side.LEFT else 0) * change)
            )
    return tuple(sorted(rows, key=lambda row: -abs(row.change_N)))


LACKING = Shortfall(
    coordinate="hip_adduction_r",
    side=Side.RIGHT,
    time_s=0.71,
    missing_Nm=18.4,
    frames=37,
    at_limit=("tfl_r", "piri_r", "glmax1_r", "sart_r"),
)


DOWN, UP = tuple(float(x) for x in range(100, -1, -10)), (0.0, 5.0, 10.0, 15.0, 20.0)
STRENGTH, DRIVE, TONE = Parameter.STRENGTH, Parameter.DRIVE, Parameter.TONE
# Id, title, group, parameter, change of the disc load per whole change [BW], infeasible levels.
MUSCLE_SWEEPS = (
    ("gluteus_maximus_strength", "Gluteus maximus", G.GLUTEUS_MAXIMUS, STRENGTH, -0.01, ()),
    ("gluteus_maximus_right", "Gluteus maximus right", G.GLUTEUS_MAXIMUS, STRENGTH, 0.0, ()),
    ("gluteus_maximus_drive", "Gluteus maximus, drive", G.GLUTEUS_MAXIMUS, DRIVE, -0.01, ()),
    ("hamstrings_strength", "Hamstrings, strength", G.HAMSTRINGS, STRENGTH, -0.01, ()),
    ("psoas_strength", "Psoas, strength", G.PSOAS, STRENGTH, -0.02, ()),
    ("multifidus_strength", "Multifidus, strength", G.MULTIFIDUS, STRENGTH, 0.02, ()),
    ("erector_strength", "Iliocostalis, strength", G.ILIOCOSTALIS, STRENGTH, 0.05, ()),
    ("gluteus_medius_minimus_strength", "Gluteus medius and minimus, strength",
     G.GLUTEUS_MEDIUS, STRENGTH, -0.04, (10.0, 0.0)),
    ("piriformis_tone", "Piriformis, lowest activation", G.PIRIFORMIS, TONE, 0.1, ()),
    ("hip_flexor_tone", "Hip flexors, lowest activation", G.ILIACUS, TONE, 4.0, ()),
)  # fmt: skip
POSTURE_SWEEPS = (
    ("pelvis_tilt", "Pelvis tilt", PostureParameter.PELVIS_ANTERIOR_TILT),
    ("trunk_lean", "Trunk lean", PostureParameter.TRUNK_FORWARD_LEAN),
)


def sweeps(*, lumbar: bool = True) -> tuple[Sweep, ...]:
    """Return twelve sweeps, one of them with infeasible levels."""
    made = []
    for name, title, group, parameter, effect, impossible in MUSCLE_SWEEPS:
        levels, start = (UP, 0.0) if parameter is TONE else (DOWN, 100.0)
        results = []
        for level in levels:
            share = (level - start) / 100
            change = MuscleChange(group, parameter, level / 100)
            moved = loads(lumbar=lumbar, offset=effect * abs(share))
            short = (LACKING,) if level in impossible else ()
            scenario = Scenario(f"{title} {level:g} %", (change,))
            results.append(WhatIfResult(scenario, moved, ledger(share, group), short))
        kind = WhatIfKind.SAME_MOTION
        made.append(Sweep(name, title, kind, "%", levels, start, tuple(results)))
    for name, title, parameter in POSTURE_SWEEPS:
        levels = (-10.0, -5.0, 0.0, 5.0, 10.0)
        results = [
            WhatIfResult(
                Scenario(f"{title} {level:g}°", (), (PostureChange(parameter, radians(level)),)),
                loads(lumbar=lumbar, offset=0.03 * level),
                ledger(level / 40, G.ILIOCOSTALIS),
            )
            for level in levels
        ]
        made.append(Sweep(name, title, WhatIfKind.OTHER_POSTURE, "°", levels, 0.0, tuple(results)))
    return tuple(made)


def gait_cycles() -> Cycles:
    """Return two right cycles and a left one."""
    heel, toe = EventKind.HEEL_STRIKE, EventKind.TOE_OFF
    return Cycles(
        CycleKind.GAIT,
        (
            Cycle(CycleKind.GAIT, Side.RIGHT, 0.266, 1.411, 0.970),
            Cycle(CycleKind.GAIT, Side.RIGHT, 1.411, 2.560, 2.118),
            Cycle(CycleKind.GAIT, Side.LEFT, 0.840, 1.982, 1.540),
        ),
        (),
        (
            Event(heel, Side.RIGHT, 0.266),
            Event(heel, Side.LEFT, 0.84),
            Event(toe, Side.RIGHT, 0.97),
        ),
        "force plates, 20 N",
    )


def quality() -> Quality:
    """Return a quality with something of everything."""
    return Quality(
        problems=(
            Problem(
                Level.WARNING,
                "grf_walk.mot: plate 2",
                "expected the left foot as the file says, got a force under the right foot",
                "Check which plate is which.",
            ),
            Problem(
                Level.INFO,
                "walk.trc: R.Heel",
                "3 of 601 frames were missing and filled",
                "None needed.",
            ),
        ),
        marker_error=MarkerError(
            0.0093, 0.0312, "R.Toe.Tip", {"R.Toe.Tip": 0.021, "L.ASIS": 0.006}
        ),
        residuals=Residuals(14.2, 41.0, 46.3, 9.8, 26.4, 9.1),
        reserves=(
            ReserveUse("hip_flexion_r", 0.41, 0.09, 71.2, 1.0),
            ReserveUse("ankle_angle_r", 0.12, 0.05, 132.0, 1.0),
            ReserveUse("L5_S1_extension", 0.35, 0.11, 31.0, 1.0),
        ),
        shortfalls=(),
    )


FINDINGS = (
    Finding(
        "glmax_early",
        "Your big buttock muscle worked most just after the heel came down.",
        "Gluteus maximus right: peak activation 0.15 ± 0.01 at 6 % of the gait cycle (n = 2).",
        "Agrees with muscle signals in adults, on at 0-14 % (Vicon Clinical Manager table).",
    ),
    Finding(
        "helpers",
        "If it were weaker, the muscles at the back and front of the thigh would help out.",
        "Gluteus maximus strength 0 %: vasti right +32 N, L5/S1 mean compression −0.01 BW.",
        "Moderate: one model, same motion.",
    ),
    Finding(
        "flexors",
        "If the hip benders were tense all the time, the load on the low back would rise.",
        "Hip-flexor tone 20 %: L5/S1 mean compression +0.80 BW.",
        "Low: model only.",
    ),
)


def gait_assessment() -> Assessment:
    """Return a walk with everything."""
    counts = {Side.RIGHT: 2, Side.LEFT: 1}
    keys = [(group, side) for group in BELLS for side in Side]
    activations, forces, moments = {}, {}, {}
    for index, (group, side) in enumerate(keys):
        lean = 2.0 if side is Side.LEFT else 0.0
        base = 0.01 + bells(BELLS[group], lean)
        activations[group, side] = repetitions(base, counts[side], 0.08, index)
        forces[group, side] = repetitions(900 * base, counts[side], 0.08, index)
        if group in HIP_ARM_NM:
            moments[group, side] = repetitions(
                3 * HIP_ARM_NM[group] * base, counts[side], 0.08, index
            )
    asked = Scenario(
        "gluteus_maximus.right.strength=0.5",
        (MuscleChange("gluteus_maximus", Parameter.STRENGTH, 0.5, Side.RIGHT),),
    )
    return Assessment(
        subject=Subject(MASS_KG, 1.83, Sex.MALE, "walk_01"),
        provenance=Provenance(
            "hipspine",
            "0.1.0",
            "hipspine legs and trunk",
            "ab12" * 16,
            (
                InputFile("markers", "walk.trc", "0f" * 32),
                InputFile("forces", "grf_walk.mot", "a7" * 32),
            ),
            (("what-if", "gluteus_maximus.right.strength=0.5"), ("reserve strength", "1 N·m")),
        ),
        quality=quality(),
        cycles=gait_cycles(),
        segment_label="gait cycle",
        activations=activations,
        forces=forces,
        hip_extension_moments=moments,
        loads=loads(),
        what_ifs=(WhatIfResult(asked, loads(offset=-0.01), ledger(-0.5, G.GLUTEUS_MAXIMUS)),),
        sweeps=sweeps(),
        findings=FINDINGS,
        absent=(Absent("EMG comparison", "the recording has no analog channels"),),
        load_bands=load_bands(),
        trunk_side=Side.RIGHT,
    )


def load_bands() -> LoadBands:
    """One band: 0.1 body weights either way of the right hip's peak."""
    weight = body_weight_N(MASS_KG)
    peak = loads()["hip_right"].resultant.peak
    band = LoadBand(peak, peak - 0.1 * weight, peak + 0.1 * weight)
    causes = (("strength", 0.15, "1"),)
    return LoadBands(40, 0.8, causes, {("hip_right", "resultant", LoadSummary.PEAK): band})
