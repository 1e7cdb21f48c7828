"""The clinical content as text for the terminal."""

from collections.abc import Callable, Mapping

from hipspine.content.condition_words import condition_as_words
from hipspine.content.library import Library


def red_flags_as_text(library: Library, language: str) -> str:
    """Return every warning sign: rule, level, tier, when it applies, sources."""
    words = library.words(language)
    blocks = []
    for rule in library.rules:
        weekly = ", asked weekly" if rule.weekly else ""
        limits = f", {', '.join(rule.restrictions)}" if rule.restrictions else ""
        blocks.append(
            f"{rule.id}  {rule.level} ({rule.tier}{weekly}{limits})\n"
            f"    {words.sentence(f'rule.{rule.id}.clinician')}\n"
            f"    when {condition_as_words(rule.when)}\n"
            f"    evidence {', '.join(rule.evidence)}"
        )
    return "\n".join(blocks)


def questions_as_text(library: Library, language: str) -> str:
    """Return every question in asking order, with why it is asked and when."""
    words = library.words(language)
    blocks = []
    for question in library.questions.values():
        asked = condition_as_words(question.ask_if) if question.ask_if else "always"
        blocks.append(
            f"{question.id} ({question.kind}; asked if {asked})\n"
            f"    {words.sentence(f'question.{question.id}.ask')}\n"
            f"    {words.sentence(f'question.{question.id}.why')}"
        )
    return "\n".join(blocks)


def evidence_as_text(library: Library, language: str) -> str:
    """Return the evidence register."""
    del language  # citations are in the language of their source
    return "\n".join(
        f"{entry.id} ({entry.level}, {entry.stance}, reviewed {entry.reviewed_on})\n"
        f"    {entry.citation} {entry.doi or entry.guideline or entry.pmid or ''}".rstrip()
        + f"\n    {entry.says}"
        for entry in library.evidence.values()
    )


PARTS: Mapping[str, Callable[[Library, str], str]] = {
    "red-flags": red_flags_as_text,
    "questions": questions_as_text,
    "evidence": evidence_as_text,
}
