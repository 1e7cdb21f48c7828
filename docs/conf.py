"""Sphinx configuration: Markdown pages, offline theme."""

from hipspine import __version__

project = "hipspine"
author = "The hipspine authors"
copyright = "2026, the hipspine authors"
version = release = __version__
extensions = ["myst_parser"]
myst_enable_extensions = ["colon_fence", "deflist", "dollarmath"]
myst_heading_anchors = 3
exclude_patterns = ["_build", "decisions/template.md"]
html_theme = "alabaster"
html_title = "hipspine"
html_theme_options = {
    "description": "Gluteal function, what takes over, and what it costs the lower back.",
    "fixed_sidebar": True,
    "page_width": "1080px",
    "sidebar_width": "260px",
}
