"""The shape of results.json, version 1.4: pydantic models that the written file obeys.

Documented for readers in ``docs/reference/results.md``; ``static/results.schema.json`` is the same
as JSON Schema. An optional key is left out where its value is absent; there is never null or NaN.
"""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from hipspine.report.prediction_results import AskedPredictionResult
from hipspine.report.sharing_results import FatigueResult, SharingResult, VariedResult

SCHEMA_VERSION: Literal["1.4"] = "1.4"
"""Raised by 0.1 when a key is added, by 1 when a key changes its meaning or goes."""


class _Part(BaseModel):
    """A part of results.json: unknown keys are errors, and numbers are finite."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False, frozen=True)


class InputFileResult(_Part):
    """A file that went into the results."""

    role: str
    name: str
    sha256: str


class ProvenanceResult(_Part):
    """Software, model and files behind the numbers."""

    software: str
    software_version: str
    model: str
    model_sha256: str
    inputs: list[InputFileResult]
    options: dict[str, str]


class SubjectResult(_Part):
    """Body size."""

    name: str
    mass_kg: float
    body_weight_N: float
    height_m: float | None = None
    sex: str | None = None


class ProblemResult(_Part):
    """Something a check found in an input."""

    level: Literal["info", "warning", "error"]
    where: str
    what: str
    suggestion: str


class MarkerErrorResult(_Part):
    """Distance between measured markers and the model's [m]."""

    rms_m: float
    max_m: float
    worst_marker: str
    per_marker_rms_m: dict[str, float]


class ResidualsResult(_Part):
    """What whole-body dynamics leaves over at the pelvis, with the limits of Hicks 2015."""

    force_rms_N: float
    force_peak_N: float
    force_limit_N: float
    moment_rms_Nm: float
    moment_peak_Nm: float
    moment_limit_Nm: float


class ReserveResult(_Part):
    """The moment that a reserve added at one coordinate."""

    coordinate: str
    peak_Nm: float
    rms_Nm: float
    peak_moment_Nm: float
    strength_Nm: float
    is_loose: bool


class ShortfallResult(_Part):
    """A moment that muscles cannot produce: the certificate of infeasibility."""

    coordinate: str
    side: Literal["left", "right"] | None = None
    time_s: float
    missing_Nm: float
    frames: int
    at_limit: list[str]


class QualityResult(_Part):
    """How far the data can be trusted."""

    problems: list[ProblemResult]
    marker_error: MarkerErrorResult | None = None
    residuals: ResidualsResult | None = None
    reserves: list[ReserveResult]
    shortfalls: list[ShortfallResult]


class CycleResult(_Part):
    """One repetition."""

    kind: str
    side: Literal["left", "right"] | None = None
    start_s: float
    end_s: float
    toe_off_s: float | None = None


class PhaseResult(_Part):
    """A named part of the trial."""

    name: str
    side: Literal["left", "right"] | None = None
    start_s: float
    end_s: float


class EventResult(_Part):
    """A heel strike or toe off."""

    kind: str
    side: Literal["left", "right"]
    time_s: float


class CyclesResult(_Part):
    """Cycles, phases and events, and what is missing to have more."""

    kind: str
    segment_label: str
    trunk_side: Literal["left", "right"] | None = None
    event_source: str
    cycles: list[CycleResult]
    phases: list[PhaseResult]
    events: list[EventResult]
    missing: list[str]


class CurveResult(_Part):
    """A quantity over 0 to 100 % of the segment.

    ``peak`` and ``lowest`` are means over the repetitions of each repetition's extreme; the
    standard deviations (n - 1) are there where there is more than one repetition.
    """

    mean: float
    peak: float
    lowest: float
    repetitions: int = Field(ge=1)
    mean_sd: float | None = None
    peak_sd: float | None = None
    curve: list[float] | None = None
    """Mean over the repetitions, 101 samples; left out in sweeps."""


class MuscleResult(CurveResult):
    """Activation of a muscle group on one side (0 to 1), with its force and hip moment."""

    force_N: CurveResult | None = None
    hip_extension_moment_Nm: CurveResult | None = None


class JointLoadResult(_Part):
    """A joint's contact load in newtons and body weights."""

    compression_bw: CurveResult
    compression_N: CurveResult
    shear_anterior_bw: CurveResult
    shear_anterior_N: CurveResult
    shear_lateral_bw: CurveResult
    shear_lateral_N: CurveResult
    resultant_bw: CurveResult
    resultant_N: CurveResult


class LoadBandResult(_Part):
    """How far one number of a load could be off, in body weights."""

    joint: str
    quantity: Literal["compression", "shear_anterior", "shear_lateral", "resultant"]
    of: Literal["peak", "mean", "lowest"]
    value_bw: float
    low_bw: float
    high_bw: float


