"""The way of sharing and the course of fatigue as parts of results.json: shape and values."""

from dataclasses import asdict
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from hipspine.domain.sharing_effect import (
    FatigueCourse,
    FatigueStage,
    LoadChange,
    SharingEffect,
    SignalAgreement,
)
from hipspine.domain.uncertainty import LoadBand
from hipspine.domain.units import body_weight_N

QUANTITIES = {"compression": "compression", "resultant": "resultant"}
"""Component of a headline load, and its name in results.json."""


class _Part(BaseModel):
    """Unknown keys are errors, and numbers are finite."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False, frozen=True)


class VariedResult(_Part):
    """One thing that was drawn anew for each variant of the body."""

    what: str
    sd: float
    unit: str


class LoadChangeResult(_Part):
    """The peak of one load, shared the usual way and as asked, in body weights."""

    joint: str
    quantity: Literal["compression", "resultant"]
    usual_bw: float
    asked_bw: float
    change_bw: float
    change_low_bw: float
    change_high_bw: float
    direction: Literal["more", "less", "unclear"]


class SignalAgreementResult(_Part):
    """Pearson's correlation of a muscle's activation with its signal."""

    channel: str
    muscle: str
    side: Literal["left", "right"]
    divided_by: str
    largest_wanted: float
    r_usual: float | None = None
    r_informed: float | None = None
    r_left_out: float | None = None


class LargestReserveResult(_Part):
    """Where reserves add most, as a fraction of the moment needed there."""

    coordinate: str
    share: float


class SharingResult(_Part):
    """The way of sharing that was asked for, and what it changed against the usual one."""

    objective: str
    with_dynamics: bool
    signal_weight: float | None = None
    delay_s: float | None = None
    variants: int
    share: float
    varied: list[VariedResult]
    peaks: list[LoadChangeResult]
    signals: list[SignalAgreementResult]
    reserve_usual: LargestReserveResult | None = None
    reserve_asked: LargestReserveResult | None = None


class TiredLoadResult(_Part):
    """The peak of one load after some time, in body weights."""

    joint: str
    quantity: Literal["compression", "resultant"]
    median_bw: float
    low_bw: float
    high_bw: float


class LostForceResult(_Part):
    """The fraction of a muscle group's active force that is lost."""

    group: str
    side: Literal["left", "right"]
    median: float
    low: float
    high: float


class FatigueStageResult(_Part):
    """The body after some time of the same movement."""

    time_s: float
    repetitions: float | None = None
    peaks: list[TiredLoadResult]
    lost: list[LostForceResult]
    feasible_share: float


class FatigueResult(_Part):
    """How muscles tire while the recorded movement is repeated without a pause."""

    variants: int
    share: float
    varied: list[VariedResult]
    stages: list[FatigueStageResult]


def sharing_dict(effect: SharingEffect | None, mass_kg: float) -> dict[str, Any] | None:
    """Return the way of sharing as JSON values; None where it is the usual one."""
    if effect is None:
        return None
    reserves = effect.reserve_usual, effect.reserve_asked
    usual, asked = (None if each is None else asdict(each) for each in reserves)
    return {
        "objective": effect.objective,
        "with_dynamics": effect.with_dynamics,
        "signal_weight": effect.signal_weight,
        "delay_s": effect.delay_s,
        "variants": effect.variants,
        "share": effect.share,
        "varied": _varied(effect.causes),
        "peaks": [_change(each, mass_kg) for each in effect.loads],
        "signals": [_agreement(each) for each in effect.signals],
        "reserve_usual": usual,
        "reserve_asked": asked,
    }


def fatigue_dict(course: FatigueCourse | None, mass_kg: float) -> dict[str, Any] | None:
    """Return the course of fatigue as JSON values; None where nobody asked."""
    if course is None:
        return None
    return {
        "variants": course.variants,
        "share": course.share,
        "varied": _varied(course.causes),
        "stages": [_stage(each, mass_kg) for each in course.stages],
    }


def _varied(causes: tuple[tuple[str, float, str], ...]) -> list[dict[str, Any]]:
    return [{"what": what, "sd": sd, "unit": unit} for what, sd, unit in causes]


def _change(each: LoadChange, mass_kg: float) -> dict[str, Any]:
    weight, change = body_weight_N(mass_kg), each.change
    return {
        "joint": each.joint,
        "quantity": QUANTITIES[each.component],
        "usual_bw": each.usual_N / weight,
        "asked_bw": (each.usual_N + change.value_N) / weight,
        "change_bw": change.value_N / weight,
        "change_low_bw": change.low_N / weight,
        "change_high_bw": change.high_N / weight,
        "direction": {1: "more", -1: "less", 0: "unclear"}[each.direction],
    }


def _agreement(each: SignalAgreement) -> dict[str, Any]:
    return {
        "channel": each.channel,
        "muscle": each.muscle,
        "side": each.side,
        "divided_by": each.reference,
        "largest_wanted": each.largest_wanted,
        "r_usual": each.usual,
        "r_informed": each.informed,
        "r_left_out": each.left_out,
    }


def _stage(stage: FatigueStage, mass_kg: float) -> dict[str, Any]:
    return {
        "time_s": stage.time_s,
        "repetitions": stage.repetitions,
        "peaks": [
            {
                "joint": each.joint,
                "quantity": QUANTITIES[each.component],
                **_band_bw(each.peak, mass_kg),
            }
            for each in stage.loads
        ],
        "lost": [
            {
                "group": each.group,
                "side": each.side,
                "median": each.share,
                "low": each.low,
                "high": each.high,
            }
            for each in stage.lost
        ],
        "feasible_share": stage.feasible_share,
    }


def _band_bw(band: LoadBand, mass_kg: float) -> dict[str, float]:
    weight = body_weight_N(mass_kg)
    return {
        "median_bw": band.value_N / weight,
        "low_bw": band.low_N / weight,
        "high_bw": band.high_N / weight,
    }
