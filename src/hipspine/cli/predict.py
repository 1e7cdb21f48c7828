"""`hipspine predict`: how a motion itself would change, over sixteen versions of a model body."""

import json as json_text
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from hipspine.cli.languages import Language
from hipspine.cli.output import on_screen, progress_bar, say, say_json
from hipspine.cli.places import cache_dir

if TYPE_CHECKING:
    from collections.abc import Iterator
    from concurrent.futures import Executor

    from hipspine.clinic.predict_motion import Asked, RecordedCycle
    from hipspine.report.prediction_near import NearAndFree

Motion = Literal["walk", "stand", "rise", "squat", "lift"]


def run_predict(  # noqa: PLR0913 - one parameter per command-line option
    motion: Annotated[Motion, typer.Argument(help="What the model body does.")],
    *,
    what_if: Annotated[
        list[str] | None,
        typer.Option(
            help="Change of a muscle, as group[.side].parameter=value; may be repeated. "
            "Parameters: strength, drive, tone, tightness."
        ),
    ] = None,
    speed: Annotated[
        str | None,
        typer.Option(help="Walking speed in m/s (1.3), or `own`: the one that costs least."),
    ] = None,
    height: Annotated[float, typer.Option(help="Body height in m.")] = 1.70,
    mass: Annotated[float, typer.Option(help="Body mass in kg.")] = 75.3,
    like: Annotated[
        Path | None,
        typer.Option(help="Joint angles (.mot, .sto) of a recorded walk to stay near."),
    ] = None,
    cycle: Annotated[
        tuple[float, float] | None,
        typer.Option(help="With --like: two heel strikes of the same foot, in s."),
    ] = None,
    reserve: Annotated[
        str | None,
        typer.Option(help="Instead: how weak this muscle group may become before effort rises."),
    ] = None,
    rise: Annotated[float, typer.Option(help="With --reserve: rise of effort in percent.")] = 10.0,
    load: Annotated[float, typer.Option(help="Load to lift in kg.")] = 0.0,
    compression: Annotated[
        bool,
        typer.Option(
            "--compression",
            help="Also the change of lumbar compression, on the full body (needs OpenSim, takes "
            "minutes): experimental, for clinicians.",
        ),
    ] = False,
    ensemble: Annotated[
        bool,
        typer.Option(
            "--ensemble/--figure-only",
            help="Ask all sixteen versions of the model, or draw the figures of one, without "
            "numbers.",
        ),
    ] = True,
    out: Annotated[
        Path | None, typer.Option(help="Folder for prediction.html and prediction.json.")
    ] = None,
    language: Annotated[Language, typer.Option(help="Language of page and sentences.")] = "en",
    json: Annotated[bool, typer.Option("--json", help="Print prediction.json on stdout.")] = False,
    workers: Annotated[int, typer.Option(min=1, help="Processes to work with.")] = 2,
    scheduler: Annotated[
        str | None,
        typer.Option(help="Your own Dask scheduler, such as tcp://host:8786, instead of them."),
    ] = None,
) -> None:
    """Predict how walking, standing, rising, squatting or lifting would change.

    The answer is about a model body of that size, planar and free of pain, that moves with the
    least effort. Every number comes with its band over sixteen versions of the model.

    Example: hipspine predict walk --what-if gluteus_maximus.strength=0.5 --out out/weaker
    """
    from hipspine.clinic.predict_motion import Asked
    from hipspine.domain.prediction import MotionKind
    from hipspine.report.prediction_results import prediction_dict
    from hipspine.report.prediction_screen import prediction_lines
    from hipspine.report.write import check_output_folder

    given = {
        "--what-if": bool(what_if),
        "--like": like is not None,
        "--compression": compression,
        "--figure-only": not ensemble,
        "--out": out is not None,
        "--speed": speed is not None,
        "--load": load != 0.0,
    }
    _check_together(motion, {name for name, is_given in given.items() if is_given}, reserve)
    if out is not None:
        check_output_folder(out)
    changes = tuple(what_if or ())
    asked = Asked(MotionKind(motion), changes, height, mass, speed or Asked.speed, load)
    with _executor(scheduler) as executor:
        means = _Means(executor, workers, quiet=json)
        if reserve is not None:
            _tell_reserve(asked, reserve, rise, means, language=language)
            return
        wanted = _Wanted(_cycle(like, cycle), ensemble=ensemble, compression=compression)
        found = _answers(asked, wanted, means)
    content = prediction_dict(found, language=language)
    if out is not None:
        _write(found, content, out, language)
    if json:
        say_json(content)
        return
    say(on_screen("\n".join(prediction_lines(found, language=language))))
    if out is not None:
        say(str(out / "prediction.html"))


@dataclass(frozen=True)
class _Means:
    """What a prediction is made with, and whether it may show how far it is."""

    executor: "Executor | None"
    workers: int
    quiet: bool


