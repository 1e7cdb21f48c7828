"""The first page: plain words for the person, no newtons."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from hipspine.domain.anatomy import Side
from hipspine.domain.assessment import Assessment
from hipspine.domain.finding import Finding
from hipspine.domain.motion import CycleKind
from hipspine.domain.problem import Level
from hipspine.report.findings_section import is_for_person, page_words
from hipspine.report.mechanism_map import MapSection, plain_map
from hipspine.report.trial import Trial

Certainty = Literal["good", "care", "unknown"]

GOOD_MARKER_RMS_M = 0.02
GOOD_MARKER_MAX_M = 0.04
"""OpenSim's guide to inverse kinematics: root mean square below 2 cm, largest below 2 to 4 cm."""
GOOD_RESERVE_SHARE = 0.05
"""Hicks et al. 2015 (J Biomech Eng 137:020905): reserves below 5 % of the joint moment."""


@dataclass(frozen=True)
class Assurance:
    """One reason to trust the result, or not."""

    certainty: Certainty
    label: str
    sentence: str


ALWAYS = "always"
"""Outcome of the rules that tell a method's limit."""

FIRST_FINDINGS = 5
"""Findings in full view; more than a handful at once is not read."""


@dataclass(frozen=True)
class FoundLine:
    """A finding's sentence, with how sure it is in a word."""

    sentence: str
    confidence: str
    label: str


@dataclass(frozen=True)
class FirstPage:
    """The sentences of the first page, section by section."""

    looked: tuple[str, ...]
    found: tuple[FoundLine, ...]
    more: tuple[FoundLine, ...]
    """Further findings, folded away."""
    next: tuple[str, ...]
    words: dict[str, str]
    map: MapSection | None
    sure: tuple[Assurance, ...]
    can: tuple[str, ...]
    cannot: tuple[str, ...]
    doctor: tuple[str, ...]


def first_page(trial: Trial) -> FirstPage:
    """Return what the first page says about a trial."""
    say, words = trial.texts, page_words(trial.language)
    found = found_lines([each for each in trial.assessment.findings if is_for_person(each)])
    drawn = trial.assessment.mechanism_map
    return FirstPage(
        looked=_looked_at(trial),
        found=found[:FIRST_FINDINGS] or (FoundLine(say("plain.found_nothing"), "", ""),),
        more=found[FIRST_FINDINGS:],
        next=next_steps(trial.language),
        words=words,
        map=None if drawn is None else plain_map(drawn, trial.language),
        sure=_assurances(trial),
        can=tuple(say(f"plain.{key}") for key in _what_it_can_tell(trial.assessment)),
        cannot=tuple(
            say(f"plain.{key}")
            for key in (
                "cannot_pain",
                "cannot_cause",
                _measured(trial.assessment),
                "cannot_average",
            )
        ),
        doctor=tuple(say(f"plain.{key}") for key in ("doctor_now", "doctor_soon", "doctor_later")),
    )


def found_lines(findings: Sequence[Finding]) -> tuple[FoundLine, ...]:
    """Return the findings' sentences, each with how sure it is in a word.

    What a method can never show is no finding about the person, and has no such word.
    """
    return tuple(
        FoundLine(
            each.sentence,
            each.confidence.value,
            "" if each.outcome == ALWAYS else each.confidence_words,
        )
        for each in findings
    )


def next_steps(language: str) -> tuple[str, ...]:
    """Return what to do next, the same after every measurement."""
    words = page_words(language)
    return tuple(words[key] for key in ("next_talk", "next_test", "next_move"))


def certainties(trial: Trial) -> dict[str, Certainty]:
    """Return how far each part of the data can be trusted: good, care or unknown."""
    assessment = trial.assessment
    return {
        "repetitions": _repetitions(trial),
        "markers": _markers(assessment),
        "balance": _balance(assessment),
        "muscles": _muscles(assessment),
        "files": _files(assessment),
    }


def _what_it_can_tell(assessment: Assessment) -> tuple[str, ...]:
    return ("can_share", "can_swap") if assessment.sweeps else ("can_share",)


def _measured(assessment: Assessment) -> str:
    """Return the key of how much of the muscles was measured: nothing, or some of them."""
    sharing = assessment.sharing
    return "cannot_measured_all" if sharing and sharing.signals else "cannot_measured"


def _looked_at(trial: Trial) -> tuple[str, ...]:
    say = trial.texts
    if not trial.is_whole:
        how_many = say("plain.looked_no_cycles")
    elif trial.assessment.cycles.kind is CycleKind.GAIT:
        how_many = say(
            "plain.looked_cycles_gait",
            right=_count(trial, "repeat", trial.repetitions_of(Side.RIGHT)),
            left=_count(trial, "repeat", trial.repetitions_of(Side.LEFT)),
        )
    else:
        count = _count(trial, "round", trial.repetitions_of(None))
        how_many = say("plain.looked_cycles_other", count=count)
    looked = say("plain.looked_trial", trial=trial.trial_words)
    seen = looked, how_many, say("plain.looked_model")
    return (*seen, say("plain.looked_no_plates")) if _without_plates(trial.assessment) else seen


def _without_plates(assessment: Assessment) -> bool:
    """Return whether the ground reaction was predicted from the motion."""
    return ("ground_reaction", "predicted") in assessment.provenance.options


def _count(trial: Trial, what: str, count: int) -> str:
    size = {0: "none", 1: "one"}.get(count, "many")
    return trial.texts(f"plain.{what}_{size}", count=count)


def _assurances(trial: Trial) -> tuple[Assurance, ...]:
    say = trial.texts
    return tuple(
        Assurance(level, say(f"sure.{level}"), say(f"sure.{what}_{level}"))
        for what, level in certainties(trial).items()
    )


def _repetitions(trial: Trial) -> Certainty:
    if not trial.is_whole:
        return "unknown"
    more_than_once = all(trial.repetitions_of(side) > 1 for side in Side)
    return "good" if more_than_once else "care"


def _markers(assessment: Assessment) -> Certainty:
    error = assessment.quality.marker_error
    if error is None:
        return "unknown"
    near = error.rms_m <= GOOD_MARKER_RMS_M and error.max_m <= GOOD_MARKER_MAX_M
    return "good" if near else "care"


def _balance(assessment: Assessment) -> Certainty:
    residuals = assessment.quality.residuals
    # Predicted forces fit the motion because they were made from it: that proves nothing.
    if residuals is None or _without_plates(assessment):
        return "unknown"
    within = (
        residuals.force_peak_N <= residuals.force_limit_N
        and residuals.moment_peak_Nm <= residuals.moment_limit_Nm
    )
    return "good" if within else "care"


def _muscles(assessment: Assessment) -> Certainty:
    quality = assessment.quality
    if quality.shortfalls:
        return "care"
    firm = [each for each in quality.reserves if not each.is_loose]
    if not firm:
        return "unknown"
    small = all(each.peak_Nm <= GOOD_RESERVE_SHARE * each.peak_moment_Nm for each in firm)
    return "good" if small else "care"


def _files(assessment: Assessment) -> Certainty:
    bad = any(each.level is not Level.INFO for each in assessment.quality.problems)
    return "care" if bad else "good"
