"""The what-ifs of one trial: those asked for, and the sweeps behind the report's sliders."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from hipspine.clinic.own_signals import OwnSignals, SignalsOnModel, signals_on_model
from hipspine.clinic.person_motion import PersonMotion
from hipspine.clinic.request import Workshop
from hipspine.clinic.results_over_cycle import ResultsOverCycle
from hipspine.clinic.segments import Segments
from hipspine.clinic.standard_sweeps import SweepPlan
from hipspine.clinic.trial_motion import TrialMotion
from hipspine.domain.assessment import Sweep, WhatIfKind, WhatIfResult
from hipspine.domain.assumptions import AS_USUAL, Assumptions, DiscNeutral
from hipspine.domain.errors import RecordingError, ScenarioError
from hipspine.domain.provenance import Absent
from hipspine.domain.scenario import Scenario
from hipspine.mechanics.activation_dynamics import ActivationDynamics
from hipspine.simulate.abdominal_pressure import with_abdominal_pressure
from hipspine.simulate.body.build import LUMBAR_SHARES, disc_stiffness_Nm_per_rad
from hipspine.simulate.bundle import Bundle
from hipspine.simulate.engine import Engine
from hipspine.simulate.extraction import extract_bundle
from hipspine.simulate.posture import (
    SINGLE_LUMBAR_JOINT,
    hip_centre_in_pelvis_m,
    offset_posture,
)
from hipspine.simulate.sharing_problem import SharingRules
from hipspine.simulate.what_if import other_posture_what_ifs, same_motion_what_ifs


@dataclass(frozen=True, eq=False)
class TrialEngines:
    """The engines of one trial: on the recorded motion, and on offset postures."""

    trial: TrialMotion
    bundle: Bundle
    workshop: Workshop
    recorded: Engine
    assumptions: Assumptions = AS_USUAL
    signals: SignalsOnModel | None = None
    """The person's own muscle signals, where they inform every engine."""

    def informed_by(self, own: OwnSignals) -> "TrialEngines":
        """Return the engines with the work shared as muscle signals say.

        Raises
        ------
        RecordingError
            If the model has none of the signals' muscles.
        """
        signals = signals_on_model(own, self.recorded)
        return replace(self, recorded=self.recorded.variant(rules=signals.rules()), signals=signals)

    def for_posture_of(self, scenario: Scenario) -> Engine:
        """Return the engine on the motion with the scenario's posture."""
        angles = offset_posture(
            self.trial.angles,
            scenario.posture,
            hip_centre_in_pelvis_m=hip_centre_in_pelvis_m(self.bundle),
            lumbar_shares=_lumbar_shares(self.trial.angles.names),
        )
        bundle = extract_bundle(
            self.trial.person.model_path,
            angles,
            self.trial.contacts,
            cache_dir=self.workshop.cache_dir,
            workers=self.workshop.workers,
            progress=self.workshop.progress_of(f"Extracting: {scenario.name}"),
        )
        engine = engine_on(bundle, self.trial.person, self.assumptions)
        # The frames are the same, so what signals ask for stands.
        return engine if self.signals is None else engine.variant(rules=self.recorded.rules)


def trial_engines(
    trial: TrialMotion, workshop: Workshop, *, assumptions: Assumptions = AS_USUAL
) -> TrialEngines:
    """Return the engines of a trial; the recorded motion is extracted now."""
    bundle = extract_bundle(
        trial.person.model_path,
        trial.angles,
        trial.contacts,
        cache_dir=workshop.cache_dir,
        workers=workshop.workers,
        progress=workshop.progress_of("Extracting the motion"),
    )
    engine = engine_on(bundle, trial.person, assumptions)
    return TrialEngines(trial, engine.bundle, workshop, engine, assumptions)


def engine_on(bundle: Bundle, person: PersonMotion, assumptions: Assumptions) -> Engine:
    """Return the engine of a person's motion under given assumptions."""
    factor = assumptions.disc_stiffness_factor
    stands = assumptions.disc_neutral is DiscNeutral.STANDING
    return Engine(
        with_abdominal_pressure(bundle, assumptions.abdominal_pressure_Pa),
        disc_stiffness_Nm_per_rad={
            name: factor * stiffness for name, stiffness in disc_stiffness_Nm_per_rad().items()
        },
        disc_neutral_rad=person.standing_lumbar_rad if stands else None,
        rules=SharingRules(
            assumptions.objective,
            dynamics=ActivationDynamics() if assumptions.activation_dynamics else None,
        ),
    )


def _lumbar_shares(coordinates: Sequence[str]) -> dict[str, float]:
    levels = {f"{level}_extension": share for level, share in LUMBAR_SHARES["extension"].items()}
    return levels if set(levels) <= set(coordinates) else dict(SINGLE_LUMBAR_JOINT)


def asked_what_ifs(
    engines: TrialEngines, scenarios: Sequence[Scenario], segments: Segments
) -> tuple[WhatIfResult, ...]:
    """Return the results of the what-ifs that were asked for, in their order."""
    return tuple(_results(engines, [scenario], segments)[0] for scenario in scenarios)


def unseen_changes(scenarios: Sequence[Scenario], segments: Segments) -> tuple[Absent, ...]:
    """Return the changes asked for on a side of which the trial shows nothing."""
    return tuple(
        Absent(
            f"what {change} does on the {change.side} side",
            f"the trial holds no part of the {change.side} side to compare with; a ledger without "
            "its muscles does not mean that nothing changes there",
        )
        for scenario in scenarios
        for change in scenario.muscles
        if change.side is not None and not segments.of_side.get(change.side)
    )


def standard_sweeps(
    engines: TrialEngines, segments: Segments, plans: Sequence[SweepPlan]
) -> tuple[tuple[Sweep, ...], tuple[Absent, ...]]:
    """Return the sweeps of some plans, and those that this trial cannot give, with the reason."""
    sweeps: list[Sweep] = []
    absent: list[Absent] = []
    for plan in plans:
        try:
            sweeps.append(_sweep(engines, plan, segments))
        except (ScenarioError, RecordingError) as error:
            # Muscles that the model lacks, or coordinates that the recorded angles lack.
            absent.append(Absent(plan.title, str(error)))
    return tuple(sweeps), tuple(absent)


def _sweep(engines: TrialEngines, plan: SweepPlan, segments: Segments) -> Sweep:
    return Sweep(
        id=plan.id,
        title=plan.title,
        kind=plan.kind,
        unit=plan.unit,
        levels=plan.levels,
        as_recorded_level=plan.as_recorded_level,
        results=_results(engines, plan.scenarios(), segments, plan.kind),
    )


def _results(
    engines: TrialEngines,
    scenarios: Sequence[Scenario],
    segments: Segments,
    kind: WhatIfKind | None = None,
) -> tuple[WhatIfResult, ...]:
    def curves_of(engine: Engine) -> ResultsOverCycle:
        return ResultsOverCycle(engine, segments)

    if kind is None:
        is_other = any(scenario.changes_posture for scenario in scenarios)
        kind = WhatIfKind.OTHER_POSTURE if is_other else WhatIfKind.SAME_MOTION
    if kind is WhatIfKind.SAME_MOTION:
        return same_motion_what_ifs(engines.recorded, scenarios, curves_of=curves_of)
    return other_posture_what_ifs(
        engines.recorded, scenarios, curves_of=curves_of, engine_for=engines.for_posture_of
    )
