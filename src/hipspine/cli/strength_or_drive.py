"""`hipspine strength-or-drive`: what strength and muscle signal together are compatible with."""

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from hipspine.cli.languages import Language
from hipspine.cli.output import say, say_json
from hipspine.domain.errors import AnswersError

if TYPE_CHECKING:
    from hipspine.domain.measurement import Measurement, NormRange, Repeatability
    from hipspine.measure.strength_or_drive import StrengthOrDrive

TestName = Literal["hip_extension_strength", "hip_abduction_strength"]


def run_strength_or_drive(  # noqa: PLR0913 - one parameter per command-line option
    *,
    test: Annotated[TestName, typer.Option(help="The strength test.")] = "hip_extension_strength",
    strength: Annotated[
        float, typer.Option(min=0, max=10, help="Strength of the side in question, N·m/kg.")
    ],
    against_strength: Annotated[
        float | None, typer.Option(min=0, max=10, help="Strength that it is compared with, N·m/kg.")
    ] = None,
    norm: Annotated[
        tuple[float, float] | None,
        typer.Option(help="Or a published range, N·m/kg, of the same test and fixation."),
    ] = None,
    norm_source: Annotated[str | None, typer.Option(help="Where the range is from.")] = None,
    emg: Annotated[
        list[float], typer.Option(min=0, help="Muscle signal of that side; repeat per repetition.")
    ],
    against_emg: Annotated[
        list[float], typer.Option(min=0, help="Muscle signal compared with; repeat likewise.")
    ],
    emg_as: Annotated[
        Literal["raw", "share_of_maximum", "share_of_m_wave"],
        typer.Option(help="How the signal was made comparable."),
    ],
    against: Annotated[
        Literal["other_side", "earlier"], typer.Option(help="What it is compared with.")
    ] = "other_side",
    effort: Annotated[
        Literal["maximum", "same_task"], typer.Option(help="Pushed as hard as possible, or not.")
    ],
    hurt: Annotated[
        bool | None, typer.Option("--hurt/--did-not-hurt", help="Whether the test hurt.")
    ] = None,
    language: Annotated[Language, typer.Option(help="Language of all sentences.")] = "en",
    json: Annotated[bool, typer.Option("--json", help="Print the reading as JSON.")] = False,
) -> None:
    """Read strength and muscle signal of one test together: a pattern at most, never a verdict.

    Example: hipspine strength-or-drive --strength 1.1 --against-strength 1.9 --emg 0.2 --emg 0.21
    --emg 0.19 --against-emg 0.5 --against-emg 0.52 --against-emg 0.49 --emg-as share_of_m_wave
    --effort maximum --did-not-hurt
    """
    from hipspine.measure.strength_or_drive import (
        Against,
        SignalAs,
        TestConditions,
        signal_measurement,
        strength_measurement,
        strength_or_drive,
    )

    conditions = TestConditions(Against(against), SignalAs(emg_as), effort == "maximum", hurt)
    found = strength_or_drive(
        strength_measurement(test, strength, _error(test, strength)),
        _compared(test, against_strength, norm, norm_source),
        signal_measurement(emg, conditions.signal_as),
        signal_measurement(against_emg, conditions.signal_as),
        conditions,
    )
    if json:
        say_json(reading_dict(found, language))
    else:
        say(reading_text(found, language))


def _compared(
    test: str,
    against_strength: float | None,
    norm: tuple[float, float] | None,
    norm_source: str | None,
) -> "Measurement | NormRange":
    from hipspine.domain.measurement import NormRange
    from hipspine.measure.strength_or_drive import strength_measurement

    if (against_strength is None) == (norm is None):
        raise AnswersError(
            "comparison",
            expected="--against-strength or --norm",
            got="neither" if norm is None else "both",
            do="Give the other side's or an earlier strength, or a published range.",
        )
    if against_strength is not None:
        return strength_measurement(test, against_strength, _error(test, against_strength))
    if norm is None or norm_source is None or norm[0] > norm[1]:
        raise AnswersError(
            "--norm",
            expected="lowest and highest, and --norm-source",
            got=f"{norm} from {norm_source}",
            do="A range without a source cannot be weighed.",
        )
    return NormRange(*norm, source=norm_source, people="as the source says")


def _error(test: str, value: float) -> "Repeatability | None":
    """Return the published error of a strength test at a value; None where none is held."""
    from hipspine.content.movement_tests import movement_tests
    from hipspine.domain.measurement import Repeatability

    error = movement_tests()[test].results[0].error
    if error is None or error.share_of_value is None or not value:
        return None
    return Repeatability(error.share_of_value * value, error.source, error.people)


def reading_dict(found: "StrengthOrDrive", language: str = "en") -> dict[str, object]:
    """Return a reading as JSON values, its sentences in the reader's language."""
    from hipspine.content.phrases import phrases

    phrase, reading = phrases(language), found.reading
    told = {
        name: [phrase(sentence) for sentence in getattr(reading, name)]
        for name in ("because", "also_fits", "would_tell")
    }
    return {
        "strength": found.strength,
        "signal": found.signal,
        "reading": {"pattern": reading.pattern, **told},
        "language": language,
    }


def reading_text(found: "StrengthOrDrive", language: str = "en") -> str:
    """Return a reading in words: pattern, why, what else fits, what would tell."""
    from hipspine.content.phrases import phrases
    from hipspine.content.text import page_texts

    words, phrase, reading = page_texts("measured", language), phrases(language), found.reading
    return "\n".join(
        [
            words("drive.strength", standing=words(f"drive.{found.strength}")),
            words("drive.signal", standing=words(f"drive.{found.signal}")),
            words("drive.together", pattern=words(f"drive.{reading.pattern}")),
            *(f"- {phrase(sentence)}" for sentence in reading.because),
            words("drive.same_picture"),
            *(f"- {phrase(sentence)}" for sentence in reading.also_fits),
            words("drive.would_tell"),
            *(f"- {phrase(sentence)}" for sentence in reading.would_tell),
            words("drive.limits"),
        ]
    )
