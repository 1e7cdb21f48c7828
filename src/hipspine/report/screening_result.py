"""A screening in plain words and as data: the same content for terminal, page and file."""

from dataclasses import dataclass
from datetime import date

from hipspine.content.library import Library
from hipspine.content.schema import Evidence, Question
from hipspine.content.text import Texts
from hipspine.domain.answers import AnswerValue, Reply
from hipspine.domain.triage import TriageLevel
from hipspine.screen.answer_check import answer_as_data
from hipspine.screen.interview import Ending
from hipspine.screen.outcome import Screening
from hipspine.screen.triage import ask_again_on, contacts

SCREENING_SCHEMA = "1.0"


@dataclass(frozen=True)
class Telling:
    """How a screening is told: to whom, in which language, with which emergency number."""

    library: Library
    language: str
    emergency_number: str

    @property
    def words(self) -> Texts:
        """The sentences in the language."""
        return self.library.words(self.language)

    def sentence(self, key: str) -> str:
        """Return a sentence with the emergency number filled in where it has that gap."""
        return self.words.sentence(key).replace("{number}", self.emergency_number)


def shown_level(screening: Screening) -> TriageLevel:
    """Return the level to act on.

    While questions are still to be put it counts only what was answered, and must be shown
    together with what is open; once the interview is over, an open safety question counts as yes.
    """
    result = screening.triage
    return result.level_so_far if screening.ending is None else result.level


def advice(screening: Screening, telling: Telling) -> dict[str, str]:
    """Return what is said at the level: name, title, what to do, what to say, when to ask again."""
    level = shown_level(screening).id
    parts = ("name", "title", "do", "say", "again")
    return {part: telling.sentence(f"level.{level}.{part}") for part in parts}


def whom_to_contact(screening: Screening, telling: Telling) -> list[str]:
    """Return whom to contact, in words."""
    return [
        telling.sentence(f"contact.{contact}")
        for contact in contacts(screening.triage, telling.library)
    ]


def answer_words(question: Question, value: AnswerValue, words: Texts) -> str:
    """Return an answer in words."""
    if isinstance(value, Reply):
        is_unsure = value not in (Reply.YES, Reply.NO)
        return words.sentence("interview.not_sure" if is_unsure else f"interview.{value}")
    if isinstance(value, frozenset):
        chosen = [choice for choice in question.choices if choice in value]
        return ", ".join(words.sentence(f"question.{question.id}.choice.{c}") for c in chosen)
    if isinstance(value, str):
        return words.sentence(f"question.{question.id}.choice.{value}")
    return f"{value:g}"


def screening_dict(screening: Screening, telling: Telling, *, today: date) -> dict[str, object]:
    """Return a screening as data for ``hipspine screen --json``."""
    result = screening.triage
    library = telling.library
    return {
        "schema": SCREENING_SCHEMA,
        "language": telling.language,
        "level": result.level.id,
        "level_so_far": result.level_so_far.id,
        "is_complete": result.is_complete,
        "ending": None if screening.ending is None else str(screening.ending),
        "permits_exercise": permits_exercise(screening, today),
        "unanswered": list(result.unanswered),
        "reasons": _reasons(screening, telling),
        "restrictions": sorted(str(restriction) for restriction in result.restrictions),
        "screened_on": result.screened_on.isoformat(),
        "expires_on": result.expires_on.isoformat(),
        "ask_again_on": ask_again_on(result, library).isoformat(),
        "advice": advice(screening, telling),
        "contacts": whom_to_contact(screening, telling),
        "reminder": telling.sentence("result.reminder"),
        "cannot_know": telling.sentence("result.cannot_know"),
        "intended_use": telling.sentence("interview.intended_use"),
        "outside": {place: telling.sentence(f"scope.{place}") for place in screening.outside},
        "other_causes": _causes(screening, telling),
        "yellow_flags": {f: telling.sentence(f"flag.{f}") for f in screening.yellow_flags},
        "answers": {
            question: answer_as_data(value) for question, value in screening.answers.items()
        },
    }


def permits_exercise(screening: Screening, today: date) -> bool:
    """Tell whether anything with exercise may be built on the screening today."""
    return screening.ending is Ending.COMPLETE and screening.triage.permits_exercise(today)


def _reasons(screening: Screening, telling: Telling) -> list[dict[str, object]]:
    return [
        {
            "rule": reason.rule,
            "level": reason.level.id,
            "tier": str(reason.tier),
            "reason": telling.sentence(f"rule.{reason.rule}.reason"),
            "clinician": telling.sentence(f"rule.{reason.rule}.clinician"),
            "questions": list(reason.questions),
            "evidence": [_evidence(telling.library.evidence[e]) for e in reason.evidence],
        }
        for reason in screening.triage.reasons
    ]


def _causes(screening: Screening, telling: Telling) -> list[dict[str, object]]:
    evidence = {cause.id: cause.evidence for cause in telling.library.causes}
    return [
        {
            "id": cause,
            **{
                part: telling.sentence(f"cause.{cause}.{part}")
                for part in ("name", "fits", "tell_apart")
            },
            "evidence": [_evidence(telling.library.evidence[e]) for e in evidence[cause]],
        }
        for cause in screening.causes
    ]


def _evidence(entry: Evidence) -> dict[str, object]:
    kept = {"id", "citation", "doi", "pmid", "guideline", "level", "stance"}
    return entry.model_dump(include=kept, exclude_none=True)
