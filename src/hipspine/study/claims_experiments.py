"""The experiments on the articles' claims, run with the engine as the clinic runs it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from hipspine.clinic.assess_recording import reference_walker_request
from hipspine.clinic.person_motion import person_motion
from hipspine.clinic.request import Workshop
from hipspine.clinic.segments import Segments, segments_of
from hipspine.clinic.trial_motion import trial_motion
from hipspine.clinic.what_ifs import TrialEngines, trial_engines
from hipspine.content.claims.schema import AS_RECORDED, Experiment, ExperimentsFile, Level
from hipspine.content.reference_walker import reference_walker_plan
from hipspine.content.validation.schema import scored_trials
from hipspine.domain.prediction import Effect as PredictedEffect
from hipspine.domain.prediction import MotionKind, Prediction, PredictionQuestion
from hipspine.domain.provenance import Absent
from hipspine.domain.scenario import (
    MuscleChange,
    PostureChange,
    PostureParameter,
    Scenario,
    parse_muscle_change,
)
from hipspine.domain.units import radians
from hipspine.simulate.bundle import Bundle
from hipspine.simulate.fit.workers import opensim_processes
from hipspine.study.claims_quantities import Case, QuantityAbsentError, quantity_of, quantity_unit
from hipspine.study.claims_results import Effect, ExperimentResult, Predicted, Taker, Takers
from hipspine.study.claims_variants import (
    PUBLISHED,
    VARIANTS,
    Variant,
    VariantEngine,
    variant_engine,
)
from hipspine.study.posed_body import pose_body, posed_model
from hipspine.study.solved_trial import missing_files, solve_trial

REFERENCE_WALKER = "reference_walker"
WALKS = ("walk_rajagopal", "subject4_walk")
"""Recorded walks on which the experiments of the reference walker are repeated, where at hand."""

Predict = Callable[[PredictionQuestion], Prediction]
"""Answers how a motion itself would change: what `run_experiments` can be given."""

NO_PREDICTION = "no prediction of the motion was given to this run"
AS_IT_WAS = Scenario("posture as it was")
FEW_TAKERS = 4
"""How many muscle groups that do more (and that do less) are told."""


class Motion:
    """A motion as recorded and with changed postures, each with one engine per variant.

    Parameters
    ----------
    bundle : Bundle
    segments : Segments or None
        Stretches that are looked at; None for a posture held still.
    posed : callable
        Gives the bundle of a changed posture.
    standing_lumbar_rad : mapping or None
        Lumbar angles in which the person stands [rad].
    """

    def __init__(
        self,
        bundle: Bundle,
        segments: Segments | None,
        posed: Callable[[Scenario], Bundle],
        standing_lumbar_rad: Mapping[str, float] | None = None,
    ) -> None:
        self.segments = segments
        self._standing_lumbar_rad = standing_lumbar_rad
        self._bundles = {AS_IT_WAS.name: bundle}
        self._posed = posed
        self._engines: dict[tuple[str, str], VariantEngine] = {}

    def engine(self, variant: Variant, posture: Scenario) -> VariantEngine:
        """Return the engine of a posture under a variant, made once."""
        key = (posture.name, variant.id)
        if key not in self._engines:
            self._engines[key] = variant_engine(
                self._bundle(posture), variant, self._standing_lumbar_rad
            )
        return self._engines[key]

    def _bundle(self, posture: Scenario) -> Bundle:
        if posture.name not in self._bundles:
            self._bundles[posture.name] = self._posed(posture)
        return self._bundles[posture.name]


def run_experiments(
    file: ExperimentsFile,
    workshop: Workshop,
    *,
    recordings: Path | None = None,
    predict: Predict | None = None,
) -> tuple[ExperimentResult, ...]:
    """Return the result of every experiment; those that could not be run say why.

    Parameters
    ----------
    recordings : Path, optional
        Folder of the recordings named in ``content/validation/recordings.toml``. Experiments on the
        reference walker are repeated on its walks; those on a recording need it.
    predict : callable, optional
        Predicts how a motion itself changes. None: those experiments say that they were not run.
    """
    with opensim_processes(workshop.workers) as processes:
        bench = _Bench(file, replace(workshop, workers=processes), recordings)
        return tuple(
            _predicted(experiment, predict)
            if experiment.kind == "prediction"
            else bench.run(experiment)
            for experiment in file.experiments
        )


def _predicted(experiment: Experiment, predict: Predict | None) -> ExperimentResult:
    if predict is None:
        return ExperimentResult(experiment.id, (), absent_because=NO_PREDICTION)
    found: list[Predicted] = []
    absent: list[Absent] = []
    for level in experiment.levels:
        changes = tuple(parse_muscle_change(text) for text in level.what_if)
        prediction = predict(PredictionQuestion(MotionKind.WALK, changes))
        found += [_predicted_change(level.id, effect) for effect in prediction.effects]
        absent += prediction.absent
    wanted = tuple(each for each in found if each.quantity in experiment.quantities)
    reason = None if wanted else "the prediction gave no answer"
    return ExperimentResult(
        experiment.id, (), absent_because=reason, absent=tuple(absent), predicted=wanted
    )


def _predicted_change(level: str, effect: PredictedEffect) -> Predicted:
    return Predicted(
        level,
        effect.quantity.value,
        effect.unit.value,
        effect.median,
        effect.lowest,
        effect.highest,
        effect.answered,
        effect.certainty,
    )


class _Bench:
    """Runs experiments, preparing each motion and each variant once."""

    def __init__(self, file: ExperimentsFile, workshop: Workshop, recordings: Path | None) -> None:
        self._file = file
        self._workshop = workshop
        self._recordings = recordings
        self._motions: dict[str, Motion | str] = {}

    def run(self, experiment: Experiment) -> ExperimentResult:
        """Return one experiment's result over all variants, and over recorded walks."""
        motion = self._motion(experiment.motion)
        if isinstance(motion, str):
            return ExperimentResult(experiment.id, (), (), motion)
        collected = _Collected(experiment)
        for variant in VARIANTS:
            self._solve(experiment, motion, variant, variant.id, collected)
        for walk in WALKS if experiment.motion == REFERENCE_WALKER else ():
            recorded = self._motion(walk)
            if not isinstance(recorded, str):
                self._solve(experiment, recorded, VARIANTS[0], walk, collected)
        return collected.result()

    def _solve(
        self,
        experiment: Experiment,
        motion: Motion,
        variant: Variant,
        label: str,
        collected: "_Collected",
    ) -> None:
        before = _case(motion.engine(variant, AS_IT_WAS), (), motion.segments)
        collected.add(AS_RECORDED, label, before, before)
        for level in experiment.levels:
            engine = motion.engine(variant, _posture(level))
            changes = tuple(parse_muscle_change(text) for text in level.what_if)
            collected.add(level.id, label, before, _case(engine, changes, motion.segments))

    def _motion(self, name: str) -> Motion | str:
        """Return a motion, or why there is none."""
        if name not in self._motions:
            self._motions[name] = self._prepared(name)
        return self._motions[name]

    def _prepared(self, name: str) -> Motion | str:
        if name == REFERENCE_WALKER:
            return _reference_walker(self._workshop)
        posture = next((each for each in self._file.postures if each.id == name), None)
        if posture is not None:
            person = reference_walker_plan().subject
            height_m = person.height_m
            if height_m is None:
                return "the reference walker's height is not known"
            model = posed_model(person.mass_kg, height_m, self._workshop)
            body = pose_body(posture, model, self._workshop, crate_kg=0.0)
            return Motion(body.engine.bundle, None, _no_posture)
        return self._recorded(name)

    def _recorded(self, name: str) -> Motion | str:
        scored = next(trial for trial in scored_trials() if trial.id == name)
        if self._recordings is None:
            return f"no folder of recordings was given; it needs {scored.name}"
        if missing := missing_files(scored, self._recordings):
            return f"not in the folder: {', '.join(missing)}"
        solved = solve_trial(scored, self._recordings, self._workshop)
        return _of_engines(solved.engines, solved.segments)


