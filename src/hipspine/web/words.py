"""The app's sentences: all ``web*.toml`` of a language, and the languages to choose from."""

from collections.abc import Mapping
from functools import cache
from importlib import resources

from hipspine.content.text import Texts, read_texts

LANGUAGES: Mapping[str, str] = {"en": "English", "de": "Deutsch"}


@cache
def web_texts(language: str) -> Texts:
    """Return the app's sentences in a language that it ships in."""
    folder = resources.files("hipspine.content") / "text" / language
    sentences: dict[str, str] = {}
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        if file.name.startswith("web") and file.name.endswith(".toml"):
            where = f"text/{language}/{file.name}"
            texts = read_texts(file.read_text("utf-8"), language=language, where=where)
            sentences.update(texts.sentences)
    return Texts(language, sentences)


def preferred_language(accepted: str, default: str) -> str:
    """Return the language that a browser asks for first among ours (RFC 9110, Accept-Language)."""
    weighed = []
    for position, part in enumerate(accepted.split(",")):
        tag, _, parameter = part.strip().partition(";")
        try:
            weight = float(parameter.strip().removeprefix("q=") or 1)
        except ValueError:
            weight = 0.0
        weighed.append((-weight, position, tag.split("-")[0].lower()))
    ours = (tag for weight, _, tag in sorted(weighed) if weight < 0 and tag in LANGUAGES)
    return next(ours, default)
