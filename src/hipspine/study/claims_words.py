"""The claims in words, as lines for a terminal and as values for JSON."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

from hipspine.content.claims.schema import AS_RECORDED, Claim, Claims, Experiment
from hipspine.content.phrases import Phrases, phrases
from hipspine.content.schema import Evidence
from hipspine.content.text import Texts, page_texts
from hipspine.study.claims_quantities import quantity_of, quantity_title
from hipspine.study.claims_results import Effect, ExperimentResult, Predicted, Results
from hipspine.study.claims_variants import PUBLISHED
from hipspine.study.claims_verdicts import Judged, Tested, Verdict, judge

PERCENT = 100.0
WALKS = ("walk_rajagopal", "subject4_walk")
"""Recordings among the variants of an effect."""


def judged_claims(claims: Claims, results: Results) -> tuple[Judged, ...]:
    """Return every claim with what the model says of it."""
    matters = claims.experiments.matters_from
    return tuple(judge(claim, results, matters_from=matters) for claim in claims.claims)


@dataclass(frozen=True)
class Telling:
    """The claims in one language; the articles' ids, citations and features stay as they are."""

    language: str = "en"

    @property
    def say(self) -> Texts:
        """The sentences around the content."""
        return page_texts("claims", self.language)

    @property
    def phrase(self) -> Phrases:
        """Translates the content."""
        return phrases(self.language)

    def verdict(self, verdict: str) -> str:
        """Return a verdict in words."""
        return self.say(f"verdict.{verdict}")

    def kind(self, experiment: Experiment) -> str:
        """Return what kind of experiment it is."""
        return self.say(f"kind.{experiment.kind}")

    def model(self, judged: Judged) -> str:
        """Return the model's verdict; a dash where a claim is not about mechanics."""
        if judged.verdict is Verdict.NOT_TESTABLE and judged.claim.not_testable is None:
            return "–"
        return self.verdict(judged.verdict)

    def quantity(self, name: str) -> str:
        """Return a quantity in words, with its muscle group."""
        _quantity, group = quantity_of(name)
        return self.phrase(quantity_title(name, group=self.phrase.name(group) if group else ""))

    def level(self, experiment: Experiment, level: str) -> str:
        """Return a level of an experiment in words."""
        return self.phrase(level_title(experiment, level))

    def number(self, value: float | None) -> str:
        """Return a number with three digits; a dash where there is none."""
        return self._decimal(number(value))

    def exactly(self, value: float) -> str:
        """Return a number that was chosen, such as a bound, in full."""
        return self._decimal(f"{value:g}")

    def percent(self, share: float) -> str:
        """Return a change in percent with its sign."""
        return self._decimal(percent(share))

    def _decimal(self, text: str) -> str:
        return text.replace(".", ",") if self.language == "de" else text

    def unit(self, unit: str) -> str:
        """Return a unit in words; nothing for a share."""
        return "" if unit == "1" else self.phrase(unit)

    def value(self, effect: Effect) -> str:
        """Return an effect's value in the model as it is, with its unit."""
        published = self.number(effect.values.get(PUBLISHED))
        return f"{published} {self.unit(effect.unit)}".rstrip()

    def band(self, effect: Effect) -> str:
        """Return an effect's range over all variants."""
        low, high = self.number(effect.low), self.number(effect.high)
        return self.say("test.band", low=low, high=high, over=self.over(effect))

    def over(self, effect: Effect) -> str:
        """Return over how many variants and recorded walks an effect ranges."""
        walks = sum(name in WALKS for name in effect.values)
        variants = self.say("test.variants", count=len(effect.values) - walks)
        if not walks:
            return variants
        key = "test.with_one_walk" if walks == 1 else "test.with_walks"
        return self.say(key, variants=variants, count=walks)


ENGLISH = Telling()


