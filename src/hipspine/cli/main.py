"""The `hipspine` command: one subcommand per verb."""

import typer

app = typer.Typer(
    name="hipspine",
    help="Gluteal function, what takes over, and what it costs the lower back.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)


@app.callback()
def _root() -> None:
    """Research and education; not a diagnosis, not a medical device."""


def main() -> None:
    """Run the command line."""
    app()