class LoadBandsResult(_Part):
    """Bands of the loads over variants of the body; ``share`` of the variants lie within."""

    variants: int
    share: float
    varied: list[VariedResult]
    bands: list[LoadBandResult]


class LedgerResult(_Part):
    """The mean force of a muscle group before and after [N]."""

    group: str
    side: Literal["left", "right"]
    before_N: float
    after_N: float
    change_N: float
    change_bw: float


class WhatIf(_Part):
    """What one scenario does."""

    name: str
    kind: Literal["same_motion", "other_posture"]
    changes: list[str]
    feasible: bool
    loads: dict[str, JointLoadResult]
    ledger: list[LedgerResult]
    shortfalls: list[ShortfallResult]


class SweepLevelResult(WhatIf):
    """One level of a sweep."""

    level: float


class SweepResult(_Part):
    """One what-if at several levels."""

    id: str
    title: str
    kind: Literal["same_motion", "other_posture"]
    unit: str
    as_recorded_level: float
    levels: list[SweepLevelResult]


class WhatIfsResult(_Part):
    """The what-ifs that the user asked for, and the sweeps behind the report's sliders."""

    asked: list[WhatIf]
    sweeps: list[SweepResult]


class EvidenceNoteResult(_Part):
    """A source for or against what a finding or an arrow suggests."""

    id: str
    stance: Literal["for", "against"]
    grade: str
    says: str
    citation: str


class FindingResult(_Part):
    """One thing found, in words: what was seen, what it may mean, what speaks against it."""

    id: str
    sentence: str
    detail: str
    evidence: str
    outcome: str
    confidence: str
    confidence_words: str
    basis: str
    side: Literal["left", "right"] | None = None
    may_mean: str
    speaks_against: str
    would_tell: str
    sources: list[EvidenceNoteResult]


class MapNodeResult(_Part):
    """One box of the mechanism map."""

    id: str
    name: str
    plain_name: str
    is_seen: bool
    was_looked_at: bool
    state_words: str
    findings: list[str]


class MapLinkResult(_Part):
    """One arrow of the mechanism map."""

    number: int
    start: str
    end: str
    state: str
    state_words: str
    reason: str
    plain: str
    claim: str
    grade: str
    grade_words: str
    sources: list[EvidenceNoteResult]


class MechanismMapResult(_Part):
    """The idea from sitting to pain and back, with what is known of it in one person."""

    title: str
    intro: str
    plain_intro: str
    nodes: list[MapNodeResult]
    links: list[MapLinkResult]


class AbsentResult(_Part):
    """A result that could not be computed, and why."""

    what: str
    reason: str


class RepeatabilityResult(_Part):
    """How much a measurement differs between days when nothing has changed."""

    sem: float
    mdc95: float
    source: str
    people: str


class NormResult(_Part):
    """A published range of a measurement, whose it is and from where."""

    low: float
    high: float
    source: str
    people: str


class MeasurementResult(_Part):
    """One number about the person, or the reason why there is none."""

    name: str
    unit: str
    value: float | None = None
    positive: str | None = None
    side: Literal["left", "right"] | None = None
    method: str | None = None
    spread: float | None = None
    repetitions: int | None = None
    repeatability: RepeatabilityResult | None = None
    norm: NormResult | None = None
    cautions: list[str]
    absent_because: str | None = None


class Results(_Part):
    """The whole of results.json."""

    schema_version: Literal["1.4"] = SCHEMA_VERSION
    language: Literal["en", "de"] = "en"
    """Of the sentences; names, units and methods are the same in every language."""
    recorded_on: str | None = None
    """Day of the recording as given, such as ``2026-03-01``."""
    provenance: ProvenanceResult
    subject: SubjectResult
    quality: QualityResult
    cycles: CyclesResult
    activations: dict[str, dict[Literal["left", "right"], MuscleResult]]
    loads: dict[str, JointLoadResult]
    load_bands: LoadBandsResult | None = None
    sharing: SharingResult | None = None
    """Where the work was not shared the usual way."""
    fatigue: FatigueResult | None = None
    """Where it was asked."""
    what_ifs: WhatIfsResult
    measurements: list[MeasurementResult]
    findings: list[FindingResult]
    mechanism_map: MechanismMapResult | None = None
    predictions: list[AskedPredictionResult] | None = None
    """Where it was asked."""
    absent: list[AbsentResult]


def results_json_schema() -> dict[str, Any]:
    """Return the JSON Schema of results.json."""
    return Results.model_json_schema()
