"""The `hipspine` command: one subcommand per verb, one place where errors become exit codes.

Exit codes: 0 done, 2 the user's input cannot be used, 70 a defect of ours, 130 stopped by Ctrl-C.
"""

import sys
import traceback
from types import TracebackType
from typing import Annotated

import typer

from hipspine import __version__
from hipspine.cli import (
    account,
    assess,
    check,
    check_in,
    claims,
    compare,
    content,
    demo,
    emg,
    exercises,
    export,
    forecast,
    imu,
    keep,
    log,
    model,
    person,
    plan,
    pose,
    predict,
    progress,
    remedies,
    score,
    screen,
    serve,
    strength_or_drive,
    study,
    test,
    validate,
)
from hipspine.cli.output import say
from hipspine.domain.errors import HipspineError, UserError

EXIT_USER_INPUT = 2
EXIT_OUR_FAULT = 70
DEFECT = "This is a defect of hipspine, not of your data."

app = typer.Typer(
    name="hipspine",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.command("demo")(demo.run_demo)
app.command("assess")(assess.run_assess)
app.command("check")(check.run_check)
app.command("log")(log.run_log)
app.command("check-in")(check_in.run_check_in)
app.command("screen")(screen.run_screen)
app.command("score")(score.run_score)
app.command("emg")(emg.run_emg)
app.command("imu")(imu.run_imu)
app.command("pose")(pose.run_pose)
app.command("test")(test.run_test)
app.command("strength-or-drive")(strength_or_drive.run_strength_or_drive)
app.command("compare")(compare.run_compare)
app.command("validate")(validate.run_validate)
app.command("predict")(predict.run_predict)
app.command("claims")(claims.run_claims)
app.command("progress")(progress.run_progress)
app.command("serve")(serve.run_serve)
app.command("backup")(keep.run_backup)
app.command("restore")(keep.run_restore)
app.command("erase")(keep.run_erase)
app.add_typer(study.app, name="study")
app.add_typer(account.app, name="account")
app.add_typer(person.app, name="person")
app.add_typer(export.app, name="export")
app.add_typer(plan.app, name="plan")
app.add_typer(forecast.app, name="forecast")
app.add_typer(model.app, name="model")
app.add_typer(content.app, name="content")
app.add_typer(exercises.app, name="exercises")
app.command("remedies")(remedies.run_remedies)


def _print_version(wanted: bool) -> None:  # noqa: FBT001 - typer calls it so
    if wanted:
        say(f"hipspine {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    *,
    version: Annotated[
        bool,
        typer.Option(
            "--version", is_eager=True, callback=_print_version, help="Print the version and stop."
        ),
    ] = False,
) -> None:
    """Gluteal function, what takes over when it fails, and what that costs the lower back.

    Research and education; not a diagnosis, not a medical device.
    """
    del version  # handled by its callback before any command runs


def main() -> None:
    """Run the command line and turn errors into messages and exit codes."""
    sys.excepthook = _tell_of_defect
    sys.exit(run(sys.argv[1:]))


def _tell_of_defect(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    """Print what nobody foresaw, and end with our exit code instead of Python's 1."""
    traceback.print_exception(kind, error, trace)
    if issubclass(kind, Exception):
        say(DEFECT, error=True)
        raise SystemExit(EXIT_OUR_FAULT)


def run(arguments: list[str]) -> int:
    """Run the command line on the given arguments and return the exit code."""
    try:
        app(args=arguments, prog_name="hipspine")
    except SystemExit as stop:  # typer ends so: 0 done, 2 wrong usage
        return stop.code if isinstance(stop.code, int) else EXIT_OUR_FAULT
    except UserError as problem:
        say(f"Error: {problem}", error=True)
        return EXIT_USER_INPUT
    except HipspineError:
        say(f"{traceback.format_exc()}\n{DEFECT}", error=True)
        return EXIT_OUR_FAULT
    return 0
