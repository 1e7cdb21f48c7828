"""What `hipspine check` asks, one thing at a time; every answer is kept before the next."""

from collections.abc import Callable
from dataclasses import replace
from time import monotonic
from typing import TYPE_CHECKING

from hipspine.cli.asking import Asker, StoppedByPersonError, terminal_asker
from hipspine.cli.clock import current_time
from hipspine.cli.person_screening import screen_in_records
from hipspine.clinic.person_plan import make_person_plan
from hipspine.clinic.self_check import HOLDS, keep_self_check
from hipspine.clinic.sitting import (
    DRAFT,
    LONGEST_HOLD_S,
    Sitting,
    asked_gates,
    check_wishes,
    equipment_known,
    read_sitting,
    sitting_text,
    why_no_hold,
)
from hipspine.clinic.standing import AGAIN, LEVEL, Standing, catch_up, standing_of
from hipspine.content.movement_tests import movement_tests
from hipspine.content.phrases import phrases
from hipspine.content.text import page_texts
from hipspine.domain.anatomy import Side
from hipspine.domain.errors import AnswersError
from hipspine.plan.request import shipped_knowledge
from hipspine.plan.words import day_in_words, plan_texts
from hipspine.records.drafts import drop_draft, read_draft, write_draft

if TYPE_CHECKING:
    from hipspine.domain.programme import Wishes
    from hipspine.domain.record import Person
    from hipspine.records.sql_store import SqlStore
    from hipspine.report.screening_result import Telling

LEAVE_OUT = "s"


