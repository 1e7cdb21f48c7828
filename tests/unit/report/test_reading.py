"""The first page: plain words, no newtons, what it is not, and when to see a doctor."""

import re
from html.parser import HTMLParser

import pytest

from hipspine.content.text import report_texts
from hipspine.report import render_report

VARIANTS = ["walk", "walk_without_lumbar", "walk_without_cycles", "walk_shared_anew", "squat"]


class Sentences(HTMLParser):
    """The texts of paragraphs and list items, one per element."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.inside = False
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        if tag in ("p", "li"):
            self.inside = True
            self.found.append("")

    def handle_endtag(self, tag):
        if tag in ("p", "li"):
            self.inside = False

    def handle_data(self, data):
        if self.inside:
            self.found[-1] += data


@pytest.fixture(scope="module", params=VARIANTS)
def any_html(request):
    return render_report(request.getfixturevalue(request.param))


def first_page_of(html):
    return re.search(r'<section id="plain".*?</section>', html, re.DOTALL).group()


def syllables(word):
    """Count the vowel groups of a word, a silent e at its end not counted; at least one."""
    word = word.lower()
    groups = len(re.findall(r"[aeiouy]+", word))
    if word.endswith("e") and not word.endswith("le") and groups > 1:
        groups -= 1
    return max(groups, 1)


def reading_grade(sentences):
    """Return the Flesch-Kincaid grade (Kincaid 1975): 0.39 w/s + 11.8 syl/w - 15.59."""
    words = [word for sentence in sentences for word in re.findall(r"[A-Za-z']+", sentence)]
    count = sum(len(re.findall(r"[.!?]+(?:\s|$)", sentence)) or 1 for sentence in sentences)
    per_word = sum(syllables(word) for word in words) / len(words)
    return 0.39 * len(words) / count + 11.8 * per_word - 15.59


def test_the_reading_grade_is_the_published_formula():
    # 6 words, 1 sentence, 6 syllables: 0.39 * 6 + 11.8 - 15.59 = -1.45.
    assert reading_grade(["The cat sat on the mat."]) == pytest.approx(-1.45)


def test_the_first_page_reads_at_sixth_grade_or_below(any_html):
    assert reading_grade(Sentences(first_page_of(any_html)).found) <= 6


def test_no_single_sentence_of_ours_on_the_first_page_is_hard():
    ours = report_texts()
    hard = {
        key: sentence
        for prefix in ("plain", "sure")
        for key, sentence in ours.under(prefix).items()
        if "{" not in sentence and len(sentence.split()) > 6 and reading_grade([sentence]) > 9
    }
    # The list of emergency signs is one long sentence of short words.
    assert set(hard) <= {"doctor_now"}


def test_newtons_and_body_weights_stay_off_the_first_page(any_html):
    text = re.sub(r"<[^>]*>", " ", first_page_of(any_html))
    assert not re.search(r"\bN\b|\bBW\b|newton|body weight|N·m", text)


def test_the_first_page_says_what_it_is_not_and_when_to_see_a_doctor(any_html):
    words = report_texts()
    text = " ".join(Sentences(any_html).found)
    assert "not a diagnosis" in text
    assert "not a medical device" in text
    for key in ("doctor_now", "doctor_soon", "cannot_pain", "cannot_cause"):
        assert words(f"plain.{key}") in text


def test_findings_stand_on_the_first_page(walk):
    html = render_report(walk)
    for finding in walk.findings:
        assert finding.sentence in first_page_of(html)
