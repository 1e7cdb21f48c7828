"""Explain what was measured: findings and the mechanism map, one function per kind of input."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from hipspine.domain.assessment import Assessment
from hipspine.domain.finding import Finding, MechanismMap
from hipspine.domain.measurement import Measurement
from hipspine.explain.mechanism_map import mechanism_map
from hipspine.explain.session_findings import session_findings
from hipspine.explain.trial_findings import in_order, trial_findings
from hipspine.explain.trial_results import TrialResults
from hipspine.measure.emg.results import EmgAssessment
from hipspine.measure.imu.results import ImuAssessment
from hipspine.measure.movement_tests.outcome import MovementOutcome

SHORTEST_DAY_S = 600.0
"""Shortest recording of which sitting is told in findings; ours: people sit longer at a time."""

OF_A_DAY = ("longest_sitting", "sitting_breaks")


@dataclass(frozen=True)
class Explained:
    """The findings of a session, most useful first, and the map drawn from them."""

    findings: tuple[Finding, ...]
    mechanism_map: MechanismMap


def explain_trial(
    assessment: Assessment,
    *,
    frame_s: float | None = None,
    besides: Sequence[Measurement] = (),
    language: str = "en",
) -> Assessment:
    """Return an assessment with its findings and its map.

    Parameters
    ----------
    assessment : Assessment
        Of one recorded trial; findings that it holds are replaced.
    frame_s : float, optional
        Time between its frames [s].
    besides : sequence of Measurement
        Of the same person on the same day from elsewhere: movement tests, muscle signals, a sensor.
    language : str
        ``en`` or ``de``.
    """
    results = TrialResults(
        kind=assessment.cycles.kind,
        segment=assessment.segment_label,
        mass_kg=assessment.subject.mass_kg,
        activations=assessment.activations,
        hip_extension_moments=assessment.hip_extension_moments,
        loads=assessment.loads,
        sweeps=assessment.sweeps,
        measurements=assessment.measurements,
        peak_moments_Nm={
            each.coordinate: each.peak_moment_Nm for each in assessment.quality.reserves
        },
        is_running=assessment.cycles.is_running,
        frame_s=frame_s,
    )
    elsewhere = session_findings(besides, language=language)
    findings = in_order((*trial_findings(results, language=language), *elsewhere))
    drawn = mechanism_map(findings, language=language)
    return replace(assessment, findings=findings, mechanism_map=drawn)


def explain_signals(
    found: EmgAssessment, *, baseline: Sequence[Measurement] = (), language: str = "en"
) -> Explained:
    """Return what muscle signals alone show; no verdict is drawn from their order."""
    return explain_measurements(
        found.measurements, baseline=baseline, limit="signal_limit", language=language
    )


def explain_sensor(
    found: ImuAssessment, *, baseline: Sequence[Measurement] = (), language: str = "en"
) -> Explained:
    """Return what a sensor at the lower back alone shows.

    A recording of a walk says nothing about how a day is sat: below `SHORTEST_DAY_S` there is no
    finding about sitting, nor about rising where nobody rose.
    """
    told = found.measurements
    if found.duration_s < SHORTEST_DAY_S:
        told = tuple(one for one in told if one.name not in OF_A_DAY and not _is_no_rise(one))
    return explain_measurements(told, baseline=baseline, limit="sensor_limit", language=language)


def _is_no_rise(one: Measurement) -> bool:
    return one.name == "sit_to_stand_count" and not one.value


def explain_landmarks(
    measurements: Sequence[Measurement],
    *,
    baseline: Sequence[Measurement] = (),
    language: str = "en",
) -> Explained:
    """Return what landmarks of a pose tool alone show."""
    return explain_measurements(
        measurements, baseline=baseline, limit="landmark_limit", language=language
    )


def explain_movement_test(
    outcome: MovementOutcome, *, baseline: Sequence[Measurement] = (), language: str = "en"
) -> Explained:
    """Return what a movement test entered by hand shows."""
    return explain_measurements(outcome.measurements, baseline=baseline, language=language)


def explain_measurements(
    measurements: Sequence[Measurement],
    *,
    baseline: Sequence[Measurement] = (),
    limit: str | None = None,
    language: str = "en",
) -> Explained:
    """Return what measurements from any sources together show, of one person on one day."""
    findings = session_findings(measurements, baseline=baseline, limit=limit, language=language)
    return Explained(findings, mechanism_map(findings, language=language))
