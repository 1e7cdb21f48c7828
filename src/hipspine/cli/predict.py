"""`hipspine predict`: how a motion itself would change, over sixteen versions of a model body."""

import json as json_text
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from hipspine.cli.languages import Language
from hipspine.cli.output import on_screen, progress_bar, say, say_json
from hipspine.cli.places import cache_dir

if TYPE_CHECKING:
    from hipspine.domain.prediction import Prediction

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
        str, typer.Option(help="Walking speed in m/s, or `own`: the one that costs least.")
    ] = "1.3",
    height: Annotated[float, typer.Option(help="Body height in m.")] = 1.70,
    mass: Annotated[float, typer.Option(help="Body mass in kg.")] = 75.3,
    load: Annotated[float, typer.Option(help="Load to lift in kg.")] = 0.0,
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
) -> None:
    """Predict how walking, standing, rising, squatting or lifting would change.

    The answer is about a model body of that size, planar and free of pain, that moves with the
    least effort. Every number comes with its band over sixteen versions of the model.

    Example: hipspine predict walk --what-if gluteus_maximus.strength=0.5 --out out/weaker
    """
    from hipspine.clinic.predict_motion import Asked, predict_motion
    from hipspine.domain.prediction import MotionKind
    from hipspine.report.prediction_results import prediction_dict
    from hipspine.report.write import check_output_folder

    if out is not None:
        check_output_folder(out)
    asked = Asked(MotionKind(motion), tuple(what_if or ()), height, mass, speed, load)
    with progress_bar(quiet=json) as show:
        prediction = predict_motion(
            asked,
            cache_dir=cache_dir(),
            workers=workers,
            with_ensemble=ensemble,
            progress=lambda done, total: show("Versions of the model", done, total),
        )
    content = prediction_dict(prediction, language=language)
    if out is not None:
        _write(prediction, content, out, language)
    if json:
        say_json(content)
        return
    plain = content["plain"]
    say(on_screen("\n".join((*plain["robust"], *plain["uncertain"], *plain["no_change"]))))
    if out is not None:
        say(str(out / "prediction.html"))


def _write(
    prediction: "Prediction", content: dict[str, object], out: Path, language: Language
) -> None:
    from hipspine.report.prediction import render_prediction
    from hipspine.report.write import write_files

    text = json_text.dumps(content, ensure_ascii=False, indent=2, allow_nan=False)
    page = render_prediction(prediction, language=language)
    write_files({"prediction.json": f"{text}\n", "prediction.html": page}, out)
