"""The pages, one file for each place in the menu."""

from hipspine.web.pages import check_in, exercise, plan, safety, self_check, session, today

PAGES = (
    today.router,
    safety.router,
    self_check.router,
    plan.router,
    exercise.router,
    session.router,
    check_in.router,
)
