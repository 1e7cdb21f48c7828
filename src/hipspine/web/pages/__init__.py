"""The pages, one file for each place in the menu."""

from hipspine.web.pages import (
    account,
    accounts,
    audit,
    check_in,
    exercise,
    learn,
    login,
    plan,
    progress,
    safety,
    self_check,
    session,
    settings,
    today,
    tokens,
    understand,
)

PAGES = (
    today.router,
    safety.router,
    self_check.router,
    understand.router,
    plan.router,
    exercise.router,
    session.router,
    check_in.router,
    progress.router,
    learn.router,
    settings.router,
    login.router,
    account.router,
    accounts.router,
    audit.router,
    tokens.router,
)
