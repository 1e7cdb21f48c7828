"""Nothing that the evidence contradicts, promises or frightens stands in a text of the pages."""

import re
from importlib import resources

import pytest

from hipspine.content.poses import pose_pictures
from hipspine.content.text import read_texts

NEVER = {
    "en": r"are the cause of|inhibited|switched off|out of alignment|misalign|posture is wrong"
    r"|pelvis is wrong|spine is unstable|fragile|no serious cause|nothing serious"
    r"|you will recover|stop seeing|crumbl|degenerat|worn out|\d+\s*mg\b",
    "de": r"sind die Ursache|sind schuld|gehemmt|abgeschaltet|fehlgestellt|Fehlstellung"
    r"|Haltung ist falsch|Becken steht falsch|instabil|zerbrechlich|keine ernste Ursache"
    r"|nichts Ernstes|werden gesund|heilt|degener|Verschleiß|kaputt|\d+\s*mg\b",
}
"""The list of what is never said, as patterns, in both languages."""
PAGES = ("report", "compare", "measured", "names", "phrases", "plan")
FILES = [
    (language, file)
    for language in ("en", "de")
    for file in sorted(
        (resources.files("hipspine.content") / "text" / language).iterdir(),
        key=lambda file: file.name,
    )
    if file.name.startswith(PAGES)
]


@pytest.mark.parametrize(("language", "file"), FILES, ids=lambda each: getattr(each, "name", each))
def test_no_text_says_what_is_never_said(language: str, file: object) -> None:
    text = file.read_text("utf-8")  # type: ignore[attr-defined]
    for key, sentence in read_texts(text, language=language, where="text").sentences.items():
        assert not re.search(NEVER[language], sentence, re.IGNORECASE), key


def test_no_picture_says_what_is_never_said() -> None:
    for picture in pose_pictures("movement_tests").values():
        for language in ("en", "de"):
            for words in (picture.describes, *(frame.label for frame in picture.frames)):
                assert not re.search(NEVER[language], words(language), re.IGNORECASE)


@pytest.mark.parametrize("said", ["Weak glutes are the cause of it", "your glutes are inhibited"])
def test_the_patterns_find_what_they_look_for(said: str) -> None:
    assert re.search(NEVER["en"], said)
