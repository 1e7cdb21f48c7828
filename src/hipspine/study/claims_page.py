"""The claims as a page of the documentation."""

from collections.abc import Iterable, Sequence

from hipspine.content.claims.schema import AS_RECORDED, Claim, Claims, Experiment
from hipspine.study.claims_quantities import quantity_title
from hipspine.study.claims_results import ExperimentResult, Results, Takers
from hipspine.study.claims_variants import PUBLISHED, VARIANTS
from hipspine.study.claims_verdicts import Judged, Verdict, change_share
from hipspine.study.claims_words import (
    ENGLISH,
    judged_claims,
    level_title,
    number,
    percent,
    source_text,
    told_test,
)

KIND_TITLES = {
    "mechanism": "Mechanisms and causes",
    "symptom": "Symptoms and self-checks",
    "referral": "When to seek help",
    "treatment": "Treatments and habits",
    "exercise": "Exercise and dose",
    "recovery": "Recovery",
    "product": "No claims at all",
}


def claims_page(claims: Claims, results: Results) -> str:
    """Return the claims as a Markdown page."""
    judged = judged_claims(claims, results)
    lines = [*_intro(claims, judged), *_headlines(claims, results), *_disagreements(claims)]
    for kind, title in KIND_TITLES.items():
        of_kind = [each for each in judged if each.claim.kind == kind]
        lines += [f"## {title}", "", *_table(of_kind), ""]
    lines += ["## How each mechanism was tested", ""]
    for each in judged:
        if each.claim.kind == "mechanism":
            lines += _mechanism(each, claims)
    lines += ["## The experiments", ""]
    for experiment in claims.experiments.experiments:
        lines += _experiment(experiment, results.get(experiment.id))
    return "\n".join([*lines, *_sources(claims), ""])


def _intro(claims: Claims, judged: Sequence[Judged]) -> list[str]:
    mechanisms = [each for each in judged if each.claim.kind == "mechanism"]
    counts = ", ".join(
        f"{sum(each.verdict is verdict for each in mechanisms)} {ENGLISH.verdict(verdict)}"
        for verdict in Verdict
    )
    return [
        "# The articles' claims, tested",
        "",
        "Made by `scripts/render_claims.py --run`; not edited by hand. `hipspine claims --run` "
        "recomputes every number. The statements are those of five articles about glutes and back "
        "pain, in our words; none of them is ours.",
        "",
        *(f"- **{article.id}** {article.about}" for article in claims.articles.articles),
        "",
        f"{len(judged)} statements, {len(mechanisms)} of them about mechanisms. Two verdicts "
        "stand beside each other and are never merged: what the **literature** says of people, and "
        f"what **this model** does with a mechanism ({counts}). A model cannot show that "
        "something hurts.",
        "",
        "**How a model's verdict comes about.** What a claim expects of an experiment was written "
        f"down first. {claims.experiments.matters_why} *Supported*: every variant does what the "
        "claim expects. *Contradicted*: every variant does the opposite, or misses what the claim "
        "stands or falls with. *Unsupported*: none does what it expects. *Mixed*: some do, or some "
        "parts of the claim.",
        "",
        "**Variants.** " + "; ".join(variant.title for variant in VARIANTS) + ". Where recordings "
        "are given, two recorded walks as well.",
        "",
        "**At an unchanged motion** muscles share the work anew; how a person would move instead "
        "takes a prediction ([](fixed-motion.md)). The walk is that of the "
        "[reference walker](reference-walker.md).",
        "",
    ]


def _headlines(claims: Claims, results: Results) -> list[str]:
    lines = [
        "## The main numbers",
        "",
        "| what is changed | what is looked at | change | range over all variants and walks |",
        "|---|---|---|---|",
    ]
    for headline in claims.experiments.headlines:
        experiment = claims.experiments.by_id[headline.experiment]
        shares = _shares(results.get(headline.experiment), headline.level, headline.quantity)
        changed = f"{experiment.title}: {level_title(experiment, headline.level)}"
        told = ("absent", "")
        if shares:
            band = f"{percent(min(shares.values()))} to {percent(max(shares.values()))}"
            told = (percent(shares[PUBLISHED]), band)
        lines.append(_row((changed, quantity_title(headline.quantity), *told)))
    return [*lines, ""]


def _shares(result: ExperimentResult | None, level: str, quantity: str) -> dict[str, float]:
    """Return the change of a quantity as a share of its value as recorded, by variant."""
    if result is None:
        return {}
    before, after = result.effect(AS_RECORDED, quantity), result.effect(level, quantity)
    if before is None or after is None:
        return {}
    shares = {name: change_share(before.values[name], after.values[name]) for name in after.values}
    return {name: share for name, share in shares.items() if share is not None}


def _disagreements(claims: Claims) -> list[str]:
    return [
        "## Where the articles contradict each other",
        "",
        "| about | one says | another says | here |",
        "|---|---|---|---|",
        *(
            _row((each.about, each.one, each.other, each.handled))
            for each in claims.articles.disagreements
        ),
        "",
    ]


