"""What people do in a browser on more than one journey."""

from household import CALM, NUMBERS


def answer_questions(page, answers=None):
    """Click through the safety questions."""
    answers = answers or {}
    while page.locator('[name="question"]').count():
        name = page.locator('[name="question"]').get_attribute("value")
        field = page.locator('[name="answer"]')
        if field.first.get_attribute("type") == "number":
            field.fill(NUMBERS.get(name, "40"))
        else:
            offered = [each.get_attribute("value") for each in field.all()]
            usual = next((one for one in CALM if one in offered), offered[0])
            wanted = answers.get(name, NUMBERS.get(name, usual))
            page.locator(f'[name="answer"][value="{wanted}"]').check()
        page.get_by_role("button", name="Next").click()