def list_text(judged: Iterable[Judged], telling: Telling = ENGLISH) -> str:
    """Return one line per claim: literature and model apart."""
    say = telling.say
    rows = [
        f"{each.claim.id}  {telling.verdict(each.claim.grade):<14} {telling.model(each):<27} "
        f"{telling.phrase(each.claim.statement)}"
        for each in judged
    ]
    head = f"{'':3}  {say('list.literature'):<14} {say('list.model'):<27} {say('list.statement')}"
    return "\n".join([head, *rows, "", say("list.foot")])


def claim_text(judged: Judged, claims: Claims, results: Results, telling: Telling = ENGLISH) -> str:
    """Return one claim in full for a terminal."""
    claim, say, phrase = judged.claim, telling.say, telling.phrase
    literature = telling.verdict(claim.grade)
    why = phrase(claim.not_testable or "")
    lines = [
        f"{claim.id}: {phrase(claim.statement)}",
        say("claim.from", articles=", ".join(claim.articles)),
        "",
        say("claim.literature", verdict=literature, says=phrase(claim.literature)),
        *_sources_text(claim, claims, say),
        say("claim.model", verdict=telling.model(judged), why=why).rstrip(),
        *(f"  - {told_test(tested, claims, telling)}" for tested in judged.tested),
    ]
    for name in claim.shows:
        lines += ["", *_shown_text(claims.experiments.by_id[name], results.get(name), telling)]
    handled = (
        say("claim.handled", features=", ".join(claim.features))
        if claim.features
        else say("claim.left_out", reason=phrase(claim.left_out or ""))
    )
    return "\n".join([*lines, "", handled, say("claim.limits", limits=phrase(claim.limits))])


def _sources_text(claim: Claim, claims: Claims, say: Texts) -> list[str]:
    named = [("for", claim.for_), ("against", claim.against)]
    return [
        f"  {say(f'claim.{stance}')}: {source_text(claims.evidence[source])}"
        for stance, sources in named
        for source in sources
    ]


def source_text(evidence: Evidence) -> str:
    """Return a citation with the number under which it is found."""
    found = (
        f"doi:{evidence.doi}" if evidence.doi else None,
        f"PMID {evidence.pmid}" if evidence.pmid else None,
        evidence.pmc,
        evidence.guideline,
    )
    return ", ".join([evidence.citation, *(each for each in found if each)][:2])


def _shown_text(
    experiment: Experiment, result: ExperimentResult | None, telling: Telling
) -> list[str]:
    say, phrase = telling.say, telling.phrase
    lines = [f"{phrase(experiment.title)} ({telling.kind(experiment)})"]
    if result is None or result.absent_because:
        reason = say("claim.not_run") if result is None else phrase(result.absent_because or "")
        return [*lines, f"  {say('claim.absent', reason=reason)}"]
    for effect in result.effects:
        level = telling.level(experiment, effect.level)
        title = telling.quantity(effect.quantity)
        lines.append(f"  {level}: {title} {telling.value(effect)} {telling.band(effect)}")
    return lines


def told_test(tested: Tested, claims: Claims, telling: Telling = ENGLISH) -> str:
    """Return one test in a sentence: what was asked, measured, expected, and the verdict."""
    test, say = tested.test, telling.say
    experiment = claims.experiments.by_id[test.experiment]
    where = telling.level(experiment, test.level)
    asked = f"{telling.phrase(experiment.title)}, {where}: {telling.quantity(test.quantity)}"
    expected = say(f"expects.{test.expects}", bound=_bound(tested, telling))
    if tested.predicted is None and (tested.after is None or tested.before is None):
        reason = telling.phrase(tested.reason or "")
        return say("test.not_run", asked=asked, expected=expected, reason=reason)
    measured = (
        _measured(tested, telling)
        if tested.predicted is None
        else _foretold(tested.predicted, telling)
    )
    verdict = telling.verdict(tested.verdict)
    return say("test.found", asked=asked, measured=measured, expected=expected, verdict=verdict)


def _bound(tested: Tested, telling: Telling) -> str:
    if tested.test.value is None:
        return ""
    unit = "1" if tested.after is None else tested.after.unit
    return f"{telling.exactly(tested.test.value)} {telling.unit(unit)}".rstrip()


