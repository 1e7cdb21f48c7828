"""The web app: pages for a person at home and for a clinic, and an API. Needs the ``web`` extra."""

from importlib.util import find_spec

from hipspine.domain.errors import UserError

if find_spec("fastapi") is None:
    raise UserError(
        "hipspine serve",
        expected="the web extra to be installed",
        got="a Python without fastapi",
        do="Run: pip install 'hipspine[web]'.",
    )
