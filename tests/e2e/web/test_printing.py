"""What comes out of the printer, whatever the screen shows."""

import pytest

from browsing import expect

pytestmark = pytest.mark.slow

COLOURS = """() => ["ink", "soft", "paper"].map((name) =>
  getComputedStyle(document.body).getPropertyValue(`--${name}`).trim())"""


@pytest.mark.parametrize("path", ["/plan", "/progress", "/exercise/bridge"])
def test_a_dark_page_prints_dark_words_on_white(planned_visit, path):
    page = planned_visit.page(color_scheme="dark")
    page.goto(path)
    screen = page.evaluate(COLOURS)
    page.emulate_media(media="print")
    ink, soft, paper = page.evaluate(COLOURS)
    assert [ink, soft, paper] != screen
    assert paper == "#ffffff"
    # Below a third of full light in every channel: dark on white, 4.5 to 1 and more.
    for colour in (ink, soft):
        assert all(int(colour[at : at + 2], 16) < 0x66 for at in (1, 3, 5))


def test_paper_holds_no_menu_and_no_buttons(planned_visit):
    page = planned_visit.page()
    page.goto("/plan")
    page.emulate_media(media="print")
    expect(page.get_by_role("navigation")).to_have_count(0)
    expect(page.get_by_role("button", name="Print")).to_have_count(0)
    expect(page.get_by_role("heading", name="Your week")).to_be_visible()
