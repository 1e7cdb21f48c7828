"""`hipspine assess`: from a recording to an explained report."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hipspine.cli.languages import Language
from hipspine.cli.output import progress_bar, say, say_json
from hipspine.cli.places import cache_dir
from hipspine.cli.what_if_text import parse_changes, parse_scenario
from hipspine.domain.anatomy import Side
from hipspine.domain.assumptions import STIFFEST_DISCS, Assumptions, DiscNeutral
from hipspine.domain.kinematics import DEFAULT_KINEMATICS, Kinematics
from hipspine.domain.objective import DEFAULT_OBJECTIVE, Objective
from hipspine.domain.person import Sex, Subject

if TYPE_CHECKING:
    from hipspine.clinic.request import AssessmentRequest, OwnEmg
    from hipspine.domain.assessment import Assessment
    from hipspine.domain.cohort import CohortBands


PASCALS_PER_KPA = 1000.0
SECONDS_PER_MINUTE = 60.0


@dataclass(frozen=True)
class Job:
    """One assessment and what to do with its result."""

    request: "AssessmentRequest"
    out: Path
    json: bool
    workers: int
    language: str = "en"
    recorded_on: date | None = None
    compare_with: "CohortBands | None" = None
    person: str | None = None


def run_assess(  # noqa: PLR0913 - one parameter per command-line option
    motion: Annotated[Path, typer.Argument(help="Markers (.trc, .c3d) or joint angles (.mot).")],
    *,
    out: Annotated[Path, typer.Option(help="Folder for the results.")],
    forces: Annotated[
        Path | None, typer.Option(help="Ground reaction: .mot, .sto or external-loads .xml.")
    ] = None,
    static: Annotated[
        Path | None, typer.Option(help="Standing trial that scales the model.")
    ] = None,
    model: Annotated[
        Path | None, typer.Option(help="Your own scaled model (.osim) instead of ours.")
    ] = None,
    mass: Annotated[float | None, typer.Option(help="Body mass in kg.")] = None,
    height: Annotated[float | None, typer.Option(help="Body height in m.")] = None,
    sex: Annotated[Sex | None, typer.Option(help="For size tables only.")] = None,
    marker_set: Annotated[
        Path | None, typer.Option(help="File that maps your marker names to ours.")
    ] = None,
    events: Annotated[
        Path | None, typer.Option(help="Heel strikes and toe offs, edited by hand.")
    ] = None,
    start: Annotated[float | None, typer.Option("--from", help="Start at this second.")] = None,
    end: Annotated[float | None, typer.Option("--to", help="Stop at this second.")] = None,
    what_if: Annotated[
        list[str] | None,
        typer.Option(help="group[.side].parameter=value; commas combine; may be repeated."),
    ] = None,
    predict: Annotated[
        list[str] | None,
        typer.Option(
            help="How would the motion itself change, for a model body of this size? Written as "
            "--what-if, muscles only; may be repeated. Takes about a minute each."
        ),
    ] = None,
    kinematics: Annotated[
        Kinematics, typer.Option(help="Who finds the joint angles that follow markers.")
    ] = DEFAULT_KINEMATICS,
    gait_reference: Annotated[
        Path | None,
        typer.Option(help="Your laboratory's mean curves (.csv), for the profile score."),
    ] = None,
    steps_a_day: Annotated[
        float | None, typer.Option(min=0, max=100000, help="Counted by phone or watch.")
    ] = None,
    objective: Annotated[
        Objective, typer.Option(help="What the sharing of work among muscles keeps small.")
    ] = DEFAULT_OBJECTIVE,
    disc_stiffness: Annotated[
        float, typer.Option(min=0, max=STIFFEST_DISCS, help="Times the published stiffness.")
    ] = 1.0,
    disc_neutral: Annotated[
        DiscNeutral, typer.Option(help="Posture in which the discs are unstressed.")
    ] = DiscNeutral.STANDING,
    abdominal_pressure: Annotated[
        float, typer.Option(min=0, max=30, help="Pressure in the belly in kPa, all the time.")
    ] = 0.0,
    emg: Annotated[
        Path | None,
        typer.Option(
            help="Muscle signals on the recording's clock that inform the sharing: .c3d (the "
            "recording's own too), .csv, .sto or .anc."
        ),
    ] = None,
    emg_weight: Annotated[
        float | None,
        typer.Option(help="What leaving a signal costs against activation itself; usually 10."),
    ] = None,
    mvic: Annotated[
        list[Path] | None, typer.Option(help="Maximum trial of the same channels; repeat.")
    ] = None,
    muscle: Annotated[
        list[str] | None,
        typer.Option(help="Name a channel, as in EMG1=gluteus_maximus:right; repeat."),
    ] = None,
    emg_side: Annotated[
        Side | None, typer.Option(help="Side of channels whose names do not say it.")
    ] = None,
    emg_rate: Annotated[
        float | None, typer.Option(help="Sampling rate in Hz, if a CSV does not state it.")
    ] = None,
    emg_leave_out: Annotated[
        list[str] | None, typer.Option(help="A channel that is predicted instead; repeat.")
    ] = None,
    activation_dynamics: Annotated[
        bool,
        typer.Option(
            "--activation-dynamics", help="Activation takes time to rise and fall between frames."
        ),
    ] = False,
    fatigue_minutes: Annotated[
        float | None,
        typer.Option(help="Repeat the movement for so long: who tires, and what it does to loads."),
    ] = None,
    recorded_on: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Day of the recording, to order visits by."),
    ] = None,
    with_: Annotated[
        list[Path] | None,
        typer.Option("--with", help="Tests or signals of the same day, by --json; repeat."),
    ] = None,
    compare_with: Annotated[
        Path | None,
        typer.Option(help="A cohort_bands.json of `hipspine study report`, drawn as grey bands."),
    ] = None,
    person: Annotated[
        str | None,
        typer.Option(help="Keep what it shows in the records of this person: id or name."),
    ] = None,
    language: Annotated[Language, typer.Option(help="Language of report and sentences.")] = "en",
    json: Annotated[bool, typer.Option("--json", help="Print results.json on stdout.")] = False,
    workers: Annotated[int, typer.Option(min=1, help="Worker processes for OpenSim.")] = 2,
) -> None:
    """Assess one recording: who does the work at hip and trunk, and what it costs back and hips.

    Example: hipspine assess walk.trc --forces grf.mot --static static.trc --mass 85.3 --out out
    """
    from hipspine.cli.cohort_bands import read_cohort_bands
    from hipspine.cli.findings_text import read_measurements
    from hipspine.clinic.request import AssessmentRequest

    request = AssessmentRequest(
        motion=motion,
        forces=forces,
        static=static,
        model=model,
        subject=_subject(mass, height, sex),
        marker_set=marker_set,
        events=events,
        start_s=start,
        end_s=end,
        what_ifs=tuple(parse_scenario(text) for text in what_if or ()),
        predict=tuple(parse_changes(text) for text in predict or ()),
        gait_reference=gait_reference,
        steps_a_day=steps_a_day,
        language=language,
        besides=tuple(each for path in with_ or () for each in read_measurements(path)),
        assumptions=Assumptions(
            objective,
            disc_stiffness,
            disc_neutral,
            abdominal_pressure * PASCALS_PER_KPA,
            activation_dynamics,
        ),
        kinematics=kinematics,
        emg=_own_emg(
            emg,
            weight=emg_weight,
            mvic=tuple(mvic or ()),
            muscles=muscle or [],
            side=emg_side,
            rate_hz=emg_rate,
            left_out=tuple(emg_leave_out or ()),
        ),
        fatigue_s=None if fatigue_minutes is None else fatigue_minutes * SECONDS_PER_MINUTE,
    )
    assess_and_write(
        Job(
            request,
            out=out,
            json=json,
            workers=workers,
            language=language,
            recorded_on=recorded_on.date() if recorded_on else None,
            compare_with=read_cohort_bands(compare_with) if compare_with else None,
            person=person,
        )
    )


def _subject(mass: float | None, height: float | None, sex: Sex | None) -> Subject | None:
    if mass is not None:
        return Subject(mass, height, sex)
    if height is not None or sex is not None:
        raise typer.BadParameter("--height and --sex need --mass beside them")
    return None


def _own_emg(
    file: Path | None,
    *,
    weight: float | None,
    mvic: tuple[Path, ...],
    muscles: list[str],
    side: Side | None,
    rate_hz: float | None,
    left_out: tuple[str, ...],
) -> "OwnEmg | None":
    """Return which muscle signals to use; options without a file would be passed over."""
    from hipspine.cli.emg import channel_names
    from hipspine.clinic.request import OwnEmg

    if file is None:
        given = {
            "--emg-weight": weight is not None,
            "--mvic": mvic,
            "--muscle": muscles,
            "--emg-side": side,
            "--emg-rate": rate_hz is not None,
            "--emg-leave-out": left_out,
        }
        alone = [option for option, value in given.items() if value]
        if alone:
            raise typer.BadParameter(f"{' and '.join(alone)}: only with --emg")
        return None
    asked = OwnEmg(
        file,
        mvic=mvic,
        names=channel_names(muscles),
        side=side,
        rate_hz=rate_hz,
        left_out=left_out,
    )
    return asked if weight is None else replace(asked, weight=weight)


def assess_and_write(job: Job) -> None:
    """Run the assessment with a progress bar and write its results."""
    from hipspine.clinic.assess_recording import assess_recording
    from hipspine.clinic.request import Workshop
    from hipspine.report import check_output_folder, results_dict, write_results

    check_output_folder(job.out)
    if job.person is not None:
        _check_person(job.person)
    with progress_bar(quiet=job.json) as progress:
        workshop = Workshop(cache_dir=cache_dir(), workers=job.workers, progress=progress)
        assessment = assess_recording(job.request, workshop)
    write_results(
        assessment,
        job.out,
        language=job.language,
        recorded_on=job.recorded_on,
        compare_with=job.compare_with,
    )
    if job.person is not None:
        _keep(assessment, job, job.person)
    if job.json:
        say_json(results_dict(assessment, language=job.language, recorded_on=job.recorded_on))
    else:
        say(f"Report: {job.out / 'report.html'}")
        say(f"Numbers: {job.out / 'results.json'}")


def _check_person(who: str) -> None:
    """See that the records hold somebody of this name: told before the long work."""
    from hipspine.cli.records import open_records
    from hipspine.cli.whom import person_meant

    with open_records() as store:
        person_meant(store, who)


def _keep(assessment: "Assessment", job: Job, who: str) -> None:
    """Keep figures and findings in the records of a person, where the app tells them."""
    from hipspine.cli.clock import current_time
    from hipspine.cli.records import open_records
    from hipspine.cli.whom import person_meant
    from hipspine.clinic.kept_findings import keep_assessment

    with open_records() as store:
        found = {job.language: assessment.findings}
        figures = job.out / "results.json"
        keep_assessment(store, person_meant(store, who), figures, found, at=current_time())
