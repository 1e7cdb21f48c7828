"""The sentences about progress and forecast, in every language."""

from functools import cache
from importlib import resources

from hipspine.content.text import Texts, read_texts
from hipspine.domain.errors import ContentError

LANGUAGES = ("en", "de")


@cache
def progress_texts(language: str = "en") -> Texts:
    """Return the sentences about progress and forecast in a language.

    Raises
    ------
    ContentError
        If the language does not ship.
    """
    if language not in LANGUAGES:
        raise ContentError(
            "text",
            expected=f"a language of {', '.join(LANGUAGES)}",
            got=repr(language),
            do="Choose one of these.",
        )
    file = resources.files("hipspine.content") / "text" / language / "progress.toml"
    where = f"text/{language}/progress.toml"
    return read_texts(file.read_text("utf-8"), language=language, where=where)
