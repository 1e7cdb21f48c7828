"""Simple questions in the terminal: a number, yes or no, one or more of a list."""

import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from hipspine.cli.output import say
from hipspine.cli.screening_text import filled
from hipspine.content.text import Texts

QUIT = "q"


class StoppedByPersonError(Exception):
    """The person typed q, or the input has ended; what was answered is kept."""


@dataclass(frozen=True)
class Asker:
    """Puts questions and understands the answers; speaks through the functions it is given."""

    texts: Texts
    tell: Callable[[str], None]
    hear: Callable[[], str]

    def number(
        self, question: str, low: float, high: float, *, whole: bool = False, may_skip: bool = False
    ) -> float | None:
        """Return a number within limits; None where it may be skipped and is.

        Raises
        ------
        StoppedByPersonError
            If the person stops.
        """
        hints = [self.texts("ask.number", low=f"{low:g}", high=f"{high:g}")]
        if may_skip:
            hints.append(self.texts.sentence("ask.skip"))
        self._put(question, hints)
        while True:
            heard = self.heard()
            if not heard and may_skip:
                return None
            value = _number(heard, whole=whole)
            if value is not None and low <= value <= high:
                return value
            self._again()

    def yes_no(self, question: str) -> bool:
        """Return whether a question is answered with yes.

        Raises
        ------
        StoppedByPersonError
            If the person stops.
        """
        self._put(question, [self.texts.sentence("ask.yes_no")])
        yes, no = self.texts.sentence("ask.yes"), self.texts.sentence("ask.no")
        while True:
            heard = self.heard().casefold()
            if heard in (yes, yes[0], "y"):
                return True
            if heard in (no, no[0]):
                return False
            self._again()

    def some(self, question: str, options: Mapping[str, str]) -> list[str]:
        """Return the ids that were chosen, none or several.

        Raises
        ------
        StoppedByPersonError
            If the person stops.
        """
        self._list(question, options, "ask.choices")
        while True:
            heard = self.heard()
            if heard == "0":
                return []
            chosen = _chosen(heard, list(options))
            if chosen:
                return chosen
            self._again()

    def one(self, question: str, options: Mapping[str, str]) -> str:
        """Return the one id that was chosen.

        Raises
        ------
        StoppedByPersonError
            If the person stops.
        """
        self._list(question, options, "ask.one")
        while True:
            chosen = _chosen(self.heard(), list(options))
            if chosen is not None and len(chosen) == 1:
                return chosen[0]
            self._again()

    def heard(self) -> str:
        """Return what was typed.

        Raises
        ------
        StoppedByPersonError
            If it was q, or the input has ended.
        """
        line = self.hear()
        if not line or line.strip().casefold() == QUIT:
            raise StoppedByPersonError
        return line.strip()

    def _put(self, question: str, hints: list[str]) -> None:
        self.tell("")
        self.tell(question)
        self.tell(f"({' '.join(hints)})")

    def _list(self, question: str, options: Mapping[str, str], hint: str) -> None:
        self._put(question, [self.texts.sentence(hint)])
        for number, words in enumerate(options.values(), start=1):
            self.tell(f"  {number}  {words}")

    def _again(self) -> None:
        self.tell(self.texts.sentence("ask.again"))


def terminal_asker(texts: Texts) -> Asker:
    """Return an asker that speaks on stderr and hears on stdin."""

    def tell(text: str) -> None:
        say(filled(text, "     " if text.startswith("  ") else ""), error=True)

    return Asker(texts, tell, lambda: sys.stdin.readline())


def _number(heard: str, *, whole: bool) -> float | None:
    pattern = r"\d{1,4}" if whole else r"\d{1,4}([.,]\d{1,2})?"
    return float(heard.replace(",", ".")) if re.fullmatch(pattern, heard) else None


def _chosen(heard: str, ids: list[str]) -> list[str] | None:
    """Return the ids that were named by number or by id; None where any is neither."""
    chosen = []
    for part in filter(None, re.split(r"[,\s]+", heard)):
        if part.isdecimal() and 1 <= int(part) <= len(ids):
            chosen.append(ids[int(part) - 1])
        elif part in ids:
            chosen.append(part)
        else:
            return None
    return list(dict.fromkeys(chosen)) or None
