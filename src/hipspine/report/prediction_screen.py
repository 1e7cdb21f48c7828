"""A prediction as lines of a screen: the question, every change with its band, what is left out."""

from hipspine.report.prediction import prediction_page
from hipspine.report.prediction_compression import compression_lines
from hipspine.report.prediction_near import NearAndFree


def prediction_lines(found: NearAndFree, *, language: str) -> tuple[str, ...]:
    """Return what a page says in words, under its headings."""
    page = prediction_page(found, language=language)
    say = page.say
    parts = (
        (say("plain.found"), page.plain.robust),
        (say("plain.open"), page.plain.uncertain),
        (say("plain.same"), page.plain.no_change),
        (say("numbers.absent"), page.absent),
        (say("plain.means"), page.plain.means),
    )
    told = [line for title, lines in parts if lines for line in (title, *_indented(lines))]
    return (
        f"{page.title} {page.lead} {page.size}",
        page.answered,
        *told,
        *compression_lines(found, language=language),
    )


def _indented(lines: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"  {line}" for line in lines)
