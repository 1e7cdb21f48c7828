"""A screening as text for the terminal. Nothing is said by colour."""

import textwrap
from collections.abc import Iterator

from hipspine.domain.triage import TriageLevel
from hipspine.plan.words import day_in_words
from hipspine.report.screening_result import Telling, advice, shown_level, whom_to_contact
from hipspine.screen.interview import Ending
from hipspine.screen.outcome import Screening

WIDTH = 88


def screening_as_text(screening: Screening, telling: Telling) -> str:
    """Return the result of a screening in plain words."""
    parts = [
        _out_of_scope(screening, telling)
        if screening.ending is Ending.OUT_OF_SCOPE
        else _level(screening, telling),
        _causes(screening, telling),
        _yellow_flags(screening, telling),
        _help(screening, telling),
        _footer(telling),
    ]
    lines = (line for part in parts for line in part)
    return "\n".join(filled(line, _indent(line)) for line in lines)


def filled(text: str, indent: str) -> str:
    """Return a text in lines of the terminal's width; words and paths stay whole."""
    return textwrap.fill(
        text, WIDTH, subsequent_indent=indent, break_on_hyphens=False, break_long_words=False
    )


def _indent(line: str) -> str:
    return "    " if line.startswith("  - ") else ""


def _heading(text: str) -> tuple[str, str]:
    return "", f"{text.upper()}"


def _out_of_scope(screening: Screening, telling: Telling) -> Iterator[str]:
    yield from _heading(telling.sentence("interview.out_of_scope"))
    yield from (telling.sentence(f"scope.{place}") for place in screening.outside)


def _level(screening: Screening, telling: Telling) -> Iterator[str]:
    said = advice(screening, telling)
    result = screening.triage
    if screening.ending is None and shown_level(screening) is TriageLevel.SELF_CARE:
        yield from _heading(telling.sentence("result.not_settled"))
        yield from _open_questions(screening, telling)
        return
    yield from _heading(said["title"])
    yield said["do"]
    yield from _heading(telling.sentence("result.whom"))
    yield from (f"  - {contact}" for contact in whom_to_contact(screening, telling))
    yield said["say"]
    if result.reasons:
        yield from _heading(telling.sentence("result.why"))
        for reason in result.reasons:
            yield f"  - {telling.sentence(f'rule.{reason.rule}.reason')} [{reason.rule}]"
    if screening.ending is not Ending.HARD_STOP:
        yield from _open_questions(screening, telling)
    if result.restrictions and shown_level(screening) < TriageLevel.EMERGENCY:
        yield from _heading(telling.sentence("result.limits"))
        yield from (f"  - {telling.sentence(f'restriction.{r}')}" for r in result.restrictions)
    yield from _heading(telling.sentence("result.again"))
    yield said["again"]
    yield telling.words("result.until", date=day_in_words(result.expires_on, telling.language))


def _open_questions(screening: Screening, telling: Telling) -> Iterator[str]:
    if screening.triage.unanswered:
        yield from _heading(telling.sentence("result.open"))
        for question in screening.triage.unanswered:
            yield f"  - {telling.sentence(f'question.{question}.short')}"


def _causes(screening: Screening, telling: Telling) -> Iterator[str]:
    if not screening.causes or shown_level(screening) > TriageLevel.CLINICIAN_SOON:
        return  # at "today" and "emergency", nothing takes the eye off what to do now
    yield from _heading(telling.sentence("result.others"))
    yield telling.sentence("result.others_note")
    for cause in screening.causes:
        name, fits, tell = (
            telling.sentence(f"cause.{cause}.{part}") for part in ("name", "fits", "tell_apart")
        )
        yield f"  - {name}. {fits} {telling.sentence('result.tell_apart')} {tell}"


def _yellow_flags(screening: Screening, telling: Telling) -> Iterator[str]:
    if not screening.yellow_flags or shown_level(screening) > TriageLevel.CLINICIAN_SOON:
        return
    yield from _heading(telling.sentence("result.slow"))
    yield telling.sentence("result.slow_note")
    yield from (f"  - {telling.sentence(f'flag.{flag}')}" for flag in screening.yellow_flags)


def _help(screening: Screening, telling: Telling) -> Iterator[str]:
    if screening.ending is Ending.HARD_STOP:
        return  # whom to contact has been said
    yield from _heading(telling.sentence("help.title"))
    for part in ("local", "video", "bring", "check"):
        yield f"  - {telling.sentence(f'help.{part}')}"


def _footer(telling: Telling) -> Iterator[str]:
    yield ""
    yield telling.sentence("result.reminder")
    yield telling.sentence("result.cannot_know")
    yield telling.sentence("interview.intended_use")
