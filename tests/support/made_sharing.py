"""A made-up way of sharing and a made-up course of fatigue. Nothing here is a result."""

from hipspine.domain.anatomy import MuscleGroup, Side
from hipspine.domain.sharing_effect import (
    FatigueCourse,
    FatigueStage,
    LargestReserve,
    LoadChange,
    LostForce,
    SharingEffect,
    SignalAgreement,
    TiredLoad,
)
from hipspine.domain.uncertainty import LoadBand
from made_assessment import WEIGHT_N

G = MuscleGroup


def band(value: float, low: float, high: float) -> LoadBand:
    """Return a band given in body weights."""
    return LoadBand(value * WEIGHT_N, low * WEIGHT_N, high * WEIGHT_N)


def change(joint: str, component: str, usual: float, *by: float) -> LoadChange:
    """Return a change of a peak, all in body weights."""
    return LoadChange(joint, component, usual * WEIGHT_N, band(*by))


SIGNALS = (
    SignalAgreement("SOL", "soleus", Side.RIGHT, "MVIC", 0.4, 0.9, 0.98, 0.8),
    SignalAgreement("GMAX", "gluteus_maximus", Side.LEFT, "dynamic peak", 0.2, 0.5, 0.7, None),
)

BY_SIGNALS = SharingEffect(
    objective="squared_by_volume",
    with_dynamics=False,
    signal_weight=10.0,
    delay_s=0.05,
    signals=SIGNALS,
    loads=(
        change("hip_right", "resultant", 4.0, 0.25, 0.1, 0.4),
        change("hip_left", "resultant", 3.9, -0.05, -0.2, 0.1),
        change("L5_S1", "compression", 1.9, -0.3, -0.5, -0.2),
    ),
    reserve_usual=LargestReserve("hip_rotation_r", 0.01),
    reserve_asked=LargestReserve("hip_flexion_l", 0.032),
    variants=40,
    share=0.8,
    causes=(("signal_delay", 0.02, "s"),),
)

BY_OBJECTIVE = SharingEffect(
    objective="load_aware",
    with_dynamics=True,
    signal_weight=None,
    delay_s=None,
    signals=(),
    loads=(change("hip_left", "resultant", 3.9, 0.0, -0.1, 0.1),),
    reserve_usual=None,
    reserve_asked=None,
    variants=40,
    share=0.8,
)


def stage(minutes: float, lost: float, able: float) -> FatigueStage:
    """Return the body after some minutes in which the gluteus medius lost a share."""
    return FatigueStage(
        60.0 * minutes,
        50.0 * minutes,
        (TiredLoad("hip_right", "resultant", band(4.0 + lost, 3.8, 4.9)),),
        (
            LostForce(G.GLUTEUS_MEDIUS, Side.LEFT, lost, 0.5 * lost, 1.5 * lost),
            LostForce(G.GLUTEUS_MINIMUS, Side.LEFT, 0.9 * lost, 0.0, lost),
            LostForce(G.SHIN, Side.RIGHT, 0.5 * lost, 0.0, lost),
            LostForce(G.SOLEUS, Side.RIGHT, 0.01 * lost, 0.0, lost),
        ),
        able,
    )


TIRING = FatigueCourse(
    (stage(0.0, 0.0, 1.0), stage(2.5, 0.2, 0.75), stage(5.0, 0.4, 0.25)),
    20,
    0.8,
    (("rates_of_tiring", 0.5, "log"),),
)
