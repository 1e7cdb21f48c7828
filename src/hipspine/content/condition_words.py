"""Conditions as a clinician reads them: ``at least 2 of: age_years >= 65; osteoporosis = yes``."""

from hipspine.content.schema import ConditionTable


def condition_as_words(condition: ConditionTable) -> str:
    """Return a condition as one line of words, with question ids as they are in the files."""
    if condition.named is not None:
        return condition.named.replace("_", " ")
    if condition.all_ is not None:
        return " and ".join(_bracketed(part) for part in condition.all_)
    if condition.any_ is not None:
        return " or ".join(_bracketed(part) for part in condition.any_)
    if condition.of is not None:
        listed = "; ".join(condition_as_words(part) for part in condition.of)
        return f"at least {condition.count} of: {listed}"
    return f"{condition.question} {_leaf_words(condition)}"


def _bracketed(part: ConditionTable) -> str:
    words = condition_as_words(part)
    return f"({words})" if len(part.parts) > 1 else words


def _leaf_words(leaf: ConditionTable) -> str:
    if leaf.is_ is not None:
        values = (leaf.is_,) if isinstance(leaf.is_, str) else leaf.is_
        return f"= {' or '.join(values)}"
    if leaf.includes is not None:
        many = f" (at least {leaf.how_many})" if leaf.how_many else ""
        return f"includes {' or '.join(leaf.includes)}{many}"
    bounds = [f"from {leaf.at_least:g}" if leaf.at_least is not None else ""]
    bounds.append(f"up to {leaf.at_most:g}" if leaf.at_most is not None else "")
    return " ".join(filter(None, bounds))