def _reference_walker(workshop: Workshop) -> Motion:
    request = reference_walker_request()
    trial = trial_motion(request, person_motion(request, workshop), workshop)
    engines = trial_engines(trial, workshop)
    bundle = engines.bundle
    return _of_engines(engines, segments_of(trial.cycles, bundle.measured, bundle.times_s))


def _of_engines(engines: TrialEngines, segments: Segments) -> Motion:
    return Motion(
        engines.bundle,
        segments,
        lambda posture: engines.for_posture_of(posture).bundle,
        engines.trial.person.standing_lumbar_rad,
    )


def _no_posture(scenario: Scenario) -> Bundle:
    raise NotImplementedError(f"a held posture is not offset: {scenario.name}")


def _posture(level: Level) -> Scenario:
    offsets = {
        PostureParameter.PELVIS_ANTERIOR_TILT: level.pelvis_anterior_tilt_deg,
        PostureParameter.TRUNK_FORWARD_LEAN: level.trunk_forward_lean_deg,
    }
    changes = tuple(
        PostureChange(parameter, radians(offset)) for parameter, offset in offsets.items() if offset
    )
    name = ", ".join(f"{change.parameter} {change.offset_rad:+.4f} rad" for change in changes)
    return Scenario(name, posture=changes) if changes else AS_IT_WAS