class Questions:
    """The questions of one sitting with one person.

    Parameters
    ----------
    store : SqlStore
    person : Person
    telling : Telling
    quiet : bool
        Whether nothing is asked: only what is kept counts.
    """

    def __init__(
        self,
        store: "SqlStore",
        person: "Person",
        telling: "Telling",
        *,
        quiet: bool,
        asker: Asker | None = None,
        seconds: Callable[[], float] = monotonic,
    ) -> None:
        self.store = store
        self.person = person
        self.telling = telling
        self.quiet = quiet
        self.words = page_texts("check", telling.language)
        self.asker = asker or terminal_asker(self.words)
        self.seconds = seconds

    def screened(self, *, new: bool) -> Standing:
        """Return where the person stands after the safety questions, asked where they are due.

        Raises
        ------
        StoppedByPersonError
            If the person stops before the end.
        """
        standing = standing_of(self.store, self.person, at=current_time())
        if self.quiet:
            return standing
        self._title("check.title")
        if not new and not _is_due(standing):
            screened_on = standing.screened.triage.screened_on
            day = day_in_words(screened_on, self.telling.language)
            self.asker.tell(self.words("check.screened", day=day))
            return standing
        self.asker.tell(self.words.sentence("check.intro"))
        found = screen_in_records(self.store, self.person, self.telling, new=new, quiet=False)
        if found.ending is None:
            raise StoppedByPersonError
        return standing_of(self.store, self.person, at=current_time())

    def may_go_on(self, standing: Standing) -> bool:
        """Tell whether anything with exercise may be asked today."""
        return standing.stop is None and standing.screening is not None

    def sitting(self, standing: Standing, *, new: bool) -> Sitting | None:
        """Return what the person wants and can hold; None where nothing is asked.

        Raises
        ------
        StoppedByPersonError
            If the person stops; what was said is kept.
        """
        if self.quiet:
            return None
        text = None if new else read_draft(self.store.database, self.person.id, DRAFT)
        sitting = read_sitting(text, standing.today)
        if text is not None and sitting != Sitting(standing.today):
            self.asker.tell(self.words.sentence("ask.resumed"))
        self._title("check.self_check")
        self.asker.tell(self.words.sentence("ask.quit"))
        sitting = self._wishes(sitting, standing)
        return self._holds(sitting, standing)

    def keep(self, standing: Standing, sitting: Sitting) -> None:
        """Keep holds and wishes, and make the plan anew where the wishes have changed.

        Raises
        ------
        AnswersError
            If there is no plan and nothing was said to make one from.
        ContentError
            If a wish is impossible.
        """
        catch_up(self.store, standing, at=current_time())
        before = _wishes_before(standing)
        if sitting.keeps_wishes and standing.kept is None:
            raise AnswersError(
                "self_check",
                expected="minutes, equipment and days, as there is no plan yet",
                got="nothing",
                do="Add a table [self_check] to the file.",
            )
        wishes = sitting.wishes(before)
        check_wishes(wishes, standing.screened)
        keep_self_check(self.store, self.person, sitting.self_check, at=current_time())
        if not sitting.keeps_wishes:
            make_person_plan(self.store, self.person, wishes, at=current_time())
        drop_draft(self.store.database, self.person.id, DRAFT)

    def _kept(self, sitting: Sitting) -> Sitting:
        now = current_time()
        write_draft(self.store.database, self.person.id, DRAFT, sitting_text(sitting), now)
        return sitting

    def _title(self, key: str) -> None:
        self.asker.tell("")
        self.asker.tell(self.words.sentence(key).upper())

    def _wishes(self, sitting: Sitting, standing: Standing) -> Sitting:
        if sitting.keeps_wishes is None:
            keeps = False
            if standing.kept is not None:
                keeps = self.asker.yes_no(self.words.sentence("check.keep_wishes"))
            sitting = self._kept(replace(sitting, keeps_wishes=keeps))
        if sitting.keeps_wishes:
            return sitting
        for ask in (self._goals, self._minutes, self._equipment, self._days):
            sitting = self._kept(ask(sitting))
        return self._gates(sitting)

    def _goals(self, sitting: Sitting) -> Sitting:
        if sitting.goals is not None:
            return sitting
        plan = plan_texts(self.telling.language)
        goals = {name: plan.sentence(f"goal.{name}") for name in shipped_knowledge().rules.goals}
        chosen = self.asker.some(self.words.sentence("check.goals"), goals)
        return replace(sitting, goals=frozenset(chosen))

    def _minutes(self, sitting: Sitting) -> Sitting:
        if sitting.minutes is not None:
            return sitting
        week = shipped_knowledge().rules.week
        question = self.words.sentence("check.minutes")
        minutes = self.asker.number(question, week.shortest_minutes, week.longest_minutes)
        return replace(sitting, minutes=minutes)

    def _equipment(self, sitting: Sitting) -> Sitting:
        if sitting.equipment is not None:
            return sitting
        plan = plan_texts(self.telling.language)
        things = {name: plan.sentence(f"equipment.{name}") for name in equipment_known()}
        chosen = self.asker.some(self.words.sentence("check.equipment"), things)
        return replace(sitting, equipment=frozenset(chosen))

    def _days(self, sitting: Sitting) -> Sitting:
        if sitting.weekdays is not None:
            return sitting
        names = plan_texts(self.telling.language).sentence("page.weekdays").split(", ")
        days = {str(number): name for number, name in enumerate(names, start=1)}
        chosen: list[str] = []
        while not chosen:
            chosen = self.asker.some(self.words.sentence("check.days"), days)
        return replace(sitting, weekdays=frozenset(int(day) - 1 for day in chosen))

    def _gates(self, sitting: Sitting) -> Sitting:
        open_gates = [gate for gate in asked_gates() if gate.id not in sitting.asked]
        if open_gates:
            self.asker.tell("")
            self.asker.tell(self.words.sentence("check.gates"))
        for gate in open_gates:
            asks = gate.words[self.telling.language].ask
            if asks is not None:
                is_yes = self.asker.yes_no(asks)
                sitting = self._kept(replace(sitting, asked={**sitting.asked, gate.id: is_yes}))
        return sitting

    def _holds(self, sitting: Sitting, standing: Standing) -> Sitting:
        self._title("hold.title")
        wishes = sitting.wishes(_wishes_before(standing))
        refused = {test: why_no_hold(test, standing.screened, wishes) for test in HOLDS}
        reasons = [why for why in refused.values() if isinstance(why, str)]
        if len(reasons) == len(HOLDS):
            self.asker.tell(self.words.sentence(f"hold.{reasons[0]}"))
            return sitting
        if sitting.holds_wanted is None:
            wanted = True
            if sitting.keeps_wishes:
                wanted = self.asker.yes_no(self.words.sentence("check.holds_again"))
            sitting = self._kept(replace(sitting, holds_wanted=wanted))
        if not sitting.holds_wanted:
            return sitting
        self.asker.tell(self.words.sentence("hold.intro"))
        for test in HOLDS:
            gate = refused[test]
            if gate is None:
                sitting = self._hold(test, sitting)
            elif not isinstance(gate, str):
                name = phrases(self.telling.language)(movement_tests()[test].name)
                why = gate.words[self.telling.language].why
                self.asker.tell("")
                self.asker.tell(self.words("hold.gate", test=name, why=why))
        return sitting

    def _hold(self, name: str, sitting: Sitting) -> Sitting:
        done = sitting.holds.get(name, {})
        if len(done) == len(Side):
            return sitting
        test, phrase = movement_tests()[name], phrases(self.telling.language)
        self.asker.tell("")
        self.asker.tell(phrase(test.name))
        for number, line in enumerate(test.protocol, start=1):
            self.asker.tell(f"  {number}  {phrase(line)}")
        for line in test.stop:
            self.asker.tell(phrase(line))
        for side in Side:
            if side not in done:
                if done:
                    self.asker.tell(self.words.sentence("hold.rest"))
                sitting = self._kept(sitting.with_hold(name, side, self._timed(side)))
                done = sitting.holds[name]
        return sitting

    def _timed(self, side: Side) -> float | None:
        """Return the seconds held, timed here or typed; None where it is left out."""
        self.asker.tell("")
        self.asker.tell(self.words("hold.start", side=self.words.sentence(f"hold.{side.value}")))
        while True:
            heard = self.asker.heard()
            if heard.casefold() == LEAVE_OUT:
                return None
            if not heard:
                break
            if heard.isdecimal() and int(heard) <= LONGEST_HOLD_S:
                return float(heard)
            self.asker.tell(self.words.sentence("ask.again"))
        begun = self.seconds()
        self.asker.tell(self.words.sentence("hold.stop"))
        self.asker.heard()
        held = min(self.seconds() - begun, LONGEST_HOLD_S)
        self.asker.tell(self.words("hold.held", seconds=f"{held:.0f}"))
        return float(round(held))


def _is_due(standing: Standing) -> bool:
    """Tell whether the safety questions are to be asked: none, old, before a flare, or a stop."""
    if standing.screening is None or standing.stop in (*AGAIN, LEVEL):
        return True
    screened_on = standing.screening.triage.screened_on
    is_old = not standing.screening.triage.permits_exercise(standing.today)
    return (standing.stop is not None or is_old) and screened_on != standing.today


def _wishes_before(standing: Standing) -> "Wishes | None":
    return None if standing.kept is None else standing.kept.wishes
