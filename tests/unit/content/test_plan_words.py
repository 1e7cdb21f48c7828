import pytest

from hipspine.content.plan_words import LANGUAGES, dose_in_words, exchange_texts
from hipspine.domain.anatomy import Side
from hipspine.domain.errors import ContentError
from hipspine.domain.programme import PlannedDose


@pytest.mark.parametrize(
    ("dose", "english"),
    [
        (PlannedDose(1, reps=1, hold_s=30), "1 set of 1, hold for 30 seconds"),
        (PlannedDose(3, reps=12, load_kg=2.5), "3 sets of 12, with 2.5 kg"),
        (PlannedDose(1, minutes=10), "10 minutes"),
        (PlannedDose(1, minutes=1), "1 minute"),
        (PlannedDose(2, reps=8, rest_s=60), "2 sets of 8, rest 60 seconds between sets"),
    ],
)
def test_a_dose_is_said_in_one_line(dose, english):
    assert dose_in_words(dose, "en") == f"{english}, effort up to 5 of 10"


def test_german_writes_a_decimal_comma():
    assert "mit 2,5 kg" in dose_in_words(PlannedDose(1, reps=5, load_kg=2.5), "de")


def test_the_side_to_start_with_is_said():
    dose = PlannedDose(1, reps=5)
    assert dose_in_words(dose, "en", sides=(Side.RIGHT, Side.LEFT)).endswith(
        "right side first, then left"
    )


def test_every_language_has_the_same_sentences():
    english, german = (exchange_texts(language).sentences for language in LANGUAGES)
    assert set(english) == set(german)


def test_an_unknown_language_is_refused():
    with pytest.raises(ContentError, match="en, de"):
        exchange_texts("xx")
