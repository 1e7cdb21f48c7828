"""Render the screening's specification for a clinician to read and sign: docs/specification.md.

Run ``python scripts/render_specification.py``; a test holds the page to what this gives.
"""

import tomllib
from pathlib import Path
from typing import Any

from hipspine.content.condition_words import condition_as_words
from hipspine.content.library import Library, screening_library

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "specification.md"
SPEC = ROOT / "tests" / "spec"


def specification() -> str:
    """Return the page."""
    library = screening_library()
    parts = (
        _head(library),
        _rules(library),
        _named(library),
        _cases(),
        _stories(),
        _planning(),
        _progression(),
        _sources(library),
    )
    return "\n".join(parts)


def _head(library: Library) -> str:
    return f"""# Specification of the screening

This page is made from the content files and the tests by `scripts/render_specification.py`; do not
edit it. It is meant to be read, questioned and signed by a clinician.
Clinician review: **pending**.

Content reviewed on {library.reviewed_on}. {len(library.rules)} rules and
{len(library.questions)} questions; {len(library.safety_questions)} of them are safety questions,
and {len(library.weekly_questions)} are put again at every weekly check-in and every flare.

How every rule is read (row T25): "not sure" counts as the most worrying answer after the question
has been put once more in plainer words; an open safety question counts as the most worrying answer;
of two answers that contradict each other the worrying one counts. Nothing is ever negated, so a
further worrying answer can only raise the level. A result expires after seven days.
"""


def _rules(library: Library) -> str:
    words = library.words("en")
    lines = ["## Rules", "", "| Rule | Level | Acts | Applies when | Says | Limits | Sources |"]
    lines.append("|---|---|---|---|---|---|---|")
    for rule in library.rules:
        acts = ("alone" if rule.tier == "hard" else "together") + (
            ", weekly" if rule.weekly else ""
        )
        cells = (
            rule.id,
            rule.level,
            acts,
            condition_as_words(rule.when),
            words.sentence(f"rule.{rule.id}.clinician"),
            ", ".join(rule.restrictions) or "-",
            ", ".join(rule.evidence),
        )
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join([*lines, ""])


def _named(library: Library) -> str:
    lines = ["## Conditions that several rules share", ""]
    lines += [
        f"- **{name.replace('_', ' ')}**: {condition_as_words(condition)}"
        for name, condition in library.named_conditions.items()
    ]
    return "\n".join([*lines, ""])


def _cases() -> str:
    table = tomllib.loads((SPEC / "screening_cases.toml").read_text("utf-8"))
    lines = ["## Cases", "", f"All {len(table['cases'])} cases are tests. Each starts from:", ""]
    lines += [", ".join(f"{q} {_answer(a)}" for q, a in table["harmless"].items()) + "."]
    lines += [
        "",
        "| Row | Case | Said instead | Level | Rules | Not |",
        "|---|---|---|---|---|---|",
    ]
    for case in table["cases"]:
        said = "; ".join(f"{q} {_answer(a)}" for q, a in case.get("answers", {}).items())
        applies, never = (", ".join(case.get(key, ())) or "-" for key in ("applies", "not"))
        cells = (case["row"], case["what"], said or "-", case["level"], applies, never)
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join([*lines, ""])


def _answer(value: Any) -> str:
    return " + ".join(value) if isinstance(value, list) else str(value)


def _stories() -> str:
    stories = tomllib.loads((SPEC / "patient_stories.toml").read_text("utf-8"))["story"]
    serious = sum(story["kind"] == "serious" for story in stories)
    bound = 100 * (1 - 0.05 ** (1 / serious))
    lines = [
        "## Patient stories",
        "",
        f"{len(stories)} invented stories, {serious} of them serious, with levels written from the",
        "framework before the rules were run. The tests hold that no serious one gets too low a",
        "level and that at most 15 % of the harmless ones get too high a one. No miss in",
        f"{serious} allows, with 95 % confidence, a miss rate of up to {bound:.1f} % among stories",
        "of this kind; invented stories are not patients, so this bounds nothing in real use.",
        "",
        "| Story | Kind | Level expected | Rows |",
        "|---|---|---|---|",
    ]
    for story in stories:
        rows = ", ".join(story["framework"])
        lines.append(f"| {story['id']} | {story['kind']} | {story['expected']} | {rows} |")
    return "\n".join([*lines, ""])


def _plan_cases(kind: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = tomllib.loads((SPEC / "plan_cases.toml").read_text("utf-8"))[kind]
    return found


def _planning() -> str:
    lines = [
        "## Plans",
        "",
        "Whoever is not described otherwise answers as in the harmless case above, has",
        "everything at hand, 30 minutes a day, and no gate closed. Limits and weights:",
        "`content/plan_rules.toml`.",
        "",
        "| Case | Pain today | Given | Must follow |",
        "|---|---|---|---|",
    ]
    given = ("answers", "approach", "equipment", "pinned", "banned", "proven", "tests", "by")
    asked = ("approach_is", "stage", "with", "without", "says", "refused")
    for case in _plan_cases("planning"):
        cells = (
            case["what"],
            f"{case['pain']}",
            _named_values(case, given),
            _named_values(case, asked),
        )
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join([*lines, ""])


def _named_values(case: dict[str, Any], names: tuple[str, ...]) -> str:
    parts = [f"{name.replace('_', ' ')}: {_plain(case[name])}" for name in names if name in case]
    return "; ".join(parts) or "-"


def _plain(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} {_plain(item)}" for key, item in value.items())
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _progression() -> str:
    lines = [
        "## Progression",
        "",
        "What one exercise does next, by its last sessions: pain during, pain on the next morning",
        "and effort, each 0 to 10; `?` was not said; pain on waking was 2 before. The most careful",
        "rule that applies wins, and sessions of one day count as one; thresholds:",
        "`content/plan_rules.toml`.",
        "",
        "| Case | Sessions (pain, morning, effort) | Step | Rule |",
        "|---|---|---|---|",
    ]
    for case in _plan_cases("progression"):
        sessions = "; ".join(", ".join(row) for row in case["sessions"]) or "-"
        lines.append(f"| {case['what']} | {sessions} | {case['step']} | `{case['rule']}` |")
    return "\n".join([*lines, ""])


def _sources(library: Library) -> str:
    lines = ["## Sources", "", "| Id | Kind | Stance | Source | What it says here |"]
    lines.append("|---|---|---|---|---|")
    for entry in library.evidence.values():
        found = f"doi:{entry.doi}" if entry.doi else entry.guideline or f"PMID {entry.pmid}"
        where = "" if entry.level == "own" else f". {found}"
        cells = (entry.id, entry.level, entry.stance, f"{entry.citation}{where}", entry.says)
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    PAGE.write_text(specification(), "utf-8")
    print(f"Wrote {PAGE.name}.")