def _case(
    engine: VariantEngine, changes: tuple[MuscleChange, ...], segments: Segments | None
) -> Case:
    scenario = engine.scenario(", ".join(map(str, changes)) or "as recorded", changes)
    return Case(engine.engine, engine.engine.solve(scenario), segments)


class _Collected:
    """Gathers an experiment's numbers over levels and variants."""

    def __init__(self, experiment: Experiment) -> None:
        self._experiment = experiment
        self._values: dict[tuple[str, str], dict[str, float]] = {}
        self._absent: dict[tuple[str, str], str] = {}
        self._takers: list[Takers] = []

    def add(self, level: str, label: str, before: Case, after: Case) -> None:
        """Take down every quantity of one level under one variant."""
        for name in self._experiment.quantities:
            self._take_down(name, level, label, before, after)
        if label == PUBLISHED and level != AS_RECORDED:
            self._takers.append(takers(level, before, after))

    def _take_down(self, name: str, level: str, label: str, before: Case, after: Case) -> None:
        if name == "largest_taker_share":
            if level != AS_RECORDED:
                value = largest_taker_share(before, after)
                self._values.setdefault((level, name), {})[label] = value
            return
        quantity, group = quantity_of(name)
        try:
            value = quantity.of(after, group)
        except QuantityAbsentError as reason:
            self._absent[level, f"{name} of {label}"] = str(reason)
            return
        self._values.setdefault((level, name), {})[label] = value

    def result(self) -> ExperimentResult:
        """Return what was gathered."""
        effects = tuple(
            Effect(level, name, quantity_unit(name), values)
            for (level, name), values in self._values.items()
        )
        absent = tuple(
            Absent(f"{name} at {level}", reason) for (level, name), reason in self._absent.items()
        )
        return ExperimentResult(self._experiment.id, effects, tuple(self._takers), None, absent)


def changes_by_group(before: Case, after: Case) -> dict[str, float]:
    """Return how each group's mean force changes, mean of the sides [N/kg]."""
    quantity, _ = quantity_of("force:psoas")
    return {
        group: quantity.of(after, group) - quantity.of(before, group) for group in before.members
    }


def takers(level: str, before: Case, after: Case) -> Takers:
    """Return the groups whose force changes most, those that do more and those that do less."""
    changes = changes_by_group(before, after)

    def first(sign: float) -> Iterator[Taker]:
        order = sorted(changes, key=lambda group: -sign * changes[group])
        for group in order[:FEW_TAKERS]:
            if sign * changes[group] > SMALLEST_CHANGE_N_PER_KG:
                yield Taker(group, changes[group])

    return Takers(level, tuple(first(1.0)), tuple(first(-1.0)))


SMALLEST_CHANGE_N_PER_KG = 0.005
"""Below half a newton per 100 kg a change is not told: less than the solver's repeatability."""


def largest_taker_share(before: Case, after: Case) -> float:
    """Return the share of the group that takes most in all that is taken over, by mean force."""
    more = [change for change in changes_by_group(before, after).values() if change > 0]
    return max(more) / sum(more) if more else 0.0
