"""The safety questions as a talk in the terminal: begun, held, ended."""

import sys
from collections.abc import Callable

from hipspine.cli.dialogue import Terminal, hold_interview
from hipspine.cli.output import say
from hipspine.cli.screening_text import filled
from hipspine.domain.answers import Answers
from hipspine.report.screening_result import Telling
from hipspine.screen.interview import Ending, ending


def talk(answers: Answers, telling: Telling, keep: Callable[[Answers], None]) -> Answers:
    """Hold the interview in the terminal and return all answers; each is kept when it is given."""

    def tell(text: str) -> None:
        indent = "     " if text.startswith("  ") else ""
        say(filled(text, indent), error=True)

    def hear() -> str:
        line = sys.stdin.readline()
        return line if line else "q"  # the end of the input stops the interview; answers are kept

    tell(telling.sentence("interview.resumed" if answers else "interview.intro"))
    tell(telling.sentence("interview.intended_use"))
    answers = hold_interview(answers, telling, Terminal(tell, hear, keep))
    over = ending(answers, telling.library)
    if over is Ending.COMPLETE:
        tell(telling.sentence("interview.finished"))
    elif over is Ending.HARD_STOP:
        tell(telling.sentence("interview.stopped_early"))
    return answers
