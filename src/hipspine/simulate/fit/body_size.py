"""Size and strength from mass, height and sex, where no markers say more."""

from collections.abc import Mapping

from hipspine.domain.arrays import FloatArray
from hipspine.domain.errors import ModelError, RecordingError
from hipspine.domain.landmarks import Segment
from hipspine.domain.person import Sex, Subject
from hipspine.domain.problem import Level, Problem
from hipspine.simulate.fit.reports import ScaleFactor

PLAUSIBLE_MASS_KG = (20.0, 300.0)
PLAUSIBLE_HEIGHT_M = (1.2, 2.3)
"""Statures that stay within the plausible scale factors of a model of mean stature."""

SHOULDER_HEIGHT_SHARE = 0.818
ANKLE_HEIGHT_SHARE = 0.039
"""Heights of the shoulder and ankle joints as shares of stature: Drillis & Contini 1966, Body
Segment Parameters, as reproduced in Winter 2009, Biomechanics and Motor Control of Human Movement,
4th ed., figure 4.1."""

MEAN_HEIGHT_M: dict[Sex | None, float] = {Sex.FEMALE: 1.613, Sex.MALE: 1.753, None: 1.683}
"""Mean measured statures of adults of 20 years and over in the United States 2015-2018 (63.5 and
69.0 inches): Fryar et al. 2021, Vital Health Stat 3(46). Without a sex, the mean of both."""


def check_subject(subject: Subject) -> None:
    """Check that mass and height are a person's.

    Raises
    ------
    RecordingError
        If mass or height lie outside the plausible range.
    """
    low, high = PLAUSIBLE_MASS_KG
    if not low <= subject.mass_kg <= high:
        raise RecordingError(
            "body mass",
            expected=f"{low:g} to {high:g} kg",
            got=f"{subject.mass_kg:g} kg",
            do="Pass the person's mass in kilograms with --mass; a static trial on force plates "
            "gives it as vertical force divided by 9.81.",
        )
    shortest, tallest = PLAUSIBLE_HEIGHT_M
    if subject.height_m is not None and not shortest <= subject.height_m <= tallest:
        raise RecordingError(
            "body height",
            expected=f"{shortest:g} to {tallest:g} m",
            got=f"{subject.height_m:g} m",
            do="Pass the person's height in metres, or leave it out.",
        )


def stature_m(joint_centres_m: Mapping[str, FloatArray], where: str) -> float:
    """Return the stature that a model standing in its neutral posture stands for [m].

    The vertical distance from ankle to shoulder centre is 0.779 of stature (see
    ``SHOULDER_HEIGHT_SHARE``).

    Raises
    ------
    ModelError
        If the model has no ankle or shoulder joint of the usual name.
    """
    missing = [name for name in ("acromial_r", "ankle_r") if name not in joint_centres_m]
    if missing:
        raise ModelError(
            where,
            expected="joints named acromial_r and ankle_r, to tell the model's height",
            got=f"none named {' or '.join(missing)}",
            do="Scale from a static trial, or use the built-in model.",
        )
    height = float(joint_centres_m["acromial_r"][1] - joint_centres_m["ankle_r"][1])
    return height / (SHOULDER_HEIGHT_SHARE - ANKLE_HEIGHT_SHARE)


def factors_by_height(subject: Subject, model_stature_m: float) -> tuple[ScaleFactor, ...]:
    """Return one factor for every segment, from the person's height or the population's mean.

    Proportions stay the model's: those of sexes and persons differ by a few percent, which only
    a static trial can show.
    """
    known = subject.height_m is not None
    height = subject.height_m if subject.height_m is not None else MEAN_HEIGHT_M[subject.sex]
    basis = "stature" if known else "mean stature of the population"
    return tuple(
        ScaleFactor(segment, height / model_stature_m, basis, height, model_stature_m)
        for segment in Segment
    )


def height_problems(subject: Subject) -> tuple[Problem, ...]:
    """Return what the person should know about a model scaled without markers."""
    if subject.height_m is not None:
        return (
            Problem(
                Level.WARNING,
                "model size",
                "scaled by height alone; the proportions are those of the generic model",
                "A static trial with markers gives the person's own proportions.",
            ),
        )
    who = {Sex.FEMALE: "women", Sex.MALE: "men", None: "women and men"}[subject.sex]
    height = MEAN_HEIGHT_M[subject.sex]
    return (
        Problem(
            Level.WARNING,
            "model size",
            f"neither markers nor height are known; a stature of {height:.2f} m is assumed, the "
            f"mean of {who} in the United States (Fryar et al. 2021)",
            "Pass the person's height, or a static trial.",
        ),
    )


def strength_factor(mass_kg: float, model_mass_kg: float) -> float:
    """Return the factor on maximum isometric forces for a person of another mass.

    Force grows with muscle cross-section, hence with body mass to the power 2/3, where bodies are
    of the same shape (Jaric 2002, Sports Med 32:615-631,
    doi:10.2165/00007256-200232100-00002). The mass-length law, force ∝ mass / muscle length
    (Correa & Pandy 2011, J Biomech 44:2782-2789, "A mass-length scaling law"), says the
    same where length grows with the cube root of mass.

    Notes
    -----
    Fat counts as muscle in either law: in obesity strength is overestimated, and so is it in old
    age. Strength is a what-if of its own.
    """
    factor: float = (mass_kg / model_mass_kg) ** (2.0 / 3.0)
    return factor