def _foretold(predicted: Predicted, telling: Telling) -> str:
    return telling.say(
        "test.foretold",
        median=telling.number(predicted.median),
        unit=predicted.unit,
        low=telling.number(predicted.lowest),
        high=telling.number(predicted.highest),
        count=predicted.answered,
        certainty=telling.say(f"test.{predicted.certainty}"),
    )


def _measured(tested: Tested, telling: Telling) -> str:
    before, after, say = tested.before, tested.after, telling.say
    if before is None or after is None:
        return ""
    if tested.test.value is not None and tested.test.expects != "changes_by":
        return f"{telling.value(after)} {telling.band(after)}"
    of = telling.number(before.values.get(PUBLISHED))
    if tested.test.expects == "changes_by":
        changes = [after.values[name] - before.values[name] for name in after.values]
        low, high = telling.number(min(changes)), telling.number(max(changes))
        band = say("test.change", low=low, high=high, over=telling.over(after))
        return f"{say('test.from_to', before=of, after=telling.value(after))} ({band})"
    shares = [tested.change_share(variant) for variant in after.values]
    known = [share for share in shares if share is not None]
    if not known:
        return say("test.from_to", before=telling.value(before), after=telling.value(after))
    published = tested.change_share(PUBLISHED)
    change = "" if published is None else f"{telling.percent(published)}, "
    low, high = telling.percent(min(known)), telling.percent(max(known))
    band = say("test.share", low=low, high=high, over=telling.over(after))
    return f"{say('test.from_to', before=of, after=telling.value(after))} ({change}{band})"


def percent(share: float) -> str:
    """Return a change in percent with its sign."""
    rounded = round(share * PERCENT, 1)
    return "0 %" if rounded == 0 else f"{rounded:+.1f} %"


def number(value: float | None) -> str:
    """Return a number with three digits; a dash where there is none."""
    if value is None:
        return "–"
    return "0" if abs(value) < 5e-4 else f"{value:.3g}"


def level_title(experiment: Experiment, level: str) -> str:
    """Return a level of an experiment in words."""
    found = experiment.level(level)
    return "as recorded" if found is None or level == AS_RECORDED else found.title


def claims_dict(judged: Sequence[Judged], telling: Telling = ENGLISH) -> dict[str, object]:
    """Return claims and verdicts as values that JSON can write."""
    return {
        "schema": "hipspine/claims-list/1",
        "language": telling.language,
        "claims": [_claim_dict(each, telling.phrase) for each in judged],
    }


def _claim_dict(judged: Judged, phrase: Phrases) -> dict[str, object]:
    claim = judged.claim
    return {
        "id": claim.id,
        "articles": list(claim.articles),
        "kind": claim.kind,
        "statement": phrase(claim.statement),
        "literature": {
            "verdict": claim.grade,
            "says": phrase(claim.literature),
            "for": list(claim.for_),
            "against": list(claim.against),
        },
        "model": {
            "verdict": judged.verdict.value if claim.kind == "mechanism" else None,
            "not_testable": _told(claim.not_testable, phrase),
            "tests": [_test_dict(tested) for tested in judged.tested],
            "shows": list(claim.shows),
        },
        "features": list(claim.features),
        "left_out": _told(claim.left_out, phrase),
        "limits": phrase(claim.limits),
    }


def _told(words: str | None, phrase: Phrases) -> str | None:
    return None if words is None else phrase(words)


def _test_dict(tested: Tested) -> dict[str, object]:
    before, after = tested.before, tested.after
    return {
        "experiment": tested.test.experiment,
        "level": tested.test.level,
        "quantity": tested.test.quantity,
        "unit": None if after is None else after.unit,
        "expects": tested.test.expects,
        "bound": tested.test.value,
        "because": tested.test.because,
        "verdict": tested.verdict.value,
        "as_recorded": None if before is None else dict(before.values),
        "found": None if after is None else dict(after.values),
        "predicted": None if tested.predicted is None else asdict(tested.predicted),
        "not_run_because": tested.reason,
    }
