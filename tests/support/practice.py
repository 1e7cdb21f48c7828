"""A clinic with a week behind it: people who work there, and patients in every state."""

from datetime import timedelta
from uuid import uuid4

from hipspine.clinic.person_plan import make_person_plan, sign_person_plan
from hipspine.clinic.standing import standing_of
from hipspine.domain.answers import Reply
from hipspine.domain.programme import Wishes
from hipspine.domain.record import Audience, Note, Person, Role
from hipspine.domain.training import CheckIn, ExerciseEntry, Session
from hipspine.records.invitations import accept_invitation, invite
from hipspine.records.logins import AccountRole, new_account
from hipspine.records.open_store import open_store, records_place
from hipspine.web.passwords import HashCost, hash_password
from hipspine.web.settings import Mode
from household import Clock, settings_in
from screened import screen

PASSWORD = "four quiet words here"
CHEAP = HashCost(passes=1, memory_kib=8, lanes=1)


def clinic_settings(folder, clock: Clock):
    return settings_in(folder, clock, mode=Mode.CLINIC, hash_cost=CHEAP)


class Practice:
    """Fills the records of a clinic. Use it as a context."""

    def __init__(self, settings):
        self.settings = settings

    def __enter__(self):
        place = records_place(self.settings.data_dir)
        self.store = open_store(place, self.settings.clock)
        return self

    def __exit__(self, *problem):
        self.store.close()

    def account(self, login, name, role, person=None):
        person_id = None if person is None else person.id
        secret = invite(self.store, role, person_id=person_id)
        hashed = hash_password(PASSWORD, CHEAP)
        account = new_account(login, name, role, hashed, person_id)
        return accept_invitation(self.store, secret, account)

    def patient(self, name, clinician, *, born=1980):
        person = Person(str(uuid4()), name, "en", "Europe/Berlin", born)
        self.store.add_person(person)
        self.store.grant(person.id, clinician.id, Role.CLINICIAN)
        return person

    def screen(self, person, at, **special):
        screen(self.store, person, at, **special)

    def plan(self, person, at, *, signed_by=None):
        wishes = Wishes(equipment=frozenset({"mat", "chair", "wall"}))
        make_person_plan(self.store, person, wishes, at=at)
        if signed_by is not None:
            sign_person_plan(self.store, person, by=signed_by, at=at)

    def train(self, person, at):
        standing = standing_of(self.store, person, at=at)
        entries = tuple(
            ExerciseEntry(item.exercise, item.dose.sets, reps=10, effort=5.0, pain_during=2.0)
            for item in standing.programme.exercises[:4]
        )
        session = Session(str(uuid4()), at, standing.programme.version, entries, 2.0, "Went well.")
        self.store.add(person.id, session)

    def check_in(self, person, at, pain, *, flare=False):
        self.store.add(person.id, CheckIn(str(uuid4()), at.date(), pain, is_flare=flare))

    def say(self, person, at, text):
        note = Note(str(uuid4()), at, person.name, Audience.CLINICIAN, text)
        self.store.add(person.id, note)


def fill(practice, clock):
    """Make patients in every state, and return the clinician."""
    practice.account("root", "Ada Administrator", AccountRole.ADMINISTRATOR)
    bea = practice.account("bea", "Bea Clinician", AccountRole.CLINICIAN)
    practice.account("cleo", "Cleo Colleague", AccountRole.CLINICIAN)
    now = clock.now
    steady = practice.patient("Anna Steady", bea)
    practice.screen(steady, now - timedelta(days=2))
    practice.plan(steady, now - timedelta(days=2), signed_by=bea.name)
    practice.train(steady, now - timedelta(days=1))
    practice.check_in(steady, now - timedelta(days=1), 2.0)
    practice.account("anna", steady.name, AccountRole.PATIENT, steady)
    flared = practice.patient("Ben Flared", bea)
    practice.screen(flared, now - timedelta(days=1))
    practice.plan(flared, now - timedelta(days=1))
    practice.check_in(flared, now - timedelta(days=1), 7.0, flare=True)
    urgent = practice.patient("Cara Urgent", bea, born=1961)
    practice.screen(
        urgent, now - timedelta(hours=2), saddle_numbness=Reply.YES, bladder_change=Reply.YES
    )
    asking = practice.patient("Dan Asking", bea)
    practice.screen(asking, now - timedelta(days=3))
    practice.plan(asking, now - timedelta(days=3), signed_by=bea.name)
    practice.say(asking, now - timedelta(hours=5), "Can I cycle to work again?")
    practice.patient("Emma New", bea, born=1995)
    return bea
