"""Understand: what was found, how sure it is, what speaks against it, and the mechanism map."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from hipspine.clinic.explain_assessment import explain_measurements
from hipspine.clinic.kept_findings import latest_findings, recording_of
from hipspine.clinic.self_check import age_said, latest_self_check, outcomes_of
from hipspine.clinic.standing import Standing
from hipspine.content.schema import Evidence
from hipspine.domain.finding import Finding
from hipspine.domain.measurement import Measurement
from hipspine.domain.record import KeptFindings
from hipspine.explain.mechanism_map import mechanism_map
from hipspine.report.findings_section import FindingCard, findings_section, is_for_person
from hipspine.report.mechanism_map import plain_map
from hipspine.screen.outcome import Screening
from hipspine.web.people import store_of
from hipspine.web.render import page
from hipspine.web.standing import standing_of
from hipspine.web.telling import telling_for

router = APIRouter(prefix="/understand")


@router.get("")
def show(request: Request) -> Response:
    """Show findings, map, and why the safety questions came to their level."""
    standing = standing_of(request)
    language = request.state.language
    recorded = latest_findings(store_of(request), standing.person.id, language)
    findings = findings_of(request, standing, recorded)
    drawn = mechanism_map(findings, language=language)
    section = findings_section(findings, drawn, language=language)
    return page(
        request,
        "understand.html.jinja",
        found=[each for each in section.cards if _is_told(each, findings)],
        source=_source_of(request, standing, recorded),
        words=section.words,
        map=plain_map(drawn, language),
        clinician_map=section.map,
        said=_said(standing.screening, request),
    )


def findings_of(
    request: Request, standing: Standing, recorded: KeptFindings | None
) -> tuple[Finding, ...]:
    """Return the findings of a recording and of the tests at home, each once."""
    told = () if recorded is None else recorded.findings
    measured = _measured_at_home(request, standing)
    at_home = explain_measurements(measured, language=request.state.language).findings
    known = {(finding.id, finding.side) for finding in told}
    return (*told, *(one for one in at_home if (one.id, one.side) not in known))


def _source_of(
    request: Request, standing: Standing, recorded: KeptFindings | None
) -> dict[str, Any] | None:
    """Return from which recording findings were read; None where none is kept."""
    if recorded is None:
        return None
    recording = recording_of(store_of(request), standing.person.id, recorded)
    return {"at": recorded.at, "recording": recording}


def _measured_at_home(request: Request, standing: Standing) -> tuple[Measurement, ...]:
    """Return the measurements of the last self-check, compared with people of the age said."""
    person, screening = standing.person, standing.screening
    check = latest_self_check(store_of(request), person)
    age = None if screening is None else age_said(screening.answers)
    outcomes = outcomes_of(check, person, standing.today, age=age)
    return tuple(one for outcome in outcomes for one in outcome.measurements)


def _is_told(card: FindingCard, findings: tuple[Finding, ...]) -> bool:
    """Tell whether a card is for the person and not for clinicians alone."""
    return any(one.sentence == card.sentence and is_for_person(one) for one in findings)


def _said(screening: Screening | None, request: Request) -> dict[str, Any] | None:
    """Return what the answers came to, each with its sources; None before the first screening."""
    if screening is None:
        return None
    telling = telling_for(request)
    library = telling.library
    reasons = {
        reason.rule: (
            telling.sentence(f"rule.{reason.rule}.reason"),
            [_source(library.evidence[name]) for name in reason.evidence],
        )
        for reason in screening.triage.reasons
    }
    evidence = {cause.id: cause.evidence for cause in library.causes}
    causes = [
        {
            "name": telling.sentence(f"cause.{cause}.name"),
            "fits": telling.sentence(f"cause.{cause}.fits"),
            "tell_apart": telling.sentence(f"cause.{cause}.tell_apart"),
            "sources": [_source(library.evidence[name]) for name in evidence[cause]],
        }
        for cause in screening.causes
    ]
    flags = [telling.sentence(f"flag.{flag}") for flag in screening.yellow_flags]
    return {"reasons": list(reasons.values()), "causes": causes, "flags": flags}


def _source(entry: Evidence) -> str:
    return entry.citation
