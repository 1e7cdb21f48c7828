"""FHIR R4: questionnaires, answers, scores and red flags for other systems.

Needs the ``fhir`` extra. Resources are built and checked with the R4B models of fhir.resources.
"""

from importlib.util import find_spec

from hipspine.domain.errors import UserError

if find_spec("fhir") is None:
    raise UserError(
        "FHIR",
        expected="the fhir extra to be installed",
        got="a Python without fhir.resources",
        do="Run: pip install 'hipspine[fhir]'.",
    )
