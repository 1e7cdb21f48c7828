"""A clinic with a month behind it: who uses it at once, and whose records lie in it besides."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_urlsafe
from uuid import uuid4

from hipspine.clinic.person_plan import make_person_plan, sign_person_plan
from hipspine.clinic.screen_person import screen_person
from hipspine.clinic.standing import keep_screening, standing_of
from hipspine.content.library import screening_library
from hipspine.domain.answers import Answers, AnswerValue, Reply
from hipspine.domain.programme import Programme, Wishes
from hipspine.domain.record import Audience, Note, Person, Role
from hipspine.domain.training import CheckIn, ExerciseEntry, MorningAfter, Session
from hipspine.records.invitations import accept_invitation, invite
from hipspine.records.logins import Account, AccountRole, begin_session, new_account
from hipspine.records.sql_store import SqlStore
from hipspine.screen.interview import give_answer, next_question

DAYS = 28
CLINICIANS = 8
CALM = ("none", "lower_back", "same")
NUMBERS = {"age_years": 44.0, "pain_today": 3.0, "pain_average": 3.0}
THINGS = Wishes(equipment=frozenset({"mat", "chair", "wall"}))


@dataclass(frozen=True)
class User:
    """Somebody who is logged in."""

    session: str
    """The cookie of the browser."""
    role: AccountRole
    patients: tuple[str, ...] = ()
    """Ids of the persons whom a clinician treats."""


@dataclass(frozen=True)
class Filling:
    """Fills the records of a clinic."""

    store: SqlStore
    now: datetime
    chance: random.Random

    def clinic(self, *, users: int, others: int) -> list[User]:
        """Return the users: clinicians and patients. Others have records but are not there."""
        clinicians = [self._account(AccountRole.CLINICIAN) for _ in range(CLINICIANS)]
        treated: dict[str, list[str]] = {each.id: [] for each in clinicians}
        patients = []
        answers = calm_answers()
        for number in range(users - CLINICIANS + others):
            clinician = clinicians[number % CLINICIANS]
            person = self._patient(f"Person {number:03d}", clinician, answers)
            treated[clinician.id].append(person.id)
            if number < users - CLINICIANS:
                account = self._account(AccountRole.PATIENT, person)
                patients.append(User(self._session(account), AccountRole.PATIENT))
        staff = [
            User(self._session(each), AccountRole.CLINICIAN, tuple(treated[each.id]))
            for each in clinicians
        ]
        return [*staff, *patients]

    def _account(self, role: AccountRole, person: Person | None = None) -> Account:
        person_id = None if person is None else person.id
        secret = invite(self.store, role, person_id=person_id)
        # Nobody logs in with a password here, so nothing is hashed.
        account = new_account(f"login-{uuid4()}", f"{role} account", role, "", person_id)
        return accept_invitation(self.store, secret, account)

    def _session(self, account: Account) -> str:
        token = token_urlsafe(32)
        begin_session(self.store, token, account)
        return token

    def _patient(self, name: str, clinician: Account, answers: Answers) -> Person:
        person = Person(str(uuid4()), name, "en", "Europe/Berlin", 1980)
        self.store.add_person(person)
        self.store.grant(person.id, clinician.id, Role.CLINICIAN)
        begun = self.now - timedelta(days=DAYS)
        self._screen(person, answers, begun)
        make_person_plan(self.store, person, THINGS, at=begun)
        sign_person_plan(self.store, person, by=clinician.name, at=begun)
        programme = self.store.programme(person.id)
        assert programme is not None
        for entry in self._month(programme, begun):
            self.store.add(person.id, entry)
        self._screen(person, answers, self.now - timedelta(days=1))
        text = "Can I cycle to work again?"
        note = Note(str(uuid4()), self.now - timedelta(days=2), name, Audience.CLINICIAN, text)
        self.store.add(person.id, note)
        # As every visit of a person does: what follows from the log is looked at.
        assert standing_of(self.store, person, at=self.now).screening is not None
        return person

    def _screen(self, person: Person, answers: Answers, at: datetime) -> None:
        found = screen_person(answers, screening_library(), screened_on=at.date())
        keep_screening(self.store, person, found, at=at)

    def _month(
        self, programme: Programme, begun: datetime
    ) -> Iterator[MorningAfter | Session | CheckIn]:
        pain = self.chance.uniform(2.0, 4.0)
        for day in range(DAYS):
            at = begun + timedelta(days=day, hours=1)
            yield MorningAfter(at.date(), round(pain))
            if day % 2:
                yield Session(str(uuid4()), at, programme.version, _done(programme), round(pain))
            if day % 7 == 6:
                yield CheckIn(str(uuid4()), at.date(), round(pain, 1))


def _done(programme: Programme) -> tuple[ExerciseEntry, ...]:
    return tuple(
        ExerciseEntry(
            each.exercise,
            each.dose.sets,
            reps=each.dose.reps,
            seconds=each.dose.hold_s,
            effort=5.0,
            pain_during=2.0,
        )
        for each in programme.exercises[:5]
    )


def calm_answers() -> Answers:
    """Answer every safety question that is put so that no flag is raised."""
    library, given = screening_library(), Answers()
    while (asking := next_question(given, library)) is not None:
        question = asking.question
        value: AnswerValue = Reply.NO
        if question.kind == "number":
            value = NUMBERS.get(question.id, float(question.lowest or 0.0))
        elif question.kind != "reply":
            calm = next((one for one in CALM if one in question.choices), question.choices[0])
            value = frozenset({calm}) if question.kind == "choices" else calm
        given = give_answer(given, question.id, value, library)
    return given
