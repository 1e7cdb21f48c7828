"""What the command line prints: data on stdout, everything else on stderr."""

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager


def say(text: str, *, error: bool = False) -> None:
    """Print a message: on stdout, or on stderr when it is not the command's result."""
    print(text, file=sys.stderr if error else sys.stdout, flush=True)


def on_screen(text: str) -> str:
    """Return a text with plain spaces: those that keep a unit by its number trip searches."""
    return text.replace("\u00a0", " ")


def say_json(value: Mapping[str, object]) -> None:
    """Print a result as JSON on stdout."""
    print(json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False))


Progress = Callable[[str, int, int], None]
"""Called with a stage's name, how many steps are done, and how many there are."""


@contextmanager
def progress_bar(*, quiet: bool) -> Iterator[Progress]:
    """Give a function that draws progress on stderr while the block runs."""
    if quiet:
        yield lambda _stage, _done, _total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description:<28}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True)) as bar:
        tasks: dict[str, object] = {}

        def show(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bar.add_task(stage, total=total)
            bar.update(tasks[stage], completed=done, total=total)  # type: ignore[arg-type]

        yield show
