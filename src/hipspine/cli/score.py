"""`hipspine score`: scores of questionnaires, from a person's own form or a file of answers."""

import json
import os
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hipspine.cli.clock import current_time
from hipspine.cli.output import say, say_json
from hipspine.cli.screen import checked_number
from hipspine.domain.errors import AnswersError

if TYPE_CHECKING:
    from hipspine.cli.score_text import Scored
    from hipspine.content.questionnaire_content import QuestionnaireLibrary


class Format(Enum):
    """How the result is printed."""

    TEXT = "text"
    JSON = "json"
    FHIR = "fhir"


def run_score(
    name: Annotated[str, typer.Argument(help="Which questionnaire; none lists them all.")] = "",
    *,
    total: Annotated[
        list[str] | None, typer.Option(help="A total from the form: 12, or distress=3.")
    ] = None,
    items: Annotated[
        str, typer.Option(help="Items from the form: ticked ones 1,4,9 (or none), marks 1=2,2=0.")
    ] = "",
    answers: Annotated[
        Path | None, typer.Option(help="A TOML file of answers to one of our questionnaires.")
    ] = None,
    before: Annotated[
        list[str] | None, typer.Option(help="An earlier score to compare with: 14, or work=30.")
    ] = None,
    language: Annotated[str, typer.Option(help="Language of every sentence: en or de.")] = "en",
    form: Annotated[
        Format, typer.Option("--format", help="Sentences, JSON, or a FHIR R4 bundle.")
    ] = Format.TEXT,
) -> None:
    """Score a questionnaire; published ones by number from the person's own form.

    Example: hipspine score roland_morris --items 1,4,9 --before 14
    """
    from hipspine.cli.score_text import change_from, listed, score_dict, score_lines
    from hipspine.content.questionnaire_library import questionnaire_library

    library = questionnaire_library()
    library.words(language)
    if not name:
        say("\n".join(listed(library, language)))
        return
    scored = _scored(name, total or [], items, answers, library)
    changes = change_from(scored, before or [], library)
    if form is Format.FHIR:
        say_json(_as_fhir(scored, library, language))
    elif form is Format.JSON:
        say_json(score_dict(scored, changes))
    else:
        number = checked_number(os.environ.get("HIPSPINE_EMERGENCY_NUMBER", "112"))
        say("\n".join(score_lines(scored, changes, library, language, number=number)))


def _scored(
    name: str, totals: list[str], items: str, answers: Path | None, library: "QuestionnaireLibrary"
) -> "Scored":
    from hipspine.cli.score_text import Scored, entry_from
    from hipspine.screen.questionnaire_answers import read_questionnaire_answers
    from hipspine.screen.scores import score_instrument, score_questionnaire

    is_ours = name in library.questionnaires
    if is_ours != (answers is not None) or (is_ours and (totals or items)):
        raise AnswersError(
            name,
            expected="--answers for our own questionnaires, --total or --items for published ones",
            got="another option",
            do="Run hipspine score without a name to see which are which.",
        )
    if answers is None:
        instrument = library.instrument(name)
        scores = score_instrument(instrument, entry_from(instrument, totals, items))
        return Scored(name, scores, None)
    questionnaire = library.questionnaire(name)
    given = read_questionnaire_answers(_text_of(answers), questionnaire, where=str(answers))
    return Scored(name, score_questionnaire(questionnaire, given), given)


def _text_of(file: Path) -> str:
    try:
        return file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        raise AnswersError(
            str(file), expected="a TOML file in UTF-8", got=str(problem), do="Check the path."
        ) from None


def _as_fhir(scored: "Scored", library: "QuestionnaireLibrary", language: str) -> dict[str, object]:
    from hipspine.content.library import screening_library
    from hipspine.domain.answers import Answers
    from hipspine.records.fhir.bundle import VisitRecord, visit_bundle
    from hipspine.records.fhir.codes import ExportStyle

    is_ours = scored.answers is not None
    record = VisitRecord(
        answers=scored.answers or Answers(),
        questionnaires=(scored.name,) if is_ours else (),
        instrument_scores=() if is_ours else scored.scores,
        triage=None,
        at=current_time(),
    )
    bundle = visit_bundle(record, library, screening_library(), style=ExportStyle(language))
    content: dict[str, object] = json.loads(bundle.model_dump_json())
    return content
