"""Make, change and sign the plan of a person whose records are kept."""

from dataclasses import replace
from datetime import datetime

from hipspine.clinic.kept_tests import latest_measurements, with_findings
from hipspine.clinic.make_plan import Edit, edit_plan, plan_for, sign_plan
from hipspine.clinic.self_check import age_said
from hipspine.clinic.standing import CLINICIAN_LED, Standing, standing_of
from hipspine.domain.errors import UnsafePlanError
from hipspine.domain.programme import Programme, Wishes
from hipspine.domain.record import Person
from hipspine.records.sql_store import SqlStore


def make_person_plan(
    store: SqlStore, person: Person, wishes: Wishes, *, at: datetime, by: str | None = None
) -> Programme:
    """Make a plan anew and keep it as the next version; what a clinician decided holds.

    Parameters
    ----------
    by : str or None
        The clinician who leads; some screenings allow a plan only then.

    Raises
    ------
    UnsafePlanError
        If nobody was screened, or the screening forbids exercise; the message says where to go.
    ContentError
        If a wish is impossible.
    """
    standing = standing_of(store, person, at=at)
    overrides = store.overrides(person.id)
    if by is not None:
        overrides = replace(overrides, by=by)
    made = plan_for(
        standing.screened,
        with_what_was_measured(store, standing, wishes),
        today=standing.today,
        overrides=overrides,
        earlier=standing.kept,
        log=standing.log,
    )
    store.add_programme(person.id, made)
    if by is not None:
        store.set_overrides(person.id, overrides, at)
    return made


def with_what_was_measured(store: SqlStore, standing: Standing, wishes: Wishes) -> Wishes:
    """Return wishes with what holds at home and movement tests tell a plan.

    A result that the wishes name, other than those of the plan before, is somebody's own word and
    wins.
    """
    age = age_said(standing.screened.answers)
    measured = latest_measurements(store, standing.person, standing.today, age=age)
    before = standing.kept.wishes if standing.kept is not None else None
    known = {} if before is None else before.tests
    said = {name: value for name, value in wishes.tests.items() if known.get(name) != value}
    found = with_findings(wishes, measured)
    return replace(found, tests={**found.tests, **said})


def edit_person_plan(store: SqlStore, person: Person, edit: Edit, *, at: datetime) -> Programme:
    """Keep a clinician's decisions and the version that follows from them.

    Raises
    ------
    UnsafePlanError
        If there is no plan, or the screening forbids exercise.
    ContentError
        If an exercise does not exist, or a dose is impossible.
    """
    standing = standing_of(store, person, at=at)
    before = kept_plan(standing)
    made = edit_plan(before, standing.screened, edit, today=standing.today)
    store.set_overrides(person.id, made.overrides, at)
    store.add_programme(person.id, made)
    return made


def sign_person_plan(store: SqlStore, person: Person, *, by: str, at: datetime) -> Programme:
    """Sign the newest version, if nothing forbids to follow it today.

    Raises
    ------
    UnsafePlanError
        If there is no plan, the screening forbids exercise today, or the log asks for a stop.
    """
    standing = standing_of(store, person, at=at)
    if standing.stop not in (None, CLINICIAN_LED):
        raise standing.refusal()
    signed = sign_plan(kept_plan(standing), standing.screened, by=by, today=standing.today)
    if signed.signature is not None:
        store.sign_programme(person.id, signed.version, signed.signature)
    return signed


def kept_plan(standing: Standing) -> Programme:
    """Return the newest version.

    Raises
    ------
    UnsafePlanError
        If there is none.
    """
    if standing.kept is None:
        raise UnsafePlanError(
            f"plan of {standing.person.name}",
            expected="a plan",
            got="none",
            do="Make one with: hipspine check, or hipspine plan make --person.",
        )
    return standing.kept


def plan_to_follow(standing: Standing) -> Programme:
    """Return the version to follow today.

    Raises
    ------
    UnsafePlanError
        If there is none, or anything forbids exercise today; the message says where to go.
    """
    kept_plan(standing)
    if standing.programme is None:
        raise standing.refusal()
    return standing.programme
