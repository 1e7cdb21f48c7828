"""What answers lead to: what to ask next, what to measure, what to leave out, what to say."""

from collections.abc import Iterable
from dataclasses import dataclass

from hipspine.content.questionnaires import FollowUpsFile
from hipspine.domain.answers import Answers, Reply


@dataclass(frozen=True)
class NextSteps:
    """Everything that the answers so far lead to, each named once, in the order of the rules."""

    because: tuple[str, ...]
    """The follow-ups that apply: keys of the texts that say why."""
    ask: tuple[str, ...]
    ask_again: tuple[str, ...]
    """Safety questions to put again now."""
    counts_as_yes: tuple[str, ...]
    measure: tuple[str, ...]
    leave_out: tuple[str, ...]
    show_help: tuple[str, ...]


def next_steps(file: FollowUpsFile, answers: Answers) -> NextSteps:
    """Return what the answers lead to; "not sure" leads to the same as the worrying answer.

    A further worrying answer only ever adds to what is asked, measured, left out and said.
    """
    applying = [entry for entry in file.follow_ups if entry.when.build({}).holds(answers)]
    return NextSteps(
        because=tuple(entry.id for entry in applying),
        ask=_each_once(entry.ask for entry in applying),
        ask_again=_each_once(entry.ask_again for entry in applying),
        counts_as_yes=_each_once(entry.counts_as_yes for entry in applying),
        measure=_each_once(entry.measure for entry in applying),
        leave_out=_each_once(entry.leave_out for entry in applying),
        show_help=_each_once((entry.show_help,) for entry in applying if entry.show_help),
    )


def screening_answers(answers: Answers, steps: NextSteps) -> Answers:
    """Return the answers for triage: what counts as a yes is one, whatever was said before.

    A "no" to a safety question that must be put again is taken back, so that triage counts it as
    open until it is answered anew. Call it once, when the answers that led here are given; not
    after the questions were put again.
    """
    for question in steps.ask_again:
        if answers.get(question) is Reply.NO:
            answers = answers.without(question)
    for question in steps.counts_as_yes:
        answers = answers.with_answer(question, Reply.YES)
    return answers


def _each_once(lists: Iterable[Iterable[str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for names in lists for name in names))
