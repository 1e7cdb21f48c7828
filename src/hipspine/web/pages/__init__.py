"""The pages, one file for each place in the menu."""

from hipspine.web.pages import safety

PAGES = (safety.router,)
