"""From a rule's outcome to a finding in words."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from hipspine.content.findings import FindingRule, FindingRules
from hipspine.content.phrases import Phrases, phrases
from hipspine.domain.anatomy import Side
from hipspine.domain.finding import Confidence, Finding
from hipspine.domain.units import degrees

_POINT = re.compile(r"(?<=\d)\.(?=\d)")
_MINUS = re.compile(r"(?<![\w.)-])-(?=\d)")


@dataclass(frozen=True)
class Outcome:
    """What a rule came to: the outcome's name, how sure, why, and the values of its sentences."""

    name: str
    confidence: Confidence
    reason: str
    values: Mapping[str, object]
    side: Side | None = None


@dataclass(frozen=True)
class Wording:
    """The rules' words in one language."""

    rules: FindingRules
    language: str = "en"

    def finding(self, rule: FindingRule, outcome: Outcome) -> Finding:
        """Return the finding of a rule's outcome."""
        shared, own = self.rules.words(self.language), rule.words[self.language]
        values = {"side": shared.side[_key(outcome.side)], **outcome.values}
        words = shared.confidence[outcome.confidence.value]
        return Finding(
            id=rule.id,
            sentence=self._saw(rule, outcome).format(**values),
            detail=self.decimal(self._detail(rule, outcome).format(**values)),
            evidence=f"{words}: {shared.reason[outcome.reason]}",
            outcome=outcome.name,
            confidence=outcome.confidence,
            confidence_words=words,
            basis=rule.basis,
            side=outcome.side,
            may_mean=own.may_mean,
            speaks_against=own.speaks_against,
            would_tell=own.would_tell,
            sources=self.rules.notes(rule.evidence_for, rule.evidence_against),
        )

    def _saw(self, rule: FindingRule, outcome: Outcome) -> str:
        """Return the sentence of an outcome: the rule's own before the one that rules share."""
        own = rule.words[self.language].saw
        shared = self.rules.words(self.language).saw.get(rule.compare, {})
        surer = f"{outcome.name}_{outcome.confidence.value}"
        found = [
            held[key] for held in (own, shared) for key in (surer, outcome.name) if key in held
        ]
        return found[0]

    def _detail(self, rule: FindingRule, outcome: Outcome) -> str:
        own = rule.words[self.language].detail
        if outcome.name in own:
            return own[outcome.name]
        shared = self.rules.words(self.language).detail
        return shared["no_norm" if outcome.reason == "no_norm" else rule.compare]

    @property
    def say(self) -> Phrases:
        """Translates what the stages and the content say in English."""
        return phrases(self.language)

    def thing(self, name: str) -> str:
        """Return a measurement's name as it stands at the beginning of a sentence."""
        return self.rules.things[name].in_language(self.language)

    def muscle(self, name: str) -> str:
        """Return a muscle group's name in plain words."""
        return self.rules.words(self.language).muscle[name]

    def side(self, side: Side | None) -> str:
        """Return a side as it stands after a noun: ``, left``."""
        return self.rules.words(self.language).side[_key(side)]

    def unknown(self) -> str:
        """Return the words for a number that is not known."""
        return self.rules.words(self.language).detail["unknown"]

    def listed(self, items: list[str]) -> str:
        """Return ``a, b and c``."""
        if len(items) < 2:
            return "".join(items)
        return f"{', '.join(items[:-1])} {self.muscle('and')} {items[-1]}"

    def amount(self, name: str, value: float | None, unit: str, *, signed: bool = False) -> str:
        """Return a value in the unit that people read, or the words for not known."""
        if value is None:
            return self.unknown()
        number, places, shown = _as_read(name, value, unit)
        rounded = round(number, places) + 0.0  # minus zero is zero
        text = f"{rounded:+.{places}f}" if signed else f"{rounded:.{places}f}"
        return f"{self.decimal(text)}{shown}"

    def decimal(self, text: str) -> str:
        """Return words whose numbers have a true minus and the decimal mark of the language."""
        text = _MINUS.sub("−", text)
        return _POINT.sub(",", text) if self.language == "de" else text


def _key(side: Side | None) -> str:
    return "none" if side is None else side.value


def _as_read(name: str, value: float, unit: str) -> tuple[float, int, str]:
    """Return a number, its decimals and its unit as people read them."""
    if unit == "rad":
        return degrees(value), 1, "°"
    if unit == "s":
        return (value / 60, 0, " min") if name == "longest_sitting" else (value, 0, " s")
    if unit == "1/s":
        return 60 * value, 0, "/min"
    if unit == "1" and "_activity_" in name:
        return 100 * value, 0, " %"
    if unit == "1":
        return value, 0 if float(value).is_integer() else 2, ""
    return value, 2, f" {unit}"