@dataclass(frozen=True)
class _Wanted:
    """What is asked for besides the free motion of all versions."""

    cycle: "RecordedCycle | None"
    ensemble: bool
    compression: bool

    def __post_init__(self) -> None:
        if self.compression and (self.cycle is not None or not self.ensemble):
            raise typer.BadParameter(
                "--compression goes with neither --like nor --figure-only: it is told with its "
                "band over the sixteen versions, each moving freely"
            )


def _check_together(motion: str, given: set[str], reserve: str | None) -> None:
    """Refuse options that would be passed over in silence."""
    alone = given & {"--what-if", "--like", "--compression", "--figure-only", "--out"}
    if reserve is not None and alone:
        raise typer.BadParameter(
            f"--reserve is a question of its own, without {', '.join(sorted(alone))}: its answer "
            "is a sentence about one muscle group, alone weakened"
        )
    if "--speed" in given and motion != "walk":
        raise typer.BadParameter(f"--speed is for walking; the model body does not {motion} faster")
    if {"--speed", "--like"} <= given:
        raise typer.BadParameter("--like walks at the recording's speed: leave out --speed")
    if "--load" in given and motion != "lift":
        raise typer.BadParameter("--load is for lifting: hipspine predict lift --load 10")
    if "--figure-only" in given and "--out" not in given:
        raise typer.BadParameter(
            "--figure-only has figures and no numbers: say with --out where to draw them"
        )


@contextmanager
def _executor(scheduler: str | None) -> "Iterator[Executor | None]":
    if scheduler is None:
        yield None
        return
    from hipspine.domain.errors import ScenarioError

    if find_spec("distributed") is None:
        raise ScenarioError(
            "--scheduler",
            expected="the package distributed",
            got="an installation without it",
            do="Install the extra: pip install 'hipspine[study]'.",
        )
    from hipspine.study.prediction_cluster import executor_at

    with executor_at(scheduler) as executor:
        yield executor


def _tell_reserve(
    asked: "Asked", group: str, rise_percent: float, means: _Means, *, language: str
) -> None:
    from hipspine.clinic.predict_motion import reserve_in, reserve_question
    from hipspine.report.prediction_reserve import reserve_lead, reserve_means, reserve_sentences
    from hipspine.report.prediction_words import Telling

    with progress_bar(quiet=means.quiet) as show:
        found = reserve_in(
            asked,
            group,
            rise=rise_percent / 100.0,
            cache_dir=cache_dir(),
            workers=means.workers,
            executor=means.executor,
            progress=lambda done, total: show("Versions of the model", done, total),
        )
    telling = Telling.in_language(language)
    sentences = reserve_sentences(found.group, found.rise, found.strengths, telling)
    question = reserve_question(asked, group)
    if means.quiet:
        reached = [float(strength) for strength in found.reached]
        say_json(
            {
                "group": found.group,
                "effort_rise": found.rise,
                "strengths": reached,
                "answered": len(found.strengths),
                "plain": list(sentences),
            }
        )
    else:
        told = (reserve_lead(question, telling), *sentences, *reserve_means(telling))
        say(on_screen("\n".join(told)))


def _cycle(like: Path | None, cycle: tuple[float, float] | None) -> "RecordedCycle | None":
    from hipspine.clinic.predict_motion import RecordedCycle
    from hipspine.domain.errors import ScenarioError

    if (like is None) != (cycle is None):
        raise ScenarioError(
            "--like and --cycle",
            expected="both or neither",
            got="one alone",
            do="Name the file and its cycle, such as --like walk.mot --cycle 0.85 1.99.",
        )
    return RecordedCycle(like, *cycle) if like is not None and cycle is not None else None


def _answers(asked: "Asked", wanted: _Wanted, means: _Means) -> "NearAndFree":
    from hipspine.clinic.predict_compression import predict_with_compression
    from hipspine.clinic.predict_motion import predict_motion, predict_near_recording
    from hipspine.report.prediction_near import NearAndFree, in_the_middle

    options: dict[str, Any] = {
        "cache_dir": cache_dir(),
        "workers": means.workers,
        "executor": means.executor,
    }
    with progress_bar(quiet=means.quiet) as show:

        def progress(done: int, total: int) -> None:
            show("Versions of the model", done, total)

        if wanted.compression:
            found, load = predict_with_compression(asked, **options, progress=show)
            return NearAndFree(found, compression=load)
        options |= {"with_ensemble": wanted.ensemble, "progress": progress}
        if wanted.cycle is None:
            return NearAndFree(predict_motion(asked, **options))
        tracked = predict_near_recording(asked, wanted.cycle, **options)
    return in_the_middle([(t.weight, t.distance_rad, t.prediction) for t in tracked])


def _write(
    prediction: "NearAndFree", content: dict[str, object], out: Path, language: Language
) -> None:
    from hipspine.report.prediction import render_prediction
    from hipspine.report.write import write_files

    text = json_text.dumps(content, ensure_ascii=False, indent=2, allow_nan=False)
    page = render_prediction(prediction, language=language)
    write_files({"prediction.json": f"{text}\n", "prediction.html": page}, out)
