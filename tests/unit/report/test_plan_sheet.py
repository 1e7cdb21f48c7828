import re
from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest

from hipspine.content.exercise_library import exercise_library
from hipspine.domain.anatomy import Side
from hipspine.domain.programme import PlannedDose, PlannedExercise, Programme, Signature, Stage
from hipspine.report.plan_pdf import plan_pdf
from hipspine.report.plan_sheet import plan_page, plan_sheet

LIBRARY = exercise_library()
TODAY = date(2026, 11, 21)
CLAM = PlannedExercise(
    "clam", PlannedDose(2, reps=10, seconds_per_rep=4), frozenset({0, 4}), (Side.LEFT, Side.RIGHT)
)
WALK = PlannedExercise("walk_easy", PlannedDose(1, minutes=10), frozenset(range(7)))
PROGRAMME = Programme("combined", Stage.ACTIVATE, 2, TODAY, TODAY, 20, (CLAM, WALK))


def test_page_has_one_box_for_each_exercise_and_day_it_is_due():
    page = plan_page(plan_sheet(PROGRAMME, LIBRARY))
    assert page.count('class="box"') == 2 + 7


@pytest.mark.parametrize(("language", "words"), [("en", "left side first"), ("de", "erst links")])
def test_page_says_dose_sides_and_when_to_stop(language, words):
    sheet = plan_sheet(PROGRAMME, LIBRARY, language=language)
    page = plan_page(sheet)
    assert words in page
    assert sheet.stop in page


def test_page_says_whether_a_clinician_agreed():
    assert "No clinician has checked it" in plan_page(plan_sheet(PROGRAMME, LIBRARY))
    signed = replace(PROGRAMME, signature=Signature("A. Berg", TODAY))
    assert "Agreed with A. Berg on 21 Nov 2026" in plan_page(plan_sheet(signed, LIBRARY))


def test_name_of_the_person_cannot_become_markup():
    page = plan_page(plan_sheet(PROGRAMME, LIBRARY, name="<script>x</script>"))
    assert "<script" not in page


def test_page_asks_nothing_from_elsewhere():
    page = plan_page(plan_sheet(PROGRAMME, LIBRARY))
    assert not re.findall(r"(?:src|href)=", page)


@pytest.mark.parametrize("language", ["en", "de"])
def test_pdf_says_what_the_page_says(language):
    pytest.importorskip("typst")
    pypdf = pytest.importorskip("pypdf")
    sheet = plan_sheet(PROGRAMME, LIBRARY, language=language, name="Alex")
    pages = pypdf.PdfReader(BytesIO(plan_pdf(sheet))).pages
    text = " ".join(" ".join(page.extract_text() for page in pages).split())
    for item in sheet.exercises:
        assert item.name in text
        assert item.start in text
    assert sheet.title in text
