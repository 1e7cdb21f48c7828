"""Put one person's findings onto the idea from sitting to pain.

Rules, in this order, for every arrow:

1. the literature contradicts it: crossed out;
2. one end was found in the person and the other seen not to be there: crossed out;
3. the person's own model speaks against it: crossed out;
4. both ends were found: solid, which shows no cause;
5. else: dashed, only an idea.

"Found" needs a finding that was measured or reported and is clear or likely. A model's result can
speak against an arrow and never makes one solid: it computes what would be, not what is.
"""

from collections.abc import Iterable, Sequence

from hipspine.content.findings import finding_rules
from hipspine.content.mechanism_map import (
    LinkEntry,
    MapContent,
    MapWords,
    NodeEntry,
    Sign,
    mechanism_map_content,
)
from hipspine.domain.finding import (
    Confidence,
    Finding,
    LinkState,
    MapLink,
    MapNode,
    MechanismMap,
)


def mechanism_map(
    findings: Sequence[Finding], *, language: str = "en", content: MapContent | None = None
) -> MechanismMap:
    """Return the map of one person, drawn from any findings together.

    Parameters
    ----------
    findings : sequence of Finding
        Of one person; those that no box is about are passed over.
    language : str
        ``en`` or ``de``.
    content : MapContent, optional
        Boxes and arrows; by default those that ship.
    """
    content = mechanism_map_content() if content is None else content
    words = content.in_language(language)
    links = tuple(
        _link(number, entry, content, findings, language)
        for number, entry in enumerate(content.links, start=1)
    )
    return MechanismMap(
        title=words.title,
        intro=words.intro,
        plain_intro=words.plain_intro,
        nodes=tuple(_node(entry, findings, words, language) for entry in content.nodes),
        links=links,
    )


def _node(entry: NodeEntry, findings: Sequence[Finding], words: MapWords, language: str) -> MapNode:
    about = tuple(dict.fromkeys(each.id for each in findings if each.id in entry.rules))
    is_seen = _shows(entry.seen_when, findings)
    state = "seen" if is_seen else "looked" if about else "not_looked"
    return MapNode(
        id=entry.id,
        name=entry.name.in_language(language),
        plain_name=entry.plain_name.in_language(language),
        is_seen=is_seen,
        was_looked_at=bool(about),
        state_words=words.node[state],
        findings=about,
    )


def _link(
    number: int,
    entry: LinkEntry,
    content: MapContent,
    findings: Sequence[Finding],
    language: str,
) -> MapLink:
    words = content.in_language(language)
    start, end = content.node(entry.start), content.node(entry.end)
    state, reason = _state(entry, start, end, findings)
    names = {
        "start": start.plain_name.in_language(language),
        "end": end.plain_name.in_language(language),
    }
    return MapLink(
        number=number,
        start=entry.start,
        end=entry.end,
        state=state,
        state_words=words.state[state.value],
        reason=words.reason[reason],
        plain=words.plain[state.value].format(**names),
        claim=entry.claim.in_language(language),
        grade=entry.grade,
        grade_words=words.grade[entry.grade],
        sources=finding_rules().notes(entry.evidence_for, entry.evidence_against),
    )


def _state(
    entry: LinkEntry, start: NodeEntry, end: NodeEntry, findings: Sequence[Finding]
) -> tuple[LinkState, str]:
    if entry.grade == "contradicted":
        return LinkState.CONTRADICTED, "literature"
    seen = [_shows(node.seen_when, findings) for node in (start, end)]
    missing = [
        _shows(node.unseen_when, findings) and not is_seen
        for node, is_seen in zip((start, end), seen, strict=True)
    ]
    if (seen[0] and missing[1]) or (seen[1] and missing[0]):
        return LinkState.CONTRADICTED, "person"
    if _speaks_against(entry.against_when, findings):
        return LinkState.CONTRADICTED, "model"
    if all(seen):
        return LinkState.MEASURED, "measured"
    return LinkState.HYPOTHESIS, "hypothesis"


def _shows(signs: Iterable[Sign], findings: Sequence[Finding]) -> bool:
    return any(each.is_firm and _matches(sign, each) for sign in signs for each in findings)


def _speaks_against(signs: Iterable[Sign], findings: Sequence[Finding]) -> bool:
    """Tell whether a result, modelled or not, is sure enough to speak against an arrow."""
    return any(
        each.confidence is not Confidence.CANNOT_TELL and _matches(sign, each)
        for sign in signs
        for each in findings
    )


def _matches(sign: Sign, finding: Finding) -> bool:
    return finding.id == sign.finding and finding.outcome in sign.outcomes
