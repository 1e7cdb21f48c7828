from pathlib import Path

import pytest

import hipspine.content
from hipspine.content.articles import FILE, REGISTERS, article_library, read_articles
from hipspine.domain.errors import ContentError

CONTENT = Path(hipspine.content.__file__).parent


@pytest.fixture
def folder(tmp_path):
    for name in (FILE, *REGISTERS):
        (tmp_path / name).write_text((CONTENT / name).read_text("utf-8"), "utf-8")
    return tmp_path


def test_every_article_names_its_sources():
    library = article_library()
    assert library.articles
    for article in library.articles.values():
        assert [source.id for source in library.sources(article)] == list(article.evidence)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"dahm_2010", "hayden_2021"', '"nobody_1900", "hayden_2021"', "no source nobody_1900"),
        ("[articles.words.de]", "[articles.words.fr]", "in en, fr only"),
        ('id = "scans"', 'id = "posture"', "same id"),
    ],
)
def test_a_faulty_file_is_refused(folder, old, new, said):
    file = folder / FILE
    file.write_text(file.read_text("utf-8").replace(old, new, 1), "utf-8")
    with pytest.raises(ContentError, match=said):
        read_articles(folder)