def _table(judged: Sequence[Judged]) -> list[str]:
    return [
        "| id | what is claimed, and what is known | literature | this model | handled by |",
        "|---|---|---|---|---|",
        *(
            _row(
                (
                    each.claim.id,
                    f"**{each.claim.statement}** ({', '.join(each.claim.articles)}) "
                    f"{each.claim.literature}",
                    ENGLISH.verdict(each.claim.grade),
                    ENGLISH.model(each),
                    _features(each.claim),
                )
            )
            for each in judged
        ),
    ]


def _features(claim: Claim) -> str:
    if claim.left_out is not None:
        return f"left out: {claim.left_out}"
    return ", ".join(feature_link(feature) for feature in claim.features)


def feature_link(feature: str) -> str:
    """Return a feature's reference as a link within the documentation, or in words."""
    kind, _, name = feature.partition(":")
    words = name.replace("_", " ")
    links = {
        "command": f"[{name}](../reference/commands.md)",
        "page": f"[](../{name}.md)",
        "exercise": f"[{words}](../reference/exercises.md)",
        "measure": f"[{words}](../reference/measures.md)",
        "test": f"[{words}](../how-to/movement-tests.md)",
        "questionnaire": f"[{words}](../reference/questionnaires.md)",
        "rule": f"[{name}](triage.md)",
    }
    return links[kind] if kind == "page" else f"{kind} {links.get(kind, words)}"


def _mechanism(judged: Judged, claims: Claims) -> list[str]:
    claim = judged.claim
    lines = [
        f"### {claim.id}: {claim.statement}",
        "",
        f"Literature **{ENGLISH.verdict(claim.grade)}**, this model **{ENGLISH.model(judged)}**.",
        "",
    ]
    if claim.not_testable:
        lines += [claim.not_testable, ""]
    for tested in judged.tested:
        lines += [f"- {told_test(tested, claims)} Why: {tested.test.because}"]
    if judged.tested:
        lines.append("")
    if claim.shows:
        titles = [claims.experiments.by_id[name].title for name in claim.shows]
        lines += [f"See also: {'; '.join(titles)}.", ""]
    cited = [f"for: {claims.evidence[source].citation}" for source in claim.for_]
    cited += [f"against: {claims.evidence[source].citation}" for source in claim.against]
    return [*lines, *(f"- {each}" for each in cited), "", f"Limits: {claim.limits}", ""]


def _experiment(experiment: Experiment, result: ExperimentResult | None) -> list[str]:
    lines = [
        f"### {experiment.title}",
        "",
        f"`{experiment.id}`. {experiment.asks} Kind: {ENGLISH.kind(experiment)}.",
        "",
    ]
    if result is None or result.absent_because:
        reason = "it was not run" if result is None else result.absent_because
        return [*lines, f"Absent: {reason}.", "", f"Limits: {experiment.limits}", ""]
    if result.predicted:
        lines += _predicted_lines(experiment, result)
        return [*lines, "", f"Limits: {experiment.limits}", ""]
    lines += ["| level | quantity | as it is | range | unit |", "|---|---|---|---|---|"]
    for effect in result.effects:
        cells = (
            level_title(experiment, effect.level),
            quantity_title(effect.quantity),
            number(effect.values.get(PUBLISHED)),
            f"{number(effect.low)} to {number(effect.high)}",
            effect.unit,
        )
        lines.append(_row(cells))
    lines += ["", *_takers_lines(experiment, result.takers)]
    return [*lines, f"Limits: {experiment.limits}", ""]


def _predicted_lines(experiment: Experiment, result: ExperimentResult) -> list[str]:
    return [
        f"- {level_title(experiment, each.level)}: {quantity_title(each.quantity)} changes by "
        f"{number(each.median)} ({number(each.lowest)} to {number(each.highest)}) {each.unit} over "
        f"{each.answered} variants, {each.certainty.replace('_', ' ')}"
        for each in result.predicted
    ]


def _takers_lines(experiment: Experiment, takers: Sequence[Takers]) -> list[str]:
    if not takers:
        return []
    lines = ["Who does more and who does less, mean force [N/kg]:", ""]
    for each in takers:
        told = [f"{taker.group} {taker.change_N_per_kg:+.2f}" for taker in (*each.more, *each.less)]
        words = ", ".join(told).replace("_", " ") or "nobody"
        lines.append(f"- {level_title(experiment, each.level)}: {words}")
    return [*lines, ""]


def _sources(claims: Claims) -> list[str]:
    cited = dict.fromkeys(
        source for claim in claims.claims for source in (*claim.for_, *claim.against)
    )
    texts = sorted(source_text(claims.evidence[source]) for source in cited)
    return ["## Sources", "", *(f"- {text}" for text in texts)]


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
