"""The plan in a person's records, for `hipspine plan` with ``--person``."""

from pathlib import Path
from typing import TYPE_CHECKING

from hipspine.cli.clock import current_time
from hipspine.cli.records import open_records
from hipspine.cli.whom import person_meant
from hipspine.domain.errors import AnswersError, RecordsError

if TYPE_CHECKING:
    from hipspine.clinic.make_plan import Edit, Screened
    from hipspine.domain.programme import Programme, Wishes
    from hipspine.plan.progression import Progression


def is_in_records(plan: Path | None, person: str | None) -> bool:
    """Tell whether a plan in the records is meant, not one in a file.

    Raises
    ------
    AnswersError
        If both are named.
    """
    if plan is not None and person is not None:
        raise AnswersError(
            "--plan", expected="a file or a person", got="both", do="Give one of them."
        )
    return person is not None


def make_kept(
    person: str | None, answers: Path | None, wishes: "Wishes", *, by: str | None
) -> "Programme":
    """Make the plan of a person anew and keep it as the next version.

    Raises
    ------
    AnswersError
        If answers are named: the screening of the records counts.
    """
    from hipspine.clinic.person_plan import make_person_plan

    if answers is not None:
        raise AnswersError(
            "--answers",
            expected="no file with --person: the screening in the records counts",
            got=str(answers),
            do="Keep it first with: hipspine screen --person NAME --answers FILE.",
        )
    with open_records() as store:
        found = person_meant(store, person)
        return make_person_plan(store, found, wishes, at=current_time(), by=by)


def followed(person: str | None, *, version: int | None) -> "Programme":
    """Return the plan to follow today, or an earlier version to look back at.

    Raises
    ------
    UnsafePlanError
        If there is none, or anything forbids to follow it today.
    RecordsError
        If there is no such version.
    """
    from hipspine.clinic.person_plan import plan_to_follow
    from hipspine.clinic.standing import catch_up, standing_of

    with open_records() as store:
        found = person_meant(store, person)
        if version is not None:
            kept = store.programme(found.id, version)
            if kept is None:
                raise RecordsError(
                    f"plan of {found.name}",
                    expected=f"a version {version}",
                    got=f"versions up to {len(store.programmes(found.id))}",
                    do="Leave out --version for the newest.",
                )
            return kept
        standing = standing_of(store, found, at=current_time())
        catch_up(store, standing, at=current_time())
        return plan_to_follow(standing)


def screened_in_records(person: str) -> "Screened":
    """Return the latest screening of a person.

    Raises
    ------
    UnsafePlanError
        If there is none, or something came after it.
    """
    from hipspine.clinic.standing import standing_of

    with open_records() as store:
        return standing_of(store, person_meant(store, person), at=current_time()).screened


def edit_kept(person: str | None, edit: "Edit") -> "Programme":
    """Keep a clinician's decisions and the version that follows from them."""
    from hipspine.clinic.person_plan import edit_person_plan

    with open_records() as store:
        return edit_person_plan(store, person_meant(store, person), edit, at=current_time())


def sign_kept(person: str | None, *, by: str) -> "Programme":
    """Sign the newest version."""
    from hipspine.clinic.person_plan import sign_person_plan

    with open_records() as store:
        return sign_person_plan(store, person_meant(store, person), by=by, at=current_time())


def next_kept(person: str | None, log: Path | None) -> "Progression":
    """Return what follows from the log in the records, after a file was added to it.

    Raises
    ------
    UnsafePlanError
        If there is no plan, or the safety questions have to be answered first.
    """
    from hipspine.cli.plan_input import read_log
    from hipspine.clinic.log_training import log_training
    from hipspine.clinic.person_plan import kept_plan
    from hipspine.clinic.standing import catch_up, standing_of

    with open_records() as store:
        found = person_meant(store, person)
        if log is not None:
            log_training(store, found, read_log(log), at=current_time())
        standing = standing_of(store, found, at=current_time())
        kept_plan(standing)
        catch_up(store, standing, at=current_time())
        if standing.progression is None:
            raise standing.refusal()
        return standing.progression


def write_sheet(programme: "Programme", file: Path, language: str) -> None:
    """Write a plan as a page to print.

    Raises
    ------
    OutputError
        If it cannot be written.
    """
    from hipspine.cli.progress_text import write_page
    from hipspine.content.exercise_library import exercise_library
    from hipspine.report.plan_sheet import plan_page, plan_sheet

    write_page(plan_page(plan_sheet(programme, exercise_library(), language=language)), file)
