"""Names of our vocabularies, and the public codes that an export may carry."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from hipspine.content.score_rules import Code, ScoreRule
from hipspine.domain.questionnaire import Certainty

OURS = "urn:hipspine"
TRANSLATION = "http://hl7.org/fhir/StructureDefinition/translation"
MIN_VALUE = "http://hl7.org/fhir/StructureDefinition/minValue"
MAX_VALUE = "http://hl7.org/fhir/StructureDefinition/maxValue"
CALCULATED = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-calculatedExpression"
CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category"
DATA_ABSENT = "http://terminology.hl7.org/CodeSystem/data-absent-reason"
UNITS = "http://unitsofmeasure.org"
SYSTEMS = {"loinc": "http://loinc.org"}

LOINC_NOTICE = (
    "This material contains content from LOINC (http://loinc.org). LOINC is copyright Regenstrief "
    "Institute, Inc. and the Logical Observation Identifiers Names and Codes (LOINC) Committee and "
    "is available at no cost under the license at http://loinc.org/license. LOINC is a registered "
    "United States trademark of Regenstrief Institute, Inc."
)
"""The notice that the LOINC licence asks for wherever its codes are used."""


class PublicCodes(Enum):
    """Which public codes an export carries beside our own."""

    NONE = "none"
    CHECKED = "checked"
    ALL = "all"
    """Also those that are still to be confirmed."""


@dataclass(frozen=True)
class ExportStyle:
    """How resources are written: in which language, with which codes, about whom."""

    language: str = "en"
    codes: PublicCodes = PublicCodes.CHECKED
    subject: str | None = None
    """A reference such as ``Patient/17``; None keeps the resources anonymous."""


DEFAULT_STYLE = ExportStyle()


def public_codings(rule: ScoreRule, which: PublicCodes) -> list[dict[str, str]]:
    """Return the public codes of a score as FHIR codings."""
    return [
        {"system": SYSTEMS[code.system], "code": code.code, "display": code.display}
        for code in _chosen(rule.codes, which)
    ]


def _chosen(codes: Iterable[Code], which: PublicCodes) -> list[Code]:
    if which is PublicCodes.NONE:
        return []
    return [
        code
        for code in codes
        if which is PublicCodes.ALL or code.certainty is not Certainty.TO_CONFIRM
    ]


def questionnaire_url(name: str) -> str:
    """Return the canonical address of one of our questionnaires."""
    return f"{OURS}:questionnaire:{name}"


def item_system(item: str) -> str:
    """Return the code system of an item's choices."""
    return f"{OURS}:item:{item}"
